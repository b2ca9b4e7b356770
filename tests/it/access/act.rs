//! The one way in which a page changes something, looked at once for all: a form of another version, sent twice, with a key of
//! another session, refused, sent by two at once. Each is said in words, nothing is lost, and nothing happens by half.

use crate::pages::form::Form;
use crate::pages::{Answer, Pages};
use crate::workers::{about, supervisor};
use werkvloer::access::Role;

const PAGE: &str = "/medewerkers/w1";
const ACTION: &str = "/medewerkers/w1/contact";

async fn form(browser: &Pages) -> Form<'_> {
    browser.form(PAGE, ACTION).await
}

async fn phone(pages: &Pages) -> String {
    let sql = "select coalesce(phone, '') from worker where id = 'w1'";
    let (phone,): (String,) = pages.db().one(sql, &[]).await.unwrap();
    phone
}

/// The lines that say that something changed.
async fn changes(pages: &Pages) -> usize {
    about(pages, "w1").await.iter().filter(|line| line.contains(" change ")).count()
}

fn leads_back(answer: &Answer) {
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, PAGE));
}

both!(works_and_twice_is_once: Pages);
async fn works_and_twice_is_once(pages: Pages) {
    let own = supervisor(&pages).await;
    let form = form(&own).await.fill("telefoon", "010 1234567");
    leads_back(&form.send().await);
    leads_back(&form.send().await);
    assert_eq!((phone(&pages).await.as_str(), changes(&pages).await), ("010 1234567", 1));
    // The key alone says that it happened: what else the second one holds is not looked at.
    leads_back(&form.fill("telefoon", "geen nummer").send().await);
    assert_eq!((phone(&pages).await.as_str(), changes(&pages).await), ("010 1234567", 1));
}

both!(a_key_of_another_session_does_nothing: Pages);
async fn a_key_of_another_session_does_nothing(pages: Pages) {
    let own = supervisor(&pages).await;
    let sent = form(&own).await.fill("telefoon", "010 1234567");
    sent.send().await;
    let other = pages.entered("els", &[(Role::Supervisor, "group:g1")]).await;
    let answer = sent.fill("telefoon", "112").send_by(&other).await;
    assert_eq!(answer.status, 404);
    let said = answer.text("main");
    assert!(said.contains("al eens verstuurd, maar niet tijdens deze aanmelding"), "{said}");
    assert_eq!(phone(&pages).await, "010 1234567");
    for key in ["", "x", "0123456789abcdef0123456789abcdeg"] {
        let answer = own.post(ACTION, &[("sleutel", key), ("telefoon", "112")]).await;
        assert_eq!(answer.status, 400, "{key:?}");
    }
    assert_eq!((phone(&pages).await.as_str(), changes(&pages).await), ("010 1234567", 1));
}

both!(a_refused_form_keeps_what_was_typed_and_its_key: Pages);
async fn a_refused_form_keeps_what_was_typed_and_its_key(pages: Pages) {
    let own = supervisor(&pages).await;
    let sent = form(&own).await.fill("telefoon", "zes").fill("email", "pluk@voorbeeld.example");
    let answer = sent.send().await;
    assert_eq!(answer.status, 422);
    assert!(answer.text("#persoon-telefoon-fout").starts_with("Dit is geen telefoonnummer."));
    let again = Form::on(&own, &answer, ACTION);
    assert_eq!(again.key(), sent.key());
    assert_eq!(again.value("telefoon"), "zes");
    assert_eq!(again.value("email"), "pluk@voorbeeld.example");
    assert_eq!((phone(&pages).await.as_str(), changes(&pages).await), ("", 0));
    leads_back(&again.fill("telefoon", "06 12345678").send().await);
    assert_eq!((phone(&pages).await.as_str(), changes(&pages).await), ("06 12345678", 1));
}

both!(a_form_of_another_version_shows_both_values: Pages);
async fn a_form_of_another_version_shows_both_values(pages: Pages) {
    let own = supervisor(&pages).await;
    let mine = form(&own).await.fill("telefoon", "010 1111111");
    let other = pages.entered("els", &[(Role::Supervisor, "group:g1")]).await;
    let theirs = form(&other).await.fill("telefoon", "010 2222222");
    leads_back(&theirs.send().await);
    let answer = mine.send().await;
    assert_eq!(answer.status, 422);
    let said = answer.text("[role=alert]");
    assert!(said.contains("Iemand anders heeft dit intussen veranderd."), "{said}");
    let shown = answer.text("main form");
    assert!(shown.contains("Er staat nu: 010 2222222"), "{shown}");
    assert_eq!(phone(&pages).await, "010 2222222");
    // What was typed is still there, and can be kept now that somebody has seen both.
    let again = Form::on(&own, &answer, ACTION);
    assert_eq!(again.value("telefoon"), "010 1111111");
    leads_back(&again.send().await);
    assert_eq!((phone(&pages).await.as_str(), changes(&pages).await), ("010 1111111", 2));
}

both!(of_two_at_once_the_second_is_told: Pages);
async fn of_two_at_once_the_second_is_told(pages: Pages) {
    let own = supervisor(&pages).await;
    let other = pages.entered("els", &[(Role::Supervisor, "group:g1")]).await;
    let mine = form(&own).await.fill("telefoon", "010 1111111");
    let theirs = form(&other).await.fill("telefoon", "010 2222222");
    let (mine, theirs) = tokio::join!(mine.send(), theirs.send());
    let mut seen = [mine.status.as_u16(), theirs.status.as_u16()];
    seen.sort_unstable();
    assert_eq!(seen, [303, 422]);
    let (kept, told) =
        if mine.status == 303 { ("010 1111111", theirs) } else { ("010 2222222", mine) };
    assert_eq!((phone(&pages).await.as_str(), changes(&pages).await), (kept, 1));
    assert!(told.text("main form").contains(&format!("Er staat nu: {kept}")));
}
