// What is where: roles and networks that lie behind the same interfaces of all firewalls form a zone.

function zoneKey(at) {
  return JSON.stringify([...at].sort());
}

/** Behind which interface of which wall: the first one of a wall counts. */
function sidesOf(owners) {
  const at = new Map();
  owners.filter(({ wall }) => !at.has(wall)).forEach(({ wall, side }) => at.set(wall, side));
  return at;
}

/** Zones of addresses: {names, ranges, roles, at: Map(firewall -> interface)}. */
function networkZones(walls) {
  const zones = new Map();
  const zoneAt = (at) => {
    const key = zoneKey(at);
    if (!zones.has(key)) {
      zones.set(key, { names: [], ranges: [], roles: [], at });
    }
    return zones.get(key);
  };
  const networks = walls.flatMap((wall) => wall.sides.flatMap((side) =>
    side.networks.map((network) => ({ network, owner: { wall: wall.name, side: side.interface } }))));
  const named = new Map();
  networks.filter(({ network }) => rangesOf(network).length === 0).forEach(({ network, owner }) =>
    named.set(network, [...(named.get(network) || []), owner]));
  named.forEach((owners, name) => zoneAt(sidesOf(owners)).names.push(name));
  for (const piece of cutRanges(networks.flatMap(({ network, owner }) => rangesOf(network).map((range) => ({ range, owner }))))) {
    const { ranges } = zoneAt(sidesOf(piece.owners));
    const last = ranges[ranges.length - 1];
    if (last && last.high + 1n === piece.low) {
      last.high = piece.high;
    } else {
      ranges.push({ low: piece.low, high: piece.high });
    }
  }
  return [...zones.values()];
}

function holds(zone, range) {
  return zone.ranges.some((own) => own.low <= range.low && range.high <= own.high);
}

function isWithin(inner, outer) {
  return inner.size > 0 && [...inner].every(([wall, side]) => outer.get(wall) === side);
}

/** Where each role lies by the firewalls' own account, or else where its flows come from or go to. */
function roleSides(walls, flows) {
  const roles = new Map();
  const put = (role, wall, side) => {
    roles.set(role, roles.get(role) || new Map());
    if (!roles.get(role).has(wall)) {
      roles.get(role).set(wall, side);
    }
  };
  walls.forEach((wall) => wall.sides.forEach((side) => side.roles.forEach((role) => put(role, wall.name, side.interface))));
  const known = new Set(roles.keys());
  for (const flow of flows) {
    for (const [names, side] of [[flow.source_roles, flow.ingress], [flow.destination_roles, flow.egress]]) {
      names.filter((role) => !known.has(role)).forEach((role) => put(role, flow.firewall, side || 'elsewhere'));
    }
  }
  return roles;
}

/** All zones. A role stands in the zone that holds its addresses, or agrees with it wherever the role is known. */
function zonesOf(walls, flows) {
  const zones = networkZones(walls);
  const extra = new Map();
  const drawn = new Set(flows.flatMap((flow) => [...flow.source_roles, ...flow.destination_roles]));
  roleSides(walls, flows).forEach((at, role) => {
    const known = report.roles.find((one) => one.name === role);
    const ranges = known ? known.addresses.flatMap(rangesOf) : [];
    const home = zones.find((zone) => ranges.length > 0 && ranges.every((range) => holds(zone, range))) ||
      [...zones].sort((a, b) => a.at.size - b.at.size).find((zone) => isWithin(at, zone.at));
    if (home) {
      home.roles.push(role);
    } else if (drawn.has(role)) {
      extra.set(zoneKey(at), extra.get(zoneKey(at)) || { names: [], ranges: [], roles: [], at });
      extra.get(zoneKey(at)).roles.push(role);
    }
  });
  zones.forEach((zone) => { zone.world = isWorld(zone.ranges) || zone.names.includes('internet'); });
  return [...zones, ...extra.values()];
}

/** The sides of walls a zone is next to: [{wall, side}]. Behind `side` of a wall, but not behind yet another wall. */
function neighboursOf(zone, zones, walls) {
  const next = [];
  for (const wall of walls) {
    const side = zone.at.get(wall.name);
    if (side === undefined) {
      continue;
    }
    const across = zones.filter((other) => other.at.has(wall.name) && other.at.get(wall.name) !== side);
    const beside = zones.filter((other) => other !== zone && other.at.get(wall.name) === side);
    const between = walls.some((other) => {
      if (other === wall || !zone.at.has(other.name)) {
        return false;
      }
      const facing = across.map((far) => far.at.get(other.name)).filter((word) => word !== undefined);
      const parted = beside.filter((middle) => middle.at.has(other.name) && middle.at.get(other.name) !== zone.at.get(other.name));
      // The other wall stands between when all beyond this wall is behind one side of it, the zone behind another, and
      // something lies between the two walls. Where it knows nothing of what is beyond, the world is the far end.
      return facing.length === 0 ? Boolean(zone.world) && parted.length > 0
        : facing.every((word) => word === facing[0]) && facing[0] !== zone.at.get(other.name) &&
          parted.some((middle) => middle.at.get(other.name) === facing[0]);
    });
    if (!between) {
      next.push({ wall: wall.name, side });
    }
  }
  return next;
}
