use super::*;
use crate::web::parse_query;

fn list(query: &str) -> Result<ProductList, Option<String>> {
    let query: ProductListQuery = parse_query(query).map_err(first_field)?;
    query.read(Timestamp::from_millis(1000)).map_err(first_field)
}

fn first_field(problem: Problem) -> Option<String> {
    assert_eq!(problem.status, 400);
    problem.errors.into_iter().next().map(|error| error.field)
}

#[test]
fn what_is_no_filter_is_refused_by_its_name() {
    for (query, field) in [
        ("status=gone", "status"),
        ("stock=some", "stock"),
        ("on_sale=1", "on_sale"),
        ("sort=random", "sort"),
        ("collection=No", "collection"),
        ("cursor=x", "cursor"),
        ("cursor=1.x", "cursor"),
        ("limit=0", "limit"),
        ("colour=red", "colour"),
    ] {
        assert_eq!(list(query).err().flatten().as_deref(), Some(field), "{query}");
    }
    assert!(list("cursor=1.x&sort=title").is_ok());
}

#[test]
fn a_narrow_filter_leads_and_a_wide_one_is_only_asked() {
    let found = list("tag=blue&on_sale=true&q=throw").unwrap();
    let plain = |counts: &[u32]| {
        let text = found.page(counts).text;
        (text.matches(" AND id IN").count(), text.matches(" AND +id IN").count(), text)
    };
    let (leading, asked, text) = plain(&[30, 7, DENSE]);
    assert_eq!((leading, asked), (1, 2));
    assert!(text.contains("AND id IN (SELECT product_id FROM product_tags"), "{text}");
    let (leading, asked, _) = plain(&[DENSE; 3]);
    assert_eq!((leading, asked), (0, 3));
}

#[test]
fn every_parameter_has_its_place() {
    for query in [
        "",
        "q=throw&tag=a&collection=b&stock=low&on_sale=true&vendor=c&type=d&status=draft&cursor=7.9&sort=price",
        "stock=oversold&cursor=7.a%20title&sort=title",
    ] {
        let found = list(query).unwrap();
        for sql in found.counts().into_iter().chain([found.page(&[1, 2, 3, 4, 5])]) {
            assert_eq!(sql.text.matches('?').count(), sql.parameters.len(), "{}", sql.text);
        }
    }
    assert_eq!(list("").unwrap().counts(), None);
}

#[test]
fn no_text_becomes_syntax() {
    for (typed, expression) in
        [("Linen Thr", "\"linen\" \"thr\"*"), ("a OR \"b", "\"a\" \"or\" \"b\""), ("*", "\"\"")]
    {
        assert_eq!(searched(typed).parameters.first(), Some(&Value::Text(expression.to_owned())));
    }
}
