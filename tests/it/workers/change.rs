//! How somebody is reached: changed by who leads or coaches them, once, with a line that does not say to what.

use super::{about, coach, others, supervisor};
use crate::pages::Pages;

const CONTACT: &str = "/medewerkers/w1/contact";

/// What is kept: telephone and e-mail, each empty when there is none.
async fn kept(pages: &Pages, worker: &str) -> (String, String) {
    let sql = "select coalesce(phone, ''), coalesce(email, '') from worker where id = $1";
    pages.db().one(sql, &[&worker]).await.unwrap()
}

fn pair(phone: &str, email: &str) -> (String, String) {
    (phone.to_owned(), email.to_owned())
}

both!(it_is_kept_and_twice_is_once: Pages);
async fn it_is_kept_and_twice_is_once(pages: Pages) {
    let own = supervisor(&pages).await;
    let form = own.form("/medewerkers/w1", CONTACT).await;
    let form = form.fill("telefoon", " 06 00 123456 ").fill("email", "pluk@voorbeeld.example");
    for _ in 0..2 {
        let answer = form.send().await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/medewerkers/w1"));
    }
    assert_eq!(kept(&pages, "w1").await, pair("06 00 123456", "pluk@voorbeeld.example"));
    let changes = async || {
        about(&pages, "w1")
            .await
            .into_iter()
            .filter(|line| line.contains(" change "))
            .collect::<Vec<_>>()
    };
    assert_eq!(changes().await, ["supervisor change worker group g1 contact"]);
    let page = own.get("/medewerkers/w1").await;
    let shown =
        [page.attributes("#persoon-telefoon", "value"), page.attributes("#persoon-email", "value")]
            .concat();
    assert_eq!(shown, ["06 00 123456", "pluk@voorbeeld.example"]);

    let form = own.form("/medewerkers/w1", CONTACT).await;
    let emptied = form.fill("telefoon", "").fill("email", " ").send().await;
    assert_eq!(emptied.status, 303);
    assert_eq!(kept(&pages, "w1").await, pair("", ""));
    assert_eq!(changes().await.len(), 2);
}

both!(a_coach_puts_a_number_right_too: Pages);
async fn a_coach_puts_a_number_right_too(pages: Pages) {
    let coach = coach(&pages).await;
    assert_eq!(
        coach.post("/medewerkers/w5/contact", &[("telefoon", "010 1234567")]).await.status,
        303
    );
    assert_eq!(kept(&pages, "w5").await, pair("010 1234567", ""));
    assert_eq!(about(&pages, "w5").await, ["job_coach change worker caseload c1 contact"]);
    assert_eq!(coach.post(CONTACT, &[("telefoon", "010 1234567")]).await.status, 404);
}

both!(what_is_wrong_is_said_at_the_field_and_kept: Pages);
async fn what_is_wrong_is_said_at_the_field_and_kept(pages: Pages) {
    let own = supervisor(&pages).await;
    let answer = own.post(CONTACT, &[("telefoon", "zes"), ("email", "pluk@<script>")]).await;
    assert_eq!(answer.status, 422);
    assert_eq!(
        answer.text("#persoon-telefoon-fout"),
        "Dit is geen telefoonnummer. Schrijf bijvoorbeeld 06 12345678."
    );
    assert_eq!(
        answer.text("#persoon-email-fout"),
        "Dit is geen e-mailadres. Schrijf bijvoorbeeld naam@voorbeeld.nl."
    );
    assert_eq!(answer.attributes("#persoon-telefoon", "value"), ["zes"]);
    assert_eq!(answer.attributes("#persoon-email", "value"), ["pluk@<script>"]);
    assert_eq!(answer.texts("[role=alert] a").len(), 2);
    assert_eq!(kept(&pages, "w1").await, pair("", ""));
    assert_eq!(
        about(&pages, "w1").await,
        ["supervisor read worker group g1 -"],
        "the page was shown again"
    );
    let long = "1".repeat(300);
    for rubbish in ["\0", "\u{202e}06", &long, "0612345678\r\nx: y"] {
        assert_eq!(own.post(CONTACT, &[("telefoon", rubbish)]).await.status, 422, "{rubbish:?}");
        assert_eq!(own.post(CONTACT, &[("email", rubbish)]).await.status, 422, "{rubbish:?}");
    }
}

both!(nobody_else_changes_anything: Pages);
async fn nobody_else_changes_anything(pages: Pages) {
    others(&pages).await;
    let own = supervisor(&pages).await;
    for id in ["w7", "w8", "w9", "w99", "%00"] {
        let answer =
            own.post(&format!("/medewerkers/{id}/contact"), &[("telefoon", "010 1234567")]).await;
        assert_eq!(answer.status, 404, "{id}");
    }
    for id in ["w7", "w8", "w9"] {
        assert_eq!(kept(&pages, id).await, pair("", ""), "{id}");
    }
    let foreign =
        own.post_from(CONTACT, &[("sec-fetch-site", "cross-site")], &[("telefoon", "112")]).await;
    assert_eq!(foreign.status, 403);
    assert_eq!(kept(&pages, "w1").await, pair("", ""));
}
