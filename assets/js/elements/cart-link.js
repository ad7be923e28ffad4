import { askForCart, otherTabs } from "../lib/cart.js";

/** Says how much is in the cart, from a cookie, and opens the cart in a drawer. */
export class CartLink extends HTMLElement {
  connectedCallback() {
    this.drawer = this.querySelector("dialog");
    const link = this.querySelector("a");
    this.paint();
    addEventListener("pageshow", () => this.paint());
    otherTabs.addEventListener("message", () => this.paint());
    link.addEventListener("click", (event) => {
      const isElsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
      if (isElsewhere || document.querySelector("main cart-panel")) return;
      event.preventDefault();
      this.open(link.href);
    });
    this.drawer.addEventListener("click", (event) => event.target === this.drawer && this.drawer.close());
  }

  paint() {
    const count = Number(document.cookie.match(/(?:^|; )cart-count=(\d+)/)?.[1]);
    this.querySelector(".cart-count").textContent = count > 99 ? "99+" : count || "";
  }

  async open(address) {
    this.drawer.showModal();
    try {
      const page = await askForCart(address);
      if (this.drawer.open) this.show(page, ""); // who closed it meanwhile has gone on
    } catch {
      if (this.drawer.open) location.assign(address);
    }
  }

  /** Shows the panel of a page, and says what has happened. */
  show(page, words) {
    if (!this.drawer.open) this.drawer.showModal();
    this.drawer.querySelector("[role=status]").textContent = words;
    this.drawer.querySelector(".drawer-cart > div").replaceChildren(...page.body.childNodes);
  }
}
