import { exchange } from "../lib/parts.js";

const FIRST_SECONDS = 2;
const MOST_SECONDS = 30;

/** Follows an order that is still being paid, less and less often. */
export class OrderStatus extends HTMLElement {
  connectedCallback() {
    this.seconds = FIRST_SECONDS;
    this.plan();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  plan() {
    if (this.querySelector("[data-pending=true]")) this.timer = setTimeout(() => this.look(), this.seconds * 1000);
    this.seconds = Math.min(this.seconds * 1.4, MOST_SECONDS);
  }

  async look() {
    try {
      if (!document.hidden) {
        const response = await fetch(location.href, { headers: { Fragment: "order" } });
        if (response.ok) this.show(new DOMParser().parseFromString(await response.text(), "text/html"));
      }
    } catch {
      // The next look may get through.
    }
    this.plan();
  }

  show(page) {
    const order = page.querySelector(".order");
    const before = this.querySelector("h1").textContent;
    const now = order.querySelector("h1").textContent;
    if (before === now) return;
    this.querySelector(".order").dataset.pending = order.dataset.pending;
    exchange(this, page);
    document.querySelector("cart-link").paint();
  }
}
