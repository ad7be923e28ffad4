// Everything random in the demonstration shop comes from here, so that the same
// code draws the same pictures on every machine.

/** A seeded generator (mulberry32): every call answers a number in [0, 1). */
export function random(seed) {
  let state = typeof seed === 'string' ? hashText(seed) : seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  next.between = (low, high) => low + (high - low) * next();
  next.integer = (low, high) => Math.floor(next.between(low, high + 1));
  next.pick = (list) => list[Math.floor(next() * list.length)];
  next.chance = (share) => next() < share;
  return next;
}

function hashText(text) {
  let hash = 2166136261;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 16777619);
  }
  return hash >>> 0;
}

/** A number in [0, 1) that depends on a grid point alone. */
export function gridValue(column, row) {
  let hash = Math.imul(column, 374761393) + Math.imul(row, 668265263);
  hash = Math.imul(hash ^ (hash >>> 13), 1274126177);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4294967296;
}

/** Smooth value noise in [0, 1). */
export function noise(x, y) {
  const column = Math.floor(x);
  const row = Math.floor(y);
  let u = x - column;
  let v = y - row;
  u = u * u * (3 - 2 * u);
  v = v * v * (3 - 2 * v);
  const top = gridValue(column, row) * (1 - u) + gridValue(column + 1, row) * u;
  const bottom = gridValue(column, row + 1) * (1 - u) + gridValue(column + 1, row + 1) * u;
  return top * (1 - v) + bottom * v;
}

/** Noise of several sizes added up, in [0, 1). */
export function cloud(x, y, layers = 4) {
  let sum = 0;
  let weight = 0.5;
  let total = 0;
  for (let layer = 0; layer < layers; layer += 1) {
    sum += noise(x, y) * weight;
    total += weight;
    weight *= 0.5;
    x = x * 2.03 + 17.3;
    y = y * 2.03 + 9.1;
  }
  return sum / total;
}
