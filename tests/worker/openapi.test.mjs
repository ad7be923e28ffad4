// The documents of the APIs and the page about them, as the platform serves them: files, for which no Worker runs.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { startShop } from "./harness.mjs";
import { elements } from "./markup.mjs";

let shop;
before(async () => {
  shop = await startShop();
});
after(() => shop.stop());

const DOCUMENTS = ["/api/v1/openapi.json", "/api/admin/v1/openapi.json"];

const GUARDS = { "x-content-type-options": /^nosniff$/, "strict-transport-security": /^max-age=\d{8,}/, "referrer-policy": /^strict-origin/, "cache-control": /^public, max-age=\d+/ };

function assertGuarded(answer, path) {
  for (const [name, expected] of Object.entries(GUARDS)) assert.match(answer.headers.get(name) ?? "(none)", expected, `${name} of ${path}`);
}

for (const path of DOCUMENTS) {
  test(`${path} is the document that the code says, for programs of any site`, async () => {
    const answer = await shop.fetch(path, { headers: { origin: "https://elsewhere.example" } });
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type"), /^application\/json/);
    assert.equal(answer.headers.get("access-control-allow-origin"), "*");
    assertGuarded(answer, path);
    const document = await answer.json();
    assert.deepEqual(document, JSON.parse(readFileSync(new URL(`../../assets${path}`, import.meta.url), "utf8")));
    assert.equal(document.openapi, "3.1.0");
    const again = await shop.fetch(path, { headers: { "if-none-match": answer.headers.get("etag") } });
    assert.equal(again.status, 304);
  });
}

test("/api/docs is a page that needs nothing but its own styles and the shop's fonts", async () => {
  const answer = await shop.fetch("/api/docs");
  const html = await answer.text();
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type"), /^text\/html; *charset=utf-8$/i);
  assertGuarded(answer, "/api/docs");
  const policy = answer.headers.get("content-security-policy");
  const hashes = elements(html, "style").map((style) => `'sha256-${createHash("sha256").update(style.text).digest("base64")}'`);
  assert.deepEqual(hashes, [policy.match(/style-src ([^;]*)/)[1]]);
  assert.match(policy, /^default-src 'none';.*frame-ancestors 'none'/);
  assert.deepEqual(elements(html, "script"), []);
  assert.doesNotMatch(html, /<[^>]+ (style|on[a-z]+)=/i);
  assert.doesNotMatch(html, /(src|href)="(https?:)?\/\//, "nothing leads to another host");
});

test("every anchor of the page leads somewhere, and every operation has one", async () => {
  const html = await (await shop.fetch("/api/docs")).text();
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  assert.equal(new Set(ids).size, ids.length, "an anchor is there twice");
  const known = new Set(ids);
  const lost = [...html.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target).filter((target) => !known.has(target));
  assert.deepEqual([...new Set(lost)], []);
  for (const [key, path] of [["storefront", DOCUMENTS[0]], ["admin", DOCUMENTS[1]]]) {
    const { paths } = await (await shop.fetch(path)).json();
    for (const operations of Object.values(paths)) {
      for (const { operationId } of Object.values(operations)) assert.ok(known.has(`${key}-${operationId}`), `${key} ${operationId}`);
    }
  }
});

test("no Worker runs for them", async () => {
  for (const path of [...DOCUMENTS, "/api/docs"]) await (await shop.fetch(path)).arrayBuffer();
  const { requests } = await (await shop.fetch("/__dev/requests")).json();
  assert.deepEqual(requests.filter(({ address }) => /openapi|docs/.test(address)), []);
});
