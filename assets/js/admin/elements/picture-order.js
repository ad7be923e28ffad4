/** Pictures are put into order at once: by their buttons, or drawn to another place. */
export class PictureOrder extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("ol");
    this.addEventListener("click", (event) => this.press(event));
    this.addEventListener("dragstart", (event) => this.lift(event));
    this.addEventListener("dragover", (event) => this.draw(event));
    this.addEventListener("dragend", () => this.drop());
    this.number();
  }

  get pictures() {
    return [...this.list.querySelectorAll("[data-picture]")];
  }

  press(event) {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    event.preventDefault();
    const picture = button.closest("[data-picture]");
    const { move } = button.dataset;
    if (move === "up") picture.previousElementSibling?.before(picture);
    if (move === "down") picture.nextElementSibling?.after(picture);
    if (move === "out") picture.remove();
    this.number();
    this.tell();
    const next = move === "out" ? this.list.querySelector("button:enabled") : button.disabled ? picture.querySelector("button:enabled") : button;
    next?.focus();
  }

  lift(event) {
    this.lifted = event.target.closest?.("[data-picture]");
    this.lifted?.classList.add("is-lifted");
  }

  draw(event) {
    const over = event.target.closest("[data-picture]");
    if (!this.lifted || !over) return;
    event.preventDefault();
    if (over === this.lifted) return;
    const places = this.pictures;
    over[places.indexOf(over) > places.indexOf(this.lifted) ? "after" : "before"](this.lifted);
  }

  drop() {
    this.lifted?.classList.remove("is-lifted");
    this.lifted = undefined;
    this.number();
    this.tell();
  }

  add(picture) {
    this.list.append(picture);
    this.number();
    this.tell();
  }

  has(hash) {
    return this.pictures.some((picture) => picture.querySelector("[type=hidden]").value === hash);
  }

  /** The names of the fields say the order. */
  number() {
    const pictures = this.pictures;
    for (const [at, picture] of pictures.entries()) {
      picture.draggable = true;
      const [hash, alt] = ["[type=hidden]", "input.field"].map((field) => picture.querySelector(field));
      hash.name = `media[${at}].hash`;
      alt.name = `media[${at}].alt`;
      alt.id = `f-media-${at}--alt`;
      picture.querySelector("label").htmlFor = alt.id;
      for (const button of picture.querySelectorAll("[data-move]")) {
        button.disabled = (button.dataset.move === "up" && at === 0) || (button.dataset.move === "down" && at === pictures.length - 1);
      }
    }
  }

  tell() {
    this.dispatchEvent(new CustomEvent("product-changed", { bubbles: true }));
  }
}
