// Makes large catalogues for measurements: JSON lines of products to import.
//   node demo/catalogue.mjs --products 10000 --seed 1 [--media hash,hash] [--out file]
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { random } from './art/random.mjs';

const words = (text) => text.split(' ');
const qualities = words('amber ashen balmy bright calm chalky clear coastal dappled deep dusky early faded fine foggy gentle golden grained hazel heathered hollow honeyed inky late level little long low mellow misty mossy muted narrow northern pale pebbled plain quiet ribbed rolling rough round rural russet salted sanded silver slow small smoked soft speckled steady still stormy striped tidal tall twilit washed wide wild windward winter woven');
const places = words('Abbey Alder Arden Barrow Beacon Birch Bracken Bramble Brook Burren Cedar Clover Coral Corrib Cove Curlew Dale Drift Dune Elder Ember Fennel Fern Field Finch Fjord Flint Foxglove Garnet Glen Gorse Grove Harbour Hawthorn Hazel Heath Heron Hollow Island Ivy Juniper Kelp Kestrel Lagoon Larch Lark Lichen Linden Lough Marsh Meadow Mill Moor Moss Nettle Orchard Osprey Otter Pier Pine Plover Quarry Reed Ridge River Rowan Saltmarsh Shale Shoal Sloe Sorrel Strand Tern Thistle Thyme Tide Umber Vale Weir Willow Wren Yarrow');
const types = ['Apron', 'Art print', 'Blanket', 'Board', 'Bowl', 'Brush', 'Calendar', 'Candle', 'Candlestick', 'Card', 'Cushion', 'Dish', 'Jug', 'Lamp', 'Mug', 'Napkin', 'Notebook', 'Pencil case', 'Picture frame', 'Planter', 'Plate', 'Pouch', 'Rug', 'Scarf', 'Soap', 'Tablecloth', 'Tea towel', 'Tray', 'Vase', 'Wrapping paper'];
const trades = ['Pottery', 'Mill', 'Press', 'Studio', 'Bindery', 'Weavers', 'Workshop', 'Chandlery'];
const vendors = ['Alder', 'Burren', 'Curlew', 'Drift', 'Ember', 'Fennel', 'Heron', 'Juniper'].flatMap((place, index) => [0, 1, 2, 3, 4].map((step) => `${place} ${trades[(index + step) % trades.length]}`));
const colours = words('amber blue blush charcoal cream green grey ink moss oat ochre olive plum rose rust sage sand sea teal terracotta white');
const rooms = words('bathroom bedroom garden hall kitchen nursery study table terrace workshop');
const materials = words('ash beeswax brass cork cotton glass jute leather linen oak paper porcelain slate stoneware walnut wool');
const occasions = words('anniversary autumn birthday christmas easter harvest housewarming newborn picnic summer thanks wedding');
const optionKinds = [
  ['Size', ['Small', 'Medium', 'Large', 'Extra large', 'Single', 'Double']],
  ['Colour', ['Oat', 'Sage', 'Rust', 'Ink', 'Ochre', 'Plum']],
  ['Set', ['One', 'Two', 'Four', 'Six', 'Eight', 'Twelve']],
];
const openings = ['Made in small batches by', 'Drawn, cut and finished by', 'A new piece from', 'An old favourite of', 'Slowly made by'];
const middles = ['It began as a single piece for a friend and was asked for so often that it stayed.', 'The surface keeps the marks of the hand that made it.', 'It is plain enough for every day and good enough for guests.', 'The colour comes from the material itself and deepens with use.', 'It stands well on its own and better in company.'];
const endings = ['Wipe it clean and it will outlast the shelf.', 'No two are quite alike.', 'It comes wrapped in paper, ready to be given.', 'Mended free of charge in the first five years.', 'Best bought in pairs.'];

const currency = 'EUR';
const capital = (word) => word[0].toUpperCase() + word.slice(1);
const slug = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-');

function variantsOf(next, number, base, hashes) {
  const count = next.chance(0.35) ? 1 : next.integer(2, 6);
  const [name, values] = next.pick(optionKinds);
  const variants = Array.from({ length: count }, (_, index) => {
    const amount = base + index * Math.round(base * 0.35);
    return {
      sku: `G${String(number).padStart(7, '0')}-${index + 1}`,
      options: count > 1 ? [values[index]] : [],
      price: { amount_minor: amount, currency },
      compare_at_price: next.chance(0.12) ? { amount_minor: Math.round(amount * 1.25), currency } : null,
      weight_grams: next.integer(60, 2400),
      requires_shipping: true,
      media: hashes.length > 0 && next.chance(0.3) ? hashes[0] : null,
      availability: next.chance(0.86) ? 'in_stock' : next.pick(['low', 'sold_out', 'back_order']),
    };
  });
  return { options: count > 1 ? [{ name }] : [], variants };
}

function productOf(next, number, media) {
  const type = next.pick(types);
  const vendor = next.pick(vendors);
  const quality = next.pick(qualities);
  const place = next.pick(places);
  const title = `${capital(quality)} ${place} ${capital(type)}`;
  const tags = [next.pick(colours), next.pick(materials), next.pick(rooms), ...(next.chance(0.5) ? [next.pick(occasions)] : [])];
  const chosen = media.length > 0 ? [...new Set([next.pick(media), next.pick(media)])] : [];
  const base = next.integer(4, 120) * 100 + next.pick([0, 50, 90, 95]);
  return {
    handle: `${slug(title)}-${number}`,
    title,
    description: `${next.pick(openings)} ${vendor}, in ${tags[1]} and ${tags[0]}. ${next.pick(middles)}\n\n${next.pick(endings)}\n\n- Material: ${tags[1]}\n- Colour: ${tags[0]}\n- At home in: ${tags[2]}`,
    vendor, type, tags, status: 'active', tax_class: 'standard',
    ...variantsOf(next, number, base, chosen),
    media: chosen.map((hash) => ({ hash, alt: title })),
  };
}

/** Products as the admin API takes them, each with its handle; the same seed gives the same ones. */
export function* catalogue({ products, seed = 1, media = [] }) {
  const next = random(seed);
  for (let number = 1; number <= products; number += 1) yield productOf(next, number, media);
}

async function main() {
  const { values } = parseArgs({
    options: { products: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' }, media: { type: 'string', default: '' }, out: { type: 'string' } },
  });
  const out = values.out ? createWriteStream(values.out) : process.stdout;
  out.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  let waiting = '';
  for (const product of catalogue({ products: Number(values.products), seed: Number(values.seed), media: values.media.split(',').filter(Boolean) })) {
    waiting += `${JSON.stringify(product)}\n`;
    if (waiting.length < 262_144) continue;
    if (!out.write(waiting)) await once(out, 'drain');
    waiting = '';
  }
  out.write(waiting);
  if (values.out) {
    out.end();
    await once(out, 'finish');
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
