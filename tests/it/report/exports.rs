//! A panel as a file: for a spreadsheet, for Excel, for a program.

use super::{BOUNDS, Stand, file};
use axum::http::HeaderMap;
use std::fs;
use std::io::{Cursor, Read as _};

const WEEK: &str = "van=2026-11-16&tot=2026-11-22";

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

both!(files_say_what_they_are: Stand);
async fn files_say_what_they_are(stand: Stand) {
    let sales = stand.seller().await;
    for (kind, content) in [
        ("csv", "text/csv; charset=utf-8"),
        ("json", "application/json"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ] {
        let (status, headers, body) =
            sales.file(&format!("/dashboards/omzet/hal.{kind}?{WEEK}")).await;
        assert_eq!(status, 200, "{kind}");
        assert_eq!(header(&headers, "content-type"), content);
        assert_eq!(
            header(&headers, "content-disposition"),
            format!("attachment; filename=\"omzet-hal.{kind}\"")
        );
        assert_eq!(header(&headers, "cache-control"), "no-store");
        assert!(!body.is_empty());
    }
}

both!(a_spreadsheet_reads_the_text: Stand);
async fn a_spreadsheet_reads_the_text(stand: Stand) {
    let folder = tempfile::tempdir().unwrap();
    let query = "select '=1+1' as x, 12.5 as y, cast(null as text) as z, sum(produced) as amount, -1 as less, max(day) as day from report_turnover";
    let columns = [
        ("x", "text"),
        ("y", "real"),
        ("z", "text"),
        ("amount", "euro"),
        ("less", "whole"),
        ("day", "day"),
    ];
    fs::write(folder.path().join("formule.toml"), file(query, &columns)).unwrap();
    let stand = stand.restarted(Some(folder.path()), BOUNDS);
    let sales = stand.seller().await;
    let (_, _, csv) = sales.file(&format!("/dashboards/omzet/hal.csv?{WEEK}")).await;
    // Without the hall's id, which only a link needs.
    assert_eq!(
        String::from_utf8(csv).unwrap(),
        "\u{feff}Hal;Geproduceerd;Begroting;Van begroting;Gefactureerd;Toegevoegd;Uren;Per uur;Niet meegeteld\r\n\
            Hal 1;159,49;500,00;0,3190;1,33;158,83;minder dan 10;minder dan 10;1\r\n\
            Hal 2;26,00;;;0,67;25,67;;;0\r\n\
            Hal Z;5,00;;;3,00;5,00;;;0\r\n"
    );
    let (_, _, csv) = sales.file("/dashboards/formule/p.csv").await;
    assert_eq!(
        String::from_utf8(csv).unwrap(),
        "\u{feff}x;y;z;amount;less;day\r\n'=1+1;12,5000;;190,49;-1;2026-11-20\r\n"
    );
    let json = sales.get(&format!("/dashboards/omzet/hal.json?{WEEK}&hal=h1")).await;
    assert_eq!(
        json.body,
        "{\"from\":\"2026-11-16\",\"panel\":\"hal\",\"rows\":[{\"added\":\"158.83\",\"budget\":\"500.00\",\"hall\":\"Hal 1\",\"hours\":null,\
            \"invoiced\":\"1.33\",\"left_out\":1,\"per_hour\":null,\"produced\":\"159.49\",\"share\":0.31898}],\"to\":\"2026-11-22\"}"
    );
}

/// A part of a workbook.
fn part(workbook: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

both!(excel_gets_numbers_and_dates: Stand);
async fn excel_gets_numbers_and_dates(stand: Stand) {
    let sales = stand.seller().await;
    let (_, _, book) = sales.file(&format!("/dashboards/omzet/week.xlsx?{WEEK}&hal=h1")).await;
    let sheets = part(&book, "xl/workbook.xml");
    assert!(sheets.contains("name=\"Cijfers\"") && sheets.contains("name=\"Uitleg\""), "{sheets}");
    let figures = part(&book, "xl/worksheets/sheet1.xml");
    // The Monday as the number that it is to Excel, and amounts in euros: neither is a text.
    assert!(figures.contains("<v>46342</v>"), "{figures}");
    for amount in ["159.49", "500", "1.33"] {
        assert!(figures.contains(&format!("<v>{amount}</v>")), "{amount}: {figures}");
    }
    let row = figures.split("<row r=\"2\"").nth(1).unwrap().split("</row>").next().unwrap();
    assert!(!row.contains("t=\"s\""), "{row}");
    assert!(figures.contains("<autoFilter ref=\"A1:D2\"/>"), "{figures}");
    let styles = part(&book, "xl/styles.xml");
    assert!(styles.contains("dd\\-mm\\-yyyy") || styles.contains("dd-mm-yyyy"), "{styles}");
    let words = part(&book, "xl/sharedStrings.xml");
    for word in [
        "Omzet",
        "Hoeveel maken we per week, en wat was begroot?",
        "Hoe het getal gemaakt is",
        "Hal 1",
        "2026-11-16",
        "Geproduceerde waarde",
    ] {
        assert!(words.contains(word), "{word}: {words}");
    }
    let (_, _, book) = sales.file(&format!("/dashboards/omzet/hal.xlsx?{WEEK}")).await;
    assert!(!part(&book, "xl/sharedStrings.xml").contains("hall_id"));
    // Nothing to show is a sheet with its headings.
    let (status, _, book) =
        sales.file("/dashboards/omzet/week.xlsx?van=2020-01-01&tot=2020-01-31").await;
    assert_eq!(status, 200);
    assert!(part(&book, "xl/sharedStrings.xml").contains("Begroting"));
}
