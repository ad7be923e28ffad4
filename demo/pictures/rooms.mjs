// The wide pictures: the welcome, the workshop story and a few collections.
import { pot } from '../art/ceramics.mjs';
import { books, bunch, candlestick, oak, sideboard, twig, walnut } from '../art/props.mjs';
import { jarCandle } from '../art/scenes-care.mjs';
import { label } from '../art/labels.mjs';
import { drawn, framed, printInRoom } from '../art/scenes-prints.mjs';
import { spool } from '../art/scenes-paper.mjs';
import { corner, daylight, windowLight } from '../art/studio.mjs';
import { plain, plaster } from '../art/surfaces.mjs';
import { checks } from '../art/patterns.mjs';
import { texture } from '../art/texture.mjs';
import { woven } from '../art/weave.mjs';
import { box, place, together } from '../art/solids.mjs';
import { glazes } from './ceramics.mjs';

async function wallLight(from, centre, size, more) {
  const lightAt = [from * 18, 21, 20];
  return daylight(lightAt, [0, 13, 0], {
    width: 0.05, fill: 0.56, strength: 1.04, warmth: 0.6,
    stencil: await windowLight(lightAt, { centre, size, slant: 0.3 * -from, dark: 0.5, panes: [4, 3], blur: 4, ...more }),
  });
}

async function blanket(at, width, depth, layers) {
  const design = await texture(checks([[3, '#2d5a5f'], [1, '#21384a'], [0.35, '#e2ae4a'], [1, '#21384a'], [3, '#2d5a5f'], [2, '#8d9a78'], [0.25, '#f4ecdf'], [2, '#8d9a78']]), 700);
  const folds = together(Array.from({ length: layers }, (_, index) => [box(width, 0.28, depth, 0.13), [0, 0.14 + index * 0.29, 0]]));
  return place(folds, woven({ design, cover: [3, 3], repeat: true, draft: 'twill', size: 0.05 }), at, [0, 0.03, 0], { step: 0.9 });
}

/** The welcome: a sideboard with a little of everything, room for words at the left. */
async function welcome() {
  return {
    room: corner(plaster('#e3d0b4', { relief: 0.035, mottle: 0.12 }), plain('#8a6d50'), 0),
    ...(await wallLight(-1, [1, 13.4], [22, 13])),
    camera: { eye: [0, 12.4, 30], target: [0, 12.4, 0], fov: 25 },
    objects: [
      ...sideboard(8.6, { width: 26, make: oak }),
      ...framed(await drawn('headland'), 7.6, 'oak', [2.2, 14.2, 0.16], [0, 0, 0], 0.6),
      ...framed(await drawn('wavelength'), 5, 'black', [7.6, 13.3, 0.16], [0, 0, 0], 0.4),
      pot('bottle', glazes.shore, [-2.9, 8.6, 1.8], { scale: 0.95 }), bunch(await twig('eucalyptus', 2), [-2.9, 11.4, 1.8], 5.4, 0.2),
      pot('bowl', glazes.night, [-0.2, 8.6, 2.2], { scale: 0.62 }),
      ...books([['#93402c', 2.4, 1.7, 0.36, 0.05], ['#ddcbae', 2.2, 1.6, 0.28, -0.1], ['#2d5a5f', 2, 1.5, 0.3, 0.06]], 3.4, 8.6, 1.9),
      pot('cup', glazes.rust, [3.4, 9.54, 1.9], { scale: 0.75 }),
      ...candlestick([6.3, 8.6, 1.9], 1.05, '#b98d4b', 'terracotta'), ...candlestick([7.1, 8.6, 1.4], 0.8, '#b98d4b', 'ochre'),
      ...await jarCandle([9.1, 8.6, 2], label('GORSE/HONEY', 'BURNS 45 HOURS', { band: '#c98a2b' }), { colour: '#e6d9bf', scale: 0.8 }),
      await blanket([-7.4, 8.6, 1.9], 4.6, 2.6, 4), pot('moon', glazes.moon, [-7.6, 9.76, 1.8], { scale: 0.7 }),
    ],
  };
}

/** The story: a maker's bench with pots, thread and a print drying on the wall. */
async function workshop() {
  return {
    room: corner(plaster('#a9b5a3', { relief: 0.035, mottle: 0.12 }), plain('#8a6d50'), 0),
    ...(await wallLight(1, [-1, 12.6], [20, 12], { panes: [3, 3] })),
    camera: { eye: [1.6, 12.2, 29], target: [0.6, 12, 0], fov: 25 },
    objects: [
      ...sideboard(8.8, { width: 26, make: walnut }),
      ...framed(await drawn('wren'), 6.4, 'pale', [-5.2, 13.6, 0.16], [0, 0, 0], 0.5),
      pot('amphora', glazes.honey, [0.2, 8.8, 1.5]), pot('column', { ...glazes.oatmeal, ridges: 0.45, ridgeCount: 24, bareBelow: -1 }, [2.4, 8.8, 1.2], { scale: 0.85 }),
      pot('jug', glazes.blush, [4.5, 8.8, 1.8], { scale: 0.9 }), pot('shoulder', glazes.celadon, [6.9, 8.8, 1.4], { scale: 0.95 }), bunch(await twig('grass', 3), [6.9, 11.4, 1.4], 4.4, -0.2),
      ...spool([-2.2, 8.8, 2.2], '#b9573a', { scale: 0.9 }), ...spool([-1.35, 8.8, 2.9], '#e9dcc8', { scale: 0.7 }), ...spool([-2.2, 9.8, 2.2], '#2d5a5f', { scale: 0.8 }),
      pot('bowl', glazes.night, [9.3, 8.8, 1.9], { scale: 0.62 }), pot('cup', glazes.rust, [3.3, 8.8, 2.9], { scale: 0.7 }),
      await blanket([-6.4, 8.8, 1.9], 4.2, 2.4, 3),
    ],
  };
}

export const pictures = {
  'collection-art-prints': () => printInRoom('hills', { set: 'vase', wall: '#c98d75', frame: 'pale', twig: 'leaves', pot: 'moon', glaze: 'teal', seed: 9 }),
  'collection-gifts': async () => {
    const scene = await printInRoom('poppies', { set: 'leaning', wall: '#8fa3a0', frame: 'oak', glaze: 'ochre', seed: 8 });
    scene.objects.push(...await jarCandle([-3.9, 9.2, 2.6], label('TURF/SMOKE', 'BURNS 45 HOURS', { band: '#93402c' }), { colour: '#3b3431', speckle: 0.2, scale: 0.72 }));
    return scene;
  },
};

export const widePictures = { welcome, workshop };
