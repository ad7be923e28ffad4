// Pictures within pictures: SVG drawings that the renderer lays on things.
import sharp from 'sharp';
import { linear, linearOfByte } from './colour.mjs';
import { cloud, noise } from './random.mjs';

function halve({ data, width, height }) {
  const half = { width: width >> 1, height: height >> 1 };
  half.data = new Float32Array(half.width * half.height * 4);
  const line = width * 4;
  for (let row = 0, at = 0; row < half.height; row += 1) {
    let from = row * 2 * line;
    for (let column = 0; column < half.width; column += 1, at += 4, from += 8) {
      half.data[at] = (data[from] + data[from + 4] + data[from + line] + data[from + line + 4]) / 4;
      half.data[at + 1] = (data[from + 1] + data[from + 5] + data[from + line + 1] + data[from + line + 5]) / 4;
      half.data[at + 2] = (data[from + 2] + data[from + 6] + data[from + line + 2] + data[from + line + 6]) / 4;
      half.data[at + 3] = (data[from + 3] + data[from + 7] + data[from + line + 3] + data[from + line + 7]) / 4;
    }
  }
  return half;
}

class Texture {
  constructor(data, width, height) {
    this.width = width;
    this.height = height;
    this.levels = [{ data, width, height }];
    while (this.levels.at(-1).width >= 8 && this.levels.at(-1).height >= 8) {
      this.levels.push(halve(this.levels.at(-1)));
    }
    this.r = 0;
    this.g = 0;
    this.b = 0;
  }

  read(u, v, level, channel) {
    const { data, width, height } = this.levels[level];
    const x = Math.min(width - 1, Math.max(0, u * width - 0.5));
    const y = Math.min(height - 1, Math.max(0, v * height - 0.5));
    const column = Math.min(width - 2, x | 0);
    const row = Math.min(height - 2, y | 0);
    const fx = x - column;
    const fy = y - row;
    const at = (row * width + column) * 4 + channel;
    const below = at + width * 4;
    return (data[at] * (1 - fx) + data[at + 4] * fx) * (1 - fy)
      + (data[below] * (1 - fx) + data[below + 4] * fx) * fy;
  }

  alpha(u, v, level) {
    return this.read(u, v, Math.min(this.levels.length - 1, Math.round(level)), 3);
  }

  /** Reads the colour at u, v (0 to 1) into r, g, b; `texels` is how many one pixel covers. */
  colour(u, v, texels = 1) {
    const level = texels <= 1.3 ? 0 : Math.min(this.levels.length - 1, Math.round(Math.log2(texels)));
    this.r = this.read(u, v, level, 0);
    this.g = this.read(u, v, level, 1);
    this.b = this.read(u, v, level, 2);
  }
}

/** Lets ink sit unevenly on its paper: wavering edges and small bare specks. */
function inked(values, width, height, { seed, waver, specks, paper }) {
  const [r, g, b] = linear(paper);
  const out = new Float32Array(values.length);
  const bare = 0.17 + 0.05 * specks;
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 4) {
      const across = Math.round(waver * (cloud(x * 0.06 + seed, y * 0.06, 2) - 0.5));
      const down = Math.round(waver * (cloud(x * 0.06 + 71, y * 0.06 + seed, 2) - 0.5));
      const column = Math.min(width - 1, Math.max(0, x + across));
      const row = Math.min(height - 1, Math.max(0, y + down));
      const from = (row * width + column) * 4;
      const grain = 0.7 * noise(x * 0.78 + seed * 3, y * 0.78) + 0.3 * noise(x * 0.21, y * 0.21 + seed);
      const speck = Math.min(1, Math.max(0, (bare - grain) * 9));
      out[at] = values[from] + (r - values[from]) * speck;
      out[at + 1] = values[from + 1] + (g - values[from + 1]) * speck;
      out[at + 2] = values[from + 2] + (b - values[from + 2]) * speck;
      out[at + 3] = 1;
    }
  }
  return out;
}

/** Draws an SVG, or a printed sheet with its ink, and keeps it in linear light. */
export async function texture(drawing, width, { blur = 0 } = {}) {
  const svg = drawing.svg ?? drawing;
  let image = sharp(Buffer.from(svg)).resize({ width, fit: 'fill' }).ensureAlpha();
  if (blur) image = image.blur(blur);
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const values = new Float32Array(info.width * info.height * 4);
  for (let at = 0; at < values.length; at += 4) {
    values[at] = linearOfByte[data[at]];
    values[at + 1] = linearOfByte[data[at + 1]];
    values[at + 2] = linearOfByte[data[at + 2]];
    values[at + 3] = data[at + 3] / 255;
  }
  const printed = drawing.ink ? inked(values, info.width, info.height, drawing.ink) : values;
  return new Texture(printed, info.width, info.height);
}
