import { exchange } from "../../lib/parts.js";

/** A product's form: what a button does to it, short of saving, happens without leaving the page, and
    leaving it with something unsaved is asked about. */
export class ProductForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.changed = this.querySelector(".notice, .conflict") !== null;
    this.addEventListener("input", () => (this.changed = true));
    this.addEventListener("product-changed", () => (this.changed = true));
    this.addEventListener("submit", (event) => this.send(event));
    addEventListener("beforeunload", (event) => this.changed && event.preventDefault());
  }

  async send(event) {
    const uploads = this.querySelector("picture-upload");
    if (uploads?.isBusy) {
      event.preventDefault();
      uploads.addEventListener("uploads-ended", () => this.form.requestSubmit(event.submitter), { once: true });
      return;
    }
    if (!event.submitter?.hasAttribute("data-live")) {
      this.changed = false;
      return;
    }
    event.preventDefault();
    this.changed = true;
    if (this.hasAttribute("aria-busy")) return;
    const body = new FormData(this.form, event.submitter);
    body.delete("_picture");
    this.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(this.form.action, { method: "POST", body });
      if (!answer.ok && answer.status !== 422) throw new Error(answer.statusText);
      exchange(this, new DOMParser().parseFromString(await answer.text(), "text/html"));
      this.querySelector("picture-order").number();
      const message = this.querySelector("[data-part=messages] .notice");
      message?.setAttribute("tabindex", "-1");
      message?.scrollIntoView({ block: "nearest" });
    } catch {
      // Without the script the button would lead there.
      this.changed = false;
      const value = document.createElement("input");
      Object.assign(value, { type: "hidden", name: "_intent", value: event.submitter.value });
      this.form.append(value);
      this.form.submit();
    } finally {
      this.removeAttribute("aria-busy");
    }
  }
}
