//! `/medewerkers/{id}`: what one needs to work together; no line, no page.

use super::{about, coach, others, run, supervisor};
use crate::pages::{Pages, made_up};

both!(it_tells_how_to_reach_somebody_and_what_they_worked_on: Pages);
async fn it_tells_how_to_reach_somebody_and_what_they_worked_on(pages: Pages) {
    let mut tx = pages.db().begin().await.unwrap();
    made_up::morning(&mut tx).await;
    tx.commit().await.unwrap();
    made_up::fold(pages.db(), &pages.clock).await;
    run(&pages, "update worker set phone = '+31 6 00 123456', email = 'pluk@voorbeeld.example' where id = 'w1'").await;
    run(&pages, "insert into assignment (day, day_part, station_code, worker_id) values ('2026-11-20', 'afternoon', 'v1-02', 'w1')").await;
    let own = supervisor(&pages).await;
    let page = own.get("/medewerkers/w1").await;
    assert_eq!(page.text("h1"), "PT Pluk van Torenveld");
    assert_eq!(page.text("title"), "Medewerker · Werkvloer");
    assert_eq!(
        page.texts("dd"),
        [
            "Groep Merel",
            "Hal 1 Verpakken",
            "niet ingevuld",
            "+31 6 00 123456",
            "pluk@voorbeeld.example",
            "niet ingedeeld",
            "v1-02 Etiketteren",
        ]
    );
    assert_eq!(page.texts("thead th"), ["Werkplek", "Taak", "Dagen", "Laatste keer"]);
    assert_eq!(page.texts("tbody tr"), ["v1-01 Inpaktafel Koekjes inpakken 1 vr 20 nov"]);
    for hidden in ["30 stuks", "12 stuks", "b-"] {
        assert!(!page.text("main").contains(hidden), "{hidden}");
    }
    let links = page.attributes("[href], [action], [src]", "href").join(" ");
    assert!(!links.contains("voorbeeld.example") && !links.contains("123456"), "{links}");
    assert!(page.attributes("a[href$=ingezien]", "href").is_empty(), "that is the coach's");
    assert_eq!(about(&pages, "w1").await, ["supervisor read worker group g1 -"]);
    own.get("/medewerkers/w1").await;
    assert_eq!(about(&pages, "w1").await.len(), 2);
    assert_eq!(page.header("cache-control"), "no-store");
}

both!(a_coach_sees_whom_they_coach: Pages);
async fn a_coach_sees_whom_they_coach(pages: Pages) {
    let coach = coach(&pages).await;
    let page = coach.get("/medewerkers/w5").await;
    assert_eq!((page.status.as_u16(), page.text("h1").as_str()), (200, "JK Joris Klaverblad"));
    assert_eq!(page.texts("dd")[2], "Coen Verzonnen");
    assert_eq!(page.attributes("main a[href$=ingezien]", "href"), ["/medewerkers/w5/ingezien"]);
    assert_eq!(about(&pages, "w5").await, ["job_coach read worker caseload c1 -"]);
    assert_eq!(coach.get("/medewerkers/w1").await.status, 404, "not any more");
}

both!(foreign_gone_and_unknown_are_the_same_answer: Pages);
async fn foreign_gone_and_unknown_are_the_same_answer(pages: Pages) {
    others(&pages).await;
    let own = supervisor(&pages).await;
    let nobody = own.get("/medewerkers/w99").await.text("main .wv-lead");
    assert_eq!(nobody, "Deze medewerker kennen we niet. Kies een medewerker uit je lijst.");
    let long = format!("w{}", "9".repeat(2_000));
    for id in ["w7", "w8", "w9", "W1", "w1%00", "%27", "%FF", "..%2Fw1", &long] {
        let page = own.get(&format!("/medewerkers/{id}")).await;
        assert_eq!(page.status, 404, "{id}");
        let said = page.text("main .wv-lead");
        // What is no text at all names no page.
        assert!(said == nobody || ["%FF", "w1%00"].contains(&id), "{id}: {said}");
        assert!(!page.body.contains("Elders") && !page.body.contains("Vertrokken"), "{id}");
    }
    for id in ["w7", "w8", "w9"] {
        assert_eq!(about(&pages, id).await, [""; 0], "{id}");
    }
}

both!(no_line_no_page: Pages);
/// The read itself still works; only its line can no longer be written.
async fn no_line_no_page(pages: Pages) {
    run(&pages, "update worker set phone = '06 00 123456' where id = 'w1'").await;
    let own = supervisor(&pages).await;
    assert!(own.get("/medewerkers/w1").await.body.contains("06 00 123456"));
    run(&pages, "alter table trail rename to trail_gone").await;
    let page = own.get("/medewerkers/w1").await;
    assert_eq!(page.status, 500);
    for hidden in ["Torenveld", "06 00 123456"] {
        assert!(!page.body.contains(hidden), "{}", page.body);
    }
    run(&pages, "alter table trail_gone rename to trail").await;
    assert_eq!(own.get("/medewerkers/w1").await.status, 200);
    assert_eq!(about(&pages, "w1").await.len(), 2, "and the look that gave nothing left nothing");
}
