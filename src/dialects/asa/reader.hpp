// Cisco ASA: the state of reading one file. Private to this dialect.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/asa/config.hpp"
#include "dialects/asa/words.hpp"

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

/// What became of a statement, with its effect (a constant of this reader) when it is unmodelled.
struct Treated {
    Treatment treatment = Treatment::modelled;
    std::string_view effect;
};

inline Treated modelled() {
    return {Treatment::modelled, {}};
}
inline Treated irrelevant() {
    return {Treatment::irrelevant, {}};
}
inline Treated broken(std::string_view effect = "the statement is not read") {
    return {Treatment::broken, effect};
}
inline Treated unmodelled(std::string_view effect) {
    return {Treatment::unmodelled, effect};
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
    std::string_view last_word;     ///< the first word of the statement before, and who reads it
    Treated (*last_read)(Reader&, std::string_view) = nullptr;
    std::string_view last_list;  ///< the list of the entry before, and its place
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
/// The same where a missing mask means one host.
Operand host_or_block(std::string_view address, std::string_view mask);
/// An entry as an access list would have it, for statements that name packets in another form.
AccessEntry entry_of(std::string_view text, bool permit, std::string_view protocol, const Operand& source,
                     const Operand& destination, const Operand& port = {});
/// How many lines, from the one that `start` stands in, begin with the same blanks and words as that line does up to
/// the end of `start`; 0 when that is not in the file. Vectors are made as long as they will be with it.
std::size_t lines_like(const Reader& reader, std::string_view start);
/// Adds an entry to its list as the next one.
void append(AccessList& list, const AccessEntry& entry);
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
