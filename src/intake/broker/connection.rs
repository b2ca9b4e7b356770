//! One connection for one site: from CONNECT until the first thing that goes wrong. Nothing of it outlives it.

use super::House;
use super::acker::Acker;
use super::counters::Counted;
use crate::intake::Door;
use crate::intake::door::{Incoming, Replies as _};
use chrono::{DateTime, Utc};
use contract::{Channel, MAX_PAYLOAD, Topic};
use rumqttc::mqttbytes::Error as CodecError;
use rumqttc::{
    AsyncClient, ConnectionError, Event, EventLoop, Packet, Publish, QoS, StateError,
    SubscribeFilter, SubscribeReasonCode,
};
use std::fmt;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;

/// As many as there are packet ids: a broker cannot have more on the way, and neither queue takes memory it does not use.
const PACKET_IDS: usize = u16::MAX as usize;
/// Publishes with QoS 0 know no window; what the desk cannot keep up with is dropped, as QoS 0 allows.
const MAX_UNASSURED: usize = 1_000;

/// Why a connection ended.
#[derive(Debug)]
pub(super) enum End {
    /// We are stopping, or no longer lead the site.
    Stopped,
    /// The connection failed or could not be made.
    Failed(Box<ConnectionError>),
    SubscribeRefused,
    NotSubscribed,
    Silent,
    /// The desk could not store; what it forgot comes again with the next connection.
    Unstored,
    /// The broker did what it must not.
    Broken(String),
}

impl End {
    pub(super) fn is_too_large(&self) -> bool {
        let Self::Failed(error) = self else { return false };
        matches!(
            **error,
            ConnectionError::MqttState(StateError::Deserialization(
                CodecError::PayloadSizeLimitExceeded(_)
            ))
        )
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stopped => f.write_str("stopped"),
            Self::Failed(error) => write!(f, "{error}"),
            Self::SubscribeRefused => f.write_str("subscription refused"),
            Self::NotSubscribed => f.write_str("the subscription was not answered"),
            Self::Silent => f.write_str("nothing heard"),
            Self::Unstored => f.write_str("messages could not be stored"),
            Self::Broken(what) => f.write_str(what),
        }
    }
}

pub(super) struct Connection<D> {
    house: Arc<House<D>>,
    site: Arc<str>,
    client: AsyncClient,
    events: EventLoop,
    pub(super) acker: Arc<Acker>,
    stop: CancellationToken,
    /// Fires with `stop`, and when this connection is to end.
    end: CancellationToken,
}

impl<D: Door> Connection<D> {
    /// Prepares one; [`Connection::run`] connects.
    pub(super) fn open(house: &Arc<House<D>>, site: &Arc<str>, stop: &CancellationToken) -> Self {
        let id = format!("werkvloer-ingest-{site}");
        let (client, events) = house.dial.client(&id, false, PACKET_IDS + 1);
        let end = stop.child_token();
        let acker =
            Acker::new(client.clone(), end.clone(), house.egress.clone(), house.counters.clone());
        Self {
            house: Arc::clone(house),
            site: Arc::clone(site),
            client,
            events,
            acker: Arc::new(acker),
            stop: stop.clone(),
            end,
        }
    }

    pub(super) async fn run(self) -> End {
        let Self { house, site, client, events, acker, stop, end } = self;
        let (messages, taken) = mpsc::channel(PACKET_IDS);
        let ears = Ears { house: &house, site: &site, client, acker: &acker, messages };
        let hands = Hands { house: &house, site: &site, acker: &acker };
        // Whichever ends first ends all: the event loop is dropped with whatever it still held, never used again.
        let why = tokio::select! {
            biased;
            () = end.cancelled() => match () {
                () if stop.is_cancelled() => End::Stopped,
                () if acker.unstored() => End::Unstored,
                () => End::Broken("more to acknowledge than there are packet ids".to_owned()),
            },
            why = ears.listen(events) => why,
            why = hands.hand_in(taken) => why,
        };
        // From here on nothing is acknowledged any more.
        end.cancel();
        why
    }
}

struct Message {
    publish: Publish,
    received_at: DateTime<Utc>,
}

/// Reads the connection. It awaits the event loop and nothing else, so that pings are never late.
struct Ears<'a, D> {
    house: &'a House<D>,
    site: &'a str,
    client: AsyncClient,
    acker: &'a Acker,
    messages: mpsc::Sender<Message>,
}

impl<D: Door> Ears<'_, D> {
    async fn listen(&self, mut events: EventLoop) -> End {
        let patience = self.house.dial.patience;
        let mut heard = Instant::now();
        let subscribe_until = heard + patience.subscribe;
        let mut subscribed: Option<Counted> = None;
        loop {
            let silent_at = heard + patience.silence;
            let deadline =
                if subscribed.is_some() { silent_at } else { silent_at.min(subscribe_until) };
            let packet = match timeout_at(deadline, events.poll()).await {
                Ok(Ok(Event::Incoming(packet))) => packet,
                Ok(Ok(Event::Outgoing(_))) => continue,
                Ok(Err(error)) => return End::Failed(Box::new(error)),
                Err(_) if subscribed.is_none() => return End::NotSubscribed,
                Err(_) => return End::Silent,
            };
            heard = Instant::now();
            match packet {
                // On every connection, also when the broker kept the session: it may have lost the subscription.
                Packet::ConnAck(_) => {
                    self.house.counters.connections.inc();
                    if self.subscribe().is_err() {
                        return End::Broken("cannot subscribe".to_owned());
                    }
                }
                Packet::SubAck(answer) => {
                    let codes = &answer.return_codes;
                    if codes.contains(&SubscribeReasonCode::Failure) {
                        return End::SubscribeRefused;
                    }
                    let site = self.site;
                    if codes.contains(&SubscribeReasonCode::Success(QoS::AtMostOnce)) {
                        tracing::warn!(
                            site,
                            "the broker grants QoS 0 only: what it loses comes again no sooner than the terminal resends it"
                        );
                    }
                    tracing::info!(site, broker = %self.house.dial.url(), "subscribed at the broker");
                    subscribed = Some(Counted::new(&self.house.counters.subscribed));
                }
                Packet::Publish(publish) => {
                    if let Err(end) = self.take(publish) {
                        return end;
                    }
                }
                _ => {}
            }
        }
    }

    fn subscribe(&self) -> Result<(), rumqttc::ClientError> {
        let filters = [Channel::Up, Channel::State].map(|channel| {
            SubscribeFilter::new(Topic::site_filter(self.site, channel), QoS::AtLeastOnce)
        });
        self.client.try_subscribe_many(filters)
    }

    fn take(&self, publish: Publish) -> Result<(), End> {
        let counters = &self.house.counters;
        counters.received.inc();
        let assured = match publish.qos {
            QoS::AtMostOnce => false,
            QoS::AtLeastOnce => true,
            QoS::ExactlyOnce => {
                return Err(End::Broken(
                    "a publish with QoS 2, which we did not ask for".to_owned(),
                ));
            }
        };
        if assured {
            self.acker.received(publish.pkid);
        } else if self.messages.max_capacity() - self.messages.capacity() >= MAX_UNASSURED {
            counters.unassured_dropped.inc();
            return Ok(());
        }
        let message = Message { publish, received_at: self.house.clock.now() };
        match self.messages.try_send(message) {
            // A closed channel means that the other half just ended, with a reason of its own.
            Ok(()) | Err(TrySendError::Closed(_)) => Ok(()),
            Err(TrySendError::Full(_)) => {
                Err(End::Broken("more messages on the way than there are packet ids".to_owned()))
            }
        }
    }
}

/// Hands what was read to the desk, in order; waits while the desk is full.
struct Hands<'a, D> {
    house: &'a House<D>,
    site: &'a str,
    acker: &'a Arc<Acker>,
}

impl<D: Door> Hands<'_, D> {
    async fn hand_in(&self, mut taken: mpsc::Receiver<Message>) -> End {
        while let Some(Message { publish, received_at }) = taken.recv().await {
            let topic = Topic::parse(&publish.topic)
                .filter(|t| t.channel.is_from_terminal() && t.terminal.site() == self.site);
            let Some(topic) = topic else {
                // Not kept in hand: a message that nobody understands must not take a place in the broker's window.
                self.house.counters.not_ours.inc();
                tracing::warn!(site = self.site, topic = %publish.topic.escape_debug(), "not a topic of the contract");
                self.acker.stored(publish.pkid);
                continue;
            };
            let payload = publish.payload;
            if payload.len() > MAX_PAYLOAD {
                // It is acknowledged, so that the broker gets rid of it, and comes to rest in quarantine.
                self.house.counters.oversized.inc();
                tracing::warn!(terminal = %topic.terminal, bytes = payload.len(), "a payload above the contract's limit");
            }
            let message = Incoming {
                terminal: topic.terminal,
                channel: topic.channel,
                payload,
                received_at,
                packet: publish.pkid,
                replies: Arc::clone(self.acker) as Arc<_>,
            };
            if self.house.door.submit(message).await.is_err() {
                return End::Unstored;
            }
        }
        End::Stopped
    }
}
