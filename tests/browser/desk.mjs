// A browser of somebody who works at the desk, and what is true of each of its pages.
import assert from "node:assert/strict";
import { signsIn } from "../worker/desk_visitor.mjs";
import { axeViolations, sidewaysScroll, smallTargets } from "./judgements.mjs";
import { PHONE, shop } from "./open_shop.mjs";

const signedIn = new Map();

/** The owner, where nobody says who, as the tests of Workers have them. Each member signs in once. */
export function memberOf(who = { id: "owner" }) {
  if (!signedIn.has(who.id)) signedIn.set(who.id, signsIn(shop, who));
  return signedIn.get(who.id);
}

/** Signs a browser in. */
export async function enter(page, who) {
  const { cookie } = await memberOf(who);
  const [name, value] = cookie.split("=");
  const { hostname } = new URL(shop.url);
  await page.context().addCookies([{ name, value, domain: hostname, path: "/", secure: true, httpOnly: true, sameSite: "Lax" }]);
}

/** Holds the page that is open against everything that is true of all pages. */
export async function judge(page, { javascript, viewport }, what) {
  assert.deepEqual(await sidewaysScroll(page), [], what);
  if (!javascript) return;
  assert.deepEqual(await axeViolations(page), [], what);
  if (viewport === PHONE) assert.deepEqual(await smallTargets(page), [], what);
}
