// Pots from two potteries.
import { longSale, off, product } from './build.mjs';

const makers = {
  'Carrow Clay': 'Carrow Clay, The Mill Yard, Carrowbeg, Co. Galway, Ireland',
  'Saltpan Pottery': 'Saltpan Pottery, 2 Strand Street, Ballyfenn, Co. Cork, Ireland',
};
const care = 'Safe in the dishwasher and the microwave; not for the oven';
const food = 'Suitable for food. Glazes are free of lead and cadmium. Let hot dishes cool before putting them in cold water.';

const pot = (handle, sku, title, vendor, type, tags, text, details, alt, more) => product({
  handle, sku, title, vendor, type, alt, maker: makers[vendor], tags: ['stoneware', ...tags], text, details,
  warnings: food, ...more,
});

export const ceramics = [
  pot('shore-bottle-vase', 'CE-SHORE', 'Shore Bottle Vase', 'Saltpan Pottery', 'Vase', ['teal', 'living room', 'housewarming', 'new'], `
Dipped to the shoulder in a blue-green that breaks brown where it meets the cream, like the line the tide leaves on a harbour wall. No two lines fall in the same place.

The neck is narrow enough for three stems to stand up straight, which is all that most of us ever have in the house.`,
  ['Small: 26 cm, large: 35 cm tall', 'Thrown stoneware, bare clay at the foot', 'Watertight; wipe clean inside with a bottle brush', 'Each one differs a little in height and glaze'],
  ['A bottle vase in cream and teal with eucalyptus before a rose backdrop', 'Two bottle vases of different size, dipped in teal'],
  { options: [['Size', ['Small', 'Large']]], price: (size) => (size === 'Small' ? 4800 : 7200), grams: (size) => (size === 'Small' ? 900 : 1600) }),
  pot('moon-vase', 'CE-MOON', 'Moon Vase', 'Carrow Clay', 'Vase', ['cream', 'living room', 'wedding'], `
Two bowls joined at the middle, after the Korean moon jars that every potter tries once and most never stop trying. The seam is left to be felt.

The glaze is a soft satin white with a scatter of iron. It looks its best with one branch of something, or with nothing.`,
  ['Small: 19 cm, large: 28 cm tall', 'Satin white glaze over speckled stoneware', 'Watertight', 'Signed on the foot'],
  ['A round white vase with a branch of blossom before a sea-green backdrop', 'The speckled white moon vase from above'],
  { options: [['Size', ['Small', 'Large']]], price: (size) => (size === 'Small' ? 5600 : 9800), grams: (size) => (size === 'Small' ? 1100 : 2600), state: (size) => (size === 'Large' ? 'low' : 'in_stock') }),
  pot('ridged-column-vase', 'CE-COL', 'Ridged Column Vase', 'Carrow Clay', 'Vase', ['terracotta', 'cream', 'hall'], `
Thrown as a plain cylinder, then fluted by hand with a wire loop while the clay is still soft. The flutes wander, as anything does that is made twenty-six times in a row.

The rust glaze is dry to the touch and takes its colour from the iron in it. The oatmeal one is smoother and quieter.`,
  ['32 cm tall, 10 cm across', 'Hand-fluted stoneware', 'Glazed inside and watertight', 'Felt pads under the foot'],
  ['A fluted rust-coloured vase with large green leaves', 'Fluted vases in rust and oatmeal'],
  { options: [['Colour', ['Rust', 'Oatmeal']]], price: 6400, grams: 1700 }),
  pot('shoulder-jar', 'CE-SHOUL', 'Shoulder Jar', 'Saltpan Pottery', 'Vase', ['green', 'hall', 'wedding'], `
A wide shoulder over a narrow foot: a shape as old as jars. The celadon is mixed from wood ash of the pottery's own stove, and pools darker in every turning line.

It carries a big armful of grasses without falling over, and it looks right on the floor as well as on a shelf.`,
  ['30 cm tall, 24 cm at the shoulder', 'Ash celadon on white stoneware', 'Watertight', 'Comes with a cork mat'],
  ['A celadon jar with a wide shoulder before a clay-red backdrop', 'The celadon jar with dried grass'],
  { price: 8800, grams: 2300, was: 9900 }),
  pot('honey-amphora', 'CE-AMPH', 'Honey Amphora', 'Saltpan Pottery', 'Vase', ['ochre', 'living room', 'wedding'], `
Amber below and treacle above, with a line between them that runs while the kiln is at its hottest. It is the piece visitors to the pottery put down last.

The trumpet of the neck spreads stems by itself. Put in whatever you have, and it will look arranged.`,
  ['36 cm tall', 'Two honey glazes over buff stoneware', 'Watertight', 'Made in batches of six; the glaze varies'],
  ['An amber and brown amphora before a dark blue backdrop', 'The amphora from above beside a small cup'],
  { price: 9400, grams: 2100, state: 'back_order' }),
  pot('breakfast-bowl', 'CE-BOWL', 'Breakfast Bowl', 'Carrow Clay', 'Bowl', ['cream', 'blue', 'blush', 'kitchen', 'birthday'], `
Deep enough for porridge, wide enough for pasta, and with a foot that keeps the heat off your hand. This is the bowl that we use ourselves, every day, and the reason that there is a shop.

The three glazes were made to be stacked together. Most people end up with two of each.`,
  ['15 cm across, 6.5 cm high, holds 600 ml', 'Speckled stoneware', care, 'Stacks'],
  ['A speckled oatmeal bowl before a green backdrop', 'Three stacked bowls in blue, oatmeal and blush'],
  { options: [['Glaze', ['Oatmeal', 'Night', 'Blush']]], price: 2600, grams: 480, state: (colour) => (colour === 'Blush' ? 'low' : 'in_stock') }),
  pot('long-table-serving-bowl', 'CE-SERVE', 'Long Table Serving Bowl', 'Carrow Clay', 'Bowl', ['plum', 'table', 'wedding'], `
Plum outside, pale within, and as wide as a dinner for eight requires. It began as a bowl for one long table in a barn in Carrowbeg, and then the guests started asking.

Salad, potatoes, a heap of clementines in December. It is light for its size, because the walls are thrown thin.`,
  ['32 cm across, 9 cm high', 'Plum glaze outside, cream within', care, 'Fits a dishwasher, just'],
  ['A wide bowl, plum outside and cream inside, on sand', 'The serving bowl from above with a cup and a small dish'],
  { options: [['Size', ['24 cm', '32 cm']]], price: (size) => (size === '24 cm' ? 5200 : 7800), grams: (size) => (size === '24 cm' ? 1000 : 1800) }),
  pot('morning-mug', 'CE-MUG', 'Morning Mug', 'Carrow Clay', 'Mug', ['blush', 'cream', 'blue', 'kitchen', 'birthday', 'thank you'], `
A mug with a handle for three fingers and a rim that is a little thinner than you expect. It holds as much tea as you want before nine in the morning.

The bare clay at the foot is burnished, so that it does not scratch the table.`,
  ['9.5 cm tall, holds 340 ml', 'Speckled stoneware', care, 'Sold singly, since nobody agrees on a colour'],
  ['A blush speckled mug before a teal backdrop', 'Mugs in blush, oatmeal and night'],
  { options: [['Glaze', ['Blush', 'Oatmeal', 'Night']]], price: 2200, grams: 360 }),
  pot('espresso-cups', 'CE-ESP', 'Espresso Cups, Set of Two', 'Saltpan Pottery', 'Mug', ['blue', 'kitchen', 'gift for him', 'wedding', 'offer'], `
One cup with three blue bands and one blue cup with a pale band, as if they had swapped. The bands are painted freehand on the wheel while it turns.

No handles: hold them by the rim. They also make good egg cups, toothpick jars and homes for a single primrose.`,
  ['Each 7 cm tall, holds 90 ml', 'Hand-banded stoneware', care, 'In a box of recycled card'],
  ['Two espresso cups with blue and cream bands before an ochre backdrop', 'The banded cups stacked'],
  { price: 3400, grams: 420, sale: longSale(off(3400, 20)) }),
  pot('cider-jug', 'CE-JUG', 'Cider Jug', 'Saltpan Pottery', 'Jug', ['blue', 'ochre', 'table', 'housewarming'], `
A jug with a belly, a waist and a proper handle. Night blue to the neck, then honey, where the potter's hand holds it for the second dip.

It pours without dripping; every one is tried with water before it is fired the second time.`,
  ['26 cm tall, holds 1.4 litres', 'Two glazes over buff stoneware', care, 'The handle is pulled, not cast'],
  ['A jug in dark blue with a honey-coloured neck before a blush backdrop', 'The jug with dried grass in it'],
  { price: 6200, grams: 1350 }),
  pot('side-plate', 'CE-PLATE', 'Side Plate', 'Carrow Clay', 'Plate', ['green', 'blush', 'table', 'wedding'], `
Flat in the middle, raised at the edge, and no larger than a slice of cake deserves. The rim stops crumbs and olive stones from leaving.

They are thrown and not pressed, so a stack of them leans a little, as a stack of handmade plates should.`,
  ['18 cm across', 'Celadon or blush glaze', care, 'Singly or as a set of four'],
  ['A stack of celadon plates with a small blush cup on top', 'Plates in celadon and blush on dark wood'],
  { options: [['Glaze', ['Celadon', 'Blush']], ['Set', ['One', 'Four']]], price: (glaze, set) => (set === 'One' ? 1900 : 6800), grams: (glaze, set) => (set === 'One' ? 380 : 1600), was: (glaze, set) => (set === 'Four' ? 7600 : null), unit: (glaze, set) => (set === 'Four' ? { quantity: 4, unit: 'piece', reference_quantity: 1 } : null) }),
  pot('kitchen-planter', 'CE-PLANT', 'Kitchen Planter with Saucer', 'Carrow Clay', 'Planter', ['cream', 'terracotta', 'kitchen', 'gift for gardeners'], `
For the basil that you meant to keep alive. There is a hole in the bottom and a saucer under it, and the inside is left unglazed so that the roots can breathe.

The oatmeal one shows its clay below; the rust one is glazed all over and does well on a sunny sill.`,
  ['Small: 12 cm, large: 20 cm across', 'With a saucer to match', 'Frost-proof to −5 °C', 'Fits a pot from the garden centre or soil directly'],
  ['A speckled planter with a saucer and large green leaves', 'Planters in rust and oatmeal'],
  { options: [['Glaze', ['Oatmeal', 'Rust']], ['Size', ['Small', 'Large']]], price: (glaze, size) => (size === 'Small' ? 2800 : 5400), grams: (glaze, size) => (size === 'Small' ? 700 : 2100), state: (glaze, size) => (glaze === 'Rust' && size === 'Large' ? 'sold_out' : 'in_stock') }),
  pot('spoon-dish', 'CE-DISH', 'Spoon Dish', 'Saltpan Pottery', 'Dish', ['ochre', 'green', 'blush', 'kitchen', 'thank you', 'new'], `
A small dish to lay the wooden spoon on, or the teabag, the rings, the spare key. It is what the pottery makes from the clay that is left at the end of the day.

Every glaze in the workshop finds its way onto these sooner or later. Tell us if you have a favourite, and we shall look.`,
  ['11 cm across', 'Stoneware in one of three glazes', care, 'Small enough to post in a padded letter'],
  ['A honey-glazed dish before a plum backdrop', 'Three small dishes in honey, celadon and blush on terrazzo'],
  { options: [['Glaze', ['Honey', 'Celadon', 'Blush']]], price: 1400, grams: 210 }),
];
