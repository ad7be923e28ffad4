// Idempotency keys of POSTs whose effect is in D1 (rule 1).
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { setFault } from "./catalogue.mjs";
import { startShop } from "./harness.mjs";

let shop;
before(async () => {
  shop = await startShop();
  // Of no publisher that there is: each publication of everything raises it by one, and nothing else does.
  await shop.db.prepare("INSERT INTO publications (key, publisher, revision) VALUES ('page:counted', 9999, 0)").run();
});
after(() => shop?.stop());

const publishes = (key, body, headers = {}) => shop.admin("POST", "/api/admin/v1/publications", body, { ...(key && { "idempotency-key": key }), ...headers });
/** How often everything was published. */
const times = async () => (await shop.db.prepare("SELECT revision FROM publications WHERE key = 'page:counted'").first("revision")) ?? 0;
const kept = async () => (await shop.db.prepare("SELECT count(*) AS n FROM idempotency_answers").first("n")) ?? 0;
const key = () => crypto.randomUUID();
const isReplay = (answer) => answer.headers.get("idempotency-replayed") === "true";

test("the same key and body have their effect once and the same answer twice", async () => {
  const [own, before] = [key(), await times()];
  const first = await publishes(own);
  const text = await first.text();
  assert.deepEqual([first.status, isReplay(first)], [202, false], text);
  const again = await publishes(own);
  assert.deepEqual([again.status, isReplay(again), await again.json()], [202, true, JSON.parse(text)]);
  assert.equal(await times(), before + 1);
});

test("of many at once with one key one has the effect, and all get its answer", async () => {
  const [own, before] = [key(), await times()];
  const answers = await Promise.all(Array.from({ length: 12 }, () => publishes(own)));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]));
  assert.equal(answers.filter((answer) => !isReplay(answer)).length, 1);
  assert.equal(new Set(await Promise.all(answers.map((answer) => answer.text()))).size, 1);
  assert.equal(await times(), before + 1);
});

test("a key with another body is refused and changes nothing", async () => {
  const own = key();
  assert.equal((await publishes(own, "{}")).status, 202);
  const before = [await times(), await kept()];
  const answer = await publishes(own, "{ }");
  assert.deepEqual([answer.status, (await answer.json()).type], [409, "/problems/idempotency_key_reused"]);
  assert.deepEqual([await times(), await kept()], before);
  assert.equal((await publishes("not a key")).status, 400);
});

test("a key is its sender's own", async () => {
  const [own, secret] = [key(), "another"];
  const digest = createHash("sha256").update(secret).digest("hex");
  await shop.db.prepare("INSERT INTO api_tokens (id, digest, title, scopes, created_by, created_at_ms) VALUES ('other', ?1, 'Other', '[\"catalogue:write\"]', 'test', 0)").bind(digest).run();
  assert.equal((await publishes(own)).status, 202);
  const before = await times();
  const answer = await publishes(own, undefined, { authorization: `Bearer ${secret}` });
  assert.deepEqual([answer.status, isReplay(answer)], [202, false], await answer.text());
  assert.equal(await times(), before + 1);
});

test("without a key each request has its effect and nothing is kept", async () => {
  const before = [await times(), await kept()];
  assert.ok((await publishes()).ok && (await publishes()).ok);
  assert.deepEqual([await times(), await kept()], [before[0] + 2, before[1]]);
});

test("a fault of ours is not kept", async () => {
  const [own, before] = [key(), await times()];
  await setFault(shop, "d1", "fails");
  const failed = await publishes(own).finally(() => setFault(shop, "d1", "none"));
  assert.equal(failed.status, 503);
  assert.equal(await times(), before);
  const answer = await publishes(own);
  assert.deepEqual([answer.status, isReplay(answer), await times()], [202, false, before + 1]);
});

test("an answer is kept for a day and then swept away", async () => {
  const [own, before] = [key(), await times()];
  assert.ok((await publishes(own)).ok);
  const until = await shop.db.prepare("SELECT kept_until_ms FROM idempotency_answers WHERE key = ?1").bind(own).first("kept_until_ms");
  assert.ok(Math.abs(until - Date.now() - 24 * 3_600_000) < 600_000, `${until}`);
  await shop.db.prepare("UPDATE idempotency_answers SET kept_until_ms = ?1").bind(Date.now()).run();
  const answer = await publishes(own);
  assert.deepEqual([answer.status, isReplay(answer), await times()], [202, false, before + 2], "a new day");
  await shop.scheduled();
  assert.equal(await kept(), 1, "only what is of today stays");
});
