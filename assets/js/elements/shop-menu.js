/** Closes an open part of the menu when something else is meant. */
export class ShopMenu extends HTMLElement {
  connectedCallback() {
    this.fold = () => this.querySelector("details[open]");
    this.leave = (event) => {
      const open = this.fold();
      if (open && !open.contains(event.target)) open.open = false;
    };
    document.addEventListener("click", this.leave);
    this.addEventListener("keydown", (event) => {
      const open = this.fold();
      if (event.key !== "Escape" || !open) return;
      open.open = false;
      open.querySelector("summary").focus();
    });
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.leave);
  }
}
