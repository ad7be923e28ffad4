// The art prints. Each has two paragraphs of its own; sizes and frames are shared.
import { laterSale, longSale, off, product } from './build.mjs';

const sizes = ['A4', 'A3', 'A2'];
const mounts = ['Unframed', 'Oak frame', 'Black frame'];
const bare = { A4: 2400, A3: 3600, A2: 5400 };
const frame = { A4: 3800, A3: 5600, A2: 8400 };
const measure = { A4: '21 × 29.7 cm', A3: '29.7 × 42 cm', A2: '42 × 59.4 cm' };
const priceOf = (size, mount = 'Unframed') => bare[size] + (mount === 'Unframed' ? 0 : frame[size]);
const weightOf = (size, mount = 'Unframed') => (mount === 'Unframed' ? { A4: 120, A3: 210, A2: 380 } : { A4: 980, A3: 1750, A2: 3200 })[size];

const makers = {
  'Ines Calder': 'Ines Calder Printmaking, 3 Slip Road, Ballyfenn, Co. Cork, Ireland',
  'Merrow Lane Press': 'Merrow Lane Goods Ltd, 7 Merrow Lane, Ballyfenn, Co. Cork, Ireland',
  'Studio Hollin': 'Studio Hollin, Unit 4, The Rope Walk, Dunmarra, Co. Kerry, Ireland',
  'Odhran Tierney': 'Odhran Tierney, The Old Creamery, Kilrusk, Co. Clare, Ireland',
};

function print(handle, sku, title, vendor, tags, text, alt, more = {}) {
  const framed = more.framed ?? false;
  return product({
    handle, sku, title, vendor, alt, type: 'Art print', maker: makers[vendor],
   
    tags: ['paper', ...tags], text,
    options: framed ? [['Size', sizes], ['Frame', mounts]] : [['Size', sizes]],
    price: priceOf, grams: weightOf,
    shows: framed ? (size, mount) => (mount === 'Unframed' ? 2 : 1) : undefined,
    details: [
      ...sizes.map((size) => `${size}: ${measure[size]}`),
      'Pigment inks on 240 g cotton paper with a slight tooth, acid-free',
      framed ? 'Frames are solid wood with a cotton mount and a clear acrylic front, ready to hang' : 'Comes unframed with a 2 cm white border, flat between boards (A2: rolled)',
      'Printed to order in Ballyfenn, signed in pencil on the back',
    ],
    warnings: framed ? 'Hang with a fixing that suits the wall and the weight. Not for rooms with standing damp.' : '',
    ...more,
  });
}

export const prints = [
  print('headland-evening', 'PR-HEAD', 'Headland, Evening', 'Ines Calder', ['terracotta', 'teal', 'landscape', 'living room', 'housewarming'], `
Five headlands, one behind the other, and the last of the sun going down between the second and the third. Ines draws this stretch of coast every September from the same wall, and says that it has never once been the same colour.

The layers are cut from paper first and scanned at full size, so the edges keep the small waver of a scalpel. From across the room it is a sunset; from near by it is a stack of cut shapes with the grain of the ink showing through.`,
  ['A framed print of layered hills at sunset above an oak sideboard with a vase of eucalyptus', 'The print Headland, Evening lying on a clay-coloured table in window light'], { framed: true }),
  print('three-hills', 'PR-HILL', 'Three Hills', 'Studio Hollin', ['green', 'ochre', 'landscape', 'bedroom', 'new'], `
Three hills, a field in rows and a sun that takes its time. The studio made this one for a kitchen that faces north, and it has been the quiet favourite of the shop ever since.

Big shapes and few of them: it holds a wall on its own, and it does not argue with a patterned sofa.`,
  ['A pale frame with a print of rounded hills on a wooden shelf beside books and dried grass', 'The print Three Hills on linen, one corner lifting'], { framed: true }),
  print('sounding-lines', 'PR-SOUND', 'Sounding Lines', 'Odhran Tierney', ['teal', 'terracotta', 'abstract', 'study', 'gift for him'], `
The floor of a bay that does not exist, drawn as a chart: every line joins places of the same depth, and every fifth is heavier, as on the Admiralty sheets Odhran grew up with.

The red disc is where the wreck would be, if there were one. He will not say more about it.`,
  ['A walnut frame with a teal print of contour lines and a red disc, leaning on a sideboard', 'Close view of the fine white contour lines of Sounding Lines'], { framed: true, state: (size) => (size === 'A2' ? 'low' : 'in_stock') }),
  print('seven-ranges', 'PR-RANGE', 'Seven Ranges', 'Odhran Tierney', ['blue', 'ochre', 'abstract', 'study'], `
More than fifty profiles of one mountain, each taken a little further back than the last and laid in front of it. The tone runs from brass at the top to chalk at the foot, so that the ridge seems to come towards you.

It is printed on paper that was dyed dark before the lines were laid down; the blue is in the sheet and not on it.`,
  ['A black frame with pale mountain profiles on dark blue, hung above an oak sideboard', 'The print Seven Ranges on an oak table'], { sale: (size) => laterSale(off(priceOf(size), 15)) }),
  print('bog-moonrise', 'PR-MOON', 'Bog Moonrise', 'Ines Calder', ['blue', 'landscape', 'bedroom', 'new'], `
The moon comes up out of the bog road, larger than it has any right to be, and the one pool in the turf cutting catches it. The grasses in the front are cut singly, sixty of them.

A dark print that glows rather than broods. It likes a lamp beside it.`,
  ['A black frame with a night landscape and a large moon, beside a rust vase of dried grass', 'The print Bog Moonrise on a slate table'], { framed: true }),
  print('ballyfenn-harbour', 'PR-HARB', 'Ballyfenn Harbour', 'Merrow Lane Press', ['blue', 'terracotta', 'landscape', 'hall', 'housewarming'], `
Two boats coming home on the evening tide, six houses along the quay, and the hill behind them that everybody calls the Mountain. This is the view from our own front step, with the bins left out.

It was the first print we ever sold, and the one we are asked for at the door. People who know the town find their window in it.`,
  ['A white frame with a print of sailing boats before a row of coloured houses, on a shelf', 'Close view of the boats in Ballyfenn Harbour on linen'], { framed: true, was: (size, mount) => (size === 'A4' && mount === 'Unframed' ? 2900 : null) }),
  print('night-light', 'PR-LIGHT', 'Night Light', 'Merrow Lane Press', ['blue', 'terracotta', 'landscape', 'children', 'hall'], `
A lighthouse that is plainly awake. The beam is printed in three passes of thinned ink, so that it fades as a beam does.

We hang it at the end of dark corridors and in the rooms of children who like the door left open a little.`,
  ['An oak frame with a red and white lighthouse at night, leaning beside brass candlesticks', 'The print Night Light on a terrazzo table'], { sale: (size) => longSale(off(priceOf(size), 20)), tags: ['paper', 'blue', 'terracotta', 'landscape', 'children', 'hall', 'offer'] }),
  print('birch-wood-october', 'PR-BIRCH', 'Birch Wood, October', 'Ines Calder', ['ochre', 'landscape', 'living room'], `
Fifteen birches and as many leaves as would stay up. The pale trunks are bare paper: the wood around them was printed, and they were left out.

A warm picture for a cold wall, and the best of all of Ines's prints over a stove.`,
  ['A walnut frame with a print of white birch trunks in autumn gold', 'Close view of the leaves and bark of Birch Wood, October'], { framed: true }),
  print('first-light', 'PR-FIRST', 'First Light', 'Studio Hollin', ['terracotta', 'blush', 'abstract', 'bedroom'], `
Ninety-six lines from sand to ink, level at the top and rolling by the time that they reach the foot. The disc is the white of the sheet.

The studio calls it a landscape; we have it among the abstracts. Either way it is very good above a bed.`,
  ['A pale frame with a disc above lines that shade from sand to dark blue', 'The lines of First Light in window light'], { state: (size) => (size === 'A3' ? 'sold_out' : 'in_stock') }),
  print('male-fern', 'PR-FERN', 'Male Fern', 'Merrow Lane Press', ['green', 'botanical', 'bathroom', 'gift for gardeners'], `
One frond of *Dryopteris filix-mas*, thirty pairs of leaflets, from the wet side of the lane. Drawn from life and printed in a single green.

It is the plainest print in the shop and it goes with everything, including the other botanical ones.`,
  ['An oak frame with a single green fern on cream, beside leaves in a pale vase', 'The print Male Fern on linen, one corner lifting'], { framed: true }),
  print('honesty', 'PR-HONES', 'Honesty', 'Ines Calder', ['plum', 'botanical', 'hall', 'new'], `
Seed heads of honesty against a wall the colour of damsons. In life they are papery and let the light through; here each disc is printed thin over the next to do the same.

Ines grows them along the studio path for exactly this, and sends a twist of the seed with every A2.`,
  ['A pale frame with pale seed heads on a plum ground, leaning on a walnut sideboard', 'Close view of the seed heads of Honesty'], {}),
  print('garden-cuttings', 'PR-CUT', 'Garden Cuttings', 'Studio Hollin', ['terracotta', 'green', 'abstract', 'kitchen', 'gift for gardeners'], `
Six squares from a morning with scissors: an agave, a pebble, a sprig, a daisy, something that grows in rock pools and a bed of kelp. The colours are those of the garden wall at the studio.

Children name the shapes, adults say that it reminds them of somebody. We think that it is simply cheerful.`,
  ['A white frame with six cut-paper shapes in coloured squares on a terracotta wall', 'The print Garden Cuttings lying on linen'], { framed: true }),
  print('two-wavelengths', 'PR-WAVE', 'Two Wavelengths', 'Odhran Tierney', ['terracotta', 'blue', 'abstract', 'study', 'gift for him'], `
Two sets of rings, one in red and one in ink, dropped into the same paper. Where they cross they make a third thing, which moves when you do.

It is drawn with a compass and a great deal of patience. Forty-five rings each; we have counted.`,
  ['A black frame with two overlapping sets of fine rings above a sideboard', 'Close view of the crossing rings of Two Wavelengths'], { framed: true, sale: (size, mount) => (mount === 'Black frame' ? longSale(off(priceOf(size, mount), 10)) : null), tags: ['paper', 'terracotta', 'blue', 'abstract', 'study', 'gift for him', 'offer'] }),
  print('mobile-study', 'PR-MOB', 'Mobile Study', 'Studio Hollin', ['multicolour', 'abstract', 'living room', 'children'], `
A drawing for a mobile that the studio has never got round to building. Everything balances, they promise; they have done the sums in the margin.

Calm, a little mid-century, and good company for plain furniture.`,
  ['A walnut frame with a drawing of a mobile, beside a bottle vase of blossom', 'The print Mobile Study on a clay-coloured table'], {}),
  print('wren-on-a-branch', 'PR-WREN', 'Wren on a Branch', 'Ines Calder', ['green', 'botanical', 'birds', 'kitchen', 'thank you'], `
Nine grams of bird and a voice like a burglar alarm. This one sits in the ash outside the print shop and supervises.

It began as a linocut in four blocks; you can see the gouge marks in the wing. The ink is allowed to break up, as it does when a block is nearly dry.`,
  ['An oak frame with a wren on a leafy branch, leaning on a walnut sideboard', 'Close view of the wren and the speckled ink'], { framed: true }),
  print('grey-heron', 'PR-HERON', 'Grey Heron', 'Ines Calder', ['blue', 'birds', 'bathroom', 'gift for him'], `
He stands in the estuary like a man waiting for a bus. Behind him the sun is coming up, and he has not looked at it once.

A companion to the wren: the same ash-grey paper, the same four blocks, rather more leg.`,
  ['A black frame with a grey heron among reeds, on a shelf with dried grass', 'The print Grey Heron on linen'], { was: (size) => (size === 'A2' ? 6400 : null) }),
  print('courtyard-tiles', 'PR-TILE', 'Courtyard Tiles', 'Studio Hollin', ['teal', 'terracotta', 'abstract', 'kitchen'], `
Seventy tiles in four colours, turned as they came out of the box. There is no repeat in it, however long you look.

The studio laid the real thing in its own yard first; this is the plan it drew so as not to forget.`,
  ['A white frame with a pattern of quarter-circle tiles on a warm wall', 'Close view of the printed tiles'], {}),
  print('three-pears', 'PR-PEAR', 'Three Pears', 'Merrow Lane Press', ['ochre', 'blue', 'still life', 'kitchen', 'housewarming'], `
Three pears in the good bowl, before anybody got to them. Blue wall, striped cloth, one leaf: it is a kitchen picture and it knows it.

The bowl is real. It is our long-table bowl in an older glaze, and it now has a chip.`,
  ['A walnut frame with three pears in a white bowl, leaning on a sideboard beside candlesticks', 'The print Three Pears on linen in window light'], { framed: true }),
  print('five-poppies', 'PR-POPPY', 'Five Poppies', 'Ines Calder', ['terracotta', 'botanical', 'living room', 'birthday'], `
Five poppies at the height of July, a day before the wind. The petals were torn and not cut, which is the only way to get that edge.

The brightest print in the shop. Give it a plain wall and something green near by.`,
  ['A pale frame with five large poppies, beside a jug of blossom', 'The print Five Poppies on an oak table'], { framed: true, state: (size, mount) => (mount === 'Oak frame' && size === 'A2' ? 'back_order' : 'in_stock') }),
  print('hillside-houses', 'PR-HOUSE', 'Hillside Houses', 'Merrow Lane Press', ['multicolour', 'landscape', 'hall', 'children', 'housewarming'], `
Twenty-four houses, ninety windows, seven people still awake. The terraces above the harbour, put a little closer together than the council would allow.

Every window was cut by hand, which is why no two are straight.`,
  ['An oak frame with a hillside of coloured houses, leaning beside candlesticks', 'Close view of the coloured houses and their lit windows'], { state: (size) => (size === 'A2' ? 'low' : 'in_stock') }),
  print('balance', 'PR-STONE', 'Balance', 'Studio Hollin', ['neutral', 'still life', 'bathroom', 'thank you'], `
Six stones from the strand, the largest at the bottom, as the sea would never leave them. The white line on each is a seam of quartz.

Printed with more ink than is strictly needed, so that the stones have a surface you want to touch.`,
  ['A walnut frame with a stack of six stones, on a shelf beside books', 'The print Balance on a terrazzo table'], {}),
  print('mackerel-shoal', 'PR-MACK', 'Mackerel, and One Other', 'Merrow Lane Press', ['teal', 'birds and fish', 'kitchen', 'bathroom', 'gift for him'], `
Forty-three mackerel going one way and one fish going the other. Make of it what you like; it is often bought as a leaving present.

The blue-green is mixed to match the tea towel, which was here first.`,
  ['A white frame with rows of mackerel and one golden fish, above a sideboard', 'Close view of the mackerel and the single golden fish'], { framed: true }),
  product({
    handle: 'small-arches-printable', sku: 'PR-ARCH-DL', title: 'Small Arches, to Print Yourself', vendor: 'Merrow Lane Press', maker: makers['Merrow Lane Press'], type: 'Digital print', digital: true,
    tags: ['digital', 'ochre', 'abstract', 'children', 'last minute'],
    short: 'Arches, a sun and half a moon as files to print at home or at a copy shop.',
    text: `
Arches, a sun and half a moon: a small abstract that we give away to schools and sell to everybody else as a file. You get it by e-mail within minutes, in proportions that fit the frames you already have.

Print it at home on the best paper your printer will take, or have a copy shop do it at A3 or A2. You may print it as often as you like for yourself and for presents.`,
    options: [['Files', ['A-size set', 'A-size and square set']]], price: (files) => (files === 'A-size set' ? 900 : 1200),
    details: ['PDF and PNG at 300 dots per inch, up to A2', 'Colours for home printers and for copy shops', 'For private use; please do not sell prints', 'A download, so nothing comes in the post'],
    alt: ['An oak frame with arches, a sun and a half moon on a shelf', 'The printed arches on a clay-coloured table'],
  }),
];
