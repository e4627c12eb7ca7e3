// What is where: roles and networks that lie behind the same interfaces of all firewalls form a zone.

/** Every role and network with the interfaces it lies behind: {name, role, at: Map(firewall -> interface)}. */
function placesOf(walls, flows) {
  const places = new Map();
  const put = (name, role, wall, side) => {
    const key = (role ? 'role ' : 'network ') + name;
    if (!places.has(key)) {
      places.set(key, { name, role, at: new Map() });
    }
    if (!places.get(key).at.has(wall)) {
      places.get(key).at.set(wall, side);
    }
  };
  for (const wall of walls) {
    for (const side of wall.sides) {
      side.networks.forEach((name) => put(name, false, wall.name, side.interface));
      side.roles.forEach((name) => put(name, true, wall.name, side.interface));
    }
  }
  // A role without an address in the site lies where its flows come from or go to.
  for (const flow of flows) {
    for (const [roles, side] of [[flow.source_roles, flow.ingress], [flow.destination_roles, flow.egress]]) {
      roles.filter((role) => !places.has(`role ${role}`) || places.get(`role ${role}`).guessed)
        .forEach((role) => {
          put(role, true, flow.firewall, side || 'elsewhere');
          places.get(`role ${role}`).guessed = true;
        });
    }
  }
  return [...places.values()];
}

function isWithin(inner, outer) {
  return [...inner.at].every(([wall, side]) => outer.at.get(wall) === side);
}

/** Zones: {networks, roles, at}. A role joins the zone of a network that agrees with it wherever the role is known. */
function zonesOf(walls, flows) {
  const zones = new Map();
  const zoneAt = (place) => {
    const key = JSON.stringify([...place.at].sort());
    if (!zones.has(key)) {
      zones.set(key, { networks: [], roles: [], at: place.at });
    }
    return zones.get(key);
  };
  const places = placesOf(walls, flows);
  places.filter((place) => !place.role).forEach((place) => zoneAt(place).networks.push(place.name));
  const withNetworks = [...zones.values()].sort((a, b) => a.at.size - b.at.size);
  places.filter((place) => place.role).forEach((place) => {
    const home = withNetworks.find((zone) => isWithin(place, zone)) || zoneAt(place);
    home.roles.push(place.name);
  });
  return [...zones.values()];
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
    const between = walls.some((other) => {
      if (other === wall || !zone.at.has(other.name)) {
        return false;
      }
      const facing = across.map((far) => far.at.get(other.name)).filter((word) => word !== undefined);
      // The other wall stands between when all beyond this wall is behind one side of it, and the zone behind another,
      // and something lies between the two walls.
      return facing.length > 0 && facing.every((word) => word === facing[0]) && facing[0] !== zone.at.get(other.name) &&
        zones.some((middle) => middle.at.get(wall.name) === side && middle.at.get(other.name) === facing[0]);
    });
    if (!between) {
      next.push({ wall: wall.name, side });
    }
  }
  return next;
}
