// The pictures of candles, soap and bottles.
import { pot } from '../art/ceramics.mjs';
import { label } from '../art/labels.mjs';
import { bunch, candlestick, oak, twig, walnut } from '../art/props.mjs';
import { bottle, careScene, jarCandle, pillar, sleeve, soapBar, tapers } from '../art/scenes-care.mjs';
import { plaster, stone } from '../art/surfaces.mjs';
import { glazes } from './ceramics.mjs';
import { papers } from './paper.mjs';

const labels = {
  turf: label('TURF/SMOKE', 'BURNS 45 HOURS', { band: '#93402c' }),
  gorse: label('GORSE/HONEY', 'BURNS 45 HOURS', { band: '#c98a2b' }),
  tide: label('TIDE/LINE', 'BURNS 45 HOURS', { band: '#2d5a5f' }),
  wash: label('ROSEMARY/SALT', 'HAND WASH', { band: '#56714f' }),
  lotion: label('OAT/BALM', 'HAND CREAM', { band: '#c98374' }),
};
const near = { camera: { eye: [0, 2.8, 8], target: [0, 1.05, 0], fov: 23 }, centre: [0, 1.2], size: [6.5, 6] };
const marble = stone('#e6dccb', ['#b9573a', '#8d9a78', '#5c666b', '#cdb08a']);
const soaps = { oat: ['#e3cfa9', '#c9a877', 0], sea: ['#9db9b4', '#5f8a8b', 0.012], rose: ['#d9a391', '#b9573a', 0.008] };

export const pictures = {
  'turf-smoke-candle-1': async () => careScene(await jarCandle([0, 0, 0], labels.turf, { colour: '#3b3431', speckle: 0.2, fill: '#ead9b8' }), { ground: '#b9735a', ...near }),
  'turf-smoke-candle-2': async () => careScene([...await jarCandle([-0.8, 0, 0], labels.turf, { colour: '#3b3431', speckle: 0.2, fill: '#ead9b8', turn: 0.3 }), ...await jarCandle([1, 0, -0.7], labels.turf, { colour: '#3b3431', speckle: 0.2, scale: 0.72, lit: false })], { ground: '#d8c6aa', ...near, camera: { eye: [1.2, 3.6, 8.6], target: [0, 0.9, 0], fov: 24 } }),
  'gorse-honey-candle-1': async () => careScene(await jarCandle([0, 0, 0], labels.gorse, { colour: '#e6d9bf', fill: '#f0e0b8' }), { ground: '#c9a24f', ...near }),
  'gorse-honey-candle-2': async () => careScene([...await jarCandle([-0.5, 0, 0.3], labels.gorse, { colour: '#e6d9bf', fill: '#f0e0b8' }), pot('bottle', glazes.honey, [1.4, 0, -1], { scale: 0.66 }), bunch(await twig('grass', 5), [1.4, 1.9, -1], 2.6)], { ground: '#a3ad90', ...near, camera: { eye: [-1, 3, 9.5], target: [0.2, 1.25, 0], fov: 24 } }),
  'tide-line-candle-1': async () => careScene(await jarCandle([0, 0, 0], labels.tide, { colour: '#a9c0c2', fill: '#eae6d8' }), { ground: '#dfae97', ...near }),
  'tide-line-candle-2': async () => careScene([...await jarCandle([-0.9, 0, 0.2], labels.tide, { colour: '#a9c0c2', turn: 0.2 }), ...await jarCandle([0.95, 0, 0.5], labels.gorse, { colour: '#e6d9bf', lit: false, turn: -0.2 }), ...await jarCandle([0.1, 0, -1.5], labels.turf, { colour: '#3b3431', speckle: 0.2 })], { ground: '#7f9f9e', ...near, camera: { eye: [0, 3.8, 10], target: [0, 0.8, 0], fov: 25 } }),
  'dipped-tapers-1': async () => careScene([...candlestick([-0.9, 0, 0], 1, '#b98d4b', '#b9573a'), ...candlestick([0.1, 0, 0.5], 0.8, '#b98d4b', '#d39a35'), ...candlestick([0.95, 0, -0.3], 1.15, '#b98d4b', '#2d5a5f')], { ground: '#dcc6a6', camera: { eye: [0, 3.2, 14], target: [0, 2, 0], fov: 23 }, centre: [0.2, 2.2], size: [8, 8] }),
  'dipped-tapers-2': async () => careScene(tapers(['#b9573a', '#d39a35', '#e9dcc8', '#8d9a78', '#2d5a5f', '#5d2e3f'], [-0.1, 0, 0], 0.6), { top: plaster('#d9ab95', { relief: 0.02 }), wall: -40, stencil: false, camera: { eye: [0, 7.4, 4.2], target: [0, 0, 0], fov: 32 } }),
  'ribbed-pillar-candle-1': async () => careScene([...pillar([-0.7, 0, 0], '#c98374', { ridges: 16 }), ...pillar([0.75, 0, 0.4], '#e9dcc8', { ridges: 16, height: 1.2, radius: 0.6 })], { ground: '#5f7f80', camera: { eye: [0, 2.9, 8.6], target: [0, 0.95, 0], fov: 23 }, centre: [0, 1.2], size: [6.5, 6] }),
  'ribbed-pillar-candle-2': async () => careScene([...pillar([0, 0.1, 0], '#d39a35', { ridges: 16 }), pot('dish', glazes.moon, [0, 0, 0], { scale: 1.05 })], { ground: '#5d2e3f', camera: { eye: [1.4, 3.4, 8], target: [0, 0.95, 0], fov: 24 }, centre: [0, 1.2], size: [6.5, 6] }),
  'oat-and-honey-soap-1': async () => careScene([soapBar([-0.1, 0, 0.3], soaps.oat, 0.35), soapBar([0.1, 0.53, 0.2], soaps.oat, -0.15)], { ground: '#a9834f', camera: { eye: [0, 3.4, 6.6], target: [0, 0.5, 0.1], fov: 24 }, centre: [0, 0.9], size: [5, 5] }),
  'oat-and-honey-soap-2': async () => careScene([soapBar([-0.9, 0, 0.1], soaps.oat, 0.35), await sleeve([-0.9, 0, 0.1], papers.arc, 0.35), soapBar([0.9, 0, 0.3], soaps.oat, -0.3)], { top: marble, wall: -40, stencil: false, camera: { eye: [0, 5.4, 5.4], target: [0, 0.1, 0.1], fov: 30 } }),
  'seaweed-soap-1': async () => careScene([soapBar([0, 0.14, 0], soaps.sea, 0.3), pot('dish', glazes.moon, [0, 0, 0], { scale: 1.3 })], { ground: '#c98374', camera: { eye: [0, 3.2, 6.6], target: [0, 0.3, 0], fov: 24 }, centre: [0, 0.7], size: [5, 5] }),
  'seaweed-soap-2': async () => careScene([soapBar([-0.75, 0, -0.3], soaps.sea, 0.5), soapBar([0.7, 0, 0.4], soaps.sea, 0.1), await sleeve([0.7, 0, 0.4], papers.fish, 0.1)], { top: oak({ scale: 0.45 }), wall: -40, stencil: false, camera: { eye: [0.4, 5.4, 5.4], target: [0, 0.1, 0.05], fov: 30 } }),
  'wild-rose-soap-1': async () => careScene([soapBar([-0.5, 0, 0.4], soaps.rose, 0.25), soapBar([0.75, 0.26, -0.5], soaps.rose, -0.4, { tilt: 0 }), soapBar([0.75, -0.26, -0.5], soaps.rose, -0.3)], { ground: '#8d9a78', camera: { eye: [0, 3.6, 7.8], target: [0.1, 0.35, 0], fov: 25 }, centre: [0, 0.9], size: [5, 5] }),
  'wild-rose-soap-2': async () => careScene([soapBar([0, 0, 0], soaps.rose, 0.3), await sleeve([0, 0, 0], papers.pebble, 0.3)], { ground: '#d9b79c', camera: { eye: [0.8, 3, 5.6], target: [0, 0.25, 0], fov: 24 }, centre: [0, 0.7], size: [5, 5] }),
  'rosemary-salt-hand-wash-1': async () => careScene(await bottle([0, 0, 0], labels.wash), { ground: '#a3ad90', camera: { eye: [0, 3, 12], target: [0.1, 1.7, 0], fov: 23 }, centre: [0.2, 1.9], size: [8, 8] }),
  'rosemary-salt-hand-wash-2': async () => careScene([...await bottle([-0.75, 0, 0], labels.wash), ...await bottle([1.1, 0, -0.6], labels.lotion, { pump: false, scale: 0.72, turn: -0.1 }), soapBar([0.7, 0, 1.1], soaps.sea, 0.3)], { ground: '#dcc6a6', camera: { eye: [1, 3.6, 12], target: [0.1, 1.5, 0], fov: 24 }, centre: [0.2, 1.9], size: [8, 8] }),
  'oat-balm-hand-cream-1': async () => careScene(await bottle([0, 0, 0], labels.lotion, { glass: '#7a4426' }), { ground: '#d9a391', camera: { eye: [0, 3, 12], target: [0.1, 1.7, 0], fov: 23 }, centre: [0.2, 1.9], size: [8, 8] }),
  'oat-balm-hand-cream-2': async () => careScene([...await bottle([-0.4, 0, 0], labels.lotion, { pump: false, glass: '#7a4426' }), soapBar([1.3, 0, 0.7], soaps.oat, -0.3)], { top: walnut({ scale: 0.4 }), ground: '#dccab0', wall: -3, camera: { eye: [0, 3.4, 10.5], target: [0.2, 1.25, 0], fov: 24 } }),
  'collection-candles-and-soap': async () => careScene([...await jarCandle([-0.95, 0, 0], labels.gorse, { colour: '#e6d9bf', fill: '#f0e0b8' }), ...pillar([1, 0, -0.5], '#b9573a', { ridges: 16, height: 2.4 }), soapBar([0.85, 0, 1.1], soaps.sea, 0.2)], { ground: '#c98374', camera: { eye: [0, 3.4, 9.8], target: [0, 1.1, 0], fov: 24 }, centre: [0.2, 1.4], size: [7, 6.6] }),
};
