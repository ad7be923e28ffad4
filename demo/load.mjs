// Loads a shop through the admin API, as a merchant's own script would.
//   node demo/load.mjs --url http://127.0.0.1:8787 --token TOKEN [--file demo/shop.json] [--if-empty]
//   node demo/load.mjs --url … --token … --terms demo/tax/eu-vat.json [--terms …]
//   node demo/load.mjs --url … --token … --jsonl catalogue.jsonl [--concurrency 16]
import { createReadStream, existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { stockOf } from './stock.mjs';

const defaultFile = fileURLToPath(new URL('shop.json', import.meta.url));
/** Promotions and zones that go with a shop, where its folder has them. */
const termsFiles = ['terms.json', 'tax/eu-vat.json', 'tax/us-states.json'];
const termKinds = { promotions: 'promotions', shipping_zones: 'shipping-zones', tax_zones: 'tax-zones' };
const uploadsAtOnce = 4;
const publicationTimeoutMilliseconds = 60_000;
const productsAtOnce = 8;
const countsAtOnce = 50;
const timeoutMilliseconds = 60_000;
const attempts = 4;

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

/** One request; a busy or unreachable server is asked again, a refusal is an error that names the thing. */
async function send({ url, token }, method, path, body, what) {
  const isBytes = body instanceof Uint8Array;
  for (let attempt = 1; ; attempt += 1) {
    let response;
    try {
      response = await fetch(new URL(path, url), {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': isBytes ? 'application/octet-stream' : 'application/json' },
        body: isBytes ? body : JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMilliseconds),
      });
    } catch (error) {
      if (attempt < attempts) {
        await pause(300 * 2 ** attempt);
        continue;
      }
      throw new Error(`${what}: ${url} does not answer (${error.cause?.code ?? error.message})`);
    }
    if (response.ok) return response.json().catch(() => ({}));
    const text = await response.text();
    if ([429, 502, 503, 504].includes(response.status) && attempt < attempts) {
      await pause((Number(response.headers.get('retry-after')) || 0.3 * 2 ** attempt) * 1000);
      continue;
    }
    throw new Error(`${what}: ${sentenceOf(text, response.status)}`);
  }
}

/** The sentence of a problem document (RFC 9457), or the status. */
function sentenceOf(text, status) {
  try {
    const problem = JSON.parse(text);
    const errors = (problem.errors ?? []).map((error) => [error.field ?? error.pointer, error.detail ?? error.message].filter(Boolean).join(': '));
    return [problem.detail ?? problem.title ?? `HTTP ${status}`, problem.field && `(${problem.field})`, ...errors].filter(Boolean).join(' ');
  } catch {
    return `HTTP ${status} ${text.slice(0, 200)}`.trim();
  }
}

/** Runs `work` on every item, so many at a time; the first error stops it. */
async function each(items, limit, work) {
  const iterator = items[Symbol.asyncIterator]?.() ?? items[Symbol.iterator]();
  let failed = null;
  const worker = async () => {
    while (!failed) {
      const { value, done } = await iterator.next();
      if (done) return;
      try {
        await work(value);
      } catch (error) {
        failed ??= error;
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  if (failed) throw failed;
}

const mediaOf = (shop) => {
  const { home } = shop;
  const named = [...shop.products.flatMap((product) => product.media), ...shop.collections.map((one) => one.media), home?.hero?.media, home?.story?.media];
  return [...new Set(named.filter(Boolean).map(({ file }) => file))];
};

/** The same thing with the hash of every picture in place of its file name. */
function withHashes(value, hashes) {
  const one = (media) => (media ? { hash: hashes.get(media.file), alt: media.alt } : null);
  if (Array.isArray(value.variants)) {
    return {
      ...value, media: value.media.map(one),
      variants: value.variants.map((variant) => ({ ...variant, media: variant.media ? hashes.get(variant.media) : null })),
    };
  }
  return { ...value, media: one(value.media) };
}

/** Promotions, shipping zones and tax zones of these files, as `[address, body]`. */
async function readTerms(files) {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return texts.map((text) => JSON.parse(text)).flatMap((terms) => Object.entries(termKinds).flatMap(
    ([key, kind]) => (terms[key] ?? []).map(({ id, ...body }) => [`/api/admin/v1/${kind}/${id}`, body]),
  ));
}

/** Loads the terms of sale of these files, one after the other. Answers how many. */
export async function loadTerms({ url, token, files, onProgress = () => {} }) {
  const terms = await readTerms(files);
  for (const [index, [path, body]] of terms.entries()) {
    await send({ url, token }, 'PUT', path, body, path.split('/').slice(-2).join(' '));
    onProgress(index + 1, terms.length, path);
  }
  return { terms: terms.length };
}

const withoutHandle = ({ handle, ...rest }) => rest;
const withoutId = ({ id, ...rest }) => rest;

/** Once all is there, each product is published with the ones that go with it. */
async function publishEverything(to) {
  await send(to, 'POST', '/api/admin/v1/publications', undefined, 'publication');
  const deadline = Date.now() + publicationTimeoutMilliseconds;
  while (Date.now() < deadline) {
    const { behind } = await send(to, 'GET', '/api/admin/v1/publications', undefined, 'publication');
    if (behind === 0) return;
    await new Promise((resume) => setTimeout(resume, 250));
  }
}

/** Counts everything, so many SKUs in one request; what is refused is an error that names the SKU. */
async function countStock(to, items, onCounted) {
  for (let start = 0; start < items.length; start += countsAtOnce) {
    const part = items.slice(start, start + countsAtOnce);
    const { results } = await send(to, 'POST', '/api/admin/v1/stock/batch', { items: part }, 'stock');
    const refused = results.find(({ status }) => status !== 200);
    if (refused) throw new Error(`stock of ${refused.sku}: ${refused.problem.detail}`);
    onCounted(part.length);
  }
}

/**
 * Loads the shop that `file` describes. `onProgress(done, total, what)` is called
 * after every step. Answers how many of each kind were loaded.
 */
export async function loadShop({ url, token, file = defaultFile, onProgress = () => {} }) {
  const to = { url, token };
  const shop = JSON.parse(await readFile(file, 'utf8'));
  const folder = join(dirname(file), 'media');
  const files = mediaOf(shop);
  const beside = termsFiles.map((name) => join(dirname(file), name)).filter((path) => existsSync(path));
  const terms = await readTerms(beside);
  const { products, price_lists: priceLists = [], markets = [], collections, pages, menus, settings, home } = shop;
  const stock = stockOf(products);
  const kinds = [files, products, stock, priceLists, markets, collections, pages, menus, terms];
  const total = kinds.reduce((sum, kind) => sum + kind.length, home ? 2 : 1);
  let done = 0;
  const put = async (method, path, body, what) => {
    const answer = await send(to, method, path, body, what);
    done += 1;
    onProgress(done, total, what);
    return answer;
  };
  const hashes = new Map();
  await each(files, uploadsAtOnce, async (name) => {
    const { hash } = await put('POST', '/api/admin/v1/media', await readFile(join(folder, name)), `picture ${name}`);
    hashes.set(name, hash);
  });
  await put('PATCH', '/api/admin/v1/settings', settings, 'settings');
  await each(products, productsAtOnce, (product) => put('PUT', `/api/admin/v1/products/${product.handle}`, withoutHandle(withHashes(product, hashes)), `product ${product.handle}`));
  await countStock(to, stock, (count) => {
    done += count;
    onProgress(done, total, 'stock');
  });
  for (const one of priceLists) await put('PUT', `/api/admin/v1/price-lists/${one.id}`, withoutId(one), `price list ${one.id}`);
  for (const one of markets) await put('PUT', `/api/admin/v1/markets/${one.id}`, withoutId(one), `market ${one.id}`);
  for (const one of collections) await put('PUT', `/api/admin/v1/collections/${one.handle}`, withoutHandle(withHashes(one, hashes)), `collection ${one.handle}`);
  for (const one of pages) await put('PUT', `/api/admin/v1/pages/${one.handle}`, withoutHandle(one), `page ${one.handle}`);
  for (const one of menus) await put('PUT', `/api/admin/v1/menus/${one.handle}`, withoutHandle(one), `menu ${one.handle}`);
  for (const [path, body] of terms) await put('PUT', path, body, path.split('/').slice(-2).join(' '));
  if (home) {
    const filled = { ...home, hero: withHashes(home.hero, hashes), story: home.story && withHashes(home.story, hashes) };
    await put('PATCH', '/api/admin/v1/settings', { home: filled }, 'settings of the home page');
  }
  await publishEverything(to);
  return { media: files.length, products: products.length, counts: stock.length, collections: collections.length, pages: pages.length, menus: menus.length, markets: markets.length, terms: terms.length };
}

/** Imports a file of JSON lines, one product with its handle to a line. */
export async function loadLines({ url, token, file, concurrency = 16, onProgress = () => {} }) {
  const { size } = await stat(file);
  let read = 0;
  let count = 0;
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  await each(lines, concurrency, async (text) => {
    read += Buffer.byteLength(text) + 1;
    if (!text.trim()) return;
    const { handle, ...product } = JSON.parse(text);
    await send({ url, token }, 'PUT', `/api/admin/v1/products/${handle}`, product, `product ${handle}`);
    count += 1;
    onProgress(read, size, `${count} products`);
  });
  return { products: count };
}

async function hasProducts(url) {
  const response = await fetch(new URL('/api/v1/products?limit=1', url)).catch((error) => {
    throw new Error(`${url} does not answer (${error.cause?.code ?? error.message})`);
  });
  if (!response.ok) throw new Error(`${url} answers ${response.status} to the question for its products`);
  return (await response.json()).products.length > 0;
}

/** A bar on a terminal, a line at every tenth elsewhere. */
function progress() {
  const started = Date.now();
  let tenth = 0;
  return (done, total, what) => {
    const share = Math.min(1, done / total);
    if (process.stdout.isTTY) {
      const filled = Math.round(share * 28);
      process.stdout.write(`\r${'█'.repeat(filled)}${'░'.repeat(28 - filled)} ${String(Math.floor(share * 100)).padStart(3)} %  ${what.slice(0, 44).padEnd(44)}${done >= total ? '\n' : ''}`);
    } else if (Math.floor(share * 10) > tenth) {
      tenth = Math.floor(share * 10);
      console.log(`${tenth * 10} %  ${what}  ${((Date.now() - started) / 1000).toFixed(1)} s`);
    }
  };
}

async function main() {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' }, token: { type: 'string' }, file: { type: 'string', default: defaultFile },
      terms: { type: 'string', multiple: true }, jsonl: { type: 'string' }, concurrency: { type: 'string', default: '16' }, 'if-empty': { type: 'boolean', default: false },
    },
  });
  if (!values.url || !values.token) throw new Error('Say where the shop is and with which token: --url http://127.0.0.1:8787 --token TOKEN');
  if (values['if-empty'] && await hasProducts(values.url)) {
    console.log('The shop has products already; nothing was loaded.');
    return;
  }
  const started = Date.now();
  const where = { url: values.url, token: values.token, onProgress: progress() };
  const load = () => {
    if (values.terms) return loadTerms({ ...where, files: values.terms });
    if (values.jsonl) return loadLines({ ...where, file: values.jsonl, concurrency: Number(values.concurrency) });
    return loadShop({ ...where, file: values.file });
  };
  const counts = await load();
  const seconds = (Date.now() - started) / 1000;
  console.log(`Loaded ${Object.entries(counts).map(([kind, count]) => `${count} ${kind}`).join(', ')} in ${seconds.toFixed(1)} s`
    + (values.jsonl ? `: ${(counts.products / seconds).toFixed(1)} products per second` : ''));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main().catch((error) => {
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  });
}
