// Somebody who is signed in at the desk, with pages and forms as a browser has them.
import assert from "node:assert/strict";

/** Makes a member of staff and signs them in by a link, as they would. */
export async function signsIn(shop, { id = "owner", role = "owner", email = `${id}@staff.example`, name = `The ${id}` } = {}) {
  const made = await shop.admin("PUT", `/api/admin/v1/staff/${id}`, { email, name, role });
  assert.ok(made.ok, await made.text());
  const { url } = await (await shop.admin("POST", `/api/admin/v1/staff/${id}/sign-in-links`)).json();
  const begun = await shop.fetch(new URL(url).pathname, { method: "POST", headers: { "sec-fetch-site": "same-origin" }, body: new URLSearchParams() });
  assert.equal(begun.status, 303, await begun.text());
  const cookie = begun.headers.get("set-cookie").split(";")[0];
  const send = (path, init = {}) => shop.fetch(path, { ...init, headers: { cookie, "sec-fetch-site": "same-origin", ...init.headers } });
  return {
    cookie,
    send,
    /** The HTML of a page that must be there. */
    async opens(path) {
      const answer = await send(path);
      const html = await answer.text();
      assert.equal(answer.status, 200, `${path}: ${html.slice(0, 300)}`);
      return html;
    },
    /** Sends a form; `fields` is an object or a list of pairs. */
    submits: (path, fields = {}) => send(path, { method: "POST", body: new URLSearchParams(fields) }),
    /** Asks the admin API with the session. */
    asks: (method, path, body, headers = {}) =>
      send(`/api/admin/v1${path}`, { method, body: body && JSON.stringify(body), headers: { ...(body ? { "content-type": "application/json" } : {}), ...headers } }),
  };
}
