//! `werkvloer import`: a company's data from CSV files.

use super::DatabaseArgs;
use crate::clock::Clock;
use crate::exchange::{Outcome, import};
use crate::lang::Lang;
use crate::trail::{Action, Entry, Kind, Object};
use crate::turnover::reckon::{A_LONG_ROUND, catch_up};
use anyhow::Context as _;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use std::io::Write;
use std::path::PathBuf;

/// Read the company's data from CSV files
#[derive(Clone, Debug, clap::Args)]
#[command(
    long_about = "Reads the company's data from the CSV files in a folder: all or nothing, in one transaction.\n\n\
        Every mistake is told with file, row, column and a sentence, all of them at once, and then nothing is changed. \
        Running it again changes only what changed. Files and records that are left out stay as they are: nothing is \
        deleted. A worker who left gets active = nee.\n\n\
        What changes past figures, such as a plan, whose a station's output is or when the afternoon begins, has the days \
        concerned counted again; where one of them is closed it is refused. A new day boundary holds for what comes in from \
        then on: what is there stays in its production day.\n\n\
        A database that is not there yet is made. It works while the service runs.",
    after_long_help = FILES
)]
pub struct ImportArgs {
    /// Folder with the CSV files; those that are there are read
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Do everything except keep it
    #[arg(long)]
    pub dry_run: bool,
    /// Language of what is told about the files
    #[arg(
        long,
        value_name = "LANG",
        default_value = "nl",
        value_parser = PossibleValuesParser::new(["nl", "en"])
            .map(|code| Lang::from_code(&code).unwrap_or_default())
    )]
    pub lang: Lang,
    /// Where to
    #[command(flatten)]
    pub database: DatabaseArgs,
}

const FILES: &str = "\
Files and their columns (in any order; cells marked ? may be empty, and a column in brackets may be left out: what was
known stays then):
  municipalities.csv  id, name
  sites.csv           id, name, time_zone, day_boundary, afternoon_from
  halls.csv           id, name, site
  groups.csv          id, name, hall
  stations.csv        code, name, group, attribution (individual, group)
  workers.csv         id, name, badge?, group, municipality?, active (ja, nee), [phone?], [email?]
  clients.csv         id, name, [municipality?]
  orders.csv          id, client, name, due_date?, status (open, closed),
                      [business_line?] (packaging, assembly, electro, metal, wood, textile, laundry, mail_print, green,
                      cleaning, catering, thrift, logistics, bikes, secondment; empty is packaging), [closed_day?]
  order_lines.csv     id, order, name, quantity, unit_price, [pricing?] (piece, hour, fixed; empty is piece),
                      [planned_hours?]
  line_prices.csv     line, valid_from, price
  tasks.csv           id, line, step, name, pack_size, pictogram?
  norms.csv           task, valid_from, per_hour,
                      basis (time_study, predetermined, historical, sample, estimate)
  invoices.csv        invoice, line, day, amount
  costs.csv           id, line, day, kind (material, subcontract, transport), amount
  coaches.csv         id, name
  caseloads.csv       coach, worker, from, until?
  scheme_enrolments.csv  worker, scheme (wsw, sheltered_10b, job_agreement, wajong, wage_cost_subsidy,
                      wage_cost_subsidy_flat, participation_place, trial_placement, learning_place, internship,
                      learn_work_track, status_holder, day_activity, staff), from, until?, [outflow?] (regular_job, pension,
                      sickness, death, moved, other)
  contracts.csv       worker, from, until?, hours_a_week
  placements.csv      worker, from, until?, step (sheltered, on_location, group_secondment, individual_secondment,
                      supported_employment, regular)
  municipality_targets.csv  municipality, scheme, year, places
  goals.csv           id, worker, goal, kind (count_per_hour, minutes_sustained, frequency, rating, checklist), baseline,
                      target, unit, from, due, closed?, outcome? (reached, partly, stopped)
  goal_measurements.csv  goal, day, value
  agreements.csv      id, worker, made, agreement, due, done?
  contacts.csv        worker, coach, day, kind (talk, visit, call), minutes, goal?
  budgets.csv         hall, month, turnover
  assignments.csv     day, day_part (morning, afternoon), station, task?, worker?

The rows of one station and day part in assignments.csv are its whole plan: who is not among them does not sit there.

Encoding UTF-8 or Windows-1252, separator ; or , (seen from the header). Days are 31-12-2026 or 2026-12-31, months their
first day, times 12:30. Decimals follow a comma: 1.234,56 and 0,0375; 0.0375 is understood, 1.234 is refused where it could
be either. Amounts of invoices and costs are whole cents, and below zero on a credit note: -12,50. A text that begins with = + - or @ has an apostrophe in front, as export writes it. Words may be Dutch or English.

`werkvloer export DIR` writes the same files: the quickest way to an example.

Exit status: 0 when imported, 1 when something is wrong.";

/// Runs it; `false` when the files were refused.
pub async fn run(args: ImportArgs, out: &mut dyn Write) -> anyhow::Result<bool> {
    let open = args.database.settings()?.open_for_import().await?;
    let company = Object::new(Kind::Company, "all");
    let entry = Entry::by_cli(Clock::system().now(), Action::Import, company);
    let outcome = import(&open.db, &args.folder, args.lang, args.dry_run, entry).await;
    let reckoned = match &outcome {
        Ok(Outcome::Done(_)) if !args.dry_run => catch_up(&open.db, A_LONG_ROUND).await,
        _ => Ok(()),
    };
    open.db.close().await;
    reckoned.context("everything is imported, but the figures of turnover are behind; a running service catches up")?;
    match outcome? {
        Outcome::Refused(problems) => {
            for line in problems.lines() {
                writeln!(out, "{line}")?;
            }
            writeln!(out, "{}", args.lang.fill("import.refused", &[("count", &problems.count())]))?;
            Ok(false)
        }
        Outcome::Done(done) => {
            for c in &done.changes {
                let values: &[(&str, &dyn std::fmt::Display)] = &[
                    ("file", &c.file),
                    ("new", &c.new),
                    ("changed", &c.changed),
                    ("same", &c.same),
                ];
                writeln!(out, "{}", args.lang.fill("import.changes", values))?;
            }
            let key = if args.dry_run { "import.dry_run" } else { "import.stored" };
            writeln!(out, "{}", args.lang.text(key))?;
            Ok(true)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ImportArgs;
    use crate::cli::export::ExportArgs;
    use crate::lang::Lang;
    use clap::{Args as _, Command, FromArgMatches as _};

    #[test]
    fn the_flags_are_understood() {
        ExportArgs::augment_args(Command::new("export")).debug_assert();
        let import = ImportArgs::augment_args(Command::new("import"));
        import.clone().debug_assert();
        let matches =
            import.clone().get_matches_from(["import", "files", "--dry-run", "--lang", "en"]);
        let args = ImportArgs::from_arg_matches(&matches).unwrap();
        assert!(args.dry_run && args.lang == Lang::En && args.folder.ends_with("files"));
        assert!(import.try_get_matches_from(["import", "files", "--lang", "fy"]).is_err());
    }

    #[test]
    fn the_help_names_every_file_and_column() {
        for (file, columns) in crate::exchange::FILES {
            let (_, after) = super::FILES.split_once(file).unwrap();
            let end = after.find(".csv").unwrap_or(after.len());
            for column in *columns {
                assert!(after[..end].contains(column), "{file} lacks {column}");
            }
        }
    }
}
