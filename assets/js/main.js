// Every script of the shop: one custom element each, around a form or link that works without it.
import { CartAdd } from "./elements/cart-add.js";
import { CartLink } from "./elements/cart-link.js";
import { CartPanel } from "./elements/cart-panel.js";
import { CheckoutForm } from "./elements/checkout-form.js";
import { MarketOffer } from "./elements/market-offer.js";
import { OrderStatus } from "./elements/order-status.js";
import { PictureGallery } from "./elements/picture-gallery.js";
import { SearchSuggestions } from "./elements/search-suggestions.js";
import { ShelfFilter } from "./elements/shelf-filter.js";
import { ShopMenu } from "./elements/shop-menu.js";
import { VariantPicker } from "./elements/variant-picker.js";

customElements.define("cart-add", CartAdd);
customElements.define("cart-link", CartLink);
customElements.define("cart-panel", CartPanel);
customElements.define("checkout-form", CheckoutForm);
customElements.define("market-offer", MarketOffer);
customElements.define("order-status", OrderStatus);
customElements.define("picture-gallery", PictureGallery);
customElements.define("search-suggestions", SearchSuggestions);
customElements.define("shelf-filter", ShelfFilter);
customElements.define("shop-menu", ShopMenu);
customElements.define("variant-picker", VariantPicker);
