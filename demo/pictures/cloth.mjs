// The pictures of blankets, cushions and linen for the kitchen and the table.
import { arcs, bands, checks, fishes, folk, lozenges, pebbles, sprigs } from '../art/patterns.mjs';
import { pot } from '../art/ceramics.mjs';
import { oak, walnut } from '../art/props.mjs';
import { careScene } from '../art/scenes-care.mjs';
import { cushions, hanging, pile, spread, tableSet } from '../art/scenes-cloth.mjs';
import { box, lathe, place, smooth, together } from '../art/solids.mjs';
import { plaster, wood } from '../art/surfaces.mjs';
import { glazes } from './ceramics.mjs';

const loch = { design: checks([[3, '#2d5a5f'], [1, '#21384a'], [0.35, '#e2ae4a'], [1, '#21384a'], [3, '#2d5a5f'], [2, '#8d9a78'], [0.25, '#f4ecdf'], [2, '#8d9a78']]), draft: 'twill', cover: [3, 3], repeat: true };
const ember = { ...loch, design: checks([[3, '#b9573a'], [1, '#5d2e3f'], [0.3, '#e2ae4a'], [1, '#5d2e3f'], [3, '#b9573a'], [2, '#dfae97'], [0.3, '#f4ecdf'], [2, '#dfae97']]) };
const herringbone = (colour, weft) => ({ design: colour, weft, draft: 'herringbone', size: 0.05, contrast: 0.2 });
const coverlet = { design: lozenges('#e9dcc8', ['#b9573a', '#e9dcc8', '#5d2e3f', '#d39a35']), cover: [4, 4], repeat: true, size: 0.05 };
const strand = { design: bands([[5, '#e4d5bb'], [1, '#5f8a8b'], [0.5, '#e4d5bb'], [1, '#21384a'], [0.5, '#e4d5bb'], [1, '#5f8a8b'], [5, '#e4d5bb'], [2, '#d39a35']]), cover: [3.4, 3.4], repeat: true, size: 0.05 };
const waffle = (colour) => ({ design: colour, draft: 'waffle', size: 0.045, contrast: 0.22, relief: 0.7 });
const bog = { design: '#e7dcc6', size: 0.075, slub: 0.26, contrast: 0.24, relief: 1.1 };

const folkCushion = { design: folk('#21384a', ['#e2ae4a', '#f4ecdf', '#c98374', '#f4ecdf']), size: 0.042 };
const arcCushion = { design: arcs('#efe2cb', ['#b9573a', '#efe2cb', '#d39a35']), cover: [2.3, 2.3], repeat: true, size: 0.036 };
const lozengeCushion = { design: lozenges('#8d9a78', ['#4a5538', '#8d9a78', '#e9dcc8', '#b9573a'], { columns: 3, rows: 3 }), size: 0.04 };
const fernCushion = { design: sprigs('#efe4cf', ['#56714f', '#4a5538'], { size: 600 }), cover: [3, 3], repeat: true, size: 0.024 };
const stripeCushion = { design: bands([[3, '#c98374'], [1, '#efe2cb'], [0.5, '#5d2e3f'], [1, '#efe2cb'], [3, '#c98374']], { upright: true }), size: 0.036 };
const velvet = (colour) => ({ design: colour, size: 0.02, contrast: 0.05, relief: 0.2 });

const towels = {
  stripe: { design: bands([[6, '#f3eadb'], [0.5, '#b9573a'], [0.3, '#f3eadb'], [0.5, '#b9573a'], [14, '#f3eadb'], [1.4, '#b9573a'], [0.3, '#f3eadb'], [0.3, '#b9573a'], [4, '#f3eadb']]), size: 0.026 },
  check: { design: checks([[1, '#21384a'], [1, '#e9e0d0']]), cover: [0.62, 0.62], repeat: true, size: 0.026 },
  fish: { design: fishes('#f1e8d8', ['#2d5a5f', '#5f8a8b', '#d39a35']), cover: [2.1, 2.1], repeat: true, size: 0.022 },
  waffle: waffle('#93a184'),
};
const napkin = { design: bands([[1, '#93402c'], [0.6, '#e9d8bf'], [24, '#d9bfa0'], [0.6, '#e9d8bf'], [1, '#93402c']]), cover: [2.66, 2.3], repeat: true, size: 0.024 };
const runner = { design: bands([[1, '#e5d8bf'], [0.16, '#56714f'], [0.1, '#e5d8bf'], [0.16, '#56714f'], [4.6, '#e5d8bf'], [0.16, '#56714f'], [0.1, '#e5d8bf'], [0.16, '#56714f'], [1, '#e5d8bf']], { upright: true }), cover: [3.8, 14], repeat: true, size: 0.028 };
const tablecloth = { design: pebbles('#ecdfc8', ['#b9573a', '#d39a35', '#2d5a5f', '#8d9a78']), cover: [2, 2], repeat: true, size: 0.022 };

const wide = (weave) => [weave, 5.2, 4, 0.3];

function boards(second) {
  const make = (w, d, t, x, y, z, turn, skin) => place(together([[box(w, t, d, 0.14), [0, 0, 0]], [box(0.7, t, 1.1, 0.14), [0, 0, d / 2 + 0.4]]]), skin, [x, y, z], [0, turn, 0]);
  const objects = [make(3, 3.6, 0.34, -0.3, 0.17, -0.5, 0.4, oak({ scale: 0.9, along: 'z' }))];
  if (second) objects.push(make(2, 2.8, 0.28, 0.5, 0.48, -0.1, -0.3, walnut({ scale: 0.9, along: 'z' })), pot('dish', glazes.honey, [0.35, 0.62, -0.4], { scale: 0.62 }));
  return objects;
}

const trayOutline = [[0, 0], ...smooth([[1.9, 0, 1], [2.05, 0.08], [2.15, 0.42, 1], [2.05, 0.44, 1], [1.95, 0.16], [1.85, 0.12, 1]], 6), [0, 0.12]];
const tray = (at, skin) => place(lathe(trayOutline), skin, at);

export const pictures = {
  'herringbone-throw-1': () => pile([wide(herringbone('#d9c8aa', '#94826a')), wide(herringbone('#8d9a78', '#5f6b50')), wide(herringbone('#c98374', '#8a4d40'))], { seed: 1 }),
  'herringbone-throw-2': () => spread(herringbone('#d9c8aa', '#94826a'), { ends: ['#d9c8aa', '#94826a', '#b8a88c'], ground: '#8d6f55' }),
  'lough-check-blanket-1': () => pile([wide(loch), wide(ember)], { wall: '#d9c4a4', seed: 2, from: 'right' }),
  'lough-check-blanket-2': () => spread(loch, { ends: ['#2d5a5f', '#21384a', '#8d9a78'], ground: '#cbb596' }),
  'coverlet-throw-1': () => pile([wide(coverlet), [{ design: '#b9573a', size: 0.05 }, 4.9, 3, 0.3]], { wall: '#b3bda6', seed: 3 }),
  'coverlet-throw-2': () => spread(coverlet, { ends: ['#e9dcc8', '#b9573a', '#e9dcc8'], ground: '#6f5347', turn: -0.3 }),
  'strand-picnic-blanket-1': () => pile([wide(strand), [{ design: '#5f8a8b', size: 0.05, draft: 'twill' }, 4.9, 3, 0.3]], { wall: '#e0cdb0', seed: 4 }),
  'strand-picnic-blanket-2': () => spread(strand, { ground: '#7d8a5f', turn: 0.5, folds: 0.9 }),
  'bog-cotton-throw-1': () => pile([wide(bog), [{ ...bog, design: '#a9b3ad' }, 5, 4, 0.3]], { wall: '#cfa28c', seed: 5, from: 'right' }),
  'bog-cotton-throw-2': () => spread(bog, { ends: ['#e7dcc6', '#d9ccb2'], ground: '#a5735c', near: 0.85 }),
  'waffle-baby-blanket-1': () => pile([[waffle('#e2b9a4'), 4.4, 4, 0.26], [waffle('#e9dfcd'), 4.2, 4, 0.26], [waffle('#a9bcb4'), 4.1, 3, 0.26]], { wall: '#e4d8c4', seed: 6, bench: 'pale' }),
  'waffle-baby-blanket-2': () => spread(waffle('#e2b9a4'), { ground: '#efe4d0', near: 0.7, folds: 0.8 }),
  'folk-band-cushion-1': () => cushions([[folkCushion, 4.8, 0]], { wall: '#d9b79c' }),
  'folk-band-cushion-2': () => cushions([[velvet('#b9573a'), 4.8, -0.7, 0.08], [folkCushion, 4.2, 0.7, -0.2]], { wall: '#d9b79c', close: 1, lift: -0.3 }),
  'half-moon-cushion-1': () => cushions([[arcCushion, 4.8, 0]], { wall: '#8fa3a0', from: 'right' }),
  'half-moon-cushion-2': () => cushions([[velvet('#2d5a5f'), 4.8, 0.8, -0.08], [arcCushion, [5.4, 3.4], -0.4, 0.16]], { wall: '#8fa3a0', from: 'right', close: 1.02, lift: -0.3 }),
  'lozenge-cushion-1': () => cushions([[lozengeCushion, 4.8, 0]], { wall: '#e3d5bd', seed: 3 }),
  'lozenge-cushion-2': () => cushions([[velvet('#d39a35'), 4.6, -0.9, 0.1], [lozengeCushion, 4.3, 0.7, -0.16]], { wall: '#e3d5bd', seed: 3, close: 1, lift: -0.3 }),
  'fern-block-cushion-1': () => cushions([[fernCushion, 4.7, 0]], { wall: '#b9a88c', seed: 4, seat: '#9aa585' }),
  'fern-block-cushion-2': () => cushions([[velvet('#56714f'), 4.7, 0.9, -0.1], [fernCushion, 4.2, -0.6, 0.2]], { wall: '#b9a88c', seed: 4, seat: '#9aa585', close: 1, lift: -0.3 }),
  'deckchair-cushion-1': () => cushions([[stripeCushion, 4.8, 0]], { wall: '#c3cbc0', seed: 5, from: 'right' }),
  'deckchair-cushion-2': () => cushions([[stripeCushion, 4.8, 0.9, -0.1], [{ ...stripeCushion, design: bands([[3, '#5f8a8b'], [1, '#efe2cb'], [0.5, '#21384a'], [1, '#efe2cb'], [3, '#5f8a8b']], { upright: true }) }, 4.3, -0.7, 0.16]], { wall: '#c3cbc0', seed: 5, from: 'right', close: 1, lift: -0.3 }),
  'galley-stripe-tea-towel-1': () => hanging(towels.stripe, { wall: '#a9bab4' }),
  'galley-stripe-tea-towel-2': () => tableSet(towels.stripe, { top: 'stone' }),
  'pantry-check-tea-towel-1': () => hanging(towels.check, { wall: '#e0cfb2', from: 'right', seed: 2 }),
  'pantry-check-tea-towel-2': () => tableSet(towels.check, { top: 'oak', turn: 0.3 }),
  'mackerel-tea-towel-1': () => hanging(towels.fish, { wall: '#d7a98f', seed: 3 }),
  'mackerel-tea-towel-2': () => tableSet(towels.fish, { top: 'sage', folded: [3.4, 2.6, 3] }),
  'waffle-hand-towel-1': () => hanging(towels.waffle, { wall: '#ddcdb4', second: waffle('#e9dfcd'), seed: 4 }),
  'waffle-hand-towel-2': () => spread(towels.waffle, { ground: '#c9a98c', near: 0.62, folds: 0.9 }),
  'border-napkins-1': () => tableSet(napkin, { top: 'ink', folded: [2.6, 2.6, 6], turn: 0.35, finish: glazes.blush }),
  'border-napkins-2': () => spread(napkin, { ground: '#2f4252', near: 0.9, folds: 0.7 }),
  'garden-table-runner-1': () => tableSet(runner, { top: 'oak', runner: true, turn: 0.18, finish: glazes.celadon }),
  'garden-table-runner-2': () => spread(runner, { ground: '#8a6a4e', near: 0.8, folds: 0.7, turn: -0.4 }),
  'pebble-tablecloth-1': () => tableSet(tablecloth, { top: 'clay', folded: [3.6, 2.6, 6], finish: glazes.oatmeal }),
  'pebble-tablecloth-2': () => spread(tablecloth, { ground: '#c07f63', near: 0.75 }),
  'cooks-board-1': () => careScene(boards(false), { top: plaster('#a3ad90', { relief: 0.02 }), wall: -40, stencil: false, camera: { eye: [0, 7, 6.4], target: [-0.1, 0, 0], fov: 27 } }),
  'cooks-board-2': () => careScene(boards(true), { top: plaster('#d8c6aa', { relief: 0.02 }), wall: -40, stencil: false, camera: { eye: [2.4, 5, 7.4], target: [0, 0.2, 0], fov: 27 } }),
  'turned-tray-1': () => careScene([tray([0, 0, 0], walnut({ scale: 0.8 })), pot('jug', glazes.oatmeal, [-0.6, 0.13, -0.5], { scale: 0.62 }), pot('cup', glazes.blush, [0.75, 0.13, 0.3], { scale: 0.7 })], { ground: '#d9b79c', camera: { eye: [0, 4.8, 11], target: [0, 0.5, 0], fov: 26.5 }, centre: [0, 1], size: [8, 7] }),
  'turned-tray-2': () => careScene([tray([0, 0, 0], wood('#e2c9a0', '#bd9866', { scale: 0.8 })), tray([0.1, 0.3, 0.05], walnut({ scale: 0.8, offset: 9 }))], { ground: '#a3ad90', top: plaster('#a3ad90', { relief: 0.02 }), wall: -40, stencil: false, camera: { eye: [1, 9.6, 5], target: [0, 0.2, 0], fov: 30 } }),
  'collection-blankets-and-cushions': () => cushions([[velvet('#2d5a5f'), 4.8, -1.3, 0.1], [folkCushion, 4.4, 1.1, -0.14], [arcCushion, [3.9, 2.6], -0.25, 0.05]], { wall: '#cf9d84', close: 1.16, lift: -0.2 }),
  'collection-kitchen-and-table': () => hanging(towels.stripe, { wall: '#d9c3a0', second: towels.check, seed: 6, from: 'right' }),
};

