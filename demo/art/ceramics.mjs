// Thrown pots: their outlines, and the pictures of them.
import { handle, lathe, place, smooth } from './solids.mjs';
import { glaze } from './surfaces.mjs';

/** Gives an outer outline a wall of the given thickness and a hollow inside. */
export function hollow(outer, wall = 0.11, floor = 0.18) {
  const line = smooth(outer, 12);
  const inner = [];
  for (let index = line.length - 1; index >= 0; index -= 1) {
    const [r, y] = line[index];
    if (y < floor) break;
    inner.push([Math.max(0.02, r - wall), y]);
  }
  const rim = line[line.length - 1];
  const lip = [0.3, 0.6, 0.85].map((t) => [rim[0] - wall * t, rim[1] + wall * 0.5 * Math.sin(Math.PI * t)]);
  return [[0, line[0][1]], ...line, ...lip, ...inner, [0, floor]];
}

export const shapes = {
  bottle: [[0.7, 0, 1], [0.78, 0.06], [1.02, 0.7], [1.06, 1.4], [0.8, 2.1], [0.34, 2.55], [0.28, 3.1], [0.38, 3.45]],
  moon: [[0.55, 0, 1], [0.62, 0.05], [1.2, 0.55], [1.48, 1.3], [1.25, 2.05], [0.6, 2.5], [0.5, 2.62], [0.58, 2.8]],
  column: [[0.82, 0, 1], [0.9, 0.06], [0.94, 0.9], [0.9, 1.9], [0.97, 2.9], [1.0, 3.2]],
  shoulder: [[0.62, 0, 1], [0.68, 0.05], [0.82, 0.8], [1.12, 1.8], [1.18, 2.25], [0.85, 2.62], [0.5, 2.74], [0.52, 2.95]],
  amphora: [[0.5, 0, 1], [0.55, 0.06], [0.72, 0.6], [1.15, 1.6], [1.2, 2.2], [0.7, 2.8], [0.4, 3.0], [0.42, 3.5], [0.62, 3.75]],
  bowl: [[0.6, 0, 1], [0.64, 0.1], [0.72, 0.16], [1.25, 0.5], [1.58, 0.95], [1.66, 1.14]],
  serving: [[0.8, 0, 1], [0.85, 0.1], [0.95, 0.15], [1.7, 0.42], [2.15, 0.82], [2.24, 0.98]],
  cup: [[0.42, 0, 1], [0.48, 0.05], [0.54, 0.3], [0.58, 0.7], [0.6, 1.02]],
  mug: [[0.5, 0, 1], [0.57, 0.05], [0.62, 0.3], [0.62, 0.8], [0.6, 1.12]],
  jug: [[0.66, 0, 1], [0.74, 0.06], [0.95, 0.6], [0.98, 1.2], [0.72, 1.9], [0.6, 2.25], [0.72, 2.6]],
  plate: [[0.8, 0, 1], [0.84, 0.06], [0.95, 0.09], [1.3, 0.12], [1.38, 0.2], [1.42, 0.3]],
  planter: [[0.85, 0, 1], [0.92, 0.05], [1.1, 0.6], [1.24, 1.3], [1.3, 1.75]],
  dish: [[0.45, 0, 1], [0.5, 0.05], [0.8, 0.12], [0.95, 0.28], [0.98, 0.36]],
};

export function pot(shape, finish, at, { scale = 1, wall = 0.1, floor = 0.16, wobble = 0.006, turn = 0 } = {}) {
  const outline = hollow(shapes[shape].map(([r, y, ...rest]) => [r * scale, y * scale, ...rest]), wall, floor * scale);
  const body = lathe(outline, { wobble });
  return place(body, glaze({ ...finish, top: body.height }), at, [0, turn, 0]);
}

export function mug(finish, at, turn = 0.4, shape = 'mug', scale = 1) {
  const body = pot(shape, finish, at, { scale, turn });
  const grip = place(handle(0.4 * scale, 0.36 * scale, 0.085 * scale), glaze({ ...finish, dip: undefined, stripes: [], bare: undefined, inside: undefined }), [
    at[0] + Math.cos(turn) * 0.55 * scale, at[1] + 0.6 * scale, at[2] - Math.sin(turn) * 0.55 * scale], [0, turn, 0]);
  return [body, grip];
}
