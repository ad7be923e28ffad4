// Requests of people who do not give up when a connection breaks: they send the same again.
import { setTimeout as sleep } from "node:timers/promises";

const PAUSE_MS = 60;
const PATIENCE_MS = 120_000;

export function persistentOf(shop) {
  const figures = { requests: 0, broken: 0, errors: 0 };
  /** Sends until there is an answer, and answers with `{ status, headers, body }`. 5xx is no answer. */
  const send = async (path, init = {}, byAdmin = false) => {
    const end = Date.now() + PATIENCE_MS;
    let isBroken = false;
    figures.requests += 1;
    for (;;) {
      try {
        const answer = byAdmin ? await shop.admin(init.method ?? "GET", path, init.body, init.headers) : await shop.fetch(path, init);
        const text = await answer.text();
        if (answer.status < 500) return { status: answer.status, headers: answer.headers, text, body: text.startsWith("{") ? JSON.parse(text) : undefined };
        figures.errors += 1;
      } catch (error) {
        if (error instanceof SyntaxError) throw error;
        figures.broken += isBroken ? 0 : 1; // the process is gone, or went before it answered
        isBroken = true;
      }
      if (Date.now() > end) throw new Error(`no answer to ${init.method ?? "GET"} ${path} in ${PATIENCE_MS / 1000} s`);
      await sleep(PAUSE_MS);
    }
  };
  return {
    figures,
    send,
    json: (method, path, body, headers = {}) =>
      send(path, { method, headers: { "content-type": "application/json", ...headers }, body: body === undefined ? undefined : JSON.stringify(body) }),
    form: (path, fields) => send(path, { method: "POST", headers: { "sec-fetch-site": "same-origin" }, body: new URLSearchParams(fields) }),
    asMerchant: (method, path, body, headers) => send(path, { method, body, headers }, true),
  };
}
