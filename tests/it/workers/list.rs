//! `/medewerkers`: one's own people, a line for each who is shown, and nobody else.

use super::{about, coach, others, run, supervisor};
use crate::admin::lines;
use crate::pages::{Pages, made_up};
use werkvloer::access::Role;

both!(a_supervisor_sees_the_group_and_each_look_is_a_line: Pages);
async fn a_supervisor_sees_the_group_and_each_look_is_a_line(pages: Pages) {
    others(&pages).await;
    run(&pages, "insert into assignment (day, day_part, station_code, worker_id) values ('2026-11-20', 'morning', 'v1-01', 'w1')").await;
    run(&pages, "insert into assignment (day, day_part, station_code, worker_id) values ('2026-11-20', 'afternoon', 'v1-02', 'w1')").await;
    run(&pages, "insert into assignment (day, day_part, station_code, worker_id) values ('2026-11-19', 'morning', 'v1-03', 'w2')").await;
    let own = supervisor(&pages).await;
    let list = own.get("/medewerkers").await;
    assert_eq!(list.texts("thead th"), ["Naam", "Groep", "Nu ingedeeld op"]);
    assert_eq!(
        list.texts("tbody tr"),
        [
            "BD Bente Dijkstraat Groep Merel niet ingedeeld",
            "FM Fenna Molenwiek Groep Merel niet ingedeeld",
            "JK Joris Klaverblad Groep Merel niet ingedeeld",
            "MZ Mees de Zandkuil Groep Merel niet ingedeeld",
            "PT Pluk van Torenveld Groep Merel v1-01 Inpaktafel",
            "SA Saar Appelboom Groep Merel niet ingedeeld",
        ]
    );
    assert_eq!(list.attributes("tbody a", "href")[4], "/medewerkers/w1");
    assert_eq!(list.texts(".wv-bar [aria-current]"), ["Medewerkers"]);
    assert_eq!(list.header("cache-control"), "no-store");
    assert!(list.texts("main form").is_empty(), "one group is no choice");
    assert_eq!(about(&pages, "w1").await, ["supervisor read worker group g1 in a list"]);
    own.get("/medewerkers").await;
    assert_eq!(about(&pages, "w6").await.len(), 2);
    for unseen in ["w7", "w8", "w9"] {
        assert_eq!(about(&pages, unseen).await, [""; 0], "{unseen}");
    }
}

both!(a_coach_sees_the_caseload_of_today: Pages);
async fn a_coach_sees_the_caseload_of_today(pages: Pages) {
    let coach = coach(&pages).await;
    let list = coach.get("/medewerkers").await;
    assert_eq!(list.texts("tbody th"), ["JK Joris Klaverblad"]);
    assert_eq!(about(&pages, "w5").await, ["job_coach read worker caseload c1 in a list"]);
    run(&pages, "update caseload set until_day = '2026-11-19' where worker_id = 'w5'").await;
    let list = coach.get("/medewerkers").await;
    assert_eq!(list.text("main .wv-nothing"), "Hier staan nog geen medewerkers.");
}

both!(a_long_list_has_sheets_and_a_group_is_chosen: Pages);
async fn a_long_list_has_sheets_and_a_group_is_chosen(pages: Pages) {
    others(&pages).await;
    let mut tx = pages.db().begin().await.unwrap();
    for n in 100..160 {
        made_up::worker(&mut tx, &format!("w{n}"), &format!("Zus {n}")).await;
    }
    tx.commit().await.unwrap();
    let site = pages.entered("site", &[(Role::Supervisor, "site:stad")]).await;
    let since = lines(&pages).await.len();
    let first = site.get("/medewerkers").await;
    assert_eq!(first.texts("tbody tr").len(), 50);
    assert_eq!(lines(&pages).await.len() - since, 50, "only who is shown was looked at");
    assert_eq!(about(&pages, "w1").await, ["supervisor read worker site stad in a list"]);
    let next = site.get(&first.attributes("a[rel=next]", "href")[0]).await;
    assert_eq!(next.texts("tbody tr").len(), 17);
    assert_eq!(next.attributes("a[rel=prev]", "href"), ["/medewerkers?blad=1"]);
    assert_eq!(site.get("/medewerkers?blad=99").await.texts("tbody tr").len(), 17, "the last one");
    assert_eq!(site.get("/medewerkers?blad=-4").await.texts("tbody tr").len(), 50);
    assert_eq!(site.get("/medewerkers?blad=x").await.status, 400);

    assert_eq!(first.texts("select option"), ["Alle groepen", "Groep Merel", "Groep Spreeuw"]);
    let of = site.get("/medewerkers?groep=g3").await;
    assert_eq!(of.texts("tbody th"), ["WE Wout Elders"]);
    assert_eq!(of.attributes("option[selected]", "value"), ["g3"]);
    let large = site.get("/medewerkers?groep=g1").await;
    assert_eq!(large.attributes("a[rel=next]", "href"), ["/medewerkers?groep=g1&blad=2"]);
    let own = supervisor(&pages).await;
    assert_eq!(own.get("/medewerkers?groep=%00").await.status, 400);
    for foreign in ["g3", "g9", "'"] {
        let of = own.get(&format!("/medewerkers?groep={foreign}")).await;
        assert_eq!((of.status.as_u16(), of.texts("tbody tr").len()), (200, 0), "{foreign}");
    }
}

both!(no_line_no_list: Pages);
async fn no_line_no_list(pages: Pages) {
    let own = supervisor(&pages).await;
    run(&pages, "alter table trail rename to trail_gone").await;
    let list = own.get("/medewerkers").await;
    assert_eq!(list.status, 500);
    assert!(!list.body.contains("Torenveld"), "{}", list.body);
}
