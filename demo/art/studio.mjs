// Where the pictures are taken: rooms, daylight, cameras.
import { linear } from './colour.mjs';
import { plaster } from './surfaces.mjs';
import { texture } from './texture.mjs';

const unit = (v) => {
  const length = Math.hypot(...v);
  return v.map((value) => value / length);
};

/**
 * Daylight from a window. `at` is where it comes from, `aim` the point that gets
 * the full light, `width` the window's width over its distance (soft shadows).
 */
export function daylight(at, aim, {
  width = 0.12, strength = 1, warmth = 0.5, fill = 0.52, window = 9, stencil, bounce = 'sand', fillFrom = [0.15, 0.8, 0.58],
} = {}) {
  const reach = Math.hypot(at[0] - aim[0], at[1] - aim[1], at[2] - aim[2]);
  const colour = [1 + 0.12 * warmth, 1, 1 - 0.2 * warmth].map((value) => value * strength * 0.98);
  return {
    light: { at, reach, width, colour, window, stencil, fill: unit(fillFrom) },
    ambient: {
      colour: [0.95, 0.985, 1.05].map((value) => value * fill),
      bounce: linear(bounce).map((value) => value * 1.1),
    },
  };
}

/** A seamless sweep of coloured paper: floor, curve and wall in one. */
export function sweep(colour, { wall = -6, curve = 3, relief = 0.012, mottle = 0.05 } = {}) {
  const surface = plaster(colour, { relief, mottle });
  return { wall, curve, floorSurface: surface, wallSurface: surface };
}

/** A wall that stands on a floor or a table. */
export function corner(wallSurface, floorSurface, wall = -4) {
  return { wall, curve: 0, wallSurface, floorSurface };
}

const paneShapes = {
  window: (size) => {
    const [columns, rows] = size;
    const cells = [];
    for (let column = 0; column < columns; column += 1) {
      for (let row = 0; row < rows; row += 1) {
        const x = 130 + column * (740 / columns);
        const y = 90 + row * (820 / rows);
        cells.push(`<rect x="${x + 12}" y="${y + 12}" width="${740 / columns - 24}" height="${820 / rows - 24}"/>`);
      }
    }
    return `<g fill="#fff">${cells.join('')}</g>`;
  },
};

/** The shadow of a window's bars, thrown on the wall (`plane` 'z') or on the table ('y'). */
export async function windowLight(lightAt, {
  plane = 'z', level = 0, centre = [0, 0], size = [10, 12], slant = 0.25, panes = [2, 3], dark = 0.3, blur = 9, leaves = '',
}) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1000" width="500" height="500"><rect width="1000" height="1000" fill="#000"/>${paneShapes.window(panes)}<g fill="#000">${leaves}</g></svg>`;
  const mask = await texture(svg, 500, { blur });
  return (x, y, z) => {
    let a;
    let b;
    if (plane === 'z') {
      const t = (level - lightAt[2]) / (z - lightAt[2]);
      a = lightAt[0] + (x - lightAt[0]) * t - centre[0];
      b = lightAt[1] + (y - lightAt[1]) * t - centre[1];
    } else {
      const t = (level - lightAt[1]) / (y - lightAt[1]);
      a = lightAt[0] + (x - lightAt[0]) * t - centre[0];
      b = -(lightAt[2] + (z - lightAt[2]) * t - centre[1]);
    }
    const u = (a + b * slant) / size[0] + 0.5;
    const v = 0.5 - (b - a * slant * 0.4) / size[1];
    if (u <= 0 || u >= 1 || v <= 0 || v >= 1) return dark;
    return dark + (1 - dark) * Math.sqrt(mask.read(u, v, 0, 0));
  };
}
