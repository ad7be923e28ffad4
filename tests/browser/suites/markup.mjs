// The HTML of every kind of page against the standard, by the Nu HTML checker.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { visitorOf } from "../../worker/cart_visitor.mjs";
import { merchantOf, settled, variant } from "../../worker/catalogue.mjs";
import { shop } from "../open_shop.mjs";
import { PAGE_KINDS } from "../page_kinds.mjs";

const checker = join(dirname(createRequire(import.meta.url).resolve("vnu-jar/package.json")), "build", "dist", "vnu.jar");
const LARGEST_REPORT_BYTES = 50_000_000;

/** What the checker says and we do not follow, each with its reason. */
const ALLOWED = [
  // css-view-transitions-2; the checker's list of at-rules is older.
  "CSS: Unrecognized at-rule “@view-transition”",
];

const HOSTILE = `</script></style></title></textarea></bdi><img src=x onerror=alert(1)><!--"'\`&amp;&lt;\u202e\u2066\u{1f9f5}]]>`;

/** What the checker has to say about documents, as `name: message (extract)`. Java starts once for all. */
async function check(documents) {
  const folder = mkdtempSync(join(tmpdir(), "awning-html-"));
  try {
    const names = new Map(documents.map(([name, html], place) => [`page-${place}.html`, { name, html }]));
    for (const [file, { html }] of names) writeFileSync(join(folder, file), html);
    const files = [...names.keys()].map((file) => join(folder, file));
    const options = ["-jar", checker, "--format", "json", "--stdout", "--exit-zero-always"];
    const { stdout } = await promisify(execFile)("java", [...options, ...files], { maxBuffer: LARGEST_REPORT_BYTES });
    const { messages } = JSON.parse(stdout);
    return messages
      .filter(({ message }) => !ALLOWED.includes(message))
      .map(({ url, type, subType, message, extract }) => `${names.get(url?.split("/").pop())?.name}: ${subType ?? type}: ${message} (${extract})`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

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
