import { addressOf, showParts } from "../lib/parts.js";

/** Narrows and sorts the list as soon as a field of its form changes. */
export class ShelfFilter extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    if (!form) return;
    this.addEventListener("change", () => this.show(addressOf(form)));
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      this.querySelector("[popover]:popover-open")?.hidePopover();
      this.show(addressOf(form));
    });
    this.addEventListener("click", (event) => {
      const chip = event.target.closest(".chips a");
      if (!chip || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      this.show(chip.href);
    });
  }

  async show(address) {
    if (await showParts(this, address)) history.replaceState(history.state, "", address);
  }
}
