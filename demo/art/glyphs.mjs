// Letters of single strokes, so that labels need no font and look the same everywhere.
import { line } from './drawing.mjs';

// Each letter is drawn in a box 60 wide and 100 tall, its own width first.
const letters = {
  A: [64, 'M0 100L32 0L64 100M12 64H52'], B: [52, 'M0 0V100H24Q52 100 52 74T24 48H0M24 48Q46 48 46 24T24 0H0'], C: [66, 'M66 16Q54 0 36 0Q0 0 0 50T36 100Q54 100 66 84'],
  D: [62, 'M0 0V100H20Q62 100 62 50T20 0Z'], E: [46, 'M46 0H0V100H46M0 48H38'], F: [44, 'M44 0H0V100M0 48H36'], G: [68, 'M66 16Q54 0 36 0Q0 0 0 50T36 100Q68 100 68 58H42'],
  H: [58, 'M0 0V100M58 0V100M0 48H58'], I: [0, 'M0 0V100'], J: [36, 'M36 0V72Q36 100 16 100Q2 100 0 84'], K: [54, 'M0 0V100M52 0L0 58M18 40L54 100'], L: [44, 'M0 0V100H44'],
  M: [76, 'M0 100V0L38 64L76 0V100'], N: [60, 'M0 100V0L60 100V0'], O: [74, 'M37 0Q0 0 0 50T37 100T74 50T37 0Z'], P: [50, 'M0 100V0H24Q50 0 50 27T24 54H0'], Q: [74, 'M37 0Q0 0 0 50T37 100T74 50T37 0ZM48 76L74 104'],
  R: [52, 'M0 100V0H24Q50 0 50 26T24 52H0M26 52L52 100'], S: [50, 'M48 14Q38 0 24 0Q2 0 2 24Q2 44 25 48T50 74Q50 100 25 100Q8 100 0 84'], T: [56, 'M0 0H56M28 0V100'], U: [58, 'M0 0V64Q0 100 29 100T58 64V0'],
  V: [62, 'M0 0L31 100L62 0'], W: [88, 'M0 0L22 100L44 20L66 100L88 0'], X: [58, 'M0 0L58 100M58 0L0 100'], Y: [58, 'M0 0L29 50L58 0M29 50V100'], Z: [52, 'M0 0H52L0 100H52'],
  0: [54, 'M27 0Q0 0 0 50T27 100T54 50T27 0Z'], 1: [20, 'M0 20L20 0V100'], 2: [48, 'M2 24Q4 0 25 0Q48 0 48 26Q48 46 0 100H48'], 3: [46, 'M2 14Q10 0 24 0Q44 0 44 24Q44 46 20 48Q46 50 46 74Q46 100 22 100Q6 100 0 84'],
  4: [52, 'M38 100V0L0 70H52'], 5: [46, 'M44 0H6L2 46Q12 38 24 38Q46 40 46 68Q46 100 22 100Q6 100 0 86'], 6: [50, 'M42 6Q0 20 0 66Q0 100 25 100T50 68T25 38Q6 40 1 64'], 7: [48, 'M0 0H48L14 100'],
  8: [50, 'M25 46Q4 44 4 22T25 0T46 22T25 46Q0 50 0 74T25 100T50 74T25 46Z'], 9: [50, 'M8 94Q50 80 50 34Q50 0 25 0T0 32T25 62Q44 60 49 36'],
  '&': [66, 'M66 100L16 32Q6 18 14 8T34 4T34 34L12 50Q-6 70 8 90T44 90Q60 76 62 52'], ' ': [30, ''], '.': [2, 'M0 97V100'], '-': [26, 'M0 52H26'], '–': [44, 'M0 52H44'],
};

/** A line of capitals; `size` is their height, x the middle of the line. */
export function lettering(text, x, y, size, colour, { weight = Math.max(7, 270 / size), space = 26 } = {}) {
  const widths = [...text].map((letter) => letters[letter][0]);
  const total = widths.reduce((sum, width) => sum + width + space, -space);
  const scale = size / 100;
  let at = x - (total * scale) / 2;
  return [...text].map((letter, index) => {
    const out = letters[letter][1] ? line(letters[letter][1], colour, weight, `transform="translate(${at.toFixed(1)} ${y}) scale(${scale})"`) : '';
    at += (widths[index] + space) * scale;
    return out;
  }).join('');
}

/** The house's mark: a tern over two waves. */
export const mark = (x, y, size, colour) => `<g transform="translate(${x} ${y}) scale(${size / 100})">${
  line('M-50 6Q-28 -26 -2 0Q24 -34 50 -14M-2 0Q6 14 20 18M-34 34q11 -10 22 0t22 0t22 0M-22 48q11 -10 22 0t22 0', colour, 6)}</g>`;
