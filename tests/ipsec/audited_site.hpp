// A site with one firewall and its IPsec files, all from texts, ready for a check.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "checks/check.hpp"
#include "requirements/fixture.hpp"

namespace lyncgate::test {

struct AuditedSite {
    /// `site` is site.yaml without its `firewalls:`; `config` is read as `dialect`.
    AuditedSite(const std::string& site, const std::string& interfaces, const std::string& dialect, std::string config,
                const std::vector<std::string>& policies = {})
        : read(site_of(site + "firewalls:\n  - name: gate\n    config: gate.conf\n    dialect: " + dialect +
                       "\n    interfaces:\n" + interfaces)) {
        if (!read.reading.site) {
            return;
        }
        binding = bind(embedded(), *read.reading.site);
        AuditedFirewall firewall;
        firewall.site = &read.reading.site->firewalls.front();
        firewall.dialect = find_dialect(dialect);
        ReadContext how;
        for (const InterfaceNetworks& side : firewall.site->interfaces) {
            how.interfaces.push_back({side.name, side.addresses, side.networks});
        }
        separate_networks(how.interfaces);
        firewall.reading = firewall.dialect->read(store.add("gate.conf", std::move(config)), how);
        for (const std::string& text : policies) {
            ipsec::PolicyFile file = ipsec::read(store.add("policies", text), firewall.reading.firewall);
            usable = usable && file.usable;
            firewall.ipsec_policies.insert(firewall.ipsec_policies.end(), file.policies.begin(), file.policies.end());
        }
        context.library = &embedded();
        context.site = &*read.reading.site;
        context.binding = &binding;
        context.firewalls.push_back(std::move(firewall));
    }
    AuditedSite(const AuditedSite&) = delete;
    AuditedSite& operator=(const AuditedSite&) = delete;

    const AuditedFirewall& firewall() const { return context.firewalls.front(); }

    SourceStore store;
    ReadSite read;
    Binding binding;
    AuditContext context;
    bool usable = true;
};

}  // namespace lyncgate::test
