// A small site that is written to a folder, loaded and audited.
#pragma once

#include "catch.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "app/audit.hpp"
#include "workplace.hpp"

namespace lyncgate::testing {

/// A loaded site with its folder, which has to stay while the report is looked at.
struct Audited {
    Folder folder;
    LoadedSite loaded;
    Report report;
};

/// Audits the site with `text` as the configuration of its firewall (inner.rules), on a given day.
inline void run_on_text(Audited& audited, const std::string& site, const std::string& text,
                        const std::string& today = "2026-06-01") {
    audited.folder.write("inner.rules", text);
    LoadRequest load;
    load.site = audited.folder.write("site.yaml", site);
    audited.loaded = load_site(load);
    REQUIRE(audited.loaded.usable);
    AuditRequest request;
    request.today = today;
    audited.report = audit(audited.loaded, request);
}

/// The findings of one check.
inline std::vector<Finding> of(const Report& report, const std::string& check) {
    std::vector<Finding> found;
    std::copy_if(report.findings.begin(), report.findings.end(), std::back_inserter(found),
                 [&](const Finding& finding) { return finding.check == check; });
    return found;
}

}  // namespace lyncgate::testing
