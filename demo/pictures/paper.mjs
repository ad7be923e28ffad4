// The pictures of notebooks, calendars, cards and wrapping paper.
import { calendarSheet, card, cover, motifs, plainCover, weekSheet } from '../art/labels.mjs';
import { arcs, dots, fishes, meadow, pebbles, sprigs, terraces } from '../art/patterns.mjs';
import { lettering, mark } from '../art/glyphs.mjs';
import { circle, rect } from '../art/drawing.mjs';
import { oak } from '../art/props.mjs';
import { drawings } from '../art/scenes-prints.mjs';
import { booksOnTable, calendarOnWall, cards, parcel, pencil, spool, standing } from '../art/scenes-paper.mjs';
import { careScene } from '../art/scenes-care.mjs';

const tilePattern = terraces(['#2d5a5f', '#efe2cb', '#b9573a', '#d39a35']);
const greenPattern = terraces(['#56714f', '#efe2cb', '#8d9a78', '#dfae97']);
const papers = {
  meadow: meadow('#efe2cb', ['#b9573a', '#d39a35', '#c98374', '#5d2e3f']),
  fish: fishes('#2d5a5f', ['#e9dcc8', '#a9c0c2', '#d39a35']),
  pebble: pebbles('#dfae97', ['#93402c', '#5d2e3f', '#f4ecdf', '#b9573a']),
  sprig: sprigs('#21384a', ['#e2ae4a', '#f4ecdf']),
  dot: dots('#b9573a', '#f4ecdf'),
  arc: arcs('#efe2cb', ['#d39a35', '#efe2cb', '#5d2e3f']),
};
const a5 = [2.1, 2.97, 0.26];
const robin = card('#e7d9c0', motifs.robin());
const posy = card('#efe4d0', motifs.posy());
const sun = card('#dfae97', motifs.sun(), { words: 'HELLO', ink: '#5d2e3f' });
const whale = card('#e6d6b8', motifs.whale(), { words: 'THANK YOU', ink: '#21384a' });
const tree = card('#93402c', motifs.tree());
const stars = card('#21384a', motifs.stars(), { words: 'WINTER', ink: '#f4ecdf' });
const gift = (ground, ink) => card(ground, mark(700, 300, 260, ink) + lettering('MERROW LANE', 700, 500, 50, ink, { space: 60, weight: 8 }) + lettering('GIFT CARD', 700, 640, 30, ink, { space: 60, weight: 8 }) + rect(60, 60, 1280, 780, 'none', `stroke="${ink}" stroke-width="6"`), { width: 1400, height: 900 });
const tag = (ground, motif) => card(ground, `<g transform="translate(100 180) scale(0.8)">${motif}</g>${circle(500, 120, 34, '#3b2f2a')}`, { width: 1000, height: 1500 });
const monthSheet = (month, name, ink) => calendarSheet(month, drawings[name](), ink);
const pencilColours = ['#b9573a', '#d39a35', '#56714f', '#2d5a5f', '#21384a', '#5d2e3f'];
const pencilBox = () => pencilColours.flatMap((colour, index) => pencil([-1 + index * 0.4, 0.08, (index % 2) * 0.12 - 0.1], Math.PI / 2 + (index - 2.5) * 0.035, colour, 2.6));

export const pictures = {
  'terrace-notebook-1': () => booksOnTable([[cover(tilePattern, { title: 'NOTES' }), a5, 0, 0, 0.1, -0.28, { spine: '#2d5a5f', band: '#d39a35', pen: '#b9573a' }]], { ground: 'blush', camera: { eye: [0.2, 5.6, 3.4], target: [0.25, 0, 0.1], fov: 30 } }),
  'terrace-notebook-2': () => booksOnTable([[cover(greenPattern, { title: 'NOTES' }), a5, -0.5, 0, -0.5, 0.3, { spine: '#56714f' }], [cover(tilePattern, { title: 'NOTES' }), a5, 0.4, 0.27, 0.3, -0.2, { spine: '#2d5a5f' }]], { ground: 'linen', seed: 1, camera: { eye: [-1.4, 5.8, 4.9], target: [0.05, 0.1, -0.1], fov: 34 } }),
  'linen-journal-1': () => booksOnTable([[plainCover('#5d2e3f', '#dfb98a'), [2.1, 2.97, 0.4], 0, 0, 0, 0.22, { spine: '#5d2e3f', band: '#c98374' }]], { ground: 'oak', camera: { eye: [0.4, 5.6, 3.4], target: [0, 0, 0.05], fov: 29 } }),
  'linen-journal-2': () => standing([[plainCover('#2d5a5f', '#dfb98a'), [2.1, 2.97, 0.4], 0.8, -1, -0.25], [plainCover('#5d2e3f', '#dfb98a'), [2.1, 2.97, 0.4], -0.6, 0.1, 0.2]], { wall: '#d8b48f', low: 0.25, width: 1.14 }),
  'sketchbook-1': () => booksOnTable([[plainCover('#d9c8a8', '#3b2f2a', 'SKETCHES'), [2.6, 3.6, 0.3], -0.1, 0, 0, -0.15, { spine: '#3b2f2a', pen: '#2d5a5f' }]], { ground: 'sage', camera: { eye: [0.4, 7, 4], target: [0.35, 0, 0.05], fov: 29 } }),
  'sketchbook-2': () => booksOnTable([[plainCover('#d9c8a8', '#3b2f2a', 'SKETCHES'), [2.6, 3.6, 0.3], -0.1, 0, -0.2, 0.4, { spine: '#3b2f2a' }], [plainCover('#c98374', '#3b2f2a', 'SKETCHES'), [1.8, 2.5, 0.26], 0.3, 0.3, 0.4, 0.1, { spine: '#3b2f2a' }]], { ground: 'ochre', seed: 1, camera: { eye: [-1, 6.6, 5.4], target: [0.15, 0.1, 0], fov: 33 }, extra: pencil([1.9, 0.08, 1.2], 1.2, '#b9573a') }),
  'pocket-notebooks-1': () => booksOnTable([[cover(papers.arc), [1.4, 2, 0.1], -1.05, 0, -0.1, 0.12, { spine: '#5d2e3f' }], [plainCover('#d39a35', '#5d2e3f'), [1.4, 2, 0.1], 0.3, 0, 0.25, -0.1, { spine: '#d39a35' }], [cover(papers.dot), [1.4, 2, 0.1], 0.9, 0.1, -0.3, -0.3, { spine: '#b9573a' }]], { ground: 'sea', camera: { eye: [0, 5.6, 3.6], target: [0.1, 0, 0], fov: 32 } }),
  'pocket-notebooks-2': () => booksOnTable([[cover(papers.arc), [1.4, 2, 0.1], 0.04, 0, 0, 0.3, { spine: '#5d2e3f' }], [plainCover('#d39a35', '#5d2e3f'), [1.4, 2, 0.1], 0, 0.11, 0, 0.22, { spine: '#d39a35' }], [cover(papers.dot), [1.4, 2, 0.1], -0.03, 0.22, 0.02, 0.36, { spine: '#b9573a' }]], { ground: 'linen', seed: 1, camera: { eye: [1.6, 3, 3.6], target: [0, 0.05, 0], fov: 30 } }),
  'week-planner-1': () => booksOnTable([[weekSheet(), [2.97, 4.2, 0.12], -0.2, 0, 0, 0.16, { spine: '#b9573a', pen: '#21384a' }]], { ground: 'clay', camera: { eye: [0.4, 7.6, 4.4], target: [0.3, 0, 0.05], fov: 29 } }),
  'week-planner-2': () => booksOnTable([[weekSheet(), [2.97, 4.2, 0.12], 0, 0, 0, -0.5, { spine: '#b9573a' }]], { ground: 'linen', seed: 1, camera: { eye: [-1.2, 3.6, 3.4], target: [-0.1, 0, 0.1], fov: 30 }, extra: pencil([0.2, 0.2, 0.5], 0.4 + Math.PI, '#d39a35') }),
  'wall-calendar-1': () => calendarOnWall(monthSheet(9, 'birches'), { wall: '#c9bfa6' }),
  'wall-calendar-2': () => cards([[monthSheet(2, 'hills'), -1.05, -0.8, 0.2], [monthSheet(6, 'harbour'), 0.95, -0.35, -0.14, 1], [monthSheet(11, 'moonrise'), -0.25, 0.8, 0.06, 2]], { ground: 'sage', size: [2.1, 2.97], envelope: null, camera: { eye: [0, 7.6, 3.2], target: [0, 0, 0.1], fov: 30 } }),
  'six-pencils-1': () => careScene(pencilBox(), { top: oak({ scale: 0.45 }), wall: -40, stencil: false, camera: { eye: [0, 5.2, 3], target: [0, 0, 0], fov: 31 } }),
  'six-pencils-2': () => booksOnTable([[plainCover('#d9c8a8', '#3b2f2a'), [2.1, 2.97, 0.26], -0.5, 0, -0.2, 0.2, { spine: '#3b2f2a' }]], { ground: 'plum', camera: { eye: [0.3, 5, 3.6], target: [0.3, 0, 0.1], fov: 30 }, extra: pencilColours.slice(0, 4).flatMap((colour, index) => pencil([1.05 + index * 0.24, 0.08, 0.1 + index * 0.12], 1.35 + index * 0.12, colour, 2.1)) }),
  'robin-cards-1': () => cards([[robin, -0.55, -0.25, 0.14], [tree, 0.6, 0.25, -0.12, 1]], { ground: 'sage', camera: { eye: [0.1, 6.2, 2.8], target: [0.05, 0, 0.05], fov: 29 } }),
  'robin-cards-2': () => standing([[robin, [1.48, 2.1, 0.04], -0.75, 0, 0.2], [stars, [1.48, 2.1, 0.04], 0.85, -0.5, -0.22]], { wall: '#b3bda6', low: -0.1, width: 1.02 }),
  'posy-cards-1': () => cards([[posy, -0.4, -0.15, -0.12], [sun, 0.75, 0.45, 0.16, 1]], { ground: 'clay', envelope: 'mist', seed: 1, camera: { eye: [0.1, 6.2, 2.8], target: [0.05, 0, 0.1], fov: 29 } }),
  'posy-cards-2': () => standing([[posy, [1.48, 2.1, 0.04], 0, 0.1, -0.12]], { wall: '#c98374', low: -0.1, width: 0.72, plant: false }),
  'sea-letter-cards-1': () => cards([[whale, -0.5, 0.15, 0.1], [card('#2d5a5f', `<g transform="translate(0 100)">${motifs.sun()}</g>`), 0.75, -0.3, -0.16, 1]], { ground: 'ochre', envelope: 'sea', camera: { eye: [0.1, 6.2, 2.8], target: [0.05, 0, 0.05], fov: 29 } }),
  'sea-letter-cards-2': () => standing([[whale, [1.48, 2.1, 0.04], -0.1, 0, 0.16]], { wall: '#7f9f9e', low: -0.1, width: 0.72 }),
  'meadow-wrapping-paper-1': () => parcel(papers.meadow, [[papers.meadow, 1.6, -0.4, 0.34, -2.1, 0.12]], { ground: 'sage', string: '#93402c' }),
  'meadow-wrapping-paper-2': () => parcel(papers.meadow, [[papers.meadow, 1.6, -0.2, 0.34, -1.6, 0.2], [papers.sprig, 1.5, -0.3, 0.34, -2.4, 0.16]], { ground: 'linen', size: [2.2, 0.8, 1.5], string: '#2d5a5f', camera: { eye: [2.6, 5.6, 6.6], target: [0, 0.3, -0.3], fov: 31 } }),
  'tide-wrapping-paper-1': () => parcel(papers.fish, [[papers.fish, 1.5, -0.3, 0.34, -2.1, -0.1]], { ground: 'ochre', string: '#f4ecdf', seed: 1 }),
  'tide-wrapping-paper-2': () => parcel(papers.fish, [[papers.fish, 1.5, -0.2, 0.34, -1.6, -0.18], [papers.pebble, 1.5, -0.3, 0.34, -2.4, -0.12]], { ground: 'clay', size: [2.4, 1, 1.7], string: '#d39a35', camera: { eye: [-2.4, 5.6, 6.8], target: [0, 0.4, -0.3], fov: 31 } }),
  'pebble-wrapping-paper-1': () => parcel(papers.pebble, [[papers.pebble, 1.5, -0.3, 0.34, -2.1, 0.1]], { ground: 'sea', string: '#5d2e3f' }),
  'pebble-wrapping-paper-2': () => parcel(papers.arc, [[papers.arc, 1.4, -0.2, 0.34, -1.6, 0.14], [papers.pebble, 1.5, -0.3, 0.34, -2.4, 0.1]], { ground: 'plum', size: [2.2, 1, 2.2], string: '#93402c', camera: { eye: [2.2, 6, 6.4], target: [0, 0.4, -0.3], fov: 31 } }),
  'gift-tags-1': () => cards([[tag('#e7d9c0', motifs.robin()), -0.9, -0.5, 0.2], [tag('#93402c', motifs.tree()), 0.5, -0.6, -0.1, 1], [tag('#21384a', motifs.stars()), -0.35, 0.75, -0.25, 1], [tag('#dfae97', motifs.sun()), 0.95, 0.6, 0.12, 2]], { ground: 'linen', size: [0.9, 1.35], envelope: 'oat', camera: { eye: [0, 5.4, 2.2], target: [0, 0, 0.05], fov: 30 } }),
  'gift-tags-2': () => parcel(papers.dot, [[papers.dot, 1, -0.2, 0.34, -2, 0.1]], { ground: 'sage', string: '#f4ecdf', tile: 1, size: [2.6, 1, 1.9], camera: { eye: [1.8, 5.2, 6.6], target: [0, 0.5, 0], fov: 30 } }),
  'cotton-cord-1': () => careScene([...spool([-0.8, 0, 0], '#b9573a'), ...spool([0.85, 0, 0.1], '#e9dcc8'), ...spool([0.1, 0, 1.35], '#2d5a5f')], { ground: '#d9b79c', camera: { eye: [0, 3.4, 7.6], target: [0, 0.55, 0.4], fov: 24 }, centre: [0, 1], size: [6, 5] }),
  'cotton-cord-2': () => careScene([...spool([0, 0, 0], '#2d5a5f'), ...spool([0.02, 1.11, 0], '#d39a35'), ...spool([1.5, 0.54, 0.4], '#b9573a', { lying: true, turn: 0.5 })], { ground: '#a3ad90', camera: { eye: [-0.6, 3.2, 8.6], target: [0.5, 1.05, 0], fov: 24 }, centre: [0, 1.4], size: [7, 6] }),
  'gift-card-1': () => cards([[gift('#93402c', '#f0dfc0'), -0.2, -0.4, 0.12], [gift('#21384a', '#e2ae4a'), 0.25, 0.75, -0.1, 2]], { ground: 'linen', envelope: 'blush', size: [2.1, 1.35], camera: { eye: [0, 5.2, 2.8], target: [0, 0, 0.1], fov: 30 } }),
  'gift-card-2': () => standing([[gift('#21384a', '#e2ae4a'), [2.1, 1.35, 0.04], 0, 0, 0.2]], { wall: '#d8b48f', low: -0.45, width: 0.66 }),
  'collection-notebooks-and-calendars': () => booksOnTable([[cover(tilePattern, { title: 'NOTES' }), a5, -1, 0, -0.6, 0.16, { spine: '#2d5a5f', band: '#d39a35' }], [plainCover('#5d2e3f', '#dfb98a'), [2.1, 2.97, 0.4], 1, 0, 0.1, -0.2, { spine: '#5d2e3f' }]], { ground: 'linen', camera: { eye: [0, 6.8, 4], target: [0, 0, 0], fov: 31 }, extra: pencil([-0.9, 0.08, 1.5], 0.3, '#b9573a', 2.2) }),
  'collection-cards-and-wrapping': () => parcel(papers.meadow, [[papers.sprig, 1.5, -0.3, 0.34, -1.9, 0.14], [papers.pebble, 1.5, -0.2, 0.34, -2.7, 0.1], [papers.fish, 1.5, -0.25, 0.9, -2.3, 0.12]], { ground: 'blush', string: '#2d5a5f' }),
};

export { papers };
