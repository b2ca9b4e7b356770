//! Who looked: for the person concerned, by the coach or by number.

use super::{about, coach, others, supervisor};
use crate::pages::{Pages, made_up};
use chrono::TimeDelta;
use werkvloer::access::Role;
use werkvloer::trail::{self, Action, Entry, Kind, Object};

async fn officer(pages: &Pages) -> Pages {
    pages.entered("petra", &[(Role::PrivacyOfficer, "everything")]).await
}

const SEEK: &str = "/logboek/medewerker";

both!(a_coach_gives_the_list_to_the_person: Pages);
async fn a_coach_gives_the_list_to_the_person(pages: Pages) {
    let own = supervisor(&pages).await;
    own.get("/medewerkers/w5").await;
    let coach = coach(&pages).await;
    let page = coach.get("/medewerkers/w5/ingezien").await;
    assert_eq!(page.text("title"), "Wie heeft gekeken · Werkvloer");
    assert_eq!(page.text(".wv-lead"), "Medewerker w5: Joris Klaverblad");
    assert_eq!(
        page.texts("main ul li"),
        [
            "20-11-2026 om 11:30 uur: Iemand Verzonnen (jobcoach) heeft bekeken: de lijst van wie er keek. \
             Dat mocht, want deze persoon begeleidt jou.",
            "20-11-2026 om 11:30 uur: Iemand Verzonnen (werkleider) heeft bekeken: persoonlijke gegevens. \
             Dat mocht, want deze persoon heeft de leiding over de groep.",
        ]
    );
    assert_eq!(about(&pages, "w5").await[1], "job_coach read trail caseload c1 -");
    assert_eq!(coach.get("/medewerkers/w1/ingezien").await.status, 404, "coached until yesterday");
    assert_eq!(own.get("/medewerkers/w5/ingezien").await.status, 404);
    assert_eq!(coach.get(SEEK).await.status, 404);
}

both!(a_privacy_officer_asks_by_number_and_learns_no_name: Pages);
async fn a_privacy_officer_asks_by_number_and_learns_no_name(pages: Pages) {
    others(&pages).await;
    supervisor(&pages).await.get("/medewerkers/w1").await;
    let petra = officer(&pages).await;
    assert_eq!(
        petra.get("/logboek").await.attributes("main a[href='/logboek/medewerker']", "href").len(),
        1
    );
    assert_eq!(petra.get(SEEK).await.status, 200);
    for _ in 0..2 {
        let answer = petra.post(SEEK, &[("nummer", " w1 ")]).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (303, "/medewerkers/w1/ingezien")
        );
    }
    assert_eq!(about(&pages, "w1").await.len(), 1, "asking the way is no look");
    let page = petra.get("/medewerkers/w1/ingezien").await;
    assert_eq!(page.text(".wv-lead"), "Medewerker w1");
    assert!(!page.body.contains("Torenveld"));
    assert_eq!(page.texts("main ul li").len(), 2);
    assert_eq!(page.texts(".wv-bar [aria-current]"), ["Logboek"]);
    assert_eq!(about(&pages, "w1").await[1], "privacy_officer read trail role - -");
    for gone in ["w8", "w9"] {
        assert_eq!(
            petra.get(&format!("/medewerkers/{gone}/ingezien")).await.texts("main ul li").len(),
            1,
            "{gone}"
        );
    }
    assert_eq!(petra.get("/medewerkers/w1").await.status, 404, "the lines, not the person");
    for (typed, why) in [
        ("", "Vul dit in."),
        ("w99", "Dit nummer kennen we niet."),
        ("Pluk van Torenveld", "Dit nummer kennen we niet."),
        ("\0", "Dit nummer kennen we niet."),
        ("../w1", "Dit nummer kennen we niet."),
    ] {
        let answer = petra.post(SEEK, &[("nummer", typed)]).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text("#zoek-nummer-fout").as_str()),
            (422, why),
            "{typed:?}"
        );
    }
    for id in ["w99", "%00", "W1"] {
        assert_eq!(petra.get(&format!("/medewerkers/{id}/ingezien")).await.status, 404, "{id}");
    }
}

both!(a_long_list_goes_on_and_no_line_no_list: Pages);
async fn a_long_list_goes_on_and_no_line_no_list(pages: Pages) {
    let entries: Vec<Entry> = (0..250)
        .map(|n| {
            Entry::by_cli(
                made_up::now() - TimeDelta::days(250 - n),
                Action::Read,
                Object::new(Kind::Worker, "w1"),
            )
            .about("w1")
        })
        .collect();
    let mut tx = pages.db().begin().await.unwrap();
    trail::write_all(&mut tx, &entries).await.unwrap();
    tx.commit().await.unwrap();
    let petra = officer(&pages).await;
    let first = petra.get("/medewerkers/w1/ingezien").await;
    assert_eq!(first.texts("main ul li").len(), 200);
    let next = petra.get(&first.attributes("a[rel=next]", "href")[0]).await;
    assert_eq!(next.texts("main ul li").len(), 51);
    assert_eq!(next.attributes("a[rel=prev]", "href"), ["/medewerkers/w1/ingezien"]);
    assert_eq!(petra.get("/medewerkers/w1/ingezien?voor=x").await.status, 400);
    super::run(&pages, "alter table trail rename to trail_gone").await;
    let page = petra.get("/medewerkers/w1/ingezien").await;
    assert_eq!((page.status.as_u16(), page.texts("main ul li").len()), (500, 0));
}

both!(equal_lines_of_a_day_are_told_once_and_a_list_is_called_one: Pages);
/// Who opens a list of people every half hour fills the trail, and not what the person is given to read.
async fn equal_lines_of_a_day_are_told_once_and_a_list_is_called_one(pages: Pages) {
    let own = supervisor(&pages).await;
    for _ in 0..3 {
        own.get("/medewerkers").await;
    }
    own.get("/medewerkers/w1").await;
    pages.clock.set(made_up::now() + TimeDelta::minutes(5));
    own.get("/medewerkers/w1").await;
    let petra = officer(&pages).await;
    let page = petra.get("/medewerkers/w1/ingezien").await;
    let said = page.texts("main ul li");
    assert_eq!(
        said[1..],
        [
            "20-11-2026, 2 keer, het laatst om 11:35 uur: Iemand Verzonnen (werkleider) heeft bekeken: persoonlijke gegevens. \
             Dat mocht, want deze persoon heeft de leiding over de groep.",
            "20-11-2026, 3 keer, het laatst om 11:30 uur: Iemand Verzonnen (werkleider) heeft bekeken: persoonlijke gegevens, in een lijst. \
             Dat mocht, want deze persoon heeft de leiding over de groep.",
        ]
    );
    assert_eq!(about(&pages, "w1").await.len(), 6, "every line is still there");
}
