// What the drawings share: a sheet of paper, inks that print unevenly, and
// shapes that are tedious to write out.
import { hex } from './colour.mjs';
import { random } from './random.mjs';

export const sheetWidth = 1000;
export const sheetHeight = 1414;

const round = (value) => Math.round(value * 10) / 10;

/**
 * A whole sheet in the proportion of the A sizes. The ink is what `inked` adds
 * when the sheet is drawn: edges that waver by so much, and bare specks.
 */
export function paperSheet(paper, body, { seed = 1, waver = 5, specks = 0.5, margin = 0, width = sheetWidth, height = sheetHeight } = {}) {
  const clip = margin
    ? `<clipPath id="area"><rect x="${margin}" y="${margin}" width="${width - 2 * margin}" height="${height - 2 * margin}"/></clipPath>` : '';
  return {
    ink: { seed, waver, specks, paper: hex(paper) },
    svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><defs>${clip}</defs><rect width="${width}" height="${height}" fill="${hex(paper)}"/><g${margin ? ' clip-path="url(#area)"' : ''}>${body}</g></svg>`,
  };
}

export const rect = (x, y, width, height, fill, more = '') => `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" fill="${hex(fill)}" ${more}/>`;
export const circle = (x, y, radius, fill, more = '') => `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" fill="${hex(fill)}" ${more}/>`;
export const path = (d, fill, more = '') => `<path d="${d}" fill="${fill === 'none' ? 'none' : hex(fill)}" ${more}/>`;
export const line = (d, stroke, width, more = '') => `<path d="${d}" fill="none" stroke="${hex(stroke)}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`;
export const group = (transform, body) => `<g transform="${transform}">${body}</g>`;

/** A smooth open line through points, as path data. */
export function through(points, closed = false) {
  const count = points.length;
  const at = (index) => (closed ? points[(index + count) % count] : points[Math.max(0, Math.min(count - 1, index))]);
  let d = `M${round(points[0][0])} ${round(points[0][1])}`;
  for (let index = 0; index < (closed ? count : count - 1); index += 1) {
    const [a, b, c, e] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
    d += `C${round(b[0] + (c[0] - a[0]) / 6)} ${round(b[1] + (c[1] - a[1]) / 6)} ${round(c[0] - (e[0] - b[0]) / 6)} ${round(c[1] - (e[1] - b[1]) / 6)} ${round(c[0])} ${round(c[1])}`;
  }
  return closed ? `${d}Z` : d;
}

/** A ridge of hills from left to right, closed at the bottom. */
export function ridge(seed, base, height, { width = sheetWidth, bottom = sheetHeight, points = 6 } = {}) {
  const next = random(seed);
  const line = [];
  for (let index = -1; index <= points + 1; index += 1) {
    line.push([(index / points) * width, base - height * (index % 2 === 0 ? next.between(0, 0.35) : next.between(0.55, 1))]);
  }
  return `${through(line)}L${width * 1.3} ${bottom}L${-width * 0.3} ${bottom}Z`;
}

/** A leaf from its stalk at 0,0 upwards. */
export const leaf = (length, width, bend = 0) => `M0 0C${round(-width)} ${round(-length * 0.3)} ${round(-width * 0.8 + bend)} ${round(-length * 0.75)} ${round(bend)} ${-length}C${round(width * 0.8 + bend)} ${round(-length * 0.75)} ${round(width)} ${round(-length * 0.3)} 0 0Z`;

/** A soft closed shape round a centre. */
export function blob(seed, x, y, radius, { points = 8, rough = 0.3, squeeze = 1 } = {}) {
  const next = random(seed);
  return through(Array.from({ length: points }, (_, index) => {
    const angle = (index / points) * Math.PI * 2;
    const reach = radius * (1 - rough + 2 * rough * next());
    return [x + Math.cos(angle) * reach, y + Math.sin(angle) * reach * squeeze];
  }), true);
}

/** A branch with leaves in pairs, upwards from 0,0. */
export function branch(length, leafLength, leafWidth, pairs, fill, { stem = fill, bend = 60, alternate = 0.5, droop = 0 } = {}) {
  let out = line(`M0 0Q${bend * 0.2} ${-length * 0.5} ${bend} ${-length}`, stem, 6);
  for (let index = 1; index <= pairs; index += 1) {
    const t = 0.12 + (0.86 * index) / pairs;
    const x = 2 * (1 - t) * t * bend * 0.2 + t * t * bend;
    const y = -length * t;
    const size = 0.55 + 0.6 * Math.sin(Math.PI * Math.min(0.92, 0.15 + t * 0.75));
    const open = 62 - 26 * t + droop;
    out += group(`translate(${round(x)} ${round(y)}) rotate(${round(-open)}) scale(${round(size * 100) / 100})`, path(leaf(leafLength, leafWidth, 8), fill));
    const y2 = y + (alternate * length) / pairs;
    out += group(`translate(${round(x)} ${round(y2)}) rotate(${round(open)}) scale(${round(size * 100) / 100})`, path(leaf(leafLength, leafWidth, -8), fill));
  }
  return out + group(`translate(${bend} ${-length}) rotate(4)`, path(leaf(leafLength * 0.8, leafWidth * 0.7), fill));
}
