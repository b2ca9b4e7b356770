//! The parts packets are made of. Every read checks that the part is there, so nothing in here can panic.

use super::Wrong;
use bytes::{Buf, Bytes};

/// What is left of a packet.
pub(super) struct Fields(pub(super) Bytes);

impl Fields {
    pub(super) fn byte(&mut self) -> Result<u8, Wrong> {
        self.0.try_get_u8().map_err(|_| Wrong::Malformed)
    }

    pub(super) fn number(&mut self) -> Result<u16, Wrong> {
        self.0.try_get_u16().map_err(|_| Wrong::Malformed)
    }

    /// A packet id, which is never 0.
    pub(super) fn packet_id(&mut self) -> Result<u16, Wrong> {
        match self.number()? {
            0 => Err(Wrong::Malformed),
            id => Ok(id),
        }
    }

    /// Bytes with their length in front.
    pub(super) fn bytes(&mut self) -> Result<Bytes, Wrong> {
        let len = usize::from(self.number()?);
        if len > self.0.len() { Err(Wrong::Malformed) } else { Ok(self.0.split_to(len)) }
    }

    /// UTF-8 with its length in front; the standard forbids U+0000.
    pub(super) fn text(&mut self) -> Result<String, Wrong> {
        let bytes = self.bytes()?;
        match std::str::from_utf8(&bytes) {
            Ok(text) if !text.contains('\0') => Ok(text.to_owned()),
            _ => Err(Wrong::Malformed),
        }
    }
}
