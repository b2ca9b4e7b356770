//! `/dashboards/gegevens`: every view a dashboard may ask of, with its columns and what they hold, made from what the program
//! itself goes by.

use super::file::Holds;
use super::filter::FILTERS;
use super::meanings::meaning;
use super::source::Source;
use super::sources::SOURCES;
use super::sql::PARAMETERS;
use crate::lang::Lang;
use crate::web::parts::{Column, Holds as TableHolds, Row, Table};
use maud::{Markup, html};

/// The body of the page, of the views that the viewer may see something of.
pub fn body(lang: Lang, may_see: impl Fn(&Source) -> bool) -> Markup {
    let columns = [
        Column::new(lang.text("report.column"), TableHolds::Name),
        Column::new(lang.text("report.meaning"), TableHolds::Words),
        Column::new(lang.text("report.holds"), TableHolds::Words),
    ];
    html! {
        h1 { (lang.text("report.described_title")) }
        p { (lang.text("report.described_about")) }
        p { (lang.text("report.described_parameters")) " "
            @for (number, name) in PARAMETERS.iter().enumerate() {
                @if number > 0 { ", " }
                code { ":" (name) }
            }
        }
        p { (lang.text("report.described_filters")) " "
            @for (number, filter) in FILTERS.iter().enumerate() {
                @if number > 0 { ", " }
                code { (filter.word) } " (" code { (filter.column) } ")"
            }
        }
        @for source in SOURCES.iter().filter(|source| may_see(source)) {
            section.wv-card {
                h2 { code { (source.name) } }
                p { (lang.text(about(source.name))) }
                (Table { label: source.name, columns: &columns, empty: "", order: None }.draw(
                    lang,
                    &source.columns.iter().map(|(name, holds)| Row {
                        cells: vec![
                            html! { code { (name) } },
                            html! { @if let Some(key) = meaning(source, name) { (lang.text(key)) } },
                            html! { (lang.text(unit(*holds))) },
                        ],
                        is_past: false,
                    }).collect::<Vec<_>>(),
                    None,
                ))
            }
        }
    }
}

fn about(source: &str) -> &'static str {
    match source {
        "report_turnover" => "report.about_turnover",
        "report_hours" => "report.about_hours",
        "report_budget" => "report.about_budget",
        "report_lines" => "report.about_lines",
        "report_months" => "report.about_months",
        "report_help" => "owners.about_help",
        "report_places" => "owners.about_places",
        "report_movement" => "owners.about_movement",
        "report_attendance" => "owners.about_attendance",
        "report_caseload" => "growth.about_caseload",
        "report_caseload_goals" => "growth.about_caseload_goals",
        "report_growth" => "growth.about_growth",
        "report_goals" => "growth.about_goals",
        "report_measurements" => "growth.about_measurements",
        "report_agreements" => "growth.about_agreements",
        _ => "report.about_halls",
    }
}

fn unit(holds: Holds) -> &'static str {
    match holds {
        Holds::Text => "report.unit_text",
        Holds::Word => "report.unit_word",
        Holds::Day => "report.unit_day",
        Holds::Ago => "report.unit_ago",
        Holds::Week => "report.unit_week",
        Holds::Month => "report.unit_month",
        Holds::Quarter => "report.unit_quarter",
        Holds::Whole => "report.unit_whole",
        Holds::Real => "report.unit_real",
        Holds::Euro => "report.unit_euro",
        Holds::Hours => "report.unit_hours",
        Holds::Share => "report.unit_share",
    }
}
