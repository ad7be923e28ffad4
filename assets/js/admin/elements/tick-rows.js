/** A box at the head of a list that ticks every row, and how many are ticked. */
export class TickRows extends HTMLElement {
  connectedCallback() {
    this.boxes = [...this.querySelectorAll("[name=_pick]")];
    const head = this.querySelector("th.tick");
    if (!head) return;
    const label = Object.assign(document.createElement("label"), { className: "check" });
    this.all = Object.assign(document.createElement("input"), { type: "checkbox" });
    label.append(this.all, Object.assign(document.createElement("span"), { className: "hidden", textContent: "Choose all" }));
    head.replaceChildren(label);
    this.legend = this.querySelector("legend");
    this.all.addEventListener("change", () => {
      for (const box of this.boxes) box.checked = this.all.checked;
      this.count();
    });
    this.addEventListener("change", (event) => this.boxes.includes(event.target) && this.count());
    this.count();
  }

  count() {
    const ticked = this.boxes.filter((box) => box.checked).length;
    this.all.checked = ticked === this.boxes.length;
    this.all.indeterminate = ticked > 0 && ticked < this.boxes.length;
    this.legend.textContent = ticked === 0 ? "With the chosen products" : ticked === 1 ? "With the chosen product" : `With the ${ticked} chosen products`;
  }
}
