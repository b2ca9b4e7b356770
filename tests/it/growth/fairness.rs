//! The rules of a fair figure, each held by the view or by the engine, so that no file can break it.

use super::{coach, made, nothing_to_ask, paced, purpose, rows, run, weeks_of_work};
use crate::pages::Pages;

both!(a_week_is_pieces_by_net_hours_of_the_own_station: Pages);
async fn a_week_is_pieces_by_net_hours_of_the_own_station(pages: Pages) {
    let coach = coach(&pages).await;
    weeks_of_work(&pages).await;
    // 200 pieces in 4 hours are 50 an hour, and so on; 50 spoilt by material count for nothing.
    // Of quality 200 of 205, and so on: material is left out.
    assert_eq!(
        rows(&coach, "hoofdtaken").await,
        [
            "2026-10-26;Feestdoos: Koekjes inpakken;50,0000;0,9756;4,0000;200;205;4,0000;",
            "2026-11-02;Feestdoos: Koekjes inpakken;55,0000;0,9778;4,0000;220;225;4,0000;",
            "2026-11-09;Feestdoos: Koekjes inpakken;60,0000;0,9796;4,0000;240;245;4,0000;",
            "2026-11-16;Feestdoos: Koekjes inpakken;65,0000;0,9811;4,0000;260;265;4,0000;",
        ]
    );
    assert_eq!(rows(&coach, "kern").await, ["16,0000;4;0,0000;1;1"]);
}

both!(no_axis_of_a_share_goes_beyond_the_whole: Pages);
/// Limits went above all pieces, so the axis did too, and what was all good looked like two thirds.
async fn no_axis_of_a_share_goes_beyond_the_whole(pages: Pages) {
    let coach = coach(&pages).await;
    let mut tx = pages.db().begin().await.unwrap();
    for (day, work) in [
        ("2026-10-12", 5),
        ("2026-10-19", 0),
        ("2026-10-26", 5),
        ("2026-11-02", 0),
        ("2026-11-09", 5),
    ] {
        made(&mut tx, day, ("v1-01", "t1"), "w5", (100 - work, 0, work), 4 * 3_600).await;
    }
    tx.commit().await.unwrap();
    let page =
        coach.get("/dashboards/ontwikkeling?medewerker=w5&van=2026-10-01&tot=2026-11-20").await;
    let axis = page.texts("svg[aria-label^='Deel goed'] .wv-c-axis:first-child text");
    assert_eq!(axis, ["0 %", "50 %", "100 %"]);
    assert_eq!(
        page.texts("svg[aria-label^='Deel goed'] .wv-c-limit").len(),
        2,
        "there are limits to speak of"
    );
}

both!(too_little_gives_no_pace: Pages);
async fn too_little_gives_no_pace(pages: Pages) {
    let coach = coach(&pages).await;
    let mut tx = pages.db().begin().await.unwrap();
    // Ten hours in two weeks, and in three weeks a second less than ten hours.
    for day in ["2026-11-09", "2026-11-16"] {
        made(&mut tx, day, ("v1-01", "t1"), "w5", (100, 0, 0), 5 * 3_600).await;
    }
    for (day, net) in [("2026-11-03", 12_000), ("2026-11-10", 12_000), ("2026-11-17", 11_999)] {
        made(&mut tx, day, ("v1-02", "t2"), "w5", (100, 0, 0), net).await;
    }
    tx.commit().await.unwrap();
    assert_eq!(paced(&coach).await, [""; 0]);
    assert_eq!(rows(&coach, "uren").await.len(), 3, "hours are told all the same");
    run(&pages, "update tally set net_seconds = 12000 where day = '2026-11-17' and worker = 'w5'")
        .await;
    assert_eq!(paced(&coach).await.len(), 3, "ten hours in three weeks");
    run(&pages, "update tally set day = '2026-11-02' where day = '2026-11-09' and worker = 'w5'")
        .await;
    assert_eq!(paced(&coach).await.len(), 3, "t1 has two weeks still");
    // A period without them tells nothing of them.
    let path =
        "/dashboards/ontwikkeling/hoofdtaken.csv?medewerker=w5&van=2026-11-16&tot=2026-11-20";
    let week = coach.get(path).await.body;
    assert!(week.lines().skip(1).all(|line| line.contains(";;")), "{week}");
}

both!(shared_work_gives_no_pace: Pages);
async fn shared_work_gives_no_pace(pages: Pages) {
    let coach = coach(&pages).await;
    let mut tx = pages.db().begin().await.unwrap();
    for day in ["2026-11-02", "2026-11-09", "2026-11-16"] {
        // A table at which several people count together, and a station at which two were signed on.
        made(&mut tx, day, ("v2-01", "t3"), "w5", (0, 0, 0), 4 * 3_600).await;
        made(&mut tx, day, ("v2-01", "t3"), "", (400, 0, 0), 0).await;
        made(&mut tx, day, ("v1-01", "t1"), "w5", (90, 0, 0), 4 * 3_600).await;
        made(&mut tx, day, ("v1-01", "t1"), "", (60, 0, 0), 0).await;
    }
    tx.commit().await.unwrap();
    assert_eq!(paced(&coach).await, [""; 0]);
    assert_eq!(
        rows(&coach, "kern").await,
        ["24,0000;3;1,0000;2;2"],
        "all of it cannot be attributed"
    );
}

both!(a_norm_is_told_while_its_purpose_is_on_and_never_a_guessed_one: Pages);
async fn a_norm_is_told_while_its_purpose_is_on_and_never_a_guessed_one(pages: Pages) {
    let coach = coach(&pages).await;
    weeks_of_work(&pages).await;
    let norm = async || rows(&coach, "hoofdtaken").await[0].rsplit(';').next().unwrap().to_owned();
    assert_eq!(norm().await, "", "off while nobody switched it");
    purpose(&pages, true).await;
    assert_eq!(norm().await, "80,0000");
    for basis in ["update norm set basis = 'estimate'", "update norm set basis = 'historical'"] {
        run(&pages, basis).await;
        assert_eq!(norm().await, "");
    }
    run(&pages, "update norm set basis = 'sample'").await;
    assert_eq!(norm().await, "80,0000");
    run(&pages, "insert into norm (task_id, work, valid_from, per_hour_milli, basis) values ('t1', 't1', '2026-11-09', 100000, 'time_study')").await;
    let told = rows(&coach, "hoofdtaken").await;
    assert!(
        told[1].ends_with(";80,0000") && told[2].ends_with(";100,0000"),
        "each day its own norm: {told:?}"
    );
    purpose(&pages, false).await;
    assert_eq!(norm().await, "");
}

both!(a_clear_change_at_the_same_task_is_a_signal: Pages);
/// Ten weeks at 40 an hour, then three at 50 or at 44: the first is a change worth asking about.
async fn a_clear_change_at_the_same_task_is_a_signal(pages: Pages) {
    let coach = coach(&pages).await;
    nothing_to_ask(&pages).await;
    let mut tx = pages.db().begin().await.unwrap();
    for day in ["2026-09-21", "2026-09-28", "2026-10-05", "2026-10-12", "2026-10-19", "2026-10-26"]
    {
        made(&mut tx, day, ("v1-01", "t1"), "w5", (160, 0, 0), 4 * 3_600).await;
    }
    for day in ["2026-11-03", "2026-11-10", "2026-11-17"] {
        made(&mut tx, day, ("v1-01", "t1"), "w5", (200, 0, 0), 4 * 3_600).await;
    }
    tx.commit().await.unwrap();
    let signals = async || coach.get("/dashboards/begeleiding").await.texts("#aandacht tbody tr");
    let told = signals().await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("Joris Klaverblad Aantal per uur verandert sinds 3 weken, zelfde taak"),
        "{told:?}"
    );
    run(&pages, "update tally set good = 176 where day >= '2026-11-03' and worker = 'w5'").await;
    assert_eq!(signals().await, [""; 0], "a tenth more is within what weeks differ");
    run(&pages, "update tally set good = 120 where day >= '2026-11-03' and worker = 'w5'").await;
    assert_eq!(signals().await.len(), 1, "fewer is a change too");
    run(&pages, "update tally set task = 't2' where day >= '2026-11-03' and worker = 'w5'").await;
    assert_eq!(signals().await, [""; 0], "another task is no change at the same one");
}
