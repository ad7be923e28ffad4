// Repeating and placed patterns for cloth, covers and wrapping paper.
import { blob, branch, circle, group, leaf, line, path, rect } from './drawing.mjs';
import { hex } from './colour.mjs';
import { random } from './random.mjs';

const svg = (width, height, body) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${body}</svg>`;

/** Draws a tile so that what crosses its edge comes in again on the other side. */
const seamless = (size, ground, body) => svg(size, size, rect(0, 0, size, size, ground)
  + [-size, 0, size].flatMap((x) => [-size, 0, size].map((y) => group(`translate(${x} ${y})`, body))).join(''));

/** Bands [share, colour] one under the other. */
export function bands(list, { upright = false, size = 1000 } = {}) {
  const total = list.reduce((sum, [share]) => sum + share, 0);
  let at = 0;
  const body = list.map(([share, tone]) => {
    const extent = (share / total) * size;
    const out = upright ? rect(at, 0, extent + 0.5, size, tone) : rect(0, at, size, extent + 0.5, tone);
    at += extent;
    return out;
  }).join('');
  return svg(size, size, body);
}

/** A tartan: the same bands both ways, half of each seen. */
export function checks(list, { size = 1000 } = {}) {
  const total = list.reduce((sum, [share]) => sum + share, 0);
  let at = 0;
  let down = '';
  let across = '';
  for (const [share, tone] of list) {
    const extent = (share / total) * size;
    down += rect(0, at, size, extent + 0.5, tone);
    across += rect(at, 0, extent + 0.5, size, tone);
    at += extent;
  }
  return svg(size, size, `${down}<g opacity="0.5">${across}</g>`);
}

/** Diamonds within diamonds, as old coverlets have them. */
export function lozenges(ground, tones, { columns = 4, rows = 4, size = 1000 } = {}) {
  const w = size / columns;
  const h = size / rows;
  let body = rect(0, 0, size, size, ground);
  for (let row = -1; row <= rows; row += 1) {
    for (let column = -1; column <= columns; column += 1) {
      const x = (column + 0.5) * w;
      const y = (row + 0.5) * h;
      tones.forEach((tone, index) => {
        const k = 0.5 * (1 - index / tones.length);
        body += path(`M${x} ${y - h * k}L${x + w * k} ${y}L${x} ${y + h * k}L${x - w * k} ${y}Z`, tone);
      });
    }
  }
  return svg(size, size, body);
}

/** Rows of small figures between lines: zigzag, teeth, dots. */
export function folk(ground, tones, { size = 1000 } = {}) {
  let body = rect(0, 0, size, size, ground);
  let y = 30;
  let index = 0;
  while (y < size) {
    const tone = tones[index % tones.length];
    const kind = index % 4;
    if (kind === 0) body += line(`M-20 ${y + 30}${'l25 -26l25 26'.repeat(22)}`, tone, 11);
    else if (kind === 1) body += rect(0, y + 6, size, 14, tone) + rect(0, y + 30, size, 5, tone);
    else if (kind === 2) for (let x = 25; x < size; x += 50) body += path(`M${x} ${y}l20 24l-20 24l-20 -24Z`, tone);
    else for (let x = 0; x < size; x += 50) body += path(`M${x} ${y + 40}l25 -38l25 38Z`, tone);
    y += kind === 1 ? 56 : 70;
    index += 1;
  }
  return svg(size, size, body);
}

export function arcs(ground, tones, { size = 400 } = {}) {
  let body = '';
  const r = size / 4;
  for (let row = 0; row <= 4; row += 1) {
    for (let column = -1; column <= 2; column += 1) {
      const x = column * r * 2 + (row % 2 ? r : 0);
      const y = (row + 1) * r - r * 0.5;
      body += circle(x + r, y, r, ground);
      tones.forEach((tone, index) => { body += circle(x + r, y, r * (0.92 - index * (0.92 / tones.length)), tone); });
    }
  }
  return svg(size, size, rect(0, 0, size, size, ground) + body);
}

export function sprigs(ground, tones, { size = 600, seed = 1, count = 9 } = {}) {
  const next = random(`sprigs${seed}`);
  let body = '';
  for (let index = 0; index < count; index += 1) {
    const x = ((index % 3) + 0.5 + next.between(-0.12, 0.12)) * (size / 3) + (Math.floor(index / 3) % 2 ? size / 6 : 0);
    const y = (Math.floor(index / 3) + 0.75) * (size / 3);
    body += group(`translate(${x} ${y}) rotate(${next.between(-40, 40)}) scale(${size / 1500})`, branch(330, 130, 34, 5, tones[index % tones.length], { bend: next.between(-50, 50) }));
    body += circle(x + size / 6, y - size / 5, size / 90, tones[(index + 1) % tones.length]);
  }
  return seamless(size, ground, body);
}

export function pebbles(ground, tones, { size = 600, seed = 2, count = 46 } = {}) {
  const next = random(`pebbles${seed}`);
  const placed = [];
  let body = '';
  for (let attempt = 0; attempt < 900 && placed.length < count; attempt += 1) {
    const [x, y, r] = [next() * size, next() * size, next.between(0.03, 0.085) * size];
    const near = (a, b) => Math.min(Math.abs(a - b), size - Math.abs(a - b));
    if (placed.some(([px, py, pr]) => Math.hypot(near(x, px), near(y, py)) < r + pr + 5)) continue;
    placed.push([x, y, r]);
    body += path(blob(`${seed}${attempt}`, x, y, r, { points: 7, rough: 0.12 }), next.pick(tones));
  }
  return seamless(size, ground, body);
}

export function terraces(tones, { size = 600 } = {}) {
  let body = '';
  const cell = size / 6;
  for (let row = 0; row < 6; row += 1) {
    for (let column = 0; column < 6; column += 1) {
      const tone = tones[(column * 2 + row * 3) % tones.length];
      const other = tones[(column * 2 + row * 3 + 1 + (row % 2)) % tones.length];
      body += group(`translate(${column * cell} ${row * cell}) rotate(${((column + row * 2) % 4) * 90} ${cell / 2} ${cell / 2})`,
        rect(0, 0, cell + 0.5, cell + 0.5, tone) + path(`M0 ${cell}A${cell} ${cell} 0 0 1 ${cell} 0V${cell}Z`, other));
    }
  }
  return svg(size, size, body);
}

export function fishes(ground, tones, { size = 600 } = {}) {
  let body = '';
  for (let row = 0; row < 6; row += 1) {
    for (let column = 0; column < 3; column += 1) {
      const x = column * (size / 3) + (row % 2) * (size / 6);
      const y = row * (size / 6) + size / 12;
      body += group(`translate(${x} ${y}) scale(${((row % 2 ? 1 : -1) * size) / 1900} ${size / 1900})`,
        path('M-200 0C-110 -90 80 -90 190 -10L290 -80L262 0L290 80L190 14C80 84 -110 82 -200 0Z', tones[(row + column) % tones.length])
        + line('M-60 -52q26 52 0 104M0 -58q26 58 0 112M60 -52q24 52 0 100', ground, 10) + circle(-130, -14, 13, ground));
    }
  }
  return seamless(size, ground, body);
}

export function dots(ground, tone, { size = 300, radius = 16 } = {}) {
  return svg(size, size, rect(0, 0, size, size, ground) + [[0.25, 0.25], [0.75, 0.75]].map(([x, y]) => circle(x * size, y * size, radius, tone)).join(''));
}

export function meadow(ground, tones, { size = 700, seed = 3 } = {}) {
  const next = random(`meadow${seed}`);
  let body = '';
  for (let index = 0; index < 22; index += 1) {
    const x = next() * size;
    const y = next() * size;
    const tone = tones[index % tones.length];
    const petals = 5 + (index % 3);
    const scale = next.between(0.5, 1) * (size / 700);
    body += group(`translate(${x} ${y}) rotate(${next() * 360}) scale(${scale})`,
      Array.from({ length: petals }, (_, i) => group(`rotate(${(i * 360) / petals})`, path(leaf(62, 20), tone))).join('') + circle(0, 0, 14, tones[(index + 1) % tones.length]));
    body += group(`translate(${next() * size} ${next() * size}) rotate(${next() * 360}) scale(${scale * 0.7})`, path(leaf(90, 22), '#56714f') + path(leaf(70, 18), '#8d9a78', 'transform="rotate(40)"'));
  }
  return seamless(size, ground, body);
}

/** Fringe: loose ends hanging from an upper edge, on nothing. */
export function fringe(tones, { width = 1600, height = 130, seed = 1, step = 11 } = {}) {
  const next = random(`fringe${seed}`);
  let body = '';
  for (let x = 4; x < width; x += step) {
    const tone = hex(tones[Math.floor((x / width) * tones.length * 3) % tones.length]);
    for (let ply = 0; ply < 3; ply += 1) {
      const sway = next.between(-16, 16);
      const tall = height * next.between(0.8, 0.99);
      body += line(`M${x + ply * 2 - 2} 0C${x + ply} ${tall * 0.4} ${x + sway * 0.4} ${tall * 0.6} ${x + sway} ${tall}`, tone, 3.4, ply === 1 ? 'stroke-opacity="0.85"' : '');
    }
    body += circle(x, 12, 5.5, tone);
  }
  return svg(width, height, body);
}
