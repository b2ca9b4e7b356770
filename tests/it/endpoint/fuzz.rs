//! Bounded fuzz: whatever bytes come in, in whatever pieces, nothing panics, the connection ends when the client does, and
//! a terminal next to it is served.

use super::client::{bytes, connect, publish, subscribe};
use super::house::{Rig, end};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use rumqttc::mqttbytes::QoS;
use rumqttc::mqttbytes::v4::{Connect, LastWill, Packet, PubAck, Unsubscribe};
use tokio::io::AsyncWriteExt as _;

/// Packets a client might send, right and wrong ones.
fn packets() -> Vec<Vec<u8>> {
    let will = LastWill::new("wv/1/noord/t1/state", "{}", QoS::AtLeastOnce, true);
    let mut unsubscribe = Unsubscribe::new("wv/1/noord/t1/down/task");
    unsubscribe.pkid = 3;
    [
        Packet::Connect(connect("noord/t1")),
        Packet::Connect(Connect { last_will: Some(will), ..connect("noord/t1") }),
        publish("wv/1/noord/t1/up", 1, "x"),
        publish("wv/1/noord/t1/up", 2, vec![b'x'; 300]),
        publish("wv/1/noord/t1/state", 0, "{}"),
        subscribe(1, &["wv/1/noord/t1/down/task", "#"]),
        Packet::Unsubscribe(unsubscribe),
        Packet::PingReq,
        Packet::PubAck(PubAck::new(1)),
        Packet::Disconnect,
    ]
    .iter()
    .map(|packet| bytes(packet).to_vec())
    .collect()
}

/// A change to a stream of bytes.
#[derive(Clone, Debug)]
enum Damage {
    Set(Index, u8),
    Remove(Index),
    Insert(Index, Vec<u8>),
    Cut(Index),
}

impl Damage {
    fn apply(&self, stream: &mut Vec<u8>) {
        if stream.is_empty() {
            return;
        }
        let len = stream.len();
        match self {
            Self::Set(at, byte) => stream[at.index(len)] = *byte,
            Self::Remove(at) => drop(stream.remove(at.index(len))),
            Self::Insert(at, bytes) => {
                let at = at.index(len);
                stream.splice(at..at, bytes.iter().copied());
            }
            Self::Cut(at) => stream.truncate(at.index(len)),
        }
    }
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        4 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Set(at, byte)),
        1 => any::<Index>().prop_map(Damage::Remove),
        1 => (any::<Index>(), vec(any::<u8>(), 1..8)).prop_map(|(at, b)| Damage::Insert(at, b)),
        1 => any::<Index>().prop_map(Damage::Cut),
    ]
}

/// Valid packets after a CONNECT, damaged; or bytes of any kind, with or without a CONNECT before them.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let damaged = (vec(any::<Index>(), 0..12), vec(damage(), 0..4)).prop_map(|(picks, damages)| {
        let packets = packets();
        let mut stream = packets[0].clone();
        for pick in picks {
            stream.extend_from_slice(&packets[pick.index(packets.len())]);
        }
        for damage in damages {
            damage.apply(&mut stream);
        }
        stream
    });
    let random = (any::<bool>(), vec(any::<u8>(), 0..200)).prop_map(|(signed_in, bytes)| {
        let mut stream = if signed_in { packets()[0].clone() } else { Vec::new() };
        stream.extend_from_slice(&bytes);
        stream
    });
    prop_oneof![3 => damaged, 1 => random]
}

fn pieces(stream: &[u8], cuts: &[Index]) -> Vec<Vec<u8>> {
    let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).collect();
    cuts.extend([0, stream.len()]);
    cuts.sort_unstable();
    cuts.windows(2).map(|w| stream[w[0]..w[1]].to_vec()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_in_any_pieces_harm_nobody(stream in stream(), cuts in vec(any::<Index>(), 0..6)) {
        // Damage can make a right sign-in of the neighbour, who then rightly loses its place.
        prop_assume!(!stream.windows(8).any(|name| name == b"noord/t2"));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let mut rig = Rig::new();
            rig.run_desk();
            let (mut neighbour, _neighbour) = rig.terminal("noord/t2").await;
            let (mut client, task) = rig.connect();
            for piece in pieces(&stream, &cuts) {
                // The endpoint may well have closed by now.
                let _ = client.stream.write_all(&piece).await;
                tokio::task::yield_now().await;
            }
            neighbour.say(&publish("wv/1/noord/t2/up", 9, "still here")).await;
            assert_eq!(neighbour.puback().await, 9);
            drop(client);
            let end = end(task).await;
            assert_eq!(rig.counters.closed(end), 1);
            assert_eq!(rig.endpoint.terminals().count(), 1);
            neighbour.hears_nothing().await;
        });
    }
}
