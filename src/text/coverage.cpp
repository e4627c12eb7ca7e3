#include "text/coverage.hpp"

#include <utility>

namespace lyncgate {

void Coverage::count(Treatment treatment, const Origin& origin, std::string effect) {
    ++statements;
    switch (treatment) {
    case Treatment::modelled: ++modelled; return;
    case Treatment::irrelevant: ++irrelevant; return;
    case Treatment::unmodelled: ++unmodelled; break;
    case Treatment::broken: ++broken; break;
    }
    notes.push_back({treatment, origin, std::move(effect)});
}

void Coverage::add(const Coverage& other) {
    statements += other.statements;
    modelled += other.modelled;
    irrelevant += other.irrelevant;
    unmodelled += other.unmodelled;
    broken += other.broken;
    notes.insert(notes.end(), other.notes.begin(), other.notes.end());
}

std::string_view name_of(Treatment treatment) {
    switch (treatment) {
    case Treatment::modelled: return "modelled";
    case Treatment::irrelevant: return "irrelevant";
    case Treatment::unmodelled: return "unmodelled";
    case Treatment::broken: return "broken";
    }
    return "unmodelled";
}

}  // namespace lyncgate
