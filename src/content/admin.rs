//! Admin endpoints for pages, menus and settings.

use serde_json::{Map, Value};

use super::list_admin::find_menu;
use super::market_store::{StoredMarket, markets_statement};
use super::resource::{Precondition, note, parse_id, write_resource};
use super::store::{PageRow, find_page, menu_upsert, page_upsert, settings_upsert};
use super::wire::{MenuDraft, MenuResource, PageDraft, PageResource, SettingsResource};
use super::{
    DocumentKey, Settings, load_settings, settings_statement, unknown_media, write_and_publish,
};
use crate::platform::Statement;
use crate::web::{
    Answer, Context, Problem, changed_meanwhile, check_expected, expect_revision, revision_at,
    with_revision,
};

/// `PUT /api/admin/v1/pages/{handle}`
pub async fn put_page(context: &Context, handle: &str) -> Result<Answer, Problem> {
    let handle = parse_id("handle", handle)?;
    let page: PageDraft = context.body_json().await?;
    page.check()?;
    let stored = find_page(&context.platform.database()?, &handle).await?;
    let before = stored.as_ref().map(PageRow::to_draft);
    let precondition = Precondition {
        id: &handle,
        actual: "SELECT revision FROM pages WHERE handle = ?1",
        read: stored.map_or(0, |row| row.revision),
        expected: context.expected_revision()?,
    };
    precondition.check()?;
    if before.as_ref() == Some(&page) {
        let revision = precondition.read;
        let resource = PageResource { handle: &handle, revision, page: &page };
        return Ok(with_revision(200, &resource, revision));
    }
    let keys = [DocumentKey::Page(handle.clone())];
    let upsert = page_upsert(&handle, &page, context.now);
    let note = note(context, "page", handle.as_str(), before.as_ref(), Some(&page));
    let revision = write_resource(context, &keys, &precondition, upsert, vec![note])
        .await
        .map_err(|error| changed_meanwhile(precondition.expected, error))?;
    let resource = PageResource { handle: &handle, revision, page: &page };
    Ok(with_revision(200, &resource, revision))
}

/// `GET /api/admin/v1/pages/{handle}`
pub async fn get_page(context: &Context, handle: &str) -> Result<Answer, Problem> {
    let handle = parse_id("handle", handle)?;
    let row = find_page(&context.platform.database()?, &handle).await?;
    let row = row.ok_or_else(Problem::not_found)?;
    let resource = PageResource { handle: &handle, revision: row.revision, page: &row.to_draft() };
    Ok(with_revision(200, &resource, row.revision))
}

/// `PUT /api/admin/v1/menus/{handle}`; the shop shows `main` and `footer`.
pub async fn put_menu(context: &Context, handle: &str) -> Result<Answer, Problem> {
    let handle = parse_id("handle", handle)?;
    let menu: MenuDraft = context.body_json().await?;
    menu.check()?;
    let stored = find_menu(&context.platform.database()?, &handle).await?;
    let before = stored.as_ref().map(|(menu, _)| menu);
    let precondition = Precondition {
        id: &handle,
        actual: "SELECT revision FROM menus WHERE handle = ?1",
        read: stored.as_ref().map_or(0, |(_, revision)| *revision),
        expected: context.expected_revision()?,
    };
    precondition.check()?;
    if before == Some(&menu) {
        let revision = precondition.read;
        let resource = MenuResource { handle: &handle, revision, menu: &menu };
        return Ok(with_revision(200, &resource, revision));
    }
    let upsert = menu_upsert(&handle, &menu);
    let note = note(context, "menu", handle.as_str(), before, Some(&menu));
    let revision = write_resource(context, &[DocumentKey::Shop], &precondition, upsert, vec![note])
        .await
        .map_err(|error| changed_meanwhile(precondition.expected, error))?;
    let resource = MenuResource { handle: &handle, revision, menu: &menu };
    Ok(with_revision(200, &resource, revision))
}

/// `GET /api/admin/v1/settings`
pub async fn get_settings(context: &Context) -> Result<Answer, Problem> {
    let rows = context.platform.database()?.batch(vec![settings_statement()]).await?;
    let (settings, revision) = match rows.first() {
        Some(rows) => load_settings(rows)?,
        None => return Err(Problem::unavailable()),
    };
    let resource = SettingsResource { revision, settings: &settings };
    Ok(with_revision(200, &resource, revision))
}

/// `PATCH /api/admin/v1/settings`: the fields it names replace those of the shop.
pub async fn patch_settings(context: &Context) -> Result<Answer, Problem> {
    let expected = context.expected_revision()?;
    let patch: Map<String, Value> = context.body_json().await?;
    let database = context.platform.database()?;
    let sold = Statement::new("SELECT 1 AS sold FROM variants LIMIT 1");
    let answers = database.batch(vec![settings_statement(), sold, markets_statement()]).await?;
    let [settings_rows, sold_rows, market_rows] = answers.as_slice() else {
        return Err(Problem::unavailable());
    };
    let (current, revision) = load_settings(settings_rows)?;
    check_expected(expected, revision)?;
    let settings = current.patched(patch)?;
    if settings == current && revision > 0 {
        let resource = SettingsResource { revision, settings: &settings };
        return Ok(with_revision(200, &resource, revision));
    }
    if settings.currency != current.currency && sold_rows.first::<Value>()?.is_some() {
        return Err(Problem::new(
            409,
            "currency_in_use",
            "Products are priced in the shop's currency already; it cannot change any more.",
        ));
    }
    if let Some(hash) = unknown_media(&database, &settings.media_hashes()).await?.first() {
        return Err(Problem::invalid_field(
            "media",
            format!("No picture with the hash {hash} was uploaded."),
        ));
    }
    check_markets(&settings, &market_rows.read()?)?;
    let mut statements = Vec::from(expect_revision(SETTINGS_REVISION, "", revision));
    statements.extend(expect_revision(SOLD_TO_OTHERS, &settings.country, 0));
    statements.extend(expect_revision(OTHERS_OF_BASE, settings.currency.code(), 0));
    statements.push(settings_upsert(&settings));
    let upsert = statements.len() - 1;
    let told = |settings: &Settings| (settings.low_stock_threshold, settings.show_units_below);
    if told(&settings) != told(&current) {
        statements.push(Statement::new(COUNTED_PRODUCTS_LAG));
    }
    let before = (revision > 0).then_some(&current);
    statements.push(note(context, "settings", "shop", before, Some(&settings)));
    let keys = [DocumentKey::Shop, DocumentKey::Home];
    let (rows, _) = write_and_publish(&context.platform, &keys, statements)
        .await
        .map_err(|error| changed_meanwhile(expected, error))?;
    let revision = revision_at(&rows, upsert)?;
    let resource = SettingsResource { revision, settings: &settings };
    Ok(with_revision(200, &resource, revision))
}

pub(super) const SETTINGS_REVISION: &str = "SELECT revision FROM settings WHERE id = 1 AND ?1 = ''";
/// What says how much there is says it anew. Their publishers are woken by that of the shop's frame.
const COUNTED_PRODUCTS_LAG: &str = "UPDATE publications SET revision = revision + 1 WHERE key IN (
     SELECT 'product:' || handle FROM stock_levels JOIN variants USING (sku) JOIN products ON products.id = product_id
     WHERE available IS NOT NULL)";
/// Whether a country belongs to a market of its own.
const SOLD_TO_OTHERS: &str = "SELECT count(*) FROM market_countries WHERE country = ?1";
/// Markets that sell at the products' own prices, but in another currency.
const OTHERS_OF_BASE: &str =
    "SELECT count(*) FROM markets WHERE price_list IS NULL AND document ->> 'currency' <> ?1";

/// What the shop says of its own market must go together with the others.
fn check_markets(settings: &Settings, others: &[StoredMarket]) -> Result<(), Problem> {
    for other in others {
        let market = other.to_draft()?;
        if market.countries.iter().any(|country| country.as_str() == settings.country) {
            return Err(Problem::invalid_field(
                "country",
                format!("{} belongs to the market `{}`.", settings.country, other.id),
            ));
        }
        if market.sells_at_base_prices() && market.currency != settings.currency {
            return Err(Problem::new(
                409,
                "currency_in_use",
                format!(
                    "The market `{}` sells at the shop's own prices, in {}.",
                    other.id,
                    market.currency.code()
                ),
            ));
        }
    }
    Ok(())
}
