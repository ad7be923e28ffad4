// Pictures: uploads, the sizes made of them, and how they are served.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { startShop } from "./harness.mjs";
import { countCalls, fixture, merchantOf, open, refuses, setFault } from "./catalogue.mjs";
import { elements } from "./markup.mjs";

let shop;
let merchant;
before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
});
after(() => shop.stop());

const post = (bytes, headers) => shop.admin("POST", "/api/admin/v1/media", bytes, headers);
const keysInR2 = async (of = shop) => (await of.r2.list()).objects.map((object) => object.key).sort();

/** Type and size of a WebP picture, read from its bytes (RFC 9649). */
function sizeOfWebp(bytes) {
  assert.equal(bytes.toString("latin1", 0, 4), "RIFF");
  assert.equal(bytes.toString("latin1", 8, 12), "WEBP");
  const kind = bytes.toString("latin1", 12, 16);
  if (kind === "VP8 ") return [bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff];
  if (kind === "VP8X") return [bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1];
  const bits = bytes.readUInt32LE(21);
  return [(bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1];
}

async function picture(path, of = shop) {
  const answer = await of.fetch(path);
  assert.equal(answer.status, 200, path);
  return { headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}

test("an upload is known by its content; the same bytes again are the same picture", async () => {
  const bytes = fixture("blue-2400x1200.jpg");
  const first = await post(bytes);
  assert.equal(first.status, 201);
  const resource = await first.json();
  assert.equal(resource.hash, createHash("sha256").update(bytes).digest("hex"));
  assert.deepEqual([resource.content_type, resource.width, resource.height], ["image/jpeg", 2400, 1200]);
  assert.deepEqual(resource.renditions.map((one) => one.width), [320, 640, 960, 1280, 1920]);
  assert.equal(resource.url, `/media/${resource.hash}/1920.webp`);

  const again = await post(bytes);
  assert.equal(again.status, 200);
  assert.deepEqual(await again.json(), resource);
  assert.deepEqual((await shop.r2.head(`originals/${resource.hash}`)).size, bytes.length);
});

test("the dominant colour is found", async () => {
  const { colour } = await merchant.uploads(fixture("red-800x600.png"));
  assert.match(colour, /^#[0-9a-f]{6}$/);
  const channels = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  [0xb0, 0x30, 0x20].forEach((wanted, index) => assert.ok(Math.abs(channels[index] - wanted) < 12, `${colour} is not #b03020`));
});

test("the bytes say what a file is, whatever it is called", async () => {
  const kinds = {
    "red-800x600.png": ["image/png", 800, 600],
    "green-200x300.webp": ["image/webp", 200, 300],
    "yellow-64x64.gif": ["image/gif", 64, 64],
    "violet-400x400.avif": ["image/avif", 400, 400],
  };
  for (const [name, expected] of Object.entries(kinds)) {
    const resource = await merchant.uploads(fixture(name), { "content-type": "text/html" });
    assert.deepEqual([resource.content_type, resource.width, resource.height], expected, name);
  }
  const before = await keysInR2();
  const disguised = ["<!doctype html><script>alert(1)</script>", '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "%PDF-1.7", "", "GIF89a"];
  for (const text of disguised) {
    const send = () => post(new TextEncoder().encode(text), { "content-type": "image/png", "content-disposition": 'attachment; filename="cat.png"' });
    await refuses(shop, send, { status: 415, name: "unsupported_picture" });
  }
  const cut = fixture("red-800x600.png").subarray(0, 18);
  await refuses(shop, () => post(cut), { status: 415 });
  assert.deepEqual(await keysInR2(), before, "nothing is kept of it");
});

test("a picture of 20 MB is taken and a larger one is not", async () => {
  const limit = 20 * 1024 * 1024;
  const padded = (size) => Buffer.concat([fixture("red-800x600.png")], size);
  assert.equal((await post(padded(limit))).status, 201);
  await refuses(shop, () => post(padded(limit + 1)), { status: 413, name: "too_large" });
});

test("who has no token uploads nothing", async () => {
  const send = () => shop.fetch("/api/admin/v1/media", { method: "POST", body: fixture("yellow-64x64.gif").reverse() });
  await refuses(shop, send, { status: 401 });
});

test("each size is WebP, as wide as it says and never wider than the original", async () => {
  const { renditions } = await merchant.uploads(fixture("blue-2400x1200.jpg"));
  for (const { width, url } of renditions) {
    const { bytes, headers } = await picture(url);
    assert.equal(headers.get("content-type"), "image/webp");
    assert.deepEqual(sizeOfWebp(bytes), [width, width / 2]);
  }
  const small = await merchant.uploads(fixture("green-200x300.webp"));
  assert.deepEqual(small.renditions.map((one) => one.width), [200]);
  assert.deepEqual(sizeOfWebp((await picture(small.url)).bytes), [200, 300]);
});

test("a size is made at its first request and read from R2 from then on", async () => {
  const { hash } = await merchant.uploads(fixture("violet-400x400.avif"));
  const path = `/media/${hash}/320.webp`;
  const first = await countCalls(shop, path);
  assert.equal(first.images, 1);
  assert.ok(await shop.r2.head(`renditions/${hash}/320.webp`));
  const second = await countCalls(shop, path);
  assert.deepEqual(second, { kv: 0, d1: 0, r2: 1, object: 0, images: 0 });
});

test("a size that cannot be kept is served all the same, and made again for the next visitor", async () => {
  const { hash } = await merchant.uploads(fixture("blue-2400x1200.jpg"));
  const path = `/media/${hash}/960.webp`;
  await shop.r2.delete(`renditions/${hash}/960.webp`);
  await setFault(shop, "r2_writes", "fails");
  for (const visit of [1, 2]) {
    const { bytes, headers } = await picture(`${path}?visit=${visit}`);
    assert.equal(headers.get("content-type"), "image/webp");
    assert.deepEqual(sizeOfWebp(bytes), [960, 480]);
  }
  assert.equal(await shop.r2.head(`renditions/${hash}/960.webp`), null);
  const unkept = fixture("blue-2400x1200.jpg").subarray(0, 5000);
  await refuses(shop, () => post(unkept), { status: 503 });
  await setFault(shop, "r2_writes", "none");
  await picture(path);
  assert.ok(await shop.r2.head(`renditions/${hash}/960.webp`));
});

test("a picture may be kept for a year and is validated without reading it", async () => {
  const { url } = await merchant.uploads(fixture("red-800x600.png"));
  const { headers } = await picture(url);
  assert.equal(headers.get("cache-control"), "public, max-age=31536000, immutable");
  const etag = headers.get("etag");
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
    const answer = await shop.fetch(url, { headers: { "if-none-match": known } });
    assert.equal(answer.status, 304);
    assert.equal(answer.headers.get("etag"), etag);
    assert.equal(answer.headers.get("cache-control"), "public, max-age=31536000, immutable");
  }
  const { requests } = await (await shop.fetch("/__dev/requests")).json();
  assert.deepEqual([requests[0].address, requests[0].status, requests[0].calls], [url, 304, []]);
  assert.ok((await picture(url)).bytes.length > 0, "the next visitor, who has nothing yet, gets it whole");
  assert.equal((await shop.fetch(url, { headers: { "if-none-match": '"other"' } })).status, 200);
  const head = await shop.fetch(url, { method: "HEAD" });
  assert.equal(head.status, 200);
  assert.equal((await head.arrayBuffer()).byteLength, 0);
});

test("sizes and pictures that do not exist are not found and nothing is made", async () => {
  const { hash } = await merchant.uploads(fixture("red-800x600.png"));
  const before = await keysInR2();
  const files = ["641.webp", "0.webp", "-320.webp", "+320.webp", "0320.webp", "99999999999.webp", "320.png", "320", "320.webp.webp", "x.webp"];
  const paths = [...files.map((file) => `/media/${hash}/${file}`), `/media/${"d".repeat(64)}/320.webp`, `/media/${hash.toUpperCase()}/320.webp`,
    `/media/..%2foriginals%2f${hash}/320.webp`, `/media/${hash}`, "/media/x/320.webp"];
  for (const path of paths) assert.equal((await shop.fetch(path)).status, 404, path);
  assert.deepEqual(await keysInR2(), before);
});

test("pages give every picture its sizes, its dimensions and its colour", async () => {
  const { hash, colour } = await merchant.uploads(fixture("blue-2400x1200.jpg"));
  await merchant.sells("print", { media: [{ hash, alt: "A blue field" }] });
  const page = await open(shop, "/products/print");
  const [shown] = elements(page, "img").filter((image) => image.attribute("alt") === "A blue field");
  assert.deepEqual([shown.attribute("width"), shown.attribute("height")], ["2400", "1200"]);
  const srcset = shown.attribute("srcset").split(", ").map((entry) => entry.split(" "));
  assert.ok(srcset.length >= 3);
  for (const [url, width] of srcset) assert.equal(url, `/media/${hash}/${parseInt(width, 10)}.webp`);
  assert.ok(elements(page, "rect").some((rect) => rect.attribute("fill") === colour));
  assert.doesNotMatch(page, / style=/);
});

test("without the Images binding the original is served for a minute", async (context) => {
  const plain = await startShop({ without: "images" });
  context.after(() => plain.stop());
  const bytes = fixture("blue-2400x1200.jpg");
  const resource = await merchantOf(plain).uploads(bytes);
  assert.match(resource.colour, /^#[0-9a-f]{6}$/);
  const { headers, bytes: served } = await picture(resource.renditions[0].url, plain);
  assert.equal(headers.get("content-type"), "image/jpeg");
  assert.deepEqual(served, bytes);
  assert.equal(headers.get("cloudflare-cdn-cache-control"), "public, max-age=60", "a size may be possible by then");
  assert.deepEqual(await keysInR2(plain), [`originals/${resource.hash}`]);
});
