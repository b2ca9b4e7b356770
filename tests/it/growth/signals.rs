//! Each signal of the caseload: where it is told, where it is not, and on its edge. The three weeks of the tests begin on Monday
//! the second of November, the ten weeks before on Monday the twenty-fourth of August.

use super::{coach, made, nothing_to_ask, run};
use crate::pages::Pages;
use chrono::{Datelike as _, NaiveDate, Weekday};

const RECENT: &str = "2026-11-02";
const BEFORE: &str = "2026-08-24";

/// The first so many Mondays to Fridays from a day on.
fn working_days(from: &str, count: usize) -> Vec<String> {
    let from: NaiveDate = from.parse().unwrap();
    let is_working = |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    from.iter_days().filter(is_working).take(count).map(|day| day.to_string()).collect()
}

/// `w5` works an hour on each of these days, at the stations in turn.
async fn present(pages: &Pages, days: &[String], stations: &[&str]) {
    let mut tx = pages.db().begin().await.unwrap();
    for (day, station) in days.iter().zip(stations.iter().cycle()) {
        made(&mut tx, day, (station, "t1"), "w5", (0, 0, 0), 3_600).await;
    }
    tx.commit().await.unwrap();
}

/// Somebody calls for help at a station on each of these days.
async fn help(pages: &Pages, days: &[String], station: &str) {
    let mut tx = pages.db().begin().await.unwrap();
    for day in days {
        let date: NaiveDate = day.parse().unwrap();
        let seq = i64::from(date.num_days_from_ce());
        tx.run(
            "insert into ledger (terminal, epoch, seq, kind, station, day, at, received_at, outcome, hash)
             values (1, 9, $1, 'help', $2, $3, $1, $1, 'counted', 0)",
            &[&seq, &station, &date],
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
}

async fn told(coach: &Pages) -> Vec<String> {
    coach.get("/dashboards/begeleiding").await.texts("#aandacht tbody tr")
}

const NOTHING: [&str; 0] = [];

both!(an_agreement_counts_from_the_day_after_its_own: Pages);
async fn an_agreement_counts_from_the_day_after_its_own(pages: Pages) {
    let coach = coach(&pages).await;
    nothing_to_ask(&pages).await;
    run(&pages, "insert into agreement (id, worker_id, made_day, words, due_day) values ('a1', 'w5', '2026-10-01', 'Stoel proberen', '2026-11-20')").await;
    assert_eq!(told(&coach).await, NOTHING, "today there is time still");
    run(&pages, "update agreement set due_day = '2026-11-19'").await;
    assert_eq!(told(&coach).await, ["Joris Klaverblad Afspraak over datum do 19 nov"]);
    run(&pages, "update agreement set done_day = '2026-11-20'").await;
    assert_eq!(told(&coach).await, NOTHING);
}

both!(a_talk_counts_for_six_weeks: Pages);
async fn a_talk_counts_for_six_weeks(pages: Pages) {
    let coach = coach(&pages).await;
    nothing_to_ask(&pages).await;
    run(&pages, "update contact set day = '2026-10-09'").await;
    assert_eq!(told(&coach).await, NOTHING, "six weeks to the day");
    run(&pages, "update contact set day = '2026-10-08'").await;
    assert_eq!(told(&coach).await, ["Joris Klaverblad Langer dan 6 weken niet gesproken do 8 okt"]);
    let people = coach.get("/dashboards/begeleiding/medewerkers.csv").await.body;
    assert!(
        people.contains("Joris Klaverblad;Groep Merel;43;2026-10-08;"),
        "days, and the day: {people}"
    );
    let people = coach.get("/dashboards/begeleiding").await.texts("#medewerkers tbody tr");
    assert!(people[0].starts_with("Joris Klaverblad Groep Merel 43 do 8 okt "), "{people:?}");
    let json = coach.get("/dashboards/begeleiding/medewerkers.json").await.body;
    assert!(json.contains("\"last_contact_day\":43"), "{json}");
    run(&pages, "delete from contact").await;
    assert_eq!(told(&coach).await, ["Joris Klaverblad Nog geen gesprek vastgelegd –"]);
}

both!(a_goal_past_its_day_is_told_however_it_was_measured: Pages);
async fn a_goal_past_its_day_is_told_however_it_was_measured(pages: Pages) {
    let coach = coach(&pages).await;
    nothing_to_ask(&pages).await;
    run(&pages, "update coaching_goal set due_day = '2026-11-20'").await;
    assert_eq!(told(&coach).await, NOTHING, "due today, never measured");
    run(&pages, "update coaching_goal set due_day = '2026-11-19'").await;
    let over = ["Joris Klaverblad Doel is over zijn datum en nog open do 19 nov"];
    assert_eq!(told(&coach).await, over);
    // Half of the way at half of the time was on course, long ago.
    run(
        &pages,
        "insert into goal_measurement (goal_id, day, value) values ('g0', '2026-11-10', 7000)",
    )
    .await;
    assert_eq!(told(&coach).await, over);
    run(&pages, "update goal_measurement set value = 0").await;
    assert_eq!(told(&coach).await, over, "behind and past its day is one thing to ask about");
    run(&pages, "update coaching_goal set closed_day = '2026-11-19', outcome = 'partly'").await;
    assert_eq!(
        told(&coach).await,
        ["Joris Klaverblad Nog geen doel –"],
        "a closed goal is none to work at"
    );
}

both!(a_goal_behind_is_told_with_its_own_day: Pages);
/// From the second of November to the thirtieth are twenty Mondays to Fridays; on the sixteenth ten of them have passed.
async fn a_goal_behind_is_told_with_its_own_day(pages: Pages) {
    let coach = coach(&pages).await;
    nothing_to_ask(&pages).await;
    run(&pages, "update coaching_goal set due_day = '2026-11-30'").await;
    run(
        &pages,
        "insert into goal_measurement (goal_id, day, value) values ('g0', '2026-11-16', 4000)",
    )
    .await;
    assert_eq!(told(&coach).await, NOTHING, "half of it half-way is on course");
    run(&pages, "update goal_measurement set value = 3999").await;
    assert_eq!(
        told(&coach).await,
        ["Joris Klaverblad Doel vraagt aandacht bij de laatste meting ma 30 nov"]
    );
    // One that is due before it and on course does not lend it its day.
    run(&pages, "insert into coaching_goal (id, worker_id, words, kind, baseline, target, unit, from_day, due_day)
                     values ('g9', 'w5', 'Vragen stellen', 'rating', 2000, 4000, 'cijfer', '2026-11-02', '2026-11-23')").await;
    run(
        &pages,
        "insert into goal_measurement (goal_id, day, value) values ('g9', '2026-11-16', 4000)",
    )
    .await;
    assert_eq!(
        told(&coach).await,
        ["Joris Klaverblad Doel vraagt aandacht bij de laatste meting ma 30 nov"]
    );
    run(&pages, "update goal_measurement set value = 2000 where goal_id = 'g9'").await;
    assert_eq!(told(&coach).await.len(), 2, "each goal by itself");
}

both!(presence_that_changed_is_told_without_a_reason: Pages);
async fn presence_that_changed_is_told_without_a_reason(pages: Pages) {
    let coach = coach(&pages).await;
    nothing_to_ask(&pages).await;
    present(&pages, &working_days(BEFORE, 40), &["v2-01"]).await;
    present(&pages, &working_days(RECENT, 7), &["v2-01"]).await;
    assert_eq!(
        told(&coach).await,
        NOTHING,
        "forty of fifty days are twelve of fifteen; seven are more than half of that"
    );
    run(&pages, "delete from tally where day = '2026-11-10' and worker = 'w5'").await;
    assert_eq!(
        told(&coach).await,
        ["Joris Klaverblad Aanwezigheid verandert sinds 3 weken ma 2 nov"],
        "six are half"
    );
    run(&pages, "delete from tally where day >= '2026-11-02' and worker = 'w5'").await;
    assert_eq!(told(&coach).await.len(), 1, "not at all");
    // Nineteen days are too few to compare with: new, or elsewhere until now.
    run(&pages, "delete from tally where day >= '2026-09-18' and worker = 'w5'").await;
    assert_eq!(told(&coach).await, NOTHING);
}

both!(more_presence_is_a_change_too: Pages);
async fn more_presence_is_a_change_too(pages: Pages) {
    let coach = coach(&pages).await;
    nothing_to_ask(&pages).await;
    present(&pages, &working_days(BEFORE, 20), &["v2-01"]).await;
    present(&pages, &working_days(RECENT, 8), &["v2-01"]).await;
    assert_eq!(
        told(&coach).await,
        NOTHING,
        "six were to be expected, and eight are less than half as many again"
    );
    present(&pages, &["2026-11-07".to_owned()], &["v2-01"]).await;
    assert_eq!(told(&coach).await, NOTHING, "a Saturday is no day more than its Friday");
    present(&pages, &working_days("2026-11-12", 1), &["v2-01"]).await;
    assert_eq!(told(&coach).await.len(), 1, "nine");
}

both!(calling_for_help_more_often_is_told_of_an_own_station: Pages);
async fn calling_for_help_more_often_is_told_of_an_own_station(pages: Pages) {
    let coach = coach(&pages).await;
    nothing_to_ask(&pages).await;
    let (before, recent) = (working_days(BEFORE, 50), working_days(RECENT, 15));
    present(&pages, &before, &["v1-01"]).await;
    present(&pages, &recent, &["v1-01"]).await;
    help(&pages, &recent[..3], "v1-01").await;
    assert_eq!(told(&coach).await, NOTHING, "three are few");
    help(&pages, &recent[3..4], "v1-01").await;
    let more = ["Joris Klaverblad Roept vaker om hulp sinds 3 weken ma 2 nov"];
    assert_eq!(told(&coach).await, more);
    // Ten in ten weeks are three in three weeks: six are twice that, and seven are more.
    help(&pages, &before[..10], "v1-01").await;
    help(&pages, &recent[4..6], "v1-01").await;
    assert_eq!(told(&coach).await, NOTHING);
    help(&pages, &recent[6..7], "v1-01").await;
    assert_eq!(told(&coach).await, more);
    // One that was taken back was none.
    run(&pages, "insert into ledger (terminal, epoch, seq, kind, station, day, of_terminal, of_epoch, of_seq, at, received_at, outcome, hash)
                     select terminal, epoch, 1, 'undo', station, day, terminal, epoch, seq, at, received_at, 'counted', 0
                       from ledger where kind = 'help' and day = '2026-11-02'").await;
    assert_eq!(told(&coach).await, NOTHING);
    help(&pages, &recent[7..8], "v1-01").await;
    assert_eq!(told(&coach).await, more);
    // Somebody else was there that day: nobody knows who called.
    run(&pages, "update tally set worker = 'w1' where day = '2026-11-03' and worker = 'w5'").await;
    let mut tx = pages.db().begin().await.unwrap();
    made(&mut tx, "2026-11-03", ("v1-01", "t2"), "w5", (0, 0, 0), 3_600).await;
    tx.commit().await.unwrap();
    assert_eq!(told(&coach).await, NOTHING);
    help(&pages, &recent[8..9], "v1-01").await;
    assert_eq!(told(&coach).await, more);
    run(&pages, "update station set attribution = 'group' where code = 'v1-01'").await;
    assert_eq!(told(&coach).await, NOTHING, "at a table it is nobody's call");
}

both!(more_stations_than_in_ten_weeks_are_told: Pages);
async fn more_stations_than_in_ten_weeks_are_told(pages: Pages) {
    let coach = coach(&pages).await;
    nothing_to_ask(&pages).await;
    present(&pages, &working_days(BEFORE, 40), &["v2-01", "v1-02", "v1-03"]).await;
    present(&pages, &working_days(RECENT, 12), &["v2-01", "v1-02", "v1-03"]).await;
    assert_eq!(told(&coach).await, NOTHING, "three, as before");
    run(&pages, "update tally set station = 'v1-04' where day = '2026-11-04' and worker = 'w5'")
        .await;
    assert_eq!(
        told(&coach).await,
        ["Joris Klaverblad Werkt op meer werkplekken sinds 3 weken ma 2 nov"]
    );
    run(&pages, "update tally set station = 'v1-01' where day = '2026-09-01' and worker = 'w5'")
        .await;
    assert_eq!(told(&coach).await, NOTHING, "four before too");
    run(&pages, "update tally set station = 'v2-01' where day = '2026-09-01' and worker = 'w5'")
        .await;
    run(
        &pages,
        "delete from tally where day between '2026-09-18' and '2026-10-30' and worker = 'w5'",
    )
    .await;
    assert_eq!(told(&coach).await, NOTHING, "nineteen days are too few to compare with");
}

both!(a_pace_is_told_beyond_fifteen_percent: Pages);
/// 160 in four hours before, so 40 an hour: 34 and 46 are within 15 %, and a piece more or less is not. The three weeks are of
/// another order of the same work.
async fn a_pace_is_told_beyond_fifteen_percent(pages: Pages) {
    let coach = coach(&pages).await;
    nothing_to_ask(&pages).await;
    run(&pages, "update task set work = 'k1/Feestdoos/vouwen' where id in ('t1', 't2')").await;
    let mut tx = pages.db().begin().await.unwrap();
    for day in ["2026-09-22", "2026-09-29", "2026-10-06"] {
        made(&mut tx, day, ("v1-01", "t1"), "w5", (160, 0, 0), 4 * 3_600).await;
    }
    for day in ["2026-11-03", "2026-11-10", "2026-11-17"] {
        made(&mut tx, day, ("v1-02", "t2"), "w5", (184, 0, 0), 4 * 3_600).await;
    }
    tx.commit().await.unwrap();
    assert_eq!(told(&coach).await, NOTHING, "46");
    run(&pages, "update tally set good = 185 where day = '2026-11-17' and worker = 'w5'").await;
    assert_eq!(
        told(&coach).await,
        ["Joris Klaverblad Aantal per uur verandert sinds 3 weken, zelfde taak ma 2 nov"]
    );
    run(&pages, "update tally set good = 136 where day >= '2026-11-02' and worker = 'w5'").await;
    assert_eq!(told(&coach).await, NOTHING, "34");
    run(&pages, "update tally set good = 135 where day = '2026-11-17' and worker = 'w5'").await;
    assert_eq!(told(&coach).await.len(), 1);
    run(&pages, "update task set work = 'k2/Feestdoos/vouwen' where id = 't2'").await;
    assert_eq!(told(&coach).await, NOTHING, "another client's is another work");
}
