// Pictures by address: fetched once, within limits, and from the public web alone.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, beforeEach, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { Response } from "miniflare";
import { fixture, merchantOf } from "./catalogue.mjs";
import { startShop } from "./harness.mjs";
import { assertProblems, csv, importerOf, single } from "./import_file.mjs";

const PICTURE = fixture("red-800x600.png");
const HASH = createHash("sha256").update(PICTURE).digest("hex");

describe("pictures of an import", () => {
  let shop;
  let importer;
  let merchant;
  const answers = new Map();
  before(async () => {
    const outbound = (request) => answers.get(request.url)?.();
    shop = await startShop({ outbound });
    importer = importerOf(shop);
    merchant = merchantOf(shop);
  });
  after(() => shop?.stop());
  beforeEach(() => {
    answers.clear();
    shop.outbound.length = 0;
  });

  const picture = () => new Response(PICTURE, { headers: { "content-type": "image/png" } });
  const redirect = (location) => () => new Response(null, { status: 302, headers: { location } });
  const asked = () => shop.outbound.map(({ url }) => url);

  test("a picture is fetched once for all products and imports that name its address", async () => {
    const url = "https://pics.example/one.png?v=1";
    answers.set(url, picture);
    const rows = [single("first", { image: url, alt: "A jug" }), single("second", { image: url, variantImage: url })];
    const checked = await importer.checks(csv(rows));
    assert.deepEqual([asked(), checked.plan.created], [[], 2], "a dry run fetches nothing");
    await importer.runs(checked.id);
    assert.deepEqual(asked(), [url]);
    const first = await merchant.reads("/products/first");
    assert.deepEqual(first.media, [{ hash: HASH, alt: "A jug" }]);
    const second = await merchant.reads("/products/second");
    assert.equal(second.variants[0].media, HASH);
    assert.ok(await shop.r2.head(`originals/${HASH}`));
    const again = await importer.imports(csv(rows));
    assert.deepEqual([again.counts.unchanged, asked()], [2, [url]]);
    await importer.imports(csv(rows), { query: "format=shopify&pictures=all" });
    assert.deepEqual(asked(), [url, url]);
  });

  test("a picture that cannot be had is a warning, and the product is taken without it", async () => {
    const bad = {
      "https://pics.example/gone.png": [() => new Response("no", { status: 404 }), /answers with 404/],
      "https://pics.example/page.html": [() => new Response("<html>", { headers: { "content-type": "image/png" } }), /JPEG, PNG/],
      "https://pics.example/large.png": [() => new Response(new Uint8Array(21 * 1024 * 1024)), /larger than 20 MiB/],
      // Small on its way, and far too large once it is unpacked.
      "https://pics.example/bomb.png": [() => new Response(gzipSync(new Uint8Array(64 * 1024 * 1024)), { encodeBody: "manual", headers: { "content-encoding": "gzip", "content-type": "image/png" } }), /larger than 20 MiB/],
      "https://pics.example/mapped.png": [redirect("https://[::ffff:169.254.169.254]/latest"), /not asked.*public web/],
      "https://pics.example/odd.png": [redirect("//0x7f.1/x.png"), /not asked.*public web/],
      "https://pics.example/inside.png": [redirect("https://127.0.0.1/x.png"), /not asked.*public web/],
      "https://pics.example/insecure.png": [redirect("http://pics.example/x.png"), /not asked.*https alone/],
      "https://pics.example/circle.png": [redirect("/circle.png"), /more than 3 times/],
      "https://pics.example/broken.png": [() => { throw new Error("refused"); }, /nobody answers|answers with/],
    };
    for (const [url, [answer]] of Object.entries(bad)) answers.set(url, answer);
    answers.set("https://pics.example/moved.png", redirect("https://cdn.example/there.png"));
    answers.set("https://cdn.example/there.png", redirect("here.png"));
    answers.set("https://cdn.example/here.png", picture);
    const rows = [...Object.keys(bad).map((image, index) => single(`bad-${index}`, { image })), single("moved", { image: "https://pics.example/moved.png" })];
    const done = await importer.imports(csv(rows));
    assert.deepEqual([done.counts.created, done.counts.failed, done.error_count], [rows.length, 0, 0]);
    assertProblems(done.problems, Object.values(bad).map(([, reason], index) => ({ line: index + 2, column: "Image Src", reason, severity: "warning" })));
    assert.deepEqual((await merchant.reads("/products/bad-0")).media, []);
    assert.equal((await merchant.reads("/products/moved")).media[0].hash, HASH);
    assert.ok(!asked().some((url) => url.includes("127.0.0.1") || url.startsWith("http:")));
  });

  test("addresses of the inner network are never asked, in any spelling", async () => {
    const inner = ["http://169.254.169.254/latest", "https://127.0.0.1/a", "https://2130706433/a", "https://0x7f.1/a", "https://[::1]/a", "https://[::ffff:10.0.0.1]/a", "https://localhost/a", "https://db.internal/a", "https://printer/a", "https://user@pics.example/a", "https://pics.example:8443/a", "file:///etc/passwd"];
    const done = await importer.imports(csv(inner.map((image, index) => single(`inner-${index}`, { image }))));
    assert.deepEqual(asked(), []);
    assert.deepEqual([done.counts.created, done.warning_count], [inner.length, inner.length]);
    assert.deepEqual(done.problems.map(({ line }) => line), inner.map((_, index) => index + 2));
  });

  test("a picture that is known stays where its address fails later", async () => {
    const url = "https://pics.example/stays.png";
    answers.set(url, picture);
    await importer.imports(csv([single("stays", { image: url })]));
    answers.set(url, () => new Response("no", { status: 500 }));
    const done = await importer.imports(csv([single("stays", { image: url })]), { query: "format=shopify&pictures=all" });
    assertProblems(done.problems, [{ line: 2, column: "Image Src", reason: /Keeps the earlier picture/, severity: "warning" }]);
    assert.equal((await merchant.reads("/products/stays")).media[0].hash, HASH);
  });
});
