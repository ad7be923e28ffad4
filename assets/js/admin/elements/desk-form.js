// A form whose fields follow from what is chosen: the server draws it in its new shape as soon as a
// choice is made, as its button does without scripts.
export class DeskForm extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => {
      const shapes = event.target.matches("select, input[type=radio]") && this.querySelector("button[value=shape]");
      if (shapes) void this.reshape(event.target);
    });
  }

  async reshape(chosen) {
    const form = this.querySelector("form");
    const fields = new FormData(form);
    fields.set("_intent", "shape");
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(fields) }).catch(() => null);
    if (!answer?.ok) return; // the button is still there
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const drawn = page.querySelector("desk-form");
    if (!drawn) return;
    this.replaceChildren(...drawn.childNodes);
    document.getElementById(chosen.id)?.focus();
  }
}
