//! What the server says.

use bytes::{BufMut, BytesMut};

/// A PINGRESP.
pub(in super::super) const PONG: &[u8] = &[0xd0, 0];

/// A CONNACK; a session is never kept, so "session present" is always 0.
pub(in super::super) fn connack(code: u8) -> [u8; 4] {
    [0x20, 2, 0, code]
}

/// The PUBACK of a packet id.
pub(in super::super) fn puback(packet: u16) -> [u8; 4] {
    let [high, low] = packet.to_be_bytes();
    [0x40, 2, high, low]
}

/// The UNSUBACK of a packet id.
pub(in super::super) fn unsuback(packet: u16) -> [u8; 4] {
    let [high, low] = packet.to_be_bytes();
    [0xb0, 2, high, low]
}

/// A SUBACK with a code for each filter: 0 or 0x80.
pub(in super::super) fn suback(out: &mut BytesMut, packet: u16, codes: &[u8]) {
    out.put_u8(0x90);
    remaining_length(out, 2 + codes.len());
    out.put_u16(packet);
    out.put_slice(codes);
}

/// A PUBLISH with QoS 0.
pub(in super::super) fn publish(out: &mut BytesMut, topic: &str, retain: bool, payload: &[u8]) {
    // Our own topics are far shorter than 64 KiB.
    let topic_len = u16::try_from(topic.len()).expect("a topic of the contract");
    out.reserve(7 + topic.len() + payload.len());
    out.put_u8(0x30 | u8::from(retain));
    remaining_length(out, 2 + topic.len() + payload.len());
    out.put_u16(topic_len);
    out.put_slice(topic.as_bytes());
    out.put_slice(payload);
}

fn remaining_length(out: &mut BytesMut, mut length: usize) {
    loop {
        let low = u8::try_from(length & 0x7f).expect("seven bits");
        length >>= 7;
        if length == 0 {
            return out.put_u8(low);
        }
        out.put_u8(low | 0x80);
    }
}
