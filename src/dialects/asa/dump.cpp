#include "dialects/asa/dump.hpp"

#include <fmt/format.h>
#include <iterator>

#include "dialects/asa/config.hpp"
#include "dialects/asa/shape.hpp"

namespace lyncgate::asa {

namespace {

std::string words(const Operand& operand) {
    static constexpr std::string_view names[] = {"",      "any",  "any4",      "any6",   "host",  "masked",    "prefix",
                                                 "range", "fqdn", "interface", "object", "group", "eq",        "neq",
                                                 "lt",    "gt",   "ports",     "icmp",   "word",  "unreadable"};
    std::string text(names[static_cast<std::size_t>(operand.kind)]);
    for (const std::string_view word : {operand.first(), operand.second()}) {
        if (!word.empty() && operand.kind > OperandKind::any6) {
            text += fmt::format(" {}", word);
        }
    }
    return text;
}

std::string words(const ServiceSpec& spec) {
    std::string text = spec.object.empty() ? std::string(spec.protocol) : fmt::format("object {}", spec.object);
    if (spec.source.kind != OperandKind::none) {
        text += fmt::format(", source {}", words(spec.source));
    }
    if (spec.destination.kind != OperandKind::none) {
        text += fmt::format(", destination {}", words(spec.destination));
    }
    return spec.icmp_type.empty() ? text : text + fmt::format(", icmp {} {}", spec.icmp_type, spec.icmp_code);
}

using Out = std::back_insert_iterator<std::string>;

void write_lists(const Config& config, Out out) {
    for (const AccessList& list : config.lists) {
        fmt::format_to(out, "access-list {}\n", list.name);
        for (const AccessEntry& entry : list.entries) {
            const Shape shape = shape_of(config, entry);
            fmt::format_to(out, "  {} {} {}", entry.number,
                           !entry.readable ? "unreadable"
                           : entry.permit  ? "permit"
                                           : "deny",
                           words(entry.protocol));
            fmt::format_to(out, " | {} {} | {} {}", words(shape.source), words(shape.source_port),
                           words(shape.destination), words(shape.destination_port));
            fmt::format_to(out, " | {} {}{}\n", words(shape.message), words(shape.code),
                           entry.inactive ? " inactive" : "");
        }
    }
    for (const AccessGroup& group : config.access_groups) {
        fmt::format_to(out, "{}\n", group.text);
    }
}

void write_objects(const Config& config, Out out) {
    for (const NetworkObject& object : config.network_objects) {
        fmt::format_to(out, "object network {}: {}\n", object.name, words(object.value));
    }
    for (const ServiceObject& object : config.service_objects) {
        fmt::format_to(out, "object service {}: {}\n", object.name, words(object.value));
    }
    for (const Group& group : config.groups) {
        fmt::format_to(out, "{}\n", group.text);
        for (const Operand& member : group.members) {
            fmt::format_to(out, "  {}\n", words(member));
        }
        for (const ServiceSpec& service : group.services) {
            fmt::format_to(out, "  {}\n", words(service));
        }
    }
}

void write_rest(const Config& config, Out out) {
    for (const NatRule& rule : config.nat) {
        fmt::format_to(out, "{}{}\n", rule.object.empty() ? "" : fmt::format("object {}: ", rule.object), rule.text);
    }
    for (const OldStatic& fixed : config.old_statics) {
        fmt::format_to(out, "{}\n", fixed.text);
    }
    for (const OldNat& nat : config.old_nat) {
        fmt::format_to(out, "{}\n", nat.text);
    }
    for (const OldGlobal& global : config.old_globals) {
        fmt::format_to(out, "{}\n", global.text);
    }
    for (const Route& route : config.routes) {
        fmt::format_to(out, "{}\n", route.text);
    }
    for (const CryptoEntry& entry : config.crypto) {
        fmt::format_to(out, "crypto map {} {}: list {}, peer {}\n", entry.map, entry.sequence, entry.list,
                       entry.peers.empty() ? std::string_view{} : entry.peers.front());
    }
}

}  // namespace

std::string dump_syntax(const SourceFile& file, const ReadContext&) {
    std::string text;
    const Out out = std::back_inserter(text);
    for (const Config& config : parse(file)) {
        fmt::format_to(out, "configuration '{}', version '{}'\n", config.hostname, config.version.text);
        for (const InterfaceBlock& block : config.interfaces) {
            fmt::format_to(out, "interface {} '{}' level {}{}\n", block.hardware, block.name,
                           block.level_text.empty() ? "default" : block.level_text, block.shutdown ? " shutdown" : "");
        }
        write_objects(config, out);
        write_lists(config, out);
        write_rest(config, out);
    }
    return text;
}

}  // namespace lyncgate::asa
