//! The pages themselves, as a client of the admin API.

use futures_util::future::join_all;
use futures_util::join;
use serde_json::{Value, json};

use super::views::{FormPage, ListPage, differences};
use super::{Resource, prices, sending};
use crate::admin::Visit;
use crate::admin::desk::Wish;
use crate::admin::form::{Filled, FormState, MAX_FORM_BYTES};
use crate::admin::refusing::show;
use crate::admin::views::Filters;
use crate::admin::words::encoded;
use crate::content::{read_shop, render};
use crate::kernel::Handle;
use crate::media::{MediaEntries, MediaResource};
use crate::web::{Answer, Problem, Reply};

/// Pictures that can be chosen by a look at them.
const OFFERED_PICTURES: u32 = 12;
/// Products whose prices are found by a title.
const SEARCHED_PRODUCTS: u32 = 10;
/// In the place of a name that is not given yet; no name has an underscore.
const NEW: &str = "_new";

fn find(folder: &str) -> Result<&'static Resource, Problem> {
    Resource::find(folder).ok_or_else(Problem::not_found)
}

/// `GET /admin/{folder}`
pub async fn list_resources(visit: &Visit<'_>, folder: &str) -> Result<Answer, Problem> {
    let resource = find(folder)?;
    if resource.is_single {
        return show_resource(visit, folder, "").await;
    }
    let cursor = visit.cx.query_value("cursor").unwrap_or_default();
    let path = format!("/admin/{folder}");
    let asked = Filters::default().with("limit", "100").with("cursor", &cursor);
    let found: Value = visit.get(asked.address(&format!("/{folder}"))).await?;
    let next = found.get("next_cursor").and_then(Value::as_str);
    let page = ListPage {
        frame: visit.frame(resource.title, resource.folder).await.notice(notice(visit, resource)),
        resource,
        rows: list(&found, resource.list).iter().map(|one| resource.row(one)).collect(),
        next: Filters::default().part(&path, next),
        first: (!cursor.is_empty()).then_some(path),
    };
    render(visit.cx, &page)
}

/// What was done just before, which the redirect says.
fn notice(visit: &Visit<'_>, resource: &Resource) -> Option<String> {
    let done = match visit.cx.query_value("done")?.as_str() {
        "saved" => "is saved. Shoppers see it in a moment.",
        "deleted" => "is gone.",
        _ => return None,
    };
    Some(format!("The {} {done}", resource.one))
        .map(|words| words.replace("settings is", "settings are"))
}

/// `GET /admin/new/{folder}`
pub async fn show_new(visit: &Visit<'_>, folder: &str) -> Result<Answer, Problem> {
    show_resource(visit, folder, NEW).await
}

/// `POST /admin/new/{folder}`
pub async fn create_resource(visit: &Visit<'_>, folder: &str) -> Result<Answer, Problem> {
    save_resource(visit, folder, NEW).await
}

/// `GET /admin/{folder}/{name}`
pub async fn show_resource(visit: &Visit<'_>, folder: &str, name: &str) -> Result<Answer, Problem> {
    let resource = find(folder)?;
    let form = match name {
        NEW if resource.is_single => return Err(Problem::not_found()),
        NEW if !visit.member.role.has(resource.write) => {
            return Err(Problem::new(403, "not_allowed", "Making one is not open to your role."));
        }
        NEW => FormState::stored((resource.blank)()),
        _ => match visit.get(address(resource, name)).await {
            // One of the names that can be chosen is there to be written for the first time.
            Err(problem) if problem.status == 404 && resource.names.contains(&name) => {
                FormState::stored(json!({"revision": 0}))
            }
            stored => FormState::stored(stored?),
        },
    };
    let page = stored_page(visit, resource, name, form).await;
    render(visit.cx, &page)
}

/// A form of what is stored; of a price list just the part that is looked at.
async fn stored_page(
    visit: &Visit<'_>,
    resource: &'static Resource,
    name: &str,
    mut form: FormState,
) -> FormPage {
    let part = match resource.folder {
        "price-lists" if name != NEW => {
            let asked = asked_part(visit);
            let page = asked.value("page").parse().unwrap_or(1);
            let words = asked.value("q");
            let is_of_product = form.cut(|list| !words.is_empty() && !prices::finds(list, words));
            let skus = if is_of_product { skus_of(visit, words).await } else { Vec::new() };
            Some(form.cut(|list| prices::cut(list, words, &skus, page)))
        }
        _ => None,
    };
    FormPage { part, ..form_page(visit, resource, name, form).await }
}

/// What is sold of products whose titles go with the words.
async fn skus_of(visit: &Visit<'_>, words: &str) -> Vec<String> {
    let path = format!("/products?limit={SEARCHED_PRODUCTS}&q={}", encoded(words));
    let found: Value = visit.get(path).await.unwrap_or_default();
    let handles = list(&found, "products").iter().map(|one| text(one, "handle"));
    let asked = handles.map(|handle| visit.get(format!("/products/{}", encoded(&handle))));
    let products: Vec<Result<Value, Problem>> = join_all(asked).await;
    let variants = products.iter().flatten().flat_map(|product| list(product, "variants"));
    variants.map(|variant| text(variant, "sku")).collect()
}

fn text(one: &Value, name: &str) -> String {
    one.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn list<'a>(one: &'a Value, name: &str) -> &'a [Value] {
    one.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Which part of a price list is looked at.
fn asked_part(visit: &Visit<'_>) -> Filters {
    Filters::of(&visit.cx.query, &["q", "page"])
}

/// In the API.
fn address(resource: &Resource, name: &str) -> String {
    if resource.is_single {
        format!("/{}", resource.folder)
    } else {
        format!("/{}/{}", resource.folder, encoded(name))
    }
}

async fn price_lists(visit: &Visit<'_>, resource: &Resource) -> Vec<(String, String)> {
    if resource.folder != "markets" {
        return Vec::new();
    }
    let lists: Value = visit.get("/price-lists?limit=100").await.unwrap_or_default();
    let lists = list(&lists, "price_lists").iter();
    lists.map(|list| (text(list, "id"), text(list, "title"))).collect()
}

/// The newest pictures, where the form has a place for some.
async fn pictures(visit: &Visit<'_>, resource: &Resource) -> Vec<MediaResource> {
    if !resource.has_pictures() {
        return Vec::new();
    }
    let newest = visit.get::<MediaEntries>(format!("/media?limit={OFFERED_PICTURES}")).await;
    newest.map_or_else(|_| Vec::new(), |list| list.media)
}

async fn form_page(
    visit: &Visit<'_>,
    resource: &'static Resource,
    name: &str,
    form: FormState,
) -> FormPage {
    let is_new = name == NEW;
    let title = match form.text("title") {
        _ if resource.is_single => resource.title.to_owned(),
        _ if is_new => format!("New {}", resource.one),
        title if title.is_empty() => name.to_owned(),
        title => title,
    };
    let (shop, price_lists, pictures, frame) = join!(
        read_shop(visit.cx),
        price_lists(visit, resource),
        pictures(visit, resource),
        visit.frame(title, resource.folder)
    );
    let currency = shop.map_or("EUR", |shop| shop.market.currency.code());
    FormPage {
        frame: frame.notice(notice(visit, resource)),
        resource,
        name: (!is_new && !resource.is_single).then(|| name.to_owned()),
        form,
        currency: currency.to_owned(),
        price_lists,
        pictures,
        asked: asked_part(visit),
        part: None,
        theirs: None,
    }
}

/// `POST /admin/{folder}/{name}`: saves, or shows the form in another shape, with more rows.
pub async fn save_resource(visit: &Visit<'_>, folder: &str, name: &str) -> Result<Answer, Problem> {
    let resource = find(folder)?;
    let (filled, uploaded) = sending::read(visit).await?;
    if let Err(problem) = uploaded {
        return show_again(visit, resource, name, filled, &problem).await;
    }
    if filled.own("_intent") == "shape" {
        let page = form_page(visit, resource, name, FormState::typed(filled)).await;
        return render(visit.cx, &page);
    }
    match send(visit, resource, name, &filled).await {
        Ok(saved) => {
            let path = if resource.is_single {
                format!("/admin/{folder}")
            } else {
                format!("/admin/{folder}/{}", encoded(&saved))
            };
            let location = asked_part(visit).with("done", "saved").address(&path);
            Ok(Reply::redirect(303, location).into())
        }
        Err(problem) if matches!(problem.status, 400 | 404 | 409 | 412 | 413 | 422) => {
            show_again(visit, resource, name, filled, &problem).await
        }
        Err(problem) => Err(problem),
    }
}

/// Answers with the name that it has from now on.
async fn send(
    visit: &Visit<'_>,
    resource: &'static Resource,
    name: &str,
    filled: &Filled,
) -> Result<String, Problem> {
    let mut body = filled.json()?;
    resource.shape(&mut body, filled.own("_members"));
    let is_new = name == NEW;
    let target = if is_new {
        let typed = filled.own("_name").trim();
        let target = if typed.is_empty() { resource.usual_name(&body) } else { typed.to_owned() };
        Handle::parse(&target)
            .map_err(|error| Problem::invalid_field("_name", error.to_string()))?;
        target
    } else {
        name.to_owned()
    };
    // What is not there has no revision.
    let revision = if is_new { "0" } else { filled.own("_revision") };
    let path = address(resource, &target);
    let saved = sending::put(visit, resource, &path, filled, &body, revision).await;
    let saved = saved.map_err(|problem| {
        if is_new && problem.status == 412 {
            let sentence = format!("There is a {} of this name already.", resource.one);
            return Problem::invalid_field("_name", sentence);
        }
        at_name(problem)
    })?;
    let name = saved.get(resource.name).and_then(Value::as_str);
    Ok(name.unwrap_or(&target).to_owned())
}

/// What is wrong with the name stands at its field.
fn at_name(mut problem: Problem) -> Problem {
    for error in &mut problem.errors {
        if matches!(error.field.as_str(), "id" | "handle") {
            "_name".clone_into(&mut error.field);
        }
    }
    problem
}

/// The form with all that was typed, and what is wrong with it.
async fn show_again(
    visit: &Visit<'_>,
    resource: &'static Resource,
    name: &str,
    filled: Filled,
    problem: &Problem,
) -> Result<Answer, Problem> {
    let mut mine = filled.json().unwrap_or_else(|_| json!({}));
    resource.shape(&mut mine, filled.own("_members"));
    let form = FormState::refused(filled, problem);
    let mut page = form_page(visit, resource, name, form).await;
    if problem.status == 412 {
        let theirs = problem.more.get("current").cloned().unwrap_or_default();
        let revision = theirs.get("revision").map_or_else(|| "0".to_owned(), Value::to_string);
        page.form.revision.clone_from(&revision);
        page.theirs = Some((revision, differences(&theirs, &mine)));
    }
    show(visit.cx, &page, Some(problem))
}

/// `POST /admin/{folder}/{name}/deletion`
pub async fn delete_resource(
    visit: &Visit<'_>,
    folder: &str,
    name: &str,
) -> Result<Answer, Problem> {
    let resource = find(folder)?;
    let filled = Filled::parse(&visit.cx.body_bytes(MAX_FORM_BYTES).await?);
    let wish = Wish::delete(address(resource, name)).if_match(filled.own("_revision"));
    let gone = || Ok(Reply::redirect(303, format!("/admin/{folder}?done=deleted")).into());
    match visit.ask(wish).await {
        Ok(_) => gone(),
        Err(problem) if problem.status == 404 => gone(),
        Err(problem) if matches!(problem.status, 409 | 412) => {
            let stored: Value = visit.get(address(resource, name)).await?;
            let mut form = FormState::stored(stored);
            form.refusal = Some(problem.detail.clone());
            let page = stored_page(visit, resource, name, form).await;
            show(visit.cx, &page, Some(&problem))
        }
        Err(problem) => Err(problem),
    }
}
