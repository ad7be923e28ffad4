// The whole demonstration shop, in the order in which it is loaded.
import { collections, products } from './collections.mjs';
import { markets, priceLists } from './markets.mjs';
import { pages } from './pages.mjs';

const link = (title, url, items = []) => ({ title, url, items });
const collection = (handle, title) => link(title, `/collections/${handle}`);
const pageLink = (handle, title) => link(title, `/pages/${handle}`);

export const shop = {
  settings: {
    name: 'Merrow Lane',
    tagline: 'Prints, cloth, clay and paper',
    description: 'A small house of prints, cloth, clay and paper from fourteen workshops on the coast, chosen to be used every day.',
    email: 'hello@merrowlane.example',
    phone: '+353 20 910 0142',
    address: 'Merrow Lane Goods Ltd\n7 Merrow Lane\nBallyfenn\nCo. Cork\nIreland',
    currency: 'EUR',
    locale: 'en-IE',
    country: 'IE',
    market_title: 'Ireland',
    price_note: 'incl. VAT plus shipping',
    logo: null,
    social: [],
    announcement: 'Free delivery in Ireland from €60, and thirty days to change your mind',
  },
  products,
  price_lists: priceLists,
  markets,
  collections,
  pages,
  menus: [
    {
      handle: 'main', title: 'Main menu',
      items: [
        collection('new', 'New'),
        collection('art-prints', 'Art prints'),
        link('For the house', '/collections', [
          collection('ceramics', 'Ceramics'), collection('blankets-and-cushions', 'Blankets and cushions'),
          collection('kitchen-and-table', 'Kitchen and table'), collection('candles-and-soap', 'Candles and soap'),
        ]),
        link('Paper', '/collections/notebooks-and-calendars', [
          collection('notebooks-and-calendars', 'Notebooks and calendars'), collection('cards-and-wrapping', 'Cards and wrapping'),
        ]),
        link('Gifts', '/collections/gifts', [collection('gifts', 'All gifts'), collection('under-30', 'Under €30'), link('Gift card', '/products/gift-card')]),
        collection('offers', 'Offers'),
      ],
    },
    {
      handle: 'footer', title: 'Footer menu',
      items: [
        link('Shop', '/collections', [collection('art-prints', 'Art prints'), collection('ceramics', 'Ceramics'), collection('gifts', 'Gifts'), collection('offers', 'Offers')]),
        link('Help', '/pages/contact', [pageLink('delivery-and-returns', 'Delivery and returns'), pageLink('care-guide', 'Care guide'), pageLink('contact', 'Contact')]),
        link('Merrow Lane', '/pages/about', [pageLink('about', 'About us'), pageLink('terms', 'Terms of sale'), pageLink('privacy', 'Privacy'), pageLink('imprint', 'Imprint')]),
      ],
    },
  ],
  home: {
    hero: {
      title: 'Good things for plain days',
      text: 'Prints, cloth, clay and paper from fourteen workshops on the coast. Made slowly, priced fairly, meant to be used.',
      media: { file: 'welcome.webp', alt: 'A framed print of hills at sunset above an oak sideboard with vases, books, candles and a checked blanket' },
      link_title: 'See what is new', link_url: '/collections/new',
    },
    collections: ['art-prints', 'ceramics', 'blankets-and-cushions', 'kitchen-and-table', 'notebooks-and-calendars', 'cards-and-wrapping', 'candles-and-soap', 'gifts'],
    featured: 'new',
    story: {
      title: 'Up the stairs, beside the print shop',
      text: 'Merrow Lane is forty metres of cobbles between a harbour and a church. We sell what is made within a day\'s drive of it, by people whose names we put on the label: two potteries, three mills, four printmakers and a chandler who sings.',
      media: { file: 'workshop.webp', alt: 'A walnut bench with vases, a jug, spools of cord and a framed print of a wren on a sage wall' },
      link_title: 'About us', link_url: '/pages/about',
    },
  },
};
