//! `POST /vloer/{hall}/{station}/hulp`: who comes to help says so. The terminal tells the person who asked, and the board
//! tells the others.

use super::station::find;
use super::task_cards::Downlink;
use crate::access::{Acted, Action, Visit};
use crate::error::Error;
use crate::floor::help::{answer, on_the_way};
use crate::output::changes::Changes;
use crate::output::live;
use crate::terminals::seated;
use crate::web::{Form, Path};
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::post;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Clone)]
struct Helpers {
    changes: Changes,
    downlink: Arc<dyn Downlink>,
}

/// The button of a call for help.
pub fn router(changes: Changes, downlink: Arc<dyn Downlink>) -> Router {
    Router::new()
        .route("/vloer/{hall}/{station}/hulp", post(come))
        .with_state(Helpers { changes, downlink })
}

#[derive(Deserialize)]
struct CallForm {
    #[serde(default)]
    sleutel: String,
    /// When the call began, in milliseconds: a page left open must not answer a later call.
    sinds: i64,
}

async fn come(
    State(Helpers { changes, downlink }): State<Helpers>,
    visit: Visit,
    Path((hall, station)): Path<(String, String)>,
    Form(call): Form<CallForm>,
) -> Result<Response, Error> {
    let db = visit.db();
    let found = find(&visit, Action::AnswerHelp, &hall, &station).await?;
    let back = format!("/vloer/{}#hulp", found.hall.id);
    let now = live::now(db, [station.as_str()]).await?.remove(&station);
    let since = now.and_then(|now| now.help_since);
    let Some(since) = since.filter(|since| since.timestamp_millis() == call.sinds) else {
        // Helped meanwhile: the board no longer shows the call.
        return Ok(Redirect::to(&back).into_response());
    };
    let acted = visit
        .act(
            &call.sleutel,
            ("board.done_help_answered", &back),
            || Ok(()),
            async |act, ()| {
                let at = act.at();
                Ok(answer(act.tx(), &station, since, at).await?)
            },
        )
        .await?;
    if let Acted::Now(true, _) = &acted {
        changes.ring();
        let notice = serde_json::to_vec(&on_the_way()).map_err(anyhow::Error::new)?;
        let notice = bytes::Bytes::from(notice);
        for seat in seated(db, None).await?.into_iter().filter(|seat| seat.station == station) {
            downlink.notice(&seat.terminal, notice.clone());
        }
    }
    match acted {
        Acted::Now(_, answer) | Acted::Before(answer) => Ok(answer),
        Acted::Refused(_) => Ok(Redirect::to(&back).into_response()),
    }
}
