#include "app/baseline.hpp"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>

namespace lyncgate {

namespace {

using Json = nlohmann::ordered_json;

/// Picks the identities out of a document that is never held as a whole: the report of a fleet is long. A member of
/// "fleet" names its site before its report.
class Picker : public nlohmann::json_sax<Json> {
public:
    explicit Picker(Baseline& baseline) : baseline_(baseline) {}

    bool is_report() const { return version_ == 1 && objects_ > 0; }

    bool key(string_t& name) override {
        key_ = name;
        in_fleet_ = in_fleet_ || (depth_ == 1 && name == "fleet");
        return true;
    }
    bool string(string_t& value) override {
        if (key_ == "identity") {
            ++baseline_.identities[value];
            if (in_fleet_) {
                ++baseline_.sites[site_][value];
            }
        } else if (in_fleet_ && depth_ == 3 && key_ == "site") {
            site_ = value;
            baseline_.sites[site_];
        }
        return after_value();
    }
    bool number_unsigned(number_unsigned_t value) override {
        if (depth_ == 1 && key_ == "version") {
            version_ = value;
        }
        return after_value();
    }
    bool start_object(std::size_t) override {
        ++objects_;
        return deeper();
    }
    bool start_array(std::size_t) override { return deeper(); }
    bool end_object() override { return shallower(); }
    bool end_array() override { return shallower(); }
    bool null() override { return after_value(); }
    bool boolean(bool) override { return after_value(); }
    bool number_integer(number_integer_t) override { return after_value(); }
    bool number_float(number_float_t, const string_t&) override { return after_value(); }
    bool binary(binary_t&) override { return after_value(); }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

private:
    bool after_value() {
        key_.clear();
        return true;
    }
    bool deeper() {
        ++depth_;
        return after_value();
    }
    bool shallower() {
        --depth_;
        in_fleet_ = in_fleet_ && depth_ > 1;
        return after_value();
    }

    Baseline& baseline_;
    std::string key_;
    std::string site_;
    std::size_t depth_ = 0;
    std::size_t objects_ = 0;
    std::uint64_t version_ = 0;
    bool in_fleet_ = false;
};

/// Input is a text or a stream.
template<typename Input>
bool pick(Input&& input, const std::string& name, Baseline& baseline, std::string& error) {
    Baseline read;
    Picker picker(read);
    if (!Json::sax_parse(std::forward<Input>(input), &picker) || !picker.is_report()) {
        error = fmt::format("\"{}\" is neither a baseline nor a JSON report of version 1", name);
        return false;
    }
    baseline = std::move(read);
    return true;
}

}  // namespace

bool read_baseline(const SourceFile& file, Baseline& baseline, std::string& error) {
    return pick(file.text(), file.name(), baseline, error);
}

bool read_baseline_file(const std::string& path, Baseline& baseline, std::string& error) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        error = fmt::format("cannot read \"{}\": {}", path, std::strerror(errno));
        return false;
    }
    return pick(file, path, baseline, error);
}

std::string write_baseline(const std::vector<const Report*>& reports) {
    Json findings = Json::array();
    for (const Report* const report : reports) {
        for (const Finding& finding : report->findings) {
            findings.push_back(
                {{"identity", finding.identity}, {"check", finding.check}, {"message", finding.message}});
        }
    }
    const Json document{{"version", 1}, {"findings", std::move(findings)}};
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

BaselineCount leave_out_known(Report& report, Baseline& baseline) {
    BaselineCount count;
    std::vector<Finding> fresh;
    for (Finding& finding : report.findings) {
        // An audit that asked nothing must not look like a pass, however long it has been so.
        const bool may_be_known = finding.check != "nothing-checked" || !finding.undecided;
        const auto known = baseline.identities.find(finding.identity);
        if (may_be_known && known != baseline.identities.end() && known->second > 0) {
            --known->second;
            ++count.unchanged;
        } else {
            ++count.fresh;
            fresh.push_back(std::move(finding));
        }
    }
    report.findings = std::move(fresh);
    return count;
}

}  // namespace lyncgate
