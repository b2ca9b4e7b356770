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
        "report_turnover" => "views.turnover",
        "report_hours" => "views.hours",
        "report_budget" => "views.budget",
        "report_lines" => "views.lines",
        "report_months" => "views.months",
        "report_help" => "views.help",
        "report_places" => "views.places",
        "report_movement" => "views.movement",
        "report_attendance" => "views.attendance",
        "report_caseload" => "views.caseload",
        "report_caseload_goals" => "views.caseload_goals",
        "report_growth" => "views.growth",
        "report_goals" => "views.goals",
        "report_measurements" => "views.measurements",
        "report_agreements" => "views.agreements",
        _ => "views.halls",
    }
}

fn unit(holds: Holds) -> &'static str {
    match holds {
        Holds::Text => "units.text",
        Holds::Word => "units.word",
        Holds::Day => "units.day",
        Holds::Ago => "units.ago",
        Holds::Week => "units.week",
        Holds::Month => "units.month",
        Holds::Quarter => "units.quarter",
        Holds::Whole => "units.whole",
        Holds::Real => "units.real",
        Holds::Euro => "units.euro",
        Holds::Hours => "units.hours",
        Holds::Share => "units.share",
    }
}
