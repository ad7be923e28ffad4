// What a shop has when its desk is in use: orders in every state, counts, a file that was sent, programs, people.
import { merchantOf } from "../worker/catalogue.mjs";
import { csv, importerOf, single } from "../worker/import_file.mjs";
import { ordersOf } from "../worker/orders.mjs";
import { stockOf } from "../worker/stock_keeper.mjs";
import { until } from "../worker/harness.mjs";
import { productOf } from "./small_shop.mjs";

const skuOf = (handle, at = 0) => productOf(handle).variants[at].sku;

/** Answers with the names of what pages are about. */
export async function furnish(shop) {
  const [orders, merchant] = [ordersOf(shop), merchantOf(shop)];
  const sku = skuOf("headland-evening");
  const line = (handle, quantity, unit) => ({ sku: skuOf(handle), quantity, unit, product: handle, title: productOf(handle).title });
  await stockOf(shop, sku).counts(14);
  await stockOf(shop, skuOf("first-light")).counts(2);
  await stockOf(shop, skuOf("night-light")).counts(0);

  const lines = [line("headland-evening", 2, 4500), line("first-light", 1, 3900)];
  const toShip = await orders.sells({ lines, shipping: 490, email: "ada.byrne@example.com" });
  const sent = await orders.sells({ lines: [line("night-light", 1, 6500)], shipping: 490 });
  const [{ id }] = (await orders.reads(sent.number)).lines;
  await orders.ships(sent.number, { lines: [{ line_id: id, quantity: 1 }], carrier: "An Post", tracking_number: "IE2026112601", tracking_url: "https://track.example/IE2026112601" });
  await orders.refunds(sent.number, { amount_minor: 500, reason: "Came late" });
  const unpaid = await orders.places({ lines: [line("first-light", 1, 3900)] });
  const cancelled = await orders.sells({ lines: [line("first-light", 3, 3900)] });
  await orders.cancels(cancelled.number, { reason: "Bought twice" });
  const failed = await orders.places({ lines: [line("headland-evening", 1, 4500)] });
  await orders.does(failed.view, "pay_later");
  await orders.does(failed.view, "fail_to_settle");
  await shop.admin("POST", `/api/admin/v1/orders/${toShip.number}/notes`, { text: "Asked for a gift wrapping by telephone." });
  for (const { number } of [toShip, sent, unpaid, cancelled]) await orders.listed(number);

  const importer = importerOf(shop);
  const file = csv([single("quay-mug"), single("pier-bowl", { price: "dear" })]);
  const sending = await importer.checks(file, { query: "format=shopify&name=spring-catalogue.csv" });

  await shop.admin("PUT", `/api/admin/v1/redirects/${encodeURIComponent("/pages/old-care")}`, { target: "/pages/delivery-and-returns" });
  const token = { title: "Warehouse", scopes: ["stock:read", "stock:write"] };
  await shop.admin("POST", "/api/admin/v1/tokens", token);
  await shop.admin("PUT", "/api/admin/v1/staff/sam", { email: "sam@staff.example", name: "Sam Reilly", role: "support" });
  const { url } = await (await shop.admin("POST", "/api/admin/v1/staff/sam/sign-in-links")).json();
  const { products } = await merchant.reads("/products?limit=1");
  await until(async () => (await shop.db.prepare("SELECT count(*) AS count FROM failed_payments").first("count")) > 0, { what: "the failed payment" });
  return { sku, number: toShip.number, sent: sent.number, importId: sending.id, product: products[0].handle, staff: "sam", link: new URL(url).pathname };
}
