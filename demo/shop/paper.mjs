// Notebooks, calendars, cards and wrapping.
import { longSale, product } from './build.mjs';

const makers = {
  'Quire & Fold': 'Quire & Fold Bindery, 9 Copper Alley, Dublin 8, Ireland',
  'Pennant Paper': 'Pennant Paper, The Printworks, Ballyfenn, Co. Cork, Ireland',
  'Merrow Lane': 'Merrow Lane Goods Ltd, 7 Merrow Lane, Ballyfenn, Co. Cork, Ireland',
};
const paper = (handle, sku, title, vendor, type, tags, text, details, alt, more) => product({
  handle, sku, title, vendor, type, alt, maker: makers[vendor], tags: ['paper', ...tags], text, details,
  ...more,
});
const wrap = {
  options: [['Length', ['2 m', '5 m', '10 m']]],
  price: (length) => ({ '2 m': 650, '5 m': 1400, '10 m': 2500 })[length],
  grams: (length) => ({ '2 m': 150, '5 m': 350, '10 m': 680 })[length],
  unit: (length) => ({ quantity: parseInt(length, 10), unit: 'm', reference_quantity: 1 }),
};
const wrapDetails = ['70 cm wide', '90 g uncoated paper, vegetable inks', 'No foil, no glitter: all of it can be recycled', 'Rolled on a card core without plastic'];

export const papers = [
  paper('terrace-notebook', 'ST-TERR', 'Terrace Notebook', 'Quire & Fold', 'Notebook', ['teal', 'green', 'study', 'birthday', 'new'], `
A quarter circle, four colours and a good many turns: the pattern is printed on the bindery's own press and glued over boards that do not bend in a bag.

Inside are a hundred and ninety-two pages that take a fountain pen without a murmur. It lies flat from the first page, because it is sewn.`,
  ['A5, 192 pages of 100 g cream paper', 'Ruled, dotted or plain', 'Sewn, with an elastic band and a pocket at the back', 'Covers wipe clean'],
  ['A patterned notebook with an ochre band and a red pencil on blush', 'Terrace notebooks in green and teal'],
  { options: [['Colour', ['Harbour', 'Meadow']], ['Pages', ['Ruled', 'Dotted', 'Plain']]], price: 1900, grams: 360, state: (colour, pages) => (colour === 'Meadow' && pages === 'Dotted' ? 'sold_out' : 'in_stock') }),
  paper('linen-journal', 'ST-JOUR', 'Linen Journal', 'Quire & Fold', 'Notebook', ['plum', 'teal', 'study', 'wedding', 'gift for him'], `
Bound in bookcloth and blocked in brass foil with the tern of the house. This is for the things that you mean to keep: a garden, a child's first sentences, the boat.

The paper is heavier than in the notebook, and the book has two ribbons, since there are always two places.`,
  ['A5, 240 pages of 120 g paper', 'Bookcloth over boards', 'Sewn in sixteens, two ribbons', 'May be blocked with initials: write to us'],
  ['A plum linen journal with a rose band on oak', 'Linen journals in plum and teal'],
  { options: [['Colour', ['Plum', 'Teal']]], price: 3200, grams: 520 }),
  paper('sketchbook', 'ST-SKET', 'Sketchbook', 'Quire & Fold', 'Notebook', ['neutral', 'blush', 'study', 'children', 'birthday'], `
Plain boards, black spine, and paper with enough tooth for charcoal and enough size for a wash. The large one fits a rucksack, the small one a coat.

Our printmakers use them, and theirs look much worse than this after a week.`,
  ['Large: 26 × 36 cm, small: 18 × 25 cm', '80 pages of 160 g cartridge paper', 'Sewn, lies flat', 'Recycled greyboard covers'],
  ['A pale sketchbook and a blue pencil on green', 'Large and small sketchbooks on ochre'],
  { options: [['Size', ['Small', 'Large']]], price: (size) => (size === 'Small' ? 1600 : 2400), grams: (size) => (size === 'Small' ? 420 : 860) }),
  paper('pocket-notebooks', 'ST-POCK', 'Pocket Notebooks, Set of Three', 'Quire & Fold', 'Notebook', ['terracotta', 'ochre', 'study', 'thank you'], `
Three thin books for one pocket: lists, measurements, and whatever you think of on the bus. Stapled, because they are meant to be used up.

Half moons, plain marigold and dots.`,
  ['9 × 14 cm, 48 pages each', 'Plain, ruled and squared, one of each', '90 g recycled paper', 'A paper band, no plastic'],
  ['Three pocket notebooks in patterns and plain ochre on a sea-green table', 'The three notebooks stacked'],
  { price: 1200, grams: 150, unit: { quantity: 3, unit: 'piece', reference_quantity: 1 } }),
  paper('week-planner', 'ST-WEEK', 'Week Planner Pad', 'Pennant Paper', 'Planner', ['neutral', 'study', 'kitchen'], `
One week to a sheet, Monday to Sunday, and the dates left for you to write, so that you can begin when you like. Tear off the week when it is over. It is surprisingly satisfying.`,
  ['A4, 54 sheets', '100 g uncoated paper on a stiff back', 'No dates: starts any week', 'Made in Ballyfenn'],
  ['A week planner pad and a pencil on a clay-coloured table', 'The ruled days of the planner from near by'],
  { price: 1450, grams: 420, was: 1700 }),
  paper('wall-calendar', 'ST-CAL27', 'Wall Calendar 2027', 'Pennant Paper', 'Calendar', ['multicolour', 'kitchen', 'hall', 'winter', 'new'], `
Twelve prints from our walls for the walls of your kitchen, one for each month, with the days in a size that can be read across the room. Weeks begin on Monday; Sundays are red.

When the year is done the pictures can be cut off along the line and framed.`,
  ['A3 on 200 g uncoated paper', 'Wire-bound, with a loop for a nail', 'Public holidays in Ireland, the United Kingdom and Germany', 'Posted flat'],
  ['A wall calendar with birch trees for October 2027', 'Three sheets of the calendar on green'],
  { price: 2200, grams: 480, sale: longSale(1800), tags: ['paper', 'multicolour', 'kitchen', 'hall', 'winter', 'offer'] }),
  paper('six-pencils', 'ST-PENC', 'Six Pencils', 'Pennant Paper', 'Pencils', ['wood', 'multicolour', 'study', 'children', 'thank you', 'last minute'], `
Six pencils in the colours of the house, graphite in all of them. Cedar, which smells as pencils used to, and a brass end without a rubber: you will not need one.`,
  ['HB, 18 cm', 'Cedar from certified forests', 'Round, lacquered in water-based colour', 'In a slip of card'],
  ['Six pencils in different colours on oak', 'Pencils beside a notebook on plum'],
  { price: 950, grams: 60, unit: { quantity: 6, unit: 'piece', reference_quantity: 1 }, warnings: 'Not for children under three: small parts.' }),
  paper('robin-cards', 'CA-ROBIN', 'Winter Cards: Robin, Tree, Stars', 'Pennant Paper', 'Cards', ['green', 'terracotta', 'winter', 'thank you'], `
A robin who has found the berries, a tree that has been decorated by somebody short, and a sky on a frosty night. Blank inside, so that you can say what you mean.`,
  ['10.5 × 14.8 cm, folded', '300 g uncoated card with envelopes of recycled paper', 'Printed in Ballyfenn', 'Packs of six or twelve, mixed'],
  ['Cards with a robin and a tree on a green table', 'The robin card and the star card standing'],
  { options: [['Pack', ['Six', 'Twelve']]], price: (pack) => (pack === 'Six' ? 1250 : 2200), grams: (pack) => (pack === 'Six' ? 130 : 250), unit: (pack) => ({ quantity: pack === 'Six' ? 6 : 12, unit: 'piece', reference_quantity: 1 }) }),
  paper('posy-cards', 'CA-POSY', 'Garden Cards: Posy and Sun', 'Pennant Paper', 'Cards', ['terracotta', 'ochre', 'botanical', 'birthday', 'thank you'], `
A fistful of flowers as children pick them, all heads and no stalks, and a sun that says hello. For birthdays, get-wells and no reason at all.`,
  ['10.5 × 14.8 cm, folded', '300 g uncoated card with envelopes', 'Blank inside', 'Packs of six or twelve, mixed'],
  ['Cards with a posy and a smiling sun on a clay-coloured table', 'The posy card standing before a rose backdrop'],
  { options: [['Pack', ['Six', 'Twelve']]], price: (pack) => (pack === 'Six' ? 1250 : 2200), grams: (pack) => (pack === 'Six' ? 130 : 250), unit: (pack) => ({ quantity: pack === 'Six' ? 6 : 12, unit: 'piece', reference_quantity: 1 }) }),
  paper('sea-letter-cards', 'CA-SEA', 'Sea Letter Cards: Whale', 'Pennant Paper', 'Cards', ['teal', 'birds and fish', 'thank you', 'children', 'new'], `
A whale says thank you, which is more than most of us manage in January. With a second card, a sun on deep water, for whatever else needs saying.`,
  ['10.5 × 14.8 cm, folded', '300 g uncoated card with sea-green envelopes', 'Blank inside', 'Packs of six'],
  ['Cards with a whale and a sun on an ochre table', 'The whale card standing before sea-green'],
  { price: 1250, grams: 130, unit: { quantity: 6, unit: 'piece', reference_quantity: 1 } }),
  paper('meadow-wrapping-paper', 'WR-MEAD', 'Meadow Wrapping Paper', 'Pennant Paper', 'Wrapping paper', ['terracotta', 'botanical', 'birthday'], `
Small flowers tossed on cream, close enough together that a crooked cut does not show. It suits birthdays, weddings and the insides of drawers.`, wrapDetails,
  ['A parcel in flowered paper tied with red cord before a roll of the same', 'A small parcel in flowered paper and two rolls'], wrap),
  paper('tide-wrapping-paper', 'WR-TIDE', 'Tide Wrapping Paper', 'Pennant Paper', 'Wrapping paper', ['teal', 'birds and fish', 'gift for him', 'new'], `
The mackerel again, going both ways on deep teal. It is the paper for people who are hard to wrap for.`, wrapDetails,
  ['A parcel in teal fish paper tied with white cord on ochre', 'A parcel in fish paper with rolls in fish and pebble patterns'], wrap),
  paper('pebble-wrapping-paper', 'WR-PEB', 'Pebble Wrapping Paper', 'Pennant Paper', 'Wrapping paper', ['blush', 'plum', 'birthday', 'wedding'], `
Pebbles in brick, plum and chalk on blush, with half moons on the back: two papers in one, which makes the folds look as though you had meant them.`, wrapDetails,
  ['A parcel in blush pebble paper tied with plum cord', 'A parcel in half-moon paper with a roll of pebble paper'], { ...wrap, state: (length) => (length === '10 m' ? 'low' : 'in_stock') }),
  paper('gift-tags', 'WR-TAGS', 'Gift Tags', 'Pennant Paper', 'Tags', ['multicolour', 'winter', 'birthday', 'last minute'], `
Twelve tags with a robin, a tree, a sky of stars and a cheerful sun, punched and ready for the cord. The backs are plain, with room for a long name.`,
  ['5 × 7.5 cm', '350 g uncoated card', 'Twelve, three of each', 'Cord not included; it is over there'],
  ['Four gift tags with a robin, a tree, stars and a sun on linen', 'A red dotted parcel with white cord'],
  { price: 600, grams: 45, unit: { quantity: 12, unit: 'piece', reference_quantity: 1 } }),
  paper('cotton-cord', 'WR-CORD', 'Cotton Cord on a Spool', 'Merrow Lane', 'Cord', ['cotton', 'terracotta', 'cream', 'teal', 'ochre', 'last minute'], `
Soft cotton cord on a turned wooden spool. It holds a knot, it comes undone when asked, and it can be used again next year.

The spools are turned from the ends of the trays.`,
  ['25 or 50 m, 3 mm thick', 'Recycled cotton', 'Oak spool', 'Made in Ballyfenn'],
  ['Three spools of cotton cord in rust, cream and teal', 'Stacked spools in ochre and teal beside a rust one'],
  { tags: ['cotton', 'terracotta', 'cream', 'teal', 'ochre', 'last minute'], options: [['Colour', ['Rust', 'Chalk', 'Teal', 'Ochre']], ['Length', ['25 m', '50 m']]], price: (colour, length) => (length === '25 m' ? 850 : 1500), grams: (colour, length) => (length === '25 m' ? 140 : 230), unit: (colour, length) => ({ quantity: parseInt(length, 10), unit: 'm', reference_quantity: 1 }), state: (colour) => (colour === 'Ochre' ? 'back_order' : 'in_stock') }),
  paper('gift-card', 'GC', 'Gift Card', 'Merrow Lane', 'Gift card', ['terracotta', 'blue', 'birthday', 'wedding', 'last minute'], `
For when they ought to choose for themselves. It comes by e-mail within minutes, on the day that you name, with your own words on it.

It is good for anything in the shop, in one go or in several, and it does not run out.`,
  ['By e-mail, as a page to print', 'Valid without an end date', 'Can be spent in parts', 'Not exchangeable for cash'],
  ['Gift cards in brick red and dark blue', 'A dark blue gift card standing'],
  { digital: true, options: [['Value', ['€25', '€50', '€100', '€150']]], price: (value) => Number(value.slice(1)) * 100 }),
];
