// Reads a list of products from its page, as a shopper sees it.

const entities = { amp: "&", lt: "<", gt: ">", quot: '"' };

export const plain = (html) =>
  html.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (_, decimal, hexadecimal, name) =>
    name ? entities[name] : String.fromCodePoint(Number(decimal ?? `0x${hexadecimal}`)),
  );

const each = (html, pattern, make) => [...html.matchAll(pattern)].map((match) => make(...match.slice(1).map((part) => plain(part ?? ""))));

/** `{ total, products: [handle], facets: { key: { value: count } }, next, chosen: [[key, value]] }` */
export function readShelf(html) {
  const count = html.match(/data-part="count">([^<]*)</)?.[1].trim() ?? "Nothing here";
  const total = count === "Nothing here" ? 0 : Number(count.match(/(\d+) (?:pieces?|in all)$|of (\d+)$/)?.slice(1).find(Boolean));
  const facets = {};
  const chosen = [];
  const input = /<input type="checkbox" name="([^"]*)" value="([^"]*)"( checked)?>.*?<span class="check-count">(\d+)</gs;
  for (const [key, value, checked, products] of each(html, input, (...parts) => parts)) {
    (facets[key] ??= {})[value] = Number(products);
    if (checked) chosen.push([key, value]);
  }
  return {
    total,
    products: each(html, /<li class="card[^"]*">\s*<a href="\/products\/([^"?]*)/g, (handle) => handle),
    facets,
    chosen,
    next: each(html, /<a rel="next" href="([^"]*)"/g, (url) => url)[0],
  };
}

/** The calls that the shop made for an address the last time it was asked for it. */
export async function callsOf(shop, address) {
  const { requests } = await (await shop.fetch("/__dev/requests")).json();
  return requests.find((request) => request.address === address)?.calls ?? [];
}
