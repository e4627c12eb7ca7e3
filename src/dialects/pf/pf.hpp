// The pf dialect: pf.conf of OpenBSD and FreeBSD, and output of pfctl -s.
#pragma once

#include <span>
#include <string_view>

#include "dialects/dialect.hpp"
#include "dialects/pf/syntax.hpp"

namespace lyncgate::pf {

/// Which pf the reader is told a file is for.
struct Told {
    std::optional<Era> era;  ///< none: recognised from the file
    bool exact = false;      ///< the very version; otherwise only OpenBSD or FreeBSD
};

/// How much a text looks like pf.conf: 0 to 100.
int likeness(std::string_view text);
/// Variants that are only read when the site asks for them.
int no_likeness(std::string_view text);
/// Reads a firewall from its pf.conf, and from the companions the tables and files it names.
Reading read(const SourceFile& file, const ReadContext& context, const Told& told);
/// The rules as `pfctl -nv` prints them.
std::string dump(const SourceFile& file, const ReadContext& context, const Told& told);

constexpr Told any_pf{};
constexpr Told openbsd_pf{Era::openbsd, false};
constexpr Told freebsd_pf{Era::freebsd, true};
constexpr Told openbsd_3_pf{Era::openbsd_3, true};
constexpr Told openbsd_44_pf{Era::openbsd_44, true};
constexpr Told openbsd_48_pf{Era::openbsd_48, true};
constexpr Told openbsd_new_pf{Era::openbsd, true};

/// One row of the table of dialects per variant.
template<const Told& Which>
struct Variant {
    static Reading read(const SourceFile& file, const ReadContext& context) { return pf::read(file, context, Which); }
    static std::string dump(const SourceFile& file, const ReadContext& context) {
        return pf::dump(file, context, Which);
    }
    static constexpr Dump dumps[] = {{"pfctl", dump}};
};

}  // namespace lyncgate::pf
