// A print on a wall, a print on a table.
import * as forms from './prints-forms.mjs';
import * as land from './prints-land.mjs';
import { pot } from './ceramics.mjs';
import { group, leaf, path, sheetHeight, sheetWidth } from './drawing.mjs';
import { books, bunch, candlestick, oak, pale, shelf, sideboard, twig, walnut } from './props.mjs';
import { box, place, sheet, together } from './solids.mjs';
import { corner, daylight, windowLight } from './studio.mjs';
import { plain, plaster, printed, stone } from './surfaces.mjs';
import { texture } from './texture.mjs';

export const drawings = { ...land, ...forms };
const proportion = sheetHeight / sheetWidth;

const frames = {
  oak: (along) => oak({ scale: 1.4, along }),
  walnut: (along) => walnut({ scale: 1.4, along }),
  pale: (along) => pale({ scale: 1.4, along }),
  black: () => plain('#262322', { gloss: 0.5, rough: 0.5 }),
  white: () => plain('#efe8dc', { gloss: 0.3, rough: 0.5 }),
};

const flowers = {
  cream: { colour: '#e9dfcd', speckle: 0.5, inside: '#e9dfcd', insideAt: 0.3, bare: '#b98a66', bareBelow: 0.2 },
  teal: { colour: '#2d5a5f', dip: '#e3d7c0', dipAt: 1.5, speckle: 0.4 },
  rust: { colour: '#a9583c', speckle: 0.5, gloss: 0.3, rough: 0.5 },
  ink: { colour: '#2b3a47', speckle: 0.3 },
  ochre: { colour: '#cf9a45', speckle: 0.6, bare: '#a9795a', bareBelow: 0.3 },
};

/** A framed print with its mount; `height` is the outer height of the frame. */
export function framed(picture, height, kind, at, turn = [0, 0, 0], mount = 0.6) {
  const width = (height - 2 * mount) / proportion + 2 * mount;
  const bar = 0.17;
  const depth = 0.26;
  const wood = frames[kind]('x');
  const upright = frames[kind]('y');
  const sides = together([[box(bar, height, depth, 0.015), [-width / 2 + bar / 2, 0, 0]], [box(bar, height, depth, 0.015), [width / 2 - bar / 2, 0, 0]]]);
  const ends = together([[box(width - bar * 2, bar, depth, 0.015), [0, height / 2 - bar / 2, 0]], [box(width - bar * 2, bar, depth, 0.015), [0, -height / 2 + bar / 2, 0]]]);
  const half = [(width - 2 * mount) / 2, (height - 2 * mount) / 2];
  const parts = [
    place(sides, upright, at, turn), place(ends, wood, at, turn),
    place(box(width - 0.1, height - 0.1, 0.1, 0.01), plain('#f3ecdf'), at, turn),
  ];
  const s = [0, 0, 0.055];
  const pitch = Math.sin(turn[0]);
  parts.push(place(box(half[0] * 2, half[1] * 2, 0.02, 0.002), printed(picture, half, { grain: 0.4 }), [at[0] + s[0], at[1] - pitch * 0.055, at[2] + 0.055], turn));
  return parts;
}

let lastDrawn = { name: '', picture: null };

/** A print's drawing; the last is kept, because it is wanted again for the next picture. */
export async function drawn(name) {
  if (lastDrawn.name !== name) lastDrawn = { name, picture: await texture(drawings[name](), 1000) };
  return lastDrawn.picture;
}

const branches = (seed) => Array.from({ length: 16 }, (_, i) => group(`translate(${120 + ((i * 317 + seed * 90) % 800)} ${80 + ((i * 211) % 860)}) rotate(${(i * 67 + seed * 31) % 360})`, path(leaf(250, 52, 14), '#000'))).join('');

async function light(lightAt, kind, seed) {
  if (kind === 'plain') return undefined;
  return windowLight(lightAt, {
    centre: [0.6, 13.6], size: [13, 13], slant: 0.3, dark: 0.5, panes: [2, 3], blur: kind === 'leaves' ? 8 : 4,
    leaves: kind === 'leaves' ? branches(seed) : '',
  });
}

const arrangements = {
  async vase(a) {
    const shape = a.pot ?? 'bottle';
    const mouth = { bottle: 3.4, moon: 2.75, shoulder: 2.9, column: 3, jug: 2.5 }[shape];
    const side = a.side ?? -1;
    return {
      objects: [
        ...sideboard(9, { make: a.make ?? oak }), pot(shape, flowers[a.glaze ?? 'cream'], [side * 3.3, 9, 1.7], { scale: 0.9 }),
        bunch(await twig(a.twig ?? 'eucalyptus', a.seed), [side * 3.3, 9 + mouth * 0.8, 1.7], 5.2, side * 0.3),
        ...books([['#93402c', 2.3, 1.7, 0.34, 0.05], ['#ddcbae', 2.1, 1.6, 0.26, -0.12]], side * -2.7, 9, 1.7),
        pot('dish', flowers.rust, [side * -2.7, 9.6, 1.7], { scale: 0.62 }),
      ],
      print: [side * -0.7, 14.6, 0.16], height: 7.4,
    };
  },
  async leaning(a) {
    const side = a.side ?? 1;
    return {
      objects: [
        ...sideboard(9.2, { make: a.make ?? walnut }), ...candlestick([side * 3.1, 9.2, 1.9], 1.15), ...candlestick([side * 3.9, 9.2, 1.4], 0.85, '#b98d4b', 'terracotta'),
        pot('bowl', flowers[a.glaze ?? 'teal'], [side * -2.9, 9.2, 2.2], { scale: 0.66 }),
      ],
      print: [side * -0.4, 9.2 + 4.0, 0.55], height: 8, turn: [-0.085, 0, 0],
    };
  },
  async shelf(a) {
    const side = a.side ?? 1;
    return {
      objects: [
        ...shelf(9.4, { width: 10.5, make: a.make ?? pale }),
        ...books([['#2d5a5f', 2.2, 1.6, 0.4, 0.02], ['#d39a35', 2.0, 1.5, 0.3, 0.1], ['#5d2e3f', 1.9, 1.4, 0.26, -0.05]], side * -2.9, 9.4, 1.2),
        pot('cup', flowers[a.glaze ?? 'ochre'], [side * -2.9, 10.36, 1.2], { scale: 0.9 }),
        pot('shoulder', flowers.ink, [side * 3.4, 9.4, 1.2], { scale: 0.62 }), bunch(await twig(a.twig ?? 'grass', a.seed), [side * 3.4, 10.9, 1.2], 3.8, 0.3),
      ],
      print: [side * 0.1, 9.4 + 3.55, 0.4], height: 7.1, turn: [-0.06, 0, 0],
    };
  },
  async alone() {
    return { objects: [...sideboard(8.1, { make: oak })], print: [0, 13.9, 0.16], height: 8.6 };
  },
};

/** The first picture of a print: framed, in a room. */
export async function printInRoom(name, a = {}) {
  const lightAt = a.from === 'right' ? [17, 22, 20] : [-17, 22, 20];
  const set = await arrangements[a.set ?? 'vase'](a);
  const picture = await drawn(name);
  return {
    room: corner(plaster(a.wall ?? 'plaster', { relief: 0.035, mottle: 0.1 }), plain('#8a6d50'), 0),
    ...daylight(lightAt, [0, 14, 0], { width: 0.05, fill: a.light === 'plain' ? 0.6 : 0.56, strength: a.light === 'plain' ? 0.82 : 1.02, stencil: await light(lightAt, a.light ?? 'window', a.seed ?? 1), warmth: 0.5 }),
    camera: { eye: [a.view ?? 0, 13.3, 27], target: [(a.view ?? 0) * 0.02, 13.3, 0], fov: 24.5 },
    objects: [...set.objects, ...framed(picture, set.height, a.frame ?? 'oak', set.print, set.turn, a.mount ?? 0.65)],
  };
}

/** The second picture: the bare sheet on a table, near enough to see the ink. */
export async function printOnTable(name, { table = 'linen', corner: lift = 1, turn = 0.22, at = [0, 0], near = 1, leaves = true, seed = 1 } = {}) {
  const lightAt = [-12, 10, -9];
  const width = 6;
  const height = width * proportion;
  const curl = (x, y) => 0.05 + 0.5 * Math.max(0, (x * lift) / width + y / height - 0.42) ** 1.6 * 4 + 0.05 * Math.max(0, -y / height - 0.2);
  const tables = { linen: plaster('#d8c6aa', { relief: 0.02 }), slate: plaster('#5c666b', { relief: 0.03 }), stone: stone('#e6dccb', ['#b9573a', '#8d9a78', '#5c666b', '#cdb08a']), clay: plaster('#b9735a', { relief: 0.03 }), oak: oak({ scale: 0.5 }) };
  const picture = await drawn(name);
  return {
    room: corner(plain('plaster'), tables[table], -60),
    ...daylight(lightAt, [0, 0, 0], {
      width: 0.05, fill: 0.56, strength: 1.3, warmth: 0.6, fillFrom: [-0.3, 1, -0.3],
      stencil: await windowLight(lightAt, { plane: 'y', centre: [0.3, 0.2], size: [11, 12], slant: -0.2, dark: 0.5, panes: [2, 2], blur: 8, leaves: leaves ? branches(seed) : '' }),
    }),
    camera: { eye: [at[0], 11 * near, at[1] + 6.6 * near], target: [at[0], 0, at[1]], fov: 30 },
    objects: [place(sheet(width, height, curl, 1.2, { thickness: 0.008, step: 0.7 }), printed(picture, [width / 2, height / 2], { grain: 1.2, edge: '#f4ecdf', back: '#efe6d6' }), [0, 0, 0], [-Math.PI / 2, 0, turn])],
  };
}
