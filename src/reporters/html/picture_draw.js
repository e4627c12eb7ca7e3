// Drawing the picture of the site.

function curve(a, b) {
  const pull = Math.max(30, Math.abs(b.x - a.x) / 2.2) * (b.x >= a.x ? 1 : -1);
  return `C${a.x + pull},${a.y} ${b.x - pull},${b.y} ${b.x},${b.y}`;
}

function drawZone(zone) {
  const group = makeSvg('g', {});
  group.append(makeSvg('rect', { class: 'zone-box', x: zone.x, y: zone.y, width: zone.width, height: zone.height, rx: 9 }),
    makeSvg('text', { class: 'zone-name', x: zone.x + 12, y: zone.y + 20 }, fitted(zoneTitle(zone), 26)));
  zone.lines.forEach((line, index) => group.append(
    makeSvg('text', { class: 'zone-net', x: zone.x + 12, y: zone.y + 36 + index * size.line }, fitted(line, 29))));
  return group;
}

function fitted(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function drawRole(role) {
  const known = report.roles.find((one) => one.name === role.name);
  return makeSvg('g', { class: 'role', 'data-role': role.name },
    makeSvg('title', {}, known ? `${role.name}: ${known.addresses.join(', ')}` : role.name),
    makeSvg('rect', { class: 'role-box', x: role.x, y: role.y, width: role.width, height: role.height, rx: 6 }),
    makeSvg('text', { class: 'role-name', x: role.x + 10, y: role.y + 19 }, fitted(role.name, 26)));
}

function drawWall(wall) {
  const group = makeSvg('g', { class: 'wall', 'data-wall': wall.name });
  const middle = wall.x + wall.width / 2;
  group.append(makeSvg('title', {}, `firewall ${wall.name} (${wall.dialect})`),
    makeSvg('rect', { class: 'wall-box', x: wall.x, y: wall.y, width: wall.width, height: wall.height, rx: 4 }));
  for (let y = wall.y + 12, row = 0; y < wall.y + wall.height; y += 12, row += 1) {
    const joint = wall.x + wall.width * (row % 2 ? 0.33 : 0.66);
    group.append(makeSvg('path', { class: 'wall-brick', d: `M${wall.x},${y}h${wall.width}M${joint},${y - 12}v12` }));
  }
  group.append(makeSvg('text', { class: 'wall-name', x: middle, y: wall.y - 9, 'text-anchor': 'middle' }, fitted(wall.name, 22)),
    makeSvg('text', { class: 'wall-dialect', x: middle, y: wall.y + wall.height + 16, 'text-anchor': 'middle' }, wall.dialect));
  return group;
}

/** The cables from walls to the zones next to them, and apart from them (to lie on top) the names of the interfaces. */
function drawCables(layout) {
  const group = makeSvg('g', { 'aria-hidden': 'true' });
  const names = makeSvg('g', { 'aria-hidden': 'true' });
  for (const wall of layout.walls) {
    const cables = layout.zones.flatMap((zone) => zone.next.filter((near) => near.wall === wall.name)
      .map((near) => ({ zone, side: near.side, right: wall.x > zone.x })));
    for (const right of [true, false]) {
      const here = cables.filter((cable) => cable.right === right);
      const sides = [...new Set(here.sort((a, b) => a.zone.y - b.zone.y).map((cable) => cable.side))];
      const end = (side) => ({ x: right ? wall.x : wall.x + wall.width,
        y: wall.y + (sides.indexOf(side) + 0.5) * wall.height / sides.length });
      here.forEach(({ zone, side }) => {
        const from = { x: right ? zone.x + zone.width : zone.x, y: zone.y + zone.height / 2 };
        group.append(makeSvg('path', { class: 'cable', d: `M${from.x},${from.y}${curve(from, end(side))}` }));
      });
      sides.forEach((side) => names.append(makeSvg('text', { class: 'port-name', x: end(side).x + (right ? -7 : 7),
        y: end(side).y - 8, 'text-anchor': right ? 'end' : 'start' }, fitted(side, 11))));
    }
  }
  return { group, names };
}

/** A line through the stops, faint behind the first wall that is closed. */
function drawWay(way) {
  const points = [way.start, ...way.stops, way.end];
  const through = (some) => some.slice(1).reduce((path, point, index) => path + curve(some[index], point), `M${some[0].x},${some[0].y}`);
  const closed = way.stops.findIndex((stop) => stop.verdict === 'closed');
  const cut = closed < 0 ? points.length : closed + 2;
  const verdict = worst(way.stops.map((stop) => stop.verdict));
  return makeSvg('g', { class: `v-${verdict}` },
    makeSvg('path', { class: 'reach', d: through(points) }),
    makeSvg('path', { class: 'line', d: through(points.slice(0, cut)) }),
    cut < points.length ? makeSvg('path', { class: 'line beyond', d: through(points.slice(cut - 1)) }) : null,
    makeSvg('path', { class: closed < 0 ? 'tip' : 'tip beyond', d: `M${way.end.x},${way.end.y}l${way.end.left ? -7 : 7},-5v10z` }),
    way.stops.map((stop) => makeSvg('g', { class: `v-${stop.verdict}` },
      makeSvg('circle', { class: 'stop', cx: stop.x, cy: stop.y, r: 8 }),
      makeSvg('text', { class: 'sign', x: stop.x, y: stop.y + 0.5 }, verdictSigns[stop.verdict]))));
}

function drawFlow(bundle, layout) {
  const ways = waysOf(bundle, layout);
  if (ways.length === 0) {
    return null;
  }
  const words = `${counted(bundle.flows.length, 'flow')} from ${bundle.from} to ${bundle.to}: ${verdictWords[bundle.verdict]}`;
  const act = () => choose(pickFlow(bundle).requirement.id, null);
  return makeSvg('g', {
    class: `flow v-${bundle.verdict}`, tabindex: '0', role: 'button', 'aria-label': words,
    click: act,
    keydown: (event) => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        act();
      }
    },
  },
  makeSvg('title', {}, words),
  ways.map(drawWay));
}

/** Which flow of a bundle to choose: the next one after the chosen, the worst first. */
function pickFlow(bundle) {
  const ordered = [...bundle.flows].sort((a, b) => verdictOrder.indexOf(a.verdict) - verdictOrder.indexOf(b.verdict));
  const ids = [...new Set(ordered.map((flow) => flow.requirement.id))];
  const next = ids[(ids.indexOf(chosen.requirement) + 1) % ids.length];
  return ordered.find((flow) => flow.requirement.id === next);
}

/** The picture of some firewalls and the flows that cross them. */
function drawPicture(walls, flows) {
  const layout = layOut(walls.map((wall) => ({ ...wall })), flows);
  const svg = makeSvg('svg', { viewBox: `0 0 ${layout.width} ${layout.height}`, width: layout.width, height: layout.height,
    role: 'group', 'aria-label': `picture of ${counted(walls.length, 'firewall')} and what lies behind` });
  svg.style.minWidth = `${Math.round(layout.width * 0.62)}px`;
  svg.layout = layout;
  const cables = drawCables(layout);
  svg.append(cables.group);
  layout.zones.forEach((zone) => svg.append(drawZone(zone)));
  layout.walls.forEach((wall) => svg.append(drawWall(wall)));
  layout.roles.forEach((role) => svg.append(drawRole(role)));
  [...layout.bundles].sort((a, b) => verdictOrder.indexOf(b.verdict) - verdictOrder.indexOf(a.verdict))
    .map((bundle) => drawFlow(bundle, layout)).filter(Boolean).forEach((group) => svg.append(group));
  svg.append(cables.names);
  return svg;
}

/** Marks what belongs to the chosen flow. */
function markChosen(svg) {
  const entry = requirements.find((one) => one.id === chosen.requirement);
  svg.classList.toggle('chosen', Boolean(entry));
  const roles = entry ? entry.flows.flatMap((flow) => [...flow.source_roles, ...flow.destination_roles]) : [];
  const walls = entry ? entry.flows.map((flow) => flow.firewall) : [];
  svg.querySelectorAll('.overlay').forEach((group) => group.remove());
  bundlesOf(entry ? entry.flows.filter((flow) => svg.layout.walls.some((wall) => wall.name === flow.firewall)) : [])
    .map((bundle) => drawFlow(bundle, svg.layout)).filter(Boolean).forEach((group) => {
      group.classList.add('overlay');
      group.setAttribute('tabindex', '-1');
      svg.append(group);
    });
  svg.querySelectorAll('.role').forEach((group) => group.classList.toggle('chosen', roles.includes(group.dataset.role)));
  svg.querySelectorAll('.wall').forEach((group) => group.classList.toggle('chosen', walls.includes(group.dataset.wall)));
}
