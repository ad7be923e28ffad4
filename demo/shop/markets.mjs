// Where else the shop sells, and what things cost there.
import { products } from './collections.mjs';

/** Francs are dearer, dollars leave the tax out; both end as prices in shops do. */
const swiss = (cents) => Math.max(50, Math.round((cents * 1.08) / 50) * 50);
const american = (cents) => Math.max(100, Math.round((cents / 1.23) * 1.22 / 100) * 100);

function listOf(id, title, currency, convert) {
  const money = (price) => ({ amount_minor: convert(price.amount_minor), currency });
  const prices = products.flatMap(({ variants }) => variants).map((variant) => {
    const price = money(variant.price);
    const compared = variant.compare_at_price && money(variant.compare_at_price);
    const sale = variant.sale && { ...variant.sale, price: money(variant.sale.price) };
    return {
      sku: variant.sku,
      price,
      // Small amounts may come out the same after rounding; then nothing is reduced.
      compare_at_price: compared?.amount_minor > price.amount_minor ? compared : null,
      sale: sale?.price.amount_minor < price.amount_minor ? sale : null,
    };
  });
  return { id, title, currency, prices };
}

export const priceLists = [listOf('switzerland', 'Switzerland', 'CHF', swiss), listOf('united-states', 'United States', 'USD', american)];

const inclusive = { prices_include_tax: true };

export const markets = [
  {
    id: 'de', title: 'Germany', countries: ['DE'], currency: 'EUR', locale: 'de-DE', price_list: 'base',
    price_note: 'inkl. MwSt., zzgl. Versand', tax: inclusive, minimum_order: null,
  },
  {
    id: 'ch', title: 'Switzerland', countries: ['CH'], currency: 'CHF', locale: 'de-CH', price_list: 'switzerland',
    price_note: 'incl. VAT plus shipping', tax: inclusive, minimum_order: null,
  },
  {
    id: 'us', title: 'United States', countries: ['US'], currency: 'USD', locale: 'en-US', price_list: 'united-states',
    price_note: 'plus sales tax and shipping', tax: { prices_include_tax: false }, minimum_order: null,
  },
];
