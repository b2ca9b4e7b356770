//! The photo: kept when it is one, given to who may see the page, taken away again.

use super::{about, coach, others, run, supervisor, upload};
use crate::pages::{Pages, made_up, request};
use axum::body::to_bytes;
use axum::http::Method;

const PHOTO: &str = "/medewerkers/w1/foto";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\xff";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0";

/// The photo as a browser gets it: status, kind, bytes.
async fn given(pages: &Pages, path: &str) -> (u16, String, Vec<u8>) {
    let response = pages.send(request(Method::GET, path, &[], "")).await;
    let header = |name: &str| response.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
    let kind = header("content-type").unwrap_or_default();
    assert_eq!(header("x-content-type-options").as_deref(), Some("nosniff"));
    assert_eq!(header("cache-control").as_deref(), Some("no-store"));
    let status = response.status().as_u16();
    (status, kind, to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec())
}

both!(it_is_kept_shown_replaced_and_taken_away: Pages);
async fn it_is_kept_shown_replaced_and_taken_away(pages: Pages) {
    let own = supervisor(&pages).await;
    assert_eq!(given(&own, PHOTO).await.0, 404);
    for _ in 0..2 {
        let answer = upload(&own, PHOTO, "foto", PNG).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/medewerkers/w1"));
    }
    assert_eq!(
        about(&pages, "w1").await,
        ["supervisor change worker group g1 photo"],
        "twice is once"
    );
    let page = own.get("/medewerkers/w1").await;
    assert_eq!(page.attributes("h1 img", "src"), [PHOTO]);
    assert_eq!(own.get("/medewerkers").await.attributes("tbody img", "src"), [PHOTO]);
    assert_eq!(given(&own, PHOTO).await, (200, "image/png".to_owned(), PNG.to_vec()));

    assert_eq!(upload(&own, PHOTO, "foto", JPEG).await.status, 303);
    assert_eq!(given(&own, PHOTO).await, (200, "image/jpeg".to_owned(), JPEG.to_vec()));
    for _ in 0..2 {
        let answer = own.post("/medewerkers/w1/foto/einde", &[]).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/medewerkers/w1"));
    }
    assert_eq!(given(&own, PHOTO).await.0, 404);
    assert!(own.get("/medewerkers/w1").await.attributes("h1 img", "src").is_empty());
    let changes: Vec<_> =
        about(&pages, "w1").await.into_iter().filter(|l| l.contains("change")).collect();
    assert_eq!(changes.len(), 3, "{changes:?}");
    assert_eq!(changes[2], "supervisor change worker group g1 photo taken away");
}

both!(each_look_is_one_line: Pages);
/// The page and its photo are one look; a photo by itself is one too.
async fn each_look_is_one_line(pages: Pages) {
    let own = supervisor(&pages).await;
    upload(&own, PHOTO, "foto", PNG).await;
    let looks = async || {
        about(&pages, "w1").await.into_iter().filter(|l| l.contains(" read ")).collect::<Vec<_>>()
    };
    given(&own, PHOTO).await;
    assert_eq!(looks().await, ["supervisor read worker group g1 photo"]);
    own.get("/medewerkers/w1").await;
    given(&own, PHOTO).await;
    assert_eq!(looks().await.len(), 2);
    // Somebody else's look is not one's own.
    let site = pages.entered("site", &[(werkvloer::access::Role::Supervisor, "site:stad")]).await;
    given(&site, PHOTO).await;
    assert_eq!(looks().await[2..], ["supervisor read worker site stad photo"]);
    run(&pages, "alter table trail rename to trail_gone").await;
    let (status, _, bytes) = given(&own, PHOTO).await;
    assert_eq!(status, 500);
    assert!(!bytes.windows(PNG.len()).any(|part| part == PNG));
}

both!(what_is_no_photo_is_refused_in_words: Pages);
async fn what_is_no_photo_is_refused_in_words(pages: Pages) {
    let own = supervisor(&pages).await;
    let large = [JPEG, &vec![1; 40 * 1024]].concat();
    let huge = [JPEG, &vec![1; 9 << 20]].concat();
    for (file, why) in [
        (&b""[..], "Kies eerst een foto."),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
            "Dit is geen foto van de soort JPEG of PNG. Kies een andere.",
        ),
        (
            b"<?xml version='1.0'?><svg/>",
            "Dit is geen foto van de soort JPEG of PNG. Kies een andere.",
        ),
        (b"GIF89a", "Dit is geen foto van de soort JPEG of PNG. Kies een andere."),
        (
            &large,
            "Deze foto is te groot. Maak hem kleiner, tot hoogstens 40 kB, en kies hem opnieuw.",
        ),
        (
            &huge,
            "Deze foto is te groot. Maak hem kleiner, tot hoogstens 40 kB, en kies hem opnieuw.",
        ),
    ] {
        let answer = upload(&own, PHOTO, "foto", file).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text("#persoon-foto-fout").as_str()),
            (422, why)
        );
    }
    let fits = [JPEG, &vec![1; 40 * 1024 - JPEG.len()]].concat();
    assert_eq!(upload(&own, PHOTO, "foto", &fits).await.status, 303);
    assert_eq!(
        upload(&own, PHOTO, "iets", PNG).await.text("#persoon-foto-fout"),
        "Kies eerst een foto."
    );
    assert_eq!(own.post(PHOTO, &[("foto", "x")]).await.status, 400, "no form that can hold a file");
    let headers = [
        ("content-type", "multipart/form-data; boundary=grens"),
        ("sec-fetch-site", "same-origin"),
    ];
    let cut = own.send(request(Method::POST, PHOTO, &headers, "--grens\r\ncontent-dispo")).await;
    assert_eq!(cut.status(), 400);
    assert_eq!(given(&own, PHOTO).await.2, fits, "what was kept stays");
}

both!(a_photo_of_others_is_not_there: Pages);
async fn a_photo_of_others_is_not_there(pages: Pages) {
    others(&pages).await;
    let photos = "insert into worker_photo (worker_id, content, stored_at)
         select id, '/9j/4A==', $1 from worker where id in ('w5', 'w7', 'w8')";
    let mut tx = pages.db().begin().await.unwrap();
    tx.run(photos, &[&made_up::now()]).await.unwrap();
    tx.commit().await.unwrap();
    let own = supervisor(&pages).await;
    for id in ["w7", "w8", "w9", "w99", "%00"] {
        let path = format!("/medewerkers/{id}/foto");
        assert_eq!(given(&own, &path).await.0, 404, "{id}");
        assert_eq!(upload(&own, &path, "foto", PNG).await.status, 404, "{id}");
        assert_eq!(own.post(&format!("{path}/einde"), &[]).await.status, 404, "{id}");
    }
    let (left,): (i64,) = pages.db().one("select count(*) from worker_photo", &[]).await.unwrap();
    assert_eq!(left, 3);
    let coach = coach(&pages).await;
    assert_eq!(given(&coach, "/medewerkers/w5/foto").await.0, 200);
    assert_eq!(given(&coach, "/medewerkers/w1/foto").await.0, 404);
    let bas = pages.entered("bas", &[(werkvloer::access::Role::Administrator, "everything")]).await;
    assert_eq!(given(&bas, "/medewerkers/w5/foto").await.0, 404);
}
