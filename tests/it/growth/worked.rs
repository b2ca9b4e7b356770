//! Pieces an hour, quality and the sheet, each worked out by hand, from the files of a company and the events of its terminals.

use super::{paced_of, purpose_on};
use crate::exchange::{files, import};
use crate::harness::floor::at;
use crate::harness::{TestDb, silent};
use crate::pages::{Answer, Pages};
use crate::turnover::{batch, clock, good, off, on};
use bytes::Bytes;
use contract::{Body, Channel, Epoch, Event, PauseReason, RejectReason, TerminalName, Up};
use std::sync::Arc;
use werkvloer::access::{Role, Settings};
use werkvloer::intake::Incoming;
use werkvloer::intake::delivery::Delivery;
use werkvloer::quarantine::{Correction, correct};
use werkvloer::terminals;
use werkvloer::trail::Decider;

/// One client's article in two orders, another client's of the same name, and a table at which people work together.
const COMPANY: [(&str, &str); 12] = [
    (
        "sites.csv",
        "id;name;time_zone;day_boundary;afternoon_from\nnoord;Noord;Europe/Amsterdam;04:00;12:30\n",
    ),
    ("halls.csv", "id;name;site\nh1;Hal 1;noord\n"),
    ("groups.csv", "id;name;hall\ng1;Groep 1;h1\n"),
    ("stations.csv", "code;name;group;attribution\ns1;Plek;g1;individueel\ns2;Tafel;g1;groep\n"),
    (
        "workers.csv",
        "id;name;badge;group;municipality;active\nw1;Zoë Theepotveldsma;b-1;g1;;ja\nw2;Omar Knikkerwoudstra;b-2;g1;;ja\n",
    ),
    ("clients.csv", "id;name\nk1;Verzonnen BV\nk2;Bedacht BV\n"),
    (
        "orders.csv",
        "id;client;name;due_date;status\no1;k1;Oktober;;open\no2;k1;November;;open\no3;k2;Van een ander;;open\n",
    ),
    (
        "order_lines.csv",
        "id;order;name;quantity;unit_price\nl1;o1;Feestdoos;1000;0,10\nl2;o2;Feestdoos;1000;0,10\nl3;o3;Feestdoos;1000;0,10\n",
    ),
    (
        "tasks.csv",
        "id;line;step;name;pack_size;pictogram\nt1;l1;1;Vouwen;1;\nt2;l2;1;Vouwen;1;\nt3;l3;1;Vouwen;1;\n",
    ),
    ("norms.csv", "task;valid_from;per_hour;basis\nt1;01-01-2026;80;tijdstudie\n"),
    ("coaches.csv", "id;name\nc1;Coen Verzonnen\n"),
    ("caseloads.csv", "coach;worker;from;until\nc1;w1;01-01-2026;\n"),
];

/// The company, what its terminals told, and the coach of `w1`.
struct Worked {
    base: Arc<TestDb>,
    coach: Pages,
    told: u64,
}

impl Worked {
    async fn sqlite() -> Self {
        Self::on(TestDb::sqlite().await).await
    }

    async fn postgres() -> Self {
        Self::on(TestDb::postgres().await).await
    }

    async fn on(test: TestDb) -> Self {
        let (done, said) = import(&test, &files(&COMPANY)).await;
        assert!(done, "{said}");
        let mut tx = test.db.begin().await.unwrap();
        for station in ["s1", "s2"] {
            let terminal = TerminalName::new("noord", station).unwrap();
            terminals::enrol(&mut tx, &clock(), &terminal, station).await.unwrap();
        }
        let sql = "insert into ingest_lease (site_id, holder, fence, beat, batch) values ('noord', 'test', 7, 0, 0)";
        tx.run(sql, &[]).await.unwrap();
        tx.commit().await.unwrap();
        let base = Arc::new(test);
        let pages = Pages::started(Arc::clone(&base), Settings::default(), clock());
        let coach = pages.entered("coen", &[(Role::JobCoach, "caseload:c1")]).await;
        Self { base, coach, told: 0 }
    }

    /// A station's terminal tells this of a day, in an epoch of its own and in the evening; gives the epoch.
    async fn tell(&mut self, station: &str, day: &str, told: &[(&str, Body)]) -> Epoch {
        self.told += 1;
        let events: Vec<Event> = (1..)
            .zip(told)
            .map(|(seq, (hour, body))| Event {
                seq,
                at: at(&format!("{day}T{hour}:00Z")),
                body: body.clone(),
                extra: None,
            })
            .collect();
        let next = u64::try_from(events.len()).unwrap() + 1;
        let incoming = Incoming {
            terminal: TerminalName::new("noord", station).unwrap(),
            channel: Channel::Up,
            payload: Bytes::from(Up::to_json(Epoch(self.told), next, &events)),
            received_at: at(&format!("{day}T17:00:00Z")),
            packet: 0,
            replies: silent(),
        };
        batch(&self.base.db, &[Delivery::of(incoming, None)]).await;
        Epoch(self.told)
    }

    /// `w1` alone at `s1` between two hours.
    async fn alone(
        &mut self,
        day: &str,
        task: &str,
        (from, to): (&str, &str),
        pieces: u32,
    ) -> Epoch {
        self.tell("s1", day, &[(from, on("b-1")), (from, good(task, pieces)), (to, off("b-1"))])
            .await
    }

    /// `w1` and `w2` at the table between two hours.
    async fn together(&mut self, day: &str, task: &str, (from, to): (&str, &str), pieces: u32) {
        let told = [
            (from, on("b-1")),
            (from, on("b-2")),
            (from, good(task, pieces)),
            (to, off("b-1")),
            (to, off("b-2")),
        ];
        self.tell("s2", day, &told).await;
    }

    /// Four weeks, five days; 320 good in seven hours, 220 in three and a half, 240 in four.
    async fn weeks(&mut self) -> Epoch {
        self.tell(
            "s1",
            "2026-11-03",
            &[
                ("07:00", on("b-1")),
                ("08:00", good("t1", 200)),
                (
                    "09:00",
                    Body::Reject {
                        task: Some("t1".to_owned()),
                        qty: 4,
                        reason: RejectReason::Work,
                    },
                ),
                (
                    "09:30",
                    Body::Reject {
                        task: Some("t1".to_owned()),
                        qty: 10,
                        reason: RejectReason::Material,
                    },
                ),
                ("11:00", off("b-1")),
            ],
        )
        .await;
        self.alone("2026-11-05", "t1", ("07:00", "10:00"), 120).await;
        self.tell(
            "s1",
            "2026-11-10",
            &[
                ("07:00", on("b-1")),
                ("08:00", good("t2", 220)),
                ("09:00", Body::Pause { reason: PauseReason::Break }),
                ("09:30", Body::Resume),
                ("11:00", off("b-1")),
            ],
        )
        .await;
        self.alone("2026-11-17", "t2", ("07:00", "11:00"), 240).await
    }

    async fn rows(&self, period: &str) -> Vec<String> {
        paced_of(&self.coach, "w1", period).await
    }

    async fn sheet(&self) -> Answer {
        self.coach.get("/medewerkers/w1/indicatie").await
    }

    async fn run(&self, sql: &'static str) {
        let mut tx = self.base.db.begin().await.unwrap();
        tx.run(sql, &[]).await.unwrap();
        tx.commit().await.unwrap();
    }
}

const ALL: &str = "van=2026-10-01&tot=2026-11-20";

both!(the_same_work_in_another_order_goes_on: Worked);
/// Orders of a week each: the work is one, and another client's of the same name is another.
async fn the_same_work_in_another_order_goes_on(stand: Worked) {
    let mut stand = stand;
    stand.weeks().await;
    stand.alone("2026-11-12", "t3", ("07:00", "09:00"), 400).await;
    // 320 in 7 hours; 220 in 3,5 hours, as the break is not work; 240 in 4. Of quality 320 of 324.
    assert_eq!(
        stand.rows(ALL).await,
        [
            "2026-11-02;Feestdoos: Vouwen;45,7143;0,9877;7,0000;320;324;7,0000;",
            "2026-11-09;Feestdoos: Vouwen;62,8571;1,0000;3,5000;220;220;3,5000;",
            "2026-11-16;Feestdoos: Vouwen;60,0000;1,0000;4,0000;240;240;4,0000;",
        ]
    );
    // An order that moves to another client takes its work along.
    let (done, said) = import(
        &stand.base,
        &files(&[("orders.csv", "id;client;name;due_date;status\no3;k1;Toch van ons;;open\n")]),
    )
    .await;
    assert!(done, "{said}");
    assert_eq!(
        stand.rows(ALL).await[1],
        "2026-11-09;Feestdoos: Vouwen;112,7273;1,0000;5,5000;620;620;5,5000;"
    );
    // And a step that is called otherwise is another work.
    let tasks = "id;line;step;name;pack_size;pictogram\nt2;l2;1;Plakken;1;\n";
    assert!(import(&stand.base, &files(&[("tasks.csv", tasks)])).await.0);
    assert_eq!(stand.rows(ALL).await, [""; 0], "7 and 2 hours in two weeks, and 7,5 in two");
}

both!(a_part_of_a_week_is_that_part: Worked);
async fn a_part_of_a_week_is_that_part(stand: Worked) {
    let mut stand = stand;
    stand.weeks().await;
    // From Thursday on 120 in 3 hours; ten hours and a half in three weeks are enough.
    let part = stand.rows("van=2026-11-05&tot=2026-11-17").await;
    assert_eq!(part[0], "2026-11-02;Feestdoos: Vouwen;40,0000;1,0000;3,0000;120;120;3,0000;");
    assert_eq!(part.len(), 3);
    assert_eq!(stand.rows("van=2026-11-05&tot=2026-11-16").await, [""; 0], "two weeks");
    assert_eq!(stand.rows("van=2026-11-06&tot=2026-11-20").await, [""; 0], "two weeks");
}

both!(a_correction_changes_the_week: Worked);
async fn a_correction_changes_the_week(stand: Worked) {
    let mut stand = stand;
    let epoch = stand.weeks().await;
    let correction = |qty, task: Option<&str>| Correction {
        terminal: TerminalName::new("noord", "s1").unwrap(),
        epoch,
        seq: 2,
        qty,
        task: task.map(str::to_owned),
        reason: "verteld".to_owned(),
    };
    let by = Decider::cli("Ans Voorbeeld");
    correct(&stand.base.db, &clock(), &by, correction(200, None)).await.unwrap();
    batch(&stand.base.db, &[]).await;
    assert_eq!(
        stand.rows(ALL).await[2],
        "2026-11-16;Feestdoos: Vouwen;50,0000;1,0000;4,0000;200;200;4,0000;"
    );
    // It was the other client's: so are its hours, and what is left is too little.
    correct(&stand.base.db, &clock(), &by, correction(200, Some("t3"))).await.unwrap();
    batch(&stand.base.db, &[]).await;
    assert_eq!(stand.rows(ALL).await, [""; 0]);
}

both!(what_is_counted_together_is_time_and_no_pace: Worked);
async fn what_is_counted_together_is_time_and_no_pace(stand: Worked) {
    let mut stand = stand;
    stand.weeks().await;
    stand.together("2026-11-11", "t2", ("07:00", "12:00"), 900).await;
    // Two at the station of one: what they made that day is nobody's alone.
    stand
        .tell(
            "s1",
            "2026-11-18",
            &[
                ("07:00", on("b-1")),
                ("07:00", on("b-2")),
                ("08:00", good("t2", 300)),
                ("09:00", off("b-1")),
                ("09:00", off("b-2")),
            ],
        )
        .await;
    // 240 in the four hours alone; net hours hold all of it.
    assert_eq!(
        stand.rows(ALL).await[1..],
        [
            "2026-11-09;Feestdoos: Vouwen;62,8571;1,0000;8,5000;220;220;3,5000;",
            "2026-11-16;Feestdoos: Vouwen;60,0000;1,0000;6,0000;240;240;4,0000;",
        ]
    );
}

both!(a_norm_is_the_works_in_every_order: Worked);
async fn a_norm_is_the_works_in_every_order(stand: Worked) {
    let mut stand = stand;
    stand.weeks().await;
    purpose_on(&stand.coach).await;
    let norms = async |stand: &Worked| -> Vec<String> {
        let rows = stand.rows(ALL).await;
        rows.iter().map(|row| row.rsplit(';').next().unwrap().to_owned()).collect()
    };
    assert_eq!(
        norms(&stand).await,
        ["80,0000", "80,0000", "80,0000"],
        "the second order has none of its own"
    );
    let norm = "task;valid_from;per_hour;basis\nt2;16-11-2026;100;tijdstudie\n";
    assert!(import(&stand.base, &files(&[("norms.csv", norm)])).await.0);
    assert_eq!(norms(&stand).await, ["80,0000", "80,0000", "100,0000"], "history keeps its own");
    let norm = "task;valid_from;per_hour;basis\nt3;02-11-2026;500;tijdstudie\n";
    assert!(import(&stand.base, &files(&[("norms.csv", norm)])).await.0);
    assert_eq!(
        norms(&stand).await,
        ["80,0000", "80,0000", "100,0000"],
        "another client's is another's"
    );
}

both!(quality_is_good_of_good_and_spoilt_by_the_work: Worked);
async fn quality_is_good_of_good_and_spoilt_by_the_work(stand: Worked) {
    let mut stand = stand;
    stand.weeks().await;
    let quality = async |stand: &Worked| -> Vec<String> {
        let rows = stand.rows(ALL).await;
        rows.iter().map(|row| row.split(';').nth(3).unwrap().to_owned()).collect()
    };
    // 320 of 324; ten that the material spoilt are nobody's fault.
    assert_eq!(quality(&stand).await, ["0,9877", "1,0000", "1,0000"]);
    let reject = |qty, reason| Body::Reject { task: Some("t2".to_owned()), qty, reason };
    stand
        .tell(
            "s1",
            "2026-11-19",
            &[
                ("07:00", on("b-1")),
                ("07:10", reject(60, RejectReason::Work)),
                ("08:00", off("b-1")),
            ],
        )
        .await;
    // 240 of 300.
    assert_eq!(quality(&stand).await[2], "0,8000");
    stand
        .tell(
            "s1",
            "2026-11-18",
            &[
                ("07:00", on("b-1")),
                ("07:10", reject(60, RejectReason::Material)),
                ("08:00", off("b-1")),
            ],
        )
        .await;
    assert_eq!(quality(&stand).await[2], "0,8000", "material again");
}

both!(the_sheet_is_of_all_orders_of_thirteen_weeks_until_yesterday: Worked);
async fn the_sheet_is_of_all_orders_of_thirteen_weeks_until_yesterday(stand: Worked) {
    let mut stand = stand;
    stand.weeks().await;
    purpose_on(&stand.coach).await;
    // 780 good in 14,5 hours are 53,8 an hour, of 80 a share of 0,67241; 780 of 784 good: 0,66898.
    let sheet = stand.sheet().await;
    assert_eq!(
        sheet.texts("tbody tr"),
        [
            "Feestdoos: Vouwen 780 14,5 100,0 % 53,8 80,0 tijdstudie, do 1 jan 67,2 % 99,5 % niet gemeten 0,6690",
        ]
    );
    assert_eq!(sheet.text("main strong"), "67 %");
    assert!(
        sheet.text("main").contains("Niet toe te wijzen 0,0 % van alle netto tijd"),
        "{}",
        sheet.text("main")
    );
    assert!(
        sheet.text("main").contains("samen 100,0 % van alle netto tijd"),
        "{}",
        sheet.text("main")
    );
    // Today is not over, and what was before the thirteen weeks is past.
    stand.alone("2026-11-20", "t2", ("07:00", "12:00"), 5).await;
    stand.alone("2026-08-20", "t1", ("07:00", "12:00"), 5).await;
    assert_eq!(stand.sheet().await.text("main strong"), "67 %");
    // A part of a week within them counts: 20 in two hours make 800 in 16,5, so 48,5 an hour; 0,6061 × 0,9950.
    stand.alone("2026-08-21", "t1", ("07:00", "09:00"), 20).await;
    assert_eq!(stand.sheet().await.text("main strong"), "60 %");
}

both!(a_sum_needs_every_main_task: Worked);
/// Nine tenths at a table with others: the tenth alone says nothing of the whole.
async fn a_sum_needs_every_main_task(stand: Worked) {
    let mut stand = stand;
    stand.weeks().await;
    purpose_on(&stand.coach).await;
    for day in 7..25 {
        // Eighteen days of 7,25 hours are 130,5, nine times 14,5.
        stand.together(&format!("2026-09-{day:02}"), "t3", ("06:00", "13:15"), 10).await;
    }
    let sheet = stand.sheet().await;
    let rows = sheet.texts("tbody tr");
    assert_eq!(
        rows.len(),
        2,
        "14,5 hours in 22 days are a tenth, and half an hour a day: {rows:#?}"
    );
    assert!(
        rows[0].starts_with("Feestdoos: Vouwen, samen met anderen geen gegevens 130,5 90,0 % "),
        "{rows:#?}"
    );
    assert!(rows[1].starts_with("Feestdoos: Vouwen 780 14,5 10,0 % 53,8 "), "{rows:#?}");
    assert!(sheet.texts("main strong").is_empty());
    assert!(
        sheet.text("main").contains("Niet toe te wijzen 90,0 % van alle netto tijd"),
        "{}",
        sheet.text("main")
    );
    assert!(
        sheet.text(".wv-nothing").contains("samen met anderen gedaan"),
        "{}",
        sheet.text("main")
    );
}

both!(a_little_together_leaves_a_sum: Worked);
/// A little together is told and leaves the sum; as soon as that is a main task of its own there is none.
async fn a_little_together_leaves_a_sum(stand: Worked) {
    let mut stand = stand;
    stand.weeks().await;
    purpose_on(&stand.coach).await;
    // Half an hour of 15 at the same work.
    stand.together("2026-11-18", "t2", ("07:00", "07:30"), 500).await;
    let sheet = stand.sheet().await;
    assert_eq!(sheet.texts("tbody tr").len(), 1);
    assert_eq!(sheet.text("main strong"), "67 %");
    assert!(
        sheet.text("main").contains("Niet toe te wijzen 3,3 % van alle netto tijd"),
        "{}",
        sheet.text("main")
    );
    assert!(
        sheet.texts("tbody tr")[0].contains(" 96,7 % "),
        "of all net time: {:?}",
        sheet.texts("tbody tr")
    );
    assert!(
        sheet.text("main").contains("samen 96,7 % van alle netto tijd"),
        "{}",
        sheet.text("main")
    );
    // Three hours more, and it is.
    stand.together("2026-11-19", "t2", ("07:00", "10:00"), 500).await;
    let sheet = stand.sheet().await;
    assert_eq!(sheet.texts("tbody tr").len(), 2);
    assert!(
        sheet.texts("tbody tr")[1].starts_with("Feestdoos: Vouwen, samen met anderen "),
        "{:?}",
        sheet.texts("tbody tr")
    );
    assert!(sheet.texts("main strong").is_empty());
}

both!(an_order_with_the_same_norm_again_is_no_other_norm: Worked);
async fn an_order_with_the_same_norm_again_is_no_other_norm(stand: Worked) {
    let mut stand = stand;
    stand.weeks().await;
    purpose_on(&stand.coach).await;
    let norm =
        |per_hour| format!("task;valid_from;per_hour;basis\nt2;09-11-2026;{per_hour};tijdstudie\n");
    assert!(import(&stand.base, &files(&[("norms.csv", &norm("80"))])).await.0);
    assert_eq!(stand.sheet().await.text("main strong"), "67 %");
    assert!(import(&stand.base, &files(&[("norms.csv", &norm("90"))])).await.0);
    assert!(stand.sheet().await.texts("main strong").is_empty(), "two norms are none");
    stand.run("delete from norm where task_id = 't2'").await;
    assert_eq!(stand.sheet().await.text("main strong"), "67 %");
}
