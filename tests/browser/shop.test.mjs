// Everything that needs a browser or a checker of HTML: one process, because all of it looks at one shop.
import "./suites/watchfulness.mjs";
import "./suites/every_page.mjs";
import "./suites/journeys.mjs";
import "./suites/cart.mjs";
import "./suites/cart_markets.mjs";
import "./suites/cart_scripts.mjs";
import "./suites/checkout.mjs";
import "./suites/desk_imports.mjs";
import "./suites/desk_orders.mjs";
import "./suites/desk_pages.mjs";
import "./suites/desk_products.mjs";
import "./suites/small_scripts.mjs";
import "./suites/standards.mjs";
import "./suites/markup.mjs";
