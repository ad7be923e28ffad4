// The collections: eight that are put together by hand, three that follow rules.
import { money } from './build.mjs';
import { cares } from './care.mjs';
import { ceramics } from './ceramics.mjs';
import { cloths } from './cloth.mjs';
import { papers } from './paper.mjs';
import { prints } from './prints.mjs';

export const products = [...prints, ...ceramics, ...cloths, ...papers, ...cares];

const handles = (list, types) => list.filter((one) => !types || types.includes(one.type)).map((one) => one.handle);

const byHand = (handle, title, alt, seo, description, members) => ({
  handle, title, description: description.trim(), media: { file: `collection-${handle}.webp`, alt }, sort: 'manual',
  seo: { title: `${title} – Merrow Lane`, description: seo }, products: members,
});

const byRule = (handle, title, file, alt, sort, description, conditions) => ({
  handle, title, description, media: { file, alt }, sort, seo: { title: `${title} – Merrow Lane`, description },
  rules: { match: 'all', conditions },
});

export const collections = [
  byHand('art-prints', 'Art prints', 'A framed print of rounded hills on a terracotta wall above an oak sideboard', 'Landscapes, birds, gardens and plain shapes by four printmakers, framed or as sheets.', `
Landscapes, birds, gardens and plain shapes, by four printmakers. They are printed to order on cotton paper, and framed next door if you like.

Not sure about the size? Cut it out of newspaper and pin it to the wall for a day.`, handles(prints)),
  byHand('ceramics', 'Ceramics', 'Vases, a bowl and a cup in teal, white, blue and rust', 'Vases, bowls, mugs and plates from two potteries on the west and the south coast.', `
Vases, bowls, mugs and plates from two potteries, one on the west coast and one at the end of our street. All of it is thrown by hand and made to be used.`, handles(ceramics)),
  byHand('blankets-and-cushions', 'Blankets and cushions', 'Cushions in teal, dark blue and red on a linen bench', 'Wool, cotton and linen for sofas, beds and the end of the garden.', `
Wool from Donegal, linen from County Down, cotton from wherever it is grown decently. For sofas, for beds and for the end of the garden.`, handles(cloths, ['Blanket', 'Cushion'])),
  byHand('kitchen-and-table', 'Kitchen and table', 'A striped and a checked tea towel hanging from a brass rail', 'Tea towels, table linen, boards and trays.', `
Towels that dry, cloths that last, and boards that are too handsome for a drawer. What we reach for between seven in the morning and the washing-up.`, [...handles(cloths, ['Tea towel', 'Towel', 'Napkins', 'Table linen', 'Board', 'Tray']), 'breakfast-bowl', 'long-table-serving-bowl', 'cider-jug', 'side-plate']),
  byHand('notebooks-and-calendars', 'Notebooks and calendars', 'A patterned notebook and a plum journal on linen', 'Sewn notebooks, planners, calendars and pencils.', `
Sewn books that lie flat, paper that takes ink, and a calendar that can be read across the room.`, handles(papers, ['Notebook', 'Planner', 'Calendar', 'Pencils'])),
  byHand('cards-and-wrapping', 'Cards and wrapping', 'A parcel in flowered paper with rolls of wrapping paper', 'Cards, wrapping paper by the metre, tags and cord.', `
Cards with room to write, wrapping paper by the metre, tags, and cord on a spool. No foil and no glitter: it can all go into the paper bin, and most of it can be used twice.`, handles(papers, ['Cards', 'Wrapping paper', 'Tags', 'Cord'])),
  byHand('candles-and-soap', 'Candles and soap', 'A lit candle, a ribbed red pillar candle and a bar of sea-green soap', 'Candles of plant wax, soap in bars and bottles to refill.', `
Candles of plant wax, soap in bars, and bottles that are meant to be filled again. The scents come from within a morning's walk.`, handles(cares)),
  byHand('gifts', 'Gifts', 'A framed print of poppies with candles on a walnut sideboard', 'Presents for a new house, a wedding, a birthday or no reason.', `
For a new house, a wedding, a birthday or no reason. We wrap for nothing, and we write the card if you tell us what to say.`, [
    'gift-card', 'espresso-cups', 'turf-smoke-candle', 'lough-check-blanket', 'wren-on-a-branch', 'linen-journal', 'cooks-board', 'moon-vase', 'waffle-baby-blanket',
    'ballyfenn-harbour', 'oat-and-honey-soap', 'mackerel-tea-towel', 'dipped-tapers', 'posy-cards', 'small-arches-printable', 'spoon-dish']),
  byRule('new', 'New', 'gorse-honey-candle-2.webp', 'A candle beside a honey-glazed vase of dried grass', 'newest', 'What has come up the stairs in the last few weeks.', [{ field: 'tag', relation: 'equals', value: 'new' }]),
  byRule('under-30', 'Under €30', 'spoon-dish-2.webp', 'Three small dishes on terrazzo', 'price_ascending', 'Good things that cost less than thirty euro.', [{ field: 'price', relation: 'less_than', value: money(3000) }]),
  byRule('offers', 'Offers', 'espresso-cups-2.webp', 'Banded espresso cups, stacked', 'title', 'A few things at less than their usual price, for a good while.', [{ field: 'tag', relation: 'equals', value: 'offer' }]),
];
