// The HTML of every kind of page against the standard, by the Nu HTML checker.
import assert from "node:assert/strict";
import { test } from "node:test";
import { visitorOf } from "../../worker/cart_visitor.mjs";
import { merchantOf, settled, variant } from "../../worker/catalogue.mjs";
import { check } from "../html_checker.mjs";
import { shop } from "../open_shop.mjs";
import { PAGE_KINDS } from "../page_kinds.mjs";

const HOSTILE = `</script></style></title></textarea></bdi><img src=x onerror=alert(1)><!--"'\`&amp;&lt;\u202e\u2066\u{1f9f5}]]>`;

/** A page as a new visitor gets it, wherever the address leads. */
async function htmlOf(path, status = 200) {
  const visitor = visitorOf(shop);
  let answer = await visitor.send(path);
  if (answer.status === 303) answer = await visitor.send(answer.headers.get("location"));
  assert.equal(answer.status, status, path);
  return answer.text();
}

/** A product, a collection and a page whose every text tries to break out. */
async function offerHostileTexts() {
  const merchant = merchantOf(shop);
  const prose = `${HOSTILE}\n\n# ${HOSTILE}\n\n- [${HOSTILE}](https://example.com/?a="><b>)\n- <b onclick=x>b</b>\n\n| a | b |\n|---|---|\n| ${HOSTILE} | c |\n\n\`\`\`\n${HOSTILE}\n\`\`\``;
  const seo = { title: HOSTILE, description: HOSTILE };
  const variants = ["one", "two"].map((size) => variant(`HOSTILE-${size}`, { options: [`${size} ${HOSTILE}`] }));
  const safety = { manufacturer: HOSTILE, responsible_person: HOSTILE, warnings: HOSTILE };
  const texts = { description: prose, vendor: HOSTILE, type: HOSTILE, tags: [HOSTILE], seo, safety };
  await merchant.sells("hostile", { title: HOSTILE.repeat(100), ...texts, options: [{ name: HOSTILE }], variants });
  await merchant.collects("hostile", { title: HOSTILE, description: prose, seo, products: ["hostile"] });
  await merchant.writes("hostile", { title: HOSTILE, body: prose, seo });
  await settled(shop);
}

async function takeHostileTextsAway() {
  const merchant = merchantOf(shop);
  await merchant.archives("hostile");
  await merchant.collects("hostile", { title: "Empty", products: [] });
  await merchant.writes("hostile", { title: "Empty" });
  await settled(shop);
}

/** `[what it is, its HTML]` of everything that the shop sends as HTML. */
async function everyDocument() {
  const documents = [];
  for (const kind of PAGE_KINDS) documents.push([kind.name, await kind.at((path) => htmlOf(path, kind.status))]);
  const suggestions = await htmlOf("/search/suggestions?q=three");
  documents.push(["suggestions", `<!doctype html><html lang="en"><title>x</title><div role="listbox" aria-label="x">${suggestions}</div>`]);
  try {
    await offerHostileTexts();
    const paths = ["/products/hostile", "/collections/hostile", "/pages/hostile", "/collections", `/search?q=${encodeURIComponent(HOSTILE)}`];
    for (const path of paths) documents.push([path, await htmlOf(path)]);
  } finally {
    await takeHostileTextsAway();
  }
  return documents;
}

test("the checker of HTML finds nothing in any kind of page, nor in pages with hostile texts", async () => {
  const poor = ["a poor page", '<!doctype html><html lang="en"><title>x</title><p><div></p><img src="/x">'];
  const messages = await check([...(await everyDocument()), poor]);
  const aboutPoor = (message) => message.startsWith("a poor page: ");
  assert.ok(messages.some(aboutPoor), "the checker is awake");
  assert.deepEqual(messages.filter((message) => !aboutPoor(message)), []);
});
