// The content pages.
const page = (handle, title, description, body) => ({ handle, title, body: body.trim(), seo: { title: `${title} – Merrow Lane`, description } });

export const pages = [
  page('about', 'About Merrow Lane', 'A small house of prints, cloth, clay and paper in a harbour town, and the fourteen workshops behind it.', `
Merrow Lane is a lane: forty metres of cobbles between the harbour and the church in Ballyfenn, with a print shop at one end and a bakery at the other. In 2011 two of us rented the room above the press to store paper. People kept coming up the stairs and asking whether it was a shop, and after a while it was.

## What we sell

Prints, cloth, clay and paper, and the few things that go with them: a candle, a bar of soap, something to wrap it all in. Everything comes from fourteen workshops that we can drive to in a day. We know who made each thing, and so do you: the name is under the title.

## How we choose

We ask three questions. Would we use it every day? Will it look better in ten years than it does now? Can the person who makes it live from it? If one of the answers is no, we leave it.

## What we do not do

We do not run a countdown clock, and nothing here is ever the last one unless it is. When there is an offer, the earlier price beside it is the one that we charged.

Come and see us if you are near. The stairs are steep, and the bell works.`),
  page('delivery-and-returns', 'Delivery and returns', 'What delivery costs, how long it takes, and how to send something back.', `
## Delivery

| To | Cost | Takes | Free from |
| --- | --- | --- | --- |
| Ireland | €4.90 | 1–2 working days | €60 |
| Northern Ireland and Great Britain | €8.90 | 3–5 working days | €120 |
| European Union | €9.90 | 3–6 working days | €120 |
| Everywhere else | €19.00 | 7–14 working days | – |

What is ordered before noon leaves on the same day. Prints are made to order and take two days longer; framed ones take five. Large prints travel in a tube, frames in a crate of card, and pots in more straw than seems reasonable.

Gift cards and files to print come by e-mail, and cost nothing to send.

## Returns

You may send back anything within thirty days, for any reason, and get your money back, with the cost of the cheapest delivery. Write to [hello@merrowlane.example](mailto:hello@merrowlane.example), and we shall send you a label. Within Ireland the way back is free; from elsewhere it is yours to pay.

Things made to your measure, such as runners by the metre and journals with initials, can only come back if something is wrong with them. Soap and candles have to be unused.

## Broken?

It happens about once in four hundred parcels. Send us a photograph within a week, and we replace it or give you the money back, as you like. You need not send the pieces.`),
  page('care-guide', 'Care guide', 'How to look after wool, linen, stoneware, wood and prints.', `
Good things get better by being used. They need little, but they need it.

## Prints

Keep them out of direct sun and away from steam. Clean an acrylic front with a soft, damp cloth and nothing else. If you frame a print yourself, ask for acid-free board.

## Wool

Hang it out on a dry, windy day, and you will seldom have to wash it. If you must: cold, by hand, with wool soap; roll it in a towel; dry it flat. A cedar ball keeps moths away for about a year.

## Linen

Wash it at forty degrees, with colours of its kind. Dry it on the line. It is stiff the first time and softer each time after. Iron it damp, or not at all.

## Stoneware

The dishwasher does it no harm. Sudden changes do: do not take a bowl from the refrigerator to the oven. The bare clay at the foot may darken with use, which is as it should be.

## Wood

Wash boards by hand and stand them up to dry. Twice a year rub in linseed oil, wait for half an hour, and wipe off what is left. **Spread the oily cloth out to dry**: crumpled up, it can catch fire by itself.

## Candles

The first time, let one burn until the whole top is liquid; it will remember the width. Trim the wick to half a centimetre before each lighting. Never leave one alone.`),
  page('contact', 'Contact', 'Where to find us and when, by post, telephone and e-mail.', `
**Merrow Lane Goods Ltd**
7 Merrow Lane, Ballyfenn, Co. Cork, Ireland

- E-mail: [hello@merrowlane.example](mailto:hello@merrowlane.example). We answer within one working day.
- Telephone: +353 20 910 0142, Monday to Friday from 10:00 to 16:00.

## The shop on the lane

Up the stairs beside the print shop. Open from Wednesday to Saturday, 10:00 to 17:30, and on Sundays in December. There are two steps and a steep stair; ring, and we bring things down to you.

## For shops and press

We supply a small number of shops with cards, wrapping paper and tea towels. Write to [trade@merrowlane.example](mailto:trade@merrowlane.example) for the price list. Pictures for the press are on the same address.

## Makers

If you make something that you think belongs here, send three pictures and a price. We look at everything, and we reply, though not always quickly.`),
  page('privacy', 'Privacy', 'Which data we keep about you, why, for how long, and what you can ask of us.', `
We keep what we need to send you a parcel and to answer you, and no more.

## What we keep

- **Orders**: your name, address, e-mail address and what you bought. The law asks us to keep invoices for six years.
- **Letters**: what you write to us, for as long as the matter is open and for one year after.
- **Account**, if you make one: your e-mail address and your saved addresses, until you delete it.

We do not see your card number. It goes straight to the payment provider, who tells us only whether the payment succeeded.

## Cookies

The shop sets one cookie to remember your basket and one with the number of things in it. Neither says who you are, and neither is used for anything else. There are no advertising or tracking cookies, and so there is no banner to click away.

## Who else sees it

The carrier sees your address, the payment provider your payment, and our hosting company stores the data on our behalf. Nobody else does. We sell no data.

## Your rights

You may ask what we hold about you, have it corrected, have it deleted where no law forbids it, and take it away in a readable form. Write to [privacy@merrowlane.example](mailto:privacy@merrowlane.example). If you think that we are doing it wrong, you may also complain to the Data Protection Commission.`),
  page('terms', 'Terms of sale', 'The terms that hold when you buy from Merrow Lane.', `
## 1. Who you are buying from

Merrow Lane Goods Ltd, 7 Merrow Lane, Ballyfenn, Co. Cork, Ireland.

## 2. How a sale comes about

What you see in the shop is an invitation. By placing an order you make an offer to buy; we accept it when we send you the confirmation of dispatch. If something cannot be delivered after all, we tell you at once and return your money.

## 3. Prices

All prices are in euro, in the shop for Switzerland in francs and in the shop for the United States in dollars. Except in the United States they include value-added tax. Delivery is added and shown before you pay. Reduced prices hold for the time that is named beside them; the earlier price is the lowest of the last thirty days.

## 4. Payment

You pay when you order. Goods remain ours until they have been paid for in full.

## 5. Your right to withdraw

You may withdraw from the purchase within fourteen days of receiving the goods, without giving a reason. We give you thirty. How it works is described under [Delivery and returns](/pages/delivery-and-returns). The right does not extend to things made to your measure, nor to files once you have downloaded them with your consent.

## 6. If something is wrong

The statutory rights for faulty goods apply. Handmade things differ from each other in glaze, grain and weave, and that is no fault.

## 7. Law and disputes

Irish law applies. As a consumer you also keep the protection of the law of the country that you live in. If we cannot agree, you may turn to the small claims procedure of the District Court.`),
  page('imprint', 'Imprint', 'Company details of Merrow Lane Goods Ltd.', `
**Merrow Lane Goods Ltd**
7 Merrow Lane
Ballyfenn
Co. Cork
Ireland

- Directors: Aoife Brennock and Daniel Varley
- Registered in Ireland under number 000000
- VAT number: IE0000000XX
- E-mail: [hello@merrowlane.example](mailto:hello@merrowlane.example)
- Telephone: +353 20 910 0142

Responsible for the content: Aoife Brennock, at the address above.

*Merrow Lane, its people, its makers and its goods are invented. This is the demonstration shop of Awning: nothing here can be bought, and nothing will be delivered.*`),
];
