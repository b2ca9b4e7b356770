//! The list for the person concerned.

use super::command;
use crate::harness::TestDb;
use crate::harness::floor::{Floor, NOON, at};
use werkvloer::lang::Lang;
use werkvloer::privacy::who_looked::told;
use werkvloer::trail::{self, Action, Basis, Entry, Ground, Kind, Object, Who};

fn by(actor: &str, role: &str, ground: Ground, kind: Kind) -> Entry {
    let who = Who {
        actor: actor.to_owned(),
        acting_as: role.to_owned(),
        on_behalf_of: None,
        device: None,
        origin: "192.0.2.7".to_owned(),
    };
    let basis = Basis { ground, scope: None };
    Entry::done(at(NOON), who, Action::Read, Object::new(kind, "w-an"), basis).about("w-an")
}

both!(a_person_reads_who_looked_and_why_that_was_allowed: TestDb);
async fn a_person_reads_who_looked_and_why_that_was_allowed(test: TestDb) {
    Floor::build(&test).await;
    let mut stand_in = by("a-2", "supervisor", Ground::Group, Kind::Worker);
    stand_in.who.on_behalf_of = Some("a-1".to_owned());
    let others = by("a-3", "sales", Ground::None, Kind::Worker).refused();
    let mut not_hers = by("a-9", "job_coach", Ground::Caseload, Kind::Coaching);
    not_hers.subject = Some("w-bo".to_owned());
    for entry in
        [by("a-1", "job_coach", Ground::Caseload, Kind::Coaching), stand_in, others, not_hers]
    {
        trail::record(&test.db, &entry).await.unwrap();
    }
    let ran = command(&test, &["trail", "of-person", "w-an"]).await;
    assert!(ran.status.success(), "{}", ran.output);
    assert_eq!(ran.stdout.len(), 4, "the list was read before it became a line: {:?}", ran.stdout);
    assert_eq!(
        ran.stdout[0],
        "Wie keek er naar de gegevens van medewerker w-an? De nieuwste staat bovenaan."
    );
    assert_eq!(
        ran.stdout[1..],
        [
            "- 20-11-2026 om 12:00 uur: a-3 (verkoop) heeft bekeken: persoonlijke gegevens. \
             Dat mocht niet. Er is niets getoond of gewijzigd.",
            "- 20-11-2026 om 12:00 uur: a-2 (werkleider) heeft bekeken: persoonlijke gegevens. Dat was namens a-1. \
             Dat mocht, want deze persoon heeft de leiding over de groep.",
            "- 20-11-2026 om 12:00 uur: a-1 (jobcoach) heeft bekeken: het plan en de afspraken met de jobcoach. \
             Dat mocht, want deze persoon begeleidt jou.",
        ]
    );
    let ran = command(&test, &["trail", "of-person", "w-an", "--lang", "en"]).await;
    assert!(
        ran.stdout[1].contains("cli (running the computer) looked at: the list of who looked."),
        "{:?}",
        ran.stdout
    );

    let mut tx = test.db.reading().await.unwrap();
    let lines = trail::of_subject(&mut tx, "w-an").await.unwrap();
    let names = |id: &str| (id == "a-1").then(|| "Joke Verzonnen".to_owned());
    let said = told(&lines, Lang::En, chrono_tz::Europe::Amsterdam, &names);
    let last = "20-11-2026 at 12:00: Joke Verzonnen (job coach) looked at: the plan and the agreements with the job coach. \
            That was allowed, because this person coaches you.";
    assert_eq!(said.last().unwrap(), last);

    let nobody = command(&test, &["trail", "of-person", "w-none"]).await;
    assert_eq!(nobody.status.code(), Some(1));
    assert!(nobody.output.contains("there is no worker 'w-none'"), "{}", nobody.output);
}

/// Whatever is stored, the person reads words and not codes.
#[test]
fn every_word_of_a_line_has_words_for_a_person() {
    for lang in [Lang::Nl, Lang::En] {
        let keys = Action::ALL.iter().map(|a| a.key());
        let keys = keys
            .chain(Ground::ALL.iter().map(|g| g.key()))
            .chain(Kind::ALL.iter().map(|k| k.key()));
        for key in keys {
            assert_ne!(lang.text(key), key);
        }
    }
    assert!(Action::ALL.iter().all(|a| Action::from_word(a.word()) == Some(*a)));
    assert!(Ground::ALL.iter().all(|g| Ground::from_word(g.word()) == Some(*g)));
    assert!(Kind::ALL.iter().all(|k| Kind::from_word(k.word()) == Some(*k)));
}
