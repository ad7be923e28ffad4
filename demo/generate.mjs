// Makes the demonstration shop anew: every picture, and shop.json.
//   node demo/generate.mjs                  all of it (some minutes)
//   node demo/generate.mjs --only '^mug'    pictures whose name matches
//   node demo/generate.mjs --shop           shop.json alone
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values } = parseArgs({
  options: {
    only: { type: 'string' }, shop: { type: 'boolean', default: false },
    scale: { type: 'string', default: '1' }, workers: { type: 'string', default: String(cpus().length) }, out: { type: 'string', default: here('media') },
  },
});

async function drawPictures() {
  const { drawAll, pictureNames } = await import('./draw.mjs');
  const names = pictureNames.filter((name) => !values.only || new RegExp(values.only).test(name));
  let done = 0;
  let total = 0;
  await drawAll(names, values.out, {
    scale: Number(values.scale), workers: Number(values.workers),
    onDrawn(name, bytes) {
      done += 1;
      total += bytes;
      console.log(`${String(done).padStart(3)}/${names.length}  ${name}.webp  ${Math.round(bytes / 1024)} KB`);
    },
  });
  console.log(`${done} pictures, ${(total / 1e6).toFixed(1)} MB`);
  if (values.only) return;
  for (const file of await readdir(values.out)) {
    if (!pictureNames.includes(file.replace(/\.webp$/, ''))) await rm(`${values.out}/${file}`);
  }
}

async function writeShop() {
  const { shop } = await import('./shop/shop.mjs');
  const text = `${JSON.stringify(shop, null, 1)}\n`;
  const before = await readFile(here('shop.json'), 'utf8').catch(() => '');
  if (text !== before) await writeFile(here('shop.json'), text);
  const variants = shop.products.reduce((sum, product) => sum + product.variants.length, 0);
  console.log(`shop.json: ${shop.products.length} products, ${variants} variants, ${shop.collections.length} collections`);
}

if (!values.shop) await drawPictures();
if (!values.only) await writeShop();
