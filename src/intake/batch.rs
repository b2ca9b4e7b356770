//! One batch: what terminals sent becomes rows of the ledger, quarantine and cursors, and changed tallies, in one
//! transaction. Afterwards everything in the batch is either stored, or known to be stored already.

use super::cursor::Cursor;
use super::cursors;
use super::delivery::{Content, Delivery};
use super::judge::{Arrival, Judged, judge};
use crate::clock::Clock;
use crate::db::{Subject, Tx, mark};
use crate::lease::{HoldError, hold};
use crate::ledger::{self, Entry, EventKey, Fact, Moment};
use crate::output::beside::Beside;
use crate::output::folder::{DayKey, Folder, Measures};
use crate::output::reference::{Reference, Seat};
use crate::output::stale::{self, Stale};
use crate::quarantine::{self, Misfit, as_text};
use crate::terminals::{self, Sighting};
use chrono::{DateTime, TimeDelta, Utc};
use contract::{Epoch, Receipt, Up, Why};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Station days that others say are behind, heard of in one batch.
const STALE_AT_ONCE: i64 = 1_000;
/// Cursors kept between batches.
const KEPT: usize = 20_000;

/// Why a batch was not stored.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// This process does not lead the site (any more).
    #[error("the ingest of site '{0}' is led by another process")]
    NotLed(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// What a stored batch held.
#[derive(Debug, Default)]
pub struct Stored {
    /// The receipt for each delivery that gets one, by its place in the batch.
    pub receipts: Vec<(usize, Receipt)>,
    /// New events in the ledger that count.
    pub counted: u64,
    /// New events and messages in quarantine.
    pub quarantined: u64,
    /// Events that were stored before.
    pub duplicates: u64,
    /// Terminals that count an epoch again.
    pub lost_spools: u64,
    /// Station days are left to be folded again.
    pub is_behind: bool,
}

/// What is kept from batch to batch.
#[derive(Default)]
pub struct Batcher {
    reference: Reference,
    cursors: HashMap<(i64, Epoch), Cursor>,
    folder: Folder,
    seen: HashMap<i64, DateTime<Utc>>,
    fences: HashMap<String, i64>,
    busy: bool,
}

/// What one batch gathers before it writes.
#[derive(Default)]
struct Gathered {
    entries: Vec<Entry>,
    misfits: Vec<Misfit>,
    cursors: BTreeSet<(i64, Epoch)>,
    sightings: BTreeMap<i64, Sighting>,
    stored: Stored,
}

impl Batcher {
    /// One that folds by these measures, and what is long beside itself.
    pub fn new(measures: Measures, beside: Option<Beside>) -> Self {
        Self { folder: Folder::new(measures, beside), ..Self::default() }
    }

    /// Forgets what is kept; needed after a transaction that was not committed.
    pub fn forget(&mut self) {
        let mut folder = std::mem::take(&mut self.folder);
        folder.forget();
        *self = Self { folder, ..Self::default() };
    }

    /// Says whether more is waiting behind the next batch: folding again then waits, and the rest comes first.
    pub fn expect_more(&mut self, busy: bool) {
        self.busy = busy;
    }

    /// Its last transaction is committed: what was to follow begins.
    pub fn committed(&mut self) {
        self.folder.go_beside();
    }

    /// Stores a batch in `tx`, which the caller commits. `fence` tells under which fence a site is led.
    pub async fn store(
        &mut self,
        tx: &mut Tx,
        deliveries: &[Delivery],
        fence: &(impl Fn(&str) -> Option<i64> + Sync),
        clock: &Clock,
    ) -> Result<Stored, BatchError> {
        self.refresh(tx).await?;
        if self.cursors.len() > KEPT {
            self.cursors.clear();
        }
        let now = clock.now();
        self.folder.begin(self.busy);
        let stale = self.stale_of_led_sites(tx, fence).await?;
        let is_marked = !stale.is_empty();
        let mut sites: BTreeSet<&str> = deliveries.iter().map(|d| d.terminal.site()).collect();
        sites.extend(stale.iter().map(|(seat, ..)| &*seat.site));
        for site in sites {
            let lost = || BatchError::NotLed(site.to_owned());
            let fence = fence(site).ok_or_else(lost)?;
            match hold(tx, site, fence).await {
                Ok(()) => {}
                Err(HoldError::Lost) => return Err(lost()),
                Err(HoldError::Database(error)) => return Err(error.into()),
            }
            // Led again after another process led it: what is kept is from before that.
            if self.fences.insert(site.to_owned(), fence).is_some_and(|before| before != fence) {
                self.cursors.clear();
                self.seen.clear();
                self.folder.forget();
            }
        }
        // Once more, now that the sites are held: a day closed while this waited for its turn must not look open.
        self.refresh(tx).await?;
        let mut batch = Gathered::default();
        let mut receipts: BTreeMap<(i64, Epoch), usize> = BTreeMap::new();
        cursors::begin_new(tx, &mut self.cursors, deliveries).await?;
        for (place, delivery) in deliveries.iter().enumerate() {
            if let Some(key) = self.take(tx, delivery, &mut batch).await? {
                receipts.insert(key, place);
            }
        }
        let said = stale.into_iter().map(|(_, key, stale)| (key, stale)).collect();
        self.folder.hear(tx, said).await?;
        self.folder.open(tx, &mut self.reference).await?;
        ledger::insert(tx, &batch.entries).await?;
        quarantine::insert(tx, &batch.misfits).await?;
        let cursors: Vec<_> =
            batch.cursors.iter().map(|key| (key.0, self.cursors[key].row())).collect();
        terminals::save_cursors(tx, &cursors, now).await?;
        terminals::save(tx, &batch.sightings).await?;
        self.folder.finish(tx, &mut self.reference, now).await?;
        batch.stored.is_behind = self.folder.is_behind();
        if !batch.entries.is_empty() || !batch.sightings.is_empty() || is_marked {
            mark(tx, Subject::Tallies).await?;
        }
        for (key, place) in receipts {
            if let Some(cursor) = self.cursors.get_mut(&key) {
                cursor.read_quarantined(tx, key.0).await?;
                let receipt = cursor.receipt(now, deliveries[place].seqs());
                batch.stored.receipts.push((place, receipt));
            }
        }
        Ok(batch.stored)
    }

    /// Throws away what other transactions changed since.
    async fn refresh(&mut self, tx: &mut Tx) -> sqlx::Result<()> {
        let changed = self.reference.refresh(tx).await?;
        if changed.company {
            self.folder.forget();
        }
        if changed.decisions {
            self.cursors.values_mut().for_each(Cursor::hear_of_decisions);
        }
        Ok(())
    }

    async fn stale_of_led_sites(
        &mut self,
        tx: &mut Tx,
        fence: &(impl Fn(&str) -> Option<i64> + Sync),
    ) -> sqlx::Result<Vec<(Arc<Seat>, DayKey, Stale)>> {
        let mut led = Vec::new();
        for stale in stale::some(tx, STALE_AT_ONCE).await? {
            if let Some(seat) = self.reference.station(tx, &stale.station).await?
                && fence(&seat.site).is_some()
            {
                let key = (seat.station.clone(), stale.day);
                led.push((seat, key, stale));
            }
        }
        Ok(led)
    }

    /// Takes one message in; gives the cursor to send a receipt of.
    async fn take(
        &mut self,
        tx: &mut Tx,
        delivery: &Delivery,
        batch: &mut Gathered,
    ) -> sqlx::Result<Option<(i64, Epoch)>> {
        let misfit = |no, why, detail: String| Misfit {
            terminal: delivery.terminal.clone(),
            terminal_no: no,
            key: (None, None),
            why,
            detail,
            raw: as_text(&delivery.payload),
            received_at: delivery.received_at,
        };
        let no = match delivery.no {
            Some(no) => Some(no),
            None => self.reference.number(tx, &delivery.terminal).await?,
        };
        let seat = match no {
            Some(no) => self.reference.seat(tx, no).await?,
            None => None,
        };
        let (Some(no), Some(seat)) = (no, seat) else {
            // The last will of one that was revoked while connected: nobody who could be online is not.
            if matches!(&delivery.content, Content::State(report) if !report.online) {
                return Ok(None);
            }
            let detail = format!("terminal {} is not enrolled", delivery.terminal);
            batch.misfits.push(misfit(no, Why::UnknownTerminal, detail));
            batch.stored.quarantined += 1;
            return Ok(None);
        };
        match &delivery.content {
            Content::State(report) => {
                batch.sightings.insert(no, Sighting::said(report, delivery.received_at));
                if report.online {
                    self.seen.insert(no, delivery.received_at);
                } else {
                    // The next message says that it is back.
                    self.seen.remove(&no);
                }
                Ok(None)
            }
            Content::Unreadable(detail) => {
                batch.misfits.push(misfit(Some(no), Why::BadJson, detail.clone()));
                batch.stored.quarantined += 1;
                Ok(None)
            }
            Content::Up(up, hashes) => {
                self.see(no, delivery.received_at, batch);
                self.take_events(tx, delivery, no, &seat, (up, hashes), batch).await?;
                Ok(Some((no, up.epoch)))
            }
        }
    }

    /// A message is a sign of life; it is written now and then, not each time.
    fn see(&mut self, no: i64, at: DateTime<Utc>, batch: &mut Gathered) {
        let seen = self.seen.entry(no).or_insert(DateTime::UNIX_EPOCH);
        if at - *seen > TimeDelta::seconds(10) {
            *seen = at;
            batch.sightings.entry(no).or_insert(Sighting::heard(at));
        }
    }

    async fn take_events(
        &mut self,
        tx: &mut Tx,
        delivery: &Delivery,
        no: i64,
        seat: &Seat,
        (up, hashes): (&Up, &[i64]),
        batch: &mut Gathered,
    ) -> sqlx::Result<()> {
        let cursor_key = (no, up.epoch);
        let mut cursor = match self.cursors.remove(&cursor_key) {
            Some(cursor) => cursor,
            None => Cursor::load(tx, no, up.epoch).await?,
        };
        let epoch = up.epoch.0.cast_signed();
        let mut again: Vec<(i64, i64, Cow<'_, str>)> = Vec::new();
        for (event, hash) in up.events.iter().zip(hashes) {
            let seq = match event {
                Ok(event) => Some(event.seq.cast_signed()),
                Err(bad) => bad.seq.map(u64::cast_signed),
            };
            let misfit = |key, why, detail: &str, raw: String| Misfit {
                terminal: delivery.terminal.clone(),
                terminal_no: Some(no),
                key: (Some(epoch), key),
                why,
                detail: detail.to_owned(),
                raw,
                received_at: delivery.received_at,
            };
            let Some(seq) = seq else {
                if let Err(bad) = event {
                    batch.misfits.push(misfit(None, bad.why, &bad.detail, bad.raw.clone()));
                    batch.stored.quarantined += 1;
                }
                continue;
            };
            if cursor.holds(seq) {
                let raw = match event {
                    Ok(event) => Cow::Owned(event.to_json()),
                    Err(bad) => Cow::Borrowed(bad.raw.as_str()),
                };
                again.push((seq, *hash, raw));
                continue;
            }
            let key = EventKey { terminal: no, epoch, seq };
            let late = seq < cursor.highest();
            let judged = match event {
                Ok(event) => {
                    judge(&mut self.reference, tx, seat, key, event, delivery.received_at).await?
                }
                Err(bad) => Judged::bad(bad, delivery.received_at),
            };
            if let Some((why, detail)) = &judged.misfit {
                let raw = match event {
                    Ok(event) => event.to_json(),
                    Err(bad) => bad.raw.clone(),
                };
                batch.misfits.push(misfit(Some(seq), *why, detail, raw));
                batch.stored.quarantined += 1;
                cursor.hear_of_quarantine();
            } else {
                batch.stored.counted += 1;
            }
            let arrival = Arrival { key, received_at: delivery.received_at, hash: *hash };
            let day = self.reference.day(tx, &seat.site, judged.at).await?;
            let entry = judged.entry(seat, day, &arrival, event.as_ref());
            if let Some(what) = judged.what {
                let fact = Fact { moment: Moment { at: entry.at, key }, what };
                let day = (seat.station.clone(), entry.day);
                self.folder.take(day, fact, late);
            }
            batch.entries.push(entry);
            cursor.add(seq);
        }
        batch.stored.duplicates += again.len() as u64;
        let misfits = batch.misfits.len();
        compare(tx, batch, delivery, no, epoch, again).await?;
        // An old message that comes again names an old number too, and means nothing by it.
        let says_so = up.events.is_empty() || batch.misfits.len() > misfits;
        if cursor.hear_next(up.next.cast_signed()) && says_so {
            batch.stored.lost_spools += 1;
        }
        batch.cursors.insert(cursor_key);
        self.cursors.insert(cursor_key, cursor);
        Ok(())
    }
}

/// Compares events that came again with what is stored under their keys: equal is a duplicate, else the key was used twice.
async fn compare(
    tx: &mut Tx,
    batch: &mut Gathered,
    delivery: &Delivery,
    no: i64,
    epoch: i64,
    again: Vec<(i64, i64, Cow<'_, str>)>,
) -> sqlx::Result<()> {
    // Run by run of adjacent numbers: two events far apart must not read everything between them.
    let mut seqs: Vec<i64> = again.iter().map(|(seq, ..)| *seq).collect();
    seqs.sort_unstable();
    let mut stored = HashMap::new();
    for run in seqs.chunk_by(|before, next| next - before <= 1) {
        if let (Some(from), Some(until)) = (run.first(), run.last()) {
            stored.extend(ledger::hashes(tx, no, epoch, *from, *until).await?);
        }
    }
    for (seq, hash, raw) in again {
        let in_batch = || {
            let key = EventKey { terminal: no, epoch, seq };
            batch.entries.iter().rev().find(|entry| entry.key == key).map(|entry| entry.hash)
        };
        let first = stored.get(&seq).copied().or_else(in_batch);
        if first.is_some_and(|first| first != hash) {
            batch.stored.quarantined += 1;
            batch.misfits.push(Misfit {
                terminal: delivery.terminal.clone(),
                terminal_no: Some(no),
                key: (Some(epoch), Some(seq)),
                why: Why::KeyReuse,
                detail: "the same number came before with other content".to_owned(),
                raw: raw.into_owned(),
                received_at: delivery.received_at,
            });
        }
    }
    Ok(())
}
