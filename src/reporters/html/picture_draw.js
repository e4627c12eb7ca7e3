// Drawing the picture of the site.

function curve(a, b) {
  const pull = Math.max(30, Math.abs(b.x - a.x) / 2.2) * (b.x >= a.x ? 1 : -1);
  return `C${a.x + pull},${a.y} ${b.x - pull},${b.y} ${b.x},${b.y}`;
}

function drawZone(zone) {
  const group = makeSvg('g', {});
  group.append(makeSvg('rect', { class: 'zone-box', x: zone.x, y: zone.y, width: zone.width, height: zone.height, rx: 9 }),
    makeSvg('text', { class: 'zone-name', x: zone.x + 12, y: zone.y + 20 }, zoneTitle(zone)));
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

/** The cables from walls to the zones next to them, with the names of the interfaces. */
function drawCables(layout) {
  const group = makeSvg('g', { 'aria-hidden': 'true' });
  for (const zone of layout.zones) {
    for (const near of zone.next) {
      const wall = layout.walls.find((one) => one.name === near.wall);
      const right = wall.x > zone.x;
      const from = { x: right ? zone.x + zone.width : zone.x, y: zone.y + zone.height / 2 };
      const to = { x: right ? wall.x : wall.x + wall.width, y: wall.y + wall.height / 2 };
      group.append(makeSvg('path', { class: 'cable', d: `M${from.x},${from.y}${curve(from, to)}` }),
        makeSvg('text', { class: 'port-name', x: to.x + (right ? -6 : 6), y: to.y + wall.height / 2 + 2,
          'text-anchor': right ? 'end' : 'start' }, fitted(near.side, 12)));
    }
  }
  return group;
}

function drawFlow(bundle, layout) {
  const way = wayOf(bundle, layout);
  if (!way) {
    return null;
  }
  const points = [way.start, ...way.stops, way.end];
  const line = points.slice(1).reduce((path, point, index) => path + curve(points[index], point),
    `M${way.start.x},${way.start.y}`);
  const words = `${counted(bundle.flows.length, 'flow')} from ${bundle.from} to ${bundle.to}: ${verdictWords[bundle.verdict]}`;
  const act = () => choose(pickFlow(bundle).requirement.id, null);
  const point = way.end.left ? -7 : 7;
  return makeSvg('g', {
    class: `flow v-${bundle.verdict}`, tabindex: '0', role: 'button', 'aria-label': words,
    'data-requirements': JSON.stringify(bundle.flows.map((flow) => flow.requirement.id)), click: act,
    keydown: (event) => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        act();
      }
    },
  },
  makeSvg('title', {}, words),
  makeSvg('path', { class: 'reach', d: line }),
  makeSvg('path', { class: 'line', d: line }),
  makeSvg('path', { class: 'tip', d: `M${way.end.x},${way.end.y}l${point},-5v10z` }),
  way.stops.map((stop) => makeSvg('g', { class: `v-${stop.verdict}` },
    makeSvg('circle', { class: 'stop', cx: stop.x, cy: stop.y, r: 8 }),
    makeSvg('text', { class: 'sign', x: stop.x, y: stop.y + 0.5 }, verdictSigns[stop.verdict]))));
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
  svg.append(drawCables(layout));
  layout.zones.forEach((zone) => svg.append(drawZone(zone)));
  layout.walls.forEach((wall) => svg.append(drawWall(wall)));
  layout.roles.forEach((role) => svg.append(drawRole(role)));
  [...layout.bundles].sort((a, b) => verdictOrder.indexOf(b.verdict) - verdictOrder.indexOf(a.verdict))
    .map((bundle) => drawFlow(bundle, layout)).filter(Boolean).forEach((group) => svg.append(group));
  return svg;
}

/** Marks what belongs to the chosen flow. */
function markChosen(svg) {
  const entry = requirements.find((one) => one.id === chosen.requirement);
  svg.classList.toggle('chosen', Boolean(entry));
  const roles = entry ? entry.flows.flatMap((flow) => [...flow.source_roles, ...flow.destination_roles]) : [];
  const walls = entry ? entry.flows.map((flow) => flow.firewall) : [];
  for (const group of svg.querySelectorAll('.flow')) {
    group.classList.toggle('chosen', JSON.parse(group.dataset.requirements).includes(chosen.requirement));
  }
  svg.querySelectorAll('.role').forEach((group) => group.classList.toggle('chosen', roles.includes(group.dataset.role)));
  svg.querySelectorAll('.wall').forEach((group) => group.classList.toggle('chosen', walls.includes(group.dataset.wall)));
}
