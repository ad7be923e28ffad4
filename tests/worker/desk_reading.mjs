// Pages of the desk as a browser without scripts uses them: their text, and their forms as they would be sent.
import assert from "node:assert/strict";

const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

export const decoded = (text) =>
  text.replace(/&(?:#(x?)([0-9a-f]+)|(\w+));/gi, (whole, hex, code, name) => (name ? (NAMED[name] ?? whole) : String.fromCodePoint(parseInt(code, hex ? 16 : 10))));

/** What a page says, without its tags. */
export function textOf(html) {
  const body = html.replace(/<(style|script|template)[^]*?<\/\1>/g, " ").replace(/<[^>]+>/g, " ");
  return decoded(body).replace(/[\s ]+/g, " ").replace(/ ([.,:;?])/g, "$1");
}

const attribute = (tag, name) => {
  const found = new RegExp(`\\s${name}(?:="([^"]*)"|(?=[\\s>/]|$))`).exec(tag);
  return found ? decoded(found[1] ?? "") : undefined;
};

function selected(body) {
  const options = [...body.matchAll(/<option([^>]*)>/g)].map(([, tag]) => tag);
  const chosen = options.find((tag) => attribute(tag, "selected") !== undefined) ?? options[0];
  return chosen === undefined ? "" : attribute(chosen, "value");
}

/** The inside of an `<input>`'s, `<select>`'s or `<textarea>`'s tag, in which a `>` may stand within quotes. */
const ATTRIBUTES = '((?:"[^"]*"|[^>"])*)';
const FIELD = new RegExp(`<input${ATTRIBUTES}>|<(select|textarea)${ATTRIBUTES}>([^]*?)</\\2>`, "g");

/** Names and values of a form as it stands, in their order; buttons and files are not among them. */
function fieldsOf(inside) {
  const pairs = [];
  for (const [, input, element, other, body] of inside.replace(/<template>[^]*?<\/template>/g, "").matchAll(FIELD)) {
    const tag = input ?? other;
    const name = attribute(tag, "name");
    if (!name || attribute(tag, "disabled") !== undefined) continue;
    const type = attribute(tag, "type");
    if (element === "textarea") pairs.push([name, decoded(body.replace(/^\n/, ""))]);
    else if (element === "select") pairs.push([name, selected(body)]);
    else if (["checkbox", "radio"].includes(type)) {
      if (attribute(tag, "checked") !== undefined) pairs.push([name, attribute(tag, "value") ?? "on"]);
    } else if (type !== "file" && type !== "submit") pairs.push([name, attribute(tag, "value") ?? ""]);
  }
  return pairs;
}

const forms = (html) => [...html.matchAll(/<form([^>]*)>([^]*?)<\/form>/g)];

/** Every form that posts: where to, and what its fields say as they stand. */
export function formsOf(html) {
  const posting = forms(html).filter(([, head]) => /method="post"/.test(head));
  return posting.map(([, head, inside]) => ({ action: attribute(head, "action"), fields: Object.fromEntries(fieldsOf(inside)), text: textOf(inside) }));
}

/** Fields of a form in their order, of which several may have one name. */
class Fields {
  constructor(pairs) {
    this.pairs = pairs;
  }

  /** What counts of the fields of this name: the first that says something. */
  get(name) {
    const values = this.pairs.filter(([known]) => known === name).map(([, value]) => value);
    return values.find((value) => value !== "") ?? values[0];
  }

  set(name, value) {
    const at = this.pairs.findIndex(([known]) => known === name);
    const others = this.pairs.filter(([known], place) => known !== name || place === at);
    this.pairs = at < 0 ? [...others, [name, value]] : others.map((pair) => (pair[0] === name ? [name, value] : pair));
  }

  delete(name) {
    this.pairs = this.pairs.filter(([known]) => known !== name);
  }

  [Symbol.iterator]() {
    return this.pairs[Symbol.iterator]();
  }
}

/** The fields of the form of this id, which can be set and deleted. */
export function formOf(html, id) {
  const found = forms(html).find(([, head]) => attribute(head, "id") === id);
  assert.ok(found, `there is no form ${id}: ${textOf(html).slice(0, 400)}`);
  return new Fields(fieldsOf(found[2]));
}

/** Sends the form of this id as it stands on a page, but for `fields`, as a browser that may send files with it. */
export async function sendsForm(visitor, path, id, fields = {}, { without = [], page } = {}) {
  const form = formOf(page ?? (await visitor.opens(path)), id);
  for (const name of without) form.delete(name);
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const body = new FormData();
  for (const [name, value] of form) body.append(name, value);
  const answer = await visitor.send(path, { method: "POST", body });
  return { status: answer.status, location: answer.headers.get("location"), page: await answer.text() };
}

/** The form of a page whose address ends so. */
export async function readsForm(visitor, path, end) {
  const found = formsOf(await visitor.opens(path));
  const form = found.find(({ action }) => action.endsWith(end));
  assert.ok(form, `${path} has no form to …${end}, only ${found.map(({ action }) => action)}`);
  return form;
}
