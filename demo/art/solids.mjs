// The shapes that scenes are built of: distance fields with a box around each.

const clamp = (value, low, high) => (value < low ? low : value > high ? high : value);

function turning([x, y, z]) {
  const [cx, sx, cy, sy, cz, sz] = [x, y, z].flatMap((angle) => [Math.cos(angle), Math.sin(angle)]);
  return [
    cy * cz + sy * sx * sz, -cy * sz + sy * sx * cz, sy * cx,
    cx * sz, cx * cz, -sx,
    -sy * cz + cy * sx * sz, sy * sz + cy * sx * cz, cy * cx,
  ];
}

/** Puts a solid somewhere: `turn` are angles about x, y and z in radians. */
export function place(solid, surface, at = [0, 0, 0], turn = [0, 0, 0], more = {}) {
  const placed = { step: 1, detail: 0.004, margin: 3, ...solid, surface, at, turn: turning(turn), ...more };
  return move(placed, at);
}

/** The same thing somewhere else. `ball` is a ball around it: its middle and its radius. */
export function move(placed, at) {
  const m = placed.turn;
  const middle = placed.low.map((low, axis) => (low + placed.high[axis]) / 2);
  const radius = Math.hypot(...placed.low.map((low, axis) => (placed.high[axis] - low) / 2));
  const ball = [0, 1, 2].map((axis) => at[axis] + m[axis * 3] * middle[0] + m[axis * 3 + 1] * middle[1] + m[axis * 3 + 2] * middle[2]);
  return { ...placed, at, ball: [...ball, radius] };
}

export function box(width, height, depth, radius = 0.02) {
  const x = width / 2 - radius;
  const y = height / 2 - radius;
  const z = depth / 2 - radius;
  return {
    low: [-width / 2, -height / 2, -depth / 2],
    high: [width / 2, height / 2, depth / 2],
    half: [width / 2, height / 2, depth / 2],
    detail: Math.min(0.004, radius / 2 + 0.001),
    distance(px, py, pz) {
      const qx = Math.abs(px) - x;
      const qy = Math.abs(py) - y;
      const qz = Math.abs(pz) - z;
      const ax = qx > 0 ? qx : 0;
      const ay = qy > 0 ? qy : 0;
      const az = qz > 0 ? qz : 0;
      return Math.sqrt(ax * ax + ay * ay + az * az) + Math.min(0, Math.max(qx, qy, qz)) - radius;
    },
  };
}

/** A smooth line through the points; a point with a third value keeps its corner. */
export function smooth(points, parts = 10) {
  const line = [];
  for (let index = 0; index < points.length - 1; index += 1) {
    const from = points[index];
    const to = points[index + 1];
    const before = from[2] ? from : points[index - 1] ?? from;
    const after = to[2] ? to : points[index + 2] ?? to;
    for (let part = 0; part < parts; part += 1) {
      const t = part / parts;
      line.push([0, 1].map((axis) => 0.5 * (2 * from[axis] + (to[axis] - before[axis]) * t
        + (2 * before[axis] - 5 * from[axis] + 4 * to[axis] - after[axis]) * t * t
        + (3 * from[axis] - before[axis] - 3 * to[axis] + after[axis]) * t ** 3)));
    }
  }
  const last = points[points.length - 1];
  line.push([last[0], last[1]]);
  return line.map(([radius, height]) => [Math.max(0, radius), height]);
}

/** Squared distance to an outline [x, y, x, y, …] of `count` points; negative inside. */
function distanceToOutline(outline, count, x, y) {
  let nearest = 1e9;
  let inside = false;
  let ax = outline[count * 2 - 2];
  let ay = outline[count * 2 - 1];
  for (let at = 0; at < count * 2; at += 2) {
    const bx = outline[at];
    const by = outline[at + 1];
    const ex = bx - ax;
    const ey = by - ay;
    // The axis itself is no surface.
    if (ax > 1e-6 || bx > 1e-6) {
      let along = ((x - ax) * ex + (y - ay) * ey) / (ex * ex + ey * ey || 1e-9);
      along = along < 0 ? 0 : along > 1 ? 1 : along;
      const wx = x - ax - ex * along;
      const wy = y - ay - ey * along;
      const square = wx * wx + wy * wy;
      if (square < nearest) nearest = square;
    }
    if (ay > y !== by > y && x < (ex * (y - ay)) / ey + ax) inside = !inside;
    ax = bx;
    ay = by;
  }
  return inside ? -Math.sqrt(nearest) : Math.sqrt(nearest);
}

/** A turned shape. The outline runs from the axis at the foot round to the axis again. */
export function lathe(outline, { wobble = 0, step = 0.95 } = {}) {
  const radius = Math.max(...outline.map(([r]) => r));
  const top = Math.max(...outline.map(([, y]) => y));
  const bottom = Math.min(...outline.map(([, y]) => y));
  const margin = 0.3;
  const columns = 150;
  const rows = 240;
  const points = Float64Array.from(outline.flat());
  const width = radius + margin;
  const height = top - bottom + 2 * margin;
  const grid = new Float32Array((columns + 1) * (rows + 1));
  for (let row = 0, at = 0; row <= rows; row += 1) {
    for (let column = 0; column <= columns; column += 1, at += 1) {
      grid[at] = distanceToOutline(
        points, outline.length, (column / columns) * width + 1e-7, bottom - margin + (row / rows) * height + 1e-7,
      );
    }
  }
  const read = (r, y) => {
    const u = clamp((r / width) * columns, 0, columns - 0.001);
    const v = clamp(((y - bottom + margin) / height) * rows, 0, rows - 0.001);
    const column = u | 0;
    const row = v | 0;
    const fu = u - column;
    const fv = v - row;
    const at = row * (columns + 1) + column;
    const under = grid[at] * (1 - fu) + grid[at + 1] * fu;
    const over = grid[at + columns + 1] * (1 - fu) + grid[at + columns + 2] * fu;
    return under * (1 - fv) + over * fv;
  };
  const reach = radius * (1 + wobble);
  return {
    low: [-reach, bottom, -reach],
    high: [reach, top, reach],
    step,
    detail: 0.006,
    radius,
    height: top,
    distance(x, y, z) {
      const square = x * x + z * z;
      let r = Math.sqrt(square);
      if (wobble) r *= 1 - (wobble * (x * x - z * z)) / (square + 1e-6);
      const above = Math.max(0, y - top - margin, bottom - margin - y);
      return read(r, y) + Math.max(0, r - width) + above;
    },
  };
}

/** A cushion, lying in the x-y plane, with pointed corners and a seam. */
export function cushion(width, height, thickness, seed = 1) {
  const hx = width / 2;
  const hy = height / 2;
  return {
    low: [-hx * 1.04, -hy * 1.04, -thickness / 2 - 0.1],
    high: [hx * 1.04, hy * 1.04, thickness / 2 + 0.1],
    half: [hx, hy, thickness / 2],
    step: 0.4,
    detail: 0.012,
    distance(x, y, z) {
      const u = x / hx;
      const v = y / hy;
      // The sides draw in between the corners, as those of a filled cover do.
      const pullX = 1 - 0.065 * (1 - Math.min(1, v * v));
      const pullY = 1 - 0.065 * (1 - Math.min(1, u * u));
      const a = Math.min(1, Math.abs(u) / pullX);
      const b = Math.min(1, Math.abs(v) / pullY);
      const full = ((1 - a * a) * (1 - b * b)) ** 0.6;
      const crease = 0.06 * Math.sin(u * 5 + seed * 2.1 + Math.sin(v * 4 + seed)) * Math.sin(v * 4.3 + seed)
        * (a * a + b * b) * full;
      const puff = (thickness / 2) * (full + crease) + 0.055;
      const outside = Math.max(Math.abs(x) - hx * pullX, Math.abs(y) - hy * pullY);
      return Math.max(Math.abs(z) - puff, outside);
    },
  };
}

/** A hanging or lying sheet: z = relief(x, y). */
export function sheet(width, height, relief, depth, { thickness = 0.05, step = 0.55 } = {}) {
  const hx = width / 2;
  const hy = height / 2;
  return {
    low: [-hx * 1.02, -hy, -depth],
    high: [hx * 1.02, hy, depth],
    half: [hx, hy, depth],
    step,
    detail: 0.012,
    distance(x, y, z) {
      const surface = Math.abs(z - relief(x, y)) - thickness;
      return Math.max(surface, Math.abs(x) - hx, Math.abs(y) - hy);
    },
  };
}

/** A lying rod with round ends, along x. */
export function rod(length, radius) {
  return {
    low: [-length / 2, -radius, -radius],
    high: [length / 2, radius, radius],
    distance(x, y, z) {
      const along = Math.max(0, Math.abs(x) - length / 2 + radius);
      return Math.sqrt(along * along + y * y + z * z) - radius;
    },
  };
}

/** A lying drum with flat ends, along x: a roll of paper, a bolt of cloth. */
export function roll(length, radius) {
  return {
    low: [-length / 2, -radius, -radius],
    high: [length / 2, radius, radius],
    rollRadius: radius,
    distance(x, y, z) {
      const across = Math.sqrt(y * y + z * z) - radius + 0.01;
      const along = Math.abs(x) - length / 2 + 0.01;
      return Math.min(0, Math.max(across, along))
        + Math.hypot(Math.max(0, across), Math.max(0, along)) - 0.01;
    },
  };
}

/** A mug's handle: a ring squeezed upright in the x-y plane; only its right half. */
export function handle(width, height, thickness) {
  return {
    low: [-0.1, -height - thickness, -thickness * 1.4],
    high: [width + thickness, height + thickness, thickness * 1.4],
    step: 0.7,
    distance(x, y, z) {
      const px = x / width;
      const py = y / height;
      const length = Math.hypot(px, py) || 1e-6;
      const nearX = (px / length) * width;
      const nearY = (py / length) * height;
      const ring = Math.hypot(x - nearX, y - nearY);
      return Math.max(Math.hypot(ring, z * 0.72) - thickness, -x - 0.05);
    },
  };
}

/** Everything that several solids cover, as one: the parts are [solid, at] pairs. */
export function together(parts) {
  const low = [0, 1, 2].map((axis) => Math.min(...parts.map(([s, at]) => s.low[axis] + at[axis])));
  const high = [0, 1, 2].map((axis) => Math.max(...parts.map(([s, at]) => s.high[axis] + at[axis])));
  return {
    low,
    high,
    step: Math.min(...parts.map(([s]) => s.step ?? 1)),
    distance(x, y, z) {
      let nearest = 1e9;
      for (const [solid, at] of parts) {
        nearest = Math.min(nearest, solid.distance(x - at[0], y - at[1], z - at[2]));
      }
      return nearest;
    },
  };
}

/** A flat cut-out in the x-y plane, drawn elsewhere with transparency: a branch, a fringe. */
export function cutout(width, height, picture, { flutter = 0 } = {}) {
  const alphaAt = (x, y, level) => {
    const u = x / width + 0.5;
    const v = 0.5 - y / height;
    return u < 0 || u > 1 || v < 0 || v > 1 ? 0 : picture.alpha(u, v, level);
  };
  return {
    low: [-width / 2, -height / 2, -0.01],
    high: [width / 2, height / 2, 0.01],
    picture,
    half: [width / 2, height / 2, 0],
    normal(s) {
      s.nx = flutter * Math.sin(s.x * 9 + s.y * 4);
      s.ny = flutter * Math.cos(s.y * 7 - s.x * 3);
      s.nz = 1;
    },
    hit({ ox, oy, oz, dx, dy, dz }) {
      const t = -oz / (Math.abs(dz) < 1e-9 ? 1e-9 : dz);
      return t > 0 && alphaAt(ox + dx * t, oy + dy * t, 0) > 0.5 ? t : 1e6;
    },
    shade({ ox, oy, oz, dx, dy, dz }, spread) {
      const t = -oz / (Math.abs(dz) < 1e-9 ? 1e-9 : dz);
      if (t <= 0.01) return 1;
      const blur = (t * spread * picture.width) / width;
      return 1 - 0.9 * alphaAt(ox + dx * t, oy + dy * t, Math.log2(Math.max(1, blur)));
    },
    distance: () => 1e6,
  };
}
