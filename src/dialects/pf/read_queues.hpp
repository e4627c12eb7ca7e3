// Actions of the token grammar: queueing. Included by parse.cpp only.
#pragma once

#include "dialects/pf/read_statements.hpp"

namespace lyncgate::pf {
namespace {

template<>
struct act<rules::bandwidth>
    : does<[](Reading& r, const Token& t) { r.drafts.bandwidths.push_back(read_bandwidth(r, t)); }> {};
template<>
struct act<rules::curve_time> : does<[](Reading& r, const Token& t) {
    Token time = t;
    if (time.text.ends_with("ms")) {
        time.text.remove_suffix(2);
    }
    r.drafts.milliseconds = read_number(r, time, 0xffffffff, "time");
}> {};
ServiceCurve take_curve(Reading& r, bool first_is_burst) {
    ServiceCurve curve;
    if (r.drafts.bandwidths.size() == 2) {
        curve.first = r.drafts.bandwidths[first_is_burst ? 0 : 1];
        curve.rate = r.drafts.bandwidths[first_is_burst ? 1 : 0];
        curve.milliseconds = r.drafts.milliseconds;
    } else if (!r.drafts.bandwidths.empty()) {
        curve.rate = r.drafts.bandwidths.front();
    }
    r.drafts.bandwidths.clear();
    return curve;
}
template<>
struct act<rules::rate_main> : does<[](Reading& r, const Token& t) {
    r.once(r.drafts.queueing.bandwidth.has_value(), t, "bandwidth");
    r.drafts.queueing.rate = take_curve(r, false);
    r.drafts.queueing.bandwidth = r.drafts.queueing.rate->rate;
}> {};
template<>
struct act<rules::rate_min> : does<[](Reading& r, const Token&) { r.drafts.queueing.minimum = take_curve(r, false); }> {
};
template<>
struct act<rules::rate_max> : does<[](Reading& r, const Token&) { r.drafts.queueing.maximum = take_curve(r, false); }> {
};
template<>
struct act<rules::hfsc_curve> {
    template<typename Input>
    static void apply(const Input& in, Reading& r) {
        if (in.size() > 1) {
            r.drafts.milliseconds = read_number(r, (&r.token(in))[2], 0xffffffff, "time");
        }
    }
};
template<auto Member>
struct sets_curve : does<[](Reading& r, const Token& t) {
    r.once((r.drafts.queueing.*Member).has_value(), t, "service curve");
    r.drafts.queueing.*Member = take_curve(r, true);
}> {};
template<>
struct act<rules::hfsc_linkshare> : sets_curve<&Queueing::linkshare> {};
template<>
struct act<rules::hfsc_realtime> : sets_curve<&Queueing::realtime> {};
template<>
struct act<rules::hfsc_upperlimit> : sets_curve<&Queueing::upperlimit> {};
template<>
struct act<rules::scheduler_name> : does<[](Reading& r, const Token& t) {
    r.once(r.drafts.queueing.scheduler != Kind::end, t, "scheduler");
    r.drafts.queueing.scheduler = t.kind;
}> {};
template<>
struct act<rules::scheduler_flag> : does<[](Reading& r, const Token& t) {
    static constexpr std::string_view known[] = {"default", "borrow", "red", "ecn", "rio", "codel"};
    if (r.drafts.queueing.scheduler != Kind::kw_codel && r.drafts.queueing.scheduler != Kind::kw_fairq &&
        std::find(std::begin(known), std::end(known), t.text) == std::end(known)) {
        r.error(t, "'" + std::string(t.text) + "' is not a flag of the scheduler", "default, borrow, red, ecn or rio");
    }
    r.drafts.queueing.scheduler_flags.push_back(t.text);
}> {};
template<>
struct act<rules::queue_parent> : does<[](Reading& r, const Token& t) {
    r.drafts.queueing.parent = t.text;
    ++r.signs.openbsd_new;
}> {};
template<>
struct act<rules::queue_priority>
    : does<[](Reading& r, const Token& t) { r.drafts.queueing.priority = read_number(r, t, 255, "priority"); }> {};
template<>
struct act<rules::queue_limit>
    : does<[](Reading& r, const Token& t) { r.drafts.queueing.qlimit = read_number(r, t, 65535, "qlimit"); }> {};
template<>
struct act<rules::queue_tbrsize>
    : does<[](Reading& r, const Token& t) { r.drafts.queueing.tbrsize = read_number(r, t, 65535, "tbrsize"); }> {};
template<>
struct act<rules::queue_flows>
    : does<[](Reading& r, const Token& t) { r.drafts.queueing.flows = read_number(r, t, 32767, "flows"); }> {};
template<>
struct act<rules::queue_quantum>
    : does<[](Reading& r, const Token& t) { r.drafts.queueing.quantum = read_number(r, t, 65535, "quantum"); }> {};
template<>
struct act<rules::queue_default> : does<[](Reading& r, const Token&) { r.drafts.queueing.is_default = true; }> {};
template<>
struct act<rules::queue_child>
    : does<[](Reading& r, const Token& t) { r.drafts.queueing.children.push_back(t.text); }> {};
template<>
struct act<rules::defined_queue> : does<[](Reading& r, const Token& t) {
    check_length(r, t, t.text, 63, "queue name");
    r.drafts.queueing.name = t.text;
}> {};
template<>
struct act<rules::altq> : does<[](Reading& r, const Token& t) {
    ++r.signs.altq;
    r.drafts.queueing.root = true;
    r.drafts.queueing.interfaces = r.rule->interfaces;
    if (r.drafts.queueing.scheduler == Kind::end) {
        r.error(t, "no scheduler is given", "cbq, priq, hfsc, fairq or codel");
    }
    if (r.drafts.queueing.children.empty() && r.drafts.queueing.scheduler != Kind::kw_codel) {
        r.error(t, "no queues are given", "names of queues after 'queue'");
    }
    r.statement->body = std::make_shared<Queueing>(std::move(r.drafts.queueing));
}> {};
template<>
struct act<rules::queue_statement> : does<[](Reading& r, const Token&) {
    r.drafts.queueing.interfaces = r.rule->interfaces;
    r.statement->body = std::make_shared<Queueing>(std::move(r.drafts.queueing));
}> {};

}  // namespace
}  // namespace lyncgate::pf
