use super::*;

fn rows(file: &str) -> Vec<FeedRow> {
    read_feed(file.as_bytes()).unwrap()
}

fn refusal(file: &str) -> (String, String) {
    let problem = read_feed(file.as_bytes()).unwrap_err();
    (problem.errors[0].field.clone(), problem.errors[0].detail.clone())
}

#[test]
fn a_file_of_a_spreadsheet_is_read_as_it_is_saved() {
    let expected = "A-1 main 3 true";
    for file in [
        "sku,location,on_hand,counted_at\nA-1,main,3,2026-11-26T08:30:00Z\n",
        "\u{feff}SKU,Location,On_hand,counted_at\r\nA-1,main,3,2026-11-26T08:30:00Z\r\n",
        "sku;location;on_hand;counted_at\r\nA-1;main;3;2026-11-26T09:30:00+01:00",
        "\"sku\",\"location\",\"on_hand\",\"counted_at\"\n\n\" A-1\",\"main\",\"3\",\"2026-11-26T08:30:00Z\"\n,,,\n",
        "counted_at,on_hand,location,sku\n2026-11-26T08:30:00Z,3,main,A-1\n",
    ] {
        let [row] = &rows(file)[..] else { panic!("{file}") };
        let count = row.count.as_ref().unwrap();
        let is_there = count.counted_at == Timestamp::parse("2026-11-26T08:30:00Z");
        let location = count.location().unwrap();
        let read = format!("{} {location} {} {is_there}", row.sku, count.on_hand.unwrap());
        assert_eq!(read, expected, "{file}");
    }
}

#[test]
fn empty_cells_are_not_there_and_back_orders_are_two_columns() {
    let file =
        "sku,on_hand,safety,back_order_limit,promised_for\nA,,2,,\nB,,,5,2027-01-01T00:00:00Z\nC";
    let rows = rows(file);
    let safety = rows[0].count.as_ref().unwrap();
    assert_eq!((safety.on_hand, safety.safety, safety.back_orders), (None, Some(2), None));
    let limit = rows[1].count.as_ref().unwrap().back_orders.unwrap();
    assert_eq!((limit.limit, limit.promised_for.is_some()), (5, true));
    assert_eq!(rows[2].count.as_ref().unwrap().safety, None, "a short row misses its last cells");
}

#[test]
fn each_bad_row_is_named_by_line_and_column_and_spoils_no_other() {
    let file = "sku,location,on_hand,counted_at,back_order_limit,promised_for\n\
        A,main,3,,,\n\
        ,main,3,,,\n\
        B,main,three,,,\n\
        C,main street,3,,,\n\
        D,main,3,yesterday,,\n\
        A,main,4,,,\n\
        E,main,-1,,,\n\
        F,main,3,,,2027-01-01T00:00:00Z\n\
        G,main,3,,,,one,more\n\
        no/sku,main,3,,,\n\
        A,shop,4,,,\n";
    let bad: Vec<(u64, String)> = rows(file)
        .iter()
        .filter_map(|row| Some((row.line?, row.count.as_ref().err()?.field.clone())))
        .collect();
    let expected = [
        (3, "sku"),
        (4, "on_hand"),
        (5, "location"),
        (6, "counted_at"),
        (7, "sku"),
        (8, "on_hand"),
        (9, "back_order_limit"),
        (10, "sku"),
        (11, "sku"),
    ]
    .map(|(line, column)| (line, column.to_owned()));
    assert_eq!(bad, expected);
    let latin = read_feed(b"sku,location,on_hand\nA,main,1\nB\xe4,main,1\n").unwrap();
    assert!(latin[0].count.is_ok());
    assert!(latin[1].count.as_ref().is_err_and(|error| error.detail.contains("UTF-8")));
    let crlf = rows("sku,safety\r\n\r\nA,1\r\n\r\nB,2\r\n");
    assert_eq!((crlf[0].line, crlf[1].line), (Some(3), Some(5)));
    let quoted = rows("sku,location,on_hand\n\"A\nB\",main,1\nC,main,2\n");
    assert_eq!((quoted[0].count.is_err(), quoted[1].line), (true, Some(4)));
}

#[test]
fn a_file_without_a_header_or_without_end_is_refused_whole() {
    for (file, field) in [
        ("", "header"),
        ("A-1,main,3\n", "header"),
        ("sku,colour\nA,red\n", "header"),
        ("sku,sku\nA,B\n", "header"),
        ("location,on_hand\nmain,3\n", "header"),
        ("sku,on_hand\n", "rows"),
    ] {
        assert_eq!(refusal(file).0, field, "{file}");
    }
    let mut file = "sku,safety\n".to_owned();
    file.extend((0..MAX_ROWS).map(|at| format!("S{at},1\n")));
    assert_eq!(rows(&file).len(), MAX_ROWS);
    file.push_str("LAST,1\n");
    assert_eq!(refusal(&file).0, "rows");
}

#[test]
fn a_report_is_a_file_that_no_spreadsheet_takes_for_formulas() {
    let result = |sku: &str, status| ItemResult {
        line: Some(2),
        sku: sku.to_owned(),
        status,
        column: None,
        stock: None,
        problem: Some(Problem::new(status, "not_found", "Nothing, \"here\".")),
    };
    let report = FeedReport::of(vec![result("=1+1", 404), result("B", 422), result("=1+1", 404)]);
    assert_eq!(report.unmatched, ["=1+1"]);
    let (rows, unmatched, refused) =
        (report.summary.rows, report.summary.unmatched, report.summary.refused);
    assert_eq!((rows, unmatched, refused), (3, 2, 1));
    let text = String::from_utf8(write_report(&report)).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "line,sku,status,column,reason,on_hand,available");
    assert_eq!(lines[1], "2,'=1+1,404,,\"Nothing, \"\"here\"\".\",,");
}
