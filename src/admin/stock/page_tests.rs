//! The pages of stock say what the API tells.

use askama::Template;

use super::list_page::{StockPage, Tab};
use super::page::{Asked, Refused, SkuPage};
use super::told::{MovementList, Report, StockList, ToldStock};
use super::upload_page::UploadPage;
use crate::admin::views::{Filters, Frame};
use crate::admin::words::Names;
use crate::admin::{Member, Role};
use crate::kernel::from_json;
use crate::web::{Form, Problem};

fn frame(role: Role) -> Frame {
    let member = Member {
        id: "me".to_owned(),
        email: "me@example.org".to_owned(),
        name: "Olive".to_owned(),
        role,
        session: None,
    };
    Frame::new("Stock".to_owned(), "stock", "Headland".to_owned(), member)
}

fn page(role: Role, refused: Option<Refused>) -> String {
    let stock: ToldStock = from_json(
        br#"{"sku":"MUG 1","available":0,"on_hand":5,"committed":6,"reserved":1,"safety":0,"oversold":2,
            "locations":[{"location":"main","on_hand":3},{"location":"shop-berlin","on_hand":2}],
            "holds":[{"order":"01ABCDEFGH","kind":"committed","quantity":6,"waiting":1,"until":null,"since":null},
              {"order":"01ABCDEFGJ","kind":"reserved","quantity":1,"waiting":0,"until":"2026-11-26T10:00:00Z","since":null}]}"#,
    )
    .unwrap();
    let ledger: MovementList = from_json(
        br#"{"movements":[
            {"seq":3,"at":"2026-11-26T10:00:00Z","kind":"shipped","location":"main","on_hand":-2,"committed":-2,"order":"01ABCDEFGH"},
            {"seq":2,"at":"2026-11-26T09:00:00Z","kind":"adjusted","location":"main","on_hand":-1,"reason":"Dropped <it>","by":"staff:me"},
            {"seq":1,"at":"2026-11-25T09:00:00Z","kind":"adjusted","location":"main","on_hand":8,"counted_at":"2026-11-25T09:00:00Z","by":"token:erp"}],
            "next_cursor":"1"}"#,
    )
    .unwrap();
    let names = Names::new("staff:me".to_owned(), std::collections::BTreeMap::new());
    let page = SkuPage {
        frame: frame(role),
        stock,
        sold: None,
        ledger,
        is_later: false,
        names,
        key: "k".to_owned(),
        refused,
    };
    page.render().unwrap()
}

#[test]
fn a_sku_shows_its_counts_its_holds_and_its_ledger() {
    let html = page(Role::Owner, None);
    for text in [
        "2 oversold",
        "shop-berlin",
        "/admin/orders/01ABCDEFGH",
        "Dropped &#60;it&#62;",
        " · you",
        "on hand −2",
        "Counted",
        "/admin/stock/MUG%201/adjustments",
        r#"name="expected_on_hand" value="3""#,
        "?cursor=1",
    ] {
        assert!(html.contains(text), "{text}");
    }
    let html = page(Role::Support, None);
    assert!(!html.contains("MUG%201/"), "who may not count has no form");
}

#[test]
fn a_refused_form_keeps_what_was_typed_and_says_why_in_its_place() {
    let typed = [("delta", "many"), ("reason", "Fell"), ("location", "main")];
    let form = Form::from_iter(typed.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let problem = Problem::invalid_field("delta", "“many” is no whole number of units.");
    let html = page(Role::Owner, Some(Refused { asked: Asked::Adjustment, form, problem }));
    for text in [r#"value="many""#, r#"value="Fell""#, "is no whole number", "aria-invalid"] {
        assert!(html.contains(text), "{text}");
    }
}

#[test]
fn lists_and_reports_say_what_is_to_be_done() {
    let list: StockList = from_json(
        br#"{"stock":[{"sku":"A/1","product":"mug","title":"Mug <b>","available":null,"on_hand":0,"committed":0,"reserved":0,"safety":0,"oversold":0}],"next_cursor":"A/1"}"#,
    )
    .unwrap();
    let page = StockPage {
        frame: frame(Role::Manager),
        tab: Tab::find("not_tracked").unwrap(),
        filters: Filters::of("filter=not_tracked", &["filter"]),
        list,
        is_later: false,
    };
    let html = page.render().unwrap();
    for text in ["/admin/stock/A%2F1", "Mug &#60;b&#62;", "Not counted", "cursor=A%2F1"] {
        assert!(html.contains(text), "{text}");
    }
    let report: Report = from_json(
        br#"{"summary":{"rows":3,"counted":1,"unmatched":1,"refused":1},"unmatched":["X"],"results":[
            {"line":2,"sku":"A","status":200},
            {"line":3,"sku":"X","status":404,"problem":{"detail":"Nothing in the catalogue has this SKU."}},
            {"line":4,"sku":"B","status":422,"column":"on_hand","problem":{"detail":"`on_hand`: No.","errors":[{"field":"on_hand","detail":"Give a number."}]}}]}"#,
    )
    .unwrap();
    let page = UploadPage {
        frame: frame(Role::Manager),
        key: "k".to_owned(),
        problem: None,
        report: Some(report),
    };
    let html = page.render().unwrap();
    for text in ["1 of 3 rows counted", "Nothing in the catalogue", "Give a number.", "on_hand"] {
        assert!(html.contains(text), "{text}");
    }
}
