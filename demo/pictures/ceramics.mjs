// The pictures of the pots.
import { mug, pot } from '../art/ceramics.mjs';
import { bunch, oak, twig } from '../art/props.mjs';
import { careScene } from '../art/scenes-care.mjs';
import { move, place, roll } from '../art/solids.mjs';
import { plaster, stone, wood } from '../art/surfaces.mjs';

const table = {
  oak: () => oak({ scale: 0.45, along: 'x' }),
  plaster: (colour) => plaster(colour, { relief: 0.02 }),
  stone: () => stone('#e6dccb', ['#b9573a', '#8d9a78', '#5c666b', '#cdb08a']),
};

export const glazes = {
  shore: { colour: '#e6dfd0', dip: '#47797c', dipAt: 1.55, speckle: 0.5, bare: '#b98a66', bareBelow: 0.28, inside: '#47797c', insideAt: 0.5 },
  oatmeal: { colour: '#e4d8c2', speckle: 0.8, bare: '#b07d58', bareBelow: 0.16, inside: '#e9dfcd', insideAt: 0.2 },
  moon: { colour: '#ece5d8', speckle: 0.25, rough: 0.3, gloss: 0.8 },
  rust: { colour: '#a4512f', speckle: 0.7, gloss: 0.25, rough: 0.6, spot: '#2d1a12' },
  night: { colour: '#22384a', speckle: 0.35, spot: '#8fa0a0', bare: '#a9795a', bareBelow: 0.2 },
  honey: { colour: '#cf9438', dip: '#7d4a22', dipAt: 2.1, speckle: 0.5, bare: '#b98a66', bareBelow: 0.22, insideAt: 0.4, inside: '#7d4a22' },
  celadon: { colour: '#9db3a0', speckle: 0.25, rough: 0.1 },
  blush: { colour: '#dcae98', speckle: 0.7, bare: '#c99a77', bareBelow: 0.18, inside: '#efe4d4', insideAt: 0.2 },
  ink: { colour: '#e8e0d0', speckle: 0.3, stripes: [[0.34, 0.42, '#21384a'], [0.5, 0.7, '#21384a'], [0.78, 0.82, '#21384a']] },
  plum: { colour: '#5d2e3f', speckle: 0.4, spot: '#d9b3a0', inside: '#e9dfcf', insideAt: 0.1 },
};
const g = glazes;

const at = (eye, target, fov = 23) => ({ camera: { eye, target, fov } });
const still = (objects, more) => () => careScene(objects, more);
const withTwig = (objects, kind, mouth, size, more, seed = 1) => async () => careScene([...objects, bunch(await twig(kind, seed), mouth, size, 0.3)], more);
const slab = (x, y, z, colour) => place(roll(1.6, 0.9), plaster(colour, { relief: 0.02 }), [x, y, z], [0, 0, Math.PI / 2]);

export const pictures = {
  'shore-bottle-vase-1': withTwig([pot('bottle', g.shore, [0, 0, 0])], 'eucalyptus', [0, 2.9, 0], 4.2, { ground: '#c98374', ...at([0, 4, 15.5], [0, 3, 0], 26), centre: [0.4, 3], size: [10, 10] }),
  'shore-bottle-vase-2': still([pot('bottle', g.shore, [-0.9, 0, 0]), pot('bottle', { ...g.shore, dipAt: 0.9, seed: 3 }, [1.2, 0, -0.9], { scale: 0.74 })], { ground: '#c98374', ...at([1.6, 3.2, 10.5], [0, 1.55, 0], 24) }),
  'moon-vase-1': withTwig([pot('moon', g.moon, [0, 0, 0], { scale: 1.1 })], 'blossom', [0, 2.5, 0], 4.4, { ground: '#6f8a8a', ...at([0, 3.8, 15.5], [0, 3, 0], 26), centre: [0.4, 3], size: [10, 10] }),
  'moon-vase-2': still([pot('moon', g.moon, [0.2, 0, 0], { scale: 1.1 })], { ground: '#6f8a8a', ...at([-2, 4.6, 8.5], [0.1, 1.6, 0], 25) }),
  'ridged-column-vase-1': withTwig([pot('column', { ...g.rust, ridges: 0.45, ridgeCount: 26 }, [0, 0, 0])], 'leaves', [0, 2.9, 0], 4.2, { ground: '#d9c29a', ...at([0, 3.6, 15.5], [0, 3, 0], 26), centre: [0.4, 3], size: [10, 10] }),
  'ridged-column-vase-2': still([pot('column', { ...g.rust, ridges: 0.45, ridgeCount: 26 }, [-0.9, 0, 0.2]), pot('column', { ...g.oatmeal, bareBelow: -1, ridges: 0.45, ridgeCount: 22 }, [1.1, 0, -0.6], { scale: 0.72 })], { ground: '#d9c29a', ...at([-1.5, 3.6, 11], [0, 1.5, 0], 23) }),
  'shoulder-jar-1': still([pot('shoulder', g.celadon, [0, 0, 0], { scale: 1.05 }), pot('dish', g.rust, [1.5, 0, 1.2], { scale: 0.7 })], { ground: '#b9735a', ...at([0, 3.6, 12], [0.1, 1.6, 0], 23) }),
  'shoulder-jar-2': withTwig([pot('shoulder', g.celadon, [0, 0, 0])], 'grass', [0, 2.7, 0], 4, { ground: '#e1d3ba', ...at([0, 3.6, 15], [0, 2.95, 0], 27), centre: [0.4, 3], size: [10, 10] }),
  'honey-amphora-1': still([pot('amphora', g.honey, [0, 0, 0], { scale: 0.96 })], { ground: '#33495a', ...at([0, 3.4, 13.5], [0, 1.9, 0], 23) }),
  'honey-amphora-2': still([pot('amphora', g.honey, [-0.4, 0, 0], { scale: 0.96 }), pot('cup', { ...g.honey, dipAt: 0.7 }, [1.6, 0, 0.9], { scale: 0.9 })], { ground: '#33495a', ...at([2.2, 4.8, 8], [0.1, 1.7, 0], 25) }),
  'breakfast-bowl-1': still([pot('bowl', g.oatmeal, [0, 0, 0.2])], { ground: '#8d9a78', ...at([0, 4.4, 9.5], [0, 0.65, 0], 23) }),
  'breakfast-bowl-2': still([pot('bowl', g.night, [0, 0, 0]), pot('bowl', g.oatmeal, [0.02, 0.36, 0]), pot('bowl', g.blush, [-0.02, 0.72, 0.02])], { ground: '#d8c6aa', ...at([0.5, 3.2, 10], [0, 1.05, 0], 22) }),
  'long-table-serving-bowl-1': still([pot('serving', g.plum, [0, 0, 0.2])], { ground: '#dcbfa4', ...at([0, 4.6, 11.5], [0, 0.6, 0], 23) }),
  'long-table-serving-bowl-2': still([pot('serving', g.plum, [0, 0, -0.4]), pot('cup', g.blush, [1.5, 0, 2], { scale: 0.8 }), pot('dish', g.oatmeal, [-1.5, 0, 1.9])], { ground: '#a3ad90', top: table.plaster('#a3ad90'), wall: -40, stencil: false, ...at([0, 9, 5.5], [0, 0, 0.3], 28) }),
  'morning-mug-1': still(mug({ ...g.blush, inside: '#efe4d4' }, [-0.15, 0, 0.3], 0.3), { ground: '#2d5a5f', ...at([0, 2.6, 6.4], [0.05, 0.56, 0.2], 22), centre: [0, 0.9], size: [5, 4.6] }),
  'morning-mug-2': still([...mug(g.blush, [-0.85, 0, 0.4], 2.7), ...mug(g.oatmeal, [0.75, 0, 0.6], 0.5), ...mug({ ...g.night }, [0, 0, -0.9], 0.15)], { ground: '#dbc9ab', ...at([0.4, 3.4, 8.6], [0.02, 0.6, 0], 25), centre: [0, 0.9], size: [6, 5] }),
  'espresso-cups-1': still([pot('cup', g.ink, [-0.72, 0, 0.4]), pot('cup', { ...g.ink, colour: '#21384a', stripes: [[0.5, 0.7, '#e8e0d0']], seed: 5 }, [0.75, 0, 0])], { ground: '#d39a55', ...at([0, 2.8, 7.4], [0, 0.56, 0], 22), centre: [0, 0.9], size: [5, 4.6] }),
  'espresso-cups-2': still([pot('cup', g.ink, [0, 0, 0]), pot('cup', { ...g.ink, seed: 7 }, [0.01, 0.52, 0.01]), pot('cup', { ...g.ink, colour: '#21384a', stripes: [[0.5, 0.7, '#e8e0d0']] }, [1.5, 0, 0.7])], { ground: '#d39a55', ...at([-1.2, 3, 8.4], [0.68, 0.75, 0], 24), centre: [0, 0.9], size: [6, 5] }),
  'cider-jug-1': still([pot('jug', { ...g.night, dip: '#cf9438', dipAt: 1.9, inside: '#cf9438', insideAt: 1 }, [-0.1, 0, 0]), ...gripFor(g.night, [-0.1, 0, 0], 1.05, 1.35)], { ground: '#dfae97', ...at([0, 3.2, 11], [0.15, 1.35, 0], 23) }),
  'cider-jug-2': withTwig([pot('jug', { ...g.night, dip: '#cf9438', dipAt: 1.9 }, [0, 0, 0]), ...gripFor(g.night, [0, 0, 0], 1.05, 1.35)], 'grass', [0, 2.3, 0], 3.6, { ground: '#dfae97', ...at([-1, 3.2, 13.5], [0, 2.5, 0], 27), centre: [0.4, 2.6], size: [9, 9] }, 4),
  'side-plate-1': still([pot('plate', { ...g.celadon, stripes: [[0.2, 0.34, '#6d8a78']] }, [0, 0, 0]), pot('plate', g.celadon, [0.03, 0.22, -0.02]), pot('plate', { ...g.celadon, seed: 3 }, [-0.02, 0.44, 0.01]), pot('cup', g.blush, [0.1, 0.56, 0], { scale: 0.75 })], { ground: '#dfcdb0', ...at([0, 3.4, 8.6], [0, 0.55, 0], 23), centre: [0, 1], size: [6, 5] }),
  'side-plate-2': still([pot('plate', g.celadon, [-0.95, 0, -1.35], { scale: 1.1 }), pot('plate', g.blush, [0.9, 0, 1.3], { scale: 1.1 }), pot('dish', g.honey, [1.5, 0, -1.6], { scale: 0.8 })], { top: wood('#8a5c3c', '#4b2e1e', { scale: 0.45 }), ground: 'plaster', wall: -40, stencil: false, ...at([0, 8.6, 3], [0.1, 0, 0.2], 28) }),
  'kitchen-planter-1': withTwig([pot('planter', { ...g.oatmeal, bareBelow: 0.5 }, [0, 0, 0], { scale: 1.1 }), pot('dish', g.oatmeal, [0, -0.05, 0], { scale: 1.45 })], 'leaves', [0, 1.4, 0], 4.6, { ground: '#a8b39b', ...at([0, 3.6, 15], [0, 2.6, 0], 26), centre: [0.4, 3], size: [10, 10] }, 2),
  'kitchen-planter-2': withTwig([pot('planter', { ...g.rust }, [-0.9, 0, 0], { scale: 0.95 }), pot('planter', { ...g.oatmeal, bareBelow: 0.4 }, [1.4, 0, 0.5], { scale: 0.7 })], 'leaves', [-0.9, 1.2, 0], 3.8, { ground: '#d8c6aa', ...at([0.6, 3.6, 13.5], [0.1, 2.1, 0], 25), centre: [0.4, 2.4], size: [9, 9] }, 3),
  'spoon-dish-1': still([pot('dish', { ...g.honey, dipAt: 0.28, insideAt: 9 }, [0, 0, 0], { scale: 1.2 })], { ground: '#5d2e3f', ...at([0, 3.6, 6.6], [0, 0.12, 0], 22), centre: [0, 0.5], size: [5, 4.4] }),
  'spoon-dish-2': still([pot('dish', { ...g.honey, dipAt: 0.28, insideAt: 9 }, [-1, 0, -0.6]), pot('dish', g.celadon, [1.1, 0, -0.3]), pot('dish', g.blush, [0, 0, 1.4])], { top: table.stone(), wall: -40, stencil: false, ...at([0, 7, 3.4], [0, 0, 0.2], 27) }),
  'collection-ceramics': still([pot('bottle', g.shore, [-1.5, 0, -0.4]), pot('moon', g.moon, [1.3, 0, -1], { scale: 0.86 }), pot('bowl', g.night, [0.4, 0, 1.2], { scale: 0.72 }), pot('cup', g.rust, [-0.75, 0, 1.4], { scale: 0.9 }), slab(1.3, -0.72, -1, '#c98374')], { ground: '#c98374', ...at([0, 4, 14.5], [0, 1.6, 0], 22) }),
};

function gripFor(finish, where, reach, y) {
  const [, grip] = mug({ ...finish, dip: undefined }, [0, 0, 0], 0, 'mug', 1.25);
  return [move(grip, [where[0] + reach * 0.78, where[1] + y - 0.1, where[2]])];
}
