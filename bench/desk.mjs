// The pages of the desk as its owner asks for them.
import { setTimeout as sleep } from "node:timers/promises";
import { signsIn } from "../tests/worker/desk_visitor.mjs";
import { Plain } from "../tools/project.mjs";
import { token } from "./runtime.mjs";

/** More reads in a minute than anybody asks for here; a page costs several. */
const READS = { limit: 100_000, period_seconds: 60 };
/** New limits are in force within a minute. */
const PATIENCE_MS = 90_000;

/** Signs the owner in; answers with what opens a page and tells how long that took, in milliseconds. */
export async function openDesk(shop) {
  const admin = (method, path, body) =>
    shop.fetch(path, { method, headers: { authorization: `Bearer ${token}`, "content-type": "application/json" }, body: body && JSON.stringify(body) });
  await admin("PATCH", "/api/admin/v1/settings", { rate_limits: { reads: READS } });
  const owner = await signsIn({ admin, fetch: shop.fetch });
  const end = Date.now() + PATIENCE_MS;
  while (!(await owner.asks("GET", "/orders")).headers.get("ratelimit-policy")?.includes(`q=${READS.limit}`)) {
    if (Date.now() > end) throw new Plain("The owner's limit did not rise.");
    await sleep(1000);
  }
  return async (path) => {
    const started = performance.now();
    await owner.opens(path);
    return performance.now() - started;
  };
}
