//! The page and its form.

use askama::Template;

use super::fields::{FieldView, address_fields, id_of};
use super::trouble::{SeenTotals, Trouble};
use crate::cart::{CodeView, DeliveryView, LineView, OpenedCart, Summary};
use crate::checkout::address_input::AddressDraft;
use crate::checkout::details::CheckoutDraft;
use crate::content::{Frame, MenuItem, ShopDocument};
use crate::kernel::{Country, Timestamp, named_countries};
use crate::payments::PaymentMethod;
use crate::web::style::CHECKOUT;
use crate::web::{CachePolicy, FieldError, Page};

/// Everything that one showing of the checkout is made from.
#[derive(Debug)]
pub struct Shown<'a> {
    pub shop: &'a ShopDocument,
    pub opened: &'a OpenedCart<'a>,
    pub draft: &'a CheckoutDraft,
    pub errors: &'a [FieldError],
    pub trouble: Option<Trouble>,
    /// Something good to know, like that nothing was charged.
    pub news: Option<&'static str>,
    pub methods: &'a [PaymentMethod],
    /// For the next order: whoever sends it twice gets the same answer.
    pub key: &'a str,
    pub status: u16,
}

#[derive(Debug, Template)]
#[template(path = "checkout/panel.html", whitespace = "minimize")]
pub struct CheckoutPanel<'a> {
    shown: &'a Shown<'a>,
    base: String,
    email: FieldView<'a>,
    /// Empty where nothing is delivered.
    address: Vec<FieldView<'a>>,
    is_billed_elsewhere: bool,
    billing: Vec<FieldView<'a>>,
    vat_id: FieldView<'a>,
    deliveries: Vec<DeliveryView<'a>>,
    methods: Vec<MethodView>,
    lines: Vec<LineView<'a>>,
    codes: Vec<CodeView<'a>>,
    summary: Summary,
    seen: String,
}

#[derive(Debug)]
struct MethodView {
    name: &'static str,
    title: &'static str,
    hint: &'static str,
    is_chosen: bool,
}

impl MethodView {
    fn all(shown: &Shown<'_>) -> Vec<Self> {
        let wished = shown.draft.payment_method.as_deref().and_then(PaymentMethod::parse);
        let wished = wished.filter(|wished| shown.methods.contains(wished));
        let chosen = wished.or_else(|| shown.methods.first().copied());
        let view = |method: &PaymentMethod| Self {
            name: method.as_str(),
            title: method.title(),
            hint: hint(*method),
            is_chosen: Some(*method) == chosen,
        };
        shown.methods.iter().map(view).collect()
    }
}

const fn hint(method: PaymentMethod) -> &'static str {
    match method {
        PaymentMethod::Card => "Visa, Mastercard and others",
        PaymentMethod::Ideal => "With your Dutch bank",
        PaymentMethod::Bancontact => "With your Belgian card or app",
        PaymentMethod::Paypal => "With your PayPal account",
        PaymentMethod::BankTransfer => "Takes some days; we hold the goods for you meanwhile",
    }
}

static NOWHERE: AddressDraft = AddressDraft {
    name: String::new(),
    line1: String::new(),
    line2: String::new(),
    city: String::new(),
    region: String::new(),
    postal_code: String::new(),
    country: String::new(),
    phone: String::new(),
};

impl<'a> CheckoutPanel<'a> {
    pub fn new(shown: &'a Shown<'a>) -> Self {
        let (opened, draft, errors) = (shown.opened, shown.draft, shown.errors);
        let quote = &opened.quote;
        let to = draft.address.as_ref().unwrap_or(&NOWHERE);
        let bill = draft.billing_address.as_ref().unwrap_or(&NOWHERE);
        let billed = Country::parse(&bill.country).unwrap_or(quote.destination.country);
        let everywhere: Vec<(Country, &str)> = named_countries().collect();
        let address = if quote.requires_shipping {
            address_fields("address", to, quote.destination.country, &opened.countries, errors)
        } else {
            Vec::new()
        };
        let vat_id = draft.vat_id.as_deref().unwrap_or_default();
        Self {
            shown,
            base: opened.market.base(),
            email: FieldView::new("email", "E-mail", &draft.email, "email")
                .kind("email", "email")
                .hint("For the confirmation and news of this order, nothing else.")
                .checked(errors),
            address,
            is_billed_elsewhere: draft.billing_address.is_some(),
            billing: address_fields("billing_address", bill, billed, &everywhere, errors),
            vat_id: FieldView::new("vat_id", "VAT number", vat_id, "off")
                .optional()
                .hint("For companies, with its country: DE123456789.")
                .checked(errors),
            deliveries: DeliveryView::all(opened),
            methods: MethodView::all(shown),
            lines: opened.cart.lines.iter().map(|line| LineView::new(line, opened)).collect(),
            codes: CodeView::all(opened),
            summary: Summary::new(opened),
            seen: SeenTotals::of(quote, opened.market.locale()).to_text(),
        }
    }

    /// Each refused field for links at the top; the bill's say so, since both addresses have the same.
    fn refusals(&self) -> impl Iterator<Item = (String, &'static str, &str)> {
        self.shown.errors.iter().map(|error| {
            let is_of_bill = error.field.starts_with("billing_address");
            (id_of(&error.field), if is_of_bill { "Bill: " } else { "" }, error.detail.as_str())
        })
    }

    fn error_of(&self, name: &str) -> Option<&str> {
        let own = self.shown.errors.iter().find(|error| error.field == name);
        own.map(|error| error.detail.as_str())
    }

    fn is_free(&self) -> bool {
        self.shown.opened.quote.total_minor == 0
    }

    fn can_be_ordered(&self) -> bool {
        self.shown.opened.can_be_bought() && (self.is_free() || !self.methods.is_empty())
    }

    /// Whether there is something at the top to be read first.
    fn is_troubled(&self) -> bool {
        self.shown.trouble.is_some() || !self.shown.errors.is_empty()
    }

    fn expected_total(&self) -> String {
        let quote = &self.shown.opened.quote;
        format!("{} {}", quote.total_minor, quote.currency.code())
    }

    fn note(&self) -> &str {
        &self.shown.opened.cart.note
    }

    /// The merchant's terms or privacy page, if the footer leads to one.
    fn page_about(&self, words: &[&str]) -> Option<&MenuItem> {
        let items = self.shown.shop.footer_menu.items.iter();
        let mut all = items.flat_map(|item| std::iter::once(item).chain(&item.items));
        all.find(|item| words.iter().any(|word| item.url.to_lowercase().contains(word)))
    }

    fn terms(&self) -> Option<&MenuItem> {
        self.page_about(&["/pages/terms", "/pages/agb", "terms-", "conditions"])
    }

    fn privacy(&self) -> Option<&MenuItem> {
        self.page_about(&["privacy", "datenschutz"])
    }

    /// For who hears and does not see that the sums have changed.
    fn announcement(&self) -> String {
        format!("Total {}", self.summary.total)
    }
}

#[derive(Debug, Template)]
#[template(path = "checkout/page.html", whitespace = "minimize")]
pub struct CheckoutPage<'a> {
    frame: Frame<'a>,
    panel: CheckoutPanel<'a>,
    form_hosts: Vec<String>,
}

impl<'a> CheckoutPage<'a> {
    /// `form_hosts`: where the form may lead besides the shop itself (rule 30).
    pub fn new(shown: &'a Shown<'a>, origin: &'a str, form_hosts: Vec<String>) -> Self {
        let title = if shown.errors.is_empty() { "Checkout" } else { "Error: Checkout" };
        let frame = Frame::new(shown.shop, origin, String::new(), title, &CHECKOUT).unlisted();
        Self { frame, panel: CheckoutPanel::new(shown), form_hosts }
    }
}

impl Page for CheckoutPage<'_> {
    fn status(&self) -> u16 {
        self.panel.shown.status
    }

    fn policy(&self, _now: Timestamp) -> CachePolicy {
        CachePolicy::Private
    }

    fn style_hash(&self) -> &'static str {
        self.frame.style.hash
    }

    fn form_hosts(&self) -> Vec<String> {
        self.form_hosts.clone()
    }
}
