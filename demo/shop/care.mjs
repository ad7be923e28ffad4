// Candles, soap and bottles.
import { laterSale, longSale, product } from './build.mjs';

const makers = {
  'Tallow Row': 'Tallow Row Chandlery, 5 Tallow Row, Ballyfenn, Co. Cork, Ireland',
  'Fennel & Kelp': 'Fennel & Kelp Soapworks, Pier House, Inverbeg, Co. Mayo, Ireland',
};
const fire = 'Never leave a burning candle unattended. Keep away from children, animals and anything that burns. Leave 10 cm between candles. Trim the wick to 5 mm.';
const scented = `${fire} Contains fragrance; may cause an allergic reaction.`;
const skin = 'For external use. Avoid the eyes; rinse with water if it gets into them. Stop use if the skin becomes irritated.';

const care = (handle, sku, title, vendor, type, tags, text, details, alt, more) => product({
  handle, sku, title, vendor, type, alt, maker: makers[vendor], tags, text, details,
  ...more,
});
const jar = {
  warnings: scented, options: [['Size', ['120 g', '280 g']]],
  price: (size) => (size === '120 g' ? 1900 : 3400), grams: (size) => (size === '120 g' ? 420 : 860),
  unit: (size) => ({ quantity: parseInt(size, 10), unit: 'g', reference_quantity: 100 }),
};
const jarDetails = ['Rapeseed wax and a cotton wick', 'Burns for 20 or 45 hours', 'In a stoneware tumbler from Saltpan Pottery', 'Send the tumbler back for a refill, or drink from it'];
const bar = {
  warnings: skin, options: [['Bars', ['One', 'Three']]],
  price: (bars) => (bars === 'One' ? 850 : 2300), grams: (bars) => (bars === 'One' ? 125 : 370),
  unit: (bars) => ({ quantity: bars === 'One' ? 110 : 330, unit: 'g', reference_quantity: 100 }),
};
const barDetails = ['110 g when it leaves us; it loses a little as it dries', 'Olive, rapeseed and coconut oil, cold-processed and aged for six weeks', 'No palm oil, no colourings but clays and plants', 'Wrapped in a band of our own paper'];
const bottle = {
  warnings: skin, options: [['Size', ['250 ml', '500 ml', '500 ml refill']]],
  unit: (size) => ({ quantity: parseInt(size, 10), unit: 'ml', reference_quantity: 100 }),
  grams: (size) => ({ '250 ml': 430, '500 ml': 760, '500 ml refill': 540 })[size],
};

export const cares = [
  care('turf-smoke-candle', 'CD-TURF', 'Turf Smoke Candle', 'Tallow Row', 'Candle', ['charcoal', 'living room', 'gift for him', 'winter', 'housewarming'], `
A turf fire in the next room: peat, birch tar, a little leather and, underneath, something like black tea. People who grew up with it go quiet when they smell it.

It is poured into a charcoal tumbler that is far too good to throw away.`, jarDetails,
  ['A lit candle in a charcoal tumbler before a clay-red backdrop', 'Large and small turf smoke candles'], jar),
  care('gorse-honey-candle', 'CD-GORSE', 'Gorse Honey Candle', 'Tallow Row', 'Candle', ['cream', 'ochre', 'bedroom', 'birthday', 'new'], `
Gorse smells of coconut on a warm day, which nobody believes until they have tried it. Add heather honey and a cut lemon, and you have the headland in May.`, jarDetails,
  ['A lit candle in a speckled cream tumbler before an ochre backdrop', 'The gorse honey candle beside a honey-glazed vase'], { ...jar, sale: (size) => (size === '280 g' ? laterSale(2800) : null) }),
  care('tide-line-candle', 'CD-TIDE', 'Tide Line Candle', 'Tallow Row', 'Candle', ['blue', 'bathroom', 'thank you'], `
Salt, wet rope, sea lavender and driftwood: what is left along the strand when the water has gone out. The cleanest of the three scents.`, jarDetails,
  ['A lit candle in a pale blue tumbler before a blush backdrop', 'Three candles in blue, cream and charcoal tumblers'], { ...jar, state: (size) => (size === '280 g' ? 'low' : 'in_stock') }),
  care('dipped-tapers', 'CD-TAPER', 'Dipped Tapers, Six', 'Tallow Row', 'Candle', ['multicolour', 'table', 'wedding', 'winter'], `
Dipped thirty times, hung in pairs to cool, and cut apart when you unpack them. They burn straight and do not drip unless there is a window open.

Mixed in the colours of the house, or six of a kind.`,
  ['Six candles, 25 cm long and 2.2 cm across', 'Stearin from plants, coloured through', 'Burn for about 8 hours each', 'Fit ordinary candlesticks'],
  ['Tapers in rust, ochre and teal in brass candlesticks', 'Six tapers in the colours of the house'],
  { options: [['Colour', ['Mixed', 'Rust', 'Chalk', 'Teal']]], price: 2100, grams: 520, warnings: fire, unit: { quantity: 6, unit: 'piece', reference_quantity: 1 } }),
  care('ribbed-pillar-candle', 'CD-PILL', 'Ribbed Pillar Candle', 'Tallow Row', 'Candle', ['blush', 'ochre', 'cream', 'table', 'housewarming'], `
Cast in a mould that was turned from an old column drum. The ribs throw small shadows as the light sinks, and the candle keeps its wall until the end.`,
  ['Low: 12 cm, tall: 20 cm', 'Rapeseed and stearin, unscented', 'Burns for 30 or 60 hours', 'Stand it on a dish'],
  ['Ribbed pillar candles in rose and cream before a sea-green backdrop', 'An ochre pillar candle on a white dish before plum'],
  { options: [['Colour', ['Rose', 'Chalk', 'Ochre']], ['Height', ['Low', 'Tall']]], price: (colour, height) => (height === 'Low' ? 1600 : 2400), grams: (colour, height) => (height === 'Low' ? 420 : 700), warnings: fire, was: (colour, height) => (colour === 'Rose' && height === 'Tall' ? 2900 : null) }),
  care('oat-and-honey-soap', 'SO-OAT', 'Oat and Honey Soap', 'Fennel & Kelp', 'Soap', ['cream', 'bathroom', 'thank you'], `
Ground oats for a gentle scrub and honey from the hives on the pier house roof. It has almost no scent, and it is the one to choose when you do not know whose skin it is for.`, barDetails,
  ['Two bars of oat soap, one on the other', 'Oat soap, wrapped and bare, on terrazzo'], bar),
  care('seaweed-soap', 'SO-SEA', 'Seaweed Soap', 'Fennel & Kelp', 'Soap', ['teal', 'bathroom', 'gift for him', 'new'], `
Bladderwrack, dried and ground, in a soap that lathers in hard water and in salt. Peppermint and rosemary wake you up; the flecks do the rest.`, barDetails,
  ['A bar of sea-green soap on a white dish', 'Seaweed soap with a band of fish paper on oak'], bar),
  care('wild-rose-soap', 'SO-ROSE', 'Wild Rose Soap', 'Fennel & Kelp', 'Soap', ['blush', 'bathroom', 'birthday', 'offer'], `
Pink clay in swirls, rose hips, and geranium to stand in for the roses, which give so little oil that we leave theirs to the bees.`, barDetails,
  ['Bars of rose soap with swirls on green', 'Rose soap with a band of pebble paper'], { ...bar, sale: (bars) => (bars === 'Three' ? longSale(1900) : null) }),
  care('rosemary-salt-hand-wash', 'BO-WASH', 'Rosemary and Salt Hand Wash', 'Fennel & Kelp', 'Hand wash', ['green', 'kitchen', 'bathroom', 'housewarming'], `
A liquid soap for hands that have been in the garden. Rosemary from the same hedge every year, and sea salt to thicken it in place of anything cleverer.

The glass bottle is meant to be kept. The refill comes in a pouch that goes into the paper bin.`,
  ['Glass bottle with a pump', 'Soap of olive and coconut oil', 'Takes off earth, onion and printing ink', 'Refills cost less and weigh less'],
  ['A brown glass bottle of hand wash with a pump', 'Hand wash, hand cream and a bar of soap'],
  { ...bottle, price: (size) => ({ '250 ml': 1400, '500 ml': 2200, '500 ml refill': 1500 })[size] }),
  care('oat-balm-hand-cream', 'BO-BALM', 'Oat Balm Hand Cream', 'Fennel & Kelp', 'Hand cream', ['blush', 'bathroom', 'thank you', 'birthday'], `
Oat milk, beeswax and rapeseed oil, whipped until it sinks in. It was made for the potters, whose hands are wet all day and dry all night.`,
  ['Glass bottle with a pump', 'Lightly scented with chamomile', 'Does not grease the door handle', 'Keeps for nine months after opening'],
  ['A brown glass bottle of hand cream before a blush backdrop', 'Hand cream and oat soap on walnut'],
  { ...bottle, options: [['Size', ['250 ml', '500 ml']]], price: (size) => (size === '250 ml' ? 1900 : 3200), state: (size) => (size === '500 ml' ? 'sold_out' : 'in_stock') }),
];
