/** A text that is taken elsewhere: a press copies it. Without scripts it is there to be selected. */
export class CopyText extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button is-quiet";
    button.textContent = "Copy";
    button.ariaLive = "polite";
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        button.textContent = "Copied";
      } catch {
        button.textContent = "Selected: copy it now";
      }
    });
    this.append(button);
  }
}
