// The `Stock` object of one SKU, asked as an order asks it, and as the merchant does.
import assert from "node:assert/strict";

export const LEASE_SECONDS = 120;
/** How long after its lease a reservation still counts. */
export const BACKSTOP_SECONDS = 15 * 60;

const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** The same order number for the same number. */
export function orderNumber(number) {
  return Array.from({ length: 10 }, (_, place) => DIGITS[Math.floor(number / 32 ** place) % 32]).join("");
}

export const inSeconds = (seconds) => new Date(Date.now() + seconds * 1000).toISOString();

export function stockOf(shop, sku) {
  const call = async (path, message) => {
    const stub = shop.env.STOCK.get(shop.env.STOCK.idFromName(sku));
    const answer = await stub.fetch(`https://object${path}`, { method: "POST", body: JSON.stringify(message) });
    const text = await answer.text();
    assert.equal(answer.status, 200, `${path}: ${text.slice(0, 300)}`);
    return JSON.parse(text);
  };
  const command = (name, fields) => call("/commands", { sku, command: { [name]: fields } });
  const address = `/api/admin/v1/stock/${sku}`;
  const admin = async (method, path, body, headers) => {
    const answer = await shop.admin(method, `${address}${path}`, body, headers);
    return { status: answer.status, body: await answer.json() };
  };
  return {
    reserves: (order, quantity, { hold = 1, until = inSeconds(LEASE_SECONDS), instead_of = null } = {}) =>
      command("reserve", { order, hold, quantity, until, instead_of }),
    extends: (order, until, hold = 1) => command("extend", { order, hold, until }),
    releases: (order, hold = 1) => command("release", { order, hold }),
    commits: (order, quantity, hold = 1) => command("commit", { order, hold, quantity }),
    ships: (order, id, allocations) => command("ship", { order, id, allocations }),
    runsAlarm: (at) => call("/alarms", at),
    alarm: () => call("/plans", null),
    reads: async () => (await admin("GET", "")).body,
    counts: async (on_hand, fields = {}) => {
      const { status, body } = await admin("PUT", "", { location: "main", on_hand, ...fields });
      assert.equal(status, 200, JSON.stringify(body));
      return body;
    },
    puts: (body) => admin("PUT", "", body),
    adjusts: (body, headers) => admin("POST", "/adjustments", body, headers),
    movements: (query = "") => admin("GET", `/movements${query}`),
    /** The whole ledger, the oldest first. */
    async ledger() {
      const rows = [];
      for (let cursor = ""; cursor !== null; ) {
        const { body } = await admin("GET", `/movements?limit=100${cursor && `&cursor=${cursor}`}`);
        rows.unshift(...body.movements.reverse());
        cursor = body.next_cursor;
      }
      return rows;
    },
  };
}

/** The counts that a ledger adds up to. */
export function replay(movements) {
  const counts = { on_hand: 0, committed: 0, reserved: 0, safety: 0 };
  for (const movement of movements) for (const name of Object.keys(counts)) counts[name] += movement[name];
  return counts;
}

/** Asserts that the ledger replays to the counts, and answers with the counts. */
export async function balanced(stock) {
  const { on_hand, committed, reserved, safety, holds: _, ...rest } = await stock.reads();
  assert.deepEqual(replay(await stock.ledger()), { on_hand, committed, reserved, safety });
  return { on_hand, committed, reserved, safety, ...rest };
}
