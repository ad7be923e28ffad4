const EVERY_MS = 2000;

/** Follows an import that goes on by itself, until it has come to an end or wants to be decided on. */
export class ImportProgress extends HTMLElement {
  connectedCallback() {
    this.plan();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  plan() {
    if (this.hasAttribute("data-working")) this.timer = setTimeout(() => void this.look(), EVERY_MS);
  }

  async look() {
    try {
      const answer = document.hidden ? undefined : await fetch(location.pathname);
      if (answer?.ok) this.show(new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("import-progress"));
    } catch {
      // The next look may get through.
    }
    if (this.isConnected) this.plan();
  }

  show(drawn) {
    if (!drawn) return;
    const stateOf = (element) => element.querySelector("#import-state").textContent;
    const [before, now] = [stateOf(this), stateOf(drawn)];
    const focused = this.contains(document.activeElement) ? document.activeElement.id : "";
    this.toggleAttribute("data-working", drawn.hasAttribute("data-working"));
    this.replaceChildren(...drawn.childNodes);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    if (before !== now) document.getElementById("import-news").textContent = now;
  }
}
