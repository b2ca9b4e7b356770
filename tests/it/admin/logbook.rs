//! The trail as a page: looking at it is a line itself, and so is taking it along.

use super::{administrator, id_of, lines, told};
use crate::pages::{Pages, made_up};
use werkvloer::access::Role;
use werkvloer::trail::{self, Action, Entry, Kind, Object};

async fn officer(pages: &Pages) -> Pages {
    pages.entered("petra", &[(Role::PrivacyOfficer, "everything")]).await
}

/// Sixty reads of a worker's data, one an hour, the last one now.
async fn sixty(pages: &Pages) {
    let entries: Vec<Entry> = (0..60)
        .map(|n| {
            let at = made_up::now() - chrono::TimeDelta::hours(59 - n);
            let worker = format!("w{}", n % 2);
            Entry::by_cli(at, Action::Read, Object::new(Kind::Worker, worker.clone()))
                .about(worker)
                .noting("=1+1")
        })
        .collect();
    let mut tx = pages.db().begin().await.unwrap();
    trail::write_all(&mut tx, &entries).await.unwrap();
    tx.commit().await.unwrap();
}

both!(it_is_read_in_sheets_by_what_is_asked_and_says_who_looked: Pages);
async fn it_is_read_in_sheets_by_what_is_asked_and_says_who_looked(pages: Pages) {
    sixty(&pages).await;
    let petra = officer(&pages).await;
    let page = petra.get("/logboek").await;
    let rows = page.texts("tbody tr");
    assert_eq!(rows.len(), 50);
    assert!(rows[0].contains("Iemand Verzonnen functionaris gegevensbescherming heeft bekeken de lijst van wie er keek"), "{}", rows[0]);
    let me = id_of(&pages, "petra").await;
    let last = lines(&pages).await.pop().unwrap();
    assert_eq!(
        (last.actor.as_str(), last.action.as_str(), last.object_kind.as_str()),
        (me.as_str(), "read", "trail")
    );
    let older = page.attributes("a[rel=next]", "href").remove(0);
    let next = petra.get(&older).await;
    assert!(
        next.texts("tbody tr").len() >= 12 && next.attributes("a[rel=next]", "href").is_empty()
    );
    assert_eq!(next.attributes("a[rel=prev]", "href"), ["/logboek"]);

    let count =
        async |query: &str| petra.get(&format!("/logboek?{query}")).await.texts("tbody tr").len();
    assert_eq!(count("medewerker=w1").await, 31, "thirty reads and the look at them");
    assert_eq!(count("account=cli&van=2026-11-20&tot=2026-11-20").await, 12);
    assert_eq!(count("account=cli&tot=2026-11-18").await, 24);
    assert_eq!(count("handeling=sign+in&account=nobody").await, 0);
    assert_eq!(count(&format!("handeling=sign+in&account={me}")).await, 1);
    assert_eq!(
        petra.get("/logboek?account=cli&medewerker=w0&voor=9").await.texts("tbody tr").len(),
        4
    );
    let wrong = petra.get("/logboek?van=gisteren&tot=2026-11-18").await;
    assert_eq!(
        (wrong.status.as_u16(), wrong.texts("#log-van-fout").len(), wrong.texts("tbody tr").len()),
        (422, 1, 0)
    );
    assert_eq!(wrong.attributes("#log-tot", "value"), ["2026-11-18"], "kept");
    let swapped = petra.get("/logboek?van=2026-11-19&tot=2026-11-18").await;
    assert_eq!(swapped.texts("#log-tot-fout").len(), 1);
}

both!(an_export_is_a_file_for_a_spreadsheet_and_a_line: Pages);
async fn an_export_is_a_file_for_a_spreadsheet_and_a_line(pages: Pages) {
    sixty(&pages).await;
    let petra = officer(&pages).await;
    let since = lines(&pages).await.len();
    let file = petra.get("/logboek/bestand?medewerker=w1").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"logboek.csv\"");
    let rows: Vec<_> = file.body.lines().collect();
    assert!(rows[0].starts_with("\u{feff}no;at;actor;"), "{}", rows[0]);
    assert_eq!(rows.len(), 1 + 31);
    assert!(rows[1].contains(";'=1+1;"), "no formula: {}", rows[1]);
    assert_eq!(told(&pages, since).await, ["export lines -"]);
    assert_eq!(petra.get("/logboek/bestand?van=x").await.status, 422);
    let empty = petra.get("/logboek/bestand?account=niemand").await;
    assert_eq!(empty.body.lines().count(), 1, "a file with its heads");
}

both!(the_chain_is_checked_and_a_changed_line_is_found: Pages);
async fn the_chain_is_checked_and_a_changed_line_is_found(pages: Pages) {
    sixty(&pages).await;
    let petra = officer(&pages).await;
    let no = lines(&pages).await.len();
    let holds = petra.get("/logboek/controle").await;
    assert!(
        holds
            .text("[role=status]")
            .contains(&format!("Alles klopt tot en met regel {no}. Niemand heeft")),
        "{}",
        holds.text("main")
    );
    let mut tx = pages.db().begin().await.unwrap();
    if pages.db().is_shared() {
        tx.run("alter table trail disable trigger trail_append_only", &[]).await.unwrap();
    } else {
        tx.run("drop trigger trail_no_update", &[]).await.unwrap();
    }
    tx.run("update trail set actor = 'iemand anders' where no = 7", &[]).await.unwrap();
    tx.commit().await.unwrap();
    let broken = petra.get("/logboek/controle").await;
    assert!(
        broken.text("[role=status]").contains("Vanaf regel 7 klopt het logboek niet."),
        "{}",
        broken.text("main")
    );
    let bas = administrator(&pages).await;
    assert_eq!(
        bas.get("/logboek").await.status,
        404,
        "an administrator sets up, and does not look over shoulders"
    );
}

both!(notes_are_in_the_language_of_who_looks_and_the_chain_is_as_it_was: Pages);
/// A note is stored in one language for ever; who reads it reads their own.
async fn notes_are_in_the_language_of_who_looks_and_the_chain_is_as_it_was(pages: Pages) {
    let bas = administrator(&pages).await;
    let jan = pages.entered("jan", &[(Role::Supervisor, "group:g1")]).await;
    jan.get("/medewerkers").await;
    let at = format!("/beheer/gebruikers/{}", id_of(&pages, "jan").await);
    let until = [("rol", "job_coach"), ("bereik", "caseload:c1"), ("tot", "2026-12-31")];
    let mut tx = pages.db().begin().await.unwrap();
    tx.run("insert into coach (id, name) values ('c1', 'Coen Verzonnen')", &[]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(bas.post(&format!("{at}/rol"), &until).await.status, 303);
    bas.post(
        &format!("{at}/rol/einde"),
        &[("rol", "supervisor"), ("bereik", "group:g1"), ("zeker", "ja")],
    )
    .await;
    bas.post(&format!("{at}/toegang"), &[("aan", "nee"), ("zeker", "ja")]).await;
    bas.post("/beheer/terminals/nieuw", &[("terminal", "pers-9"), ("werkplek", "v1-01")]).await;
    let erased = Entry::by_cli(made_up::now(), Action::Erase, Object::new(Kind::Worker, "w-9"))
        .noting("one of all");
    trail::record(pages.db(), &erased).await.unwrap();
    let before = trail::head(pages.db()).await.unwrap();
    let petra = officer(&pages).await;
    let notes = |page: &crate::pages::Answer| page.texts("tbody tr td:last-child");
    let dutch = petra.get("/logboek").await;
    for words in [
        "in een lijst",
        "jobcoach, voor de medewerkers van jobcoach c1, van 20-11-2026 tot en met 31-12-2026",
        "werkleider, voor groep g1",
        "overal afgemeld",
        "werkplek v1-01",
        "tweede stap",
        "one of all",
    ] {
        assert!(
            notes(&dutch).iter().any(|note| note == words),
            "no '{words}': {:?}",
            notes(&dutch)
        );
    }
    let english = notes(&petra.get_with("/logboek", &[("cookie", "wv-lang=en")]).await);
    for words in [
        "in a list",
        "supervisor, for group g1",
        "signed out everywhere",
        "station v1-01",
        "second step",
    ] {
        assert!(english.iter().any(|note| note == words), "no '{words}': {english:?}");
    }
    let stored: Vec<_> = lines(&pages).await.into_iter().filter_map(|line| line.note).collect();
    assert!(stored.iter().any(|note| note == "supervisor for group:g1"), "{stored:?}");
    assert!(trail::verify(pages.db(), &[before]).await.unwrap().is_ok());
    let person =
        Entry::by_cli(made_up::now(), Action::Export, Object::new(Kind::File, "w1")).about("w1");
    trail::record(pages.db(), &person).await.unwrap();
    let seen = petra.get("/logboek").await.text("tbody");
    assert!(
        seen.contains("alles wat van één persoon bewaard is: w1")
            && !seen.contains("van je bewaren"),
        "{seen}"
    );
}
