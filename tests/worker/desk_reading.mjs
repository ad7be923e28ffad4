// Pages as a browser without scripts uses them: their text, and their forms as they would be sent.
import assert from "node:assert/strict";

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#34": '"', "#38": "&", "#39": "'", "#60": "<", "#62": ">", nbsp: " " };
export const decoded = (text) => text.replace(/&(#?\w+);/g, (whole, name) => ENTITIES[name] ?? whole);

/** What a page says, without its tags. */
export function textOf(html) {
  const body = html.replace(/<(style|script)[^]*?<\/\1>/g, " ").replace(/<[^>]+>/g, " ");
  return decoded(body).replace(/[\s ]+/g, " ").replace(/ ([.,:;?])/g, "$1");
}

const attribute = (tag, name) => {
  const found = new RegExp(`\\s${name}(?:="([^"]*)"|(?=[\\s>]|$))`).exec(tag);
  return found ? decoded(found[1] ?? "") : undefined;
};

/** Every form that posts: where to, and what its fields say as they stand. Buttons are not among them. */
export function formsOf(html) {
  const forms = html.matchAll(/<form([^>]*)>([^]*?)<\/form>/g);
  return [...forms].filter(([, head]) => /method="post"/.test(head)).map(([, head, inside]) => {
    const fields = {};
    for (const [, tag] of inside.matchAll(/<input([^>]*)>/g)) {
      const name = attribute(tag, "name");
      const isChoice = ["checkbox", "radio"].includes(attribute(tag, "type"));
      if (name && !(isChoice && attribute(tag, "checked") === undefined)) fields[name] = attribute(tag, "value") ?? "";
    }
    for (const [, tag, text] of inside.matchAll(/<textarea([^>]*)>([^]*?)<\/textarea>/g)) fields[attribute(tag, "name")] = decoded(text);
    return { action: attribute(head, "action"), fields, text: textOf(inside) };
  });
}

/** The form of a page whose address ends so. */
export async function readsForm(visitor, path, end) {
  const forms = formsOf(await visitor.opens(path));
  const form = forms.find(({ action }) => action.endsWith(end));
  assert.ok(form, `${path} has no form to …${end}, only ${forms.map(({ action }) => action)}`);
  return form;
}
