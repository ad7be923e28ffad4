// The pages of the desk as its owner asks for them.
import { signsIn } from "../tests/worker/desk_visitor.mjs";
import { token } from "./runtime.mjs";

/** Signs the owner in; answers with what opens a page and tells how long that took, in milliseconds. */
export async function openDesk(shop) {
  const admin = (method, path, body) =>
    shop.fetch(path, { method, headers: { authorization: `Bearer ${token}`, "content-type": "application/json" }, body: body && JSON.stringify(body) });
  const owner = await signsIn({ admin, fetch: shop.fetch });
  return async (path) => {
    const started = performance.now();
    await owner.opens(path);
    return performance.now() - started;
  };
}
