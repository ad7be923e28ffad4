// Every script of the desk: one custom element each, around a form or link that works without it.
import { CopyText } from "./elements/copy-text.js";
import { DeskForm } from "./elements/desk-form.js";
import { ImportProgress } from "./elements/import-progress.js";
import { PictureOrder } from "./elements/picture-order.js";
import { PictureUpload } from "./elements/picture-upload.js";
import { ProductForm } from "./elements/product-form.js";
import { SearchPreview } from "./elements/search-preview.js";
import { TickRows } from "./elements/tick-rows.js";

customElements.define("copy-text", CopyText);
customElements.define("desk-form", DeskForm);
customElements.define("import-progress", ImportProgress);
customElements.define("picture-order", PictureOrder);
customElements.define("picture-upload", PictureUpload);
customElements.define("product-form", ProductForm);
customElements.define("search-preview", SearchPreview);
customElements.define("tick-rows", TickRows);
