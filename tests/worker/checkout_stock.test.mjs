// Many checkouts for few units, through the front door: nothing is sold twice, and nothing stays held
// for nobody.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { buyersOf, refusal, sessionsOf, stocks } from "./checkout_visitor.mjs";
import { setFault } from "./catalogue.mjs";
import { balanced, replay, stockOf } from "./stock_keeper.mjs";

const PAIRS = 10;
const pairs = Array.from({ length: PAIRS }, (_, at) => [`LEFT-${at}`, `RIGHT-${at}`]);
const ENDINGS = ["EXPIRE", "CANCEL", "FAIL_TO_SETTLE"];

let shop;
let buyers;
before(async () => {
  shop = await startShop({ vars: { TEST_GATEWAY: "1" } });
  buyers = buyersOf(shop);
  const single = [...pairs.flat(), ...ENDINGS, "DECLINED", "WHOLE"].map((sku) => [sku, 1]);
  await stocks(shop, { SILENT: 4, RUSH: 5, SHARED: 5, SCARCE: 1, PLENTY: 100, ...Object.fromEntries(single) });
});
after(() => shop.stop());

const stateOfGoods = async (number) => (await buyers.orders.document(number)).goods;

/** Asserts a clear refusal: by the order, whose stock said no, or by what lists know of it a moment later. */
function isGone(answer) {
  assert.deepEqual([answer.status, ["out_of_stock", "cart_problems"].includes(refusal(answer))], [409, true], answer.text);
  assert.ok(answer.body.problems.length > 0 && answer.body.detail.length > 20, answer.text);
  for (const { blocking, line_id, detail } of answer.body.problems) assert.ok(blocking && line_id && detail, answer.text);
}

/** Of which order a SKU's ledger says that it holds how much. */
async function holdersOf(sku) {
  const rows = await stockOf(shop, sku).ledger();
  const held = Object.groupBy(rows.filter(({ order }) => order), ({ order }) => order);
  const counts = Object.entries(held).map(([order, movements]) => [order, replay(movements).reserved + replay(movements).committed]);
  return new Map(counts.filter(([, units]) => units !== 0));
}

test("200 checkouts at once for five units: five orders hold them, 195 are refused, and the ledger replays to the counts", async () => {
  const carts = await Promise.all(Array.from({ length: 200 }, () => buyers.fills(["RUSH"])));
  const answers = await Promise.all(carts.map((cart, at) => buyers.checksOut(cart, { email: `shopper${at}@example.com` })));
  const placed = answers.filter(({ status }) => status === 201);
  const refused = answers.filter(({ status }) => status !== 201);
  assert.deepEqual([placed.length, refused.length], [5, 195], JSON.stringify(Object.groupBy(refused, ({ status }) => status)).slice(0, 800));
  refused.forEach(isGone);
  const counts = await balanced(stockOf(shop, "RUSH"));
  assert.deepEqual([counts.available, counts.reserved, counts.committed, counts.oversold], [0, 5, 0, 0]);
  const numbers = placed.map(({ body }) => body.order.number).sort();
  assert.deepEqual([...(await holdersOf("RUSH"))].sort(), numbers.map((number) => [number, 1]));
  const sessions = await sessionsOf(shop);
  assert.deepEqual(sessions.map(({ order }) => order).sort(), numbers, "only who holds a unit was sent to pay");
  for (const { body } of placed) await buyers.pays({ number: body.order.number, redirect_url: body.redirect_url });
  const sold = await balanced(stockOf(shop, "RUSH"));
  assert.deepEqual([sold.available, sold.reserved, sold.committed], [0, 0, 5]);
});

test("rule 23: lines that share a SKU are summed", async () => {
  const six = await buyers.fills([{ sku: "SHARED", quantity: 3 }, { sku: "SHARED", quantity: 3 }]);
  isGone(await buyers.checksOut(six));
  assert.equal((await balanced(stockOf(shop, "SHARED"))).reserved, 0);
  // Two lines of one SKU reach an order where they differ in anything else.
  const [three, two] = [3, 2].map((quantity) => ({ sku: "SHARED", quantity, unit: 1000 }));
  const { number, view } = await buyers.orders.places({ lines: [three, two] });
  assert.deepEqual((await stateOfGoods(number)).skus.map(({ sku, quantity, state }) => [sku, quantity, state]), [["SHARED", 5, "reserved"]]);
  assert.deepEqual([...(await holdersOf("SHARED"))], [[number, 5]]);
  await buyers.does(view, "expire");
  await buyers.becomes({ number }, "expired");
  await until(async () => (await stockOf(shop, "SHARED").reads()).reserved === 0, { what: "the units back" });
  const placements = await Promise.all([0, 1].map(() => buyers.orders.places({ lines: [three] }).catch((error) => error)));
  assert.equal(placements.filter((placement) => placement.number).length, 1, "five units are not two times three");
});

test("rule 23: of carts that want the same things in opposite orders one gets both, and the other leaves nothing behind", async () => {
  for (const [left, right] of pairs) {
    const carts = await Promise.all([buyers.fills([left, right]), buyers.fills([right, left])]);
    const answers = await Promise.all(carts.map((cart) => buyers.checksOut(cart)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409], answers.map(({ text }) => text).join("\n"));
    const { number } = answers.find(({ status }) => status === 201).body.order;
    for (const sku of [left, right]) {
      await until(async () => (await stockOf(shop, sku).reads()).reserved === 1, { what: `one hold of ${sku}` });
      await balanced(stockOf(shop, sku));
      assert.deepEqual([...(await holdersOf(sku))], [[number, 1]]);
    }
  }
});

test("rule 23: a cart that cannot have all has nothing", async () => {
  const carts = await Promise.all(Array.from({ length: 10 }, () => buyers.fills(["PLENTY", "SCARCE", "WHOLE"])));
  const first = await buyers.buys(["SCARCE"]);
  const answers = await Promise.all(carts.map((cart) => buyers.checksOut(cart)));
  for (const answer of answers) {
    isGone(answer);
    assert.equal(answer.body.problems.length, 1, `only SCARCE is missing: ${answer.text}`);
  }
  await until(async () => (await stockOf(shop, "PLENTY").reads()).reserved === 0, { what: "nothing held" });
  for (const [sku, held] of [["PLENTY", 0], ["WHOLE", 0], ["SCARCE", 1]]) {
    assert.equal((await balanced(stockOf(shop, sku))).reserved, held, sku);
  }
  assert.deepEqual([...(await holdersOf("SCARCE"))], [[first.number, 1]]);
});

for (const [sku, deeds] of [["EXPIRE", ["expire"]], ["CANCEL", ["cancel"]], ["FAIL_TO_SETTLE", ["pay_later", "fail_to_settle"]]]) {
  test(`the last unit goes to the next shopper when its payment ends by ${deeds.at(-1)}`, async () => {
    const [taken, cart] = [await buyers.fills([sku]), await buyers.fills([sku])];
    const first = await buyers.places(taken);
    isGone(await buyers.checksOut(cart));
    for (const deed of deeds) await buyers.does(first, deed);
    await until(async () => (await buyers.orders.document(first.number)).attempts.every(({ state }) => ["expired", "cancelled", "failed"].includes(state)), { what: "the end of the payment" });
    // Whoever leaves a page may come back to it for ten minutes.
    if (sku === "CANCEL") await buyers.orders.passes(first.number, 601);
    await buyers.becomes(first, "expired");
    await until(async () => (await stockOf(shop, sku).reads()).reserved === 0, { what: "the unit back" });
    const second = await buyers.orders.document((await retried(cart)).number);
    assert.notEqual(second.placement.number, first.number);
    assert.deepEqual([...(await holdersOf(sku))], [[second.placement.number, 1]]);
    await balanced(stockOf(shop, sku));
  });
}

/** The copy of the stock that lists show may be a second old. */
async function retried(cart) {
  const { body } = await until(async () => {
    const answer = await buyers.checksOut(cart);
    return answer.status === 201 && answer;
  }, { what: "an order for the next shopper" });
  return body.order;
}

test("rule 11: a declined card keeps the unit, and its shopper may try again", async () => {
  const [taken, cart] = [await buyers.fills(["DECLINED"]), await buyers.fills(["DECLINED"])];
  const first = await buyers.places(taken);
  await buyers.does(first, "decline");
  isGone(await buyers.checksOut(cart));
  assert.deepEqual([...(await holdersOf("DECLINED"))], [[first.number, 1]]);
  await buyers.pays(first);
  const { committed, reserved } = await balanced(stockOf(shop, "DECLINED"));
  assert.deepEqual({ committed, reserved }, { committed: 1, reserved: 0 });
});

test("a checkout that does not hear from the stock is told so, and what it may hold is given back", async () => {
  const reserved = async () => (await stockOf(shop, "SILENT").reads()).reserved;
  for (const fault of ["stock", "stock_after"]) {
    const cart = await buyers.fills([{ sku: "SILENT", quantity: 2 }]);
    await setFault(shop, fault, "fails");
    const answer = await buyers.checksOut(cart).finally(() => setFault(shop, fault, "none"));
    assert.equal(answer.status, 503, answer.text);
    await until(async () => (await reserved()) === 0, { what: `nothing held after ${fault}`, timeoutMs: 90_000 }); // its alarm asks again after half a minute
  }
  await buyers.buys([{ sku: "SILENT", quantity: 4 }]);
});
