//! What the merchant says about the shop itself.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Menu, ShopDocument};
use crate::kernel::{Country, Currency, Handle, Money};
use crate::markets::{BASE_PRICE_LIST, Market, TaxSettings};
use crate::web::{FieldError, Problem, RateLimits, parse_json};

/// Most collections on the home page, and most social profiles.
const MAX_HOME_ENTRIES: usize = 12;
/// Up to how many units a variant is called low, where the merchant says nothing else.
pub const DEFAULT_LOW_STOCK_THRESHOLD: u32 = 5;
/// Longest text of a setting, in bytes.
const MAX_TEXT_LENGTH: usize = 2000;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    pub name: String,
    pub tagline: String,
    pub description: String,
    pub email: String,
    pub phone: String,
    pub address: String,
    pub currency: Currency,
    pub locale: String,
    pub country: String,
    /// What its own market is called among the others, like "Ireland"; its country when empty.
    pub market_title: String,
    pub price_note: String,
    pub tax: TaxSettings,
    /// Least subtotal of an order, in the shop's currency.
    pub minimum_order: Option<Money>,
    /// Most units of one SKU in an order; `None` for no other limit than that of a cart.
    pub max_units_per_order: Option<u32>,
    /// Up to so many units, a variant that is counted is called low.
    pub low_stock_threshold: u32,
    /// Shoppers are told the number of units below this one; `None` for never.
    pub show_units_below: Option<u32>,
    pub logo: Option<String>,
    pub social: Vec<String>,
    pub announcement: String,
    pub home: HomeSettings,
    pub payments: PaymentChoices,
    pub rate_limits: RateLimits,
}

/// Gateways, as [`PaymentChoices`] name them.
pub const GATEWAYS: [&str; 3] = ["stripe", "mollie", "test"];
/// Ways to pay, likewise.
pub const PAYMENT_METHODS: [&str; 5] = ["card", "ideal", "bancontact", "paypal", "bank_transfer"];
/// Longest time that stock is held for money that is on its way, in days.
const MAX_HOLD_DAYS: u32 = 30;

/// How the merchant wants to be paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct PaymentChoices {
    /// Gateways in the order in which they are asked; those that are not named come after them.
    pub prefer: Vec<String>,
    /// Ways to pay that are not offered.
    pub without: Vec<String>,
    /// How long stock is held for a delayed method, in days; 0: not offered while stock is low.
    pub delayed_hold_days: u32,
}

impl Default for PaymentChoices {
    fn default() -> Self {
        let prefer = ["mollie", "stripe"].map(str::to_owned).to_vec();
        Self { prefer, without: Vec::new(), delayed_hold_days: 14 }
    }
}

impl PaymentChoices {
    fn complaints(&self) -> [(bool, &'static str, &'static str); 3] {
        let all_of = |names: &[String], known: &[&str]| {
            names.iter().all(|name| known.contains(&name.as_str()))
        };
        [
            (
                all_of(&self.prefer, &GATEWAYS),
                "payments.prefer",
                "Name gateways: stripe, mollie and test.",
            ),
            (
                all_of(&self.without, &PAYMENT_METHODS),
                "payments.without",
                "Name ways to pay: card, ideal, bancontact, paypal and bank_transfer.",
            ),
            (
                self.delayed_hold_days <= MAX_HOLD_DAYS,
                "payments.delayed_hold_days",
                "Stock is held for at most 30 days.",
            ),
        ]
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct HomeSettings {
    pub hero: Option<BannerSettings>,
    pub collections: Vec<Handle>,
    pub featured: Option<Handle>,
    pub story: Option<BannerSettings>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BannerSettings {
    pub title: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub media: Option<PictureReference>,
    #[serde(default)]
    pub link_title: String,
    #[serde(default)]
    pub link_url: String,
}

/// An uploaded picture by hash, with its alternative text here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PictureReference {
    pub hash: String,
    #[serde(default)]
    pub alt: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: "Awning".to_owned(),
            tagline: String::new(),
            description: String::new(),
            email: String::new(),
            phone: String::new(),
            address: String::new(),
            currency: Currency::EUR,
            locale: "en-IE".to_owned(),
            country: "IE".to_owned(),
            market_title: String::new(),
            price_note: String::new(),
            tax: TaxSettings::default(),
            minimum_order: None,
            max_units_per_order: None,
            low_stock_threshold: DEFAULT_LOW_STOCK_THRESHOLD,
            show_units_below: None,
            logo: None,
            social: Vec::new(),
            announcement: String::new(),
            home: HomeSettings::default(),
            payments: PaymentChoices::default(),
            rate_limits: RateLimits::default(),
        }
    }
}

impl Settings {
    /// These settings with the fields of `patch` in place of their own.
    pub fn patched(&self, patch: Map<String, Value>) -> Result<Self, Problem> {
        let Ok(Value::Object(mut fields)) = serde_json::to_value(self) else {
            return Err(Problem::internal("settings are not an object"));
        };
        fields.extend(patch);
        let bytes = serde_json::to_vec(&fields).unwrap_or_default();
        let settings: Self = parse_json(&bytes)?;
        let mut complaints = settings.complaints();
        complaints.extend(settings.rate_limits.complaints());
        if complaints.is_empty() { Ok(settings) } else { Err(Problem::invalid(complaints)) }
    }

    fn complaints(&self) -> Vec<FieldError> {
        let language_ok = self.locale.split('-').all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
        let country_ok =
            self.country.len() == 2 && self.country.bytes().all(|byte| byte.is_ascii_uppercase());
        let lengths_ok = [
            &self.tagline,
            &self.description,
            &self.email,
            &self.phone,
            &self.address,
            &self.price_note,
            &self.market_title,
            &self.announcement,
        ]
        .iter()
        .all(|text| text.len() <= MAX_TEXT_LENGTH);
        let rows = [
            (
                !self.name.trim().is_empty() && self.name.len() <= 200,
                "name",
                "The shop needs a name of at most 200 bytes.",
            ),
            (language_ok, "locale", "Give a language and region, like en-IE."),
            (country_ok, "country", "Give two capital letters (ISO 3166-1), like IE."),
            (lengths_ok, "description", "Each text has at most 2,000 bytes."),
            (
                self.minimum_order
                    .is_none_or(|least| least.currency == self.currency && least.amount_minor >= 0),
                "minimum_order",
                "A least order is an amount in the shop's currency, or null.",
            ),
            (
                self.max_units_per_order.is_none_or(|most| most > 0),
                "max_units_per_order",
                "An order has at least one unit; null for no limit.",
            ),
            (
                self.social.iter().all(|url| url.starts_with("https://"))
                    && self.social.len() <= MAX_HOME_ENTRIES,
                "social",
                "Give at most 12 addresses that start with https://.",
            ),
            (
                self.home.collections.len() <= MAX_HOME_ENTRIES,
                "home.collections",
                "The home page shows at most 12 collections.",
            ),
            (
                self.banners().all(|banner| {
                    let texts = [&banner.title, &banner.text, &banner.link_title];
                    texts.into_iter().all(|text| text.len() <= MAX_TEXT_LENGTH)
                }),
                "home",
                "Each text of a banner has at most 2,000 bytes.",
            ),
            (
                self.banners().all(|banner| is_link(&banner.link_url)),
                "home",
                "A banner links within the shop, like /collections/new, or to https://.",
            ),
        ];
        rows.into_iter()
            .chain(self.payments.complaints())
            .filter(|(fine, ..)| !fine)
            .map(|(_, field, detail)| FieldError {
                field: field.to_owned(),
                detail: detail.to_owned(),
            })
            .collect()
    }

    fn banners(&self) -> impl Iterator<Item = &BannerSettings> {
        self.home.hero.iter().chain(&self.home.story)
    }

    /// Hashes of every picture that the settings name.
    pub fn media_hashes(&self) -> Vec<String> {
        self.banners()
            .filter_map(|banner| banner.media.as_ref().map(|media| media.hash.clone()))
            .chain(self.logo.clone())
            .collect()
    }

    /// The default market, which has no prefix.
    pub fn market(&self) -> Market {
        let title = if self.market_title.is_empty() { &self.country } else { &self.market_title };
        Market {
            id: None,
            title: title.clone(),
            countries: Country::parse(&self.country).into_iter().collect(),
            currency: self.currency,
            locale: self.locale.clone(),
            price_list: BASE_PRICE_LIST.to_owned(),
            price_note: self.price_note.clone(),
            tax: self.tax.clone(),
            minimum_order: self.minimum_order,
        }
    }

    /// The frame of every page; `others` are the markets besides the default one.
    pub fn to_document(
        &self,
        main_menu: Menu,
        footer_menu: Menu,
        others: Vec<Market>,
    ) -> ShopDocument {
        let settings = self.clone();
        let market = self.market();
        ShopDocument {
            format: super::document::DOCUMENT_FORMAT,
            name: settings.name,
            tagline: settings.tagline,
            description: settings.description,
            email: settings.email,
            phone: settings.phone,
            address: settings.address,
            currency: settings.currency,
            locale: settings.locale,
            country: settings.country,
            price_note: settings.price_note,
            logo: settings.logo,
            social: settings.social,
            announcement: settings.announcement,
            payments: settings.payments,
            rate_limits: settings.rate_limits,
            main_menu,
            footer_menu,
            markets: std::iter::once(market.clone()).chain(others).collect(),
            market,
            base: String::new(),
        }
    }
}

/// Whether a menu or banner may lead there: within the shop, to the web, to a mail address.
pub fn is_link(url: &str) -> bool {
    // Browsers take a backslash for a slash.
    let is_host = url.starts_with("//") || url.starts_with("/\\");
    let inside = url.is_empty() || (url.starts_with('/') && !is_host);
    let outside =
        ["https://", "http://", "mailto:", "tel:"].iter().any(|start| url.starts_with(start));
    url.len() <= MAX_TEXT_LENGTH && (inside || outside)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn patch(value: &Value) -> Result<Settings, Vec<String>> {
        let fields = value.as_object().cloned().unwrap_or_default();
        Settings::default()
            .patched(fields)
            .map_err(|problem| problem.errors.into_iter().map(|error| error.field).collect())
    }

    #[test]
    fn a_patch_changes_what_it_names_and_nothing_else() {
        let changed = patch(&json!({"name": "Ærø", "home": {"featured": "new"}}));
        let name = changed.map(|settings| (settings.name, settings.currency));
        assert_eq!(name, Ok(("Ærø".to_owned(), Currency::EUR)));
    }

    #[test]
    fn unknown_and_impossible_settings_are_refused_by_name() {
        for (body, field) in [
            (json!({"colour": "red"}), "colour"),
            (json!({"currency": "XYZ"}), "currency"),
            (json!({"country": "ireland"}), "country"),
            (json!({"name": " "}), "name"),
            (json!({"max_units_per_order": 0}), "max_units_per_order"),
            (
                json!({"rate_limits": {"writes": {"limit": 0, "period_seconds": 60}}}),
                "rate_limits.writes.limit",
            ),
            (json!({"rate_limits": {"wishes": {}}}), "rate_limits.wishes"),
            (json!({"low_stock_threshold": -1}), "low_stock_threshold"),
            (json!({"social": ["javascript:alert(1)"]}), "social"),
            (json!({"home": {"hero": {"title": "x", "link_url": "javascript:x"}}}), "home"),
            (json!({"home": {"hero": {"title": "x", "colour": 1}}}), "home.hero.colour"),
        ] {
            assert_eq!(patch(&body).err(), Some(vec![field.to_owned()]), "{body}");
        }
    }

    #[test]
    fn links_lead_into_the_shop_or_to_the_web() {
        for (url, fine) in [
            ("/pages/care", true),
            ("//evil.example", false),
            ("/\\evil.example", false),
            ("https://a.example", true),
            ("javascript:x", false),
            ("data:x", false),
        ] {
            assert_eq!(is_link(url), fine, "{url}");
        }
    }
}
