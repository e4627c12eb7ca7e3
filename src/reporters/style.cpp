#include "reporters/style.hpp"

#include <fmt/format.h>

namespace lyncgate {

namespace {

std::string_view code_of(Ink ink) {
    switch (ink) {
    case Ink::plain: return "";
    case Ink::strong: return "1";
    case Ink::error: return "1;31";
    case Ink::warning: return "1;33";
    case Ink::note: return "1;36";
    case Ink::undecided: return "1;35";
    case Ink::good: return "1;32";
    case Ink::frame: return "1;34";
    }
    return "";
}

}  // namespace

std::string inked(std::string_view text, Ink ink, bool color) {
    return color && ink != Ink::plain && !text.empty() ? fmt::format("\033[{}m{}\033[0m", code_of(ink), text)
                                                       : std::string(text);
}

}  // namespace lyncgate
