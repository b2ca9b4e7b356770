//! A demo: in by one tap, and every page says that it is one.

use crate::pages::{Pages, made_up};
use axum::http::StatusCode;
use werkvloer::access::grant::Scope;
use werkvloer::access::{Role, Settings, demo};

both!(one_tap_signs_in_as_each_role_in_a_demo_only: Pages);
async fn one_tap_signs_in_as_each_role_in_a_demo_only(pages: Pages) {
    let everything = || vec![Scope::Everything];
    let people: Vec<_> =
        Role::ALL.map(|role| (role, everything(), format!("Demo {}", role.word()))).into();
    let mut tx = pages.db().begin().await.unwrap();
    for _ in 0..2 {
        demo::people(&mut tx, &people, made_up::now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    let shown = pages.restarted(Settings { is_demo: true, ..Settings::default() });
    let form = shown.get("/aanmelden?terug=/mijn").await;
    assert_eq!(form.texts("[name=rol]")[0], "Kijk als werkleider");
    let words = form.attributes("[name=rol]", "value");
    assert_eq!(words.len(), 7);
    assert!(form.text(".wv-demo").contains("verzonnen"));
    for word in &words {
        let visitor = shown.elsewhere();
        let answer = visitor.post("/demo/aanmelden", &[("rol", word), ("terug", "/mijn")]).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (StatusCode::SEE_OTHER, "/mijn"),
            "{word}"
        );
        let mine = visitor.get("/mijn").await;
        assert!(mine.text(".wv-person a").starts_with(&format!("Demo {word}")), "{word}");
        assert!(mine.text(".wv-demo").contains("verzonnen"), "{word}");
        assert_eq!(mine.texts("main form").len(), 0, "no password to change");
        assert!(
            visitor.get("/nergens").await.text(".wv-demo").contains("verzonnen"),
            "also where nothing is"
        );
    }
    // The same database, served: no button, no route, no way in without a password.
    let real = pages.restarted(Settings::default());
    let form = real.get("/aanmelden").await;
    assert_eq!((form.texts("[name=rol]").len(), form.texts(".wv-demo").len()), (0, 0));
    assert_eq!(
        real.post("/demo/aanmelden", &[("rol", "administrator")]).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(real.try_to_sign_in("demo-administrator", "").await.status, 422);
    assert_eq!(real.try_to_sign_in("demo-administrator", "x").await.status, 422);
}
