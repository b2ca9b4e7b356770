//! What the pictures of figures are made of: half a year of work, money and growth beside the morning of the made-up hall, so that
//! no panel of a dashboard is looked at empty.

use crate::exchange::{files, import};
use crate::pages::{Pages, made_up};
use chrono::{Datelike as _, Days, NaiveDate, Weekday};
use std::fmt::Write as _;
use werkvloer::coaching::purpose::{Purpose, Switched, switch};
use werkvloer::db::Tx;
use werkvloer::municipalities::reckon;
use werkvloer::turnover::reckon::{A_ROUND, catch_up};

/// Thirteen weeks of Mondays to Fridays before the day of the tests.
fn days() -> impl Iterator<Item = NaiveDate> {
    let from = made_up::today() - Days::new(91);
    let is_working = |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    from.iter_days().take_while(|day| *day < made_up::today()).filter(is_working)
}

/// Somebody's hours at a station, with what they made there.
async fn worked(
    tx: &mut Tx,
    day: NaiveDate,
    (station, task, worker): (&str, &str, &str),
    (good, net): (i64, i64),
) {
    tx.run(
        "insert into tally (day, station, task, worker, good, rejected_material, rejected_work, rejected_dirt,
                            rejected_broken, rejected_unknown, net_seconds, waiting_material, waiting_fault,
                            waiting_instruction, waiting_talk)
         values ($1, $2, $3, $4, $5, 3, 2, 1, 1, 1, $6, 600, 300, 120, 60) on conflict do nothing",
        &[&day, &station, &task, &worker, &good, &net],
    )
    .await
    .unwrap();
    tx.run(
        "insert into unreckoned (station, day, version) values ($1, $2, 1) on conflict (station, day) do nothing",
        &[&station, &day],
    )
    .await
    .unwrap();
}

/// Pieces an hour that grow a little, and by a third three weeks ago.
async fn work(tx: &mut Tx) {
    for (number, day) in (0_i64..).zip(days()) {
        let step = if number >= 50 { 60 } else { 0 };
        worked(tx, day, ("v1-01", "t1", "w1"), (200 + number + step, 4 * 3_600)).await;
        worked(tx, day, ("v1-02", "t2", "w1"), (90 + number % 7, 2 * 3_600)).await;
        worked(tx, day, ("v2-01", "t3", "w1"), (0, 3_600)).await;
        for helper in 1..=10 {
            worked(tx, day, ("v2-01", "t3", &format!("x{helper}")), (20, 6 * 3_600)).await;
        }
    }
}

fn people() -> Vec<(&'static str, String)> {
    let mut workers = "id;name;badge;group;municipality;active\n".to_owned();
    let mut enrolments = "worker;scheme;from;until;outflow\n".to_owned();
    let mut contracts = "worker;from;until;hours_a_week\n".to_owned();
    let mut placements = "worker;from;until;step\n".to_owned();
    for n in 1..=36 {
        // Twelve who stay, twelve who came this year and twelve who left.
        let (from, until, active) = match n {
            1..=12 => ("01-01-2015", ";", "ja"),
            13..=24 => ("02-03-2026", ";", "ja"),
            _ => ("01-01-2015", "30-06-2026;pensioen", "nee"),
        };
        let _ = writeln!(workers, "x{n};Iemand Verzonnen {n};b-x{n};g3;linde;{active}");
        let _ = writeln!(enrolments, "x{n};beschut;{from};{until}");
        if n <= 24 {
            let _ = writeln!(contracts, "x{n};{from};;32");
            let _ = writeln!(placements, "x{n};{from};31-08-2026;beschut");
            let _ = writeln!(
                placements,
                "x{n};01-09-2026;;{}",
                if n <= 12 { "locatie" } else { "beschut" }
            );
        }
    }
    vec![
        ("municipalities.csv", "id;name\nlinde;Lindemeer\n".to_owned()),
        ("workers.csv", workers),
        ("scheme_enrolments.csv", enrolments),
        ("contracts.csv", contracts),
        ("placements.csv", placements),
        (
            "municipality_targets.csv",
            "municipality;scheme;year;places\nlinde;beschut;2026;30\n".to_owned(),
        ),
    ]
}

const MONEY: [(&str, &str); 8] = [
    (
        "clients.csv",
        "id;name;municipality\nk1;Koekfabriek De Krakeling;\nk2;Gemeente Lindemeer;linde\n",
    ),
    (
        "orders.csv",
        "id;client;name;due_date;status;business_line;closed_day\no2;k2;Bloembakken;01-12-2026;open;green;\n\
         o3;k2;Folders september;30-09-2026;gesloten;post;02-10-2026\n",
    ),
    (
        "order_lines.csv",
        "id;order;name;quantity;unit_price;pricing;planned_hours\nl1;o1;Feestdoos;4800;0,0375;stuk;400\n\
         l2;o2;Bakken vullen;90000;0,12;stuk;900\nl3;o3;Folder vouwen;900;0,05;stuk;40\n",
    ),
    ("tasks.csv", "id;line;step;name;pack_size;pictogram\nt9;l2;1;Vullen;10;\n"),
    (
        "norms.csv",
        "task;valid_from;per_hour;basis\nt1;01-01-2026;80;tijdstudie\nt2;01-01-2026;60;proef\n",
    ),
    (
        "budgets.csv",
        "hall;month;turnover\nhal-1;01-08-2026;900\nhal-1;01-09-2026;900\nhal-1;01-10-2026;900\nhal-1;01-11-2026;900\n\
         hal-2;01-11-2026;400\n",
    ),
    ("invoices.csv", "invoice;line;day;amount\nF1;l1;30-09-2026;210,00\nF2;l3;02-10-2026;45,00\n"),
    ("costs.csv", "id;line;day;kind;amount\nc1;l1;15-09-2026;transport;32,50\n"),
];

const GROWTH: [(&str, &str); 6] = [
    ("coaches.csv", "id;name\nc1;Coen Verzonnen\n"),
    (
        "caseloads.csv",
        "coach;worker;from;until\nc1;w1;01-01-2026;\nc1;w2;01-01-2026;\nc1;w3;01-01-2026;\nc1;w4;01-01-2026;\n",
    ),
    (
        "goals.csv",
        "id;worker;goal;kind;baseline;target;unit;from;due;closed;outcome\n\
         d1;w1;Langer achter elkaar doorwerken;minuten_achter_elkaar;20;45;minuten;01-08-2026;01-01-2027;;\n\
         d2;w1;Vragen stellen als ik vastloop;cijfer;2;4;cijfer;01-05-2026;01-10-2026;01-10-2026;bereikt\n\
         d3;w2;Een tweede taak leren;lijst;0;8;punten;01-06-2026;01-11-2026;;\n\
         d4;w3;Op tijd beginnen na de pauze;hoe_vaak;2;5;keer per week;01-09-2026;01-02-2027;;\n",
    ),
    (
        "goal_measurements.csv",
        "goal;day;value\nd1;01-09-2026;24\nd1;01-10-2026;31\nd1;02-11-2026;36\nd4;02-11-2026;2\n",
    ),
    (
        "agreements.csv",
        "id;worker;made;agreement;due;done\na1;w1;01-10-2026;Nieuwe werkplek een week proberen;27-11-2026;\n\
         a2;w1;01-09-2026;Zitkruk in hoogte instellen;15-09-2026;14-09-2026\n\
         a3;w2;01-10-2026;Doel bespreken met de werkleider;13-11-2026;\n",
    ),
    (
        "contacts.csv",
        "worker;coach;day;kind;minutes;goal\nw1;c1;09-11-2026;gesprek;25;d1\nw2;c1;18-09-2026;gesprek;20;\n",
    ),
];

/// Adds all of it.
pub(super) async fn fill(pages: &Pages) {
    let money = [MONEY.as_slice(), &GROWTH];
    let people = people();
    let people: Vec<(&str, &str)> =
        people.iter().map(|(file, text)| (*file, text.as_str())).collect();
    for content in std::iter::once(people.as_slice()).chain(money) {
        let (done, said) = import(&pages.base, &files(content)).await;
        assert!(done, "{said}");
    }
    let mut tx = pages.db().begin().await.unwrap();
    work(&mut tx).await;
    made_up::good(&mut tx, "v2-03", "t9", made_up::today() - Days::new(3), 900).await;
    let sql = "insert into unreckoned (station, day, version) values ('v2-03', $1, 1) on conflict (station, day) do nothing";
    tx.run(sql, &[&(made_up::today() - Days::new(3))]).await.unwrap();
    let on = Switched { changed_at: made_up::now(), is_on: true, changed_by: "cli:OR".to_owned() };
    switch(&mut tx, Purpose::IndividualTempo, &on).await.unwrap();
    tx.run(
        "insert into ledger (terminal, epoch, seq, kind, station, day, at, received_at, outcome, hash)
         values (1, 9, 1, 'help', 'v1-01', '2026-11-19', 1795600000000000, 1795600000000000, 'counted', 0)",
        &[],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    catch_up(pages.db(), A_ROUND).await.unwrap();
    reckon(pages.db(), &pages.clock).await.unwrap();
}
