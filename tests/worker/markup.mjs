// HTML and XML as programs read them: with the parser of the HTML standard and a strict XML parser.
import assert from "node:assert/strict";
import { parse } from "parse5";
import { SaxesParser } from "saxes";

const HTML_TEXT = "#text";

function* nodesOf(node) {
  yield node;
  for (const child of node.childNodes ?? []) yield* nodesOf(child);
}

const attributeOf = (node, name) => node.attrs?.find((attribute) => attribute.name === name)?.value;

export const textOf = (node) => [...nodesOf(node)].map((inner) => (inner.nodeName === HTML_TEXT ? inner.value : "")).join("");

/** The elements with this name, as `{ text, attribute(name), inside(name) }`. */
export function elements(html, name) {
  const root = typeof html === "string" ? parse(html) : html;
  return [...nodesOf(root)]
    .filter((node) => node.tagName === name)
    .map((node) => ({
      text: textOf(node),
      attribute: (wanted) => attributeOf(node, wanted),
      inside: (inner) => elements(node, inner),
    }));
}

/** Which elements with which attributes a page has, without any of its text. */
export function skeleton(html) {
  return [...nodesOf(parse(html))]
    .filter((node) => node.tagName)
    .map((node) => `${node.tagName} ${node.attrs.map((attribute) => attribute.name).sort().join(" ")}`);
}

/** The nodes of a page's structured data. */
export function structuredData(html) {
  const scripts = elements(html, "script").filter((script) => script.attribute("type") === "application/ld+json");
  return scripts.flatMap((script) => JSON.parse(script.text)["@graph"]);
}

/** Reads XML strictly; `{ name, text, attributes, children, all(name) }` of the root. */
export function readXml(text) {
  const document = { name: "", text: "", attributes: {}, children: [] };
  const open = [document];
  const parser = new SaxesParser({ xmlns: true });
  parser.on("error", (error) => assert.fail(`not well-formed: ${error.message}`));
  parser.on("opentag", (tag) => {
    const attributes = Object.fromEntries(Object.values(tag.attributes).map(({ name, value }) => [name, value]));
    const element = { name: tag.name, text: "", attributes, children: [] };
    open.at(-1).children.push(element);
    open.push(element);
  });
  parser.on("text", (words) => (open.at(-1).text += words));
  parser.on("cdata", (words) => (open.at(-1).text += words));
  parser.on("closetag", () => open.pop());
  parser.write(text).close();
  const all = (element, name) => element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);
  const [root] = document.children;
  return { ...root, all: (name) => all(document, name) };
}
