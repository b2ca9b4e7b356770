//! What a form asks for happens once, however often it is sent: pressed twice, sent again by the browser, or sent again
//! because the answer got lost. The form's key is remembered in the transaction of the act, with who sent it and where the
//! answer led. The same key again gets that answer and does nothing; from anybody else it is not a form of theirs.
//!
//! What an answer showed once (a link, a code, a secret) is not kept: it leads to where another one is made, and says so.

use super::device::Device;
use super::sessions::Session;
use super::viewer::Access;
use crate::db::{Db, Tx, row};
use crate::error::Error;
use crate::web::done;
use axum::response::Response;
use chrono::{DateTime, Utc};

/// Sent before, but not by this sender.
const NOT_THEIRS: Error = Error::NotFound("error.foreign_form");
/// Digits of a key: an id as the program makes them.
const LENGTH: usize = 32;

/// A form that was sent, before it is known whether that was the first time.
#[derive(Clone, Debug)]
pub struct Once {
    key: String,
    sender: String,
}

impl Once {
    /// The form with this key, of who is in. An error when it is no key: then it is no form of ours.
    pub fn of(access: &Access, key: &str) -> Result<Self, Error> {
        Self::from(access.sender(), key)
    }

    /// The form with this key, sent in this session.
    pub(super) fn in_session(session: &Session, key: &str) -> Result<Self, Error> {
        Self::from(&session.hash, key)
    }

    /// The form with this key, sent by a browser that is this device, or none.
    pub(super) fn at_device(device: Option<&Device>, key: &str) -> Result<Self, Error> {
        Self::from(device.map_or("", |device| device.id.as_str()), key)
    }

    fn from(sender: &str, key: &str) -> Result<Self, Error> {
        let is_key = key.len() == LENGTH && key.bytes().all(|b| b.is_ascii_hexdigit());
        if !is_key {
            return Err(Error::Unreadable("a form without its key".to_owned()));
        }
        Ok(Self { key: key.to_owned(), sender: sender.to_owned() })
    }

    /// The same form, answered to somebody whom the act made: a device that was paired, a session that began.
    pub(super) fn answered_to(self, sender: &str) -> Self {
        Self { sender: sender.to_owned(), ..self }
    }

    /// The answer, when it was acted on before. Asked before the fields are looked at: what was right then may be wrong by
    /// now, because it happened.
    pub async fn before(&self, db: &Db) -> Result<Option<Response>, Error> {
        let row: Option<Row> = db
            .maybe("select sender, led_to, said from form_key where id = $1", &[&self.key])
            .await?;
        row.map(|row| row.answer(&self.sender)).transpose()
    }

    /// Remembers it, in the transaction of the act and before it: two at once wait for each other here. An answer when the
    /// other one was first; then the transaction must be dropped.
    pub async fn act(
        &self,
        tx: &mut Tx,
        now: DateTime<Utc>,
        (said, led_to): (&'static str, &str),
    ) -> Result<Option<Response>, Error> {
        let is_first = tx
            .run(
                "insert into form_key (id, sender, led_to, said, acted_at) values ($1, $2, $3, $4, $5)
                 on conflict (id) do nothing",
                &[&self.key, &self.sender, &led_to, &said, &now],
            )
            .await?;
        if is_first > 0 {
            return Ok(None);
        }
        let row: Row =
            tx.one("select sender, led_to, said from form_key where id = $1", &[&self.key]).await?;
        row.answer(&self.sender).map(Some)
    }
}

row! {
    struct Row {
        sender: String,
        led_to: String,
        said: String,
    }
}

impl Row {
    fn answer(&self, sender: &str) -> Result<Response, Error> {
        if self.sender == sender { Ok(done(&self.said, &self.led_to)) } else { Err(NOT_THEIRS) }
    }
}
