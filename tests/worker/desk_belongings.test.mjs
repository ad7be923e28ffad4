// The collections of a product, as its form at the desk has them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { merchantOf, settled } from "./catalogue.mjs";
import { signsIn } from "./desk_visitor.mjs";
import { startShop } from "./harness.mjs";
import { formOf, sendsForm, textOf } from "./desk_reading.mjs";

let shop;
let merchant;
let owner;

before(async () => {
  shop = await startShop();
  await shop.migrate();
  merchant = merchantOf(shop);
  owner = await signsIn(shop);
});
after(() => shop?.stop());

/** Sends a product's form as it stands on the page, but for `fields`; answers with status, address and page. */
const sends = (path, fields = {}, page = undefined) => sendsForm(owner, path, "product", fields, { page });

const stored = (handle) => merchant.reads(`/products/${handle}`);

test("a product is put into collections by hand and taken out, with the rest of its form", async () => {
  await merchant.sells("belongs");
  await merchant.sells("stays");
  await merchant.sells("lamp");
  await merchant.collects("by-hand", { title: "By hand", products: ["stays"] });
  await merchant.collects("held", { title: "Held", products: ["belongs", "stays"] });
  await merchant.collects("ruled", { title: "Ruled", rules: { match: "all", conditions: [{ field: "title", relation: "equals", value: "belongs" }] } });
  await settled(shop);
  const products = async (handle) => (await merchant.reads(`/collections/${handle}`)).products;
  const page = await owner.opens("/admin/products/belongs");
  assert.match(page, /name="_collection" value="held" checked/);
  assert.match(page, /name="_collection" value="by-hand">/);
  assert.match(textOf(page), /Ruled by its rules/);
  const unchanged = await sends("/admin/products/belongs", {}, page);
  assert.equal(unchanged.location, "/admin/products/belongs?done=saved");
  assert.deepEqual([await products("held"), await products("by-hand")], [["belongs", "stays"], ["stays"]]);

  // Somebody else puts another product in meanwhile: neither loses anything.
  await merchant.collects("by-hand", { title: "By hand", products: ["stays", "lamp"] });
  const moved = await sends("/admin/products/belongs", { title: "", _collection: "by-hand" }, page);
  assert.equal(moved.status, 422);
  assert.match(moved.page, /name="_collection" value="by-hand" checked/, "what was ticked stays so");
  assert.deepEqual(await products("by-hand"), ["stays", "lamp"], "nothing is changed with a form that is refused");
  const saved = await sends("/admin/products/belongs", { title: "Belongs", _collection: "by-hand" }, page);
  assert.equal(saved.location, "/admin/products/belongs?done=saved", textOf(saved.page));
  assert.deepEqual([await products("held"), await products("by-hand")], [["stays"], ["stays", "lamp", "belongs"]]);

  // The product was saved, and the process ended before its collections were reached: the form is sent again.
  await merchant.collects("by-hand", { title: "By hand", products: ["stays"] });
  const again = await sends("/admin/products/belongs", { title: "Belongs", _collection: "by-hand" }, page);
  assert.equal(again.location, "/admin/products/belongs?done=saved", textOf(again.page));
  assert.deepEqual(await products("by-hand"), ["stays", "belongs"]);

  const fresh = { title: "Fresh", "variants[0].sku": "FRESH", "variants[0].price~money.EUR": "5", _collection: "held" };
  const made = await sends("/admin/products/new", fresh);
  assert.equal(made.location, "/admin/products/fresh?done=created", textOf(made.page));
  assert.deepEqual(await products("held"), ["stays", "fresh"]);
  const gone = await sends("/admin/products/fresh", { _collection: "no-such" });
  assert.equal(gone.location, "/admin/products/fresh?into=no-such&done=partly", "what cannot be done is said");
  assert.match(textOf(await owner.opens(gone.location)), /not every collection could be changed\. Gone, or filled by rules by now: no-such\./);
  const forged = textOf(await owner.opens("/admin/products/fresh?done=partly&into=Call+me!"));
  assert.match(forged, /not every collection could be changed/);
  assert.doesNotMatch(forged, /Call me/, "an address says names and nothing else");
});

test("what could not be done to collections is named, stands in the boxes, and is done by saving once more", async () => {
  await merchant.sells("torn", { title: "Torn" });
  await merchant.collects("stuck-in", { title: "Stuck in", products: [] });
  await merchant.collects("stuck-out", { title: "Stuck out", products: ["torn"] });
  await merchant.collects("smooth", { title: "Smooth", products: [] });
  const products = async (handle) => (await merchant.reads(`/collections/${handle}`)).products;
  const page = await owner.opens("/admin/products/torn");
  const form = () => {
    const fields = formOf(page, "product");
    for (const name of ["_collection", "title"]) fields.delete(name);
    return [...fields, ["title", "Torn open"], ["_collection", "stuck-in"], ["_collection", "smooth"]];
  };
  await shop.db.prepare("CREATE TRIGGER stuck BEFORE UPDATE OF title ON collections WHEN old.handle LIKE 'stuck-%' BEGIN SELECT RAISE(ABORT, 'stuck'); END").run();
  const location = "/admin/products/torn?into=stuck-in&out=stuck-out&done=partly";
  const sent = [];
  // The form that is sent again, since its answer was lost, does not say that all is well either.
  for (let times = 0; times < 2; times += 1) sent.push(await owner.submits("/admin/products/torn", form()));
  await shop.db.prepare("DROP TRIGGER stuck").run();
  for (const answer of sent) assert.equal(answer.headers.get("location"), location, textOf(await answer.text()));
  assert.equal((await stored("torn")).title, "Torn open");
  assert.deepEqual([await products("stuck-in"), await products("stuck-out"), await products("smooth")], [[], ["torn"], ["torn"]]);

  const half = await owner.opens(location);
  assert.match(textOf(half), /not every collection could be changed\. Still to do: Stuck in, Stuck out\./);
  assert.match(half, /name="_collection" value="stuck-in" checked/);
  assert.match(half, /name="_collection" value="stuck-out">/);
  const done = await owner.submits("/admin/products/torn", [...formOf(half, "product")]);
  assert.equal(done.headers.get("location"), "/admin/products/torn?done=saved", textOf(await done.text()));
  assert.deepEqual([await products("stuck-in"), await products("stuck-out"), await products("smooth")], [["torn"], [], ["torn"]]);
});

test("collections beyond the first hundred are ticked and chosen too, and where there are more still it is said", async () => {
  await merchant.sells("shelved");
  /** Collections by rules, named so that they come before others. */
  const gathers = (from, to) =>
    shop.db
      .prepare(
        `WITH RECURSIVE n (at) AS (SELECT CAST(?1 AS INTEGER) UNION ALL SELECT at + 1 FROM n WHERE at < ?2)
         INSERT INTO collections (handle, revision, title, description, media_alt, sort, rules, seo_title, seo_description, created_at_ms, updated_at_ms)
         SELECT 'a-rule-' || at, 1, 'Rule ' || at, '', '', sort, rules, '', '', 0, 0 FROM n, collections WHERE handle = 'a-rule'`,
      )
      .bind(from, to)
      .run();
  await merchant.collects("a-rule", { title: "Rule", rules: { match: "all", conditions: [{ field: "title", relation: "equals", value: "nothing at all" }] } });
  await merchant.collects("z-shelf", { title: "The last shelf", products: [] });
  await gathers(1001, 1150);
  const more = /There are more than/;
  const page = await owner.opens("/admin/products/shelved");
  assert.doesNotMatch(textOf(page), more);
  assert.match(page, /name="_collection" value="z-shelf">/);
  const saved = await sends("/admin/products/shelved", { _collection: "z-shelf" }, page);
  assert.equal(saved.location, "/admin/products/shelved?done=saved", textOf(saved.page));
  assert.deepEqual((await merchant.reads("/collections/z-shelf")).products, ["shelved"]);
  const list = await owner.opens("/admin/products?collection=z-shelf");
  assert.match(list, /<option value="z-shelf" selected>The last shelf</);
  assert.doesNotMatch(textOf(list), more);

  await gathers(1151, 2100);
  for (const path of ["/admin/products/shelved", "/admin/products/new", "/admin/products"]) {
    assert.match(await owner.opens(path), /There are more than [^<]*<a href="\/admin\/collections">/);
  }
  const held = await owner.opens("/admin/products/shelved");
  assert.match(held, /name="_collection" value="z-shelf" checked/, "what holds the product stands there in any case");
  assert.match(await owner.opens("/admin/products?collection=z-shelf"), /<option value="z-shelf" selected>/, "what the list is narrowed by stays");
  await shop.db.prepare("DELETE FROM collections WHERE handle LIKE 'a-rule-%'").run();
});
