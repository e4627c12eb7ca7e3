#include <algorithm>
#include <cctype>
#include <cstring>

#include "dialects/asa/expand.hpp"
#include "dialects/asa/reader.hpp"

namespace lyncgate::asa {

namespace {

/// One line without its indentation, line end and trailing blanks.
struct Line {
    std::string_view text;
    std::string_view word;  ///< the first one
    std::size_t indent = 0;
};

/// Takes off what the pager left: it overwrites itself with a carriage return, blanks and another (or with
/// backspaces), then comes the real line.
std::string_view without_pager(std::string_view raw) {
    for (const std::string_view pager : {"<--- More --->", "--More--", " --More-- "}) {
        if (raw.substr(0, pager.size()) == pager) {
            raw.remove_prefix(pager.size());
            const std::size_t last = raw.find_last_of("\r\b", raw.empty() ? 0 : raw.size() - 2);
            raw.remove_prefix(last == std::string_view::npos ? 0 : last + 1);
            break;
        }
    }
    return raw;
}

Line trimmed(std::string_view raw) {
    const std::size_t first = raw.substr(0, 1) == " " ? 1 : 0;
    if (raw.size() > first && (raw[first] == '<' || raw[first] == '-')) {
        raw = without_pager(raw);
    }
    // A lone backslash ends the lines of configurations cut out of JSON.
    while (!raw.empty() && (raw.back() == '\r' || is_blank(raw.back()) || raw.back() == '\\')) {
        raw.remove_suffix(1);
    }
    Line line;
    while (line.indent < raw.size() && is_blank(raw[line.indent])) {
        ++line.indent;
    }
    line.text = raw.substr(line.indent);
    line.word = first_word(line.text);
    return line;
}

/// `ciscoasa(config)# `: the length of a prompt with the blanks after it, 0 when there is none.
std::size_t prompt_length(const Line& line) {
    const std::string_view text = line.text;
    const std::string_view word = line.word;
    const bool angle = word.back() == '>' && word.size() < text.size() && text[word.size()] == ' ';
    const std::size_t end = std::min(word.find('#'), angle ? word.size() - 1 : std::string_view::npos);
    if (end == std::string_view::npos || end == 0 || end > 80) {
        return 0;
    }
    const bool plain = std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(end), [](unsigned char c) {
        return std::isalnum(c) != 0 || std::strchr("-_./()", c) != nullptr;
    });
    if (!plain) {
        return 0;
    }
    std::size_t length = end + 1;
    while (length < text.size() && text[length] == ' ') {
        ++length;
    }
    return length;
}

bool abbreviates(std::string_view word, std::string_view full, std::size_t least) {
    return word.size() >= least && same_word(word, full.substr(0, word.size()));
}

/// Whether the text after a prompt shows a configuration; any other `show` starts output that is none.
void follow_prompt(Reader& reader, std::string_view command) {
    const std::string_view verb = first_word(command);
    const std::string_view what = word_at(command, 1);
    if (abbreviates(verb, "show", 2) || abbreviates(verb, "more", 2)) {
        reader.in_output = !(abbreviates(what, "running-config", 3) || what.substr(0, 6) == "system" ||
                             abbreviates(what, "access-list", 6));
    } else if (!verb.empty()) {
        reader.in_output = false;
    }
}

/// `------------------ show running-config ------------------` of `show tech-support`.
bool follow_section(Reader& reader, std::string_view text) {
    if (text.substr(0, 6) != "------") {
        return false;
    }
    const std::size_t show = text.find(" show ");
    if (show == std::string_view::npos) {
        return false;
    }
    const std::string_view what = word_at(text.substr(show + 1), 1);
    reader.in_output = !same_word(what, "running-config");
    return true;
}

bool opens_config(const Line& line) {
    return (same_word(line.word, "ASA") || same_word(line.word, "PIX") || same_word(line.word, "FWSM") ||
            same_word(line.word, "NGFW")) &&
           same_word(word_at(line.text, 1), "Version");
}

void count(Reader& reader, std::string_view statement, const Treated& reading) {
    const bool noted = !reading.effect.empty();
    reader.config.coverage.count(reading.treatment, noted ? origin_of(reader, statement) : Origin{},
                                 std::string(reading.effect));
}

void finish_config(Reader& reader) {
    for (AccessList& list : reader.config.lists) {
        order_entries(list);
    }
    reader.finished.push_back(std::move(reader.config));
    reader.config = Config{};
    reader.config.file = reader.file;
    reader.last_list = {};
    reader.mode = Mode::top;
}

/// The hexadecimal lines of a certificate.
bool certificate_line(Reader& reader, std::string_view text) {
    if (reader.mode != Mode::certificate) {
        return false;
    }
    const bool hexadecimal =
        std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isxdigit(c) != 0 || c == ' '; });
    return hexadecimal || begins_with(text, "quit") || begins_with(text, "certificate");
}

/// `show access-list` prints what an entry expands to below it, indented: the entry has been read already.
bool is_expansion(const Line& line) {
    return line.indent > 0 && begins_with(line.text, "access-list") &&
           line.text.find("(hitcnt=") != std::string_view::npos;
}

/// A whole configuration that was indented (cut out of a document) has statements where block lines would be.
bool is_surely_top(Mode mode, std::string_view word) {
    return mode != Mode::routing && mode != Mode::class_map && is_modelled_word(word) && !same_word(word, "nat") &&
           !same_word(word, "interface") && !same_word(word, "name") && !same_word(word, "static");
}

/// A statement to where it belongs: the open block or top level.
Treated place(Reader& reader, const Line& line) {
    const bool indented = line.indent > 0 && reader.mode != Mode::top;
    const bool surely_top = indented && is_surely_top(reader.mode, line.word);
    if ((indented && !surely_top) || belongs_to_block(reader, line.text)) {
        reader.body_indented = reader.body_indented || indented;
        return read_block_line(reader, line.text);
    }
    return read_statement(reader, line.text);
}

/// Reads a statement; one that is not understood is tried again with its keywords written out.
Treated read_written_out(Reader& reader, const Line& line) {
    const std::string_view second = same_word(line.word, "ip") ? word_at(line.text, 1) : std::string_view();
    const bool short_address = second.size() < 7 && abbreviates(second, "address", 3);
    const Mode mode = reader.mode;
    const std::size_t index = reader.index;
    const std::string_view block = reader.block;
    const bool body_indented = reader.body_indented;
    const std::size_t reported = reader.reported;
    const std::size_t diagnostics = reader.config.diagnostics.size();
    const std::size_t caveats = reader.config.caveats.size();
    Treated reading;
    if (!short_address) {
        reading = place(reader, line);
        if (reading.treatment != Treatment::broken && reading.treatment != Treatment::unmodelled) {
            return reading;
        }
    }
    const Mode after = reader.mode;
    reader.mode = mode;
    const std::optional<std::string_view> written = expanded(reader, line.text);
    if (!written) {
        reader.mode = after;
        return short_address ? place(reader, line) : reading;
    }
    reader.index = index;
    reader.block = block;
    reader.body_indented = body_indented;
    reader.reported = reported;
    reader.config.diagnostics.resize(diagnostics);
    reader.config.caveats.resize(caveats);
    return place(reader, {*written, first_word(*written), line.indent});
}

void read_line(Reader& reader, Line line) {
    if (line.text.empty()) {
        return;
    }
    const char front = line.text.front();
    if (front == '!' || front == ':' || front == '#') {
        if (line.indent == 0 && front == '!' && reader.mode != Mode::certificate) {
            reader.mode = Mode::top;
        }
        return;
    }
    if (const std::size_t prompt = line.indent == 0 ? prompt_length(line) : 0; prompt > 0) {
        line.text.remove_prefix(prompt);
        line.word = first_word(line.text);
        follow_prompt(reader, line.text);
        if (line.text.empty()) {
            return;
        }
    }
    if (opens_config(line)) {
        reader.in_output = false;
        if (reader.config.version.major != 0) {
            finish_config(reader);
        }
    }
    if (follow_section(reader, line.text) || reader.in_output || certificate_line(reader, line.text) ||
        is_expansion(line)) {
        count(reader, line.text, irrelevant());
        return;
    }
    if (line.indent == 0 &&
        (same_word(line.word, "exit") || same_word(line.word, "quit") || same_word(line.word, "end"))) {
        reader.mode = Mode::top;
        count(reader, line.text, irrelevant());
        return;
    }
    count(reader, line.text, read_written_out(reader, line));
}

}  // namespace

std::vector<Config> parse(const SourceFile& file) {
    Reader reader;
    reader.file = &file;
    reader.config.file = &file;
    const std::string_view text = file.text();
    for (std::size_t begin = 0; begin < text.size();) {
        const void* const newline = std::memchr(text.data() + begin, '\n', text.size() - begin);
        const std::size_t end = newline == nullptr
                                    ? text.size()
                                    : static_cast<std::size_t>(static_cast<const char*>(newline) - text.data());
        read_line(reader, trimmed(text.substr(begin, end - begin)));
        begin = end + 1;
    }
    finish_config(reader);
    return std::move(reader.finished);
}

}  // namespace lyncgate::asa
