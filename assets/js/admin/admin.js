// Every script of the desk: one custom element each, around a form or link that works without it.
import { CopyText } from "./elements/copy-text.js";
import { DeskForm } from "./elements/desk-form.js";

customElements.define("copy-text", CopyText);
customElements.define("desk-form", DeskForm);
