// A file that is written piece by piece.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace lyncgate {

/// Where a long report goes. A file takes its final name only when it is complete: an earlier report of that name is
/// there until then, and half a report never is.
class Destination {
public:
    /// Standard output when the path is empty or "-".
    explicit Destination(const std::string& path);
    Destination(const Destination&) = delete;
    Destination& operator=(const Destination&) = delete;
    /// What was not closed is given up.
    ~Destination();

    bool usable() const { return reason_ == 0; }
    void write(std::string_view text);
    /// False, and a message on standard error, when not all could be written.
    bool close();

private:
    std::string path_;
    std::string partial_;
    std::FILE* file_ = nullptr;
    int reason_ = 0;
};

}  // namespace lyncgate
