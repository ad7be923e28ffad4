// Labels, cards, covers and calendar sheets.
import { hex } from './colour.mjs';
import { branch, circle, group, leaf, line, path, rect } from './drawing.mjs';
import { lettering, mark } from './glyphs.mjs';

const svg = (width, height, body) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${body}</svg>`;

/** A label for a jar: the house, the scent, what it is. */
export function label(name, small, { paper = 'chalk', ink = 'charcoal', band = 'terracotta' } = {}) {
  return svg(600, 600, rect(0, 0, 600, 600, paper) + rect(26, 26, 548, 548, 'none', `stroke="${hex(ink)}" stroke-width="3"`)
    + mark(300, 130, 120, ink) + lettering('MERROW LANE', 300, 214, 26, ink, { space: 46 })
    + rect(26, 290, 548, 116, band) + name.split('/').map((part, index, all) => lettering(part, 300, 348 - 23 - (all.length - 1) * 26 + index * 54, 46, paper, { weight: 10, space: 38 })).join('')
    + lettering(small, 300, 462, 22, ink, { space: 40 }) + line('M250 520H350', ink, 3));
}

/** The cover of a notebook: a pattern with a title panel. */
export function cover(pattern, { title = '', panel = 'chalk', ink = 'charcoal' } = {}) {
  const inner = pattern.replace(/^<svg /, '<svg x="0" y="0" ');
  const sheet = [0, 1, 2].flatMap((row) => [0, 1].map((column) => inner.replace('x="0" y="0"', `x="${column * 500}" y="${row * 500}"`).replace(/ width="\d+" height="\d+"/, ' width="500" height="500"'))).join('');
  const words = title ? rect(280, 260, 440, 190, panel) + rect(294, 274, 412, 162, 'none', `stroke="${hex(ink)}" stroke-width="3"`) + lettering(title, 500, 340, 36, ink, { space: 36 }) : '';
  return svg(1000, 1414, rect(0, 0, 1000, 1414, panel) + sheet + words);
}

export function plainCover(colour, ink, title = '') {
  return svg(1000, 1414, rect(0, 0, 1000, 1414, colour) + mark(500, 1180, 150, ink) + (title ? lettering(title, 500, 240, 46, ink, { space: 44 }) : ''));
}

const months = ['JANUARY', 'FEBRUARY', 'MARCH', 'APRIL', 'MAY', 'JUNE', 'JULY', 'AUGUST', 'SEPTEMBER', 'OCTOBER', 'NOVEMBER', 'DECEMBER'];
const firstDay2027 = [4, 0, 0, 3, 5, 1, 3, 6, 2, 4, 0, 2];
const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A calendar sheet for 2027, Monday first, under a drawing. */
export function calendarSheet(month, drawing, ink = 'charcoal') {
  const picture = drawing.svg.replace(/^<svg /, '<svg x="60" y="60" ').replace(/ width="\d+" height="\d+"/, ' width="880" height="800" preserveAspectRatio="xMidYMid slice"');
  let days = '';
  for (let day = 1; day <= lengths[month]; day += 1) {
    const cell = firstDay2027[month] + day - 1;
    days += lettering(String(day), 140 + (cell % 7) * 120, 1056 + Math.floor(cell / 7) * 60, 26, cell % 7 === 6 ? 'terracotta' : ink, { space: 22 });
  }
  const names = ['M', 'T', 'W', 'T', 'F', 'S', 'S'].map((name, index) => lettering(name, 140 + index * 120, 996, 20, index === 6 ? 'terracotta' : ink)).join('');
  return svg(1000, 1414, rect(0, 0, 1000, 1414, 'chalk') + picture + lettering(`${months[month]} 2027`, 500, 910, 38, ink, { weight: 8, space: 44 }) + names + days);
}

/** A week on a page, as the planner has it. */
export function weekSheet(ink = 'ink') {
  let body = rect(0, 0, 1000, 1414, 'chalk') + lettering('WEEK 41', 210, 90, 40, 'terracotta', { space: 36 });
  ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'].forEach((name, index) => {
    const y = 190 + index * 168;
    body += lettering(name, 120, y, 26, ink, { space: 34 }) + [0, 1, 2].map((row) => line(`M210 ${y + 20 + row * 48}H920`, '#a9967a', 3)).join('');
  });
  return svg(1000, 1414, body);
}

export function card(ground, motif, { words = '', ink = 'charcoal', width = 1000, height = 1400 } = {}) {
  return svg(width, height, rect(0, 0, width, height, ground) + motif + (words ? words.split('/').map((part, index) => lettering(part, width / 2, height - 210 + index * 82, 46, ink, { weight: 8, space: 42 })).join('') : ''));
}

export const motifs = {
  robin: () => path('M300 720C320 520 470 440 600 500C740 540 780 700 720 840C660 960 440 980 350 890C310 840 290 790 300 720Z', '#7a5138') + path('M330 700C350 560 460 530 500 620C530 720 480 850 400 880C330 850 310 780 330 700Z', '#b9573a')
    + path('M330 650L240 676L330 700Z', '#2d2926') + circle(420, 590, 18, '#1b1a18') + path('M700 700L880 600L740 800Z', '#5f3b28') + line('M470 930V1020M560 940V1024', '#2d2926', 12) + line('M140 1030Q500 980 880 1040', '#4e3a2d', 20)
    + group('translate(200 1030) rotate(24)', branch(330, 100, 28, 5, '#56714f')) + [[720, 990], [770, 1000], [800, 970]].map(([x, y]) => circle(x, y, 22, '#93402c')).join(''),
  posy: () => Array.from({ length: 9 }, (_, i) => group(`translate(500 1060) rotate(${-48 + i * 12})`, branch(480 + (i % 3) * 90, 96, 24, 6, ['#56714f', '#8d9a78', '#6b7a52'][i % 3], { bend: 10 }))).join('')
    + [[390, 480, '#b9573a'], [560, 400, '#d39a35'], [660, 560, '#c98374'], [300, 640, '#dfae97'], [490, 620, '#93402c']].map(([x, y, tone]) => Array.from({ length: 7 }, (_, i) => group(`translate(${x} ${y}) rotate(${i * 51.4})`, path(leaf(96, 30), tone))).join('') + circle(x, y, 24, '#3b2f2a')).join('')
    + path('M450 1010H550L540 1080H460Z', '#e2ae4a'),
  sun: () => Array.from({ length: 24 }, (_, i) => group(`translate(500 620) rotate(${i * 15})`, path('M-14 -250L0 -380L14 -250Z', i % 2 ? '#b9573a' : '#d39a35'))).join('') + circle(500, 620, 220, '#e2ae4a') + circle(430, 590, 15, '#5d2e3f') + circle(570, 590, 15, '#5d2e3f') + line('M430 680Q500 745 570 680', '#5d2e3f', 12),
  whale: () => path('M160 720C180 560 400 500 580 560C720 600 760 680 820 640C800 560 760 520 740 500C800 490 850 520 870 560C890 520 940 500 980 520C960 600 920 640 890 660C880 800 700 900 480 890C300 880 150 830 160 720Z', '#2d5a5f')
    + path('M165 745C300 830 520 860 720 800C640 880 520 895 420 884C280 868 180 820 165 745Z', '#dfe6dc') + circle(290, 690, 14, '#1b2833') + line('M440 520Q440 420 380 390M440 520Q440 420 510 390', '#5f8a8b', 14) + [960, 1010, 1060].map((y) => line(`M120 ${y}${'q40 -26 80 0t80 0'.repeat(5)}`, '#8fb0ad', 10)).join(''),
  tree: () => [0, 1, 2, 3].map((i) => path(`M500 ${240 + i * 150}L${700 + i * 34} ${520 + i * 160}H${300 - i * 34}Z`, ['#3f5544', '#4a6350', '#56714f', '#6b8060'][i])).reverse().join('') + rect(470, 1150, 60, 100, '#6b4630') + Array.from({ length: 26 }, (_, i) => circle(500 + Math.sin(i * 2.4) * (60 + i * 8), 440 + i * 26, 12, ['#e2ae4a', '#b9573a', '#f4ecdf'][i % 3])).join(''),
  stars: () => Array.from({ length: 34 }, (_, i) => group(`translate(${110 + ((i * 283) % 800)} ${120 + ((i * 173) % 960)}) rotate(${i * 23}) scale(${0.4 + (i % 4) * 0.22})`, path('M0 -70L14 -14L70 0L14 14L0 70L-14 14L-70 0L-14 -14Z', ['#e2ae4a', '#f4ecdf', '#dfae97'][i % 3]))).join(''),
};
