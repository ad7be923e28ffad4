const WAIT_MILLISECONDS = 150;
const SHORTEST_WORD = 2;

/** Links below a search field that follow what is typed (the ARIA combobox pattern). */
export class SearchSuggestions extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input");
    this.list = document.createElement("div");
    this.list.id = `${this.field.id}-suggestions`;
    this.list.className = "suggestions";
    this.list.role = "listbox";
    this.list.ariaLabel = "Suggestions";
    this.list.hidden = true;
    this.append(this.list);
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(attributes)) this.field.setAttribute(name, value);

    this.field.addEventListener("input", () => this.ask());
    this.field.addEventListener("keydown", (event) => this.steer(event));
    // The field keeps the focus while a suggestion is clicked.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.addEventListener("focusout", (event) => this.contains(event.relatedTarget) || this.close());
  }

  ask() {
    clearTimeout(this.timer);
    this.request?.abort();
    const words = this.field.value.trim();
    if (words.length < SHORTEST_WORD) return this.close();
    this.timer = setTimeout(() => this.load(words), WAIT_MILLISECONDS);
  }

  async load(words) {
    this.request = new AbortController();
    try {
      const response = await fetch(`${this.field.form.action}/suggestions?q=${encodeURIComponent(words)}`, { signal: this.request.signal });
      if (!response.ok) return this.close();
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      this.list.replaceChildren(...page.body.children);
    } catch {
      return; // The form still searches.
    }
    this.options = [...this.list.children];
    this.options.forEach((option, index) => (option.id = `${this.list.id}-${index}`));
    this.open(this.options.length > 0 && document.activeElement === this.field);
  }

  steer(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if (event.key in steps && !this.list.hidden) {
      event.preventDefault();
      const places = this.options.length + 1; // one of them is the field itself
      this.choose((this.chosen + 1 + steps[event.key] + places) % places - 1);
    } else if (event.key === "Enter" && this.options?.[this.chosen] && !this.list.hidden) {
      event.preventDefault();
      this.options[this.chosen].click();
    }
  }

  choose(index) {
    this.chosen = index;
    this.options.forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    const option = this.options[index];
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.field.setAttribute("aria-activedescendant", option.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  open(isOpen) {
    this.list.hidden = !isOpen;
    this.field.setAttribute("aria-expanded", String(isOpen));
    if (this.options) this.choose(-1);
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.open(false);
  }
}
