//! Is the ledger what was sent? Every receipted event exactly once with the content sent, nothing that was not sent, and
//! in quarantine only what was made to land there.
//!
//! The truth is read once into 17 bytes an event; the ledger then streams by in the order of its key.

use super::truth::{self, Promise};
use crate::db::Db;
use crate::ledger::{Export, LedgerLine, epochs_of};
use crate::output::rebuild::{self, Difference};
use crate::output::stale;
use contract::{Epoch, Event, TerminalName, Up, Why};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::time::Duration;

/// Findings told in full; the rest is only counted.
const EXAMPLES: usize = 10;

/// What an event must look like in the ledger.
struct Expected {
    /// [`Event::hash`].
    intake: i64,
    /// Of the columns people read.
    columns: u64,
    poison: Option<Why>,
}

/// The truth: per spool, what is expected at position `seq - 1`.
type Truth = HashMap<(TerminalName, Epoch), Vec<Expected>>;

/// What was found.
#[derive(Debug, Default)]
pub struct Report {
    /// Events in the truth file.
    pub sent: u64,
    /// Events of the simulated terminals in the ledger that the truth file holds too.
    pub held: u64,
    /// How many of them are in quarantine, as they must be.
    pub quarantined: u64,
    /// Events of earlier runs with other truth files, left out.
    pub earlier: u64,
    /// How many things are wrong.
    pub wrong: u64,
    /// The first of them, in words.
    pub examples: Vec<String>,
}

impl Report {
    fn wrong(&mut self, what: impl FnOnce() -> String) {
        self.wrong += 1;
        if self.examples.len() < EXAMPLES {
            self.examples.push(what());
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "ledger      {} of {} events sent are held, {} of them in quarantine",
            self.held, self.sent, self.quarantined
        )?;
        if self.earlier > 0 {
            write!(f, ", {} of earlier runs left out", self.earlier)?;
        }
        for example in &self.examples {
            write!(f, "\nwrong       {example}")?;
        }
        let more = self.wrong - self.examples.len() as u64;
        if more > 0 {
            write!(f, "\nwrong       and {more} more")?;
        }
        Ok(())
    }
}

/// The epochs the ledger holds of these terminals before a run: another truth file speaks of them.
#[derive(Debug, Default)]
pub struct Earlier(HashSet<(TerminalName, Epoch)>);

/// Looks what the ledger holds of these terminals now.
pub async fn earlier(db: &Db, terminals: &[TerminalName]) -> sqlx::Result<Earlier> {
    let mut before = HashSet::new();
    for terminal in terminals {
        let epochs = epochs_of(db, terminal).await?;
        before.extend(epochs.into_iter().map(|epoch| (terminal.clone(), epoch)));
    }
    Ok(Earlier(before))
}

/// Holds the ledger against the truth file and the receipts kept beside it.
pub async fn ledger(
    db: &Db,
    truth_file: &Path,
    terminals: &[TerminalName],
    before: &Earlier,
) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let mut truth = read_truth(truth_file, &mut report)?;
    let promises: HashMap<(String, Epoch), Promise> = truth::promises(truth_file)?
        .into_iter()
        .map(|promise| ((promise.terminal.clone(), promise.epoch), promise))
        .collect();
    let mut all: Vec<&TerminalName> = terminals.iter().collect();
    let of_earlier_runs: HashSet<TerminalName> = truth.keys().map(|(t, _)| t.clone()).collect();
    all.extend(of_earlier_runs.iter());
    all.sort_unstable();
    all.dedup();

    for terminal in all {
        let mut spool: Option<Spool> = None;
        if let Some(mut export) = Export::new(db, Some(terminal)).await? {
            loop {
                let page = export.page().await?;
                if page.is_empty() {
                    break;
                }
                for line in page {
                    if spool.as_ref().is_none_or(|spool| spool.epoch != line.epoch) {
                        if let Some(done) = spool.take() {
                            done.end(&mut report);
                        }
                        let key = (terminal.clone(), line.epoch);
                        let expected = truth.remove(&key);
                        if expected.is_none() && before.0.contains(&key) {
                            report.earlier += 1;
                            continue;
                        }
                        spool = Some(Spool::new(key, expected.unwrap_or_default(), &promises));
                    }
                    if let Some(spool) = &mut spool {
                        spool.hold(&line, &mut report);
                    }
                }
            }
        }
        if let Some(done) = spool {
            done.end(&mut report);
        }
    }
    for (key, expected) in truth {
        Spool::new(key, expected, &promises).end(&mut report);
    }
    Ok(report)
}

/// Compares the tallies with a fresh fold. A station day may be behind for a moment, until the service folds it again; only
/// what stays different counts.
pub async fn tallies(db: &Db) -> sqlx::Result<Vec<Difference>> {
    let mut again = tokio::time::interval(Duration::from_secs(1));
    // A service that had much to catch up with folds long days last.
    for _ in 0..60 {
        again.tick().await;
        if !stale::is_any(db).await? {
            break;
        }
    }
    for _ in 0..5 {
        again.tick().await;
        if rebuild::verify(db).await?.is_empty() {
            return Ok(Vec::new());
        }
    }
    again.tick().await;
    rebuild::verify(db).await
}

fn read_truth(file: &Path, report: &mut Report) -> anyhow::Result<Truth> {
    let mut truth = Truth::new();
    for line in truth::read(file)? {
        let line = line?;
        let expected = expect(&line);
        let events = truth.entry((line.terminal, line.epoch)).or_default();
        report.sent += 1;
        events.push(expected);
        let position = events.len() as u64;
        anyhow::ensure!(
            line.seq == position,
            "the truth file skips event {position} of {}",
            line.epoch
        );
    }
    Ok(truth)
}

fn expect(line: &truth::Line) -> Expected {
    let message = format!(r#"{{"epoch":"{}","next":1,"events":[{}]}}"#, line.epoch, line.event);
    let parsed = Up::parse(message.as_bytes()).ok().and_then(|up| up.events.into_iter().next());
    let (intake, columns) = match parsed {
        Some(Ok(event)) => (event.hash(), columns_of(&event)),
        Some(Err(bad)) => (bad.hash, 0),
        None => (0, 0),
    };
    Expected { intake, columns, poison: line.poison }
}

fn columns_of(event: &Event) -> u64 {
    let contract::Fields { task, qty, reason, .. } = event.body.fields();
    let kind = event.body.kind().word();
    columns(kind, task, qty.map(i64::from), reason, event.at.timestamp_micros())
}

fn columns(kind: &str, task: Option<&str>, qty: Option<i64>, reason: Option<&str>, at: i64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (kind, task, qty, reason, at).hash(&mut hasher);
    hasher.finish()
}

/// One epoch while its lines stream by.
struct Spool<'a> {
    terminal: TerminalName,
    epoch: Epoch,
    expected: Vec<Expected>,
    promise: Option<&'a Promise>,
    /// The last number seen in the ledger.
    seen: u64,
}

impl<'a> Spool<'a> {
    fn new(
        (terminal, epoch): (TerminalName, Epoch),
        expected: Vec<Expected>,
        promises: &'a HashMap<(String, Epoch), Promise>,
    ) -> Self {
        let promise = promises.get(&(terminal.to_string(), epoch));
        Self { terminal, epoch, expected, promise, seen: 0 }
    }

    fn name(&self, seq: u64) -> String {
        format!("event {} {} {seq}", self.terminal, self.epoch)
    }

    /// Notes what was promised between the last line and this one and is not there.
    fn skip_to(&mut self, seq: u64, report: &mut Report) {
        for missing in self.seen + 1..seq {
            if self.promise.is_some_and(|promise| promise.names(missing)) {
                report.wrong(|| {
                    format!("{} was receipted and is not in the ledger", self.name(missing))
                });
            }
        }
        self.seen = self.seen.max(seq);
    }

    fn hold(&mut self, line: &LedgerLine, report: &mut Report) {
        if line.seq <= self.seen {
            report.wrong(|| format!("{} is in the ledger twice", self.name(line.seq)));
            return;
        }
        self.skip_to(line.seq, report);
        let position = usize::try_from(line.seq - 1).unwrap_or(usize::MAX);
        let Some(expected) = self.expected.get(position) else {
            report.wrong(|| format!("{} is in the ledger and was never sent", self.name(line.seq)));
            return;
        };
        report.held += 1;
        let as_sent = line.hash == expected.intake;
        match expected.poison {
            Some(why)
                if line.outcome != "quarantined" || line.why.as_deref() != Some(why.word()) =>
            {
                report.wrong(|| {
                    let found = line.why.as_deref().unwrap_or(&line.outcome);
                    format!("{} must be quarantined as {why} and is {found}", self.name(line.seq))
                });
            }
            Some(_) => report.quarantined += 1,
            None if line.outcome != "counted" => report.wrong(|| {
                let why = line.why.as_deref().unwrap_or("no reason");
                format!("{} is in quarantine ({why}) and must not be", self.name(line.seq))
            }),
            None if !as_sent || columns_of_line(line) != expected.columns => {
                report.wrong(|| format!("{} is not what was sent: {line:?}", self.name(line.seq)));
            }
            None => {}
        }
        if expected.poison.is_some() && !as_sent {
            report.wrong(|| format!("{} is not the poison that was sent", self.name(line.seq)));
        }
    }

    fn end(mut self, report: &mut Report) {
        self.skip_to(self.expected.len() as u64 + 1, report);
    }
}

fn columns_of_line(line: &LedgerLine) -> u64 {
    columns(
        &line.kind,
        line.task.as_deref(),
        line.qty,
        line.reason.as_deref(),
        line.at.timestamp_micros(),
    )
}
