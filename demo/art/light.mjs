// Where a ray ends, and what of the light reaches a point.
const far = 1e6;

/** What the last ray met. */
export const hit = { t: far, object: null, nx: 0, ny: 0, nz: 0, x: 0, y: 0, z: 0 };
const local = { ox: 0, oy: 0, oz: 0, dx: 0, dy: 0, dz: 0, near: 0, far: 0 };

/** Moves a ray into an object's own space; false when it misses the object's box. */
function enter(object, ox, oy, oz, dx, dy, dz, limit, margin) {
  const { ball } = object;
  const cx = ball[0] - ox;
  const cy = ball[1] - oy;
  const cz = ball[2] - oz;
  const along = cx * dx + cy * dy + cz * dz;
  const reach = ball[3] + margin * 1.8;
  if (along < -reach || along > limit + reach || cx * cx + cy * cy + cz * cz - along * along > reach * reach) return false;
  const m = object.turn;
  const px = ox - object.at[0];
  const py = oy - object.at[1];
  const pz = oz - object.at[2];
  local.ox = m[0] * px + m[3] * py + m[6] * pz;
  local.oy = m[1] * px + m[4] * py + m[7] * pz;
  local.oz = m[2] * px + m[5] * py + m[8] * pz;
  local.dx = m[0] * dx + m[3] * dy + m[6] * dz;
  local.dy = m[1] * dx + m[4] * dy + m[7] * dz;
  local.dz = m[2] * dx + m[5] * dy + m[8] * dz;
  local.near = 0;
  local.far = limit;
  narrow(local.ox, local.dx, object.low[0] - margin, object.high[0] + margin);
  narrow(local.oy, local.dy, object.low[1] - margin, object.high[1] + margin);
  narrow(local.oz, local.dz, object.low[2] - margin, object.high[2] + margin);
  return local.near < local.far;
}

function narrow(origin, direction, low, high) {
  const inverse = 1 / (Math.abs(direction) < 1e-9 ? 1e-9 : direction);
  const a = (low - origin) * inverse;
  const b = (high - origin) * inverse;
  if (a < b) {
    if (a > local.near) local.near = a;
    if (b < local.far) local.far = b;
  } else {
    if (b > local.near) local.near = b;
    if (a < local.far) local.far = a;
  }
}

function march(object) {
  const { ox, oy, oz, dx, dy, dz } = local;
  let t = local.near;
  for (let step = 0; step < 160 && t < local.far; step += 1) {
    const distance = object.distance(ox + dx * t, oy + dy * t, oz + dz * t) * object.step;
    if (distance < 0.0022) return t;
    t += distance;
  }
  return far;
}

/** The floor, the wall behind it and the curve between them. */
function hitRoom(room, ox, oy, oz, dx, dy, dz) {
  let best = far;
  const radius = room.curve;
  if (dy < 0) {
    const t = -oy / dy;
    if (oz + dz * t > room.wall + radius) best = t;
  }
  if (dz < 0) {
    const t = (room.wall - oz) / dz;
    if (t < best && oy + dy * t >= radius) best = t;
  }
  if (radius > 0 && best === far) {
    const py = oy - radius;
    const pz = oz - room.wall - radius;
    const a = dy * dy + dz * dz;
    const b = py * dy + pz * dz;
    const root = b * b - a * (py * py + pz * pz - radius * radius);
    if (root >= 0) best = (-b + Math.sqrt(root)) / a;
  }
  return best;
}

/** Follows a ray; `objects` are those that it may meet. */
export function trace(scene, objects, ox, oy, oz, dx, dy, dz) {
  hit.t = hitRoom(scene.room, ox, oy, oz, dx, dy, dz);
  hit.object = null;
  for (const object of objects) {
    if (!enter(object, ox, oy, oz, dx, dy, dz, hit.t, 0)) continue;
    const t = object.hit ? object.hit(local) : march(object);
    if (t < hit.t) {
      hit.t = t;
      hit.object = object;
    }
  }
  return hit.t < far;
}

/** How much of a round light of the given width is seen, 0 to 1. */
export function visible(scene, ox, oy, oz, dx, dy, dz, reach, width, self) {
  let light = 1;
  for (const object of scene.objects) {
    if (object.shadowless) continue;
    const margin = Math.min(width * reach, object.margin);
    if (!enter(object, ox, oy, oz, dx, dy, dz, reach, margin)) continue;
    if (object.shade) {
      if (object !== self) light *= object.shade(local, width);
      continue;
    }
    let open = 1;
    const shortest = 0.025 + width * 0.1;
    let t = Math.max(local.near, 0.02);
    for (let step = 0; step < 70 && t < local.far; step += 1) {
      const distance = object.distance(
        local.ox + local.dx * t, local.oy + local.dy * t, local.oz + local.dz * t,
      );
      open = Math.min(open, distance / (width * t));
      if (open < -1) break;
      t += Math.min(0.6, Math.max(shortest, Math.abs(distance) * object.step));
    }
    open = Math.max(open, -1);
    light *= 0.25 * (1 + open) * (1 + open) * (2 - open);
    if (light < 0.004) return 0;
  }
  return light;
}

const taps = [0.04, 0.12, 0.28, 0.6, 1.1];

/** Darkening where surfaces come close to each other, 0 to 1. */
export function openness(scene, x, y, z, nx, ny, nz) {
  let closed = 0;
  let weight = 0.34;
  for (const reach of taps) {
    const px = x + nx * reach;
    const py = y + ny * reach;
    const pz = z + nz * reach;
    let distance = Math.min(reach, py, pz - scene.room.wall);
    for (const object of scene.objects) {
      if (object.shade) continue;
      const m = object.turn;
      const qx = px - object.at[0];
      const qy = py - object.at[1];
      const qz = pz - object.at[2];
      const lx = m[0] * qx + m[3] * qy + m[6] * qz;
      const ly = m[1] * qx + m[4] * qy + m[7] * qz;
      const lz = m[2] * qx + m[5] * qy + m[8] * qz;
      const { low, high } = object;
      if (lx < low[0] - reach || lx > high[0] + reach || ly < low[1] - reach
        || ly > high[1] + reach || lz < low[2] - reach || lz > high[2] + reach) continue;
      distance = Math.min(distance, object.distance(lx, ly, lz));
    }
    closed += (weight * (reach - Math.max(distance, -reach * 0.3))) / reach;
    weight *= 0.82;
  }
  return Math.max(0.12, 1 - closed * 0.62);
}
