#include <algorithm>
#include <array>

#include "checks/check.hpp"
#include "checks/hygiene.hpp"
#include "checks/ipsec_on_media.hpp"
#include "checks/missing_opening.hpp"
#include "checks/missing_return_path.hpp"
#include "checks/over_permissive_rule.hpp"

namespace lyncgate {

std::span<const Check> checks() {
    static const std::array table = {
        Check{"missing-opening", CheckGroup::mission, "a flow that Lync needs does not pass a firewall",
              missing_opening},
        Check{"missing-return-path", CheckGroup::mission, "a flow that Lync needs passes, and its replies do not",
              missing_return_path},
        Check{"over-permissive-rule", CheckGroup::mission, "a rule lets more reach or leave a server than is asked for",
              over_permissive_rule},
        Check{"ipsec-on-media", CheckGroup::mission, "an IPsec policy takes media that IPsec must leave alone",
              ipsec_on_media},
        Check{"shadowed-rule", CheckGroup::hygiene, "earlier rules take all packets of a rule", shadowed_rule},
        Check{"redundant-rule", CheckGroup::hygiene, "removing a rule would change nothing", redundant_rule},
        Check{"conflicting-rule", CheckGroup::hygiene, "a rule partly overlaps an earlier one with the opposite action",
              conflicting_rule},
        Check{"any-any-rule", CheckGroup::hygiene, "a rule accepts everything", any_any_rule},
        Check{"missing-anti-spoofing", CheckGroup::hygiene, "packets with an inside source come in from the Internet",
              missing_anti_spoofing},
        Check{"unknown-match-decides", CheckGroup::hygiene, "a rule decides by what the text does not say",
              unknown_match_decides},
        Check{"unbound-filter", CheckGroup::hygiene, "rules that no packet is sent through", unbound_filter},
        Check{"undefined-reference", CheckGroup::hygiene, "a name that is used and not defined", undefined_reference},
        Check{"unused-object", CheckGroup::hygiene, "a name that is defined and not used", unused_object},
    };
    return table;
}

const Check* find_check(std::string_view id) {
    const std::span<const Check> table = checks();
    const auto found = std::find_if(table.begin(), table.end(), [id](const Check& check) { return check.id == id; });
    return found == table.end() ? nullptr : &*found;
}

}  // namespace lyncgate
