// Actions of the token grammar: statements. Included by parse.cpp only.
#pragma once

#include "dialects/pf/read_matches.hpp"

namespace lyncgate::pf {
namespace {

// Filter rules
template<RuleAction Wanted>
struct sets_action : does<[](Reading& r, const Token&) { r.rule->action = Wanted; }> {};
template<>
struct act<rules::action_pass> : sets_action<RuleAction::pass> {};
template<>
struct act<rules::action_block> : sets_action<RuleAction::block> {};
template<>
struct act<rules::action_match> : does<[](Reading& r, const Token&) {
    r.rule->action = RuleAction::match;
    ++r.signs.openbsd;
}> {};
template<Answer Wanted>
struct sets_answer : does<[](Reading& r, const Token&) { r.rule->answer = Wanted; }> {};
template<>
struct act<rules::answer_drop> : sets_answer<Answer::drop> {};
template<>
struct act<rules::answer_any> : sets_answer<Answer::any> {};
template<>
struct act<rules::answer_reset> : sets_answer<Answer::reset> {};
template<>
struct act<rules::answer_icmp> : sets_answer<Answer::icmp> {};
template<>
struct act<rules::answer_icmp6> : sets_answer<Answer::icmp> {};
template<>
struct act<rules::return_ttl> : does<[](Reading& r, const Token& t) {
    r.details().return_ttl = static_cast<int>(read_number(r, t, 255, "ttl"));
}> {};
int read_return_code(Reading& r, const Token& t, bool v6) {
    if (const std::optional<int> code = icmp_code_of(v6 ? 1 : 3, t.text, v6)) {
        return *code;
    }
    if (t.kind == Kind::number) {
        return static_cast<int>(read_number(r, t, 255, "icmp code"));
    }
    r.error(t, "no code of destination unreachable is named '" + std::string(t.text) + "'", "a code name or number");
    return 0;
}
template<>
struct act<rules::return_code>
    : does<[](Reading& r, const Token& t) { r.details().return_icmp = read_return_code(r, t, false); }> {};
template<>
struct act<rules::return_code6>
    : does<[](Reading& r, const Token& t) { r.details().return_icmp6 = read_return_code(r, t, true); }> {};

// Translation and normalisation
template<>
struct act<rules::action_nat> : sets_action<RuleAction::nat> {};
template<>
struct act<rules::action_rdr> : sets_action<RuleAction::rdr> {};
template<>
struct act<rules::action_binat> : sets_action<RuleAction::binat> {};
template<>
struct act<rules::action_scrub> : sets_action<RuleAction::scrub> {};
template<>
struct act<rules::translation_pass> : does<[](Reading& r, const Token&) { r.rule->translation_passes = true; }> {};
template<>
struct act<rules::redirect> : does<[](Reading& r, const Token& t) { r.details().redirect = take_pool(r, t); }> {};
RuleAction negated(RuleAction action) {
    return action == RuleAction::nat     ? RuleAction::no_nat
           : action == RuleAction::rdr   ? RuleAction::no_rdr
           : action == RuleAction::binat ? RuleAction::no_binat
                                         : RuleAction::no_scrub;
}
struct ends_old_rule : does<[](Reading& r, const Token& t) {
    ++r.signs.old_translation;
    if (t.kind == Kind::kw_no) {
        r.rule->action = negated(r.rule->action);
        if (r.rule->translation_passes) {
            r.error(t, "'pass' has no meaning with 'no'", "'no' or 'pass'");
        }
    }
    if (r.rule->quick) {
        r.error(t, "scrub rules cannot be quick", "no 'quick' here");
    }
}> {};
template<>
struct act<rules::translation> : ends_old_rule {};
template<>
struct act<rules::scrub_rule> : ends_old_rule {};
template<ScrubOptions::Fragments Wanted>
struct sets_fragments : does<[](Reading& r, const Token&) { r.details().scrub.fragments = Wanted; }> {};
template<>
struct act<rules::fragment_crop> : sets_fragments<ScrubOptions::Fragments::crop> {};
template<>
struct act<rules::fragment_drop> : sets_fragments<ScrubOptions::Fragments::drop_ovl> {};
template<>
struct act<rules::fragment_no> : sets_fragments<ScrubOptions::Fragments::none> {};

// Anchors
template<>
struct act<rules::anchor_filter> : sets_action<RuleAction::anchor> {};
template<>
struct act<rules::anchor_nat> : sets_action<RuleAction::nat_anchor> {};
template<>
struct act<rules::anchor_rdr> : sets_action<RuleAction::rdr_anchor> {};
template<>
struct act<rules::anchor_binat> : sets_action<RuleAction::binat_anchor> {};
template<>
struct act<rules::anchor_other> : sets_action<RuleAction::other_anchor> {};
template<>
struct act<rules::anchor_name> : does<[](Reading& r, const Token& t) {
    r.details().anchor = t.text;
    if (t.text.empty()) {
        r.error(t, "an anchor cannot have an empty name", "a name");
    } else if (t.text.front() == '_' || t.text.find("/_") != std::string_view::npos) {
        r.error(t, "anchor name '" + std::string(t.text) + "' begins with '_', which pf keeps for itself",
                "another name");
    }
}> {};
template<>
struct act<rules::block_open> : does<[](Reading& r, const Token&) { r.rule->opens_block = true; }> {};
template<>
struct act<rules::anchor_rule> : does<[](Reading& r, const Token& t) {
    if (r.details().anchor.empty() && !r.rule->opens_block) {
        r.error(t, "an anchor without rules needs a name", "a name, or rules in braces");
    }
    if (r.rule->opens_block && r.details().anchor.find('/') != std::string_view::npos) {
        r.error(t, "an anchor with rules in braces cannot have '/' in its name", "a plain name");
    }
    if (r.rule->state != StateKind::unsaid) {
        r.error(t, "an anchor cannot keep state", "state options on the rules inside");
    }
}> {};
template<>
struct act<rules::translation_anchor> : does<[](Reading& r, const Token& t) {
    const RuleStatement& rule = *r.rule;
    ++r.signs.old_translation;
    if (rule.action == RuleAction::rdr_anchor) {
        if (!rule.from.ports.empty()) {
            r.error(t, "a rdr-anchor cannot have a source port", "no port here");
        }
        if (1 < rule.to.ports.size()) {
            r.error(t, "a rdr-anchor cannot have a list of ports", "one port");
        } else if (rule.to.ports.size() == 1 && rule.to.ports[0].op != Op::equal) {
            r.error(t, "a rdr-anchor cannot have a port operator", "one port");
        }
    }
    if (rule.action == RuleAction::binat_anchor) {
        if (1 < rule.protocols.size()) {
            r.error(t, "a binat-anchor cannot have a list of protocols", "one protocol");
        }
        const auto set = [](const Endpoint& end) {
            return !end.ports.empty() || (!end.hosts.empty() && end.hosts[0].kind != HostKind::any);
        };
        if (set(rule.from) || set(rule.to)) {
            r.error(t, "a binat-anchor cannot have addresses or ports", "no from and to here");
        }
    }
}> {};
template<>
struct act<rules::load_name> : does<[](Reading& r, const Token& t) { r.drafts.load.anchor = t.text; }> {};
template<>
struct act<rules::load_path> {
    template<typename Input>
    static void apply(const Input& in, Reading& r) {
        r.drafts.load.path = joined(in, r);
    }
};
template<>
struct act<rules::load_anchor> : does<[](Reading& r, const Token&) { r.statement->body = r.drafts.load; }> {};
template<>
struct act<rules::include_path> : does<[](Reading& r, const Token& t) { r.drafts.include.path = t.text; }> {};
template<>
struct act<rules::include> : does<[](Reading& r, const Token&) { r.statement->body = r.drafts.include; }> {};

// Macros and tables
template<>
struct act<rules::macro> {
    template<typename Input>
    static void apply(const Input& in, Reading& r) {
        const Token* const first = &r.token(in);
        MacroDefinition macro;
        macro.name = first->text;
        std::string value;
        for (std::size_t i = 2; i < in.size(); ++i) {
            value += (i > 2 ? " " : "") + std::string(first[i].text);
        }
        macro.value = r.store.text(value);
        r.statement->body = macro;
    }
};
template<>
struct act<rules::defined_table> : does<[](Reading& r, const Token& t) {
    check_length(r, t, t.text, 31, "table name");
    r.drafts.table.name = t.text;
}> {};
template<>
struct act<rules::table_word> : does<[](Reading& r, const Token& t) {
    if (t.text == "const") {
        r.drafts.table.constant = true;
    } else if (t.text == "persist") {
        r.drafts.table.persist = true;
    } else if (t.text == "counters") {
        r.drafts.table.counters = true;
    } else {
        r.error(t, "'" + std::string(t.text) + "' is not a table option",
                "const, persist, counters, file or addresses in braces");
    }
}> {};
template<>
struct act<rules::table_path> : does<[](Reading& r, const Token& t) {
    Host file;
    file.text = t.text;
    file.origin = r.origin(t);
    r.drafts.table.entries.push_back(file);
    r.drafts.table.has_addresses = true;
}> {};
template<>
struct act<rules::table_empty> : does<[](Reading& r, const Token&) { r.drafts.table.has_addresses = true; }> {};
template<>
struct act<rules::table_host> : does<[](Reading& r, const Token& t) {
    Host host = r.hosts.back();
    r.hosts.clear();
    host.negated = std::exchange(r.negated, false);
    r.drafts.table.has_addresses = true;
    if (host.kind != HostKind::prefix && host.kind != HostKind::name) {
        r.error(t, "a table can only hold addresses", "addresses, networks, interfaces or host names");
    }
    r.drafts.table.entries.push_back(host);
}> {};
template<>
struct act<rules::table> : does<[](Reading& r, const Token&) { r.statement->body = std::move(r.drafts.table); }> {};

// Options
template<>
struct act<rules::option_value> : does<[](Reading& r, const Token& t) { r.drafts.option.values.push_back(t); }> {};
struct names_option : does<[](Reading& r, const Token& t) { r.drafts.option.name = t.kind; }> {};
template<>
struct act<rules::option_name_pairs> : names_option {};
template<>
struct act<rules::option_name_skip> : names_option {};
template<>
struct act<rules::option_name_defaults> : names_option {};
template<>
struct act<rules::option_name_one> : names_option {};
template<>
struct act<rules::set_option> {
    template<typename Input>
    static void apply(const Input& in, Reading& r) {
        r.drafts.option.interfaces = r.rule->interfaces;
        r.drafts.option.state_defaults = r.rule->details().state_options;
        const Token& last = (&r.token(in))[in.size() - 1];
        if (last.kind == Kind::kw_no_df) {
            r.drafts.option.values.push_back(last);
        }
        for (const Interface& interface : r.drafts.option.interfaces) {
            if (interface.negated || interface.rdomain) {
                r.error(r.token(in), "only interfaces can be skipped, not '! interface' or a routing domain",
                        "names of interfaces");
            }
        }
        r.statement->body = std::move(r.drafts.option);
    }
};
template<>
struct act<rules::antispoof_dynamic> : does<[](Reading& r, const Token&) { r.interfaces.back().dynamic = true; }> {};
template<>
struct act<rules::antispoof_item>
    : does<[](Reading& r, const Token&) { r.interfaces.back().negated = std::exchange(r.negated, false); }> {};
template<>
struct act<rules::antispoof> : does<[](Reading& r, const Token&) {
    const RuleStatement& rule = *r.rule;
    const RuleDetails& details = rule.details();
    r.statement->body = Antispoof{rule.log,
                                  rule.log_all,
                                  rule.quick,
                                  rule.log_interface,
                                  r.take(r.interfaces),
                                  rule.family,
                                  details.labels.empty() ? std::string_view{} : details.labels.front(),
                                  details.rtable};
}> {};
template<>
struct act<rules::limiter_definition> : does<[](Reading& r, const Token&) { r.statement->body = Limiter{}; }> {};

}  // namespace
}  // namespace lyncgate::pf
