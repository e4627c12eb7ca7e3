#include "text/source_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <limits>
#include <memory>
#include <sys/stat.h>

#include "text/secrets.hpp"

namespace lyncgate {

SourceFile::SourceFile(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {}

std::string_view SourceFile::slice(Span span) const {
    const std::size_t begin = std::min<std::size_t>(span.begin, text_.size());
    const std::size_t end = std::clamp<std::size_t>(span.end, begin, text_.size());
    return shown().substr(begin, end - begin);
}

std::string_view SourceFile::shown() const {
    std::call_once(masked_, [this] {
        const std::vector<SecretRange> secrets = find_secrets(text_);
        if (!secrets.empty()) {
            shown_ = text_;
            for (const SecretRange& secret : secrets) {
                std::fill(shown_.begin() + static_cast<std::ptrdiff_t>(secret.begin),
                          shown_.begin() + static_cast<std::ptrdiff_t>(secret.end), '*');
            }
        }
    });
    return shown_.empty() ? std::string_view(text_) : std::string_view(shown_);
}

const std::vector<std::uint32_t>& SourceFile::line_starts() const {
    std::call_once(indexed_, [this] {
        line_starts_.push_back(0);
        const char* const base = text_.data();
        const char* at = base;
        const char* const end = base + text_.size();
        while (const void* hit = at < end ? std::memchr(at, '\n', static_cast<std::size_t>(end - at)) : nullptr) {
            at = static_cast<const char*>(hit) + 1;
            line_starts_.push_back(static_cast<std::uint32_t>(at - base));
        }
    });
    return line_starts_;
}

Position SourceFile::position(std::uint32_t offset) const {
    const auto& starts = line_starts();
    const std::uint32_t clipped = std::min<std::uint32_t>(offset, static_cast<std::uint32_t>(text_.size()));
    const auto next = std::upper_bound(starts.begin(), starts.end(), clipped);
    const auto line = static_cast<std::uint32_t>(next - starts.begin());
    return {line, clipped - starts[line - 1] + 1};
}

std::string_view SourceFile::line(std::uint32_t number) const {
    const auto& starts = line_starts();
    if (number == 0 || number > starts.size()) {
        return {};
    }
    const std::uint32_t begin = starts[number - 1];
    std::uint32_t end = number < starts.size() ? starts[number] - 1 : static_cast<std::uint32_t>(text_.size());
    if (end > begin && text_[end - 1] == '\r') {
        --end;
    }
    return shown().substr(begin, end - begin);
}

std::uint32_t SourceFile::line_count() const {
    const auto& starts = line_starts();
    const bool ends_in_newline = starts.back() == text_.size();
    return static_cast<std::uint32_t>(starts.size()) - (ends_in_newline ? 1U : 0U);
}

std::uint32_t line_of(const Origin& origin) {
    return origin.file == nullptr ? 0 : origin.file->position(origin.span.begin).line;
}

std::string_view text_of(const Origin& origin) {
    return origin.file == nullptr ? std::string_view{} : origin.file->slice(origin.span);
}

const SourceFile& SourceStore::add(std::string name, std::string text) {
    const std::lock_guard lock(mutex_);
    return files_.emplace_back(std::move(name), std::move(text));
}

const SourceFile* SourceStore::load(const std::string& path, LoadError& error) {
    const bool standard_input = path == "-";
    struct stat status = {};
    if (!standard_input && ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
        error.message = "cannot read \"" + path + "\": it is a directory";
        return nullptr;
    }
    struct Closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::unique_ptr<std::FILE, Closer> owned(standard_input ? nullptr : std::fopen(path.c_str(), "rb"));
    std::FILE* const input = standard_input ? stdin : owned.get();
    if (input == nullptr) {
        error.message = "cannot read \"" + path + "\": " + std::strerror(errno);
        return nullptr;
    }
    constexpr std::size_t limit = std::numeric_limits<std::uint32_t>::max() - 1;
    std::string text;
    if (!standard_input && status.st_size > 0) {
        text.reserve(static_cast<std::size_t>(status.st_size) + 1);
    }
    char buffer[1 << 16];
    while (const std::size_t got = std::fread(buffer, 1, sizeof buffer, input)) {
        if (text.size() + got > limit) {
            error.message = "cannot read \"" + path + "\": larger than 4 GiB";
            return nullptr;
        }
        text.append(buffer, got);
    }
    if (std::ferror(input) != 0) {
        error.message = "cannot read \"" + path + "\": " + std::strerror(errno);
        return nullptr;
    }
    return &add(standard_input ? "<stdin>" : path, std::move(text));
}

std::vector<const SourceFile*> SourceStore::files() const {
    const std::lock_guard lock(mutex_);
    std::vector<const SourceFile*> all;
    for (const SourceFile& file : files_) {
        all.push_back(&file);
    }
    return all;
}

}  // namespace lyncgate
