//! Acknowledges what is stored: in the order of receiving, and only to the connection that brought it.

use super::{Counters, Egress};
use crate::intake::door::Replies;
use bytes::Bytes;
use contract::TerminalName;
use rumqttc::{AsyncClient, Publish, QoS};
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use tokio_util::sync::CancellationToken;

/// One connection's side of the desk's answers. It owns the only client of that connection, so that an answer which
/// comes after the connection ended has nowhere else to go.
pub(super) struct Acker {
    in_hand: Mutex<InHand>,
    client: AsyncClient,
    /// Fired when the connection is to end, or has.
    end: CancellationToken,
    acknowledged: AtomicBool,
    unstored: AtomicBool,
    egress: Egress,
    counters: Counters,
}

impl Acker {
    pub(super) fn new(
        client: AsyncClient,
        end: CancellationToken,
        egress: Egress,
        counters: Counters,
    ) -> Self {
        Self {
            in_hand: Mutex::default(),
            client,
            end,
            acknowledged: AtomicBool::new(false),
            unstored: AtomicBool::new(false),
            egress,
            counters,
        }
    }

    /// Said for every publish with QoS 1, in the order they came.
    pub(super) fn received(&self, packet: u16) {
        self.in_hand.lock().unwrap_or_else(PoisonError::into_inner).received(packet);
    }

    /// True when something was acknowledged: the connection did some good.
    pub(super) fn acknowledged(&self) -> bool {
        self.acknowledged.load(Ordering::Relaxed)
    }

    /// True when the desk gave up.
    pub(super) fn unstored(&self) -> bool {
        self.unstored.load(Ordering::Relaxed)
    }

    fn acknowledge(&self, packet: u16) {
        let mut publish = Publish::new("", QoS::AtLeastOnce, Vec::new());
        publish.pkid = packet;
        if self.client.try_ack(&publish).is_ok() {
            self.acknowledged.store(true, Ordering::Relaxed);
            self.counters.acknowledged.inc();
        } else {
            // No room for more acknowledgements than there are packet ids: the connection is broken.
            self.end.cancel();
        }
    }
}

impl Replies for Acker {
    fn stored(&self, packet: u16) {
        if packet == 0 {
            return;
        }
        if self.end.is_cancelled() {
            self.counters.stale.inc();
            return;
        }
        // Under the lock: the order of acknowledging is the order of the channel.
        let mut in_hand = self.in_hand.lock().unwrap_or_else(PoisonError::into_inner);
        in_hand.stored(packet);
        while let Some(packet) = in_hand.next_to_acknowledge() {
            self.acknowledge(packet);
        }
    }

    fn receipt(&self, terminal: &TerminalName, json: Bytes) {
        self.egress.receipt(terminal, json);
    }

    fn lost(&self) {
        if !self.end.is_cancelled() {
            self.unstored.store(true, Ordering::Relaxed);
            self.counters.unstored.inc();
            self.end.cancel();
        }
    }
}

/// The packet ids that wait for their acknowledgement, in the order they came.
#[derive(Default)]
struct InHand {
    order: VecDeque<u16>,
    /// How many publishes with this id are not stored yet.
    waiting: HashMap<u16, u32>,
}

impl InHand {
    /// A broker may send an id again on the same connection before it is acknowledged (NATS does after 30 seconds). It
    /// gets one acknowledgement, when everything that came under the id is stored: a second one could confirm the next
    /// message that takes the id.
    fn received(&mut self, packet: u16) {
        let waiting = self.waiting.entry(packet).or_insert_with(|| {
            self.order.push_back(packet);
            0
        });
        *waiting += 1;
    }

    fn stored(&mut self, packet: u16) {
        if let Some(waiting) = self.waiting.get_mut(&packet) {
            *waiting = waiting.saturating_sub(1);
        }
    }

    /// The head of the line, if it is stored.
    fn next_to_acknowledge(&mut self) -> Option<u16> {
        let head = *self.order.front()?;
        if self.waiting.get(&head).is_some_and(|waiting| *waiting > 0) {
            return None;
        }
        self.order.pop_front();
        self.waiting.remove(&head);
        Some(head)
    }
}

#[cfg(test)]
mod tests {
    use super::InHand;
    use proptest::prelude::*;

    fn acknowledged(in_hand: &mut InHand) -> Vec<u16> {
        std::iter::from_fn(|| in_hand.next_to_acknowledge()).collect()
    }

    #[test]
    fn the_same_id_twice_gets_one_acknowledgement_after_both() {
        let mut in_hand = InHand::default();
        for packet in [5, 7, 5] {
            in_hand.received(packet);
        }
        in_hand.stored(5);
        in_hand.stored(7);
        assert_eq!(acknowledged(&mut in_hand), [] as [u16; 0]);
        in_hand.stored(5);
        assert_eq!(acknowledged(&mut in_hand), [5, 7]);
    }

    #[test]
    fn an_unknown_id_acknowledges_nothing() {
        let mut in_hand = InHand::default();
        in_hand.stored(3);
        assert_eq!(acknowledged(&mut in_hand), [] as [u16; 0]);
        in_hand.received(3);
        assert_eq!(acknowledged(&mut in_hand), [] as [u16; 0]);
    }

    proptest! {
        /// However the desk's answers are shuffled, acknowledgements come in the order of receiving, none before its
        /// message is stored, and in the end all.
        #[test]
        fn order_of_receiving(stored in Just((1_u16..40).collect::<Vec<_>>()).prop_shuffle()) {
            let mut in_hand = InHand::default();
            (1..40).for_each(|p| in_hand.received(p));
            let mut sent = Vec::new();
            for (n, packet) in stored.iter().enumerate() {
                in_hand.stored(*packet);
                sent.extend(acknowledged(&mut in_hand));
                prop_assert!(sent.iter().all(|p| stored[..=n].contains(p)));
            }
            prop_assert_eq!(sent, (1..40).collect::<Vec<_>>());
        }
    }
}
