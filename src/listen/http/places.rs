//! Who is in, and who makes room. A connection that asks for nothing (it said nothing yet, it is in the middle of a head, or
//! it rests between two requests) loses its place to a newcomer, the oldest first; one that is being answered never does.

use super::counters::Counters;
use super::limits::Limits;
use super::pulse::Pulse;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio_util::sync::CancellationToken;

/// How many may be on their way out at a time, above the limit: a flood is not faster than closing.
const LEAVING: usize = 32;

pub(super) struct Places {
    inside: Mutex<Inside>,
    limits: Limits,
    counters: Counters,
}

#[derive(Default)]
struct Inside {
    next: u64,
    guests: BTreeMap<u64, Guest>,
    leaving: usize,
    streams: usize,
}

struct Guest {
    /// Whose share it takes; none of a proxy of ours.
    address: Option<IpAddr>,
    pulse: Arc<Pulse>,
    out: CancellationToken,
}

/// A place; dropping it frees the place.
pub(super) struct Place {
    places: Arc<Places>,
    number: u64,
    out: CancellationToken,
}

impl Places {
    pub(super) fn new(limits: Limits, counters: Counters) -> Arc<Self> {
        Arc::new(Self { inside: Mutex::default(), limits, counters })
    }

    /// A place for a connection; `None` when all are at work.
    pub(super) fn enter(
        self: &Arc<Self>,
        address: Option<IpAddr>,
        pulse: &Arc<Pulse>,
    ) -> Option<Place> {
        let address = address.map(whose);
        let mut inside = self.inside();
        if let Some(own) = address {
            let is_own = |guest: &Guest| guest.address == Some(own);
            let count = inside.guests.values().filter(|guest| is_own(guest)).count();
            if count >= self.limits.per_address {
                inside.push_out(is_own)?;
            }
        }
        if inside.guests.len() >= self.limits.connections {
            inside.push_out(|_| true)?;
        }
        let number = inside.next;
        inside.next += 1;
        let out = CancellationToken::new();
        let guest = Guest { address, pulse: pulse.clone(), out: out.clone() };
        inside.guests.insert(number, guest);
        self.note(&inside);
        Some(Place { places: self.clone(), number, out })
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, inside: &Inside) {
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        self.counters.connected.set(count(inside.guests.len() + inside.leaving));
        self.counters.streams.set(count(inside.streams));
    }
}

impl Inside {
    /// Makes room; `None` when there is none to make.
    fn push_out(&mut self, may_go: impl Fn(&Guest) -> bool) -> Option<()> {
        if self.leaving >= LEAVING {
            return None;
        }
        let mut idle = self.guests.iter().filter(|(_, guest)| may_go(guest) && guest.pulse.rests());
        let number = *idle.next()?.0;
        if let Some(guest) = self.guests.remove(&number) {
            self.leaving += 1;
            guest.out.cancel();
        }
        Some(())
    }
}

impl Place {
    /// Completes when the place is given to somebody else.
    pub(super) async fn pushed_out(&self) {
        self.out.cancelled().await;
    }

    /// Counts an event stream; false when there are too many.
    pub(super) fn begin_stream(&self) -> bool {
        let mut inside = self.places.inside();
        let has_room = inside.streams < self.places.limits.streams;
        inside.streams += usize::from(has_room);
        self.places.note(&inside);
        has_room
    }

    pub(super) fn end_stream(&self) {
        let mut inside = self.places.inside();
        inside.streams = inside.streams.saturating_sub(1);
        self.places.note(&inside);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut inside = self.places.inside();
        if inside.guests.remove(&self.number).is_none() {
            inside.leaving = inside.leaving.saturating_sub(1);
        }
        self.places.note(&inside);
    }
}

/// Whose address it is: somebody with IPv6 has a whole network of 64 bits.
fn whose(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)))
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_network_is_one_and_two_are_two() {
        let of = |text: &str| whose(text.parse().unwrap());
        assert_eq!(of("2001:db8:0:1::1"), of("2001:db8:0:1:ffff::2"));
        assert_ne!(of("2001:db8:0:1::1"), of("2001:db8:0:2::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
