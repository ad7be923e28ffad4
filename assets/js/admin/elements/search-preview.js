const cut = (text, length) => (text.length <= length ? text : `${text.slice(0, length).replace(/\s+\S*$/, "")}…`);

/** What a search result may look like, while it is being written. */
export class SearchPreview extends HTMLElement {
  connectedCallback() {
    const form = this.closest("form");
    this.fields = Object.fromEntries(["title", "description", "seo.title", "seo.description", "handle~absent"].map((name) => [name, form.elements[name]]));
    form.addEventListener("input", (event) => Object.values(this.fields).includes(event.target) && this.show());
  }

  show() {
    const text = (name) => this.fields[name].value.trim();
    const shows = (name, value) => (this.querySelector(`[data-shows=${name}]`).textContent = value);
    const shop = this.querySelector(".result").dataset.shop;
    shows("title", cut(`${text("seo.title") || text("title") || "The product’s title"} · ${shop}`, 60));
    shows("description", text("seo.description") || cut(text("description").replace(/[*_#>`[\]|]/g, "").replace(/\s+/g, " "), 155));
    if (text("handle~absent")) shows("handle", text("handle~absent"));
  }
}
