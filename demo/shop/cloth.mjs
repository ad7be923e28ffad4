// Blankets, cushions and linen.
import { laterSale, longSale, off, product } from './build.mjs';

const makers = {
  'Brambling Mill': 'Brambling Mill, Weir Lane, Ardcullen, Co. Donegal, Ireland',
  'Northlight Linen': 'Northlight Linen, 18 Bleach Green, Castlederry, Co. Down, Northern Ireland',
  'Loom & Lantern': 'Loom & Lantern, The Old School, Inverbeg, Co. Mayo, Ireland',
  'Hazel & Adze': 'Hazel & Adze, Woodbine Sheds, Ballyfenn, Co. Cork, Ireland',
};
const wool = 'Air it rather than wash it; wool wash at 30 °C or dry-clean';
const linen = 'Wash at 40 °C, line dry, iron damp if you iron';

const cloth = (handle, sku, title, vendor, type, tags, text, details, alt, more) => product({
  handle, sku, title, vendor, type, alt, maker: makers[vendor], tags, text, details,
  ...more,
});

const covers = {
  options: [['Size', ['45 × 45 cm', '50 × 50 cm']], ['Filling', ['Cover only', 'With filling']]],
  price: (size, filling) => 3400 + (size === '50 × 50 cm' ? 500 : 0) + (filling === 'With filling' ? 1200 : 0),
  grams: (size, filling) => (filling === 'With filling' ? 1100 : 320),
};

export const cloths = [
  cloth('herringbone-throw', 'TX-HERR', 'Herringbone Throw', 'Brambling Mill', 'Blanket', ['wool', 'neutral', 'green', 'blush', 'living room', 'housewarming'], `
Lambswool in two tones that turn back on themselves every twelve threads. The mill has woven herringbone on the same looms since 1926, and the looms are the only things there that have not been repaired since.

Light enough for a shoulder, warm enough for a night on the sofa. The fringe is twisted by hand.`,
  ['140 × 185 cm with an 8 cm fringe', '100 % lambswool, spun and woven in Donegal', wool, 'Comes in a cotton bag with a cedar ball'],
  ['Herringbone throws in three colours folded on an oak bench', 'The herringbone weave and its fringe from near by'],
  { options: [['Colour', ['Oat', 'Sage', 'Rose']]], price: 11800, grams: 780, state: (colour) => (colour === 'Rose' ? 'low' : 'in_stock') }),
  cloth('lough-check-blanket', 'TX-LOUGH', 'Lough Check Blanket', 'Brambling Mill', 'Blanket', ['wool', 'teal', 'terracotta', 'bedroom', 'wedding', 'new'], `
A check in the colours of deep water, reeds and one thread of gorse. The mill keeps a shelf of such checks, each named for the water that the weaver could see; this one is from the lower window.

It is a proper blanket, made to be tucked in. On a bed it wants nothing but white sheets.`,
  ['Single: 170 × 220 cm, double: 230 × 250 cm', '100 % pure new wool, brushed on both sides', wool, 'Whipped edges, fringed ends'],
  ['Two checked blankets in teal and ember folded on a bench', 'The teal check with its fringe in window light'],
  { options: [['Colour', ['Lough', 'Ember']], ['Size', ['Single', 'Double']]], price: (colour, size) => (size === 'Single' ? 16500 : 21500), grams: (colour, size) => (size === 'Single' ? 1450 : 2200), was: (colour, size) => (colour === 'Ember' && size === 'Double' ? 24500 : null) }),
  cloth('coverlet-throw', 'TX-COVER', 'Diamond Coverlet', 'Loom & Lantern', 'Blanket', ['cotton', 'cream', 'terracotta', 'bedroom', 'wedding'], `
Diamonds within diamonds, after the coverlets that hung in every house on the peninsula for best. Theirs were wool on linen; this is cotton throughout, so that you can wash it.

It is woven double, with the colours reversed on the back. Turn it when the mood takes you.`,
  ['180 × 230 cm', '100 % cotton, double cloth', 'Machine wash at 30 °C', 'Reversible'],
  ['A diamond-patterned coverlet folded on a bench under a red throw', 'The woven diamonds in red, plum and ochre'],
  { price: 14200, grams: 1900, state: 'back_order' }),
  cloth('strand-picnic-blanket', 'TX-STRAND', 'Strand Picnic Blanket', 'Loom & Lantern', 'Blanket', ['wool', 'blue', 'ochre', 'outdoors', 'gift for him'], `
Broad stripes for lying on, with a back of waxed cotton that keeps out the damp of a field at Easter. It rolls up into its own strap.

The wool is recycled from the mill's own ends, so that no two have exactly the same stripes. The sand shakes out.`,
  ['140 × 170 cm', 'Recycled wool with a waxed cotton back', 'Brush off, sponge clean', 'Leather strap included'],
  ['Striped picnic blankets folded on a bench beside dried grass', 'Blue and ochre stripes spread out'],
  { price: 8900, grams: 1600, sale: longSale(6900), tags: ['wool', 'blue', 'ochre', 'outdoors', 'gift for him', 'offer'] }),
  cloth('bog-cotton-throw', 'TX-BOG', 'Bog Cotton Throw', 'Loom & Lantern', 'Blanket', ['cotton', 'cream', 'living room', 'thank you'], `
A heavy, open weave of slubby cotton, as soft as the white tufts on the bog in June. It is not warm so much as comforting.

Good on a bed in summer and on knees in any season. The thick and thin of the yarn is its nature and no fault.`,
  ['130 × 180 cm with fringe', '100 % organic cotton', 'Machine wash at 40 °C; tumble low to fluff it', 'Softens with each wash'],
  ['Cream and grey cotton throws folded on a bench before a blush wall', 'The slubby cream weave with its fringe'],
  { options: [['Colour', ['Cotton', 'Mist']]], price: 7600, grams: 1150 }),
  cloth('waffle-baby-blanket', 'TX-BABY', 'Waffle Baby Blanket', 'Loom & Lantern', 'Blanket', ['cotton', 'blush', 'cream', 'green', 'children', 'new baby'], `
A waffle weave holds warm air in its squares and lets little fingers hold on. It is light, it washes at sixty degrees, and it dries overnight, which is what matters.

We post more of these than of anything else, usually with a card that we are asked to write.`,
  ['75 × 100 cm', '100 % organic cotton, no finishing chemicals', 'Machine wash at 60 °C, tumble dry', 'Rounded corners, no loose threads'],
  ['Waffle blankets in blush, cream and mist folded on a bench', 'The waffle weave from near by'],
  { options: [['Colour', ['Blush', 'Cream', 'Mist']]], price: 3900, grams: 380, warnings: 'Keep away from the face of a sleeping baby. Remove the ribbon before use.' }),
  cloth('folk-band-cushion', 'TX-FOLK', 'Folk Band Cushion', 'Loom & Lantern', 'Cushion', ['cotton', 'blue', 'living room', 'new'], `
Bands of zigzag, diamonds and teeth from a sampler in the county museum, woven large in chalk and gorse on a ground of midnight.

It is a busy cushion, and it makes a plain one next to it look deliberate.`,
  ['Jacquard-woven cotton front, plain linen back', 'Hidden zip; filling of recycled down or of wool', 'Cover: machine wash at 30 °C', 'Woven in Mayo'],
  ['A dark blue cushion with bands of folk patterns on a bench', 'The folk cushion before a plain rust one'], covers),
  cloth('half-moon-cushion', 'TX-HALF', 'Half Moon Cushion', 'Northlight Linen', 'Cushion', ['linen', 'terracotta', 'ochre', 'living room', 'children'], `
Rows of half moons, red and marigold, printed on washed linen from a wooden block the size of a saucer. You can find the place where the printer began.

The long one is made for the small of the back.`,
  ['Block-printed washed linen, cotton back', 'Long: 60 × 38 cm', linen, 'Hidden zip'],
  ['A cushion with rows of red and ochre half moons before a sea-green wall', 'A long half-moon cushion before a teal one'],
  { ...covers, options: [['Size', ['45 × 45 cm', 'Long']], ['Filling', ['Cover only', 'With filling']]], sale: (size, filling) => (size === 'Long' && filling === 'Cover only' ? laterSale(2700) : null) }),
  cloth('lozenge-cushion', 'TX-LOZ', 'Lozenge Cushion', 'Brambling Mill', 'Cushion', ['wool', 'green', 'living room', 'housewarming'], `
Three rows of large diamonds in moss and sage with a red heart, in the same wool as the mill's blankets. It has the weight of a good cushion and keeps its corners.

The pattern was drawn on squared paper in 1961 and then forgotten in a drawer.`,
  ['100 % wool front, cotton velvet back', 'Hidden zip; filling of recycled down or of wool', 'Spot clean', 'Woven in Donegal'],
  ['A green cushion with large diamonds on a linen bench', 'The lozenge cushion before a golden one'], covers),
  cloth('fern-block-cushion', 'TX-FERN', 'Fern Block Cushion', 'Northlight Linen', 'Cushion', ['linen', 'green', 'botanical', 'bedroom', 'gift for gardeners'], `
Sprigs of fern in two greens, scattered as they grow. They are printed by hand on undyed linen, one block for the stem and one for the leaves, and they do not always meet.

It goes with the fern print, of course, and with anything else that was once a plant.`,
  ['Hand-printed undyed linen', 'Hidden zip; filling of recycled down or of wool', linen, 'Printed in County Down'],
  ['A cream cushion with green fern sprigs', 'The fern cushion before a plain green one'], { ...covers, state: (size) => (size === '50 × 50 cm' ? 'sold_out' : 'in_stock') }),
  cloth('deckchair-cushion', 'TX-DECK', 'Deckchair Cushion', 'Northlight Linen', 'Cushion', ['cotton', 'blush', 'blue', 'outdoors', 'birthday'], `
The canvas of a seaside deckchair, stripes and all, sewn into a cushion that may stay out in a shower. The colours will fade a little over the summers, as they should.`,
  ['Cotton canvas, woven in stripes', 'Water-repellent filling', 'Cover: machine wash at 40 °C', '45 × 45 cm'],
  ['A rose cushion with cream and plum stripes', 'Deckchair cushions in blue and rose'],
  { options: [['Colour', ['Rose', 'Sea']]], price: 4200, grams: 700, was: (colour) => (colour === 'Sea' ? 4900 : null) }),
  cloth('galley-stripe-tea-towel', 'KT-GALLEY', 'Galley Stripe Tea Towel', 'Northlight Linen', 'Tea towel', ['linen', 'cream', 'terracotta', 'kitchen', 'thank you'], `
A plain white tea towel with a red stripe at each end: the one your grandmother had, in linen that is a good deal heavier. It is at its best after about a year.

Linen takes up twice the water that cotton does and leaves no fluff on glasses.`,
  ['48 × 74 cm with a hanging loop', '100 % linen, 220 g per square metre', linen, 'Singly or in threes'],
  ['A white linen towel with red stripes hanging from a brass rail', 'Folded striped towels on terrazzo with a bowl and a cup'],
  { options: [['Set', ['One', 'Three']]], price: (set) => (set === 'One' ? 1600 : 4200), grams: (set) => (set === 'One' ? 110 : 330), was: (set) => (set === 'Three' ? 4800 : null), unit: (set) => (set === 'Three' ? { quantity: 3, unit: 'piece', reference_quantity: 1 } : null) }),
  cloth('pantry-check-tea-towel', 'KT-CHECK', 'Pantry Check Tea Towel', 'Northlight Linen', 'Tea towel', ['linen', 'blue', 'kitchen', 'housewarming'], `
Ink and chalk in inch-wide checks. It hides beetroot, coffee and most of what happens in a kitchen.

Use it for the bread basket too; it was made with that in mind.`,
  ['48 × 74 cm with a hanging loop', '100 % linen', linen, 'Yarn-dyed: the check is the same on both sides'],
  ['A blue checked towel hanging from a brass rail', 'Folded checked towels on an oak table'],
  { price: 1700, grams: 115 }),
  cloth('mackerel-tea-towel', 'KT-MACK', 'Mackerel Tea Towel', 'Northlight Linen', 'Tea towel', ['linen', 'teal', 'birds and fish', 'kitchen', 'gift for him', 'new'], `
Mackerel in rows, left and right by turns, with a gold one now and then for luck. Drawn for us by the press next door and printed on linen in County Down.

A few customers have framed it. We would rather that you dried something.`,
  ['48 × 74 cm with a hanging loop', '100 % linen, screen-printed', linen, 'Matches the wrapping paper and the print'],
  ['A linen towel printed with rows of fish hanging before a blush wall', 'Folded fish towels on a green table'],
  { price: 1800, grams: 112 }),
  cloth('waffle-hand-towel', 'KT-WAFF', 'Waffle Hand Towel', 'Loom & Lantern', 'Towel', ['cotton', 'green', 'cream', 'bathroom'], `
The same waffle as the baby blanket, woven closer. It is thin on the rail and thirsty in the hand, and it dries before the next person comes.`,
  ['50 × 90 cm', '100 % organic cotton', 'Machine wash at 60 °C', 'Hanging loop'],
  ['Waffle towels in sage and cream hanging from a brass rail', 'The waffle weave in sage from near by'],
  { options: [['Colour', ['Sage', 'Cream']]], price: 2100, grams: 190 }),
  cloth('border-napkins', 'KT-NAP', 'Border Napkins', 'Northlight Linen', 'Napkins', ['linen', 'neutral', 'table', 'wedding'], `
Large napkins with a line of brick red along the edge, as on the altar linen that the weavers also make. They are generous, because a small napkin is no use to anybody.

Washed soft before they leave the mill. Do not iron them if you have better things to do.`,
  ['46 × 46 cm', '100 % washed linen', linen, 'Sets of four or six'],
  ['A stack of linen napkins with red borders on a dark blue table', 'The red border line from near by'],
  { options: [['Set', ['Four', 'Six']]], price: (set) => (set === 'Four' ? 4800 : 6600), grams: (set) => (set === 'Four' ? 320 : 480), unit: (set) => ({ quantity: set === 'Four' ? 4 : 6, unit: 'piece', reference_quantity: 1 }) }),
  cloth('garden-table-runner', 'KT-RUN', 'Garden Table Runner', 'Northlight Linen', 'Table linen', ['linen', 'cream', 'green', 'table', 'wedding'], `
Two pairs of green lines down a length of cream linen, like the paths of a kitchen garden. It pulls a table together when the plates do not match, and ours never do.

You may also have it by the metre, cut to the length of your own table and hemmed at both ends.`,
  ['40 cm wide', '100 % linen', linen, 'Mitred corners'],
  ['A cream runner with green lines on an oak table, with a celadon bowl', 'The green lines of the runner'],
  { options: [['Length', ['140 cm', '200 cm', '260 cm']]], price: (length) => ({ '140 cm': 4200, '200 cm': 5800, '260 cm': 7400 })[length], grams: (length) => ({ '140 cm': 180, '200 cm': 260, '260 cm': 340 })[length], unit: (length) => ({ quantity: parseInt(length, 10), unit: 'cm', reference_quantity: 100 }) }),
  cloth('pebble-tablecloth', 'KT-PEB', 'Pebble Tablecloth', 'Northlight Linen', 'Table linen', ['linen', 'multicolour', 'table', 'birthday', 'children'], `
Pebbles of every colour, printed at the size of real ones. It was meant for children's birthdays and has turned up at two weddings so far.

The linen is close-woven, so that a spilt glass gives you time to fetch a cloth.`,
  ['140 cm wide', '100 % linen, screen-printed', linen, 'Seats four, six or eight'],
  ['A folded tablecloth with coloured pebbles on a clay-coloured table', 'The printed pebbles from near by'],
  { options: [['Length', ['140 cm', '220 cm', '280 cm']]], price: (length) => ({ '140 cm': 6900, '220 cm': 9800, '280 cm': 12400 })[length], grams: (length) => ({ '140 cm': 450, '220 cm': 700, '280 cm': 900 })[length], state: (length) => (length === '280 cm' ? 'back_order' : 'in_stock'), unit: (length) => ({ quantity: parseInt(length, 10), unit: 'cm', reference_quantity: 100 }) }),
  cloth('cooks-board', 'KT-BOARD', "Cook's Board", 'Hazel & Adze', 'Board', ['wood', 'oak', 'walnut', 'kitchen', 'housewarming', 'wedding'], `
A board with a handle, cut from one piece and finished with linseed oil. The grain runs along it, so that a knife glides and bread does not slip.

Oak from windfalls of the Ballyfenn estate, walnut from whoever telephones. Hang it up; it is too handsome for a drawer.`,
  ['Oak: 45 × 28 cm, walnut: 38 × 20 cm', 'One piece, 2.5 cm thick', 'Wash by hand, oil twice a year', 'Each one is stamped with the place where the tree stood'],
  ['An oak board with a handle on a green table', 'Oak and walnut boards with a small honey-glazed dish'],
  { options: [['Wood', ['Oak', 'Walnut']]], price: (wood) => (wood === 'Oak' ? 5400 : 6800), grams: (wood) => (wood === 'Oak' ? 1500 : 1100), warnings: 'Suitable for food. Treated with linseed oil: cloths soaked in oil can catch fire by themselves, so let them dry flat.' }),
  cloth('turned-tray', 'KT-TRAY', 'Turned Tray', 'Hazel & Adze', 'Tray', ['wood', 'walnut', 'table', 'gift for him'], `
Turned in one go from a single board, with a lip that is low enough to reach over and high enough to stop a rolling cup. Breakfast for one, drinks for three.

The maker turns them on Mondays, when the workshop is quiet.`,
  ['38 cm across, 4 cm high', 'Walnut or sycamore', 'Wipe clean, oil now and then', 'Leather dots under the foot'],
  ['A round walnut tray with a jug and a cup', 'Trays in sycamore and walnut from above'],
  { options: [['Wood', ['Walnut', 'Sycamore']]], price: 7200, grams: 950, sale: longSale(off(7200, 10)), tags: ['wood', 'walnut', 'table', 'gift for him', 'offer'] }),
];
