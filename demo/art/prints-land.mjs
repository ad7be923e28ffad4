// Prints of land, sea and weather.
import {
  circle, group, leaf, line, paperSheet, path, rect, ridge, sheetHeight, sheetWidth, through,
} from './drawing.mjs';
import { mix } from './colour.mjs';
import { cloud, random } from './random.mjs';

const W = sheetWidth;
const H = sheetHeight;

export function headland() {
  let body = rect(0, 0, W, H, '#e7b48d') + rect(0, 0, W, 380, '#e9c3a0');
  body += circle(650, 520, 150, 'terracotta');
  const tones = ['#d58c6b', '#b9694f', '#7f4a4d', '#4a3a4c', '#22303f'];
  tones.forEach((tone, index) => {
    body += path(ridge(`headland${index}`, 640 + index * 120, 190 - index * 14, { points: 4 + index }), tone);
  });
  body += rect(0, 1130, W, 300, 'teal');
  const next = random('headland');
  for (let index = 0; index < 34; index += 1) {
    const y = 1145 + index * 8.2;
    const x = 560 + next.between(-150, 130) - index * 2;
    body += rect(x, y, next.between(50, 260), 3.4, index % 3 ? '#e7b48d' : 'terracotta', 'opacity="0.85"');
  }
  return paperSheet('chalk', body, { seed: 11, margin: 70 });
}

export function hills() {
  let body = rect(0, 0, W, H, '#ecd9b4') + circle(690, 350, 170, 'ochre');
  const hill = (x, y, rx, ry, fill) => `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="${fill}"/>`;
  body += hill(180, 1130, 520, 560, '#c9cdb2') + hill(860, 1220, 560, 520, '#9aa585');
  body += hill(330, 1420, 620, 520, '#6c7c5c') + hill(900, 1560, 560, 470, '#b9573a') + hill(120, 1600, 560, 420, '#3f4f43');
  for (let index = 0; index < 13; index += 1) {
    const x = 90 + index * 34;
    body += line(`M${x} ${960 + Math.abs(index - 6) * 12}Q${x + 40} 1150 ${x + 10} 1240`, '#c9cdb2', 4);
  }
  const next = random('hills');
  for (let index = 0; index < 26; index += 1) {
    const x = next.between(560, 960);
    const y = next.between(1190, 1350);
    body += group(`translate(${x} ${y}) rotate(${next.between(-12, 12)})`, path(leaf(46, 15), '#e2ae4a'));
  }
  return paperSheet('chalk', body, { seed: 21, margin: 80, specks: 0.3 });
}

/** Lines of equal height of a noise landscape. */
export function contours() {
  const cells = 150;
  const size = 840 / cells;
  const height = (i, j) => cloud(i * 0.017 + 3, j * 0.017 + 8, 2);
  const lines = { thin: '', bold: '' };
  for (let level = 0; level < 26; level += 1) {
    const at = 0.14 + level * 0.028;
    let d = '';
    for (let j = 0; j < cells * 1.49; j += 1) {
      for (let i = 0; i < cells; i += 1) d += crossing(height, i, j, at, size);
    }
    lines[level % 5 === 0 ? 'bold' : 'thin'] += d;
  }
  const body = path(`M80 80h840v1254h-840Z`, '#2d5a5f') + circle(640, 470, 205, '#b9573a', 'opacity="0.92"')
    + line(lines.thin, '#f4ecdf', 2.2) + line(lines.bold, '#f4ecdf', 5);
  return paperSheet('chalk', body, { seed: 31, waver: 2, specks: 0.2, margin: 80 });
}

function crossing(height, i, j, level, size) {
  const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
  const values = corners.map(([a, b]) => height(a, b) - level);
  const points = [];
  for (let side = 0; side < 4; side += 1) {
    const a = values[side];
    const b = values[(side + 1) % 4];
    if (a < 0 === b < 0) continue;
    const t = a / (a - b);
    const from = corners[side];
    const to = corners[(side + 1) % 4];
    points.push([(from[0] + (to[0] - from[0]) * t) * size + 80, (from[1] + (to[1] - from[1]) * t) * size + 80]);
  }
  return points.length >= 2 ? `M${points[0].map((v) => v.toFixed(1)).join(' ')}L${points[1].map((v) => v.toFixed(1)).join(' ')}` : '';
}

/** Profiles of a mountain range, one behind the other. */
export function ranges() {
  let body = rect(0, 0, W, H, '#1d2c3a');
  for (let row = 0; row < 54; row += 1) {
    const y = 330 + row * 17;
    const points = [];
    for (let x = 90; x <= 910; x += 10) {
      const hump = Math.exp(-(((x - 500 - 60 * Math.sin(row * 0.2)) / 210) ** 2));
      points.push([x, y - hump * 250 * cloud(x * 0.013 + row * 0.11, row * 0.19, 4) - 14 * cloud(x * 0.03, row, 2)]);
    }
    const tone = mix('#e2ae4a', '#f4ecdf', row / 54);
    body += path(`${through(points)}L910 ${y + 30}L90 ${y + 30}Z`, '#1d2c3a') + line(through(points), tone, 2.6);
  }
  return paperSheet('#1d2c3a', body, { seed: 41, waver: 1, specks: 0.1 });
}

export function moonrise() {
  const next = random('moonrise');
  let body = rect(0, 0, W, H, '#22384a') + rect(0, 0, W, 300, '#1b2d3d');
  for (let ring = 5; ring > 0; ring -= 1) body += circle(420, 450, 150 + ring * 62, '#f0dfc0', `opacity="0.05"`);
  body += circle(420, 450, 168, '#f0dfc0') + circle(380, 410, 34, '#e2cda8') + circle(470, 500, 52, '#e2cda8') + circle(450, 390, 18, '#e2cda8');
  ['#385667', '#2c4a52', '#24403f', '#1a302f'].forEach((tone, index) => {
    body += path(ridge(`moon${index}`, 860 + index * 110, 120, { points: 5 }), tone);
  });
  body += `<ellipse cx="500" cy="1130" rx="330" ry="34" fill="#f0dfc0" opacity="0.85"/><ellipse cx="560" cy="1180" rx="150" ry="12" fill="#f0dfc0" opacity="0.5"/>`;
  for (let index = 0; index < 60; index += 1) {
    const x = next.between(0, W);
    const tall = next.between(150, 420);
    const bend = next.between(-60, 90);
    body += line(`M${x} ${H}Q${x + bend * 0.2} ${H - tall * 0.6} ${x + bend} ${H - tall}`, index % 4 ? '#0f1f20' : '#b98d4b', 5);
    if (index % 3 === 0) body += group(`translate(${x + bend} ${H - tall + 30}) rotate(${bend * 0.3})`, path(leaf(92, 11), index % 4 ? '#0f1f20' : '#b98d4b'));
  }
  return paperSheet('chalk', body, { seed: 51, margin: 70 });
}

export function harbour() {
  let body = rect(0, 0, W, H, '#e8d6bb') + rect(0, 760, W, 700, '#5f8a8b') + circle(240, 300, 92, '#c96f4a');
  const boat = (x, y, size, hull, main, jib) => group(`translate(${x} ${y}) scale(${size})`,
    path('M-120 0H130L84 62H-82Z', hull) + path('M8 -18V-430L128 -18Z', main) + path('M-10 -18V-360L-106 -18Z', jib) + rect(-4, -440, 8, 440, '#2d2926')
    + path('M-96 84H100L60 128H-50Z', hull, 'opacity="0.35"') + path('M8 140V410L100 140Z', main, 'opacity="0.3"') + path('M-10 140V330L-80 140Z', jib, 'opacity="0.3"'));
  body += path('M0 760V640Q160 600 300 650T620 610T1000 660V760Z', '#8d9a78') + path('M480 760V690Q700 620 1000 700V760Z', '#56714f');
  ['#f4ecdf', '#dfae97', '#d39a35', '#f4ecdf', '#c98374', '#a9c0c2'].forEach((tone, index) => {
    const x = 70 + index * 72;
    const top = 610 + (index % 3) * 26;
    body += rect(x, top, 66, 760 - top, tone) + path(`M${x - 4} ${top}L${x + 33} ${top - 46}L${x + 70} ${top}Z`, '#93402c')
      + rect(x + 16, top + 28, 12, 20, '#21384a') + rect(x + 40, top + 28, 12, 20, '#21384a');
  });
  for (let row = 0; row < 22; row += 1) body += line(`M${(row * 137) % 500} ${790 + row * 26}q60 -12 120 0t120 0t120 0t120 0`, '#8fb0ad', 4, 'opacity="0.6"');
  body += boat(690, 870, 1.05, '#93402c', '#f4ecdf', '#e2ae4a') + boat(330, 1010, 0.78, '#21384a', '#dfae97', '#f4ecdf');
  return paperSheet('chalk', body, { seed: 61, margin: 70 });
}

export function lighthouse() {
  let body = rect(0, 0, W, H, '#294a5c');
  for (const [angle, tone] of [[-28, '#3b6271'], [-14, '#5b8288'], [0, '#e8c98a'], [14, '#5b8288'], [28, '#3b6271']]) {
    body += group(`translate(520 400) rotate(${angle})`, path('M0 0L-900 -110V110Z', tone, 'opacity="0.8"'));
  }
  body += path('M440 1050L468 460H572L600 1050Z', '#f4ecdf') + path('M449 860L456 700H584L591 860Z', '#b9573a') + path('M440 1050L446 950H594L600 1050Z', '#b9573a')
    + path('M461 590L465 520H575L579 590Z', '#b9573a') + rect(445, 440, 150, 26, '#1b2833') + rect(478, 360, 84, 82, '#f0cf7d') + rect(512, 360, 8, 82, '#1b2833')
    + path('M462 362L520 290L578 362Z', '#93402c') + rect(515, 262, 10, 34, '#1b2833') + rect(500, 640, 34, 50, '#1b2833') + rect(504, 900, 34, 60, '#1b2833');
  body += path('M0 1130Q140 1010 330 1030Q520 990 660 1040Q830 1050 1000 1180V1414H0Z', '#3a3634') + path('M0 1220Q200 1140 420 1170T800 1190T1000 1240V1414H0Z', '#57504a');
  for (let row = 0; row < 6; row += 1) {
    const y = 1215 + row * 36;
    body += path(`M-40 ${y}${'q45 -38 90 0t90 0'.repeat(7)}V1414H-40Z`, mix('#7fa3a3', '#1f4250', row / 5));
  }
  return paperSheet('chalk', body, { seed: 71, margin: 70 });
}

export function birches() {
  const next = random('birches');
  let body = rect(0, 0, W, H, '#d9a75a') + path(ridge('birch', 1180, 110), '#b77a34') + path(ridge('birch2', 1290, 90), '#7c4a2c');
  for (let index = 0; index < 15; index += 1) {
    const near = index / 14;
    const width = 22 + near * 62 * next.between(0.7, 1.1);
    const x = ((index * 389) % 1000) + next.between(-20, 20);
    const base = 1130 + near * 240;
    body += path(`M${x} ${base}L${x + width * 0.12} -20H${x + width * 0.88}L${x + width} ${base}Z`, mix('#c9a066', '#f6efe2', 0.25 + near * 0.75));
    for (let mark = 0; mark < 13; mark += 1) {
      const y = next.between(20, base - 40);
      const left = next.chance(0.5);
      const reach = width * next.between(0.25, 0.6);
      body += path(left ? `M${x + width * 0.07} ${y}l${reach} 5l${-reach} 6Z` : `M${x + width * 0.94} ${y}l${-reach} 6l${reach} 5Z`, mix('#9a6a3c', '#2d2926', near));
    }
  }
  for (let index = 0; index < 240; index += 1) {
    const x = next.between(0, W);
    const y = next.between(40, 640) * next.between(0.3, 1);
    body += group(`translate(${x} ${y}) rotate(${next.between(0, 360)})`, path(leaf(34, 12), next.pick(['#b9573a', '#e6c06a', '#f0d69a', '#8d5a2c'])));
  }
  return paperSheet('chalk', body, { seed: 81, margin: 70 });
}

export function stripes() {
  const tones = ['#f0dfc4', '#e9c9a0', '#dfae97', '#d0876c', '#b9573a', '#7d4346', '#4b3a4f', '#21384a'];
  let body = '';
  for (let row = 0; row < 96; row += 1) {
    const t = row / 95;
    const at = t * (tones.length - 1);
    const tone = mix(tones[Math.floor(at)], tones[Math.min(7, Math.floor(at) + 1)], at % 1);
    const points = [];
    for (let x = -20; x <= W + 20; x += 60) points.push([x, 100 + t * 1230 + 34 * t * Math.sin(x * 0.008 + row * 0.13) + 22 * t * cloud(x * 0.01, row * 0.2, 2)]);
    body += line(through(points), tone, 17 - 5 * t);
  }
  body += circle(500, 420, 160, '#f4ecdf');
  return paperSheet('chalk', body, { seed: 91, waver: 4, specks: 0.6, margin: 90 });
}
