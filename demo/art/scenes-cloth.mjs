// Blankets, cushions, towels and table linen.
import { pot } from './ceramics.mjs';
import { fringe } from './patterns.mjs';
import { bunch, candlestick, oak, pale, twig } from './props.mjs';
import { box, cushion, cutout, place, roll, sheet, together } from './solids.mjs';
import { corner, daylight, windowLight } from './studio.mjs';
import { metal, plain, plaster, stone } from './surfaces.mjs';
import { texture } from './texture.mjs';
import { woven } from './weave.mjs';

const cloth = async (weave, cover) => {
  const design = weave.design.startsWith('<svg') ? await texture(weave.design, weave.texels ?? 900) : weave.design;
  return woven({ size: 0.05, ...weave, design, cover: weave.cover ?? cover });
};

/** One folded blanket lying at height y: layers that turn at the front. */
function foldedStack(width, depth, layers, thick) {
  const parts = [];
  for (let index = 0; index < layers; index += 1) {
    const shift = ((index * 37) % 5) * 0.012;
    parts.push([box(width - shift * 2, thick * 0.96, depth - shift * 3, thick * 0.46), [shift - 0.03, thick * (index + 0.5), 0]]);
  }
  return together(parts);
}

/** A pile of folded blankets on a bench, each [weave, width, layers]. */
export async function pile(list, { wall = 'plaster', bench = 'oak', from = 'left', seed = 1, plant = true } = {}) {
  const side = from === 'left' ? -1 : 1;
  const lightAt = [side * 12, 11, 12];
  const objects = [place(box(11, 0.4, 4.6, 0.04), (bench === 'oak' ? oak : pale)({ offset: seed }), [0, 1.8, 0])];
  objects.push(...[-4.4, 4.4].map((x) => place(box(0.4, 1.6, 4, 0.03), oak({ along: 'y', offset: x }), [x, 0.8, 0])));
  let level = 2;
  for (const [index, [weave, width, layers, thick = 0.24]] of list.entries()) {
    const depth = 3.3 - index * 0.08;
    objects.push(place(foldedStack(width, depth, layers, thick), await cloth(weave, [width * 1.04, width * 1.04]), [index % 2 ? 0.08 : -0.05, level, 0.1], [0, index % 2 ? 0.03 : -0.02, 0], { step: 0.9 }));
    level += layers * thick - 0.02;
  }
  if (plant) objects.push(pot('jug', { colour: '#e9dfcd', speckle: 0.5, bare: '#b98a66', bareBelow: 0.25 }, [side * -3.6, 2, -0.2], { scale: 0.8 }), bunch(await twig('grass', seed), [side * -3.6, 3.7, -0.2], 4.2, 0.2));
  const middle = 1.2 + level * 0.5;
  return {
    room: corner(plaster(wall, { relief: 0.035 }), oak({ scale: 0.4, along: 'x' }), -2.6),
    ...daylight(lightAt, [0, 3, 0], { width: 0.09, fill: 0.6, strength: 1.05, stencil: await windowLight(lightAt, { level: -2.6, centre: [side * -0.4, 3.4], size: [13, 12], slant: side * -0.3, dark: 0.55, blur: 6 }) }),
    camera: { eye: [side * -2.4, middle + 2.1, 17.5], target: [side * -0.15, middle + 0.05, 0], fov: 26.5 },
    objects,
  };
}

/** Cloth seen from above, a corner turned over, the fringe at the edge. */
export async function spread(weave, { ends, ground = '#cdb79a', turn = 0.35, near = 1, folds = 1 } = {}) {
  const lightAt = [-11, 9, -8];
  const relief = (x, y) => 0.44 + folds * (0.16 * Math.sin(x * 0.9 + y * 0.5 + 1) + 0.11 * Math.sin(x * 1.7 - y * 0.8) + 0.07 * Math.sin(y * 2.3 + x * 0.4))
    + 0.34 * folds * Math.exp(-(((x * 0.8 + y * 0.5 - 0.6) / 0.42) ** 2));
  const objects = [place(sheet(9, 9, relief, 1.6, { thickness: 0.03 }), await cloth({ ...weave, front: true }, [9, 9]), [0, 0, 0], [-Math.PI / 2, 0, turn])];
  if (ends) {
    const picture = await texture(fringe(ends), 1600);
    const paint = (s) => {
      picture.colour(s.x / 9 + 0.5, 0.5 - s.y / 0.85, (s.footprint * picture.width) / 9);
      const cover = Math.max(0.2, picture.read(s.x / 9 + 0.5, 0.5 - s.y / 0.85, 0, 3));
      s.r = picture.r / cover;
      s.g = picture.g / cover;
      s.b = picture.b / cover;
    };
    objects.push(place(cutout(9, 0.85, picture, { flutter: 0.4 }), paint, [Math.sin(turn) * 4.9, 0.3, Math.cos(turn) * 4.9], [-Math.PI / 2, 0, turn]));
  }
  const shift = ends ? 2.4 : 0;
  return {
    room: corner(plain('plaster'), plaster(ground, { relief: 0.02 }), -60),
    ...daylight(lightAt, [0, 0, 0], { width: 0.08, fill: 0.55, strength: 1.3, fillFrom: [-0.2, 1, -0.2] }),
    camera: { eye: [shift * 0.5, 8.5 * near, shift + 6.5 * near], target: [shift * 0.45, 0, shift], fov: 32 },
    objects,
  };
}

/** Cushions standing against a wall on a bench: [weave, size, x, turn]. */
export async function cushions(list, { wall = 'blush', from = 'left', seed = 1, seat = '#d9c8ad', close = 1, lift = 0 } = {}) {
  const side = from === 'left' ? -1 : 1;
  const lightAt = [side * 11, 12, 12];
  const objects = [
    place(box(16, 0.9, 5.4, 0.35), woven({ design: seat, size: 0.06, draft: 'plain' }), [0, 1.35, 0.6]),
    place(box(16, 0.9, 5, 0.03), oak({}), [0, 0.45, 0.5]),
  ];
  for (const [index, [weave, size, x, lean = 0]] of list.entries()) {
    const [width, height] = Array.isArray(size) ? size : [size, size];
    objects.push(place(cushion(width, height, 2.3, index + seed), await cloth({ ...weave, front: true }, [width * 1.06, height * 1.06]), [x, 1.84 + height * 0.485, -0.75 + index * 1.5], [-0.2, lean, (index % 2 ? -1 : 1) * 0.03]));
  }
  return {
    room: corner(plaster(wall, { relief: 0.035 }), oak({ scale: 0.4 }), -1.7),
    ...daylight(lightAt, [0, 4, 0], { width: 0.1, fill: 0.6, strength: 1.05, stencil: await windowLight(lightAt, { level: -1.7, centre: [side * -0.3, 4.6], size: [12, 11], slant: side * -0.3, dark: 0.55, blur: 5 }) }),
    camera: { eye: [side * -2.2, 5.2 + lift, 16.5 * close], target: [0, 3.9 + lift, 0], fov: 27 },
    objects,
  };
}

/** A towel hanging from a peg rail in soft folds. */
export async function hanging(weave, { wall = '#cfd3c4', from = 'left', second, seed = 1 } = {}) {
  const side = from === 'left' ? -1 : 1;
  const lightAt = [side * 12, 13, 13];
  const width = 3.7;
  const height = 5.6;
  const relief = (phase) => (x, y) => {
    const fall = Math.min(1, (height / 2 - y) / height);
    return (0.21 * Math.sin(x * 3.4 + phase + y * 0.16 + 0.5 * Math.sin(y * 0.5)) + 0.1 * Math.sin(x * 6.6 + phase * 2 + y * 0.3)) * (0.3 + 0.9 * fall) + 0.05 * Math.sin(y * 1.1 + x);
  };
  const hang = async (w, x, z, phase) => place(sheet(width, height, relief(phase), 0.55, { thickness: 0.025 }), await cloth({ ...w, front: true }, [width, height]), [x, 6.1 - height / 2, z]);
  const rail = 6.1;
  const objects = [
    place(box(14, 0.7, 0.2, 0.04), oak({ offset: seed }), [0, rail + 0.9, 0.1]),
    place(roll(10, 0.09), metal('#b98d4b'), [0, rail + 0.06, 0.75]),
    ...[-3.3, 3.3].map((x) => place(box(0.14, 0.14, 0.8, 0.03), metal('#b98d4b'), [x, rail + 0.06, 0.42])),
    ...[-3.3, 3.3].map((x) => place(box(0.22, 0.9, 0.1, 0.03), metal('#b98d4b'), [x, rail + 0.4, 0.16])),
    await hang(weave, second ? -0.9 : 0, 0.82, seed),
  ];
  if (second) objects.push(await hang(second, 2.1, 0.55, seed + 3));
  return {
    room: corner(plaster(wall, { relief: 0.03 }), plain('#8a6d50'), 0),
    ...daylight(lightAt, [0, 4, 0], { width: 0.06, fill: 0.58, strength: 1.08, stencil: await windowLight(lightAt, { centre: [0.2, 4.2], size: [11, 11], slant: side * -0.3, dark: 0.55, blur: 5 }) }),
    camera: { eye: [side * -1.4, 4.1, 17], target: [0.1, 3.9, 0], fov: 26 },
    objects,
  };
}

/** Folded linen on a table with a plate or a bowl. */
export async function tableSet(weave, { top = 'stone', finish, folded = [3.2, 2.2, 4], turn = -0.25, extra = true, runner = false } = {}) {
  const lightAt = [-10, 10, -5];
  const tops = { stone: stone('#e6dccb', ['#b9573a', '#8d9a78', '#5c666b', '#cdb08a']), oak: oak({ scale: 0.45 }), clay: plaster('#c07f63', { relief: 0.02 }), sage: plaster('#a3ad90', { relief: 0.02 }), ink: plaster('#33495a', { relief: 0.02 }) };
  const objects = [];
  if (runner) {
    const relief = (x, y) => 0.05 + 0.02 * Math.sin(x * 3 + y) + 0.02 * Math.sin(y * 2.2);
    objects.push(place(sheet(3.8, 14, relief, 0.3, { thickness: 0.02 }), await cloth({ ...weave, front: true }, [3.8, 14]), [-0.6, 0, -1.5], [-Math.PI / 2, 0, turn]));
  } else {
    objects.push(place(foldedStack(folded[0], folded[1], folded[2], 0.14), await cloth(weave, [folded[0] * 1.05, folded[0] * 1.05]), [-0.2, 0, 0.7], [0, turn, 0], { step: 0.9 }));
  }
  const glazeOf = finish ?? { colour: '#e9dfcd', speckle: 0.6, bare: '#b98a66', bareBelow: 0.12 };
  if (extra) objects.push(pot('bowl', glazeOf, [runner ? -0.7 : 1.4, runner ? 0.1 : 0, -2.3], { scale: 0.85 }), pot('cup', { colour: '#b9573a', speckle: 0.5, gloss: 0.4, rough: 0.4 }, [-1.55, 0.02, -1.9], { scale: 0.9 }), ...(runner ? candlestick([1.5, 0, -3.2], 1) : []));
  return {
    room: corner(plain('plaster'), tops[top], -60),
    ...daylight(lightAt, [0, 0, 0], { width: 0.1, fill: 0.56, strength: 1.3, fillFrom: [-0.2, 1, 0.1], stencil: await windowLight(lightAt, { plane: 'y', centre: [0, 0], size: [13, 13], slant: 0.2, dark: 0.55, blur: 6 }) }),
    camera: { eye: [0.3, 6.6, 9.4], target: [0, 0.2, -0.5], fov: 29.5 },
    objects,
  };
}
