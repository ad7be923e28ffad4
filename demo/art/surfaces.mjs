// What things are made of. A surface reads the point s and sets its colour,
// its gloss and, where it is rough, leans the normal.
import { linear } from './colour.mjs';
import { cloud, gridValue, noise } from './random.mjs';

const set = (s, colour, strength = 1) => {
  s.r = colour[0] * strength;
  s.g = colour[1] * strength;
  s.b = colour[2] * strength;
};

const blend = (s, colour, share) => {
  s.r += (colour[0] - s.r) * share;
  s.g += (colour[1] - s.g) * share;
  s.b += (colour[2] - s.b) * share;
};

const step = (from, to, value) => {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
};

export function plain(colour, { gloss = 0, rough = 0.5, sheen = 0 } = {}) {
  const base = linear(colour);
  return (s) => {
    set(s, base);
    s.gloss = gloss;
    s.rough = rough;
    s.sheen = sheen;
  };
}

/** Trowelled plaster or limewash: slow clouds of tone and a little relief. */
export function plaster(colour, { relief = 0.05, mottle = 0.1 } = {}) {
  const base = linear(colour);
  return (s) => {
    const x = s.x;
    const y = s.ny > 0.7 ? s.z : s.y + s.z * 0.6;
    const tone = cloud(x * 0.35 + 5, y * 0.35, 3) - 0.5 + 0.4 * (cloud(x * 2.2, y * 1.4 + 9, 2) - 0.5);
    set(s, base, 1 + mottle * tone);
    const e = 0.05;
    const here = cloud(x * 3, y * 2.4, 3);
    s.nx += relief * (cloud((x + e) * 3, y * 2.4, 3) - here) / e * 0.3;
    s.ny += relief * (cloud(x * 3, (y + e) * 2.4, 3) - here) / e * 0.3;
  };
}

export function wood(pale, dark, { along = 'x', scale = 1, gloss = 0.25, offset = 0 } = {}) {
  const light = linear(pale);
  const deep = linear(dark);
  return (s) => {
    const length = (along === 'x' ? s.x : along === 'y' ? s.y : s.z) * scale + offset;
    const a = (along === 'x' ? s.y : s.x) * scale;
    const b = (along === 'z' ? s.y : s.z) * scale;
    const bend = cloud(length * 0.18 + 3, (a + b) * 0.9 + offset, 3) * 2.4;
    const ring = Math.abs(((a * 1.3 + b * 1.7 + bend) * 2.2) % 1 - 0.5) * 2;
    const fibre = noise(length * 1.6, (a * 1.3 + b * 1.9) * 34);
    const pore = noise(length * 5, (a + b * 1.1) * 80) > 0.83 ? 0.16 : 0;
    set(s, light, 0.97 + fibre * 0.08);
    blend(s, deep, Math.min(1, ring ** 2 * 0.42 + fibre * 0.2 + pore));
    s.gloss = gloss;
    s.rough = 0.6;
  };
}

/** Terrazzo and stone tops. */
export function stone(colour, chips = [], size = 0.22) {
  const base = linear(colour);
  const colours = chips.map(linear);
  return (s) => {
    set(s, base, 0.95 + 0.1 * cloud(s.x * 4, s.z * 4, 3));
    const u = s.x / size;
    const v = (s.z + s.y) / size;
    const column = Math.floor(u);
    const row = Math.floor(v);
    for (let index = 0; index < 9 && colours.length; index += 1) {
      const i = column + (index % 3) - 1;
      const j = row + Math.floor(index / 3) - 1;
      const chance = gridValue(i, j + 77);
      if (chance > 0.45) continue;
      const dx = u - i - gridValue(i + 9, j);
      const dy = v - j - gridValue(i, j + 9);
      const angle = chance * 40;
      const reach = 0.1 + 0.42 * gridValue(i + 31, j + 3);
      const px = Math.abs(dx * Math.cos(angle) + dy * Math.sin(angle));
      const py = Math.abs(dy * Math.cos(angle) - dx * Math.sin(angle));
      if (px + py * 1.4 < reach && px < reach * 0.8) set(s, colours[Math.floor(chance * 97) % colours.length]);
    }
    s.gloss = 0.5;
    s.rough = 0.35;
  };
}

/**
 * Glazed clay. `dip` is a second glaze from a height upwards (or downwards with
 * `below`), `bare` the clay under a height, `speckle` the iron spots' share.
 */
export function glaze({
  colour, dip, dipAt = 0, below = false, bare, bareBelow = -1, inside, insideAt = 0,
  speckle = 0.3, spot = '#4a3626', gloss = 1, rough = 0.12, rings = 0.4, stripes = [], seed = 1,
  ridges = 0, ridgeCount = 0, top = 0,
}) {
  const base = linear(colour);
  const second = dip && linear(dip);
  const clay = bare && linear(bare);
  const lining = inside && linear(inside);
  const dots = linear(spot);
  const bands = stripes.map(([from, to, tone]) => [from, to, linear(tone)]);
  return (s) => {
    const angle = Math.atan2(s.z, s.x);
    const radius = Math.hypot(s.x, s.z);
    const floor = s.ny > 0.6 && s.y < top - 0.14;
    const inward = (floor || s.nx * s.x + s.nz * s.z < 0) && s.y > insideAt;
    const run = 0.09 * (noise(angle * 2.4 + seed, seed) - 0.5) + 0.04 * (noise(angle * 9, seed + 4) - 0.5);
    const pool = cloud(angle * 2 + seed, s.y * 1.6, 3);
    set(s, base, 0.9 + 0.2 * pool);
    const over = dip ? step(dipAt - 0.025, dipAt + 0.025, (below ? -1 : 1) * (s.y + run) + (below ? 2 * dipAt : 0)) : 0;
    if (over > 0) {
      blend(s, second, over);
      const edge = Math.exp(-(((s.y + run - dipAt) / 0.05) ** 2));
      blend(s, dots, 0.22 * edge);
    }
    for (const [from, to, tone] of bands) {
      const drift = 0.02 * (noise(angle * 5, from * 9) - 0.5);
      blend(s, tone, step(from - 0.015, from + 0.015, s.y + drift) * (1 - step(to - 0.015, to + 0.015, s.y + drift)) * 0.94);
    }
    if (inward && lining) set(s, lining, 0.94 + 0.1 * pool);
    s.gloss = gloss;
    s.rough = rough;
    spots(s, angle, radius, speckle, dots, seed);
    if (clay && s.ny < 0.3 && s.y + run * 0.3 < bareBelow && s.nx * s.x + s.nz * s.z > 0) {
      set(s, clay, 0.9 + 0.2 * noise(s.x * 14 + s.z * 9, s.y * 30));
      s.gloss = 0.05;
      s.rough = 0.9;
    }
    const turn = rings * 0.06 * Math.sin(s.y * 21 + 2 * noise(s.y * 3, seed));
    s.ny += turn;
    if (ridges && !inward) {
      const lean = ridges * Math.sin(angle * ridgeCount);
      s.nx += -lean * Math.sin(angle);
      s.nz += lean * Math.cos(angle);
      const shade = 1 - 0.35 * ridges * (0.5 + 0.5 * Math.cos(angle * ridgeCount));
      s.r *= shade;
      s.g *= shade;
      s.b *= shade;
    }
  };
}

/** Iron spots of several sizes, scattered over the turned surface. */
function spots(s, angle, radius, share, colour, seed) {
  for (const [size, chance, strength] of [[0.055, 0.16, 0.75], [0.028, 0.3, 0.55]]) {
    const around = Math.max(0.2, radius) * angle;
    const flat = Math.abs(s.ny) > 0.8;
    const u = (flat ? s.x : around) / size + seed * 13;
    const v = (flat ? s.z : s.y) / size;
    const column = Math.floor(u);
    const row = Math.floor(v);
    if (gridValue(column, row + seed) > chance * share * 2) continue;
    const dx = u - column - 0.3 - 0.4 * gridValue(column + 5, row);
    const dy = v - row - 0.3 - 0.4 * gridValue(column, row + 5);
    const reach = 0.12 + 0.2 * gridValue(column + 3, row + 8);
    blend(s, colour, strength * (1 - step(reach * 0.6, reach, Math.hypot(dx, dy))));
  }
}

/** A drawing on the front (z) side of a box, paper elsewhere. `inset` leaves a margin. */
export function printed(picture, half, { edge = 'chalk', gloss = 0, grain = 0.5, side = 'z', back } = {}) {
  const paper = linear(edge);
  const reverse = back && linear(back);
  const size = side === 'z' ? [half[0], half[1]] : [half[0], half[2]];
  return (s) => {
    const up = side === 'z' ? s.nz : s.ny;
    s.gloss = gloss;
    s.rough = 0.5;
    if (up < 0.7) {
      set(s, up < -0.7 && reverse ? reverse : paper);
      return;
    }
    const u = s.x / size[0] / 2 + 0.5;
    const v = side === 'z' ? 0.5 - s.y / size[1] / 2 : 0.5 + s.z / size[1] / 2;
    picture.colour(u, v, (s.footprint * picture.width) / (2 * size[0]));
    const tooth = 1 + 0.05 * grain * (cloud(s.x * 30, (s.y + s.z) * 30, 2) - 0.5);
    s.r = picture.r * tooth;
    s.g = picture.g * tooth;
    s.b = picture.b * tooth;
  };
}

/** The cut edges of many sheets: fine lines along the sides of a book. */
export function pages(colour = 'chalk', axis = 'y', size = 0.03) {
  const base = linear(colour);
  return (s) => {
    const value = axis === 'y' ? s.y : axis === 'z' ? s.z : s.x;
    set(s, base, 0.84 + 0.2 * noise(value / size, 4 + Math.floor(value * 5)));
  };
}

export function wax(colour) {
  const base = linear(colour);
  return (s) => {
    set(s, base, 0.98 + 0.05 * cloud(s.x * 3, s.y * 3 + s.z, 2));
    s.gloss = 0.35;
    s.rough = 0.7;
    s.sheen = 0.7;
  };
}

/** Soap with swirls and flecks. */
export function soap(colour, swirl, flecks = 0) {
  const base = linear(colour);
  const second = linear(swirl);
  return (s) => {
    const bend = cloud(s.x * 1.3 + 4, s.z * 1.3 + s.y, 3) * 5;
    set(s, base);
    blend(s, second, 0.75 * step(0.35, 0.75, 0.5 + 0.5 * Math.sin(s.x * 3 + bend * 2.4)));
    if (flecks && gridValue(Math.floor(s.x * 34), Math.floor((s.z + s.y) * 34)) < flecks) blend(s, linear('moss'), 0.6);
    s.gloss = 0.3;
    s.rough = 0.75;
    s.sheen = 0.4;
  };
}

export function metal(colour) {
  const base = linear(colour);
  return (s) => {
    set(s, base, 0.8);
    s.metal = true;
    s.gloss = 12;
    s.rough = 0.3;
  };
}

export { blend, set, step };
