//! From the bytes of a file to rows of cells under known columns.
//!
//! Spreadsheets in the Netherlands write `;` and Windows-1252, others `,` and UTF-8: the encoding is seen by whether the
//! bytes are UTF-8, the separator by the header, in which neither can be part of a name.

use super::problem::{Place, Problems, shown};
use std::borrow::Cow;

/// A row of a file.
pub(super) struct Row {
    /// As a spreadsheet counts it, the header being 1.
    pub(super) number: u64,
    /// The cells, in the order of the columns asked for.
    pub(super) cells: Vec<String>,
}

/// The columns of a kind of file.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    /// Every one.
    pub(super) all: &'static [&'static str],
    /// Those that a file may leave out.
    pub(super) optional: &'static [&'static str],
}

/// What a file holds.
pub(super) struct Table {
    /// Its rows; a cell of a column that it left out is empty.
    pub(super) rows: Vec<Row>,
    /// The columns that it left out.
    pub(super) left_out: Vec<&'static str>,
}

/// Reads a file that should have exactly these columns, in any order. `None` when its rows make no sense because its header
/// does not; cells without white space at their ends, and rows without any content left out.
pub(super) fn read(
    file: &str,
    columns: Columns,
    bytes: &[u8],
    problems: &mut Problems,
) -> Option<Table> {
    let Some(text) = decode(bytes) else {
        problems.add(Place::file(file), "import.bad_encoding", &[]);
        return None;
    };
    let mut records = records(&text);
    let Some(header) = records.next() else {
        problems.add(
            Place::file(file),
            "import.no_header",
            &[("columns", &columns.all.join(", "))],
        );
        return None;
    };
    let (places, is_sound) = place_columns(file, columns.all, &header, problems);
    let left_out = left_out(file, columns, (&header, &places), problems).filter(|_| is_sound)?;
    let mut rows = Vec::new();
    for record in records {
        if record.cells.iter().all(String::is_empty) {
            continue;
        }
        let astray = record
            .cells
            .iter()
            .enumerate()
            .any(|(i, cell)| !cell.is_empty() && places.get(i).copied().flatten().is_none());
        if astray {
            problems.add(Place::row(file, record.number), "import.cell_without_column", &[]);
            continue;
        }
        let mut cells = vec![String::new(); columns.all.len()];
        for (cell, place) in record.cells.into_iter().zip(&places) {
            if let Some(place) = place {
                cells[*place] = cell;
            }
        }
        rows.push(Row { number: record.number, cells });
    }
    Some(Table { rows, left_out })
}

/// For each column of the file, which of the columns asked for it is, `None` for one without a head; and whether all of that
/// makes sense.
fn place_columns(
    file: &str,
    columns: &[&'static str],
    header: &Row,
    problems: &mut Problems,
) -> (Vec<Option<usize>>, bool) {
    let known = columns.join(", ");
    let mut places = Vec::new();
    let mut sound = true;
    for head in &header.cells {
        let place = columns.iter().position(|c| c.eq_ignore_ascii_case(head));
        if place.is_none() && !head.is_empty() {
            let at = Place::row(file, header.number);
            let values: &[(&str, &dyn std::fmt::Display)] =
                &[("value", &shown(head)), ("columns", &known)];
            problems.add(at, "import.unknown_column", values);
            sound = false;
        }
        if place.is_some() && places.contains(&place) {
            let at = Place::row(file, header.number);
            problems.add(at, "import.column_twice", &[("value", head)]);
            sound = false;
        }
        places.push(place);
    }
    (places, sound)
}

/// The columns that are not there; `None` when one of them should be.
fn left_out(
    file: &str,
    Columns { all, optional }: Columns,
    (header, places): (&Row, &[Option<usize>]),
    problems: &mut Problems,
) -> Option<Vec<&'static str>> {
    let missing = all.iter().enumerate().filter(|(i, _)| !places.contains(&Some(*i)));
    let (left_out, missing): (Vec<_>, Vec<_>) =
        missing.map(|(_, column)| *column).partition(|column| optional.contains(column));
    for column in &missing {
        let at = Place { column: Some(column), ..Place::row(file, header.number) };
        problems.add(at, "import.missing_column", &[]);
    }
    missing.is_empty().then_some(left_out)
}

/// UTF-8 with or without its mark, else Windows-1252; `None` for UTF-16 and for a file that says UTF-8 and is not.
fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, mark)) if encoding == encoding_rs::UTF_8 => {
            std::str::from_utf8(&bytes[mark..]).ok().map(Cow::Borrowed)
        }
        Some(_) => None,
        None => Some(match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
        }),
    }
}

/// The records, numbered as a spreadsheet does: an empty line is a row, a line break within quotes is not.
fn records(text: &str) -> impl Iterator<Item = Row> {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = if header.contains(';') { b';' } else { b',' };
    let reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut number = 0;
    // Text cannot fail to be read as text; the iterator would end there.
    reader.into_records().map_while(Result::ok).map(move |record| {
        let start = record.position().map_or(0, csv::Position::byte);
        number += 1 + empty_lines(text, usize::try_from(start).unwrap_or(usize::MAX));
        Row { number, cells: record.iter().map(clean).collect() }
    })
}

/// Counts the line ends between a record's position and its first character.
fn empty_lines(text: &str, start: usize) -> u64 {
    let bytes = text.as_bytes();
    let mut count = 0;
    let mut at = start;
    while let Some(b'\r' | b'\n') = bytes.get(at) {
        // The second half of a line end is not one of its own.
        if !(bytes[at] == b'\n' && at > 0 && bytes[at - 1] == b'\r') {
            count += 1;
        }
        at += 1;
    }
    count
}

/// Without white space around it, and without the apostrophe that [`guarded`] put in front.
fn clean(cell: &str) -> String {
    let cell = cell.trim();
    match cell.strip_prefix('\'') {
        Some(rest) if begins_a_formula(rest) => rest.to_owned(),
        _ => cell.to_owned(),
    }
}

/// A cell that no spreadsheet takes for a formula: one that begins with `=`, `+`, `-` or `@`, also after apostrophes, gets
/// one apostrophe in front, which reading takes off again.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if begins_a_formula(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

fn begins_a_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use proptest::prelude::*;

    fn numbers(text: &str) -> Vec<(u64, Vec<String>)> {
        records(text).map(|r| (r.number, r.cells)).collect()
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_does() {
        let text = "id;name\r\n\r\na;\"twee\r\nregels\"\r\nb;x\r\n;\r\n\r\n\r\nc;y";
        let rows = numbers(text);
        assert_eq!(rows.iter().map(|r| r.0).collect::<Vec<_>>(), [1, 3, 4, 5, 8]);
        assert_eq!(rows[1].1, ["a", "twee\r\nregels"]);
        assert_eq!(numbers("id\na\n\nb\n").iter().map(|r| r.0).collect::<Vec<_>>(), [1, 2, 4]);
    }

    #[test]
    fn encoding_and_separator_are_seen() {
        let mut problems = Problems::new(Lang::En);
        for bytes in [
            "\u{feff}name;id\nZoë;a".as_bytes().to_vec(),
            b"id,name\na,\"Zo\xeb\"\n".to_vec(),
            "id,name\r\na,Zoë\r\n".as_bytes().to_vec(),
        ] {
            let columns = Columns { all: &["id", "name", "phone"], optional: &["phone"] };
            let table = read("workers.csv", columns, &bytes, &mut problems).unwrap();
            assert!(problems.is_empty(), "{problems:?}");
            assert_eq!(table.rows[0].cells, ["a", "Zoë", ""]);
            assert_eq!(table.left_out, ["phone"]);
        }
        let columns = Columns { all: &["id"], optional: &[] };
        assert!(read("workers.csv", columns, b"\xff\xfei\0d\0", &mut problems).is_none());
        assert_eq!(problems.count(), 1);
    }

    proptest! {
        #[test]
        fn a_guarded_cell_is_read_back(cell in "['=+@a-]{0,6}") {
            prop_assert_eq!(clean(&guarded(&cell)), cell);
        }
    }
}
