// The matrix of requirements and firewalls, and what was not checked.

function matrixSection() {
  const walls = report.firewall_names;
  if (requirements.length === 0) {
    return null;
  }
  const rows = requirements.map((entry) => {
    const cells = walls.map((wall) => {
      const flows = entry.flows.filter((flow) => flow.firewall === wall);
      if (flows.length === 0) {
        return make('td', {}, make('span', { class: 'soft', 'aria-label': 'does not cross' }, '·'));
      }
      const verdict = worst(flows.map((flow) => flow.verdict));
      const label = `${entry.label} at ${wall}: ${verdictWords[verdict]}`;
      return make('td', { class: `v-${verdict}` }, make('button', { type: 'button', 'aria-label': label, title: label,
        'data-verdict': verdict, click: () => {
          choose(entry.id, wall);
          const detail = document.getElementById('flow-detail');
          if (detail) {
            detail.focus({ preventScroll: true });
            document.getElementById('picture').scrollIntoView();
          }
        } }, walls.length > 6 ? verdictSigns[verdict] : `${verdictSigns[verdict]} ${verdictWords[verdict]}`));
    });
    return make('tr', {}, make('th', { scope: 'row' }, make('bdi', {}, arrowed(entry.label)),
      make('small', {}, `${entry.requirement.pack}, row ${entry.requirement.row}`)), cells);
  });
  const legend = make('p', { class: 'legend' }, verdictOrder.map((verdict) =>
    make('span', { class: `v-${verdict}` }, `${verdictSigns[verdict]} ${verdictWords[verdict]}`)),
  make('span', { class: 'soft' }, '· does not cross'));
  const table = section('matrix', 'Requirements × firewalls',
    make('div', { class: 'scroller', tabindex: '0', role: 'region', 'aria-label': 'Matrix of requirements and firewalls' },
      make('table', { class: 'matrix' }, make('caption', { class: 'hidden' }, 'Verdict of every required flow at every firewall'),
        make('thead', {}, make('tr', {}, make('th', { scope: 'col' }, 'required flow'),
          walls.map((wall) => make('th', { scope: 'col' }, make('bdi', {}, wall))))),
        make('tbody', {}, rows))));
  table.querySelector('header').append(legend);
  return table;
}

function uncheckedSection() {
  if (report.unchecked.length === 0) {
    return null;
  }
  const open = report.unchecked.filter((one) => !one.expected);
  const table = (items) => make('table', { class: 'list' },
    make('thead', {}, make('tr', {}, ['requirement', 'why', 'row'].map((word) => make('th', { scope: 'col' }, word)))),
    make('tbody', {}, items.map((one) => make('tr', {}, make('td', {}, make('bdi', {}, one.label)),
      make('td', {}, make('bdi', {}, one.reason)), make('td', { class: 'mono' }, one.requirement.id)))));
  const expected = report.unchecked.filter((one) => one.expected);
  const groups = new Map();
  for (const one of open) {
    groups.set(one.reason, [...(groups.get(one.reason) || []), one]);
  }
  const bySize = [...groups].sort((a, b) => b[1].length - a[1].length);
  return section('unchecked', 'Requirements not checked',
    open.length > 0 ? null : make('p', {}, 'Everything that applies to this site was checked.'),
    bySize.map(([reason, items]) => make('details', {}, make('summary', {}, make('bdi', {}, reason),
      `: ${counted(items.length, 'requirement')}`), table(items))),
    expected.length > 0 ? make('details', {}, make('summary', {},
      `${counted(expected.length, 'row')} naming no flow or crossing no firewall here`), table(expected)) : null);
}
