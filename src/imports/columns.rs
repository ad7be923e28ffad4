//! The columns of Shopify's product CSV, under the names of both its generations.

use super::table::Row;

/// The columns that mean something here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    Handle,
    Title,
    Description,
    Vendor,
    Type,
    Tags,
    Published,
    Status,
    Sku,
    Barcode,
    Option1Name,
    Option1Value,
    Option2Name,
    Option2Value,
    Option3Name,
    Option3Value,
    Price,
    CompareAtPrice,
    Taxable,
    Quantity,
    Grams,
    RequiresShipping,
    UnitMeasure,
    UnitMeasureUnit,
    UnitBase,
    UnitBaseUnit,
    ImageUrl,
    ImagePosition,
    ImageAlt,
    VariantImage,
    SeoTitle,
    SeoDescription,
}

/// Names in lower case, the older generation's first (help.shopify.com, "Using CSV files to import and
/// export products"). What is not listed means nothing here and is passed over.
const NAMES: [(Column, &[&str]); 32] = [
    (Column::Handle, &["handle", "url handle"]),
    (Column::Title, &["title"]),
    (Column::Description, &["body (html)", "body html", "description"]),
    (Column::Vendor, &["vendor"]),
    (Column::Type, &["type", "custom product type"]),
    (Column::Tags, &["tags"]),
    (Column::Published, &["published", "published on online store"]),
    (Column::Status, &["status"]),
    (Column::Sku, &["variant sku", "sku"]),
    (Column::Barcode, &["variant barcode", "barcode", "variant barcodes"]),
    (Column::Option1Name, &["option1 name"]),
    (Column::Option1Value, &["option1 value"]),
    (Column::Option2Name, &["option2 name"]),
    (Column::Option2Value, &["option2 value"]),
    (Column::Option3Name, &["option3 name"]),
    (Column::Option3Value, &["option3 value"]),
    (Column::Price, &["variant price", "price"]),
    (Column::CompareAtPrice, &["variant compare at price", "compare-at price"]),
    (Column::Taxable, &["variant taxable", "charge tax"]),
    (Column::Quantity, &["variant inventory qty", "inventory quantity"]),
    (Column::Grams, &["variant grams", "weight value (grams)"]),
    (Column::RequiresShipping, &["variant requires shipping", "requires shipping"]),
    (Column::UnitMeasure, &["unit price total measure"]),
    (Column::UnitMeasureUnit, &["unit price total measure unit"]),
    (Column::UnitBase, &["unit price base measure"]),
    (Column::UnitBaseUnit, &["unit price base measure unit"]),
    (Column::ImageUrl, &["image src", "product image url"]),
    (Column::ImagePosition, &["image position"]),
    (Column::ImageAlt, &["image alt text"]),
    (Column::VariantImage, &["variant image", "variant image url"]),
    (Column::SeoTitle, &["seo title"]),
    (Column::SeoDescription, &["seo description"]),
];

pub const OPTION_NAMES: [Column; 3] =
    [Column::Option1Name, Column::Option2Name, Column::Option3Name];
pub const OPTION_VALUES: [Column; 3] =
    [Column::Option1Value, Column::Option2Value, Column::Option3Value];

/// Which column stands where in a file, and what the file calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    found: Vec<(Column, usize, String)>,
    width: usize,
}

impl Columns {
    /// From the first row of a file; a sentence when it is no list of products.
    pub fn read(names: &[String]) -> Result<Self, String> {
        let mut found: Vec<(Column, usize, String)> = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let name = name.trim_start_matches('\u{feff}').trim_matches('"').trim();
            let lower = name.to_lowercase();
            let known = NAMES.iter().find(|(_, names)| names.contains(&lower.as_str()));
            let Some((column, _)) = known else { continue };
            if let Some((.., other)) = found.iter().find(|(other, ..)| other == column) {
                return Err(format!(
                    "The columns `{other}` and `{name}` mean the same: keep one of them."
                ));
            }
            found.push((*column, index, name.to_owned()));
        }
        let columns = Self { found, width: names.len() };
        if !columns.has(Column::Title) && !columns.has(Column::Handle) {
            let comma = names.len() == 1 && names.iter().any(|name| name.contains([';', '\t']));
            let hint = if comma { " Its columns must be parted by commas." } else { "" };
            return Err(format!(
                "The first line must name the columns of Shopify's product CSV, `Handle` and `Title` or `URL handle` and `Title` among them.{hint}"
            ));
        }
        Ok(columns)
    }

    /// How many names the first row has.
    pub const fn width(&self) -> usize {
        self.width
    }

    pub fn has(&self, column: Column) -> bool {
        self.found.iter().any(|(known, ..)| *known == column)
    }

    /// What the row says there; `None` when the file has no such column.
    pub fn value<'a>(&self, row: &'a Row, column: Column) -> Option<&'a str> {
        let (_, index, _) = self.found.iter().find(|(known, ..)| *known == column)?;
        Some(row.field(*index))
    }

    /// What the row says there; nothing when the file has no such column.
    pub fn text<'a>(&self, row: &'a Row, column: Column) -> &'a str {
        self.value(row, column).unwrap_or_default()
    }

    /// The column as the file calls it, else as the older generation does.
    pub fn name(&self, column: Column) -> String {
        let own = self.found.iter().find(|(known, ..)| *known == column);
        let usual = || NAMES.iter().find(|(known, _)| *known == column);
        own.map(|(.., name)| name.clone())
            .or_else(|| usual().and_then(|(_, names)| names.first()).map(|name| (*name).to_owned()))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(header: &str) -> Result<Columns, String> {
        let names: Vec<String> = header.split(',').map(str::to_owned).collect();
        Columns::read(&names)
    }

    #[test]
    fn both_generations_name_the_same_columns() {
        let older = read(
            "\u{feff}Handle,Title,Body (HTML),Variant SKU,Variant Price,Google Shopping / MPN",
        )
        .unwrap();
        let newer = read("Title,URL handle,Description,SKU,Price").unwrap();
        for column in
            [Column::Handle, Column::Title, Column::Description, Column::Sku, Column::Price]
        {
            assert!(older.has(column) && newer.has(column), "{column:?}");
        }
        assert_eq!(
            (older.name(Column::Sku), newer.name(Column::Sku)),
            ("Variant SKU".into(), "SKU".into())
        );
        assert_eq!(newer.name(Column::ImageUrl), "image src");
    }

    #[test]
    fn a_file_that_lists_no_products_says_what_it_lacks() {
        for header in ["", "a,b", "Handle;Title;Price", "\u{0}"] {
            assert!(read(header).is_err(), "{header}");
        }
        assert!(read("SKU,Variant SKU,Title").unwrap_err().contains("mean the same"));
    }
}
