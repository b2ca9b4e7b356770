//! The people somebody leads or coaches: their list, their pages, and who looked.

mod change;
mod list;
mod looked;
mod page;
mod photo;

use crate::admin::lines;
use crate::pages::{Answer, Pages, made_up, request};
use axum::body::Body;
use axum::http::{Method, Request};
use werkvloer::access::Role;
use werkvloer::trail::Line;

/// The supervisor of group `g1`, in which everybody of the made-up company works.
pub(crate) async fn supervisor(pages: &Pages) -> Pages {
    pages.entered("own", &[(Role::Supervisor, "group:g1")]).await
}

/// The coach of `w5`, and until yesterday of `w1`.
async fn coach(pages: &Pages) -> Pages {
    let mut tx = pages.db().begin().await.unwrap();
    for sql in [
        "insert into coach (id, name) values ('c1', 'Coen Verzonnen')",
        "insert into caseload (coach_id, worker_id, from_day) values ('c1', 'w5', '2026-01-01')",
        "insert into caseload (coach_id, worker_id, from_day, until_day) values ('c1', 'w1', '2025-01-01', '2026-11-19')",
    ] {
        tx.run(sql, &[]).await.unwrap();
    }
    tx.commit().await.unwrap();
    pages.entered("coen", &[(Role::JobCoach, "caseload:c1")]).await
}

async fn run(pages: &Pages, sql: &'static str) {
    let mut tx = pages.db().begin().await.unwrap();
    tx.run(sql, &[]).await.unwrap();
    tx.commit().await.unwrap();
}

/// Somebody of another group, somebody who left and somebody who was erased.
async fn others(pages: &Pages) {
    for sql in [
        "insert into worker (id, name, group_id, active) values ('w7', 'Wout Elders', 'g3', true)",
        "insert into worker (id, name, group_id, active) values ('w8', 'Lies Vertrokken', 'g1', false)",
        "insert into worker (id, name, group_id, active) values ('w9', '', 'g1', false)",
    ] {
        run(pages, sql).await;
    }
    let mut tx = pages.db().begin().await.unwrap();
    tx.run(
        "insert into erased_worker (worker_id, erased_at) values ('w9', $1)",
        &[&made_up::now()],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

/// What was written about a worker: who acted, what, on which ground, and the note.
pub(crate) async fn about(pages: &Pages, worker: &str) -> Vec<String> {
    let is_about = |line: &Line| line.subject.as_deref() == Some(worker);
    let tell = |line: &Line| {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        format!(
            "{} {} {} {} {} {}",
            line.acting_as,
            line.action,
            line.object_kind,
            line.ground,
            text(&line.scope),
            text(&line.note)
        )
    };
    lines(pages).await.iter().filter(|line| is_about(line)).map(tell).collect()
}

/// Sends a file as the form of a page does.
async fn upload(pages: &Pages, path: &str, field: &str, file: &[u8]) -> Answer {
    let key = werkvloer::id::new(pages.clock.now());
    let head = format!(
        "--grens\r\ncontent-disposition: form-data; name=\"sleutel\"\r\n\r\n{key}\r\n\
         --grens\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"x.png\"\r\n\r\n"
    );
    let body = [head.as_bytes(), file, b"\r\n--grens--\r\n"].concat();
    let headers = [
        ("content-type", "multipart/form-data; boundary=grens"),
        ("sec-fetch-site", "same-origin"),
    ];
    let (parts, _) = request(Method::POST, path, &headers, "").into_parts();
    Answer::of(pages.send(Request::from_parts(parts, Body::from(body))).await).await
}
