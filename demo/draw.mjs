// Draws pictures: the main thread hands out names, the workers render and write them.
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { render } from './art/render.mjs';
import { pictures as care } from './pictures/care.mjs';
import { pictures as ceramics } from './pictures/ceramics.mjs';
import { pictures as cloth } from './pictures/cloth.mjs';
import { pictures as paper } from './pictures/paper.mjs';
import { pictures as prints } from './pictures/prints.mjs';
import { pictures as rooms, widePictures } from './pictures/rooms.mjs';

const tall = { ...prints, ...ceramics, ...cloth, ...paper, ...care, ...rooms };

// A fine weave needs many bytes; past this it is kept at a lower quality.
const largestBytes = 125_000;

// Lit at three quarters of the size and enlarged: half the time, and hard to tell apart.
const detail = 0.75;

export const pictureNames = [...Object.keys(widePictures), ...Object.keys(tall)];

/** Renders one picture and writes it as WebP; answers its size in bytes. */
async function draw(name, folder, scale) {
  const [width, height] = name in widePictures ? [2000, 1200] : [1200, 1500];
  const scene = await (widePictures[name] ?? tall[name])();
  const size = [Math.round(width * scale * detail), Math.round(height * scale * detail)];
  const bytes = render(scene, ...size);
  const limit = largestBytes * (width > 1200 ? 1.6 : 1);
  for (const quality of [80, 72, 64, 56]) {
    const file = await sharp(bytes, { raw: { width: size[0], height: size[1], channels: 3 } })
      .resize(Math.round(width * scale), Math.round(height * scale), { kernel: 'lanczos3' }).sharpen({ sigma: 0.7 })
      .webp({ quality, effort: 5, smartSubsample: true }).toBuffer();
    if (file.length > limit && quality > 56) continue;
    await writeFile(`${folder}/${name}.webp`, file);
    return file.length;
  }
}

/** Draws the named pictures on all cores; `onDrawn(name, bytes)` is called after each. */
export async function drawAll(names, folder, { scale = 1, workers = cpus().length, onDrawn = () => {} } = {}) {
  await mkdir(folder, { recursive: true });
  // A worker takes both pictures of a product: they share a drawing.
  const stem = (name) => name.replace(/-\d$/, '');
  const waiting = [...new Set(names.map(stem))].map((one) => names.filter((name) => stem(name) === one));
  const work = () => new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { folder, scale } });
    let mine = [];
    const next = () => {
      if (mine.length === 0) mine = waiting.shift() ?? [];
      worker.postMessage(mine.shift() ?? null);
    };
    worker.on('message', ([name, bytes]) => {
      onDrawn(name, bytes);
      next();
    });
    worker.on('error', reject);
    worker.on('exit', resolve);
    next();
  });
  await Promise.all(Array.from({ length: Math.min(workers, names.length) }, work));
}

if (!isMainThread && workerData?.folder) {
  parentPort.on('message', async (name) => {
    if (name === null) {
      parentPort.close();
      return;
    }
    parentPort.postMessage([name, await draw(name, workerData.folder, workerData.scale)]);
  });
}
