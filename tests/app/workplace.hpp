// A folder of its own for each test, with a small site in it.
#pragma once

#include <filesystem>
#include <fstream>
#include <random>
#include <string>

namespace lyncgate::testing {

/// A temporary folder that is removed at the end.
class Folder {
public:
    Folder() {
        std::random_device seed;
        path_ = std::filesystem::temp_directory_path() /
                ("lyncgate-test-" + std::to_string(seed()) + std::to_string(seed()));
        std::filesystem::create_directories(path_);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    /// Writes a file and returns its path.
    std::string write(const std::string& name, const std::string& text) const {
        const std::filesystem::path file = path_ / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
        return file.string();
    }
    std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

/// A Director behind one firewall; the perimeter on eth0, the inside on eth1.
inline const char* const small_site = R"(name: small
scenario: {director: single}
features: [external-access]
roles:
  director: 10.1.0.20
  front-end: 10.1.0.30
  edge-internal: [192.0.2.20, 192.0.2.21]
  reverse-proxy-internal: 192.0.2.10
  internal-client: 10.2.0.0/16
firewalls:
  - name: inner
    config: inner.rules
    interfaces:
      eth0: 192.0.2.0/24
      eth1: [10.1.0.0/16, 10.2.0.0/16]
)";

/// Lets in what `forward` says, and replies.
inline std::string rules(const std::string& forward) {
    return "*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n"
           "-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n" +
           forward + "COMMIT\n";
}

}  // namespace lyncgate::testing
