// Cisco ASA: the state of reading one file. Private to this dialect.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/asa/config.hpp"

namespace lyncgate::asa {

/// Inside which block the next line stands.
enum class Mode : std::uint8_t {
    top,
    interface,
    network_object,
    service_object,
    group,
    group_policy,
    username,
    tunnel_group,
    proposal,  ///< ikev2 ipsec-proposal
    class_map,
    policy_map,
    inspection_map,  ///< policy-map type inspect, http-map, …
    route_map,
    routing,      ///< router …: changes routes only
    certificate,  ///< hexadecimal lines up to `quit`
    irrelevant,   ///< a block that decides nothing about packets
    unknown,      ///< a block that is not known
};

/// What became of a statement, with its effect when it is unmodelled.
struct Treated {
    Treatment treatment = Treatment::modelled;
    std::string effect;
};

inline Treated modelled() {
    return {Treatment::modelled, {}};
}
inline Treated irrelevant() {
    return {Treatment::irrelevant, {}};
}
inline Treated broken(std::string effect = "the statement is not read") {
    return {Treatment::broken, std::move(effect)};
}
inline Treated unmodelled(std::string effect) {
    return {Treatment::unmodelled, std::move(effect)};
}

/// The state of reading. `config` is the one being filled.
struct Reader {
    const SourceFile* file = nullptr;
    Config config;
    std::vector<Config> finished;
    Mode mode = Mode::top;
    std::size_t index = 0;          ///< of the object, group, interface being filled
    std::string_view block;         ///< the statement that opened the block
    bool body_indented = false;     ///< the block has had an indented line
    bool in_output = false;         ///< inside the output of a show command that is no configuration
    std::string_view policy_class;  ///< the class whose actions are being read
    std::string_view last_list;     ///< the list of the entry before, and its place
    std::size_t last_list_index = 0;
    std::size_t removal_looks = 0;  ///< work done for `no …` so far
    std::size_t reported = 0;       ///< diagnostics so far; past a limit only the account is kept
};

Origin origin_of(const Reader& reader, std::string_view text);
void report(Reader& reader, Level level, std::string_view at, std::string message, std::string expected = {},
            std::string help = {});
/// Keeps the expanded form of a statement.
std::string_view keep_expansion(Reader& reader, std::string_view statement, std::string text);
/// A statement that stopped making sense at `offset`; `wanted` says what would have fitted.
void report_unreadable(Reader& reader, std::string_view statement, std::size_t offset, std::string_view wanted);

/// The first word of a statement, and the statement without it and the blanks after it.
std::string_view first_word(std::string_view statement);
std::string_view after_first_word(std::string_view statement);
/// Word number `index`, from 0; empty when there are fewer.
std::string_view word_at(std::string_view statement, std::size_t index);
bool same_word(std::string_view a, std::string_view b);
/// Whether the statement begins with these words, case ignored.
bool begins_with(std::string_view statement, std::string_view words);

// One function per family; each is called with a statement whose first word belongs to it.
Treated read_access_list(Reader& reader, std::string_view statement);
Treated read_conduit(Reader& reader, std::string_view statement);
Treated read_outbound(Reader& reader, std::string_view statement);
Treated read_object_header(Reader& reader, std::string_view statement);
Treated read_object_line(Reader& reader, std::string_view statement);
Treated read_group_line(Reader& reader, std::string_view statement);
Treated read_nat(Reader& reader, std::string_view statement);
Treated read_old_global(Reader& reader, std::string_view statement);
Treated read_old_static(Reader& reader, std::string_view statement);
Treated read_interface_header(Reader& reader, std::string_view statement);
Treated read_interface_line(Reader& reader, std::string_view statement);
Treated read_old_interface(Reader& reader, std::string_view statement);
Treated read_name(Reader& reader, std::string_view statement);
Treated read_route(Reader& reader, std::string_view statement);
Treated read_access_group(Reader& reader, std::string_view statement);
Treated read_crypto(Reader& reader, std::string_view statement);
Treated read_vpn_header(Reader& reader, std::string_view statement);
Treated read_vpn_line(Reader& reader, std::string_view statement);
/// A line of `dynamic-access-policy-record`: its `network-acl` filters users as a vpn-filter does.
Treated read_access_record(Reader& reader, std::string_view statement);
Treated read_setting(Reader& reader, std::string_view statement);
Treated read_management(Reader& reader, std::string_view statement);
Treated read_no(Reader& reader, std::string_view statement);
Treated read_aaa(Reader& reader, std::string_view statement);
Treated read_caveat(Reader& reader, std::string_view statement);
Treated read_threat_detection(Reader& reader, std::string_view statement);
Treated read_class_map(Reader& reader, std::string_view statement);
Treated read_class_line(Reader& reader, std::string_view statement);
Treated read_policy_map(Reader& reader, std::string_view statement);
Treated read_policy_line(Reader& reader, std::string_view statement);
Treated read_inspection_map(Reader& reader, std::string_view statement);
Treated read_inspection_line(Reader& reader, std::string_view statement);
Treated read_service_policy(Reader& reader, std::string_view statement);
Treated read_route_map(Reader& reader, std::string_view statement);
Treated read_route_map_line(Reader& reader, std::string_view statement);
/// A statement after which no verdict is sure: any packet may fare differently.
void doubt_everything(Reader& reader, std::string_view statement, std::string_view effect);
/// `any`.
Operand any_operand();
/// An address and a mask; `any` for a mask of zeros, kind `none` when a word is missing.
Operand address_from(std::string_view address, std::string_view mask);
/// An entry as an access list would have it, for statements that name packets in another form.
AccessEntry entry_of(std::string_view text, bool permit, std::string_view protocol, const Operand& source,
                     const Operand& destination, const Operand& port = {});
/// Puts the entries where the device has them (`line N` inserts before the entry that has that number, remarks count),
/// numbers them and drops the remarks.
void order_entries(AccessList& list);
/// A statement at top level.
Treated read_statement(Reader& reader, std::string_view statement);
/// A line of the open block.
Treated read_block_line(Reader& reader, std::string_view statement);
/// Whether a line without indentation can only be (or is, by its shape) a line of the open block.
bool belongs_to_block(const Reader& reader, std::string_view statement);
/// Whether a first word opens statements that are modelled at top level.
bool is_modelled_word(std::string_view word);
/// Whether a first word opens statements that cannot change what passes.
bool is_irrelevant_word(std::string_view word);
/// Whether a word stands at the start of lines inside blocks only.
bool is_block_word(std::string_view word);

}  // namespace lyncgate::asa
