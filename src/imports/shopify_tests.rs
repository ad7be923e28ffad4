use std::collections::HashMap;

use proptest::prelude::*;

use super::*;
use crate::catalog::ProductDraft;

const START: Place = Place { offset: 0, line: 1 };

const OLDER: &str = "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Variant Compare At Price,Variant Requires Shipping,Variant Taxable,Variant Barcode,Image Src,Image Position,Image Alt Text,SEO Title,SEO Description,Variant Image,Status\n\
throw,Linen throw,<p>Woven <b>slowly</b>.</p>,Ærø,Throws,\"linen, blue,linen\",TRUE,Colour,Blue,Size,L,THROW-B,750.0,4,89.00,99.00,true,true,'401,https://pics.example/b.jpg,2,Blue,Throw,A throw,https://pics.example/b.jpg,active\n\
throw,,,,,,,,Red,,L,THROW-R,751,-2,89.00,,true,true,,https://pics.example/r.jpg,1,Red,,,https://pics.example/r.jpg,\n\
throw,,,,,,,,,,,,,,,,,,,https://pics.example/x.jpg,3,,,,,\n\
card,Gift card,,,,,FALSE,Title,Default Title,,,CARD,0,,10.00,10.00,false,false,,,,,,,,active\n";

const NEWER: &str = "Title,URL handle,Description,Vendor,Type,Tags,Published on online store,Status,SKU,Barcode,Option1 name,Option1 value,Option2 name,Option2 value,Price,Compare-at price,Charge tax,Inventory quantity,Weight value (grams),Requires shipping,Product image URL,Image position,Image alt text,Variant image URL,SEO title,SEO description\n\
Linen throw,throw,<p>Woven <b>slowly</b>.</p>,Ærø,Throws,\"linen, blue,linen\",TRUE,Active,THROW-B,'401,Colour,Blue,Size,L,89.00,99.00,TRUE,4,750.0,TRUE,https://pics.example/b.jpg,2,Blue,https://pics.example/b.jpg,Throw,A throw\n\
,throw,,,,,,,THROW-R,,,Red,,L,89.00,,TRUE,-2,751,TRUE,https://pics.example/r.jpg,1,Red,https://pics.example/r.jpg,,\n\
,throw,,,,,,,,,,,,,,,,,,,https://pics.example/x.jpg,3,,,,\n\
Gift card,card,,,,,FALSE,Active,CARD,,Title,Default Title,,,10.00,10.00,FALSE,,0,FALSE,,,,,,\n";

fn products(file: &str) -> (Vec<Found>, Columns) {
    let header = read_header(file.as_bytes(), true).unwrap();
    let (names, start) = (header.texts().to_vec(), header.end);
    let columns = Columns::read(&names).unwrap();
    let part = &file.as_bytes()[usize::try_from(start.offset).unwrap()..];
    match read(part, start, true, 1000, &columns, Currency::EUR) {
        Part::Products { products, .. } => (products, columns),
        Part::TooShort => panic!("the part is too short"),
    }
}

fn hashes() -> HashMap<String, String> {
    ["b", "r", "x"].map(|name| (format!("https://pics.example/{name}.jpg"), name.repeat(64))).into()
}

fn draft(found: &Found, stored: Option<&ProductDraft>) -> ProductDraft {
    found.content.as_ref().expect("a product").draft(stored, &hashes())
}

#[test]
fn both_generations_of_the_format_say_the_same() {
    let (older, _) = products(OLDER);
    let (newer, _) = products(NEWER);
    assert_eq!(older.len(), 2);
    for (one, other) in older.iter().zip(&newer) {
        assert_eq!(draft(one, None), draft(other, None));
        assert_eq!((one.line, one.rows, &one.handle), (other.line, other.rows, &other.handle));
    }
    let throw = draft(&older[0], None);
    assert_eq!(throw.description, "Woven **slowly**.");
    assert_eq!(throw.tags, ["linen", "blue"]);
    assert_eq!(throw.status, Status::Active);
    let pictures: Vec<&str> = throw.media.iter().map(|media| &media.hash[..1]).collect();
    assert_eq!(pictures, ["r", "b", "x"]);
    let [blue, red] = throw.variants.as_slice() else { panic!() };
    assert_eq!(
        (blue.options.as_slice(), red.options[0].as_str()),
        (&["Blue".into(), "L".into()][..], "Red")
    );
    assert_eq!((blue.weight_grams, blue.barcode.as_deref()), (750, Some("401")));
    assert_eq!(blue.compare_at_price.map(|price| price.amount_minor), Some(9900));
    assert_eq!(blue.media.as_deref(), Some("b".repeat(64).as_str()));
    let Some(Content::Columns(product)) = &older[0].content else { panic!() };
    let quantities: Vec<_> =
        product.variants.iter().flatten().map(|variant| variant.quantity).collect();
    assert_eq!(quantities, [Some(4), Some(0)]);

    let card = draft(&older[1], None);
    assert!(card.options.is_empty() && card.variants[0].options.is_empty());
    assert_eq!((card.status, card.tax_class.as_str()), (Status::Draft, "exempt"));
    assert_eq!(
        (card.variants[0].compare_at_price, card.variants[0].requires_shipping),
        (None, false)
    );
    assert_eq!(older[1].troubles.len(), 1, "{:?}", older[1].troubles);
    assert!(draft(&older[0], None).accept(Currency::EUR).is_ok());
}

#[test]
fn what_no_column_is_about_stays_as_it_is() {
    let mut stored = draft(&products(OLDER).0[0], None);
    stored.safety.manufacturer = "Weavers".to_owned();
    stored.seo.title = "Own".to_owned();
    stored.tax_class = "reduced".to_owned();
    let (found, _) = products("Handle,Title,Tags\nthrow,New title,a\n");
    let merged = draft(&found[0], Some(&stored));
    let expected = ProductDraft {
        title: "New title".to_owned(),
        tags: vec!["a".to_owned()],
        ..stored.clone()
    };
    assert_eq!(merged, expected);
    let (found, _) = products("Handle,Title,Variant SKU,Variant Price\nthrow,,THROW-B,70\n");
    let merged = draft(&found[0], Some(&stored));
    assert_eq!((merged.title.as_str(), merged.variants.len()), ("Linen throw", 1));
    let blue = ProductDraft { variants: stored.variants.clone(), ..stored.clone() };
    assert_eq!(merged.variants[0].weight_grams, blue.variants[0].weight_grams);
    assert_eq!(merged.media, stored.media);
}

#[test]
fn a_bad_row_is_named_by_line_column_and_reason_and_its_product_is_left_out() {
    let header = "Handle,Title,Variant SKU,Variant Price,Variant Grams,Variant Inventory Qty,Published,Status,Variant Requires Shipping,Option1 Name,Option1 Value";
    for (row, column) in [
        ("a,A,,5,1,1,TRUE,active,TRUE,,", "Variant SKU"),
        ("a,A,x/y,5,1,1,TRUE,active,TRUE,,", "Variant SKU"),
        ("a,A,X,,1,1,TRUE,active,TRUE,,", "Variant Price"),
        ("a,A,X,five,1,1,TRUE,active,TRUE,,", "Variant Price"),
        ("a,A,X,-5,1,1,TRUE,active,TRUE,,", "Variant Price"),
        ("a,A,X,5,2 kg,1,TRUE,active,TRUE,,", "Variant Grams"),
        ("a,A,X,5,1,many,TRUE,active,TRUE,,", "Variant Inventory Qty"),
        ("a,A,X,5,1,1,perhaps,active,TRUE,,", "Published"),
        ("a,A,X,5,1,1,TRUE,sold,TRUE,,", "Status"),
        ("a,A,X,5,1,1,TRUE,active,maybe,,", "Variant Requires Shipping"),
        ("大,A,X,5,1,1,TRUE,active,TRUE,,", "Handle"),
        ("a,A,X,5,1,1,TRUE,active,TRUE,,,surplus", ""),
        ("a,\"A,X,5,1,1,TRUE,active,TRUE,,\nb,B", ""),
    ] {
        let (found, _) = products(&format!("{header}\nfirst,First,F,1,,,,,,,\n{row}\n"));
        let bad = &found[1];
        let places: Vec<_> =
            bad.troubles.iter().map(|trouble| (trouble.line, trouble.column.as_str())).collect();
        assert_eq!(places, [(3, column)], "{row}: {:?}", bad.troubles);
        assert!(bad.content.is_none() && found[0].content.is_some(), "{row}");
    }
    let (found, columns) = products(&format!("{header}\na,,X,5,,,,,,Size,S\na,,Y,5,,,,,,,S\n"));
    let errors = draft(&found[0], None).accept(Currency::EUR).unwrap_err();
    let troubles = crate::imports::decide::troubles_of(&found[0], &errors, Some(&columns));
    let places: Vec<_> =
        troubles.iter().map(|trouble| (trouble.line, trouble.column.as_str())).collect();
    assert_eq!(places, [(2, "Title"), (3, "Option1 Value")]);
}

#[test]
fn every_bad_row_of_a_product_is_told_of() {
    let (found, _) = products(
        "Handle,Title,Variant SKU,Variant Price\na,A,,5\na,\u{0},X,5\na,,Y,none\na,,Z,5,6\n",
    );
    let mut lines: Vec<u32> = found[0].troubles.iter().map(|trouble| trouble.line).collect();
    lines.sort_unstable();
    assert_eq!((lines, found.len()), (vec![2, 3, 4, 5], 1));
}

#[test]
fn a_product_without_a_handle_is_called_by_its_title() {
    let (found, _) = products("Title,Variant SKU,Variant Price\nBlue Jug,J,5\nRed jug!,R,5\n");
    let handles: Vec<_> =
        found.iter().flat_map(|found| &found.handle).map(Handle::as_str).collect();
    assert_eq!(handles, ["blue-jug", "red-jug"]);
    assert!(found.iter().all(|found| found.troubles.is_empty()));
}

#[test]
fn an_address_inside_is_a_warning_and_the_product_is_taken() {
    let (found, _) = products(
        "Handle,Title,Variant SKU,Variant Price,Image Src\na,A,X,5,http://169.254.169.254/a.jpg\na,,,,https://pics.example/b.jpg\n",
    );
    assert_eq!(found[0].troubles.len(), 1);
    assert_eq!(draft(&found[0], None).media.len(), 1);
}

proptest! {
    #[test]
    fn parts_of_any_length_hold_the_same_products(length in 30usize..400, most in 1usize..3) {
        let whole = products(OLDER).0;
        let header = read_header(OLDER.as_bytes(), true).unwrap();
        let (names, start) = (header.texts().to_vec(), header.end);
        let columns = Columns::read(&names).unwrap();
        let (mut place, mut taken, mut pieced) = (start, length, Vec::new());
        while usize::try_from(place.offset).unwrap() < OLDER.len() {
            let offset = usize::try_from(place.offset).unwrap();
            let end = (offset + taken).min(OLDER.len());
            match read(&OLDER.as_bytes()[offset..end], place, end == OLDER.len(), most, &columns, Currency::EUR) {
                Part::Products { products, end } => { pieced.extend(products); place = end; taken = length; }
                Part::TooShort => taken *= 2,
            }
        }
        prop_assert_eq!(pieced, whole);
    }

    #[test]
    fn no_bytes_make_it_fail(bytes in prop::collection::vec(any::<u8>(), 0..400), is_last: bool) {
        let columns = Columns::read(&["Handle".into(), "Title".into(), "SKU".into(), "Price".into(), "Image Src".into()]).unwrap();
        read(&bytes, START, is_last, 10, &columns, Currency::EUR);
        read_header(&bytes, is_last);
    }
}
