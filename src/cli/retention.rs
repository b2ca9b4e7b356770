//! `werkvloer retention`: taking away what was kept long enough.

use super::DatabaseArgs;
use crate::clock::Clock;
use crate::config::Impossible;
use crate::privacy::guard::{Leave, clear, heard_after};
use crate::privacy::retention::{Kind, due, forget, to_erase};
use crate::trail::Entry;
use std::io::Write;

/// Take away what was kept long enough, a kind of data at a time; works while the service runs
#[derive(Debug, clap::Args)]
#[command(after_long_help = TERMS)]
pub struct RetentionArgs {
    /// Change nothing; show what would go
    #[arg(long)]
    pub dry_run: bool,
    /// Also when nothing was heard for longer than two months: the clock is right, and the service stood still
    #[arg(long)]
    pub even_after_a_pause: bool,
    /// Also more than a quarter of a kind at once, as a first run after years
    #[arg(long)]
    pub even_if_many: bool,
    #[command(flatten)]
    pub database: DatabaseArgs,
}

/// So many workers' ids fit on a line that somebody reads.
const NAMED: usize = 20;

const TERMS: &str = "\
Terms are days, in werkvloer.toml; these hold where it says nothing. What the door keeps of who came goes by itself as well,
whenever somebody signs in: browsers after 400 days, sessions and failures after one:

  [retention]
  quarantine_text = 396
  plan = 396
  caseload = 731
  contact_details = 183
  photo = 31
  employment = 2557
  goal = 731
  agreement = 731
  contact = 731
  session = 1
  one_time_link = 31
  known_browser = 400
  sign_in_failure = 1
  form_key = 7
  snapshot = 31
  trail = 1827

Who left is somebody inactive whose last contract and scheme ended; contact_details and photo are kept no longer than
employment, which says when that was. Who they were is erased by hand, with 'werkvloer person erase': the line 'worker' says
for whom that is due, after the term of employment, or because no contract of theirs is known.

The ledger is append-only and is not among them: the pieces somebody made keep counting. 'werkvloer person erase' makes the
worker's id in it untraceable. Run this every night, after --dry-run showed what to expect. Backups have a term of their own.

What is gone does not come back, and a machine's clock may be wrong. So nothing goes, and the exit status is 1, when nothing
was heard in the two months before now, apart from the last week; or when more than a hundred of a kind and more than a quarter
of it would go at once (what the door keeps is not counted). Look with 'date' and --dry-run; --even-after-a-pause and
--even-if-many are for a person who looked, not for every night.";

/// Runs it.
pub async fn run(args: RetentionArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let terms = args.database.layer()?.retention.unwrap_or_default();
    let terms = terms.checked().map_err(Impossible::from)?;
    let db = args.database.settings()?.open_for_command().await?.db;
    let clock = Clock::system();
    let now = clock.now();
    if let Some(heard) = heard_after(&db, now).await? {
        writeln!(
            std::io::stderr(),
            "the machine's clock says {}, but something was heard on {}: look at it with 'date'; until it is right, all is kept longer",
            now.date_naive(),
            heard.date_naive()
        )?;
    }
    let leave = Leave { after_a_pause: args.even_after_a_pause, many: args.even_if_many };
    let cleared = match clear(&db, &clock, terms, leave).await {
        Ok(cleared) => Some(cleared),
        Err(refused) if args.dry_run => {
            writeln!(std::io::stderr(), "without --dry-run: {refused}")?;
            None
        }
        Err(refused) => return Err(refused.into()),
    };
    let verb = if args.dry_run { "would go" } else { "gone" };
    for kind in Kind::ALL {
        let count = match &cleared {
            Some(cleared) if !args.dry_run => {
                forget(&db, cleared, kind, &Entry::by_cli).await?.cast_signed()
            }
            _ => due(&db, &clock, terms, kind).await?,
        };
        let days = terms.days(kind);
        writeln!(out, "{:<16} {days:>6} days  {count:>8} {verb}  {}", kind.word(), kind.source())?;
    }
    let left = to_erase(&db, &clock, terms).await?;
    let few = left.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(" ");
    writeln!(
        out,
        "{:<16} {:>6} days  {:>8} to erase  who left, with no contract since; 'werkvloer person erase': {few}{}",
        "worker",
        terms.days(Kind::Employment),
        left.len(),
        if left.len() > NAMED { " …" } else { "" },
    )?;
    writeln!(
        out,
        "{:<16} {:>6}       {:>8}       append-only; 'werkvloer person erase' breaks the link to the person",
        "ledger, tallies", "kept", ""
    )?;
    db.close().await;
    Ok(out.flush()?)
}

#[cfg(test)]
mod tests {
    use super::{Kind, TERMS};
    use crate::privacy::Terms;

    #[test]
    fn the_help_names_every_term_as_it_is() {
        for kind in Kind::ALL {
            let line = format!("  {} = {}\n", kind.word(), Terms::default().days(kind));
            assert!(TERMS.contains(&line), "{line}");
        }
    }
}
