// A shopper with a browser's cookies, and a program with the storefront API.
import assert from "node:assert/strict";

const API = "/api/v1/carts";

/** Remembers cookies and sends forms as the shop's own pages do. */
export function visitorOf(shop, fetch = (path, init) => shop.fetch(path, init)) {
  const cookies = new Map();
  const send = async (path, init = {}) => {
    const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
    const answer = await fetch(path, { ...init, headers: { ...(cookie && { cookie }), ...init.headers } });
    for (const line of answer.headers.getSetCookie()) {
      const [pair] = line.split(";");
      const at = pair.indexOf("=");
      cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answer;
  };
  return {
    cookies,
    send,
    /** The answer to a form of the shop. */
    posts: (path, fields = {}, headers = {}) =>
      send(path, { method: "POST", body: new URLSearchParams(fields), headers: { "sec-fetch-site": "same-origin", ...headers } }),
    /** The cart's page, which must be there. */
    async looks(path = "/cart") {
      const answer = await send(path);
      assert.equal(answer.status, 200);
      return answer.text();
    },
    get cart() {
      return cookies.get("__Host-cart");
    },
    get count() {
      return Number(cookies.get("cart-count") ?? 0);
    },
  };
}

/** The storefront API for carts; every call answers `{ status, headers, body }`. */
export function cartsOf(shop) {
  const call = async (method, path, body, headers = {}) => {
    const answer = await shop.fetch(`${API}${path}`, {
      method,
      headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, body: text ? JSON.parse(text) : undefined };
  };
  return {
    call,
    async creates(body = {}, headers) {
      const { status, body: cart } = await call("POST", "", body, headers);
      assert.equal(status, 201, JSON.stringify(cart));
      return cart;
    },
    /** A change that must succeed; answers with the cart. */
    async changes(method, path, body, headers) {
      const { status, body: cart } = await call(method, path, body, headers);
      assert.equal(status, 200, JSON.stringify(cart));
      return cart;
    },
    reads: async (id) => (await call("GET", `/${id}`)).body,
  };
}

export const key = () => ({ "idempotency-key": crypto.randomUUID() });
