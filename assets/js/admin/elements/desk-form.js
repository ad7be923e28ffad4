// A form whose fields follow from what is chosen: the server draws it in its new shape as soon as a
// choice is made, as its button does without scripts.
const typedIn = (form) => new URLSearchParams(new FormData(form)).toString();

export class DeskForm extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => {
      if (event.target.matches("select, input[type=radio]:not(.pick input)") && this.querySelector("button[value=shape]")) void this.reshape();
    });
  }

  async reshape() {
    const form = this.querySelector("form");
    const before = typedIn(form);
    const fields = new URLSearchParams(before);
    fields.set("_intent", "shape");
    const answer = await fetch(form.action, { method: "POST", body: fields }).catch(() => null);
    if (!answer?.ok) return; // the button is still there
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const drawn = page.querySelector("desk-form");
    if (!drawn || !form.isConnected) return;
    // What was typed meanwhile is not in the answer.
    if (typedIn(form) !== before) return this.reshape();
    const focused = document.activeElement?.id;
    // A file that was chosen and not sent cannot be in the answer either.
    for (const field of form.querySelectorAll("input[type=file]")) {
      if (field.files.length > 0) drawn.querySelector(`[name="${field.name}"]`)?.replaceWith(field);
    }
    this.replaceChildren(...drawn.childNodes);
    if (focused) document.getElementById(focused)?.focus();
  }
}
