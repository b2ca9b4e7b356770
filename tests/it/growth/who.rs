//! Whose rows a coach sees, who sees none, and the line of each look.

use super::{coach, purpose, rows, run, weeks_of_work};
use crate::admin::lines;
use crate::pages::Pages;
use axum::Router;
use std::fs;
use std::sync::Arc;
use werkvloer::access::Role;
use werkvloer::app::App;
use werkvloer::intake::readiness::Health;
use werkvloer::lang::Lang;
use werkvloer::report::{Library, Reports};
use werkvloer::trail::Line;

/// What was written about a worker.
async fn about(pages: &Pages, worker: &str) -> Vec<String> {
    let is_about = |line: &&Line| line.subject.as_deref() == Some(worker);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let tell = |line: &Line| {
        let (scope, note) = (text(&line.scope), text(&line.note));
        format!("{} {} {} {scope} {note}", line.acting_as, line.action, line.object_kind)
    };
    lines(pages).await.iter().filter(is_about).map(tell).collect()
}

both!(the_caseload_tells_who_could_do_with_attention_and_why: Pages);
async fn the_caseload_tells_who_could_do_with_attention_and_why(pages: Pages) {
    let coach = coach(&pages).await;
    for sql in [
            "insert into coaching_goal (id, worker_id, words, kind, baseline, target, unit, from_day, due_day)
             values ('g1', 'w5', 'Langer doorwerken', 'minutes_sustained', 20000, 40000, 'minuten', '2026-09-01', '2026-12-01')",
            "insert into goal_measurement (goal_id, day, value) values ('g1', '2026-11-16', 25000)",
            "insert into agreement (id, worker_id, made_day, words, due_day) values ('a1', 'w5', '2026-10-01', 'Nieuwe stoel proberen', '2026-11-13')",
            "insert into contact (worker_id, coach_id, day, kind, minutes) values ('w5', 'c1', '2026-09-18', 'talk', 20)",
            "insert into contact (worker_id, coach_id, day, kind, minutes) values ('w1', 'c2', '2026-09-18', 'talk', 20)",
        ] {
            run(&pages, sql).await;
        }
    let page = coach.get("/dashboards/begeleiding").await;
    assert_eq!(page.status, 200, "{}", page.text("main"));
    assert_eq!(
        page.texts("#aandacht tbody tr"),
        [
            "Joris Klaverblad Afspraak over datum vr 13 nov",
            "Joris Klaverblad Langer dan 6 weken niet gesproken vr 18 sep",
            "Joris Klaverblad Doel vraagt aandacht bij de laatste meting di 1 dec",
        ]
    );
    assert_eq!(page.texts("#medewerkers tbody tr").len(), 1, "w1 is another's");
    let way = page.attributes("#medewerkers tbody a", "href");
    assert_eq!(way, ["/dashboards/ontwikkeling?periode=13w&medewerker=w5"]);
    assert_eq!(
        about(&pages, "w5").await,
        ["job_coach read coaching c1 in a list, dashboard begeleiding"]
    );
    assert_eq!(about(&pages, "w1").await, [""; 0]);

    // Six weeks to the day are none too many.
    run(&pages, "update contact set day = '2026-10-09' where worker_id = 'w5'").await;
    run(&pages, "update agreement set done_day = '2026-11-19'").await;
    run(&pages, "update goal_measurement set value = 37000").await;
    let page = coach.get("/dashboards/begeleiding").await;
    assert_eq!(page.texts("#aandacht tbody tr"), [""; 0]);
    let file = coach.get("/dashboards/begeleiding/medewerkers.csv").await;
    assert_eq!(file.body.lines().count(), 2, "{}", file.body);
    assert_eq!(about(&pages, "w5").await.len(), 3);
    assert!(
        about(&pages, "w5")
            .await
            .contains(&"job_coach export coaching c1 in a list, dashboard begeleiding".to_owned())
    );
}

both!(one_person_is_their_own_coachs_and_nobody_elses: Pages);
async fn one_person_is_their_own_coachs_and_nobody_elses(pages: Pages) {
    let coach = coach(&pages).await;
    weeks_of_work(&pages).await;
    let page = coach.get("/dashboards/ontwikkeling?medewerker=w5").await;
    assert_eq!(page.status, 200, "{}", page.text("main"));
    assert_eq!(page.text("h1"), "Ontwikkeling: Joris Klaverblad");
    assert!(!page.text("title").contains("Joris"));
    assert_eq!(about(&pages, "w5").await, ["job_coach read coaching c1 dashboard ontwikkeling"]);
    assert_eq!(rows(&coach, "hoofdtaken").await.len(), 4, "w1's weeks are not among them");
    assert_eq!(about(&pages, "w5").await.len(), 2);
    for foreign in ["w1", "w99", "", "w5'"] {
        for path in ["", "/hoofdtaken.csv", "/hoofdtaken.json", "/hoofdtaken.xlsx"] {
            let answer =
                coach.get(&format!("/dashboards/ontwikkeling{path}?medewerker={foreign}")).await;
            assert_eq!(answer.status, 404, "{foreign} {path}");
        }
    }
    assert_eq!(coach.get("/dashboards/ontwikkeling").await.status, 404);
    for (login, role, scope) in [
        ("lies", Role::Supervisor, "everything"),
        ("vera", Role::Sales, "everything"),
        ("pim", Role::Planner, "everything"),
        ("cees", Role::JobCoach, "caseload:c2"),
    ] {
        let other = pages.entered(login, &[(role, scope)]).await;
        for path in [
            "/dashboards/ontwikkeling?medewerker=w5",
            "/dashboards/ontwikkeling/doelen.csv?medewerker=w5",
            "/medewerkers/w5/indicatie",
        ] {
            assert_eq!(other.get(path).await.status, 404, "{login} {path}");
        }
    }
    assert_eq!(about(&pages, "w5").await.len(), 2, "who saw nothing left no line");
    assert_eq!(about(&pages, "w1").await, [""; 0]);
}

/// The same service with a folder of dashboards of the company's own.
fn with_files(pages: &Pages, folder: &std::path::Path) -> Pages {
    let library = Library::new(Some(folder.to_owned()));
    let app = App {
        db: pages.db().clone(),
        clock: pages.clock.clone(),
        door: pages.door.clone(),
        lang: Lang::Nl,
        health: Health::of_desk(pages.readiness.subscribe()),
        changes: pages.changes.clone(),
        reports: Reports::new(pages.db().clone(), pages.clock.clone(), library),
        downlink: Arc::new(pages.told.clone()),
        tasks: pages.tasks.clone(),
        stop: pages.stop.clone(),
    };
    let router: Router = app.router();
    Pages { router, ..pages.elsewhere() }
}

const HEAD: &str = "title = { nl = \"X\", en = \"X\" }\nabout = { nl = \"X\", en = \"X\" }\naudience = [\"job_coach\", \"supervisor\"]\n";

fn panel(query: &str, draw: &str) -> String {
    format!(
        "[[panel]]\nname = \"x\"\ntitle = {{ nl = \"X\", en = \"X\" }}\nquery = '''{query}'''\ndraw = {draw}\n\
         columns = [ {{ name = \"a\", title = {{ nl = \"A\", en = \"A\" }}, holds = \"text\" }}, \
         {{ name = \"n\", title = {{ nl = \"N\", en = \"N\" }}, holds = \"whole\" }} ]\n"
    )
}

both!(a_file_cannot_show_more_than_its_viewer_may_see: Pages);
/// Files written to see somebody else, or to put people side by side.
async fn a_file_cannot_show_more_than_its_viewer_may_see(pages: Pages) {
    coach(&pages).await;
    weeks_of_work(&pages).await;
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| {
        fs::write(folder.path().join(format!("{name}.toml")), text).unwrap();
    };
    let table = "{ as = \"table\" }";
    let person = "person = true\n";
    let all = "select worker_id as a, sum(net_seconds) as n from report_growth group by worker_id order by 2 desc";
    write("een", [HEAD, person, &panel(all, table)].concat());
    let named = "select worker_id as a, sum(net_seconds) as n from report_growth where worker_id = 'w1' or 1 = 1 group by worker_id";
    write("ander", [HEAD, person, &panel(named, table)].concat());
    write(
        "lijst",
        [
            HEAD,
            &panel("select worker as a, open_goals as n from report_caseload where 1 = 1", table),
        ]
        .concat(),
    );
    write("rang", [HEAD, &panel(all, table)].concat());
    let bars = "{ as = \"bars\", x = \"a\", y = \"n\" }";
    write(
        "staaf",
        [HEAD, &panel("select worker as a, open_goals as n from report_caseload", bars)].concat(),
    );

    let cheat = with_files(&pages, folder.path());
    cheat.sign_in("coen").await;
    for name in ["een", "ander"] {
        let file = cheat.get(&format!("/dashboards/{name}/x.csv?medewerker=w5")).await;
        assert_eq!((file.status.as_u16(), file.body.lines().count()), (200, 2), "{}", file.body);
        assert!(file.body.contains("w5") && !file.body.contains("w1"), "{}", file.body);
        assert_eq!(cheat.get(&format!("/dashboards/{name}/x.csv?medewerker=w1")).await.status, 404);
        assert_eq!(cheat.get(&format!("/dashboards/{name}/x.csv")).await.status, 404);
    }
    let list = cheat.get("/dashboards/lijst").await;
    assert_eq!(list.texts("tbody tr"), ["Joris Klaverblad 0"]);
    for (name, why) in [("rang", "person = true"), ("staaf", "beside each other")] {
        let broken = cheat.get(&format!("/dashboards/{name}")).await;
        assert!(broken.text("main").contains(why), "{}", broken.text("main"));
        assert_eq!(cheat.get(&format!("/dashboards/{name}/x.csv")).await.status, 404);
    }
    assert!(
        about(&pages, "w5")
            .await
            .contains(&"job_coach read coaching c1 in a list, dashboard lijst".to_owned())
    );
    assert_eq!(about(&pages, "w1").await, [""; 0]);

    let supervisor = with_files(&pages, folder.path());
    supervisor.sign_in("tine").await;
    let list = supervisor.get("/dashboards/lijst").await;
    assert_eq!(
        (list.status.as_u16(), list.texts("tbody tr").len()),
        (200, 0),
        "{}",
        list.text("main")
    );
    assert_eq!(supervisor.get("/dashboards/een?medewerker=w5").await.status, 404);
}

both!(a_look_is_read_anew: Pages);
/// What was seen a moment ago is not told again out of memory.
async fn a_look_is_read_anew(pages: Pages) {
    let coach = coach(&pages).await;
    weeks_of_work(&pages).await;
    purpose(&pages, true).await;
    assert!(
        rows(&coach, "hoofdtaken").await[0].ends_with("80,0000"),
        "{:?}",
        rows(&coach, "hoofdtaken").await
    );
    purpose(&pages, false).await;
    assert!(
        rows(&coach, "hoofdtaken").await[0].ends_with(';'),
        "{:?}",
        rows(&coach, "hoofdtaken").await
    );
}
