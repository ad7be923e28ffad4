// How many of everything the demonstration shop has: the same numbers each time, most of them plenty, some low,
// some none. What is made to order is not counted.

const locations = ['workshop', 'shop'];

/** A number that is the same for the same text (FNV-1a). */
function numberOf(text) {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193) >>> 0;
  return hash;
}

function unitsOf({ sku, availability = 'in_stock' }, isFirst) {
  const number = numberOf(sku);
  // What a page opens with is there, unless the product says otherwise.
  if (availability === 'sold_out' || (number % 29 === 0 && !isFirst)) return 0;
  if (availability === 'low' || (number % 13 === 0 && !isFirst)) return 1 + (number % 4);
  return 9 + (number % 60);
}

/** The items of `POST /api/admin/v1/stock/batch` for these products. */
export function stockOf(products) {
  const variants = products.flatMap((product) => product.variants.map((variant, at) => ({ ...variant, isFirst: at === 0 })));
  const counted = variants.filter((variant) => variant.availability !== 'back_order');
  return counted.flatMap(({ isFirst, ...variant }) => {
    const units = unitsOf(variant, isFirst);
    const inShop = units > 20 ? numberOf(`${variant.sku} shop`) % 8 : 0;
    const rows = [[locations[0], units - inShop], [locations[1], inShop]];
    return rows.filter(([location, onHand]) => location === locations[0] || onHand > 0)
      .map(([location, onHand]) => ({ sku: variant.sku, location, on_hand: onHand }));
  });
}
