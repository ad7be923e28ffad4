// Notebooks, calendars, cards and wrapping paper.
import { pot } from './ceramics.mjs';
import { oak, twig, bunch } from './props.mjs';
import { box, lathe, place, roll, together } from './solids.mjs';
import { corner, daylight, sweep, windowLight } from './studio.mjs';
import { metal, pages, plain, plaster, printed, stone } from './surfaces.mjs';
import { linear } from './colour.mjs';
import { texture } from './texture.mjs';

const picture = (svg, width = 900) => texture(svg, width);

async function tableLight({ seed = 0, dark = 0.55, from = -1, leaves = '' } = {}) {
  const lightAt = [from * 11, 11, -6];
  return daylight(lightAt, [0, 0, 0], {
    width: 0.07, fill: 0.58, strength: 1.3, warmth: 0.5, fillFrom: [-0.2, 1, -0.1],
    stencil: await windowLight(lightAt, { plane: 'y', centre: [0.2 + seed * 0.4, 0.1], size: [12, 12], slant: from * -0.25, dark, panes: [2, 3], blur: 6, leaves }),
  });
}

const grounds = {
  linen: () => plaster('#d8c6aa', { relief: 0.02 }), blush: () => plaster('#d9ab95', { relief: 0.02 }), sage: () => plaster('#a3ad90', { relief: 0.02 }), sea: () => plaster('#7f9f9e', { relief: 0.02 }),
  clay: () => plaster('#b9735a', { relief: 0.02 }), ink: () => plaster('#2f4252', { relief: 0.02 }), ochre: () => plaster('#d1a559', { relief: 0.02 }), plum: () => plaster('#6a3f4d', { relief: 0.02 }),
  oak: () => oak({ scale: 0.45 }), stone: () => stone('#e6dccb', ['#b9573a', '#8d9a78', '#5c666b', '#cdb08a']),
};

/** A lying book with a printed cover; `turn` about the upright axis. */
export async function book(svg, [width, height, thick], at, turn, { spine = 'charcoal', band, pen } = {}) {
  const cover = await picture(svg);
  const half = [width / 2, 0, height / 2];
  const middle = at[1] + thick / 2;
  const parts = [
    place(box(width - 0.1, thick - 0.1, height - 0.1, 0.01), pages('#efe4d0', 'y'), [at[0], middle, at[2]], [0, turn, 0]),
    place(box(width, 0.05, height, 0.02), printed(cover, half, { side: 'y', edge: spine, grain: 1 }), [at[0], at[1] + thick - 0.025, at[2]], [0, turn, 0]),
    place(together([[box(width, 0.05, height, 0.02), [0, -thick / 2 + 0.025, 0]], [box(0.07, thick, height, 0.03), [-width / 2 + 0.03, 0, 0]]]), plain(spine, { sheen: 0.3 }), [at[0], middle, at[2]], [0, turn, 0]),
  ];
  const aside = (x, z) => [at[0] + x * Math.cos(turn) + z * Math.sin(turn), at[2] - x * Math.sin(turn) + z * Math.cos(turn)];
  if (band) {
    const [x, z] = aside(width * 0.4, 0);
    parts.push(place(box(0.09, thick + 0.03, height + 0.03, 0.01), plain(band), [x, middle, z], [0, turn, 0]));
  }
  if (pen) {
    const [x, z] = aside(width * 0.72, 0.2);
    parts.push(...pencil([x, at[1] - at[1] + 0.08, z], turn + Math.PI / 2 + 0.12, pen));
  }
  return parts;
}

export function pencil(at, turn, colour, length = 1.75) {
  const ahead = (along) => [at[0] + along * Math.cos(turn), at[1], at[2] - along * Math.sin(turn)];
  const tip = place(lathe([[0, 0], [0.072, 0], [0.018, 0.2], [0, 0.2]]), (s) => {
    const colourOf = s.y > 0.15 ? linear('#2d2926') : linear('#dcb98a');
    [s.r, s.g, s.b] = colourOf;
  }, ahead(length / 2), [0, turn, -Math.PI / 2]);
  return [
    place(roll(length, 0.072), plain(colour, { gloss: 0.7, rough: 0.3 }), at, [0, turn, 0]), tip,
    place(roll(0.16, 0.075), metal('#b98d4b'), ahead(-length / 2 - 0.06), [0, turn, 0]),
  ];
}

/** Books on a table from above: [svg, size, x, z, turn, more]. The later lie on the earlier where they overlap. */
export async function booksOnTable(list, { ground = 'linen', camera = {}, seed = 0, extra = [] } = {}) {
  const objects = [...extra];
  for (const [svg, size, x, y, z, turn, more] of list) objects.push(...await book(svg, size, [x, y, z], turn, more));
  return {
    room: corner(plain('plaster'), grounds[ground](), -60), ...(await tableLight({ seed })),
    camera: { eye: [0, 7.4, 4.4], target: [0, 0, 0.1], ...camera, fov: (camera.fov ?? 29) * 1.13 }, objects,
  };
}

/** Standing books or cards before a wall, one leaning on another. */
export async function standing(list, { wall = 'blush', floor, low = 0, seed = 1, width = 1, plant = false, props = [] } = {}) {
  const lightAt = [-10, 11, 11];
  const objects = [...props];
  for (const [svg, [w, h, thick], x, z, turn = 0, tilt = -0.12] of list) {
    const art = await picture(svg);
    objects.push(place(box(w, h, thick, 0.02), printed(art, [w / 2, h / 2], { edge: '#efe4d0', grain: 1 }), [x, (h / 2) * Math.cos(tilt) + (thick / 2) * Math.abs(Math.sin(tilt)), z], [tilt, turn, 0]));
  }
  if (plant) objects.push(pot('bottle', { colour: '#e9dfcd', speckle: 0.5, bare: '#b98a66', bareBelow: 0.2 }, [2, 0, -0.7], { scale: 0.5 }), bunch(await twig('blossom', seed), [2, 1.5, -0.7], 2.6));
  return {
    room: floor ? corner(plaster(wall, { relief: 0.03 }), floor, -1.6) : sweep(wall, { wall: -4, curve: 2.4 }),
    ...daylight(lightAt, [0, 1, 0], { width: 0.1, fill: 0.58, strength: 1.08, warmth: 0.5, stencil: await windowLight(lightAt, { level: -1.6, centre: [0.4, 1.6], size: [8, 7.4], slant: 0.3, dark: 0.55, blur: 5 }) }),
    camera: { eye: [0.6, 2.6, 9.4 * width], target: [0, 1.12 + low, 0], fov: 27 }, objects,
  };
}

/** Cards with their envelopes on a table: [svg, x, z, turn]. */
export async function cards(list, { ground = 'sage', envelope = 'oat', size = [1.48, 2.1], seed = 0, camera = {}, extra = [] } = {}) {
  const objects = [...extra];
  for (const [index, [svg, x, z, turn, over = 0]] of list.entries()) {
    const art = await picture(svg);
    const [w, h] = size;
    if (envelope && index % 2 === 0) objects.push(...wrapper([x + 0.24, 0.02 + over * 0.03, z - 0.1], [w + 0.12, h + 0.12], turn + 0.12, envelope));
    objects.push(place(box(w, 0.035, h, 0.008), printed(art, [w / 2, 0, h / 2], { side: 'y', edge: '#efe4d0', grain: 1 }), [x, 0.08 + over * 0.05, z], [0, turn, 0]));
  }
  return {
    room: corner(plain('plaster'), grounds[ground](), -60), ...(await tableLight({ seed })),
    camera: { eye: [0, 8.2, 3.6], target: [0, 0, 0], ...camera, fov: (camera.fov ?? 28) * 1.16 }, objects,
  };
}

function wrapper(at, [w, h], turn, colour) {
  const paper = linear(colour);
  const paint = (s) => {
    [s.r, s.g, s.b] = paper;
    const flap = Math.abs(s.x) / (w / 2) * 0.55 + (s.z + h / 2) / h;
    const edge = Math.exp(-(((flap - 0.62) / 0.012) ** 2));
    const shade = 1 - 0.24 * edge - (flap > 0.62 ? 0.03 : 0);
    s.r *= shade;
    s.g *= shade;
    s.b *= shade;
  };
  return [place(box(w, 0.03, h, 0.01), paint, at, [0, turn, 0])];
}

/** Paper on a roll: the pattern runs round it. */
function rolled(art, tile, radius, inside) {
  const core = linear(inside);
  const wrap = (value) => value - Math.floor(value);
  return (s) => {
    if (Math.abs(s.nx) > 0.6) {
      const r = Math.hypot(s.y, s.z) / radius;
      const shade = r < 0.42 ? 0.12 : 0.75 + 0.25 * Math.sin(r * 90);
      [s.r, s.g, s.b] = core.map((value) => value * shade);
      return;
    }
    art.colour(wrap(s.x / tile), wrap((Math.atan2(s.y, s.z) * radius) / tile), (s.footprint * art.width) / tile);
    s.r = art.r;
    s.g = art.g;
    s.b = art.b;
    s.gloss = 0.18;
    s.rough = 0.55;
  };
}

/** A parcel in the paper, tied with string, and rolls behind it: [svg, tile]. */
export async function parcel(svg, others, { ground = 'blush', tile = 1.6, string = '#93402c', seed = 0, size = [3, 1.3, 2.2], camera = {} } = {}) {
  const art = await picture(svg, 700);
  const wrap = (value) => value - Math.floor(value);
  const paint = (s) => {
    const top = Math.abs(s.ny) > 0.6;
    const u = Math.abs(s.nx) > 0.6 ? s.z : s.x;
    const v = top ? s.z : -s.y;
    art.colour(wrap(u / tile + 0.2), wrap(v / tile + 0.1), (s.footprint * art.width) / tile);
    const seam = top ? 1 - 0.2 * Math.exp(-(((s.z - 0.35) / 0.012) ** 2)) : 1;
    s.r = art.r * seam;
    s.g = art.g * seam;
    s.b = art.b * seam;
    s.gloss = 0.12;
  };
  const [w, h, d] = size;
  const turn = 0.42;
  const at = [0, h / 2, 0.9];
  const objects = [place(box(w, h, d, 0.05), paint, at, [0, turn, 0])];
  for (const [bw, bd] of [[w + 0.05, 0.055], [0.055, d + 0.05]]) objects.push(place(box(bw, h + 0.05, bd, 0.025), plain(string, { sheen: 0.4 }), at, [0, turn, 0]));
  for (const side of [-1, 1]) {
    objects.push(place(loop(0.36, 0.2, 0.03), plain(string, { sheen: 0.4 }), [at[0] + side * 0.3, h + 0.08, at[2] - side * 0.1], [-Math.PI / 2 + 0.25, side * 0.4 + turn, 0]));
  }
  objects.push(place(box(0.16, 0.12, 0.16, 0.05), plain(string, { sheen: 0.4 }), [at[0], h + 0.07, at[2]], [0, turn, 0]));
  for (const [index, [pattern, repeat, x, y, z, angle]] of others.entries()) {
    objects.push(place(roll(6, 0.34), rolled(await picture(pattern, 700), repeat, 0.34, '#d9c6a4'), [x, y, z], [index * 1.7, angle, 0]));
  }
  return {
    room: corner(plain('plaster'), grounds[ground](), -60), ...(await tableLight({ seed })),
    camera: { eye: [0.4, 7.2, 8.4], target: [0, 0.5, -0.2], fov: 30, ...camera }, objects,
  };
}

function loop(width, height, thick) {
  return {
    low: [-width - thick, -height - thick, -thick], high: [width + thick, height + thick, thick], step: 0.7,
    distance(x, y, z) {
      const length = Math.hypot(x / width, y / height) || 1e-6;
      return Math.hypot(x - x / length, y - y / length, z) - thick;
    },
  };
}

/** A spool of cord. */
export function spool(at, colour, { lying = false, turn = 0, scale = 1 } = {}) {
  const thread = linear(colour);
  const wound = place(lathe([[0, 0.12], [0.42, 0.12], [0.46, 0.5], [0.42, 0.98], [0, 0.98]].map(([r, y]) => [r * scale, y * scale])), (s) => {
    const wave = Math.sin(s.y * 92 / scale + Math.atan2(s.z, s.x) * 1);
    const shade = 0.86 + 0.16 * wave;
    s.r = thread[0] * shade;
    s.g = thread[1] * shade;
    s.b = thread[2] * shade;
    s.ny += wave * 0.3;
    s.sheen = 0.5;
  }, at, lying ? [Math.PI / 2, turn, 0] : [0, 0, 0]);
  const ends = place(lathe([[0, 0], [0.54, 0], [0.54, 0.11], [0.2, 0.13], [0.2, 0.98], [0.54, 1.0], [0.54, 1.11], [0.1, 1.11], [0.1, 0.6], [0, 0.6]].map(([r, y]) => [r * scale, y * scale])), oak({ scale: 3, along: 'y' }), at, lying ? [Math.PI / 2, turn, 0] : [0, 0, 0]);
  return [wound, ends];
}

/** A calendar on a wall, hanging from a nail by its wire binding. */
export async function calendarOnWall(svg, { wall = 'plaster', seed = 1, zoom = 1, down = 0 } = {}) {
  const lightAt = [-13, 9, 14];
  const art = await picture(svg, 1100);
  const w = 3;
  const h = w * 1.414;
  const objects = [
    place(box(w, h, 0.05, 0.01), printed(art, [w / 2, h / 2], { grain: 0.8 }), [0, 4, 0.08]),
    place(box(w, h, 0.06, 0.01), plain('#e5d9c4'), [0.015, 3.98, 0.03]),
    ...Array.from({ length: 27 }, (_, i) => place(loop(0.05, 0.1, 0.012), metal('#8a8a88'), [-1.36 + i * (2.72 / 26), 4 + h / 2 - 0.02, 0.1], [0, Math.PI / 2, 0])),
    place(box(0.05, 0.05, 0.5, 0.02), metal('#b98d4b'), [0, 4 + h / 2 + 0.16, 0.2]),
  ];
  return {
    room: corner(plaster(wall, { relief: 0.035 }), plain('oat'), 0),
    ...daylight(lightAt, [0, 4, 0], { width: 0.05, fill: 0.58, strength: 1.05, stencil: await windowLight(lightAt, { centre: [0.4, 4.1], size: [8, 8], slant: 0.3, dark: 0.55, blur: 5 }) }),
    camera: { eye: [1, 4 - down, 14 * zoom], target: [0.1, 4 - down, 0], fov: 24 }, objects,
  };
}

