// The findings: filtered, shown in portions, unfolded on demand.
const portion = 60;
let visible = [];
let shownCount = 0;
let listElement = null;
let moreButton = null;
let countElement = null;

function packetWords(packet) {
  const end = (address, port) => (port === null ? address : address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`);
  return `${packet.protocol} ${end(packet.src, packet.src_port)} → ${end(packet.dst, packet.dst_port)}` +
    [packet.icmp, packet.in_iface && `arriving at ${packet.in_iface}`].filter(Boolean).map((word) => `, ${word}`).join('');
}

function findingBody(finding) {
  const facts = [
    ['example', finding.example && make('span', { class: 'mono' }, packetWords(finding.example))],
    ['firewall', finding.firewall],
    ['requirement', finding.requirement && make('button', { type: 'button', class: 'link', click: () => {
      choose(finding.requirement.id, finding.firewall);
      document.getElementById('picture')?.scrollIntoView();
    } }, `${finding.requirement.pack}, row ${finding.requirement.row} (${finding.requirement.id})`)],
    ['confidence', finding.confidence === 'possible' && !finding.undecided ? 'possible: so in some reading of what cannot be decided' : null],
    ...finding.reasons.map((reason) => ['because', reason]),
    ['identity', make('span', { class: 'mono' }, finding.identity)],
  ];
  return make('div', { class: `body k-${finding.kind}` }, sourceFigures(finding.spans),
    boxTable(finding.packets, 'packets concerned'),
    finding.packets_cut ? make('p', { class: 'soft' }, 'There are more packets than can be listed.') : null,
    make('dl', { class: 'facts' }, facts.filter(([, value]) => value)
      .map(([name, value]) => [make('dt', {}, name), make('dd', {}, value instanceof Node ? value : make('bdi', {}, value))])),
    finding.help ? make('p', { class: 'help' }, finding.help) : null);
}

function findingElement(index) {
  const finding = report.findings[index];
  const first = finding.spans[0];
  const unfold = () => {
    if (element.open && element.children.length === 1) {
      element.append(findingBody(finding));
    }
  };
  const element = make('details', { class: `finding k-${finding.kind}`, id: `finding-${index}`, 'data-index': index, toggle: unfold },
    make('summary', {}, make('span', {}, badge(finding.kind)), make('span', { class: 'what' }, make('bdi', {}, arrowed(finding.message))),
      make('span', { class: 'where' }, make('bdi', {}, first.file ? `${first.file}:${first.line}` : finding.firewall || 'site')),
      make('span', { class: 'check' }, finding.check)));
  element.unfold = () => { element.open = true; unfold(); };
  return element;
}

function showMore(least) {
  const until = Math.min(visible.length, Math.max(shownCount + portion, least || 0));
  const fresh = document.createDocumentFragment();
  for (; shownCount < until; shownCount += 1) {
    fresh.append(findingElement(visible[shownCount]));
  }
  listElement.append(fresh);
  moreButton.hidden = shownCount >= visible.length;
  moreButton.textContent = `Show more (${(visible.length - shownCount).toLocaleString('en')} left)`;
}

function drawFindings() {
  visible = filteredFindings();
  shownCount = 0;
  listElement.replaceChildren();
  const words = visible.length === report.findings.length ? counted(visible.length, 'finding')
    : `${visible.length.toLocaleString('en')} of ${counted(report.findings.length, 'finding')}`;
  countElement.textContent = words;
  announce(words);
  if (visible.length === 0) {
    listElement.append(make('p', { class: 'empty' }, report.findings.length === 0 ? 'Nothing was found.' : 'No finding passes the filters.'));
  }
  showMore();
}

/** Unfolds a finding and goes to it, whatever the filters hide. */
function showFinding(index) {
  if (!visible.includes(index)) {
    clearFilters();
  }
  showMore(visible.indexOf(index) + 1);
  const element = document.getElementById(`finding-${index}`);
  element.unfold();
  element.scrollIntoView({ block: 'center' });
  element.firstChild.focus({ preventScroll: true });
}

/** The next finding, or the one before, after the one that has the focus. */
function stepFinding(step) {
  const held = document.activeElement?.closest?.('.finding');
  const position = held ? visible.indexOf(Number(held.dataset.index)) + step : 0;
  if (position >= 0 && position < visible.length) {
    showMore(position + 1);
    const summary = document.getElementById(`finding-${visible[position]}`).firstChild;
    summary.focus({ preventScroll: true });
    summary.scrollIntoView({ block: 'center' });
  }
}

function findingsSection() {
  const search = make('input', { type: 'search', id: 'search', placeholder: 'Search: port, address, rule, firewall …',
    'aria-label': 'Search the findings', input: () => changeFilters({ text: search.value }) });
  const counts = Object.fromEntries(kinds.map((kind) => [kind, report.findings.filter((one) => one.kind === kind).length]));
  const toggles = kinds.filter((kind) => counts[kind] > 0).map((kind) => make('button', { type: 'button', class: `k-${kind}`,
    'data-kind': kind, 'aria-pressed': 'true', click: () => {
      const next = new Set(filters.kinds);
      if (!next.delete(kind)) { next.add(kind); }
      changeFilters({ kinds: next });
    } }, `${kind} ${counts[kind].toLocaleString('en')}`));
  const options = (values, all) => [['', all], ...[...new Set(values)].filter(Boolean).sort().map((value) => [value, value])];
  const check = select('Check', options(report.findings.map((one) => one.check), 'all checks'), '', (value) => changeFilters({ check: value }));
  const wall = select('Firewall', options(report.findings.map((one) => one.firewall), 'all firewalls'), '', (value) => changeFilters({ firewall: value }));
  countElement = make('p', { class: 'count' });
  listElement = make('div', { id: 'finding-list' });
  moreButton = make('button', { type: 'button', class: 'plain-button more', click: () => showMore() });
  filterListeners.push(() => {
    if (search.value !== filters.text) { search.value = filters.text; }
    check.value = filters.check;
    wall.value = filters.firewall;
    toggles.forEach((button) => button.setAttribute('aria-pressed', String(filters.kinds.has(button.dataset.kind))));
    drawFindings();
  });
  const watcher = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting) && !moreButton.hidden) {
      showMore();
      // Where the button is still near after that, only a new observation tells.
      watcher.unobserve(moreButton);
      watcher.observe(moreButton);
    }
  }, { rootMargin: '800px' });
  watcher.observe(moreButton);
  drawFindings();
  listElement.querySelector('.finding')?.unfold();
  return section('findings', 'Findings',
    make('div', { class: 'filters', role: 'search' }, search, make('span', { class: 'kinds', role: 'group', 'aria-label': 'Severity' }, toggles),
      check, wall, make('button', { type: 'button', id: 'clear', click: clearFilters }, 'Clear')),
    countElement, listElement, moreButton);
}
