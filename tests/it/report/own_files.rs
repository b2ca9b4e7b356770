//! The company's own folder of dashboards: added, in the place of shipped ones, changed, broken, taken away.

use super::{BOUNDS, Stand, columns, file, panel};
use std::fs;
use std::process::Command;

const QUERY: &str = "select line_id, sum(produced) as produced from report_turnover group by line_id order by line_id";
const COLUMNS: &[(&str, &str)] = &[("line_id", "text"), ("produced", "euro")];

both!(a_file_is_there_as_long_as_it_is_there: Stand);
async fn a_file_is_there_as_long_as_it_is_there(stand: Stand) {
    let folder = tempfile::tempdir().unwrap();
    let stand = stand.restarted(Some(folder.path()), BOUNDS);
    let sales = stand.seller().await;
    let at = |name: &str| folder.path().join(name);
    assert_eq!(sales.get("/dashboards/eigen").await.status, 404);
    fs::write(at("eigen.toml"), file(QUERY, COLUMNS)).unwrap();
    assert_eq!(sales.get("/dashboards/eigen").await.text("h1"), "Eigen");
    assert!(
        sales
            .get("/dashboards")
            .await
            .attributes("a", "href")
            .contains(&"/dashboards/eigen".to_owned())
    );
    let of = async |address: &str| columns(&sales, address, &["line_id"]).await.len();
    assert_eq!(of("/dashboards/eigen/p.json").await, 5);
    // Changed: another query within the moments in which an answer is told again.
    fs::write(
        at("eigen.toml"),
        file(&QUERY.replace("group by", "where line_id = 'far' group by"), COLUMNS),
    )
    .unwrap();
    assert_eq!(of("/dashboards/eigen/p.json").await, 1);
    // In the place of a shipped one, and back.
    fs::write(at("omzet.toml"), file(QUERY, COLUMNS)).unwrap();
    assert_eq!(sales.get("/dashboards/omzet").await.text("h1"), "Eigen");
    assert_eq!(sales.get("/dashboards/omzet/kern.json").await.status, 404);
    fs::remove_file(at("omzet.toml")).unwrap();
    assert_eq!(sales.get("/dashboards/omzet").await.text("h1"), "Omzet");
    fs::remove_file(at("eigen.toml")).unwrap();
    assert_eq!(sales.get("/dashboards/eigen").await.status, 404);
    drop(folder);
    assert_eq!(
        sales.get("/dashboards/omzet").await.status,
        200,
        "a folder that is gone has no files"
    );
}

both!(a_broken_file_says_so_on_its_own_page: Stand);
async fn a_broken_file_says_so_on_its_own_page(stand: Stand) {
    let folder = tempfile::tempdir().unwrap();
    let stand = stand.restarted(Some(folder.path()), BOUNDS);
    let sales = stand.seller().await;
    let at = |name: &str| folder.path().join(name);
    let good = file(QUERY, COLUMNS);
    for (name, text, right) in [
        ("taal.toml", "title = \n".to_owned(), "line 1, column"),
        ("leeg.toml", String::new(), "title"),
        ("sleutel.toml", format!("kleur = 1\n{good}"), "line 1, column 1: unknown field `kleur`"),
        (
            "rol.toml",
            good.replace("\"sales\"", "\"baas\""),
            "line 3, column 12: there is no role 'baas'",
        ),
        (
            "tabel.toml",
            good.replace("report_turnover", "account"),
            "line 10, column 48: 'account' is not a view",
        ),
        ("groot.toml", format!("{good}#{}", "x".repeat(300_000)), "bytes; at most 262144 are read"),
    ] {
        fs::write(at(name), text).unwrap();
        let page = sales.get(&format!("/dashboards/{}", name.trim_end_matches(".toml"))).await;
        assert_eq!(page.status, 200, "{name}");
        assert!(page.text("h1").contains("fout"), "{name}");
        let mistakes = page.text("main li[lang], main ul[lang] li");
        assert!(mistakes.contains(right), "{name}: {mistakes}");
        assert_eq!(
            sales
                .get(&format!("/dashboards/{}/p.csv", name.trim_end_matches(".toml")))
                .await
                .status,
            404
        );
    }
    fs::create_dir(at("map.toml")).unwrap();
    fs::write(at("bytes.toml"), b"title = \"\xff\xfe\"").unwrap();
    // Reading it would wait for ever.
    assert!(Command::new("mkfifo").arg(at("pijp.toml")).status().unwrap().success());
    for (name, right) in [
        ("map", "this is no file"),
        ("bytes", "the file cannot be read"),
        ("pijp", "this is no file"),
    ] {
        let page = sales.get(&format!("/dashboards/{name}")).await;
        assert!(page.text("main ul[lang] li").contains(right), "{name}: {}", page.text("main"));
    }
    // A name that is none in an address is nobody's, whatever else it holds.
    fs::write(at("Eigen.toml"), &good).unwrap();
    assert_eq!(sales.get("/dashboards/Eigen").await.status, 404);
    // The others stand.
    assert!(panel(&sales.get("/dashboards/omzet").await, "kern").contains("Geproduceerde waarde"));
    let list = sales.get("/dashboards").await.attributes("main li a", "href");
    assert_eq!(list.len(), 9, "{list:?}");
    // Put right, it is there.
    fs::write(at("tabel.toml"), &good).unwrap();
    assert_eq!(sales.get("/dashboards/tabel").await.text("h1"), "Eigen");
    // Who sees no figures sees no mistakes in files either.
    let privacy = stand
        .pages
        .entered("privacy", &[(werkvloer::access::Role::PrivacyOfficer, "everything")])
        .await;
    assert_eq!(privacy.get("/dashboards/leeg").await.status, 404);
    assert_eq!(privacy.get("/dashboards").await.status, 404);
}
