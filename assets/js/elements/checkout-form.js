import { otherTabs } from "../lib/cart.js";
import { exchange } from "../lib/parts.js";

/** What the fields and the total depend on. */
const DECIDES = "[name=shipping_rate], [name=billing], [name$=country], [name='address.region'], [name='address.postal_code']";

/** Shows what the order costs as it is filled in, and sends it once. */
export class CheckoutForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.addEventListener("change", ({ target }) => target.matches(DECIDES) && this.preview());
    this.addEventListener("submit", (event) => {
      const { submitter } = event;
      if (submitter?.id !== "pay") {
        event.preventDefault();
        this.preview(submitter);
      } else if (this.sent) event.preventDefault();
      else this.sent = true;
    });
    // Enter presses the form's first button, which is another one than the code's.
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || event.target.id !== "code") return;
      event.preventDefault();
      this.form.requestSubmit(this.querySelector("#code-apply"));
    });
    // Who comes back may send it again.
    this.back = () => (this.sent = false);
    addEventListener("pageshow", this.back);
  }

  disconnectedCallback() {
    removeEventListener("pageshow", this.back);
  }

  /** Only the last answer counts. What is typed meanwhile stays. */
  async preview(submitter) {
    this.request?.abort();
    this.request = new AbortController();
    const { signal } = this.request;
    const body = new URLSearchParams(new FormData(this.form, submitter));
    const applies = submitter?.id === "code-apply";
    // A code that is still being typed is nobody's wish yet.
    if (!applies) body.delete("code");
    this.ariaBusy = "true";
    try {
      const address = `${this.form.action}/preview`;
      const response = await fetch(address, { method: "POST", body, signal, headers: { Fragment: "checkout" } });
      if (!response.ok) throw new Error(response.statusText);
      // The cart is empty: there is nothing to check out any more.
      if (response.redirected) return location.assign(response.url);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (signal.aborted) return;
      const isTyped = (field) => field.matches("input:not([type=hidden], [type=radio], [type=checkbox])") && field.value !== body.get(field.name);
      const typed = [...this.form.elements].filter(isTyped).map(({ id, value }) => [id, value]);
      exchange(this, page);
      for (const [id, value] of typed) {
        const field = document.getElementById(id);
        if (field) field.value = value;
      }
      if (applies || submitter?.name === "remove_code") {
        otherTabs.postMessage("changed");
        this.querySelector("#code")?.focus();
      }
      this.say();
    } catch {
      if (!signal.aborted) this.say("The total could not be brought up to date. What you entered is still here; please try again in a moment.");
    }
  }

  /** Ends the waiting. What went wrong is to be seen, too; the total is only said to who does not see it. */
  say(trouble) {
    this.ariaBusy = null;
    const status = this.querySelector("[data-part=checkout-status]");
    status.className = trouble ? "cart-problem" : "hidden";
    if (trouble) status.textContent = trouble;
  }
}
