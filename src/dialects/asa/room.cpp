// How much room the things of a configuration will need, seen from the first of them.
#include "dialects/asa/reader.hpp"

namespace lyncgate::asa {

std::size_t lines_like(const Reader& reader, std::string_view start) {
    const Origin origin = origin_of(reader, start);
    if (!origin || start.empty()) {
        return 0;
    }
    const std::string_view file = reader.file->text();
    std::size_t begin = origin.span.begin;
    while (begin > 0 && is_blank(file[begin - 1])) {
        --begin;
    }
    const std::string_view wanted = file.substr(begin, origin.span.end - begin);
    std::size_t lines = 0;
    for (std::string_view rest = file.substr(begin); rest.substr(0, wanted.size()) == wanted; ++lines) {
        const std::size_t end = rest.find('\n');
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    return lines;
}

}  // namespace lyncgate::asa
