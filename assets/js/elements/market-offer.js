const ASKED = "market-offer";

/** A bar for visitors from elsewhere: the way to the shop of their country. Asks once a session. */
export class MarketOffer extends HTMLElement {
  connectedCallback() {
    try {
      if (sessionStorage.getItem(ASKED)) return;
    } catch {
      return; // What cannot be remembered is not asked again and again.
    }
    const later = globalThis.requestIdleCallback ?? setTimeout;
    later(() => this.ask());
  }

  async ask() {
    try {
      const response = await fetch(this.dataset.url);
      if (response.ok) sessionStorage.setItem(ASKED, "1");
      if (response.status !== 200) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      this.replaceChildren(...page.body.children);
      this.querySelector("button").addEventListener("click", () => this.replaceChildren());
    } catch {
      // The footer has the same links.
    }
  }
}
