#include "reporters/place.hpp"

namespace lyncgate {

Located locate(const Origin& origin) {
    if (!origin) {
        return {};
    }
    Located located;
    located.file = origin.file->name();
    located.text = text_of(origin);
    while (!located.text.empty() && (located.text.back() == '\n' || located.text.back() == '\r')) {
        located.text.remove_suffix(1);
    }
    const Position start = origin.file->position(origin.span.begin);
    const Position end = origin.file->position(origin.span.begin + static_cast<std::uint32_t>(located.text.size()));
    located.line = start.line;
    located.column = start.column;
    located.end_line = end.line;
    located.end_column = end.column;
    return located;
}

}  // namespace lyncgate
