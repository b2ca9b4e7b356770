//! The packets of MQTT 3.1.1 as a server reads and writes them.
//!
//! `rumqttc`'s codec, which the broker client uses, is made for a client: it drops the flags a server must check, insists
//! on UTF-8 passwords and copies every topic twice. So this side has its own reading, strict as the standard asks, with the
//! size checked before a byte is buffered and payloads that share the read buffer. The tests speak to it with `rumqttc`'s
//! codec, so that two implementations check each other.

mod connect;
mod fields;
pub(super) mod write;

pub(super) use connect::Connect;

use super::counters::End;
use bytes::{Bytes, BytesMut};
use fields::Fields;

/// Why bytes are not a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// Not MQTT 3.1.1.
    Malformed,
    /// Longer than allowed.
    Oversized,
    /// A packet only a server sends, or an acknowledgement of what is never asked for.
    Unexpected,
    /// A CONNECT of another protocol level, to be answered.
    Protocol,
}

impl From<Wrong> for End {
    fn from(wrong: Wrong) -> Self {
        match wrong {
            Wrong::Malformed => Self::Malformed,
            Wrong::Oversized => Self::Oversized,
            Wrong::Unexpected | Wrong::Protocol => Self::Unexpected,
        }
    }
}

/// A packet of a client.
#[derive(Debug)]
pub(super) enum Packet {
    Connect(Box<Connect>),
    Publish(Publish),
    Subscribe { packet: u16, filters: Vec<String> },
    Unsubscribe { packet: u16, filters: Vec<String> },
    Ping,
    Disconnect,
}

/// A PUBLISH; topic and payload share the read buffer.
#[derive(Debug)]
pub(super) struct Publish {
    pub(super) qos: u8,
    /// Not checked to be UTF-8 here: on the way to the ledger it is compared with the terminal's own topics.
    pub(super) topic: Bytes,
    /// 0 for QoS 0, else the packet id.
    pub(super) packet: u16,
    pub(super) payload: Bytes,
}

/// Takes the next packet out of `buffer`; `None` when it is not there as a whole yet.
pub(super) fn read(buffer: &mut BytesMut, limit: usize) -> Result<Option<Packet>, Wrong> {
    let Some(&first) = buffer.first() else { return Ok(None) };
    let flags = first & 0x0f;
    // Before the length is believed: whoever speaks another protocol is not waited for.
    match (first >> 4, flags) {
        (3, _) | (1 | 12 | 14, 0) | (8 | 10, 2) => {}
        (2 | 4 | 5 | 7 | 9 | 11 | 13, 0) | (6, 2) => return Err(Wrong::Unexpected),
        _ => return Err(Wrong::Malformed),
    }
    let Some((head, body)) = frame(buffer, limit)? else { return Ok(None) };
    let mut frame = buffer.split_to(head + body).freeze();
    let mut fields = Fields(frame.split_off(head));
    let packet = match first >> 4 {
        3 => Packet::Publish(publish(flags, fields)?),
        1 => Packet::Connect(Box::new(Connect::read(fields)?)),
        8 => {
            let (packet, filters) = (fields.packet_id()?, filters(&mut fields, true)?);
            Packet::Subscribe { packet, filters }
        }
        10 => {
            let (packet, filters) = (fields.packet_id()?, filters(&mut fields, false)?);
            Packet::Unsubscribe { packet, filters }
        }
        12 if body == 0 => Packet::Ping,
        14 if body == 0 => Packet::Disconnect,
        _ => return Err(Wrong::Malformed),
    };
    Ok(Some(packet))
}

/// The lengths of a packet's fixed header and of what follows it; `None` when the packet is not complete.
fn frame(buffer: &[u8], limit: usize) -> Result<Option<(usize, usize)>, Wrong> {
    let mut body = 0;
    for (at, byte) in buffer.iter().skip(1).take(4).enumerate() {
        body |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            let head = at + 2;
            if head + body > limit {
                return Err(Wrong::Oversized);
            }
            return Ok((buffer.len() >= head + body).then_some((head, body)));
        }
    }
    // Four length bytes that all promise a fifth.
    if buffer.len() >= 5 { Err(Wrong::Malformed) } else { Ok(None) }
}

fn publish(flags: u8, mut fields: Fields) -> Result<Publish, Wrong> {
    let qos = (flags >> 1) & 0b11;
    let resent = flags & 0b1000 != 0;
    if qos == 3 || (qos == 0 && resent) {
        return Err(Wrong::Malformed);
    }
    let topic = fields.bytes()?;
    let packet = if qos == 0 { 0 } else { fields.packet_id()? };
    Ok(Publish { qos, topic, packet, payload: fields.0 })
}

/// Topic filters, each followed by the QoS asked for in a SUBSCRIBE. That QoS is only checked: everything goes out as QoS 0.
fn filters(fields: &mut Fields, with_qos: bool) -> Result<Vec<String>, Wrong> {
    let mut filters = Vec::new();
    while !fields.0.is_empty() {
        let filter = fields.text()?;
        if filter.is_empty() || (with_qos && fields.byte()? > 2) {
            return Err(Wrong::Malformed);
        }
        filters.push(filter);
    }
    if filters.is_empty() { Err(Wrong::Malformed) } else { Ok(filters) }
}
