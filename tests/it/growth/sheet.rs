//! `/medewerkers/{id}/indicatie`: off until the purpose is on, and by the formula.

use super::{coach, made, purpose, run, weeks_of_work};
use crate::pages::Pages;

both!(the_sheet_is_off_until_its_purpose_is_on: Pages);
async fn the_sheet_is_off_until_its_purpose_is_on(pages: Pages) {
    let coach = coach(&pages).await;
    weeks_of_work(&pages).await;
    let off = coach.get("/medewerkers/w5/indicatie").await;
    assert_eq!(off.status, 200);
    assert_eq!(off.text(".wv-lead"), "Dit blad staat uit.");
    assert!(off.texts("table").is_empty() && !off.body.contains("Joris"));
    purpose(&pages, true).await;
    let on = coach.get("/medewerkers/w5/indicatie").await;
    assert_eq!(on.text("h1"), "Indicatie, geen loonwaarde");
    // 920 pieces in 16 hours are 57.5 an hour, 71.9 % of 80; 920 of 940 were good: 0.71875 × 0.97872 = 0.7035.
    assert_eq!(
        on.texts("tbody tr"),
        [
            "Feestdoos: Koekjes inpakken 920 16,0 100,0 % 57,5 80,0 tijdstudie, do 1 jan 71,9 % 97,9 % niet gemeten 0,7035",
        ]
    );
    assert_eq!(on.text("main strong"), "70 %");
    run(&pages, "insert into norm (task_id, work, valid_from, per_hour_milli, basis) values ('t1', 't1', '2026-11-09', 80000, 'estimate')").await;
    assert!(
        coach.get("/medewerkers/w5/indicatie").await.texts("main strong").is_empty(),
        "two norms are none"
    );
    run(&pages, "delete from norm where valid_from = '2026-11-09'").await;
    run(&pages, "update norm set basis = 'estimate'").await;
    let guessed = coach.get("/medewerkers/w5/indicatie").await;
    assert!(guessed.texts("main strong").is_empty());
    assert!(guessed.text(".wv-nothing").starts_with("Er is geen som"), "{}", guessed.text("main"));
    assert_eq!(coach.get("/medewerkers/w1/indicatie").await.status, 404);
    purpose(&pages, false).await;
    assert_eq!(
        coach.get("/medewerkers/w5/indicatie").await.text(".wv-lead"),
        "Dit blad staat uit."
    );
}

both!(a_main_task_without_norm_leaves_no_sum: Pages);
/// A main task without a norm takes part of the week, so there is no sum; one that is too small does not matter.
async fn a_main_task_without_norm_leaves_no_sum(pages: Pages) {
    let coach = coach(&pages).await;
    weeks_of_work(&pages).await;
    purpose(&pages, true).await;
    let mut tx = pages.db().begin().await.unwrap();
    made(&mut tx, "2026-11-17", ("v1-02", "t2"), "w5", (10, 0, 0), 1_800).await;
    tx.commit().await.unwrap();
    let small = coach.get("/medewerkers/w5/indicatie").await;
    assert_eq!((small.texts("tbody tr").len(), small.text("main strong").as_str()), (1, "70 %"));
    run(&pages, "update tally set net_seconds = 14400 where task = 't2' and worker = 'w5'").await;
    let large = coach.get("/medewerkers/w5/indicatie").await;
    assert_eq!((large.texts("tbody tr").len(), large.texts("main strong").len()), (2, 0));
}
