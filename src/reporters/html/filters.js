// What is filtered and what is chosen, and who wants to know.
const filters = { text: '', kinds: new Set(kinds), check: '', firewall: '' };
const chosen = { requirement: null, firewall: null };
const filterListeners = [];
const choiceListeners = [];

function changeFilters(change) {
  Object.assign(filters, change);
  filterListeners.forEach((listener) => listener());
}

function clearFilters() {
  changeFilters({ text: '', kinds: new Set(kinds), check: '', firewall: '' });
}

/** Chooses the flows of a requirement (null: none), `firewall` first among those it crosses. */
function choose(requirement, firewall) {
  Object.assign(chosen, { requirement, firewall: firewall || null });
  choiceListeners.forEach((listener) => listener());
}

const searchable = report.findings.map((finding) => [finding.message, finding.check, finding.firewall, finding.kind,
  finding.requirement && finding.requirement.id, finding.identity, finding.spans[0].file,
  ...finding.packets.flatMap((box) => [box.protocol, ...box.src, ...box.dst, ...box.dst_ports])].join(' ').toLowerCase());

/** Indices of the findings that pass the filters; every word of the search must occur. */
function filteredFindings() {
  const words = filters.text.toLowerCase().split(/\s+/).filter(Boolean);
  return report.findings.map((_, index) => index).filter((index) => {
    const finding = report.findings[index];
    return filters.kinds.has(finding.kind) && (!filters.check || finding.check === filters.check) &&
      (!filters.firewall || (finding.firewall || '') === filters.firewall) &&
      words.every((word) => searchable[index].includes(word));
  });
}

/** The required flows by requirement: {id, requirement, label, flows, verdict}. */
const requirements = [...report.flows.reduce((all, flow) => {
  const id = flow.requirement.id;
  if (!all.has(id)) {
    all.set(id, { id, requirement: flow.requirement, label: flow.label, flows: [] });
  }
  all.get(id).flows.push(flow);
  return all;
}, new Map()).values()];
requirements.forEach((entry) => { entry.verdict = worst(entry.flows.map((flow) => flow.verdict)); });

const findingsByRequirement = report.findings.reduce((all, finding, index) => {
  if (finding.requirement) {
    const key = `${finding.requirement.id}\n${finding.firewall || ''}`;
    all.set(key, [...(all.get(key) || []), index]);
  }
  return all;
}, new Map());
