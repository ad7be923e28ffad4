// Woven, knitted and felted cloth: every thread is shaded, and fades to its
// mean colour where it is finer than a pixel.
import { linear } from './colour.mjs';
import { gridValue, noise } from './random.mjs';
import { set } from './surfaces.mjs';

const drafts = {
  plain: (i, j) => (i + j) & 1,
  twill: (i, j) => ((i + j) & 3) < 2,
  herringbone: (i, j) => (((Math.floor(i / 12) & 1 ? -i : i) + j) & 3) < 2,
  basket: (i, j) => ((i >> 1) + (j >> 1)) & 1,
  waffle: (i, j) => Math.abs((i % 8) - 4) > Math.abs((j % 8) - 4),
};

/** Sets u, v and the two directions along the cloth by the side that is seen. */
function unroll(s, at, front) {
  const ax = Math.abs(s.nx);
  const ay = Math.abs(s.ny);
  const az = Math.abs(s.nz);
  at.v = s.z;
  at.u = s.x;
  at.across = 2;
  at.along = 0;
  if (front || (az >= ay && az >= ax)) {
    at.v = -s.y;
    at.across = 1;
  } else if (ax > ay) {
    at.u = s.z;
    at.along = 2;
    at.v = -s.y;
    at.across = 1;
  }
}

const lean = (s, axis, amount) => {
  if (axis === 0) s.nx += amount;
  else if (axis === 1) s.ny -= amount;
  else s.nz += amount;
};

/**
 * `design` is a colour, or a texture that covers `cover` [width, height] round the
 * middle; `size` is a thread's width; `front` lays it on from the front alone.
 */
export function woven({
  design, cover, size = 0.04, draft = 'plain', relief = 0.9, contrast = 0.16, slub = 0.12, weft, repeat = false,
  front = false,
}) {
  const flat = typeof design === 'string' ? linear(design) : null;
  const second = weft && linear(weft);
  const over = drafts[draft];
  const at = { u: 0, v: 0, along: 0, across: 2 };
  const wrap = (value) => value - Math.floor(value);
  return (s) => {
    unroll(s, at, front);
    const column = Math.floor(at.u / size);
    const row = Math.floor(at.v / size);
    const fine = Math.min(1, Math.max(0, (size / s.footprint - 1.4) / 1.6));
    const up = over(column + 4096, row + 4096);
    if (flat) {
      set(s, flat);
    } else {
      const u = (column + 0.5) * size * fine + at.u * (1 - fine);
      const v = (row + 0.5) * size * fine + at.v * (1 - fine);
      const x = u / cover[0] + 0.5;
      const y = v / cover[1] + 0.5;
      design.colour(repeat ? wrap(x) : x, repeat ? wrap(y) : y, (s.footprint * design.width) / cover[0]);
      s.r = design.r;
      s.g = design.g;
      s.b = design.b;
    }
    if (second) {
      const share = (up ? 0 : 1) * fine + 0.5 * (1 - fine);
      s.r += (second[0] - s.r) * share;
      s.g += (second[1] - s.g) * share;
      s.b += (second[2] - s.b) * share;
    }
    const fu = at.u / size - column - 0.5;
    const fv = at.v / size - row - 0.5;
    const thread = up ? gridValue(column, 3) : gridValue(row, 5);
    const hollow = up ? fu * fu * 3 + fv * fv : fv * fv * 3 + fu * fu;
    const fuzz = noise(at.u * 22, at.v * 22) - 0.5;
    const tone = 1 + slub * (thread - 0.5) + fuzz * 0.1
      - fine * contrast * (hollow * 1.3 - 0.42) - (draft === 'waffle' ? fine * 0.25 * waffleDepth(column, row) : 0);
    s.r *= tone;
    s.g *= tone;
    s.b *= tone;
    lean(s, at.along, fine * relief * fu * (up ? 1.1 : 0.3));
    lean(s, at.across, fine * relief * fv * (up ? 0.3 : 1.1));
    s.sheen = 0.55;
    s.gloss = 0;
  };
}

const waffleDepth = (column, row) => {
  const a = Math.abs((((column % 8) + 8) % 8) - 3.5);
  const b = Math.abs((((row % 8) + 8) % 8) - 3.5);
  return 1 - Math.max(a, b) / 3.5;
};
