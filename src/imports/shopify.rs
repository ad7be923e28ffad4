//! Products from the rows of Shopify's CSV: rows with one handle are one product, each of them a variant, a
//! picture, or both.

use std::collections::HashSet;

use super::addresses::Address;
use super::columns::{Column, Columns, OPTION_NAMES, OPTION_VALUES};
use super::description::to_markdown;
use super::found::{Content, Found, Part, Place, Trouble};
use super::shopify_merge::{Cell, ShopifyPicture, ShopifyProduct, ShopifyVariant};
use super::table::{Row, groups, rows};
use super::values::{amount, handle_of, truth, whole};
use crate::catalog::{Status, UNITS, UnitPrice};
use crate::kernel::{Currency, Handle, Money, Sku};

/// What a product without options has in its place.
const NO_OPTION: (&str, &str) = ("Title", "Default Title");
/// Longest description that is cleaned; what comes of it has to be much shorter yet.
const MAX_HTML_BYTES: usize = 1_000_000;
/// What is sold without tax; a zone that has no rate for it takes its standard one.
const EXEMPT: &str = "exempt";

/// The first row, which names the columns; the first product begins where it ends.
pub fn read_header(part: &[u8], is_last: bool) -> Option<Row> {
    let start = Place { offset: 0, line: 1 };
    rows(part, start, is_last).into_iter().next()
}

/// The products in a part of a file that begins at `start`, at most so many.
pub fn read(
    part: &[u8],
    start: Place,
    is_last: bool,
    most: usize,
    columns: &Columns,
    currency: Currency,
) -> Part {
    let rows = rows(part, start, is_last);
    let key = |row: &Row| match columns.text(row, Column::Handle) {
        "" => columns.text(row, Column::Title).to_owned(),
        handle => handle.to_owned(),
    };
    let keys: Vec<String> = rows.iter().map(key).collect();
    let mut groups = groups(&rows, &keys);
    // The next part may have further rows of the last product.
    if !is_last {
        groups.pop();
    }
    groups.truncate(most);
    let Some(end) = groups.last().and_then(|group| group.last()).map(|row| row.end) else {
        return if is_last {
            Part::Products {
                products: Vec::new(),
                end: Place { offset: start.offset + part.len() as u64, ..start },
            }
        } else {
            Part::TooShort
        };
    };
    let products = groups.into_iter().filter_map(|group| product(group, columns, currency));
    Part::Products { products: products.collect(), end }
}

/// One product; `None` for rows in which nothing stands.
fn product(group: &[Row], columns: &Columns, currency: Currency) -> Option<Found> {
    let rows: Vec<&Row> = group.iter().filter(|row| !row.is_blank()).collect();
    let (first, last) = (*rows.first()?, group.last()?);
    let mut reader = Reader { columns, currency, troubles: Vec::new() };
    let handle = reader.handle(first);
    // Each bad row is told of, whatever is wrong with others of the product.
    let sound: Vec<&Row> = rows.iter().copied().filter(|row| reader.check_row(row)).collect();
    let content = reader.read(first, &sound);
    let content = Some(content).filter(|_| reader.is_clean() && handle.is_some());
    Some(Found {
        line: first.start.line,
        end: last.end,
        rows: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        handle,
        content: content.map(|content| Content::Columns(Box::new(content))),
        troubles: reader.troubles,
    })
}

struct Reader<'a> {
    columns: &'a Columns,
    currency: Currency,
    troubles: Vec<Trouble>,
}

impl Reader<'_> {
    fn is_clean(&self) -> bool {
        self.troubles.iter().all(|trouble| trouble.is_warning != 0)
    }

    fn refuse(&mut self, row: &Row, column: Column, reason: impl Into<String>) {
        let name = self.columns.name(column);
        self.troubles.push(Trouble::error(row.start.line, name, reason));
    }

    fn warn(&mut self, row: &Row, column: Column, reason: impl Into<String>) {
        let name = self.columns.name(column);
        self.troubles.push(Trouble::warning(row.start.line, name, reason));
    }

    fn handle(&mut self, first: &Row) -> Option<Handle> {
        let text = self.columns.text(first, Column::Handle);
        let text = if text.is_empty() { self.columns.text(first, Column::Title) } else { text };
        if !first.is_readable && text.contains(char::REPLACEMENT_CHARACTER) {
            // Which product it is cannot be told, and that is said of the row.
            return None;
        }
        let handle = handle_of(text);
        match &handle {
            None => self.refuse(
                first,
                Column::Handle,
                "An address has letters a to z, digits and hyphens: give a handle with at least one of them.",
            ),
            Some(handle)
                if self.columns.has(Column::Handle)
                    && handle.as_str() != text
                    && !self.columns.text(first, Column::Handle).is_empty() =>
            {
                self.warn(first, Column::Handle, format!("Its address here is `{handle}`."));
            }
            Some(_) => {}
        }
        handle
    }

    /// Whether its cells can be read at all.
    fn check_row(&mut self, row: &Row) -> bool {
        let reason = if !row.is_readable {
            "This row is not UTF-8. Save the file as CSV in UTF-8."
        } else if row.is_open {
            "A quotation mark is opened in this row and never closed: nothing behind it can be read."
        } else if row.texts().iter().any(|text| text.contains('\0')) {
            "A text has no NUL in it."
        } else if row.texts().len() > self.columns.width() {
            "This row has more cells than the first line has names; a text with commas stands in quotation marks."
        } else {
            return true;
        };
        self.troubles.push(Trouble::error(row.start.line, "", reason));
        false
    }

    fn read(&mut self, first: &Row, rows: &[&Row]) -> ShopifyProduct {
        let description = self.description(first);
        let text = |column| self.columns.value(first, column).map(str::to_owned);
        // A title that is left out keeps the one that is there.
        let title = text(Column::Title).filter(|title| !title.is_empty());
        let mut product = ShopifyProduct {
            title,
            description,
            vendor: text(Column::Vendor),
            product_type: text(Column::Type),
            tags: text(Column::Tags).map(|tags| tags_of(&tags)),
            seo_title: text(Column::SeoTitle),
            seo_description: text(Column::SeoDescription),
            ..ShopifyProduct::default()
        };
        product.status = self.status(first);
        let of_variants = [Column::Sku, Column::Price, Column::Option1Value];
        if of_variants.into_iter().any(|column| self.columns.has(column)) {
            let is_variant = |row: &Row| {
                of_variants.into_iter().any(|column| !self.columns.text(row, column).is_empty())
            };
            let is_first = |row: &Row| row.start == first.start;
            let of_variants = rows.iter().copied();
            let of_variants: Vec<&Row> =
                of_variants.filter(|row| is_first(row) || is_variant(row)).collect();
            product.options = self.options(&of_variants);
            let count = product.options.len();
            let variants = of_variants.iter().filter_map(|row| self.variant(row, count));
            product.variants = Some(variants.collect());
            product.tax_class = self.tax_class(&of_variants);
        }
        if self.columns.has(Column::ImageUrl) || self.columns.has(Column::VariantImage) {
            product.pictures = Some(self.pictures(rows));
        }
        product
    }

    fn description(&mut self, first: &Row) -> Option<String> {
        let html = self.columns.value(first, Column::Description)?;
        if html.len() > MAX_HTML_BYTES {
            self.refuse(
                first,
                Column::Description,
                "A description has at most 1,000,000 bytes of HTML.",
            );
            return None;
        }
        Some(to_markdown(html))
    }

    fn status(&mut self, first: &Row) -> Option<Status> {
        let published = match self.columns.text(first, Column::Published) {
            "" => true,
            text => truth(text).unwrap_or_else(|| {
                self.refuse(first, Column::Published, "Write TRUE or FALSE.");
                true
            }),
        };
        let status = self.columns.value(first, Column::Status).map(str::to_lowercase);
        if status.is_none() && !self.columns.has(Column::Published) {
            return None;
        }
        match (status.as_deref().unwrap_or_default(), published) {
            ("archived", _) => Some(Status::Archived),
            ("" | "active", true) => Some(Status::Active),
            ("" | "active" | "draft" | "unlisted", _) => Some(Status::Draft),
            _ => {
                self.refuse(first, Column::Status, "Write active, draft or archived.");
                None
            }
        }
    }

    /// The names stand in the first row that has one.
    fn options(&self, rows: &[&Row]) -> Vec<String> {
        let name = |column| {
            let named = rows.iter().map(|row| self.columns.text(row, column));
            named.into_iter().find(|name| !name.is_empty()).unwrap_or_default().to_owned()
        };
        let names = OPTION_NAMES.map(name);
        let used = names.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
        let is_plain = rows.len() <= 1
            && names[0] == NO_OPTION.0
            && rows.iter().all(|row| {
                [NO_OPTION.1, ""].contains(&self.columns.text(row, Column::Option1Value))
            });
        if is_plain { Vec::new() } else { names.into_iter().take(used).collect() }
    }

    fn variant(&mut self, row: &Row, options: usize) -> Option<ShopifyVariant> {
        let columns = self.columns;
        let before = self.troubles.len();
        // Spreadsheets keep a number as text behind an apostrophe.
        let sku = Sku::parse(columns.text(row, Column::Sku).trim_start_matches('\''));
        if let Err(error) = &sku {
            let missing = columns.text(row, Column::Sku).is_empty();
            let sentence = "A variant is known by its SKU: give it one.".to_owned();
            self.refuse(row, Column::Sku, if missing { sentence } else { error.to_string() });
        }
        let price = amount(columns.text(row, Column::Price), self.currency);
        if price.is_none() {
            self.refuse(row, Column::Price, self.amount_wanted());
        }
        let compare_at = self.compare_at(row);
        let weight_grams = self.number(row, Column::Grams);
        let quantity = match columns.text(row, Column::Quantity) {
            // Sold more than there were: none is left.
            text if text.starts_with('-') && whole(text.trim_start_matches('-')).is_some() => {
                Some(0)
            }
            _ => self.number(row, Column::Quantity),
        };
        let shipped = columns.value(row, Column::RequiresShipping).map(|text| {
            truth(text).unwrap_or_else(|| {
                self.refuse(row, Column::RequiresShipping, "Write TRUE or FALSE.");
                true
            })
        });
        let barcode = columns.value(row, Column::Barcode).map_or(Cell::NoColumn, |text| {
            let first = text.split([',', ';']).next().unwrap_or(text).trim();
            let first = first.trim_start_matches('\'');
            Cell::of((!first.is_empty()).then(|| first.to_owned()))
        });
        let values = OPTION_VALUES.into_iter().take(options);
        let variant = ShopifyVariant {
            line: row.start.line,
            sku: sku.ok()?,
            barcode,
            options: values.map(|column| columns.text(row, column).to_owned()).collect(),
            price: price?,
            compare_at,
            weight_grams: weight_grams.or_else(|| columns.has(Column::Grams).then_some(0)),
            requires_shipping: shipped,
            unit_price: if columns.has(Column::UnitMeasure) {
                Cell::of(self.unit_price(row))
            } else {
                Cell::NoColumn
            },
            picture: Some(columns.text(row, Column::VariantImage).to_owned())
                .filter(|url| !url.is_empty()),
            quantity,
        };
        (self.troubles.len() == before).then_some(variant)
    }

    fn compare_at(&mut self, row: &Row) -> Cell<Money> {
        let Some(text) = self.columns.value(row, Column::CompareAtPrice) else {
            return Cell::NoColumn;
        };
        let price = amount(text, self.currency);
        if price.is_none() && !text.is_empty() {
            self.refuse(row, Column::CompareAtPrice, self.amount_wanted());
        }
        Cell::of(price)
    }

    fn amount_wanted(&self) -> String {
        let example = Money::new(1999, self.currency).decimal();
        format!("Write an amount in {} like {example}, without a sign.", self.currency.code())
    }

    fn number(&mut self, row: &Row, column: Column) -> Option<u32> {
        match self.columns.text(row, column) {
            "" => None,
            text => whole(text).or_else(|| {
                self.refuse(row, column, "Write a number from 0 to 4,294,967,295.");
                None
            }),
        }
    }

    /// What is no price per unit as it is written here is left out: a law asks for it, not the shop.
    fn unit_price(&self, row: &Row) -> Option<UnitPrice> {
        let text = |column| self.columns.text(row, column);
        let unit = text(Column::UnitMeasureUnit).to_lowercase();
        let base_unit = text(Column::UnitBaseUnit).to_lowercase();
        let quantity = text(Column::UnitMeasure).parse().ok().filter(|quantity| *quantity > 0);
        let reference = text(Column::UnitBase).parse().ok().filter(|base| *base > 0);
        let fits = UNITS.contains(&unit.as_str()) && (base_unit.is_empty() || base_unit == unit);
        Some(UnitPrice { quantity: quantity?, unit, reference_quantity: reference? })
            .filter(|_| fits)
    }

    /// Taxes are a product's here, a variant's there.
    fn tax_class(&mut self, rows: &[&Row]) -> Option<String> {
        let untaxed = |row: &&&Row| {
            let text = self.columns.text(row, Column::Taxable);
            !text.is_empty() && truth(text) == Some(false)
        };
        let (count, first) = (rows.iter().filter(untaxed).count(), *rows.first()?);
        if count == 0 {
            return None;
        }
        if count == rows.len() {
            let reason =
                "It has the tax class `exempt` now: give that class a rate of 0 in your tax zones.";
            self.warn(first, Column::Taxable, reason);
            return Some(EXEMPT.to_owned());
        }
        let reason = "Some variants are taxed and some are not; here a whole product is, so this one stays taxed.";
        self.warn(first, Column::Taxable, reason);
        None
    }

    fn pictures(&mut self, rows: &[&Row]) -> Vec<ShopifyPicture> {
        let mut pictures: Vec<(u32, ShopifyPicture)> = Vec::new();
        let mut seen = HashSet::new();
        for column in [Column::ImageUrl, Column::VariantImage] {
            for row in rows {
                let url = self.columns.text(row, column);
                if url.is_empty() || !seen.insert(url.to_owned()) {
                    continue;
                }
                if let Err(reason) = Address::parse(url) {
                    self.warn(row, column, format!("Taken without this picture: {reason}"));
                    continue;
                }
                let is_own = column == Column::ImageUrl;
                let position = self.columns.text(row, Column::ImagePosition);
                let position = position.parse().ok().filter(|_| is_own).unwrap_or(u32::MAX);
                let alt = if is_own { self.columns.text(row, Column::ImageAlt) } else { "" };
                let picture = ShopifyPicture {
                    line: row.start.line,
                    url: url.to_owned(),
                    alt: alt.to_owned(),
                };
                pictures.push((position, picture));
            }
        }
        pictures.sort_by_key(|(position, _)| *position);
        pictures.into_iter().map(|(_, picture)| picture).collect()
    }
}

fn tags_of(text: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in text.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
        if !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

#[cfg(test)]
#[path = "shopify_tests.rs"]
mod tests;
