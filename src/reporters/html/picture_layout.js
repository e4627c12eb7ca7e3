// Where things stand: zones and firewalls in columns, outermost first.
const size = { zone: 200, wall: 30, gap: 78, role: 28, head: 30, line: 16, stack: 50, margin: 24, top: 30 };

function zoneTitle(zone) {
  if (zone.world) {
    // A firewall that has the perimeter and the internet on one side tells nothing of what is between them.
    const local = (role) => {
      const ranges = (report.roles.find((one) => one.name === role) || { addresses: [] }).addresses.flatMap(rangesOf);
      return ranges.length > 0 && !isWorld(ranges) && ranges.every((range) => holds(zone, range));
    };
    return zone.roles.some(local) ? 'Internet and perimeter' : 'Internet';
  }
  if (zone.names.length > 0) {
    return zone.names.join(', ');
  }
  if (zone.ranges.length > 0) {
    return 'Network';
  }
  return zone.at.size > 1 ? 'In several networks' : 'Elsewhere';
}

function netLines(zone) {
  const nets = zone.world ? [] : zone.ranges.map(rangeText);
  return nets.length > 4 ? [...nets.slice(0, 3), `and ${nets.length - 3} more`] : nets;
}

/** Columns by breadth-first search from the internet, or else from the zone with the fewest walls behind it. */
function assignColumns(zones, walls) {
  zones.forEach((zone) => { zone.next = neighboursOf(zone, zones, walls); zone.column = undefined; });
  walls.forEach((wall) => { wall.column = undefined; });
  const byName = new Map(walls.map((wall) => [wall.name, wall]));
  const start = [...zones].sort((a, b) =>
    Boolean(b.world) - Boolean(a.world) || a.next.length - b.next.length);
  for (const root of start) {
    if (root.column !== undefined) {
      continue;
    }
    root.column = 0;
    for (const queue = [root]; queue.length > 0;) {
      const item = queue.shift();
      const neighbours = item.next ? item.next.map((near) => byName.get(near.wall))
        : zones.filter((zone) => zone.next.some((near) => near.wall === item.name));
      for (const other of neighbours.filter((one) => one.column === undefined)) {
        other.column = item.column + 1;
        queue.push(other);
      }
    }
  }
  walls.filter((wall) => wall.column === undefined).forEach((wall) => { wall.column = 1; });
}

/** The bundles of flows between two roles: {from, to, flows, verdict, walls}. */
function bundlesOf(flows) {
  const bundles = new Map();
  for (const flow of flows) {
    for (const from of flow.source_roles) {
      for (const to of flow.destination_roles) {
        const key = `${from}\n${to}`;
        if (!bundles.has(key)) {
          bundles.set(key, { from, to, flows: [] });
        }
        bundles.get(key).flows.push(flow);
      }
    }
  }
  return [...bundles.values()].map((bundle) => ({
    ...bundle,
    verdict: worst(bundle.flows.map((flow) => flow.verdict)),
    walls: [...new Set(bundle.flows.map((flow) => flow.firewall))],
  }));
}

function stack(items, x, height) {
  const total = items.reduce((sum, item) => sum + item.height, 0) + size.stack * (items.length - 1);
  let y = size.top + Math.max(0, (height - total) / 2);
  for (const item of items) {
    Object.assign(item, { x, y });
    y += item.height + size.stack;
  }
}

/** The whole layout: {zones, walls, bundles, roles, width, height}, everything with its place in pixels. */
function layOut(walls, flows) {
  const zones = zonesOf(walls, flows);
  const bundles = bundlesOf(flows);
  assignColumns(zones, walls);
  for (const zone of zones) {
    zone.lines = netLines(zone);
    zone.width = size.zone;
    zone.height = size.head + zone.lines.length * size.line + zone.roles.length * (size.role + 6) + 10;
  }
  for (const wall of walls) {
    wall.width = size.wall;
    wall.slots = bundles.filter((bundle) => bundle.walls.includes(wall.name));
    wall.height = Math.max(96, wall.slots.length * 16 + 24);
  }
  const columns = [];
  [...zones, ...walls].forEach((item) => { (columns[item.column] = columns[item.column] || []).push(item); });
  const heights = columns.map((items) => items.reduce((sum, item) => sum + item.height + size.stack, -size.stack));
  const height = Math.max(120, ...heights);
  let x = size.margin;
  columns.forEach((items) => {
    stack(items, x, height);
    x += Math.max(...items.map((item) => item.width)) + size.gap;
  });
  const roles = new Map();
  for (const zone of zones) {
    zone.roles.forEach((name, index) => roles.set(name, {
      name, zone, x: zone.x + 12, width: size.zone - 24, height: size.role,
      y: zone.y + size.head + zone.lines.length * size.line + index * (size.role + 6),
    }));
  }
  return { zones, walls, bundles, roles, width: x - size.gap + size.margin, height: height + size.top + 46 };
}

/** The walls a bundle crosses, way by way: walls in one column stand side by side, each on a way of its own. */
function waysOf(bundle, layout) {
  const from = layout.roles.get(bundle.from);
  const to = layout.roles.get(bundle.to);
  if (!from || !to) {
    return [];
  }
  const columns = new Map();
  layout.walls.filter((wall) => bundle.walls.includes(wall.name))
    .forEach((wall) => columns.set(wall.column, [...(columns.get(wall.column) || []), wall]));
  const direction = from.zone.x <= to.zone.x ? 1 : -1;
  const ordered = [...columns].sort((a, b) => direction * (a[0] - b[0])).map(([, walls]) => walls);
  const most = Math.max(1, ...ordered.map((walls) => walls.length));
  return Array.from({ length: most }, (_, index) =>
    wayThrough(bundle, layout, ordered.map((walls) => walls[Math.min(index, walls.length - 1)])));
}

/** One way of a bundle: {start, stops, end}, points {x, y}; a stop has the verdict of its wall. */
function wayThrough(bundle, layout, walls) {
  const from = layout.roles.get(bundle.from);
  const to = layout.roles.get(bundle.to);
  const place = (role) => ({ y: role.y + role.height / 2, left: role.x, right: role.x + role.width });
  const start = place(from);
  const end = place(to);
  const middle = walls.length > 0 ? walls[0].x : (start.left + end.left) / 2;
  const last = walls.length > 0 ? walls[walls.length - 1].x : middle;
  const spread = (layout.bundles.findIndex((other) => other.from === bundle.from && other.to === bundle.to) % 5 - 2) * 3;
  return {
    start: { x: middle >= start.right ? start.right : start.left, y: start.y + spread },
    stops: walls.map((wall) => {
      const slot = wall.slots.findIndex((other) => other.from === bundle.from && other.to === bundle.to) + 0.5;
      const verdict = worst(bundle.flows.filter((flow) => flow.firewall === wall.name).map((flow) => flow.verdict));
      return { x: wall.x + wall.width / 2, y: wall.y + slot * wall.height / wall.slots.length, verdict, wall };
    }),
    end: { x: last >= end.right ? end.right : end.left, y: end.y - spread, left: last < end.right },
  };
}
