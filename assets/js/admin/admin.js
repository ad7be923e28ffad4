// Every script of the desk: one custom element each, around a form or link that works without it.
import { DeskForm } from "./elements/desk-form.js";

customElements.define("desk-form", DeskForm);
