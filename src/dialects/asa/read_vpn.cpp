#include <algorithm>
#include <charconv>

#include "asa/settings.hpp"
#include "dialects/asa/match.hpp"

namespace lyncgate::asa {

namespace {

namespace g = lyncgate::grammar::asa::settings;

struct Draft {
    CryptoEntry entry;
    CryptoBinding binding;
    std::string_view sequence;
};

template<auto Part, auto Member>
struct part_keeps {
    template<class Input>
    static void apply(const Input& in, Draft& draft) {
        draft.*Part.*Member = in.string_view();
    }
};

template<class Rule>
struct map_action : tao::pegtl::nothing<Rule> {};
template<>
struct map_action<g::map_name> : part_keeps<&Draft::entry, &CryptoEntry::map> {};
template<>
struct map_action<g::map_sequence> : keeps<&Draft::sequence> {};
template<>
struct map_action<g::map_list> : part_keeps<&Draft::entry, &CryptoEntry::list> {};
template<>
struct map_action<g::map_dynamic> : part_keeps<&Draft::entry, &CryptoEntry::uses_dynamic> {};
template<>
struct map_action<g::map_interface> : part_keeps<&Draft::binding, &CryptoBinding::interface> {};
template<>
struct map_action<g::is_dynamic_map> {
    static void apply0(Draft& draft) { draft.entry.dynamic = true; }
};
template<>
struct map_action<g::map_peer> {
    template<class Input>
    static void apply(const Input& in, Draft& draft) {
        draft.entry.peers.push_back(in.string_view());
    }
};
template<>
struct map_action<g::map_proposal> {
    template<class Input>
    static void apply(const Input& in, Draft& draft) {
        draft.entry.proposals.push_back(in.string_view());
    }
};

Treated read_map(Reader& reader, std::string_view statement) {
    Draft draft;
    if (!read_with<g::map_line, map_action>(reader, statement, draft)) {
        return broken("what the crypto map takes is undecided");
    }
    Config& config = reader.config;
    if (!draft.binding.interface.empty()) {
        config.crypto_bindings.push_back({draft.entry.map, draft.binding.interface, statement});
        return modelled();
    }
    if (draft.sequence.empty()) {
        return irrelevant();
    }
    CryptoEntry& line = draft.entry;
    std::from_chars(draft.sequence.data(), draft.sequence.data() + draft.sequence.size(), line.sequence);
    const auto is_same = [&line](const CryptoEntry& known) {
        return known.map == line.map && known.sequence == line.sequence && known.dynamic == line.dynamic;
    };
    // Lines of one entry follow one another: the last entry is nearly always the one.
    auto entry = std::find_if(config.crypto.rbegin(), config.crypto.rend(), is_same);
    if (entry == config.crypto.rend()) {
        config.crypto.push_back({});
        entry = config.crypto.rbegin();
        entry->map = line.map;
        entry->sequence = line.sequence;
        entry->dynamic = line.dynamic;
        entry->text = statement;
    }
    if (!line.list.empty()) {
        entry->list = line.list;
        entry->list_text = statement;
    }
    entry->peers.insert(entry->peers.end(), line.peers.begin(), line.peers.end());
    if (!line.uses_dynamic.empty()) {
        entry->uses_dynamic = line.uses_dynamic;
    }
    entry->proposals.insert(entry->proposals.end(), line.proposals.begin(), line.proposals.end());
    return modelled();
}

Proposal& proposal_named(Config& config, std::string_view name, std::string_view statement) {
    const auto known = std::find_if(config.proposals.begin(), config.proposals.end(),
                                    [name](const Proposal& proposal) { return proposal.name == name; });
    if (known != config.proposals.end()) {
        return *known;
    }
    return config.proposals.emplace_back(Proposal{name, statement, false, false});
}

/// Whether the algorithm words encrypt at all (AH and ESP-NULL only authenticate).
bool encrypts(std::string_view words) {
    for (; !words.empty(); words = after_first_word(words)) {
        const std::string_view word = first_word(words);
        if (begins_with(word.substr(0, 4), "esp-") && !same_word(word, "esp-null") && word.find("hmac") == word.npos &&
            !same_word(word, "esp-none")) {
            return true;
        }
    }
    return false;
}

/// `crypto ipsec [ikev1] transform-set NAME …`, `crypto ipsec ikev2 ipsec-proposal NAME`, `crypto ipsec profile NAME`.
Treated read_ipsec(Reader& reader, std::string_view statement) {
    std::string_view words = after_first_word(after_first_word(statement));
    if (same_word(first_word(words), "ikev1") || same_word(first_word(words), "ikev2")) {
        words = after_first_word(words);
    }
    const std::string_view kind = first_word(words);
    const std::string_view name = word_at(words, 1);
    const std::string_view algorithms = after_first_word(after_first_word(words));
    if (same_word(kind, "transform-set") && !name.empty()) {
        Proposal& proposal = proposal_named(reader.config, name, statement);
        if (same_word(first_word(algorithms), "mode")) {
            proposal.transport = same_word(word_at(algorithms, 1), "transport");
        } else {
            proposal.authenticates_only = !encrypts(algorithms);
        }
        return modelled();
    }
    reader.block = statement;
    reader.body_indented = false;
    if (same_word(kind, "ipsec-proposal") && !name.empty()) {
        proposal_named(reader.config, name, statement);
        reader.mode = Mode::proposal;
        return modelled();
    }
    reader.mode = Mode::irrelevant;
    return same_word(kind, "profile") ? modelled() : irrelevant();
}

GroupPolicy& policy_named(Reader& reader, std::string_view name, bool user) {
    std::vector<GroupPolicy>& policies = reader.config.group_policies;
    const auto known = std::find_if(policies.rbegin(), policies.rend(), [&](const GroupPolicy& policy) {
        return policy.name == name && policy.user == user;
    });
    if (known != policies.rend()) {
        return *known;
    }
    GroupPolicy& fresh = policies.emplace_back();
    fresh.name = name;
    fresh.user = user;
    return fresh;
}

TunnelGroup& tunnel_group_named(Reader& reader, std::string_view name) {
    std::vector<TunnelGroup>& groups = reader.config.tunnel_groups;
    const auto known =
        std::find_if(groups.rbegin(), groups.rend(), [name](const TunnelGroup& group) { return group.name == name; });
    return known != groups.rend() ? *known : groups.emplace_back(TunnelGroup{name, false, {}});
}

}  // namespace

Treated read_crypto(Reader& reader, std::string_view statement) {
    const std::string_view kind = word_at(statement, 1);
    if (same_word(kind, "map") || same_word(kind, "dynamic-map")) {
        return read_map(reader, statement);
    }
    if (same_word(kind, "ipsec")) {
        return read_ipsec(reader, statement);
    }
    reader.mode = Mode::irrelevant;
    reader.block = statement;
    reader.body_indented = false;
    const bool peers = same_word(kind, "isakmp") || same_word(kind, "ikev1") || same_word(kind, "ikev2");
    if (peers && same_word(word_at(statement, 2), "enable")) {
        reader.config.management.push_back(statement);
        return modelled();
    }
    if (begins_with(statement, "crypto ca certificate")) {
        reader.mode = Mode::certificate;
    }
    return irrelevant();
}

Treated read_vpn_header(Reader& reader, std::string_view statement) {
    const std::string_view word = first_word(statement);
    reader.block = statement;
    reader.body_indented = false;
    const std::string_view name = word_at(statement, 1);
    if (same_word(word, "tunnel-group")) {
        reader.mode = Mode::tunnel_group;
        TunnelGroup& group = tunnel_group_named(reader, name);
        group.site_to_site = group.site_to_site || same_word(word_at(statement, 3), "ipsec-l2l");
        return modelled();
    }
    reader.mode = same_word(word, "group-policy") ? Mode::group_policy : Mode::username;
    policy_named(reader, name, reader.mode == Mode::username);
    return reader.mode == Mode::username ? irrelevant() : modelled();
}

Treated read_access_record(Reader& reader, std::string_view statement) {
    const std::string_view list = word_at(statement, 1);
    if (!same_word(first_word(statement), "network-acl") || list.empty()) {
        return irrelevant();
    }
    GroupPolicy& policy = policy_named(reader, word_at(reader.block, 1), true);
    policy.list = list;
    policy.text = statement;
    reader.config.list_uses.push_back({list, statement});
    return modelled();
}

Treated read_vpn_line(Reader& reader, std::string_view statement) {
    const std::string_view word = first_word(statement);
    const std::string_view name = word_at(reader.block, 1);
    const std::string_view second = word_at(statement, 1);
    const std::string_view value = same_word(second, "value") ? word_at(statement, 2) : second;
    const bool filter = same_word(word, "vpn-filter") || same_word(word, "ipv6-vpn-filter");
    if (filter && (reader.mode == Mode::group_policy || reader.mode == Mode::username)) {
        GroupPolicy& policy = policy_named(reader, name, reader.mode == Mode::username);
        policy.none = value.empty() || same_word(value, "none");
        if (!policy.none) {
            policy.list = value;
            policy.text = statement;
            reader.config.list_uses.push_back({value, statement});
        }
        return modelled();
    }
    if (same_word(word, "split-tunnel-network-list") && !value.empty() && !same_word(value, "none")) {
        reader.config.list_uses.push_back({value, statement});
        return modelled();
    }
    if (same_word(word, "default-group-policy")) {
        tunnel_group_named(reader, name).policy = second;
        return modelled();
    }
    if (reader.mode == Mode::proposal) {
        if (begins_with(statement, "protocol esp encryption")) {
            Proposal& proposal = reader.config.proposals.back();
            proposal.authenticates_only = same_word(word_at(statement, 3), "null");
        }
        return modelled();
    }
    return irrelevant();
}

}  // namespace lyncgate::asa
