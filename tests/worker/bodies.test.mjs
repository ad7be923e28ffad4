// What is sent to the shop: with a length and in chunks, within the limits and beyond them.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { request } from "node:http";
import { after, before, test } from "node:test";
import { ADMIN_TOKEN, startShop } from "./harness.mjs";
import { fixture, merchantOf, product, refuses } from "./catalogue.mjs";

const MB = 1024 * 1024;
const PICTURE_LIMIT = 20 * MB;
const JSON_LIMIT = 2_000_000;

let shop;
let merchant;
before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
  await merchant.sells("sent");
});
after(() => shop.stop());

const withToken = { authorization: `Bearer ${ADMIN_TOKEN}` };
const picture = (size) => Buffer.concat([fixture("red-800x600.png")], size);
/** A product whose JSON is exactly so many bytes long. */
function productOf(size) {
  const bare = JSON.stringify(product("sent", { warnings: "" }));
  return Buffer.from(bare.replace('"warnings":""', `"warnings":"${"x".repeat(size - bare.length)}"`));
}

/** A body in chunks, without Content-Length. */
const inChunks = (bytes, chunk = 100_000) =>
  new ReadableStream({
    start: (controller) => {
      for (let at = 0; at < bytes.length; at += chunk) controller.enqueue(bytes.subarray(at, at + chunk));
      controller.close();
    },
  });

/** Sends the same bytes both ways. */
const bothWays = (method, path, bytes, headers = withToken) => ({
  "with a length": () => shop.fetch(path, { method, headers, body: bytes }),
  "in chunks": () => shop.fetch(path, { method, headers, body: inChunks(bytes), duplex: "half" }),
});

test("who sends too much is told so, with a length and in chunks", async () => {
  const cases = [
    ["POST", "/api/admin/v1/media", [PICTURE_LIMIT + 1, 30 * MB].map(picture), `The body may have ${PICTURE_LIMIT} bytes at most.`],
    ["PUT", "/api/admin/v1/products/sent", [JSON_LIMIT + 1, 10 * MB].map(productOf), `The body may have ${JSON_LIMIT} bytes at most.`],
  ];
  for (const [method, path, bodies, sentence] of cases) {
    for (const bytes of bodies) {
      for (const send of Object.values(bothWays(method, path, bytes))) {
        const problem = await refuses(shop, send, { status: 413, name: "too_large" });
        assert.equal(problem.detail, sentence);
      }
    }
  }
});

test("whatever is refused for another reason is refused in words, too", async () => {
  const cases = [
    ["PUT", "/api/admin/v1/products/sent", {}, 401],
    ["POST", "/api/admin/v1/media", {}, 401],
    ["POST", "/api/admin/v1/nothing-here", withToken, 404],
    ["PUT", "/api/v1/products/sent", withToken, 405],
    ["PUT", "/api/admin/v1/products/sent", { ...withToken, "if-match": "*" }, 400],
  ];
  for (const [method, path, headers, status] of cases) {
    for (const send of Object.values(bothWays(method, path, picture(5 * MB), headers))) await refuses(shop, send, { status });
  }
});

test("a body in chunks arrives whole, however it is cut", async () => {
  const bytes = fixture("blue-2400x1200.jpg");
  const sizes = [1, 7, 4096, 65_536, 65_537, bytes.length].map((chunk) => [bytes.subarray(0, chunk === 1 ? 3000 : undefined), chunk]);
  for (const [part, chunk] of [...sizes, [picture(PICTURE_LIMIT), 1_000_003]]) {
    const answer = await shop.fetch("/api/admin/v1/media", { method: "POST", headers: withToken, body: inChunks(part, chunk), duplex: "half" });
    assert.ok(answer.ok, `${part.length} bytes by ${chunk}: ${answer.status}`);
    assert.equal((await answer.json()).hash, createHash("sha256").update(part).digest("hex"), `${part.length} bytes by ${chunk}`);
  }
  const body = JSON.stringify(product("sent", { description: "ø".repeat(50_000), title: "in chunks" }));
  const answer = await shop.fetch("/api/admin/v1/products/sent", { method: "PUT", headers: withToken, body: inChunks(Buffer.from(body), 9), duplex: "half" });
  assert.equal(answer.status, 200);
  assert.equal((await merchant.reads("/products/sent")).description, "ø".repeat(50_000));
});

test("a body that never ends is cut off after a while, and the shop goes on", async () => {
  const { hostname, port } = new URL(shop.url);
  const chunk = Buffer.alloc(256 * 1024, "x");
  const outcome = await new Promise((resolve) => {
    let sent = 0;
    const upload = request({ hostname, port, method: "POST", path: "/api/admin/v1/media", headers: withToken });
    const end = (how) => {
      upload.destroy();
      resolve({ sent, how });
    };
    upload.on("response", (answer) => end(answer.statusCode));
    upload.on("error", () => end("reset"));
    const push = () => {
      if (sent > 300 * MB) return end("taken");
      while (!upload.destroyed && upload.write(chunk)) sent += chunk.length;
      sent += chunk.length;
    };
    upload.on("drain", push);
    push();
  });
  assert.ok([413, "reset"].includes(outcome.how), `${outcome.sent} bytes were ${outcome.how}`);
  assert.ok(outcome.sent < 100 * MB, `${outcome.sent} bytes`);
  assert.equal((await shop.fetch("/products/sent")).status, 200);
});
