//! CONNECT, the one packet strangers may send.

use super::{Fields, Wrong};
use bytes::Bytes;
use std::fmt;

/// What a client says of itself.
pub(in super::super) struct Connect {
    pub(in super::super) clean_session: bool,
    /// Seconds; 0 for none.
    pub(in super::super) keep_alive: u16,
    pub(in super::super) client_id: String,
    pub(in super::super) will: Option<Will>,
    pub(in super::super) user: Option<String>,
    pub(in super::super) secret: Option<Bytes>,
}

/// A last will.
pub(in super::super) struct Will {
    pub(in super::super) topic: String,
    pub(in super::super) qos: u8,
    pub(in super::super) payload: Bytes,
}

impl Connect {
    pub(super) fn read(mut fields: Fields) -> Result<Self, Wrong> {
        let name = fields.bytes()?;
        let level = fields.byte()?;
        match (&name[..], level) {
            (b"MQTT", 4) => {}
            // Version 5, or 3.1 with its older name: worth an answer before closing.
            (b"MQTT" | b"MQIsdp", _) => return Err(Wrong::Protocol),
            _ => return Err(Wrong::Malformed),
        }
        let flags = fields.byte()?;
        let flag = |bit: u8| flags & (1 << bit) != 0;
        let (has_will, will_qos, will_retain) = (flag(2), (flags >> 3) & 0b11, flag(5));
        let (has_secret, has_user) = (flag(6), flag(7));
        if flag(0)
            || will_qos == 3
            || (!has_will && (will_qos != 0 || will_retain))
            || (has_secret && !has_user)
        {
            return Err(Wrong::Malformed);
        }
        let keep_alive = fields.number()?;
        let client_id = fields.text()?;
        let will = if has_will {
            let topic = fields.text()?;
            if topic.is_empty() || topic.contains(['+', '#']) {
                return Err(Wrong::Malformed);
            }
            Some(Will { topic, qos: will_qos, payload: fields.bytes()? })
        } else {
            None
        };
        let user = if has_user { Some(fields.text()?) } else { None };
        let secret = if has_secret { Some(fields.bytes()?) } else { None };
        if !fields.0.is_empty() {
            return Err(Wrong::Malformed);
        }
        Ok(Self { clean_session: flag(1), keep_alive, client_id, will, user, secret })
    }
}

/// Without what is secret.
impl fmt::Debug for Connect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connect").field("user", &self.user).finish_non_exhaustive()
    }
}
