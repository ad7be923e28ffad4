// Turns the short notes in this folder into products as the admin API takes them.
const currency = 'EUR';
export const money = (amount) => ({ amount_minor: amount, currency });

const responsible = 'Merrow Lane Goods Ltd, 7 Merrow Lane, Ballyfenn, Co. Cork, Ireland, safety@merrowlane.example';
let barcodes = 0;

/** An EAN-13 of the range that is reserved for use within a shop. */
function barcode() {
  barcodes += 1;
  const digits = `20${String(4100000000 + barcodes * 37)}`;
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (index % 2 ? 3 : 1), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

const code = (text) => text.toUpperCase().normalize('NFD').replace(/[^A-Z0-9]+/g, ' ').trim().split(' ')
  .map((word) => (/\d/.test(word) ? word : word.slice(0, 3))).join('');

const list = (lines) => lines.map((entry) => `- ${entry}`).join('\n');

/** The beginning of the first paragraph, without marks, cut at a word. */
function summary(text) {
  const [first] = text.trim().replaceAll('*', '').split('\n');
  return first.length <= 155 ? first : `${first.slice(0, 154).replace(/[\s,;:]*\S*$/, '')}…`;
}

/** All combinations of the options' values, the last option changing fastest. */
function combinations(options) {
  return options.reduce((rows, [, values]) => rows.flatMap((row) => values.map((value) => [...row, value])), [[]]);
}

/**
 * `sku` is the stem of the SKUs; `options` are [name, [values]]; `price`, `was`,
 * `sale`, `grams`, `state`, `unit` and `shows` are values or functions of the
 * variant's option values; `skip` leaves combinations out.
 */
export function product(note) {
  const { handle, options = [] } = note;
  const read = (field, values) => (typeof note[field] === 'function' ? note[field](...values) : note[field]);
  const variants = combinations(options).filter((values) => !note.skip?.(...values)).map((values) => {
    const amount = read('price', values);
    const was = read('was', values);
    const sale = read('sale', values);
    const shown = read('shows', values);
    return {
      sku: [note.sku, ...values.map(code)].join('-'),
      barcode: note.digital ? null : barcode(),
      options: values,
      price: money(amount),
      compare_at_price: was ? money(was) : null,
      sale: sale ? { price: money(sale.amount), starts_at: sale.from, ends_at: sale.to } : null,
      weight_grams: read('grams', values) ?? 0,
      requires_shipping: !note.digital,
      media: shown ? `${handle}-${shown}.webp` : null,
      unit_price: read('unit', values) ?? null,
      availability: read('state', values) ?? 'in_stock',
    };
  });
  return {
    handle,
    title: note.title,
    description: `${note.text.trim()}\n\n### Details\n\n${list(note.details)}`,
    vendor: note.vendor,
    type: note.type,
    tags: note.tags,
    status: 'active',
    tax_class: 'standard',
    seo: { title: `${note.title} by ${note.vendor}`, description: note.short ?? summary(note.text) },
    options: options.map(([name]) => ({ name })),
    variants,
    media: note.alt.map((alt, index) => ({ file: `${handle}-${index + 1}.webp`, alt })),
    safety: {
      manufacturer: note.maker, responsible_person: responsible, warnings: note.warnings ?? '',
    },
  };
}

/** Prices that fall for a while. */
export const longSale = (amount) => ({ amount, from: '2026-01-01T00:00:00Z', to: '2029-01-01T00:00:00Z' });
export const laterSale = (amount) => ({ amount, from: '2029-11-20T00:00:00Z', to: '2029-12-02T00:00:00Z' });

export const off = (amount, share) => Math.round((amount * (100 - share)) / 10000) * 100;
