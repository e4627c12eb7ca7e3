#include "app/destination.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>

namespace lyncgate {

Destination::Destination(const std::string& path) : path_(path == "-" ? std::string{} : path) {
    // A pipe or a device has no second name.
    std::error_code failure;
    const bool special =
        !path_.empty() && std::filesystem::exists(path_, failure) && !std::filesystem::is_regular_file(path_, failure);
    partial_ = path_.empty() || special ? path_ : path_ + ".part";
    file_ = path_.empty() ? stdout : std::fopen(partial_.c_str(), "wb");
    reason_ = file_ == nullptr ? errno : 0;
}

Destination::~Destination() {
    if (file_ != nullptr && file_ != stdout) {
        std::fclose(file_);
        if (partial_ != path_) {
            std::remove(partial_.c_str());
        }
    }
}

void Destination::write(std::string_view text) {
    // After the first failure there is no use in trying.
    if (reason_ == 0 && std::fwrite(text.data(), 1, text.size(), file_) != text.size()) {
        reason_ = errno;
    }
}

bool Destination::close() {
    if (reason_ == 0 && std::fflush(file_) != 0) {
        reason_ = errno;
    }
    if (reason_ == 0 && partial_ != path_ && std::rename(partial_.c_str(), path_.c_str()) != 0) {
        reason_ = errno;
    }
    if (reason_ == 0 && file_ != stdout) {
        reason_ = std::fclose(file_) == 0 ? 0 : errno;
        file_ = nullptr;
    }
    // A reader that has seen enough (| head) is not a failure of ours.
    if (reason_ == 0 || (reason_ == EPIPE && path_.empty())) {
        return true;
    }
    fmt::print(stderr, "error: cannot write \"{}\": {}\n", path_.empty() ? "standard output" : path_,
               std::strerror(reason_));
    return false;
}

}  // namespace lyncgate
