// A whole pf.conf as written.
#pragma once

#include <deque>
#include <memory>

#include "dialects/pf/syntax.hpp"

namespace lyncgate::pf {

/// Words that only one family of pf has, counted: by them a file is recognised.
struct EraSigns {
    int old_translation = 0;  ///< nat, rdr, binat, scrub and altq statements
    int altq = 0;             ///< altq statements
    int openbsd = 0;          ///< match, nat-to, rdr-to, divert, received-on
    int openbsd_new = 0;      ///< queue with a parent, set prio, set queue, once, received-on
    int freebsd = 0;          ///< ridentifier, dnpipe, ether
    int openbsd_names = 0;    ///< interfaces of drivers that only OpenBSD has
    int freebsd_names = 0;
    bool openbsd_id = false;  ///< `$OpenBSD…$` in a remark at the beginning
    bool freebsd_id = false;
    int year = 0;  ///< of the id; 0: none
};

/// A file as written, with everything it includes that was at hand.
struct Config {
    const SourceFile* file = nullptr;
    Era era = Era::openbsd;
    bool era_told = false;  ///< the reader was told the era; otherwise it is a guess from the words
    EraSigns signs;
    Block main;
    std::deque<RuleStatement> generated;  ///< rules that `antispoof` stands for
    std::shared_ptr<Store> store = std::make_shared<Store>();
};

}  // namespace lyncgate::pf
