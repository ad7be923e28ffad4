import { askForCart, complain } from "../lib/cart.js";

/** Puts something into the cart and shows it there. */
export class CartAdd extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      // A second click while the first is on its way adds nothing.
      if (!this.ariaBusy) this.send(event.target);
    });
  }

  async send(form) {
    this.ariaBusy = "true";
    try {
      const page = await askForCart(form.action, new FormData(form));
      form.querySelector("[role=alert]")?.remove();
      document.querySelector("cart-link").show(page, "Added to your cart.");
    } catch (error) {
      // Without an answer nobody knows whether it was added: the cart says, and to send it again could add it twice.
      if (error.isRefusal) complain(form, error.message);
      else location.assign(document.querySelector("cart-link a").href);
    }
    this.ariaBusy = null;
  }
}
