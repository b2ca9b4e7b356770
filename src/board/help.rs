//! `POST /vloer/{hall}/{station}/hulp`: who comes to help says so. The terminal tells the person who asked, and the board
//! tells the others.

use super::station::find;
use super::task_cards::Downlink;
use crate::access::{Access, Action};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Error;
use crate::floor::help::{answer, on_the_way};
use crate::output::changes::Changes;
use crate::output::live;
use crate::terminals::seated;
use crate::web::{Form, Path};
use axum::Router;
use axum::extract::State;
use axum::response::Redirect;
use axum::routing::post;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Clone)]
struct Helpers {
    db: Db,
    clock: Clock,
    changes: Changes,
    downlink: Arc<dyn Downlink>,
}

/// The button of a call for help.
pub fn router(db: Db, clock: Clock, changes: Changes, downlink: Arc<dyn Downlink>) -> Router {
    Router::new().route("/vloer/{hall}/{station}/hulp", post(come)).with_state(Helpers {
        db,
        clock,
        changes,
        downlink,
    })
}

#[derive(Deserialize)]
struct Call {
    /// When the call began, in milliseconds: a page left open must not answer a later call.
    sinds: i64,
}

async fn come(
    State(helpers): State<Helpers>,
    access: Access,
    Path((hall, station)): Path<(String, String)>,
    Form(call): Form<Call>,
) -> Result<Redirect, Error> {
    let Helpers { db, clock, changes, downlink } = helpers;
    let found = find(&db, (&access, Action::AnswerHelp), &hall, &station).await?;
    let back = Redirect::to(&format!("/vloer/{}#hulp", found.hall.id));
    let now = live::now(&db, [station.as_str()]).await?.remove(&station);
    let since = now.and_then(|now| now.help_since);
    let Some(since) = since.filter(|since| since.timestamp_millis() == call.sinds) else {
        // Helped meanwhile: the board no longer shows the call.
        return Ok(back);
    };
    let mut tx = db.begin().await?;
    let is_new = answer(&mut tx, &station, since, clock.now()).await?;
    tx.commit().await?;
    if is_new {
        changes.ring();
        let notice = serde_json::to_vec(&on_the_way()).map_err(anyhow::Error::new)?;
        let notice = bytes::Bytes::from(notice);
        for seat in seated(&db, None).await?.into_iter().filter(|seat| seat.station == station) {
            downlink.notice(&seat.terminal, notice.clone());
        }
    }
    Ok(back)
}
