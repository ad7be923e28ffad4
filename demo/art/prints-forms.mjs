// Prints of plants, birds, houses and plain shapes.
import { blob, branch, circle, group, leaf, line, paperSheet, path, rect, sheetHeight, sheetWidth } from './drawing.mjs';
import { mix } from './colour.mjs';
import { random } from './random.mjs';

const W = sheetWidth;
const H = sheetHeight;

export function fern() {
  let body = '';
  const frond = (length, fill) => {
    let out = line(`M0 0Q-30 ${-length * 0.5} 30 ${-length}`, fill, 9);
    for (let index = 0; index < 30; index += 1) {
      const t = 0.06 + (index / 30) * 0.94;
      const x = 2 * (1 - t) * t * -30 + t * t * 30;
      const size = Math.sin(Math.PI * (0.12 + 0.86 * t)) ** 0.8 * 240 + 14;
      for (const side of [-1, 1]) {
        out += group(`translate(${x.toFixed(1)} ${(-length * t + (side > 0 ? 8 : 0)).toFixed(1)}) rotate(${side * (74 - 34 * t)})`,
          path(leaf(size, 15 + size * 0.05, -side * 12), fill));
      }
    }
    return out;
  };
  body += group('translate(510 1290) rotate(-3)', frond(1140, '#3f5a45'));
  return paperSheet('#f1e8d8', body, { seed: 12, waver: 4, specks: 0.7 });
}

export function honesty() {
  const next = random('honesty');
  let body = rect(0, 0, W, H, '#5d2e3f');
  const stem = (x, tilt, tall) => {
    let out = line(`M0 0Q${tilt} ${-tall * 0.5} ${tilt * 1.6} ${-tall}`, '#e0c59a', 5);
    for (let index = 0; index < 9; index += 1) {
      const t = 0.34 + index * 0.075;
      const side = index % 2 ? 1 : -1;
      const sx = 2 * (1 - t) * t * tilt + t * t * tilt * 1.6;
      const reach = side * next.between(60, 120) * (1.15 - t * 0.6);
      const y = -tall * t - 60;
      const size = next.between(44, 66) * (1.2 - t * 0.45);
      out += line(`M${sx} ${-tall * t}Q${sx + reach * 0.6} ${-tall * t - 10} ${sx + reach} ${y}`, '#e0c59a', 4);
      out += `<ellipse cx="${sx + reach}" cy="${y - size * 0.9}" rx="${size * 0.82}" ry="${size}" fill="${next.pick(['#f0dfc0', '#e8cfa4', '#dfae97'])}" opacity="0.92"/>`;
      for (const [dx, dy] of [[-0.25, -0.6], [0.2, -1.1], [0.1, -0.5]]) out += circle(sx + reach + dx * size, y + dy * size, 7, '#8a5a4a');
    }
    return group(`translate(${x} 1360)`, out);
  };
  body += stem(360, -60, 1080) + stem(560, 70, 1180) + stem(480, 10, 820);
  return paperSheet('chalk', body, { seed: 22, margin: 70, specks: 0.4 });
}

export function cuttings() {
  const cells = [['#dfae97', '#93402c'], ['#21384a', '#e2ae4a'], ['#ecdcc0', '#56714f'], ['#d39a35', '#5d2e3f'], ['#8d9a78', '#f4ecdf'], ['#b9573a', '#f1dcc2']];
  const shape = (kind, fill) => {
    if (kind === 0) return Array.from({ length: 7 }, (_, i) => group(`rotate(${-72 + i * 24})`, path(leaf(190, 34), fill))).join('');
    if (kind === 1) return path(blob('cut1', 0, -95, 105, { points: 9, rough: 0.34 }), fill);
    if (kind === 2) return group('translate(-10 60) scale(0.62)', branch(420, 170, 52, 5, fill, { bend: 40 }));
    if (kind === 3) return Array.from({ length: 9 }, (_, i) => group(`translate(0 -90) rotate(${i * 40})`, path(leaf(125, 40), fill))).join('') + circle(0, -90, 30, '#d39a35');
    if (kind === 4) return path('M-120 40C-150 -120 -20 -40 -60 -190C20 -250 30 -90 60 -110C140 -150 60 -240 130 -230C190 -120 110 60 20 60C-40 62 -70 20 -120 40Z', fill);
    return Array.from({ length: 5 }, (_, i) => path(`M${-130 + i * 60} 60C${-170 + i * 60} -20 ${-90 + i * 60} -60 ${-130 + i * 60} -220C${-70 + i * 60} -120 ${-130 + i * 60} -60 ${-90 + i * 60} 60Z`, fill)).join('');
  };
  const body = cells.map(([ground, fill], index) => {
    const x = 80 + (index % 2) * 420;
    const y = 80 + Math.floor(index / 2) * 418;
    return rect(x, y, 420, 418, ground) + group(`translate(${x + 210} ${y + 300})`, shape(index, fill));
  }).join('');
  return paperSheet('chalk', body, { seed: 32, margin: 80, waver: 9, specks: 0.25 });
}

export function wavelength() {
  let rings = '';
  let second = '';
  for (let index = 1; index < 46; index += 1) {
    rings += `<circle cx="430" cy="610" r="${index * 17}" fill="none" stroke="#b9573a" stroke-width="7.5"/>`;
    second += `<circle cx="575" cy="800" r="${index * 17}" fill="none" stroke="#21384a" stroke-width="7.5"/>`;
  }
  const body = `<clipPath id="a"><circle cx="430" cy="610" r="330"/></clipPath><clipPath id="b"><circle cx="575" cy="800" r="330"/></clipPath>
    <g clip-path="url(#a)">${rings}</g><g clip-path="url(#b)" style="mix-blend-mode:multiply">${second}</g>`;
  return paperSheet('#f1e6d2', body, { seed: 42, waver: 1.5, specks: 0.4 });
}

export function mobile() {
  const ink = '#2d2926';
  let body = '';
  body += line('M520 -90V300M220 360Q520 260 800 330M220 360V560M800 330V480M80 610Q220 520 400 590M80 610V760M400 590V700M620 540Q800 440 930 520M620 540V860M930 520V640M300 930Q400 680 400 700M440 920Q620 830 760 900M440 920V1040M760 900V1000', ink, 6);
  body += path('M80 760c-70 20 -50 150 10 170c70 20 90 -80 60 -120c-20 -30 -40 -58 -70 -50Z', '#b9573a') + circle(400, 765, 66, '#e2ae4a')
    + path('M930 640c60 10 60 190 -30 220c-110 30 -60 -110 -20 -130c30 -20 0 -95 50 -90Z', '#2d5a5f') + circle(800, 480, 30, '#2d2926')
    + path('M440 1040c120 -10 150 60 120 130c-30 80 -180 90 -230 20c-40 -60 20 -145 110 -150Z', '#5d2e3f') + path('M760 1000l95 190h-190Z', '#8d9a78') + circle(620, 872, 26, '#b9573a')
    + path('M520 300m-46 0a46 46 0 0 1 92 0Z', '#2d5a5f') + circle(220, 560, 24, '#d39a35');
  body = rect(0, 0, W, H, '#ecdfc8') + group('translate(92 120) scale(0.82)', body);
  return paperSheet('chalk', body, { seed: 52, margin: 70, waver: 4 });
}

export function wren() {
  let body = rect(0, 0, W, H, '#e7d3ae');
  body += group('translate(180 1330) rotate(8)', branch(1150, 210, 58, 9, '#56714f', { bend: 250 }));
  body += line('M60 1010Q420 930 960 1000', '#3b2f2a', 22) + line('M760 985Q860 900 900 830', '#3b2f2a', 12);
  body += path('M300 640C360 470 560 440 640 560C690 640 720 720 660 820C610 910 450 930 370 850C310 790 280 720 300 640Z', '#8b5233')
    + path('M340 700C360 600 450 600 470 700C480 800 420 880 370 850C320 800 320 760 340 700Z', '#d9b98a')
    + path('M520 640C620 600 720 700 690 800C620 830 520 790 500 720Z', '#5f3521')
    + path('M640 640L850 470L800 620L690 730Z', '#5f3521') + path('M312 610L196 612L318 664Z', '#3b2f2a')
    + circle(388, 590, 27, '#f4ecdf') + circle(384, 590, 17, '#1b1a18');
  for (let index = 0; index < 5; index += 1) body += line(`M${540 + index * 26} ${660 + index * 8}q22 50 6 ${110 - index * 8}`, '#d9b98a', 6);
  for (let index = 0; index < 4; index += 1) body += line(`M${690 + index * 34} ${680 - index * 46}l38 ${26 - index * 4}`, '#d9b98a', 6);
  body += line('M330 545Q430 500 520 560', '#d9b98a', 9) + line('M430 890L420 975M500 898L510 968', '#3b2f2a', 11);
  return paperSheet('chalk', body, { seed: 62, margin: 80, specks: 0.9 });
}

export function heron() {
  let body = rect(0, 0, W, H, '#b9c8c0') + circle(690, 380, 190, '#e6b58a');
  for (let index = 0; index < 16; index += 1) {
    const x = 60 + index * 62 + (index % 3) * 14;
    body += line(`M${x} 1414Q${x + 20} 1000 ${x + (index % 2 ? 60 : -40)} ${700 + (index % 5) * 70}`, index % 2 ? '#6f8272' : '#8d9a78', 9);
    if (index % 3 === 0) body += `<ellipse cx="${x - 38}" cy="${720 + (index % 5) * 70}" rx="16" ry="70" fill="#6b4630"/>`;
  }
  body += path('M330 1010C320 860 400 760 520 730C560 720 590 690 580 630C570 570 470 540 470 440C470 360 540 330 600 340C640 346 660 370 660 400C640 384 600 384 590 420C580 470 680 520 690 620C700 720 640 790 620 860C590 950 470 1020 330 1010Z', '#4d6470')
    + path('M600 345L850 408L640 420Z', '#d39a35') + path('M560 352C500 330 430 350 372 396C440 390 500 400 540 396Z', '#1b2833') + circle(612, 378, 11, '#1b2833')
    + path('M330 1010C380 900 480 850 600 860C560 960 450 1010 330 1010Z', '#21384a') + path('M585 620C620 680 590 730 560 760C600 740 650 700 640 640Z', '#e9eee6');
  body += line('M470 990V1290M530 960L560 1130L530 1290M470 1290l-50 16M470 1290l50 14M530 1290l60 14', '#6b4630', 12);
  for (let row = 0; row < 9; row += 1) body += line(`M${40 + row * 30} ${1230 + row * 20}h${520 + (row % 4) * 120}`, '#e9eee6', 5, 'opacity="0.7"');
  return paperSheet('chalk', body, { seed: 72, margin: 70, specks: 0.6 });
}

export function tiles() {
  const next = random('tiles');
  const size = 120;
  let body = '';
  for (let row = 0; row < 10; row += 1) {
    for (let column = 0; column < 7; column += 1) {
      const x = 80 + column * size;
      const y = 107 + row * size;
      const [ground, first, second] = next.pick([['#f1e6d2', '#2d5a5f', '#b9573a'], ['#2d5a5f', '#f1e6d2', '#e2ae4a'], ['#f1e6d2', '#b9573a', '#2d5a5f'], ['#e2ae4a', '#2d5a5f', '#f1e6d2']]);
      const turn = next.integer(0, 3) * 90;
      const inner = next.chance(0.75)
        ? path('M0 0H80A80 80 0 0 1 0 80Z', first) + path('M0 0H40A40 40 0 0 1 0 40Z', second) + path('M120 120H60A60 60 0 0 1 120 60Z', first)
        : path('M60 0A60 60 0 0 1 0 60A60 60 0 0 1 60 120A60 60 0 0 1 120 60A60 60 0 0 1 60 0Z', first) + circle(60, 60, 17, second);
      body += group(`translate(${x} ${y}) rotate(${turn} 60 60)`, rect(0, 0, size + 0.5, size + 0.5, ground) + inner);
    }
  }
  return paperSheet('chalk', body, { seed: 82, waver: 3, specks: 0.45, margin: 80 });
}

export function pears() {
  let body = rect(0, 0, W, 900, '#2f5b6b') + rect(0, 880, W, 540, '#d79a4e');
  for (let row = 0; row < 14; row += 1) body += rect(0, 900 + row * 40, W, 14, '#c98740');
  body += path('M170 830H830C810 1030 690 1120 500 1120S190 1030 170 830Z', '#f1e6d2') + path('M420 1110H580L610 1150H390Z', '#f1e6d2') + rect(170, 880, 660, 22, '#b9573a', 'opacity="0.9"') + path('M205 960H795', 'none', 'stroke="#2f5b6b" stroke-width="10" stroke-dasharray="6 30" stroke-linecap="round"');
  const pear = (x, y, tilt, fill, shade) => group(`translate(${x} ${y}) rotate(${tilt}) scale(1.05)`,
    path('M0 -330C60 -330 62 -250 78 -200C100 -140 150 -110 150 -10C150 90 80 130 0 130S-150 90 -150 -10C-150 -110 -100 -140 -78 -200C-62 -250 -60 -330 0 -330Z', fill)
    + path('M40 -320C70 -280 62 -240 78 -200C100 -140 150 -110 150 -10C150 90 80 130 0 130C120 60 110 -80 60 -160C40 -200 50 -270 40 -320Z', shade) + line('M0 -325Q10 -380 40 -410', '#3b2f2a', 11));
  const bowl = body;
  body = rect(0, 0, W, 900, '#2f5b6b') + rect(0, 880, W, 540, '#d79a4e') + pear(350, 780, -9, '#c9b04a', '#a78b33') + pear(650, 790, 14, '#d9a441', '#b9703a') + pear(500, 760, 3, '#b7b46a', '#8d9050');
  body += bowl.slice(bowl.indexOf('<rect', bowl.indexOf('<rect', 1) + 1));
  body += group('translate(500 365) rotate(58)', path(leaf(180, 52, 10), '#56714f'));
  return paperSheet('chalk', body, { seed: 92, margin: 70, specks: 0.4, waver: 7 });
}

export function poppies() {
  const next = random('poppies');
  let body = rect(0, 0, W, H, '#efe2cb');
  const flower = (x, y, size, tone) => {
    const stem = line(`M${x} ${y}Q${x + next.between(-70, 70)} ${y + 400} ${500 + (x - 500) * 0.5} 1420`, '#4a5538', 7);
    const petals = [0, 72, 144, 216, 288].map((turn, index) => group(`translate(${x} ${y}) rotate(${turn + size}) scale(${size / 100})`,
      path(blob(`petal${index}${x}`, 0, -78, 82, { points: 7, rough: 0.13 }), index % 2 ? tone : mix(tone, '#2d2926', 0.12)))).join('');
    const heart = circle(x, y, size * 0.34, '#2d2926') + Array.from({ length: 14 }, (_, i) => circle(x + Math.cos(i * 0.449) * size * 0.48, y + Math.sin(i * 0.449) * size * 0.48, size * 0.045, '#2d2926')).join('');
    return [stem, petals + heart];
  };
  const flowers = [[300, 420, 128, '#b9573a'], [690, 330, 112, '#c98374'], [520, 680, 140, '#c9432e'], [790, 740, 92, '#d9893f'], [200, 820, 96, '#c98374']].map((f) => flower(...f));
  body += flowers.map(([stem]) => stem).join('');
  for (let index = 0; index < 9; index += 1) body += group(`translate(${330 + index * 44} 1430) rotate(${-38 + index * 10})`, branch(next.between(330, 560), 90, 20, 7, index % 2 ? '#6b7a52' : '#4a5538', { bend: 20 }));
  body += flowers.map(([, head]) => head).join('');
  return paperSheet('chalk', body, { seed: 102, margin: 70 });
}

export function houses() {
  const next = random('houses');
  let body = rect(0, 0, W, H, '#d7c7ab') + circle(760, 260, 80, '#f4ecdf');
  const tones = ['#b9573a', '#f4ecdf', '#2d5a5f', '#d39a35', '#c98374', '#8d9a78', '#21384a', '#dfae97'];
  for (let row = 0; row < 4; row += 1) {
    for (let column = 0; column < 6; column += 1) {
      const width = 170;
      const x = -40 + column * width + (row % 2) * 60 - 40;
      const top = 420 + row * 230 + next.integer(-50, 40);
      const tone = tones[(row * 3 + column * 5) % 8];
      const roof = mix('#5a3b32', '#2d2926', next());
      body += rect(x, top, width, 700, tone) + (next.chance(0.6) ? path(`M${x - 6} ${top}L${x + width / 2} ${top - 100}L${x + width + 6} ${top}Z`, roof) : rect(x - 4, top - 26, width + 8, 30, roof));
      body += rect(x + width * 0.68, top - 90, 26, 70, roof);
      for (let level = 0; level < 3; level += 1) {
        for (const at of [0.2, 0.62]) {
          const lit = next.chance(0.25) ? '#f0cf7d' : mix(tone, '#1b2833', 0.75);
          body += rect(x + width * at, top + 34 + level * 84, 32, 48, lit) + rect(x + width * at - 4, top + 82 + level * 84, 40, 6, '#f4ecdf');
        }
      }
    }
  }
  return paperSheet('chalk', body, { seed: 112, margin: 70, waver: 6, specks: 0.4 });
}

export function arches() {
  const set = (x, y, tones, size) => tones.map((tone, index) => {
    const r = size - index * (size / tones.length);
    return path(`M${x - r} ${y}V${y - size * 0.55}A${r} ${r} 0 0 1 ${x + r} ${y - size * 0.55}V${y}Z`, tone);
  }).join('');
  const body = set(370, 1290, ['#b9573a', '#e8cfae', '#d39a35', '#e8cfae', '#5d2e3f', '#efe2cb'], 300)
    + set(735, 1290, ['#2d5a5f', '#e8cfae', '#8d9a78', '#efe2cb'], 190) + circle(690, 420, 150, '#d39a35') + path('M160 700a150 150 0 0 1 300 0Z', '#21384a') + rect(150, 1290, 700, 16, '#2d2926');
  return paperSheet('#efe2cb', body, { seed: 122, specks: 0.6 });
}

export function stones() {
  let body = rect(0, 0, W, H, '#c7b299') + rect(0, 1120, W, 300, '#a98f74');
  const stone = (x, y, w, h, tone, seed) => group(`translate(${x} ${y})`, path(blob(seed, 0, 0, 100, { points: 10, rough: 0.07 }), tone, `transform="scale(${w / 100} ${h / 100})"`)
    + path(`M${-w * 0.8} ${h * 0.2}Q0 ${h * 0.55} ${w * 0.8} ${h * 0.1}`, 'none', 'stroke="#f4ecdf" stroke-width="7" opacity="0.7"'));
  body += stone(500, 1080, 300, 120, '#3b3a3c', 's1') + stone(530, 870, 225, 102, '#8d5a45', 's2') + stone(475, 694, 178, 82, '#e9dcc8', 's3') + stone(515, 552, 118, 66, '#566a6c', 's4') + stone(492, 438, 82, 52, '#d39a35', 's5') + stone(505, 352, 48, 36, '#2d2926', 's6');
  return paperSheet('chalk', body, { seed: 132, margin: 70, specks: 1.0 });
}

export function shoal() {
  const next = random('shoal');
  let body = rect(0, 0, W, H, '#1f4a55');
  const fish = (tone, belly) => path('M-120 0C-60 -62 60 -60 130 -6L190 -50L176 0L190 50L130 10C60 56 -60 54 -120 0Z', tone) + path('M-112 8C-50 52 60 50 122 14C50 30 -40 30 -112 8Z', belly)
    + circle(-78, -10, 10, '#f4ecdf') + circle(-79, -10, 5, '#1b2833') + Array.from({ length: 6 }, (_, i) => line(`M${-30 + i * 26} ${-36 + Math.abs(i - 2) * 3}q12 18 -4 32`, '#1f4a55', 6)).join('');
  for (let row = 0; row < 11; row += 1) {
    for (let column = 0; column < 4; column += 1) {
      const x = 60 + column * 300 + (row % 2) * 150;
      const y = 130 + row * 118 + 26 * Math.sin(x * 0.01);
      const special = row === 6 && column === 1;
      body += group(`translate(${x} ${y}) scale(${special ? -0.78 : 0.78} 0.78) rotate(${next.between(-6, 6)})`, fish(special ? '#d39a35' : next.pick(['#8fb0ad', '#a9c0c2', '#6f979a']), special ? '#f0dfc0' : '#dfe6dc'));
    }
  }
  return paperSheet('chalk', body, { seed: 142, margin: 70, specks: 0.6 });
}
