// Things that stand beside the goods: furniture, books, branches.
import { circle, group, leaf, line, path } from './drawing.mjs';
import { mix } from './colour.mjs';
import { random } from './random.mjs';
import { box, cutout, lathe, place, smooth, together } from './solids.mjs';
import { metal, pages, plain, wax, wood } from './surfaces.mjs';
import { texture } from './texture.mjs';

export const oak = (more) => wood('#d2ab78', '#9a6d40', { scale: 0.8, ...more });
export const walnut = (more) => wood('#8a5c3c', '#4b2e1e', { scale: 0.8, ...more });
export const pale = (more) => wood('#e2c9a0', '#bd9866', { scale: 0.8, ...more });

/** A low sideboard whose top is at the given height; its back is at z = 0. */
export function sideboard(top, { width = 18, x = 0, depth = 3.6, make = oak } = {}) {
  const parts = [place(box(width, 0.26, depth, 0.03), make({ offset: 3 }), [x, top - 0.13, depth / 2])];
  const doors = Math.round(width / 4.5);
  for (let index = 0; index < doors; index += 1) {
    const wide = (width - 0.3) / doors;
    parts.push(place(box(wide - 0.06, 4, 0.2, 0.03), make({ offset: index * 7.3, along: 'x' }), [
      x - width / 2 + 0.15 + wide * (index + 0.5), top - 2.34, depth - 0.14]));
  }
  parts.push(place(box(width - 0.1, 4.3, depth - 0.4, 0.02), plain('#2a211b'), [x, top - 2.42, depth / 2 - 0.1]));
  return parts;
}

/** A wall shelf with its top at the given height. */
export function shelf(top, { width = 9, x = 0, depth = 2.4, make = oak } = {}) {
  return [place(box(width, 0.32, depth, 0.03), make({ offset: x }), [x, top - 0.16, depth / 2])];
}

/** Lying books, the first at the bottom: [colour, width, depth, thickness, turn]. */
export function books(list, x, y, z) {
  const out = [];
  let level = y;
  for (const [colour, width, depth, thick, turn] of list) {
    const at = [x, level + thick / 2, z];
    out.push(place(box(width - 0.08, thick - 0.1, depth - 0.08, 0.01), pages('#efe4d0', 'y'), at, [0, turn, 0]));
    const cover = together([
      [box(width, 0.05, depth, 0.015), [0, thick / 2 - 0.025, 0]], [box(width, 0.05, depth, 0.015), [0, -thick / 2 + 0.025, 0]],
      [box(width, thick, 0.07, 0.03), [0, 0, depth / 2 - 0.03]],
    ]);
    out.push(place(cover, plain(colour, { sheen: 0.3 }), at, [0, turn, 0]));
    level += thick;
  }
  return out;
}

/** A point of a blossom branch, which is two joined curves, at t of its length. */
function alongBlossom(tilt, tall, t) {
  const joint = [tilt * 0.7, -tall * 0.7];
  const bend = [tilt * 0.1 + 20, -tall * 0.45];
  const [from, by, to, u] = t < 0.7
    ? [[0, 0], bend, joint, t / 0.7]
    : [joint, [joint[0] * 2 - bend[0], joint[1] * 2 - bend[1]], [tilt, -tall], (t - 0.7) / 0.3];
  return [0, 1].map((axis) => (1 - u) ** 2 * from[axis] + 2 * (1 - u) * u * by[axis] + u * u * to[axis]);
}

const twigs = {
  eucalyptus(next) {
    let out = '';
    for (const [tilt, tall, tone] of [[-26, 760, '#6f8272'], [4, 900, '#7f9180'], [28, 690, '#5f7466'], [-8, 560, '#8a9a86']]) {
      let one = line(`M0 0Q${tilt * 2} ${-tall * 0.5} ${tilt * 6} ${-tall}`, '#6b5a44', 7);
      for (let index = 2; index < 13; index += 1) {
        const t = index / 12.5;
        const x = 2 * (1 - t) * t * tilt * 2 + t * t * tilt * 6;
        for (const side of [-1, 1]) {
          const size = (1.15 - t * 0.6) * 50;
          const tint = mix(tone, side > 0 ? '#38473d' : '#c5cdb8', next() * 0.35);
          one += group(`translate(${x} ${-tall * t}) rotate(${side * (58 - 20 * t) + next.between(-14, 14)})`, path(leaf(size * 1.9, size, 0), tint) + line(`M0 0V${-size * 1.6}`, mix(tint, '#2f3c33', 0.3), 2));
        }
      }
      out += one;
    }
    return out;
  },
  grass(next) {
    let out = '';
    for (let index = 0; index < 15; index += 1) {
      const tilt = (index - 7) * 32 + next.between(-18, 18);
      const tall = next.between(640, 930);
      const tone = next.pick(['#c9a877', '#b8925e', '#d8bd93']);
      out += line(`M0 0Q${tilt * 0.2} ${-tall * 0.6} ${tilt} ${-tall}`, mix(tone, '#6b5030', 0.3), 4);
      for (let seed = 0; seed < 20; seed += 1) {
        const t = seed / 20;
        out += group(`translate(${tilt - tilt * 0.2 * t} ${-tall + t * 190}) rotate(${(seed % 2 ? 1 : -1) * (24 + 20 * t) + tilt * 0.06})`, path(leaf(58 - t * 14, 9), mix(tone, seed % 3 ? '#efe0c0' : '#8a6a40', 0.35)));
      }
    }
    return out;
  },
  blossom(next) {
    let out = '';
    for (const [tilt, tall] of [[-180, 700], [-40, 900], [130, 800], [230, 560]]) {
      out += line(`M0 0Q${tilt * 0.1 + 20} ${-tall * 0.45} ${tilt * 0.7} ${-tall * 0.7}T${tilt} ${-tall}`, '#4e3a2d', 9);
      for (let index = 0; index < 17; index += 1) {
        const [onX, onY] = alongBlossom(tilt, tall, next.between(0.42, 1));
        const x = onX + next.between(-26, 26);
        const y = onY + next.between(-22, 14);
        out += line(`M${onX} ${onY + 14}L${x} ${y}`, '#4e3a2d', 4);
        const tone = next.pick(['#f3e2d4', '#eccbb8', '#f7ede2', '#e2b19c']);
        out += Array.from({ length: 5 }, (_, petal) => group(`translate(${x} ${y}) rotate(${petal * 72 + index * 20})`, path(leaf(27, 15), petal % 2 ? tone : mix(tone, '#c98374', 0.14)))).join('') + circle(x, y, 5, '#b98a3d');
      }
    }
    return out;
  },
  leaves(next) {
    let out = '';
    for (const [tilt, tall, turn] of [[-150, 560, -30], [30, 840, 3], [190, 640, 30], [-60, 700, -12]]) {
      out += line(`M0 0Q${tilt * 0.2} ${-tall * 0.5} ${tilt} ${-tall * 0.6}`, '#4a5538', 7);
      const tone = next.pick(['#4a5d43', '#56714f', '#3f5544']);
      out += group(`translate(${tilt} ${-tall * 0.58}) rotate(${turn})`, path(leaf(390, 118, 14), tone) + path('M0 0C118 -117 110 -292 14 -390Z', mix(tone, '#aebf94', 0.25))
        + Array.from({ length: 7 }, (_, i) => line(`M${i} ${-50 - i * 44}l${64 - i * 4} -56M${i} ${-50 - i * 44}l${-58 + i * 4} -56`, mix(tone, '#c5cdb8', 0.35), 3)).join('') + line('M0 0Q8 -200 14 -380', '#aebf94', 4));
    }
    return out;
  },
};

/** A drawing of twigs on nothing, whose foot is at the middle of its lower edge. */
export async function twig(kind, seed = 1) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-500 -1000 1000 1000" width="800" height="800">${twigs[kind](random(`${kind}${seed}`))}</svg>`;
  return texture(svg, 800);
}

/** Puts twigs into a pot whose mouth is at `at`. */
export function bunch(picture, at, size, turn = 0.2) {
  const paint = (s) => {
    picture.colour(s.x / size + 0.5, 0.5 - s.y / size, (s.footprint * picture.width) / size);
    const cover = Math.max(0.25, picture.read(s.x / size + 0.5, 0.5 - s.y / size, 0, 3));
    s.r = picture.r / cover;
    s.g = picture.g / cover;
    s.b = picture.b / cover;
    s.sheen = 0.6;
  };
  return place(cutout(size, size, picture, { flutter: 0.35 }), paint, [at[0], at[1] + size / 2, at[2]], [0, turn, 0]);
}

export function candlestick(at, scale = 1, colour = '#b98d4b', taper = 'chalk') {
  const holder = smooth([[0.55, 0, 1], [0.56, 0.07, 1], [0.14, 0.16], [0.09, 0.5], [0.16, 0.9], [0.1, 1.15], [0.2, 1.35, 1], [0.2, 1.42, 1], [0.02, 1.42, 1]].map(([r, y, k]) => [r * scale, y * scale, k]), 8);
  const candle = smooth([[0.115, 1.3, 1], [0.105, 3.4, 1], [0.05, 3.5], [0.012, 3.52, 1], [0.012, 3.66, 1]].map(([r, y, k]) => [r * scale, y * scale, k]), 8);
  return [
    place(lathe([[0, 0], ...holder, [0, 1.42 * scale]]), metal(colour), at),
    place(lathe([[0, 1.3 * scale], ...candle, [0, 3.66 * scale]]), wax(taper), at),
  ];
}
