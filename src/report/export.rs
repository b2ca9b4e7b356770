//! The answer of a panel as a file: for a spreadsheet, for Excel with real numbers and dates, for a program.

use super::file::{Column, Holds, Panel};
use super::filter::{Chosen, Filter};
use super::library::Dashboard;
use super::run::Answer;
use super::values::{ago, day, text};
use crate::db::Cell;
use crate::exchange::guarded;
use crate::lang::Lang;
use crate::web::format;
use chrono::NaiveDate;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

fn shown(panel: &Panel) -> impl Iterator<Item = (usize, &Column)> {
    panel.columns.iter().enumerate().filter(|(_, column)| !column.hidden)
}

/// As `werkvloer export` writes files: with the mark by which a Dutch spreadsheet knows UTF-8, numbers with a decimal comma,
/// dates as `2026-11-20`, and no cell that it takes for a formula.
pub fn csv(
    lang: Lang,
    panel: &Panel,
    answer: &Answer,
    today: NaiveDate,
) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(
        shown(panel).map(|(_, column)| guarded(column.title.of(lang)).into_owned()),
    )?;
    for row in &answer.rows {
        let cells = shown(panel).map(|(at, column)| {
            if panel.is_withheld(row, at) {
                return lang.text("report.few").to_owned();
            }
            plain(lang, column.holds, row.get(at), today)
        });
        writer.write_record(cells)?;
    }
    writer.into_inner().map_err(|failed| failed.into_error().into())
}

/// A cell without its unit; nothing where nothing is known.
fn plain(lang: Lang, holds: Holds, cell: Option<&Cell>, today: NaiveDate) -> String {
    match (holds, cell) {
        (_, None | Some(Cell::Nothing)) => String::new(),
        (Holds::Word, Some(cell @ Cell::Text(_))) => {
            guarded(&text(lang, holds, cell, today)).into_owned()
        }
        (Holds::Ago, Some(cell)) => {
            ago(cell, today).map(|days| days.to_string()).unwrap_or_default()
        }
        (_, Some(Cell::Text(text))) => guarded(text).into_owned(),
        (Holds::Euro, Some(Cell::Whole(amount))) => decimals(*amount, 10_000),
        (Holds::Hours, Some(Cell::Whole(seconds))) => real(
            #[expect(clippy::cast_precision_loss, reason = "hours")]
            {
                *seconds as f64 / 3_600.0
            },
        ),
        (_, Some(Cell::Whole(whole))) => whole.to_string(),
        (_, Some(Cell::Real(number))) => {
            if number.is_finite() {
                real(*number)
            } else {
                String::new()
            }
        }
    }
}

fn real(number: f64) -> String {
    format!("{number:.4}").replace('.', ",")
}

/// A whole number of parts with every decimal that it has, at least two: `12,50`.
fn decimals(amount: i64, parts: i64) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let digits = format!("{:04}", amount.unsigned_abs() % parts.unsigned_abs());
    let (cents, beyond) = digits.split_at(2);
    format!(
        "{sign}{},{cents}{}",
        amount.unsigned_abs() / parts.unsigned_abs(),
        beyond.trim_end_matches('0')
    )
}

/// For a program: names as the file gives them, amounts in euros as text, so that none is rounded on the way.
pub fn json(panel: &Panel, answer: &Answer, chosen: &Chosen) -> serde_json::Value {
    let cell = |holds: Holds, cell: Option<&Cell>| match (holds, cell) {
        (_, None | Some(Cell::Nothing)) => serde_json::Value::Null,
        (Holds::Ago, Some(cell)) => ago(cell, chosen.today).into(),
        (Holds::Euro, Some(Cell::Whole(amount))) => {
            decimals(*amount, 10_000).replace(',', ".").into()
        }
        (_, Some(Cell::Whole(whole))) => (*whole).into(),
        (_, Some(Cell::Real(real))) => {
            serde_json::Number::from_f64(*real).map_or(serde_json::Value::Null, Into::into)
        }
        (_, Some(Cell::Text(text))) => text.as_str().into(),
    };
    let rows: Vec<serde_json::Value> = answer
        .rows
        .iter()
        .map(|row| {
            shown(panel)
                .map(|(at, column)| {
                    (column.name.get_ref().clone(), cell(column.holds, row.get(at)))
                })
                .collect::<serde_json::Map<_, _>>()
                .into()
        })
        .collect();
    serde_json::json!({
        "panel": panel.name.get_ref(),
        "from": chosen.period.from.to_string(),
        "to": chosen.period.to.to_string(),
        "rows": rows,
    })
}

/// For Excel: a sheet with the figures and a filter row, and one with what they mean and what was chosen.
pub fn xlsx(
    lang: Lang,
    dashboard: &Dashboard,
    panel: &Panel,
    (answer, chosen): (&Answer, &Chosen),
    names: &[(&'static str, String)],
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet().set_name(lang.text("report.sheet_figures"))?;
    let columns: Vec<(usize, &Column)> = shown(panel).collect();
    for (at, (_, column)) in (0_u16..).zip(&columns) {
        sheet.write_with_format(0, at, column.title.of(lang), &bold)?;
        sheet.set_column_width(at, 18)?;
    }
    for (line, row) in (1_u32..).zip(&answer.rows) {
        for (at, (place, column)) in (0_u16..).zip(&columns) {
            if panel.is_withheld(row, *place) {
                sheet.write(line, at, lang.text("report.few"))?;
                continue;
            }
            let told = (lang, column.holds, chosen.today);
            write(sheet, (line, at), told, row.get(*place))?;
        }
    }
    let last_row = u32::try_from(answer.rows.len()).unwrap_or(u32::MAX);
    let last_column = u16::try_from(columns.len().saturating_sub(1)).unwrap_or_default();
    sheet.autofilter(0, 0, last_row, last_column)?;
    sheet.set_freeze_panes(1, 0)?;

    let about = book.add_worksheet().set_name(lang.text("report.sheet_about"))?;
    about.set_column_width(0, 26)?;
    about.set_column_width(1, 90)?;
    let mut lines: Vec<(String, String)> = vec![
        (lang.text("report.dashboard").to_owned(), dashboard.file.title.of(lang).to_owned()),
        (lang.text("report.question").to_owned(), panel.title.of(lang).to_owned()),
        (lang.text("report.how").to_owned(), panel.note.of(lang).to_owned()),
        (lang.text("report.from").to_owned(), chosen.period.from.to_string()),
        (lang.text("report.to").to_owned(), chosen.period.to.to_string()),
    ];
    for (word, name) in names {
        if let Some(filter) = Filter::of(word) {
            lines.push((lang.text(filter.label).to_owned(), name.clone()));
        }
    }
    lines.push((
        lang.text("report.made_on").to_owned(),
        format::day(lang, chosen.today, chosen.today),
    ));
    for (line, (what, value)) in (0_u32..).zip(&lines) {
        about.write_with_format(line, 0, what, &bold)?;
        about.write(line, 1, value)?;
    }
    book.save_to_buffer()
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    (lang, holds, today): (Lang, Holds, NaiveDate),
    cell: Option<&Cell>,
) -> Result<(), XlsxError> {
    let number_format = |format: &str| Format::new().set_num_format(format);
    #[expect(
        clippy::cast_precision_loss,
        reason = "a spreadsheet has no other numbers; cents stay exact up to 90 billion euros"
    )]
    match (holds, cell) {
        (_, None | Some(Cell::Nothing)) => {}
        (Holds::Day | Holds::Week | Holds::Month | Holds::Quarter, Some(cell)) => {
            if let Some(date) = day(cell) {
                sheet.write_datetime_with_format(
                    row,
                    column,
                    date,
                    &number_format("dd-mm-yyyy"),
                )?;
            }
        }
        (Holds::Ago, Some(cell)) => {
            if let Some(days) = ago(cell, today) {
                sheet.write_with_format(row, column, days as f64, &number_format("#,##0"))?;
            }
        }
        (Holds::Word, Some(cell)) => {
            sheet.write_string(row, column, text(lang, holds, cell, today))?;
        }
        (_, Some(Cell::Text(text))) => {
            sheet.write_string(row, column, text)?;
        }
        (Holds::Euro, Some(Cell::Whole(amount))) => {
            sheet.write_with_format(
                row,
                column,
                *amount as f64 / 10_000.0,
                &number_format("[$€-413] #,##0.00"),
            )?;
        }
        (Holds::Hours, Some(Cell::Whole(seconds))) => {
            sheet.write_with_format(
                row,
                column,
                *seconds as f64 / 3_600.0,
                &number_format("#,##0.0"),
            )?;
        }
        (_, Some(Cell::Whole(whole))) => {
            sheet.write_with_format(row, column, *whole as f64, &number_format("#,##0"))?;
        }
        (Holds::Share, Some(Cell::Real(share))) if share.is_finite() => {
            sheet.write_with_format(row, column, *share, &number_format("0.0%"))?;
        }
        (_, Some(Cell::Real(real))) if real.is_finite() => {
            sheet.write_with_format(row, column, *real, &number_format("#,##0.00"))?;
        }
        (_, Some(Cell::Real(_))) => {}
    }
    Ok(())
}
