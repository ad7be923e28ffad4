//! A product being made or changed.

use futures_util::join;
use serde_json::Value;
use worker::Method;

use super::belonging::{Chosen, Left};
use super::body::{at_fields, blank, body_of, with_option_values};
use super::collecting::{belongings_of, change_belongings};
use super::differences::{differences, take};
use super::intents::apply;
use super::making::handle_of;
use super::sheet::{PictureRow, Sheet};
use super::views::{EditorPage, ShopFacts, Standing};
use crate::admin::desk::Wish;
use crate::admin::form::{Filled, FormState};
use crate::admin::posted::{Posted, read_posted};
use crate::admin::visit::Visit;
use crate::admin::words::encoded;
use crate::catalog::Status;
use crate::content::{read_shop, render};
use crate::kernel::from_value;
use crate::media::MAX_UPLOAD_BYTES;
use crate::web::{Answer, Problem, Reply};

/// What the editor shows, and what was just done to it.
struct Editing {
    handle: Option<String>,
    form: FormState,
    sheet: Sheet,
    status: u16,
    note: Option<String>,
    notice: Option<String>,
    /// The product as it is stored, where it was read already.
    standing: Option<Standing>,
    /// What somebody else saved meanwhile.
    theirs: Option<Value>,
    /// The collections that were ticked, where the form was sent.
    chosen: Option<Chosen>,
    /// What the form before could not do to collections.
    left: Option<Left>,
    shows_preview: bool,
}

impl Editing {
    fn of(handle: Option<&str>, form: FormState) -> Self {
        let sheet = Sheet::of(&form);
        let handle = handle.map(str::to_owned);
        Self {
            handle,
            form,
            sheet,
            status: 200,
            note: None,
            notice: None,
            standing: None,
            theirs: None,
            chosen: None,
            left: None,
            shows_preview: false,
        }
    }
}

fn path_of(handle: &str) -> String {
    format!("/products/{}", encoded(handle))
}

/// `GET /admin/products/new`
pub async fn show_new(visit: &Visit<'_>) -> Result<Answer, Problem> {
    // Who may not see products learns it here and not when saving.
    visit.get::<Value>("/products?limit=1").await?;
    show(visit, Editing::of(None, FormState::stored(blank()))).await
}

/// `GET /admin/products/{handle}`
pub async fn show_product(visit: &Visit<'_>, handle: &str) -> Result<Answer, Problem> {
    let resource: Value = visit.get(path_of(handle)).await?;
    let standing = standing(&resource)?;
    let mut editing = Editing::of(Some(handle), FormState::stored(with_option_values(resource)));
    editing.standing = Some(standing);
    let done = visit.cx.query_value("done");
    editing.left =
        done.as_ref().filter(|done| *done == "partly").map(|_| Left::of(&visit.cx.query));
    editing.notice = done.and_then(|done| {
        Some(match done.as_str() {
            "created" => {
                "The product is there. Shoppers see it as soon as its status says so.".to_owned()
            }
            "saved" => "Saved. The shop shows it within seconds.".to_owned(),
            "moved" => "Saved. The old address leads to the new one.".to_owned(),
            "archived" => "It is out of the shop and keeps its address.".to_owned(),
            "restored" => "It is a draft again. Publish it when it is ready.".to_owned(),
            _ => return None,
        })
    });
    show(visit, editing).await
}

/// `POST /admin/products/new`
pub async fn create_product(visit: &Visit<'_>) -> Result<Answer, Problem> {
    change(visit, None).await
}

/// `POST /admin/products/{handle}`
pub async fn change_product(visit: &Visit<'_>, handle: &str) -> Result<Answer, Problem> {
    change(visit, Some(handle)).await
}

async fn change(visit: &Visit<'_>, handle: Option<&str>) -> Result<Answer, Problem> {
    let Posted { filled, file: picture } =
        read_posted(visit.cx, "_picture", MAX_UPLOAD_BYTES).await?;
    let intent = filled.own("_intent").to_owned();
    if !matches!(intent.as_str(), "" | "save") {
        return alter(visit, handle, filled, &intent, picture).await;
    }
    let chosen = Chosen::of(&filled);
    // A file that was chosen and not uploaded yet belongs to what is saved.
    let filled = match picture {
        Some(picture) => match with_picture(visit, &filled, picture).await {
            Ok(filled) => filled,
            Err(problem) => return refuse(visit, handle, filled, chosen, problem).await,
        },
        None => filled,
    };
    match save(visit, handle, &filled, &chosen).await {
        Ok(location) => Ok(Reply::redirect(303, location).into()),
        Err(problem) => refuse(visit, handle, filled, chosen, problem).await,
    }
}

/// Answers with the address to go on at.
async fn save(
    visit: &Visit<'_>,
    handle: Option<&str>,
    filled: &Filled,
    chosen: &Chosen,
) -> Result<String, Problem> {
    let body = body_of(filled)?;
    let typed = body.get("handle").and_then(Value::as_str).map(str::to_owned);
    let made = || handle_of(body.get("title").and_then(Value::as_str).unwrap_or_default());
    let address = match handle {
        Some(handle) => handle.to_owned(),
        None => typed.unwrap_or_else(made),
    };
    // Something new is made only where nothing is.
    let revision = if handle.is_some() { filled.own("_revision") } else { "0" };
    let wish = Wish::send(Method::Put, path_of(&address), &body).if_match(revision);
    let saved: Value = visit.ask(wish).await?.read()?;
    let now = saved.get("handle").and_then(Value::as_str).unwrap_or(&address);
    let done = match handle {
        None => "created",
        Some(before) if before != now => "moved",
        Some(_) => "saved",
    };
    Ok(settled(visit, now, chosen, done).await)
}

/// Brings a product that is saved into its collections; answers with the address to go on at.
async fn settled(visit: &Visit<'_>, handle: &str, chosen: &Chosen, done: &str) -> String {
    let left = change_belongings(visit, handle, chosen).await;
    let done = if left.is_empty() { done } else { "partly" };
    left.filters().with("done", done).address(&format!("/admin{}", path_of(handle)))
}

/// The form again, with all that was typed and what stands against it.
async fn refuse(
    visit: &Visit<'_>,
    mut handle: Option<&str>,
    filled: Filled,
    chosen: Chosen,
    problem: Problem,
) -> Result<Answer, Problem> {
    let mut problem = at_fields(problem);
    let theirs = match (problem.status, handle) {
        (401 | 403, _) => return Err(problem),
        (412, Some(handle)) => match problem.more.remove("current") {
            Some(current) => Some(current),
            None => Some(visit.get::<Value>(path_of(handle)).await?),
        },
        (412, None) => {
            problem = Problem {
                status: 409,
                ..Problem::invalid_field("handle", "Another product has this address already.")
            };
            None
        }
        _ => None,
    };
    let theirs = theirs.filter(|theirs| !theirs.is_null());
    if problem.status == 412 && theirs.is_none() {
        handle = None;
        "Somebody gave this product another address meanwhile. Look for it in the list; what you typed is below.".clone_into(&mut problem.detail);
    }
    let mut form = FormState::refused(filled, &problem);
    if let (Some(theirs), Some(handle)) = (&theirs, handle) {
        let theirs = Sheet::of(&FormState::stored(with_option_values(theirs.clone())));
        if differences(&theirs, &Sheet::of(&form)).is_empty() {
            // It was saved just so: the answer got lost on the way, and the form was sent again.
            // Its collections may have been left.
            let location = settled(visit, handle, &chosen, "saved").await;
            return Ok(Reply::redirect(303, location).into());
        }
    }
    if let [only] = problem.errors.as_slice() {
        form.refusal = Some(only.detail.clone());
    }
    if theirs.is_some() {
        form.refusal = None;
    }
    let mut editing = Editing::of(handle, form);
    editing.status = problem.status;
    editing.theirs = theirs;
    editing.chosen = Some(chosen);
    show(visit, editing).await
}

/// What a button does that does not save.
async fn alter(
    visit: &Visit<'_>,
    handle: Option<&str>,
    filled: Filled,
    intent: &str,
    picture: Option<worker::wasm_bindgen::JsValue>,
) -> Result<Answer, Problem> {
    let shop = read_shop(visit.cx).await?;
    let chosen = Chosen::of(&filled);
    let theirs = match handle {
        Some(handle) if !filled.own("_theirs").is_empty() => {
            Some(visit.get::<Value>(path_of(handle)).await?)
        }
        _ => None,
    };
    let filled = match (intent, picture) {
        ("upload", None) => {
            let problem = Problem::invalid_field("media", "Choose a picture first.");
            return refuse(visit, handle, filled, chosen, problem).await;
        }
        ("upload", Some(picture)) => match with_picture(visit, &filled, picture).await {
            Ok(filled) => filled,
            Err(problem) => return refuse(visit, handle, filled, chosen, problem).await,
        },
        _ => filled,
    };
    let mut sheet = Sheet::of(&FormState::typed(filled.clone()));
    let mut applied = apply(intent, &mut sheet, &filled);
    if let (Some(key), Some(theirs)) = (intent.strip_prefix("take:"), &theirs) {
        let theirs = FormState::stored(with_option_values(theirs.clone()));
        take(&mut sheet, &Sheet::of(&theirs), key);
        applied.note = Some("Taken over from the other version. Save to keep it.".to_owned());
    }
    if intent == "upload" {
        applied.note =
            Some("The picture is here. It belongs to the product once you save.".to_owned());
    }
    let own = ["_revision"].map(|name| (name.to_owned(), filled.own(name).to_owned()));
    let mut form = FormState::typed(sheet.filled(shop.currency, own));
    form.faults.extend(applied.fault);
    form.refusal = form.faults.first().map(|fault| fault.detail.clone());
    let mut editing = Editing::of(handle, form);
    editing.status = if editing.form.faults.is_empty() { 200 } else { 422 };
    editing.note = applied.note;
    editing.chosen = Some(chosen);
    editing.theirs = theirs;
    editing.shows_preview = intent == "preview";
    show(visit, editing).await
}

/// Hands a chosen file to the API, and puts its picture at the end.
async fn with_picture(
    visit: &Visit<'_>,
    filled: &Filled,
    picture: worker::wasm_bindgen::JsValue,
) -> Result<Filled, Problem> {
    let shop = read_shop(visit.cx).await?;
    let sent = visit.ask(Wish::bytes(Method::Post, "/media", picture)).await;
    let media: Value =
        sent.map_err(|problem| Problem::invalid_field("media", problem.detail))?.read()?;
    let hash = media.get("hash").and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut sheet = Sheet::of(&FormState::typed(filled.clone()));
    if !sheet.pictures.iter().any(|known| known.hash == hash) {
        let alt = filled.own("_picture_alt").to_owned();
        sheet.pictures.push(PictureRow { hash, alt });
    }
    let own = ["_revision", "_theirs"].map(|name| (name.to_owned(), filled.own(name).to_owned()));
    Ok(sheet.filled(shop.currency, own))
}

async fn show(visit: &Visit<'_>, mut editing: Editing) -> Result<Answer, Problem> {
    let shop = read_shop(visit.cx).await?;
    let handle = editing.handle.clone();
    let (standing, (mut belongings, has_more_collections), tax_classes) = join!(
        standing_of(visit, &editing),
        belongings_of(visit, handle.as_deref(), editing.chosen.as_ref()),
        tax_classes(visit)
    );
    let standing = standing?;
    if let Some(left) = &editing.left {
        editing.notice = Some(left.keep(&mut belongings));
    }
    let conflict = editing.theirs.take().map(|theirs| {
        let theirs = FormState::stored(with_option_values(theirs));
        editing.form.revision.clone_from(&theirs.revision);
        differences(&Sheet::of(&theirs), &editing.sheet)
    });
    let title = match editing.sheet.text("title").trim() {
        "" => "New product".to_owned(),
        title => title.to_owned(),
    };
    let page = EditorPage {
        frame: visit.frame(title, "products").await.notice(editing.notice),
        status: editing.status,
        form: editing.form,
        sheet: editing.sheet,
        standing,
        shop: ShopFacts {
            name: shop.name.clone(),
            origin: visit.cx.origin.clone(),
            currency: shop.currency,
        },
        note: editing.note,
        conflict,
        shows_preview: editing.shows_preview,
        belongings,
        has_more_collections,
        tax_classes,
    };
    render(visit.cx, &page)
}

/// The product as it is stored, which a refused form does not say.
async fn standing_of(visit: &Visit<'_>, editing: &Editing) -> Result<Option<Standing>, Problem> {
    match (&editing.standing, &editing.handle, &editing.theirs) {
        (Some(known), ..) => Ok(Some(known.clone())),
        (_, None, _) => Ok(None),
        (_, _, Some(theirs)) => standing(theirs).map(Some),
        (_, Some(handle), None) => standing(&visit.get(path_of(handle)).await?).map(Some),
    }
}

fn standing(resource: &Value) -> Result<Standing, Problem> {
    from_value(resource)
        .map_err(|fault| Problem::internal(&format!("the desk's product: {fault:?}")))
}

/// Classes that a tax zone names.
async fn tax_classes(visit: &Visit<'_>) -> Vec<String> {
    let zones: Value = visit.get("/tax-zones").await.unwrap_or_default();
    let mut found = vec!["standard".to_owned(), "reduced".to_owned()];
    collect_classes(&zones, &mut found);
    found
}

fn collect_classes(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect_classes(item, found)),
        Value::Object(fields) => {
            for (name, field) in fields {
                match field.as_str() {
                    Some(class)
                        if name == "tax_class" && !found.iter().any(|known| known == class) =>
                    {
                        found.push(class.to_owned());
                    }
                    _ => collect_classes(field, found),
                }
            }
        }
        _ => {}
    }
}

/// `POST /admin/products/{handle}/archive`
pub async fn archive_product(visit: &Visit<'_>, handle: &str) -> Result<Answer, Problem> {
    visit.ask(Wish::delete(path_of(handle))).await?;
    Ok(Reply::redirect(303, format!("/admin{}?done=archived", path_of(handle))).into())
}

/// `POST /admin/products/{handle}/restoration`: an archived product becomes a draft.
pub async fn restore_product(visit: &Visit<'_>, handle: &str) -> Result<Answer, Problem> {
    let mut resource: Value = visit.get(path_of(handle)).await?;
    let revision = resource.get("revision").map(Value::to_string).unwrap_or_default();
    if let Some(fields) = resource.as_object_mut() {
        for shown in ["revision", "created_at", "updated_at"] {
            fields.remove(shown);
        }
        fields.insert("status".to_owned(), Value::from(Status::Draft.as_str()));
    }
    visit.ask(Wish::send(Method::Put, path_of(handle), &resource).if_match(&revision)).await?;
    Ok(Reply::redirect(303, format!("/admin{}?done=restored", path_of(handle))).into())
}
