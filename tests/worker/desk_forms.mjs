// Forms of the desk's pages as a browser reads them.

const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

const decoded = (text) =>
  text.replace(/&(?:#(x?)([0-9a-f]+)|(\w+));/gi, (whole, hex, code, name) => (name ? (NAMED[name] ?? whole) : String.fromCodePoint(parseInt(code, hex ? 16 : 10))));

const attribute = (tag, name) => {
  const found = tag.match(new RegExp(`\\s${name}(?:="([^"]*)")?(?=[\\s>/]|$)`));
  return found ? decoded(found[1] ?? "") : undefined;
};

/** What is read of a page, without its markup. */
export const textOf = (html) => decoded(html.replace(/<(style|script|template)[\s\S]*?<\/\1>/g, "").replace(/<[^>]*>/g, " ")).replace(/\s+/g, " ");

/** The fields that a browser would send with the form of this id, as pairs that can be set and deleted. */
export function formOf(html, id) {
  const [form] = html.match(new RegExp(`<form[^>]*\\sid="${id}"[\\s\\S]*?</form>`)) ?? [];
  if (!form) throw new Error(`there is no form ${id}: ${textOf(html).slice(0, 400)}`);
  const fields = new Map();
  const live = form.replace(/<template>[\s\S]*?<\/template>/g, "");
  const attributes = '((?:"[^"]*"|[^>"])*)';
  for (const [, input, name = "input", other, body] of live.matchAll(new RegExp(`<input${attributes}>|<(select|textarea)${attributes}>([\\s\\S]*?)</\\2>`, "g"))) {
    const tag = input ?? other;
    const key = attribute(tag, "name");
    if (!key || attribute(tag, "disabled") !== undefined) continue;
    const type = attribute(tag, "type");
    if (name === "textarea") fields.set(key, decoded(body.replace(/^\n/, "")));
    else if (name === "select") fields.set(key, selected(body));
    else if (type === "checkbox") {
      if (attribute(tag, "checked") !== undefined) fields.set(key, attribute(tag, "value") ?? "on");
    } else if (type !== "file" && type !== "submit") fields.set(key, attribute(tag, "value") ?? "");
  }
  return fields;
}

function selected(body) {
  const options = [...body.matchAll(/<option([^>]*)>/g)].map(([, tag]) => tag);
  const chosen = options.find((tag) => attribute(tag, "selected") !== undefined) ?? options[0];
  return chosen === undefined ? "" : attribute(chosen, "value");
}
