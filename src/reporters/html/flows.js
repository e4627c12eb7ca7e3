// The section of the picture: the drawing, the list of required flows, the chosen flow.
const mostWallsInPicture = 8;
const shownFlows = { firewall: '', verdicts: new Set(verdictOrder) };

function boxTable(boxes, caption) {
  if (boxes.length === 0) {
    return null;
  }
  const others = boxes.some((box) => box.other.length > 0);
  const cell = (words) => make('td', { class: 'mono' }, make('bdi', {}, words.join(', ')));
  return make('div', { class: 'boxes', tabindex: '0', role: 'region', 'aria-label': caption },
    make('table', {}, make('caption', { class: 'hidden' }, caption),
      make('thead', {}, make('tr', {}, ['protocol', 'from', 'port', 'to', 'port', ...(others ? ['besides'] : [])]
        .map((word) => make('th', { scope: 'col' }, word)))),
      make('tbody', {}, boxes.map((box) => make('tr', {}, cell([box.protocol]), cell(box.src), cell(box.src_ports),
        cell(box.dst), cell(box.dst_ports), others ? cell(box.other) : null)))));
}

function flowAt(flow) {
  const related = findingsByRequirement.get(`${flow.requirement.id}\n${flow.firewall}`) || [];
  const list = (title, items) => items.length > 0 &&
    [make('p', { class: 'soft' }, title), make('ul', {}, items.map((item) => make('li', {}, make('bdi', {}, item))))];
  return make('div', { class: `at v-${flow.verdict}` },
    make('div', { class: 'path' }, badge(flow.verdict, `${verdictSigns[flow.verdict]} ${verdictWords[flow.verdict]}`),
      make('span', {}, flow.ingress || 'any interface'), '→', make('span', { class: 'fw' }, flow.firewall), '→',
      make('span', {}, flow.egress || 'any interface')),
    list(flow.verdict === 'open' ? 'opened by' : 'decided by', flow.deciders) || null,
    list('undecided because', flow.reasons) || null,
    list('translated', flow.translations) || null,
    flow.missing.length > 0 ? [make('p', { class: 'soft' }, flow.verdict === 'undecided' ? 'undecided packets' : 'missing packets'),
      boxTable(flow.missing, `missing packets at ${flow.firewall}`)] : null,
    related.map((index) => make('button', { type: 'button', class: 'link', click: () => showFinding(index) },
      `finding: ${arrowed(report.findings[index].message)}`)));
}

function flowDetail() {
  const entry = requirements.find((one) => one.id === chosen.requirement);
  if (!entry) {
    return [make('p', { class: 'soft' }, 'Choose a flow in the picture, in the list or in the matrix: this place shows its path, the rules that decide it and the packets that are missing.')];
  }
  const flows = byVerdict(entry.flows).sort((a, b) => (b.firewall === chosen.firewall) - (a.firewall === chosen.firewall));
  const first = flows[0];
  const open = flows.filter((flow, index) => index > 0 && flow.verdict === 'open');
  const most = 8;
  return [make('h3', {}, make('bdi', {}, arrowed(entry.label))),
    make('div', { class: 'path' }, make('span', {}, first.source_roles.join(', ') || 'anywhere'), '→',
      entry.flows.length > most ? [make('span', {}, counted(entry.flows.length, 'firewall')), '→'] : entry.flows.map((flow) => [make('span', { class: `fw v-${flow.verdict}` }, `${verdictSigns[flow.verdict]} ${flow.firewall}`), '→']),
      make('span', {}, first.destination_roles.join(', ') || 'anywhere')),
    make('p', { class: 'soft' }, `${entry.requirement.pack}, row ${entry.requirement.row} (${entry.id})`),
    flows.filter((flow) => !open.includes(flow)).map(flowAt),
    open.length > 2 ? make('details', {}, make('summary', {}, `open at ${counted(open.length, 'more firewall')}`), open.map(flowAt)) : open.map(flowAt),
    make('button', { type: 'button', class: 'plain-button show-all', click: () => choose(null) }, 'Show all flows')];
}

function flowButton(entry) {
  const pressed = chosen.requirement === entry.id;
  return make('li', {}, make('button', { type: 'button', class: `v-${entry.verdict}`, 'aria-pressed': String(pressed),
    click: () => choose(pressed ? null : entry.id) },
  make('span', { class: 'sign', 'aria-hidden': 'true' }, verdictSigns[entry.verdict]),
  make('span', { class: 'name' }, make('bdi', {}, arrowed(entry.label))),
  make('small', {}, `${verdictWords[entry.verdict]} · ${shortList(wallsOf(entry), 4)}`)));
}

/** The firewalls a requirement crosses, those with the worst verdict first. */
function wallsOf(entry) {
  return [...new Set(byVerdict(entry.flows).map((flow) => flow.firewall))];
}

function byVerdict(flows) {
  return [...flows].sort((a, b) => verdictOrder.indexOf(a.verdict) - verdictOrder.indexOf(b.verdict));
}

function shortList(words, most) {
  return words.length > most + 1 ? `${words.slice(0, most).join(', ')} and ${words.length - most} more` : words.join(', ');
}

function listedFlows() {
  return requirements.filter((entry) => shownFlows.verdicts.has(entry.verdict) &&
    (!shownFlows.firewall || entry.flows.some((flow) => flow.firewall === shownFlows.firewall)))
    .sort((a, b) => verdictOrder.indexOf(a.verdict) - verdictOrder.indexOf(b.verdict));
}

/** The firewall with the most flows that are not open. */
function troubledFirewall() {
  const troubles = new Map(report.firewalls.map((wall) => [wall.name, 0]));
  report.flows.filter((flow) => flow.verdict !== 'open' && troubles.has(flow.firewall))
    .forEach((flow) => troubles.set(flow.firewall, troubles.get(flow.firewall) + 1));
  return [...troubles].sort((a, b) => b[1] - a[1])[0][0];
}

function pictureSection() {
  if (report.firewalls.length === 0) {
    return null;
  }
  const few = report.firewalls.length <= mostWallsInPicture;
  shownFlows.firewall = few ? '' : troubledFirewall();
  const drawing = make('div', { class: 'drawing', tabindex: '0', role: 'region', 'aria-label': 'Picture of the site' });
  const list = make('ul', { class: 'flow-list', 'aria-label': 'Required flows' });
  const detail = make('div', { class: 'flow-detail', id: 'flow-detail', role: 'region', 'aria-label': 'Chosen flow', tabindex: '0' });
  const drawList = () => list.replaceChildren(...listedFlows().map(flowButton));
  const drawAll = () => {
    const walls = report.firewalls.filter((wall) => !shownFlows.firewall || wall.name === shownFlows.firewall);
    const names = new Set(walls.map((wall) => wall.name));
    drawing.replaceChildren(drawPicture(walls, report.flows.filter((flow) =>
      names.has(flow.firewall) && shownFlows.verdicts.has(flow.verdict))));
    markChosen(drawing.firstChild);
    drawList();
  };
  const pick = select('Firewalls in the picture', [...(few ? [['', 'all firewalls']] : []),
    ...report.firewalls.map((wall) => [wall.name, wall.name])], shownFlows.firewall,
  (value) => { shownFlows.firewall = value; drawAll(); });
  const toggles = verdictOrder.map((verdict) => {
    const button = make('button', { type: 'button', class: `v-${verdict}`, 'aria-pressed': 'true', click: () => {
      const on = !shownFlows.verdicts.delete(verdict);
      if (on) { shownFlows.verdicts.add(verdict); }
      button.setAttribute('aria-pressed', String(on));
      drawAll();
    } }, `${verdictSigns[verdict]} ${verdictWords[verdict]}`);
    return button;
  });
  choiceListeners.push(() => {
    const entry = requirements.find((one) => one.id === chosen.requirement);
    if (entry && shownFlows.firewall && chosen.firewall && chosen.firewall !== shownFlows.firewall &&
        report.firewalls.some((wall) => wall.name === chosen.firewall)) {
      shownFlows.firewall = chosen.firewall;
      pick.value = chosen.firewall;
      drawAll();
    }
    const held = list.contains(document.activeElement) ? [...list.children].findIndex((li) => li.contains(document.activeElement)) : -1;
    markChosen(drawing.firstChild);
    drawList();
    if (held >= 0 && list.children[held]) { list.children[held].firstChild.focus(); }
    detail.replaceChildren(...flowDetail().flat(2).filter(Boolean));
    if (entry) { announce(`${entry.label}: ${verdictWords[entry.verdict]}`); }
  });
  detail.replaceChildren(...flowDetail());
  drawAll();
  return section('picture', 'Picture of the site',
    make('div', { class: 'picture' },
      make('div', { class: 'stage' }, drawing, make('p', { class: 'hint' }, 'Lines are required flows, marked at each firewall they cross; click one, or move to it with Tab and press Enter. Again on the same line: its next flow.'), detail),
      make('div', { class: 'side' },
        make('div', { class: 'flow-filters filters', role: 'group', 'aria-label': 'Filter the flows' }, pick,
          make('span', { class: 'kinds' }, toggles)),
        list)));
}
