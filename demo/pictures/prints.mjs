// The pictures of the art prints: each in a room, then on a table.
import { printInRoom, printOnTable } from '../art/scenes-prints.mjs';

const rooms = {
  'headland-evening': ['headland', { set: 'vase', frame: 'oak' }, { table: 'clay', turn: 0.2 }],
  'three-hills': ['hills', { set: 'shelf', wall: '#c7cdb8', frame: 'pale', light: 'leaves' }, { table: 'linen', turn: -0.18, corner: -1 }],
  'sounding-lines': ['contours', { set: 'leaning', wall: '#ddcdb2', frame: 'walnut', glaze: 'rust', side: -1, from: 'right' }, { table: 'slate', near: 0.8, turn: 0.3 }],
  'seven-ranges': ['ranges', { set: 'alone', wall: '#c3b59c', frame: 'black', light: 'window', mount: 0.5 }, { table: 'oak', turn: 0.12, near: 0.95 }],
  'bog-moonrise': ['moonrise', { set: 'vase', wall: '#8fa0a0', frame: 'black', make: undefined, twig: 'grass', pot: 'shoulder', glaze: 'rust', side: 1, light: 'leaves' }, { table: 'slate', turn: -0.2, corner: -1 }],
  'ballyfenn-harbour': ['harbour', { set: 'shelf', wall: '#b9cacb', frame: 'white', side: -1, light: 'window' }, { table: 'linen', near: 0.85, turn: 0.16, at: [0, 0.6] }],
  'night-light': ['lighthouse', { set: 'leaning', wall: '#e0cfb0', frame: 'oak', glaze: 'cream', light: 'leaves' }, { table: 'stone', turn: 0.25 }],
  'birch-wood-october': ['birches', { set: 'vase', wall: '#dcc9aa', frame: 'walnut', twig: 'grass', pot: 'moon', glaze: 'ink', side: 1, from: 'right' }, { table: 'oak', near: 0.8, turn: -0.25, corner: -1 }],
  'first-light': ['stripes', { set: 'alone', wall: '#e4d3bf', frame: 'pale', light: 'leaves', from: 'right' }, { table: 'linen', turn: 0.3, near: 0.85 }],
  'male-fern': ['fern', { set: 'vase', wall: '#b4bda2', frame: 'oak', twig: 'leaves', pot: 'column', glaze: 'cream', light: 'plain', view: -5 }, { table: 'linen', turn: -0.12, corner: -1 }],
  honesty: ['honesty', { set: 'leaning', wall: '#d9b3a0', frame: 'pale', glaze: 'ochre', side: -1, light: 'leaves', from: 'right' }, { table: 'clay', near: 0.8, turn: 0.18 }],
  'garden-cuttings': ['cuttings', { set: 'shelf', wall: '#c98d75', frame: 'white', light: 'plain', view: -5, glaze: 'cream' }, { table: 'linen', turn: 0.24 }],
  'two-wavelengths': ['wavelength', { set: 'alone', wall: '#d7c3a3', frame: 'black', mount: 0.45 }, { table: 'slate', near: 0.75, turn: -0.3, corner: -1 }],
  'mobile-study': ['mobile', { set: 'vase', wall: '#cfa28c', frame: 'walnut', twig: 'blossom', pot: 'bottle', glaze: 'cream', side: 1 }, { table: 'clay', turn: 0.2, near: 0.9 }],
  'wren-on-a-branch': ['wren', { set: 'leaning', wall: '#a8b39b', frame: 'oak', glaze: 'cream', light: 'leaves' }, { table: 'stone', near: 0.85, turn: 0.22, at: [0.3, -0.2] }],
  'grey-heron': ['heron', { set: 'shelf', wall: '#e2d4ba', frame: 'black', side: -1, light: 'window', twig: 'grass' }, { table: 'linen', turn: -0.2, corner: -1 }],
  'courtyard-tiles': ['tiles', { set: 'alone', wall: '#c8a48a', frame: 'white', light: 'window', from: 'right' }, { table: 'clay', near: 0.75, turn: 0.26 }],
  'three-pears': ['pears', { set: 'leaning', wall: '#d8b98a', frame: 'walnut', glaze: 'cream', side: -1, light: 'window', from: 'right' }, { table: 'linen', turn: 0.22 }],
  'five-poppies': ['poppies', { set: 'vase', wall: '#9fb0a6', frame: 'pale', twig: 'blossom', pot: 'jug', glaze: 'teal', light: 'window' }, { table: 'oak', turn: -0.16, near: 0.85, corner: -1 }],
  'hillside-houses': ['houses', { set: 'leaning', wall: '#b7c4c4', frame: 'oak', glaze: 'rust', light: 'plain', view: 5 }, { table: 'slate', near: 0.7, turn: 0.2, at: [0, 0.5] }],
  balance: ['stones', { set: 'shelf', wall: '#d3c4ab', frame: 'walnut', light: 'leaves', side: -1, from: 'right' }, { table: 'stone', turn: 0.18 }],
  'mackerel-shoal': ['shoal', { set: 'vase', wall: '#e0cdb4', frame: 'white', twig: 'eucalyptus', pot: 'moon', glaze: 'teal', side: 1, from: 'right' }, { table: 'linen', near: 0.75, turn: -0.24, corner: -1 }],
  'small-arches-printable': ['arches', { set: 'shelf', wall: '#bcc4ae', frame: 'oak', light: 'window', glaze: 'rust' }, { table: 'clay', turn: 0.2 }],
};

export const pictures = Object.fromEntries(Object.entries(rooms).flatMap(([handle, [drawing, room, table]], index) => [
  [`${handle}-1`, () => printInRoom(drawing, { seed: index + 1, ...room })],
  [`${handle}-2`, () => printOnTable(drawing, { seed: index + 1, ...table })],
]));
