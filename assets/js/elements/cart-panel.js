import { askForCart, complain, otherTabs } from "../lib/cart.js";
import { exchange } from "../lib/parts.js";

/** Sends the forms of the cart and shows what it is afterwards, here and in other tabs. */
export class CartPanel extends HTMLElement {
  turn = 0;

  connectedCallback() {
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(event.target);
    });
    this.addEventListener("change", ({ target }) => target.matches("[name=quantity], [name=rate]") && target.form.requestSubmit());
    // Another tab has changed it, or the browser has brought an old page back.
    this.follow = ({ persisted }) => persisted !== false && this.checkVisibility() && this.send();
    otherTabs.addEventListener("message", this.follow);
    addEventListener("pageshow", this.follow);
  }

  disconnectedCallback() {
    otherTabs.removeEventListener("message", this.follow);
    removeEventListener("pageshow", this.follow);
  }

  /** Sends a form, or asks how the cart is. Changes go one after another; only the last answer is shown. */
  send(form) {
    const address = form?.action ?? this.dataset.url;
    const fields = form && String(new URLSearchParams(new FormData(form)));
    // Enter in a field is a change and a submission: one of them is enough.
    if (form && this.ariaBusy && this.sent === address + fields) return;
    this.sent = address + fields;
    form?.querySelector("[role=alert]")?.remove();
    const turn = (this.turn += 1);
    const before = this.last;
    this.ariaBusy = "true";
    this.last = (async () => {
      await before;
      try {
        const page = await askForCart(address, fields);
        if (turn === this.turn) this.show(page, form);
      } catch (error) {
        // These changes may be made twice: what no server answered is sent as forms are.
        if (form && error.isRefusal) complain(form, error.message);
        else form?.submit();
      }
      if (turn === this.turn) this.ariaBusy = null;
    })();
  }

  /** What was typed into other forms stays, and why they were refused. */
  show(page, sent) {
    const held = this.contains(document.activeElement);
    const isTyped = (field) => field.id && field.form !== sent && field.value !== field.defaultValue;
    const typed = [...this.querySelectorAll("input, textarea")].filter(isTyped);
    const refusals = [...this.querySelectorAll("form > [role=alert]")];
    exchange(this, page);
    for (const refusal of refusals) {
      const { action } = refusal.parentNode; // of the form that is gone
      [...this.querySelectorAll("form")].find((form) => form.action === action)?.append(refusal);
    }
    for (const { id, value } of typed) {
      const field = document.getElementById(id);
      if (field) field.value = value;
    }
    if (held && !this.contains(document.activeElement)) this.querySelector(".cart").focus({ preventScroll: true });
  }
}
