// An `Order` object as its callers see it, without what an order does by itself: a test says what is in
// it, and whether it hears of what is told to it.
import { readFileSync } from "node:fs";
import { until } from "./harness.mjs";

/** Runs in workerd, in place of the object. */
export const PLAYED_ORDER = `
  import { DurableObject } from "cloudflare:workers";
  export class Order extends DurableObject {
    async fetch(request) {
      const asked = await request.json();
      const order = await this.ctx.storage.get("order");
      switch (new URL(request.url).pathname) {
        case "/seeds":
          await this.ctx.storage.put({ order: asked.order, deaf: asked.deaf });
          return Response.json(null);
        case "/reads":
          return Response.json(order ?? null);
        case "/commands": {
          const deaf = (await this.ctx.storage.get("deaf")) ?? 0;
          if (deaf > 0) {
            await this.ctx.storage.put("deaf", deaf - 1);
            return new Response("on purpose", { status: 500 });
          }
          if (!order) return Response.json("missing");
          const told = asked.command.parcels;
          const isTold = ({ sequence, to }) => told.some(([number, receiver]) => number === sequence && receiver === to);
          await this.ctx.storage.put("order", { ...order, outbox: order.outbox.filter((parcel) => !isTold(parcel)) });
          const { number, secret } = order.placement;
          const view = { number, secret, state: order.state, total: { amount_minor: order.placement.quote.total_minor, currency: "EUR" }, redirect_url: null, end: null, is_settling: false };
          return Response.json({ done: { view, standing_back: null } });
        }
      }
      return new Response(null, { status: 404 });
    }
  }
  export default { fetch: () => new Response(null, { status: 404 }) };
`;

const fixture = JSON.parse(readFileSync(new URL("../fixtures/order.json", import.meta.url), "utf8"));
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
let drawn = 0;

/** A confirmed order with the mail of its confirmation waiting in its outbox. */
export class PlayedOrder {
  #shop;

  constructor(shop, changes = {}) {
    this.#shop = shop;
    drawn += 1;
    this.number = `TEST${[...String(drawn).padStart(6, "0")].map((digit) => DIGITS[digit]).join("")}`;
    const order = structuredClone(fixture);
    order.placement.number = this.number;
    order.events = [{ sequence: 1, at: changes.at ?? new Date().toISOString(), what: changes.what ?? { what: "confirmed" } }];
    order.outbox = (changes.to ?? ["shopper"]).map((to) => ({ sequence: 1, to, retry: { tries: 0, at: "2026-11-26T10:00:00Z" } }));
    this.order = order;
  }

  async #ask(path, message) {
    const stub = this.#shop.env.ORDER.getByName(this.number);
    const answer = await stub.fetch(`https://object${path}`, { method: "POST", body: JSON.stringify(message) });
    return answer.json();
  }

  /** Stores it; the first `deaf` commands fail. */
  async seed({ deaf = 0 } = {}) {
    await this.#ask("/seeds", { order: this.order, deaf });
    return this;
  }

  /** What the order's own alarm does: asks for the mail again. */
  async asks(to = "shopper") {
    await this.#shop.env.MAILS.send(JSON.stringify({ order: this.number, sequence: 1, to }));
  }

  async waiting() {
    return (await this.#ask("/reads", { secret: null })).outbox.map(({ to }) => to);
  }

  /** Waits until its outbox is empty. */
  told() {
    return until(async () => (await this.waiting()).length === 0, { what: `order ${this.number} with an empty outbox`, timeoutMs: 20_000 });
  }
}
