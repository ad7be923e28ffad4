// Candles, soap and bottles.
import { hollow } from './ceramics.mjs';
import { linear } from './colour.mjs';
import { box, lathe, place, rod, smooth } from './solids.mjs';
import { corner, daylight, sweep, windowLight } from './studio.mjs';
import { glaze, plain, plaster, soap, wax } from './surfaces.mjs';
import { texture } from './texture.mjs';

/** A straight-sided pot whose front bears a label of the given size. */
function labelled(base, picture, width, from, to, turn = 0) {
  return (s) => {
    base(s);
    const radius = Math.hypot(s.x, s.z);
    const u = ((Math.atan2(s.x, s.z) - turn) * radius) / width + 0.5;
    const v = (to - s.y) / (to - from);
    if (u < 0 || u > 1 || v < 0 || v > 1 || s.nx * s.x + s.nz * s.z < 0) return;
    picture.colour(u, v, (s.footprint * picture.width) / width);
    s.r = picture.r;
    s.g = picture.g;
    s.b = picture.b;
    s.gloss = 0.1;
    s.rough = 0.6;
  };
}

/** A candle in a clay tumbler. */
export async function jarCandle(at, label, { colour = '#e9dfcd', fill = 'chalk', scale = 1, lit = true, turn = 0.1, speckle = 0.5 } = {}) {
  const picture = await texture(label, 600);
  const outline = hollow([[0.78, 0, 1], [0.86, 0.07], [0.88, 0.4], [0.88, 1.6], [0.87, 1.86]].map(([r, y, k]) => [r * scale, y * scale, k]), 0.09 * scale, 0.14 * scale);
  const parts = [
    place(lathe(outline), labelled(glaze({ colour, speckle, gloss: 0.5, rough: 0.4 }), picture, 1.02 * scale, 0.42 * scale, 1.44 * scale, turn), at),
    place(lathe([[0, 0.2], [0.78, 0.2], [0.78, 1.5], [0.7, 1.48], [0.2, 1.44], [0, 1.44]].map(([r, y]) => [r * scale, y * scale])), lit ? glowing(fill) : wax(fill), at),
    place(rod(0.34 * scale, 0.022 * scale), plain('#2b241e'), [at[0], at[1] + 1.58 * scale, at[2]], [0, 0, Math.PI / 2]),
  ];
  if (lit) parts.push(flame([at[0], at[1] + 1.72 * scale, at[2]], scale));
  return parts;
}

function glowing(colour) {
  const base = wax(colour);
  return (s) => {
    base(s);
    s.glow = 0.9 * Math.exp(-((s.x * s.x + s.z * s.z) / 0.16));
    s.g *= 0.96;
    s.b *= 0.82;
  };
}

function flame(at, scale) {
  const outline = smooth([[0.001, 0, 1], [0.045, 0.06], [0.062, 0.14], [0.036, 0.28], [0.001, 0.43, 1]].map(([r, y, k]) => [r * scale, y * scale, k]), 8);
  return place(lathe([[0, 0], ...outline, [0, 0.43 * scale]]), (s) => {
    s.r = 1;
    s.g = 0.78 - s.y * 0.5;
    s.b = 0.34 - s.y * 0.5;
    s.glow = 0.7;
  }, at, [0, 0, 0], { shadowless: true });
}

export async function careScene(objects, { ground = 'blush', camera = {}, top, wall = -3.2, stencil = true, centre = [0.2, 1.8], size = [8, 7.5], props = [] } = {}) {
  const lightAt = [-10, 10, 9];
  return {
    room: top ? corner(plaster(ground, { relief: 0.03 }), top, wall) : sweep(ground, { wall: -5, curve: 3 }),
    ...daylight(lightAt, [0, 1, 0], {
      width: 0.11, fill: 0.56, strength: 1.1, warmth: 0.5,
      stencil: stencil ? await windowLight(lightAt, { level: top ? wall : -3, centre, size, slant: 0.3, dark: 0.55, blur: 6 }) : undefined,
    }),
    camera: { eye: [0, 3.4, 11], target: [0, 1.1, 0], ...camera, fov: (camera.fov ?? 23) * 1.14 },
    objects: [...objects, ...props],
  };
}

export function soapBar(at, [colour, swirl, flecks = 0], turn = 0, { stamp = true, tilt = 0 } = {}) {
  const body = soap(colour, swirl, flecks);
  return place(box(1.7, 0.52, 1.12, 0.11), (s) => {
    body(s);
    if (!stamp || s.ny < 0.8) return;
    const ring = Math.abs(Math.hypot(s.x, s.z) - 0.33);
    const wave = Math.abs(s.z + 0.06 * Math.sin(s.x * 18) - 0.06) * (Math.abs(s.x) < 0.2 ? 1 : 9);
    const wave2 = Math.abs(s.z + 0.06 * Math.sin(s.x * 18) + 0.1) * (Math.abs(s.x) < 0.2 ? 1 : 9);
    const cut = Math.exp(-((Math.min(ring, wave, wave2) / 0.022) ** 2));
    const shade = 1 - 0.35 * cut;
    s.r *= shade;
    s.g *= shade;
    s.b *= shade;
    s.nz += cut * 0.4;
  }, [at[0], at[1] + 0.26, at[2]], [tilt, turn, 0]);
}

/** A paper sleeve round a soap bar. */
export async function sleeve(at, svg, turn) {
  const art = await texture(svg, 700);
  return place(box(1.16, 0.56, 1.17, 0.11), (s) => {
    if (Math.abs(s.nx) > 0.6) {
      [s.r, s.g, s.b] = linear('chalk');
      return;
    }
    const v = s.ny > 0.6 ? s.z / 1.17 + 0.5 : 0.5 + (0.585 + 0.28 - s.y) / 1.17;
    art.colour(s.x / 1.16 + 0.5, s.ny > 0.6 ? v : v - Math.floor(v), (s.footprint * art.width) / 1.16);
    s.r = art.r;
    s.g = art.g;
    s.b = art.b;
  }, [at[0], at[1] + 0.26, at[2]], [0, turn, 0]);
}

/** A brown glass bottle with a pump, or a cap. */
export async function bottle(at, svg, { glass = '#6b3a1c', pump = true, scale = 1, turn = 0.1 } = {}) {
  const picture = await texture(svg, 600);
  const line = smooth([[0.78, 0, 1], [0.86, 0.08], [0.88, 0.3], [0.88, 1.9], [0.8, 2.16], [0.4, 2.36], [0.32, 2.46, 1], [0.32, 2.7, 1], [0.01, 2.7, 1]].map(([r, y, k]) => [r * scale, y * scale, k]), 9);
  const shine = (s) => {
    [s.r, s.g, s.b] = linear(glass);
    const depth = 0.6 + 0.5 * Math.max(0, s.nx) + 0.25 * Math.sin(s.y * 1.3);
    s.r *= depth;
    s.g *= depth;
    s.b *= depth;
    s.gloss = 1.3;
    s.rough = 0.06;
  };
  const parts = [place(lathe([[0, 0], ...line, [0, 2.7 * scale]]), labelled(shine, picture, 1.2 * scale, 0.45 * scale, 1.65 * scale, turn), at)];
  const cap = smooth([[0.36, 2.58, 1], [0.37, 2.9, 1], [0.3, 2.94, 1], [0.12, 2.96, 1], [0.1, 3.3, 1], [0.16, 3.32, 1], [0.16, 3.46, 1], [0.01, 3.46, 1]].map(([r, y, k]) => [r * scale, y * scale, k]), 4);
  parts.push(place(lathe([[0, 2.58 * scale], ...cap, [0, 3.46 * scale]]), plain('#2b2724', { gloss: 0.6, rough: 0.4 }), at));
  if (pump) parts.push(place(rod(0.9 * scale, 0.07 * scale), plain('#2b2724', { gloss: 0.6, rough: 0.4 }), [at[0] + 0.36 * scale, at[1] + 3.39 * scale, at[2] + 0.1], [0, -0.25, -0.08]));
  return parts;
}

/** Dipped candles lying side by side, tied in pairs. */
export function tapers(colours, at, turn) {
  const parts = [];
  colours.forEach((colour, index) => {
    const across = (index - (colours.length - 1) / 2) * 0.34;
    const x = at[0] + Math.sin(turn) * across;
    const z = at[2] + Math.cos(turn) * across;
    const outline = smooth([[0.13, 0, 1], [0.13, 0.04], [0.115, 3.4], [0.06, 3.62], [0.014, 3.66, 1], [0.014, 3.95, 1]], 6);
    parts.push(place(lathe([[0, 0], ...outline, [0, 3.95]]), wax(colour), [x - Math.cos(turn) * 1.9, at[1] + 0.13, z + Math.sin(turn) * 1.9], [0, turn, -Math.PI / 2]));
  });
  return parts;
}

/** A ribbed or plain pillar. */
export function pillar(at, colour, { radius = 0.55, height = 2, ridges = 0 } = {}) {
  const outline = smooth([[radius, 0, 1], [radius, height - 0.08], [radius - 0.1, height, 1], [0.15, height - 0.06, 1], [0.01, height - 0.07, 1]], 8);
  const base = wax(colour);
  return [
    place(lathe([[0, 0], ...outline, [0, height - 0.07]]), (s) => {
      base(s);
      if (!ridges) return;
      const angle = Math.atan2(s.z, s.x);
      const lean = 0.5 * Math.sin(angle * ridges);
      s.nx -= lean * Math.sin(angle);
      s.nz += lean * Math.cos(angle);
    }, at),
    place(rod(0.36, 0.02), plain('#2b241e'), [at[0], at[1] + height + 0.06, at[2]], [0, 0.3, Math.PI / 2 - 0.12]),
  ];
}

