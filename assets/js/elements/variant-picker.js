import { addressOf, showParts } from "../lib/parts.js";

/** Shows what is chosen in its form at once. */
export class VariantPicker extends HTMLElement {
  connectedCallback() {
    const isChoice = (event) => event.target.closest(".options");
    this.addEventListener("change", (event) => isChoice(event) && this.choose());
    this.addEventListener("submit", (event) => {
      if (!isChoice(event)) return;
      event.preventDefault();
      this.choose();
    });
    // Something may have been chosen before this script arrived.
    if ([...this.querySelectorAll("input")].some((input) => input.checked !== input.defaultChecked)) this.choose();
  }

  async choose() {
    const page = await showParts(this, addressOf(this.querySelector("form")));
    const chosen = page?.querySelector(".offer");
    if (!chosen) return;
    history.replaceState(history.state, "", chosen.dataset.url);
    document.querySelector("picture-gallery")?.show(chosen.dataset.picture);
  }
}
