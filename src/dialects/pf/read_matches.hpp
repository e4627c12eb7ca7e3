// Actions of the token grammar: what else a rule matches and does. Included by parse.cpp only.
#pragma once

#include "dialects/pf/read_options.hpp"

namespace lyncgate::pf {
namespace {

/// Users and groups, written like ports.
template<typename Input>
IdCompare read_id_item(const Input& in, Reading& r) {
    const Token* const first = &r.token(in);
    IdCompare compare;
    const bool unary = in.size() == 2;
    compare.low = read_id(first[unary ? 1 : 0], compare.name);
    compare.op = in.size() == 1 ? Op::equal : r.compare.op;
    if (in.size() == 3) {
        compare.high = read_id(first[2], compare.name);
    }
    if ((compare.low == unknown_id || compare.high == unknown_id) && compare.op != Op::equal &&
        compare.op != Op::not_equal) {
        r.error(*first, "'unknown' can only be compared with = and !=", "= or !=");
    }
    r.compare = {};
    return compare;
}
template<>
struct act<rules::user_item> {
    template<typename Input>
    static void apply(const Input& in, Reading& r) {
        r.ids.push_back(read_id_item(in, r));
    }
};
template<>
struct act<rules::group_item> {
    template<typename Input>
    static void apply(const Input& in, Reading& r) {
        r.ids.push_back(read_id_item(in, r));
    }
};
/// A later list goes before an earlier one, as in pfctl.
template<auto Member>
struct takes_ids : does<[](Reading& r, const Token&) {
    std::vector<IdCompare> ids = std::exchange(r.ids, {});
    ids.insert(ids.end(), (r.details().*Member).begin(), (r.details().*Member).end());
    r.details().*Member = std::move(ids);
}> {};
template<>
struct act<rules::user_clause> : takes_ids<&RuleDetails::users> {};
template<>
struct act<rules::group_clause> : takes_ids<&RuleDetails::groups> {};
template<>
struct act<rules::flags_word> : does<[](Reading& r, const Token& t) {
    r.once(r.rule->has_flags, t, "flags");
    r.rule->has_flags = true;
}> {};
template<>
struct act<rules::flags_any> : does<[](Reading& r, const Token&) { r.rule->flags_any = true; }> {};
template<>
struct act<rules::flags_set> : does<[](Reading& r, const Token& t) { r.rule->flags_set = read_flags(r, t); }> {};
template<>
struct act<rules::flags_mask> : does<[](Reading& r, const Token& t) { r.rule->flags_mask = read_flags(r, t); }> {};

template<>
struct act<rules::icmp4_word> : does<[](Reading& r, const Token& t) {
    r.once(!r.details().icmp.empty(), t, "icmp-type");
    r.icmp6 = false;
}> {};
template<>
struct act<rules::icmp6_word> : does<[](Reading& r, const Token& t) {
    r.once(!r.details().icmp.empty(), t, "icmp6-type");
    r.icmp6 = true;
}> {};
template<>
struct act<rules::icmp_type> : does<[](Reading& r, const Token& t) {
    IcmpItem item;
    item.v6 = r.icmp6;
    if (const std::optional<int> type = icmp_type_of(t.text, r.icmp6)) {
        item.type = *type;
    } else if (t.kind == Kind::number) {
        item.type = static_cast<int>(read_number(r, t, 255, "icmp type"));
    } else {
        r.error(t, "no icmp type is named '" + std::string(t.text) + "'", "a type name or number");
    }
    r.details().icmp.push_back(item);
}> {};
template<>
struct act<rules::icmp_code> : does<[](Reading& r, const Token& t) {
    IcmpItem& item = r.details().icmp.back();
    if (const std::optional<int> code = icmp_code_of(item.type, t.text, r.icmp6)) {
        item.code = *code;
    } else if (t.kind == Kind::number) {
        item.code = static_cast<int>(read_number(r, t, 255, "icmp code"));
    } else {
        r.error(t, "no icmp code of this type is named '" + std::string(t.text) + "'", "a code name or number");
    }
}> {};
template<>
struct act<rules::tos_value> : does<[](Reading& r, const Token& t) {
    r.once(r.details().tos.has_value(), t, "tos");
    r.details().tos = read_tos(r, t);
}> {};
template<>
struct act<rules::prio_value>
    : does<[](Reading& r, const Token& t) { r.details().prio = read_number(r, t, 7, "priority"); }> {};
template<>
struct act<rules::probability_value> : does<[](Reading& r, const Token& t) {
    std::string text(t.text);
    double factor = 1;
    if (text.ends_with('%')) {
        text.pop_back();
        factor = 0.01;
    }
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end) * factor;
    if (text.empty() || *end != '\0' || !(value >= 0) || 1 < value) {
        r.error(t, "'" + std::string(t.text) + "' is not a probability", "a number from 0 to 1 or from 0% to 100%");
        return;
    }
    r.details().probability = value;
}> {};
template<>
struct act<rules::rtable_value>
    : does<[](Reading& r, const Token& t) { r.details().rtable = read_number(r, t, 255, "routing table"); }> {};
template<>
struct act<rules::tag_value> {
    template<typename Input>
    static void apply(const Input& in, Reading& r) {
        r.details().tag = joined(in, r);
        check_length(r, r.token(in), r.details().tag, 63, "tag");
    }
};
template<>
struct act<rules::tagged_not> : does<[](Reading& r, const Token&) { r.negated = true; }> {};
template<>
struct act<rules::tagged_value> {
    template<typename Input>
    static void apply(const Input& in, Reading& r) {
        r.details().tagged = joined(in, r);
        r.rule->has_tagged = true;
        r.rule->not_tagged = std::exchange(r.negated, false);
        check_length(r, r.token(in), r.details().tagged, 63, "tag");
    }
};
template<>
struct act<rules::received_interface> : does<[](Reading& r, const Token& t) {
    r.once(r.details().received_on.has_value(), t, "received-on");
    r.details().received_on = r.interfaces.back();
    r.details().received_on->negated = std::exchange(r.negated, false);
    r.interfaces.clear();
    ++r.signs.openbsd_new;
}> {};

template<>
struct act<rules::label_value> : does<[](Reading& r, const Token& t) {
    check_length(r, t, t.text, 63, "label");
    r.details().labels.push_back(t.text);
}> {};
template<>
struct act<rules::queue_name> : does<[](Reading& r, const Token& t) {
    r.once(!r.details().queue.empty(), t, "queue");
    r.details().queue = t.text;
}> {};
template<>
struct act<rules::queue_second> : does<[](Reading& r, const Token& t) { r.details().priority_queue = t.text; }> {};
template<>
struct act<rules::divert_host> : does<[](Reading& r, const Token& t) {
    Host host;
    host.origin = r.origin(t);
    r.hosts.clear();
    if (read_host(r, t, {}, host)) {
        r.details().divert_host = host;
    }
}> {};
template<>
struct act<rules::divert_port> : does<[](Reading& r, const Token& t) {
    Compare compare;
    read_port(r, t, compare);
    r.details().divert_port = compare.low;
    if (compare.op == Op::range || compare.low == 0) {
        r.error(t, "'" + std::string(t.text) + "' is not a port to divert to", "one port that is not 0");
    }
}> {};
template<DivertKind Wanted>
struct sets_divert : does<[](Reading& r, const Token& t) {
    r.once(r.rule->divert != DivertKind::none, t, "divert option");
    r.rule->divert = Wanted;
}> {};
template<>
struct act<rules::divert_to> : sets_divert<DivertKind::to> {};
template<>
struct act<rules::divert_reply> : sets_divert<DivertKind::reply> {};
template<>
struct act<rules::divert_packet> : sets_divert<DivertKind::packet> {};

template<>
struct act<rules::scrub_no_df> : does<[](Reading& r, const Token& t) {
    r.once(r.details().scrub.no_df, t, "no-df");
    r.details().scrub.no_df = true;
}> {};
template<>
struct act<rules::scrub_random_id> : does<[](Reading& r, const Token& t) {
    r.once(r.details().scrub.random_id, t, "random-id");
    r.details().scrub.random_id = true;
}> {};
template<>
struct act<rules::scrub_ttl> : does<[](Reading& r, const Token& t) {
    r.once(r.details().scrub.min_ttl.has_value(), t, "min-ttl");
    r.details().scrub.min_ttl = read_number(r, t, 255, "min-ttl");
}> {};
template<>
struct act<rules::scrub_mss> : does<[](Reading& r, const Token& t) {
    r.once(r.details().scrub.max_mss.has_value(), t, "max-mss");
    r.details().scrub.max_mss = read_number(r, t, 65535, "max-mss");
}> {};
template<>
struct act<rules::scrub_tos> : does<[](Reading& r, const Token& t) { r.details().scrub.set_tos = read_tos(r, t); }> {};
template<>
struct act<rules::scrub_protocol> : does<[](Reading& r, const Token& t) {
    if (t.text != "tcp" && t.text != "TCP") {
        r.error(t, "only tcp can be reassembled, not '" + std::string(t.text) + "'", "tcp");
    }
    r.details().scrub.reassemble_tcp = true;
}> {};
template<>
struct act<rules::scrub> : does<[](Reading& r, const Token&) { r.details().scrub.present = true; }> {};

template<>
struct act<rules::set_prio_low> : does<[](Reading& r, const Token& t) {
    const std::uint32_t value = read_number(r, t, 7, "priority");
    r.details().set_prio = {value, value};
}> {};
template<>
struct act<rules::set_prio_high>
    : does<[](Reading& r, const Token& t) { r.details().set_prio->second = read_number(r, t, 7, "priority"); }> {};
template<>
struct act<rules::set_tos_value> : does<[](Reading& r, const Token& t) { r.details().set_tos = read_tos(r, t); }> {};
template<>
struct act<rules::set_delay_value>
    : does<[](Reading& r, const Token& t) { r.details().set_delay = read_number(r, t, 65535, "delay"); }> {};
template<>
struct act<rules::set_clause> : does<[](Reading& r, const Token&) { ++r.signs.openbsd_new; }> {};
template<>
struct act<rules::packet_limit>
    : does<[](Reading& r, const Token& t) { r.limit = read_number(r, t, 0xffffffff, "packet rate"); }> {};
template<>
struct act<rules::packet_seconds> : does<[](Reading& r, const Token& t) {
    ++r.signs.openbsd_new;
    r.details().packet_rate = {r.limit, read_number(r, t, 0xffffffff, "seconds")};
}> {};
template<>
struct act<rules::fragment> : does<[](Reading& r, const Token&) { r.rule->fragment = true; }> {};
template<>
struct act<rules::allow_options> : does<[](Reading& r, const Token&) { r.rule->allow_options = true; }> {};
template<>
struct act<rules::once> : does<[](Reading& r, const Token&) {
    r.rule->once = true;
    ++r.signs.openbsd_new;
}> {};
template<>
struct act<rules::ridentifier_value> : does<[](Reading& r, const Token& t) {
    r.details().ridentifier = read_number(r, t, 0xffffffff, "ridentifier");
    ++r.signs.freebsd;
}> {};
template<>
struct act<rules::dummynet_number> : does<[](Reading& r, const Token& t) {
    r.details().dummynet_numbers.push_back(read_number(r, t, 65535, "pipe"));
}> {};
template<>
struct act<rules::dummynet> : does<[](Reading& r, const Token& t) {
    r.details().dummynet = t.text;
    ++r.signs.freebsd;
}> {};
template<>
struct act<rules::limiter> : does<[](Reading& r, const Token&) { r.rule->limited = true; }> {};
template<>
struct act<rules::max_packet_size> : does<[](Reading& r, const Token&) { r.rule->more_options = true; }> {};

}  // namespace
}  // namespace lyncgate::pf
