// Every kind of page that the shop shows, with an address of it.
import { setFault } from "../worker/catalogue.mjs";
import { shop } from "./open_shop.mjs";

let storms = 0;

async function everythingFails(look) {
  try {
    await setFault(shop, "kv", "fails");
    await setFault(shop, "d1", "fails");
    return await look(`/products/never-seen-${(storms += 1)}`);
  } finally {
    await setFault(shop, "kv", "none");
    await setFault(shop, "d1", "none");
  }
}

const kind = (name, path, shows, status = 200) => ({ name, status, shows, at: (look) => look(path) });

/** `at(look)` calls `look(path)` while the page is there; `shows` is a selector of what makes it that kind. */
export const PAGE_KINDS = [
  kind("the home page", "/", ".hero img"),
  kind("the list of collections", "/collections", ".collection-grid .collection-card:nth-child(3)"),
  kind("a collection", "/collections/art-prints", ".pages a[rel=next]"),
  kind("a collection's last page", "/collections/art-prints?page=2", ".pages a[rel=prev]"),
  kind("a filtered collection", "/collections/art-prints?vendor=Ines+Calder&price_max=100&sort=price_descending", ".chips .chip"),
  kind("a collection without a match", "/collections/art-prints?price_max=1", ".nothing .button"),
  kind("a product", "/products/headland-evening", ".options .option-value"),
  kind("a product on sale", "/products/night-light", ".price s"),
  kind("a product with a variant that is sold out", "/products/first-light", ".option-value .is-off"),
  kind("a product in a market", "/ch/products/headland-evening", ".offer form[action^='/ch/']"),
  kind("a collection in a market", "/us/collections/art-prints", ".pages a[href^='/us/']"),
  kind("search results", "/search?q=hills", ".card"),
  kind("a search without a match", "/search?q=zzxxqqww", ".list-head search-suggestions"),
  kind("a search with its spelling mended", "/search?q=hedland", ".lead a bdi"),
  kind("an empty cart", "/cart", ".cart-empty .button"),
  kind("a cart", "/cart/PR-HEAD-A3-UNF:2,PR-LIGHT-A4:1?discount=SPRING10", ".cart-line:nth-child(2) .cart-ladder"),
  kind("a cart with a code that does not apply", "/cart/PR-HEAD-A3-UNF:1?discount=LARGE", ".cart-refusal"),
  kind("a content page", "/pages/delivery-and-returns", ".content .prose"),
  kind("a page that is not there", "/products/no-such-thing", ".error search-suggestions", 404),
  { name: "a failure", status: 503, shows: ".error .ways-out", at: everythingFails },
];
