//! A count that went to quarantine and was booked there, and then its terminal takes it back: the booking is taken back too,
//! in whatever order the two come, and everything that was decided knowingly stays.

use crate::exactness::{EPOCH, Sent, deliver, empty, good, lead, store};
use crate::harness::TestDb;
use crate::harness::floor::{Floor, NOON, at, one};
use chrono::NaiveDate;
use contract::{Body, Event};
use rand::seq::{IndexedRandom as _, SliceRandom as _};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use werkvloer::db::Db;
use werkvloer::intake::batch::{Batcher, Stored};
use werkvloer::output::close::close;
use werkvloer::output::rebuild;
use werkvloer::output::store::of_day;
use werkvloer::quarantine::{self, Booking, Correction, CountKind, Was, book, correct};
use werkvloer::trail::Decider;

const MORNING: &str = "2026-11-20T08:00:00Z";
const LATER: &str = "2026-11-20T09:00:00Z";

/// A made-up floor with one terminal's morning.
struct Story<'a> {
    db: &'a Db,
    floor: Floor,
    batcher: Batcher,
}

impl<'a> Story<'a> {
    async fn new(test: &'a TestDb) -> Self {
        let floor = Floor::build(test).await;
        lead(&test.db).await;
        Self { db: &test.db, floor, batcher: Batcher::default() }
    }

    /// Sends events and folds what is behind, as a desk that has time does.
    async fn send(&mut self, events: &[Sent]) -> Stored {
        let batch = deliver(events, at(NOON));
        let stored = store(self.db, &self.floor, &mut self.batcher, &batch).await;
        self.settle().await;
        stored
    }

    async fn settle(&mut self) {
        self.batcher.expect_more(false);
        while store(self.db, &self.floor, &mut self.batcher, &[]).await.is_behind {}
    }

    /// Books the item that waits, as somebody who saw its page before or after the undo came in.
    async fn book(&mut self, qty: u32, although_undone: bool) {
        self.book_at("alone", qty, although_undone).await;
    }

    async fn book_at(&mut self, station: &str, qty: u32, although_undone: bool) {
        let (id, _) = self.waiting().await.remove(0);
        self.book_item(&id, station, qty, although_undone).await;
        self.settle().await;
    }

    /// What waits: the item's id and its number.
    async fn waiting(&self) -> Vec<(String, i64)> {
        let sql = "select q.id, q.seq from quarantine q
                    where not exists (select 1 from quarantine_outcome o where o.quarantine_id = q.id) order by q.seq";
        self.db.all(sql, &[]).await.unwrap()
    }

    async fn book_item(&self, id: &str, station: &str, qty: u32, although_undone: bool) {
        let booking = Booking {
            station: station.to_owned(),
            what: Was::Count { kind: CountKind::Good, task: "t1".to_owned(), qty },
            at: at(MORNING),
            reason: "a test".to_owned(),
            although_undone,
        };
        let decider = Decider::cli("Ans Voorbeeld");
        book(self.db, &self.floor.clock, id, &decider, booking).await.unwrap();
    }

    /// Good pieces of the day, which a fresh fold of the ledger gives too.
    async fn pieces(&self) -> i64 {
        assert_eq!(rebuild::verify(self.db).await.unwrap(), []);
        of_day(self.db, today()).await.unwrap().iter().map(|row| row.good).sum()
    }
}

fn today() -> NaiveDate {
    at(NOON).date_naive()
}

/// A count of a task that nobody knows.
fn misfit(seq: u64) -> Sent {
    let body = Body::Good { task: Some("t-none".to_owned()), qty: 7 };
    Sent { terminal: one(), event: Event { seq, at: at(MORNING), body, extra: None } }
}

fn undo(seq: u64, of: u64) -> Sent {
    let body = Body::Undo { of };
    Sent { terminal: one(), event: Event { seq, at: at(LATER), body, extra: None } }
}

both!(an_undo_after_the_booking_takes_it_back: TestDb);
async fn an_undo_after_the_booking_takes_it_back(test: TestDb) {
    let mut story = Story::new(&test).await;
    let mine = good(one(), 2, "2026-11-20T08:10:00Z", 5);
    story.send(&[misfit(1), mine]).await;
    assert_eq!(story.pieces().await, 5);
    story.book(24, false).await;
    assert_eq!(story.pieces().await, 29);
    story.send(&[undo(3, 1)]).await;
    assert_eq!(story.pieces().await, 5, "the booking is taken back, and nothing else");
    story.send(&[undo(3, 1), undo(4, 1), good(one(), 5, "2026-11-20T09:10:00Z", 1)]).await;
    assert_eq!(story.pieces().await, 6, "once, however often it is said");
    let day = quarantine::sheet(story.db, "alone", today(), 1).await.unwrap();
    let undone: Vec<_> = day
        .events
        .iter()
        .filter(|e| e.is_counted && e.is_undone)
        .map(|e| (&*e.terminal, e.qty, e.counts()))
        .collect();
    assert_eq!(undone, [("office", 24, 0)], "the station's page says it of the booking");
}

both!(however_the_undo_comes_in_the_figures_are_the_same: TestDb);
/// In the same batch as more, late behind a number of its own terminal, and after a restart.
async fn however_the_undo_comes_in_the_figures_are_the_same(test: TestDb) {
    let mut story = Story::new(&test).await;
    story.send(&[misfit(1), good(one(), 5, "2026-11-20T10:00:00Z", 5)]).await;
    story.book(24, false).await;
    story.batcher = Batcher::default();
    story.send(&[undo(4, 1), good(one(), 6, "2026-11-20T10:10:00Z", 6)]).await;
    assert_eq!(story.pieces().await, 11);
}

both!(an_undo_that_nobody_knew_of_takes_the_booking_back: TestDb);
/// Who books does not see an undo that comes in at that very moment: it holds as if it had come later.
async fn an_undo_that_nobody_knew_of_takes_the_booking_back(test: TestDb) {
    let mut story = Story::new(&test).await;
    story.send(&[undo(2, 1)]).await;
    story.send(&[misfit(1)]).await;
    story.book(24, false).await;
    assert_eq!(story.pieces().await, 0);
}

both!(in_any_order_of_arrival_and_booking_the_figures_are_the_same: TestDb);
/// Shuffled, doubled, in batches of a busy desk or one that has time, restarted, and booked as soon as it waits or at the
/// very end: what was undone does not count, the rest does.
async fn in_any_order_of_arrival_and_booking_the_figures_are_the_same(test: TestDb) {
    let mut story = Story::new(&test).await;
    let mut dice = ChaCha8Rng::seed_from_u64(6);
    let events = [
        misfit(1),
        misfit(2),
        good(one(), 3, MORNING, 5),
        undo(4, 1),
        good(one(), 5, LATER, 6),
        undo(6, 3),
        undo(7, 1),
    ];
    let qty = |seq: i64| if seq == 1 { 24 } else { 12 };
    let (mut at_once, mut at_the_end) = (0, 0);
    for case in 0..if story.db.is_shared() { 40 } else { 80 } {
        empty(story.db).await;
        story.batcher = Batcher::default();
        let mut order: Vec<&Sent> = events.iter().chain(events.sample(&mut dice, 3)).collect();
        order.shuffle(&mut dice);
        let mut rest = order.as_slice();
        while !rest.is_empty() {
            let (batch, after) = rest.split_at(dice.random_range(1..=rest.len().min(3)));
            rest = after;
            if dice.random() {
                story.batcher = Batcher::default();
            }
            story.batcher.expect_more(dice.random());
            let batch: Vec<Sent> = batch.iter().map(|sent| (*sent).clone()).collect();
            store(story.db, &story.floor, &mut story.batcher, &deliver(&batch, at(NOON))).await;
            if dice.random() {
                for (id, seq) in story.waiting().await {
                    let station = ["alone", "table"].choose(&mut dice).unwrap();
                    story.book_item(&id, station, qty(seq), false).await;
                    at_once += 1;
                }
                story.settle().await;
            }
        }
        for (id, seq) in story.waiting().await {
            story.book_item(&id, "alone", qty(seq), false).await;
            at_the_end += 1;
        }
        story.settle().await;
        assert_eq!(story.pieces().await, 12 + 6, "case {case}: {order:#?}");
    }
    assert!(at_once > 2 && at_the_end > 2, "{at_once} {at_the_end}");
}

both!(what_was_booked_knowing_of_the_undo_stays: TestDb);
async fn what_was_booked_knowing_of_the_undo_stays(test: TestDb) {
    let mut story = Story::new(&test).await;
    story.send(&[misfit(1), undo(2, 1)]).await;
    story.book(24, true).await;
    assert_eq!(story.pieces().await, 24);
    story.send(&[undo(3, 1)]).await;
    assert_eq!(
        story.pieces().await,
        24,
        "a person said what it was, knowing what the terminal says again"
    );
}

both!(a_correction_of_the_booking_outranks_the_undo: TestDb);
async fn a_correction_of_the_booking_outranks_the_undo(test: TestDb) {
    let mut story = Story::new(&test).await;
    story.send(&[misfit(1)]).await;
    story.book(24, false).await;
    let day = quarantine::sheet(story.db, "alone", today(), 1).await.unwrap();
    let booked = day.events.iter().find(|event| event.terminal == "office").unwrap();
    let correction = Correction {
        terminal: "werf/office".parse().unwrap(),
        epoch: booked.epoch,
        seq: booked.seq,
        qty: 20,
        task: None,
        reason: "a test".to_owned(),
    };
    correct(story.db, &story.floor.clock, &Decider::cli("Ans Voorbeeld"), correction)
        .await
        .unwrap();
    story.send(&[undo(2, 1)]).await;
    assert_eq!(story.pieces().await, 20);
}

both!(an_undo_of_a_number_used_twice_takes_back_the_stored_one: TestDb);
/// The number is the stored event's; the item only came under it.
async fn an_undo_of_a_number_used_twice_takes_back_the_stored_one(test: TestDb) {
    let mut story = Story::new(&test).await;
    story.send(&[good(one(), 1, MORNING, 3)]).await;
    story.send(&[good(one(), 1, MORNING, 4)]).await;
    story.book(4, false).await;
    assert_eq!(story.pieces().await, 7);
    story.send(&[undo(2, 1)]).await;
    assert_eq!(story.pieces().await, 4);
}

both!(on_a_closed_day_the_undo_goes_to_quarantine: TestDb);
async fn on_a_closed_day_the_undo_goes_to_quarantine(test: TestDb) {
    let mut story = Story::new(&test).await;
    let yesterday = at("2026-11-19T08:00:00Z");
    let mut early = misfit(1);
    early.event.at = yesterday;
    story.send(&[early]).await;
    story.book(24, false).await;
    assert!(
        close(story.db, &story.floor.clock, "werf", today(), &Decider::cli("Ans Voorbeeld"))
            .await
            .unwrap()
    );
    let mut late = undo(2, 1);
    late.event.at = yesterday;
    let stored = story.send(&[late]).await;
    assert_eq!((stored.counted, stored.quarantined), (0, 1));
    assert_eq!(stored.receipts[0].1.epoch, EPOCH);
    assert_eq!(stored.receipts[0].1.quarantined[0].why, "day_closed");
    assert_eq!(story.pieces().await, 24, "its figures never change");
}

both!(what_was_booked_at_another_site_stays: TestDb);
/// Who leads one site folds nothing of another and does not know which of its days are closed.
async fn what_was_booked_at_another_site_stays(test: TestDb) {
    let mut story = Story::new(&test).await;
    let mut tx = story.db.begin().await.unwrap();
    for sql in [
        "insert into site (id, name, time_zone, day_boundary_minutes, afternoon_from_minutes)
             values ('ver', 'Ver', 'Europe/Amsterdam', 240, 750)",
        "insert into hall (id, site_id, name) values ('hal-ver', 'ver', 'Hal')",
        "insert into work_group (id, hall_id, name) values ('groep-ver', 'hal-ver', 'Groep')",
        "insert into station (code, group_id, name, attribution) values ('far', 'groep-ver', 'Ver', 'group')",
        "insert into ingest_lease (site_id, holder, fence, beat, batch) values ('ver', 'test', 7, 0, 0)",
    ] {
        tx.run(sql, &[]).await.unwrap();
    }
    tx.commit().await.unwrap();
    story.send(&[misfit(1)]).await;
    story.book_at("far", 24, false).await;
    story.send(&[undo(2, 1)]).await;
    assert_eq!(story.pieces().await, 24);
}

both!(a_booking_at_another_station_or_day_is_found_too: TestDb);
/// Each with its own figures, which the undo's own day does not hold.
async fn a_booking_at_another_station_or_day_is_found_too(test: TestDb) {
    let mut story = Story::new(&test).await;
    story.send(&[misfit(1), misfit(2)]).await;
    story.book_at("table", 24, false).await;
    story.book(12, false).await;
    assert_eq!(story.pieces().await, 36);
    let mut tomorrow = undo(4, 2);
    tomorrow.event.at = at("2026-11-21T08:00:00Z");
    story.send(&[undo(3, 1), tomorrow]).await;
    assert_eq!(story.pieces().await, 0);
}
