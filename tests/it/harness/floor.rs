//! A floor small enough to know by heart: one site, two stations, three people, two tasks, three terminals.

use super::TestDb;
use chrono::{DateTime, Utc};
use contract::TerminalName;
use werkvloer::clock::Clock;
use werkvloer::db::{Db, Subject, mark};
use werkvloer::terminals;

/// Station `alone` is individual, `table` is a group's; terminals `one` (alone), `two` and
/// `three` (table); badges `b-an`, `b-bo`,
/// `b-cor`; tasks `t1` and `t2`. Nothing is planned.
pub(crate) struct Floor {
    pub(crate) clock: Clock,
    /// The secrets of terminals `one` and `two`.
    pub(crate) secrets: [String; 2],
}

pub(crate) const NOON: &str = "2026-11-20T11:00:00Z";

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(crate) fn one() -> TerminalName {
    "werf/one".parse().unwrap()
}

pub(crate) fn two() -> TerminalName {
    "werf/two".parse().unwrap()
}

pub(crate) fn three() -> TerminalName {
    "werf/three".parse().unwrap()
}

impl Floor {
    pub(crate) async fn build(db: &TestDb) -> Self {
        Self::build_in(&db.db, Clock::fixed(at(NOON))).await
    }

    pub(crate) async fn build_in(db: &Db, clock: Clock) -> Self {
        let mut tx = db.begin().await.unwrap();
        for sql in [
            "insert into site (id, name, time_zone, day_boundary_minutes, afternoon_from_minutes)
             values ('werf', 'Werf', 'Europe/Amsterdam', 240, 750)",
            "insert into hall (id, site_id, name) values ('hal', 'werf', 'Hal')",
            "insert into work_group (id, hall_id, name) values ('groep', 'hal', 'Groep')",
            "insert into station (code, group_id, name, attribution) values ('alone', 'groep', 'Alleen', 'individual')",
            "insert into station (code, group_id, name, attribution) values ('table', 'groep', 'Tafel', 'group')",
            "insert into worker (id, name, badge, group_id, active) values ('w-an', 'An Voorbeeld', 'b-an', 'groep', true)",
            "insert into worker (id, name, badge, group_id, active) values ('w-bo', 'Bo Voorbeeld', 'b-bo', 'groep', true)",
            "insert into worker (id, name, badge, group_id, active) values ('w-cor', 'Cor Voorbeeld', 'b-cor', 'groep', true)",
            "insert into client (id, name) values ('k1', 'Verzonnen BV')",
            "insert into client_order (id, client_id, name, status) values ('o1', 'k1', 'Proef', 'open')",
            "insert into order_line (id, order_id, name, quantity, unit_price) values ('l1', 'o1', 'Regel', 1000, 375)",
            "insert into task (id, line_id, step, name, pack_size) values ('t1', 'l1', 1, 'Vouwen', 12)",
            "insert into task (id, line_id, step, name, pack_size) values ('t2', 'l1', 2, 'Plakken', 10)",
        ] {
            tx.run(sql, &[]).await.unwrap();
        }
        let one = terminals::enrol(&mut tx, &clock, &one(), "alone").await.unwrap();
        let two = terminals::enrol(&mut tx, &clock, &two(), "table").await.unwrap();
        terminals::enrol(&mut tx, &clock, &three(), "table").await.unwrap();
        mark(&mut tx, Subject::Company).await.unwrap();
        tx.commit().await.unwrap();
        Self { clock, secrets: [one, two] }
    }
}
