// How many of everything the demonstration shop has: the same numbers each time, most of them plenty, some low,
// some none. What is made to order is not counted.

const locations = ['workshop', 'shop'];

/** A number that is the same for the same text (FNV-1a). */
function numberOf(text) {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193) >>> 0;
  return hash;
}

function unitsOf({ sku, availability = 'in_stock' }) {
  const number = numberOf(sku);
  if (availability === 'sold_out' || number % 29 === 0) return 0;
  if (availability === 'low' || number % 13 === 0) return 1 + (number % 4);
  return 9 + (number % 60);
}

/** The items of `POST /api/admin/v1/stock/batch` for these products. */
export function stockOf(products) {
  const counted = products.flatMap((product) => product.variants).filter((variant) => variant.availability !== 'back_order');
  return counted.flatMap((variant) => {
    const units = unitsOf(variant);
    const inShop = units > 20 ? numberOf(`${variant.sku} shop`) % 8 : 0;
    const rows = [[locations[0], units - inShop], [locations[1], inShop]];
    return rows.filter(([location, onHand]) => location === locations[0] || onHand > 0)
      .map(([location, onHand]) => ({ sku: variant.sku, location, on_hand: onHand }));
  });
}
