// Cloudflare Access before the desk: who it lets through, who comes past it, and who pretends.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { product } from "./catalogue.mjs";
import { signsIn } from "./desk_visitor.mjs";
import { ADMIN_TOKEN, startShop } from "./harness.mjs";

const API = "/api/admin/v1";
const HEADER = "awning-identity";
const AUDIENCE = "0123456789abcdef";

let shop;
let visitor;
before(async () => {
  shop = await startShop();
  const made = await shop.admin("PUT", `${API}/products/mug`, product("mug", { status: "draft" }));
  assert.equal(made.status, 201, await made.text());
  visitor = await signsIn(shop, { id: "ada", role: "manager", email: "ada@staff.example", name: "Ada" });
});
after(() => shop.stop());

const bearer = { authorization: `Bearer ${ADMIN_TOKEN}` };
const statusOf = async (path, init) => (await shop.fetch(path, init)).status;
const behind = (access) => shop.restart({ vars: { ACCESS_AUD: AUDIENCE }, access });

test("nobody outside can say who they are", async () => {
  for (const headers of [{ [HEADER]: "ada@staff.example" }, { "Awning-Identity": "ada@staff.example", cookie: "__Host-staff=x" }]) {
    assert.equal(await statusOf(`${API}/me`, { headers }), 401);
    assert.equal(await statusOf("/admin", { headers }), 303);
    assert.equal(await statusOf(`${API}/staff/eve`, { method: "PUT", headers: { ...headers, "sec-fetch-site": "same-origin" }, body: "{}" }), 401);
  }
  const told = await shop.ask("desk", `${API}/me`, { headers: { [HEADER]: "ADA@staff.example" } });
  assert.deepEqual((await told.json()).actor, "staff:ada", "the Workers behind believe the public one");
});

test("past Access there is no desk, and programs go on with their tokens", async () => {
  await behind(undefined);
  for (const path of ["/admin", "/admin/sign-in", "/admin/staff"]) {
    assert.equal(await statusOf(path), 404, path);
    assert.equal(await statusOf(path, { headers: { cookie: visitor.cookie } }), 404, path);
    assert.equal(await statusOf(path, { headers: { ...bearer, [HEADER]: "ada@staff.example" } }), 404, path);
  }
  assert.equal(await statusOf("/admin/sign-in", { method: "POST", headers: { "sec-fetch-site": "same-origin" }, body: new URLSearchParams({ email: "ada@staff.example" }) }), 404);
  assert.equal(await statusOf(`${API}/me`, { headers: { cookie: visitor.cookie } }), 404);
  assert.equal(await statusOf(`${API}/me`, { headers: { [HEADER]: "ada@staff.example" } }), 401);
  for (const path of ["/me", "/imports", "/products/mug/preview"]) assert.equal(await statusOf(`${API}${path}`, { headers: { cookie: visitor.cookie } }), 404, path);
  for (const path of ["/me", "/imports", "/products/mug/preview"]) assert.equal(await statusOf(`${API}${path}`, { headers: bearer }), 200, path);
  assert.equal((await shop.admin("PATCH", `${API}/settings`, { name: "Headland" })).status, 200, "with its body");
  assert.equal(await statusOf("/"), 200);
  assert.equal((await shop.fetch("/admin")).headers.get("cache-control"), "private, no-store", "nobody keeps that it is not there");
});

test("another application's Access is as none", async () => {
  await behind({ aud: "fedcba9876543210", identity: { email: "ada@staff.example" } });
  assert.equal(await statusOf("/admin"), 404);
  assert.equal(await statusOf(`${API}/me`, { headers: { cookie: visitor.cookie } }), 404);
  assert.equal(await statusOf(`${API}/me`, { headers: bearer }), 200);
});

test("whom Access lets through needs no cookie, and may what their role may", async () => {
  await behind({ aud: AUDIENCE, identity: { email: "Ada@staff.example" } });
  const me = await (await shop.fetch(`${API}/me`)).json();
  assert.deepEqual([me.actor, me.role], ["staff:ada", "manager"]);
  const page = await shop.fetch("/admin/account");
  assert.equal(page.status, 200);
  assert.match(await page.text(), /Cloudflare Access lets you in/);
  assert.deepEqual([(await shop.fetch("/admin/sign-in")).headers.get("location")], ["/admin"]);
  assert.equal(await statusOf("/admin/staff"), 403);
  assert.equal(await statusOf(`${API}/settings`, { headers: { [HEADER]: "owner@staff.example" } }), 200);
  assert.equal((await (await shop.fetch(`${API}/me`, { headers: { [HEADER]: "owner@staff.example" } })).json()).actor, "staff:ada", "only Access says who it is");

  const body = JSON.stringify({ name: "Island" });
  const headers = { "content-type": "application/json" };
  assert.equal(await statusOf(`${API}/settings`, { method: "PATCH", headers: { ...headers, "sec-fetch-site": "cross-site" }, body }), 403);
  assert.equal(await statusOf(`${API}/settings`, { method: "PATCH", headers: { ...headers, "sec-fetch-site": "same-origin" }, body }), 200);
  assert.equal((await (await shop.fetch(`${API}/settings`)).json()).name, "Island", "the body came through");
  const left = await shop.fetch("/admin/sign-out", { method: "POST", headers: { "sec-fetch-site": "same-origin" } });
  assert.deepEqual([left.status, left.headers.get("location")], [303, "/cdn-cgi/access/logout"]);
});

test("whom Access lets through without being of the staff is told so, and gets nothing", async () => {
  await behind({ aud: AUDIENCE, identity: { email: "eve@elsewhere.example" } });
  assert.equal(await statusOf(`${API}/me`), 401);
  assert.equal(await statusOf(`${API}/me`, { headers: { cookie: visitor.cookie } }), 401, "the cookie of somebody else does not help");
  const led = await shop.fetch("/admin/staff");
  assert.equal(led.status, 303);
  const page = await shop.fetch(led.headers.get("location"));
  assert.equal(page.status, 403);
  assert.match(await page.text(), /eve@elsewhere\.example/);
  await behind({ aud: AUDIENCE, identity: { common_name: "a-service-token" } });
  assert.equal(await statusOf("/admin"), 404, "who has no address is nobody");
});
