// Every script of the desk: one custom element each, around a form or link that works without it.
import { CopyText } from "./elements/copy-text.js";

customElements.define("copy-text", CopyText);
