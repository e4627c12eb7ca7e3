// Source files: the text every origin points into.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lyncgate {

/// A half-open range of byte offsets `[begin, end)` in one source file.
struct Span {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    friend bool operator==(const Span&, const Span&) = default;
};

/// A place as people count: line and column start at 1, the column counts bytes.
struct Position {
    std::uint32_t line = 1;
    std::uint32_t column = 1;

    friend bool operator==(const Position&, const Position&) = default;
};

/// One input text with a name. Owns its text, which never changes or moves; everything read from it
/// holds views or `Origin`s into it. Line starts are found on the first question and kept.
class SourceFile {
public:
    SourceFile(std::string name, std::string text);
    SourceFile(const SourceFile&) = delete;
    SourceFile& operator=(const SourceFile&) = delete;

    const std::string& name() const { return name_; }
    /// The text as it is, for reading. What is shown to people comes from `slice` and `line`.
    std::string_view text() const { return text_; }

    /// The text of a span, clipped to the file, with passwords and keys replaced by asterisks of the same length.
    std::string_view slice(Span span) const;
    /// Line and column of a byte offset (an offset past the end means the end).
    Position position(std::uint32_t offset) const;
    /// The text of a line (1-based) without its line end, passwords and keys replaced; empty when there is no such
    /// line.
    std::string_view line(std::uint32_t number) const;
    std::uint32_t line_count() const;

private:
    const std::vector<std::uint32_t>& line_starts() const;
    /// The text with secrets replaced; made on the first question, and only when there are any.
    std::string_view shown() const;

    std::string name_;
    std::string text_;
    mutable std::once_flag indexed_;
    mutable std::vector<std::uint32_t> line_starts_;
    mutable std::once_flag masked_;
    mutable std::string shown_;  ///< empty: the text has no secrets
};

/// The span of text a thing was written at. No file: the thing was not written anywhere (a default).
struct Origin {
    const SourceFile* file = nullptr;
    Span span;

    explicit operator bool() const { return file != nullptr; }
    friend bool operator==(const Origin&, const Origin&) = default;
};

/// Line (1-based) of an origin; 0 when it has no file.
std::uint32_t line_of(const Origin& origin);
/// The text of an origin; empty when it has no file.
std::string_view text_of(const Origin& origin);

/// Why a file could not be loaded, as a sentence for people.
struct LoadError {
    std::string message;
};

/// Keeps source files alive and at a fixed address; one per run. Files are handed out by reference
/// and live as long as the store. Safe to use from several threads.
class SourceStore {
public:
    /// Takes a text that is already in memory.
    const SourceFile& add(std::string name, std::string text);
    /// Reads a file from disk ("-" is standard input). On failure returns nullptr and fills `error`.
    const SourceFile* load(const std::string& path, LoadError& error);
    /// All files in the order they were added.
    std::vector<const SourceFile*> files() const;

private:
    mutable std::mutex mutex_;
    std::deque<SourceFile> files_;
};

}  // namespace lyncgate
