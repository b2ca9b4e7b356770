//! One connection of a terminal as a machine without a socket: packets and time go in, bytes come out.

use super::flight::Flight;
use super::meters::FalseReceipt;
use super::{Broker, Habits, Terminal};
use bytes::BytesMut;
use contract::{Channel, Receipt, StateReport, TaskCard, Topic};
use rumqttc::mqttbytes::v4::{
    Connect, ConnectReturnCode, Disconnect, LastWill, Login, Packet, PingReq, PubAck, Publish,
    Subscribe, SubscribeFilter, SubscribeReasonCode,
};
use rumqttc::mqttbytes::{self, QoS};
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::Instant;

/// Sign-in and subscription together may take this long.
const OPEN_WITHIN: Duration = Duration::from_secs(15);
/// More than any packet of the contract.
const MAX_PACKET: usize = 2 * contract::MAX_PAYLOAD;
/// The only SUBSCRIBE of a connection. Publishes start after its SUBACK and count their own ids.
const SUBSCRIBE_ID: u16 = 1;

/// Why a connection ended.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    #[error("the connection broke: {0}")]
    Io(#[from] std::io::Error),
    #[error("the other side closed the connection")]
    Closed,
    #[error("a packet breaks the protocol: {0}")]
    Protocol(#[from] mqttbytes::Error),
    #[error("unexpected packet: {0}")]
    Unexpected(&'static str),
    #[error("sign-in refused: {0}")]
    Refused(&'static str),
    #[error("subscribing to the own receipts was refused")]
    NoReceipts,
    #[error("no answer to {0}")]
    Silent(&'static str),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    SigningIn,
    Subscribing,
    Open,
}

/// One connection.
pub(super) struct Session<'t> {
    terminal: &'t Terminal,
    stage: Stage,
    /// What is to be written to the socket.
    pub(super) out: BytesMut,
    scratch: BytesMut,
    up: Publish,
    flight: Flight,
    /// Said before events, within the same window.
    say_state: bool,
    say_hello: bool,
    began: Instant,
    /// When a receipt last named something new, or the first event after quiet was sent.
    progress: Instant,
    written: Instant,
    pinged: Option<Instant>,
}

impl<'t> Session<'t> {
    /// Starts with the CONNECT packet in [`Session::out`].
    pub(super) fn new(
        terminal: &'t Terminal,
        broker: &Broker,
        now: Instant,
    ) -> Result<Self, Broken> {
        let user = terminal.name().to_string();
        let will = StateReport { online: false, firmware: None, spool: None, clock: None };
        let connect = Connect {
            protocol: mqttbytes::Protocol::V4,
            keep_alive: u16::try_from(terminal.habits.keep_alive.as_secs()).unwrap_or(u16::MAX),
            client_id: user.clone(),
            // The spool is the session: nothing a broker remembers could add to it.
            clean_session: true,
            last_will: Some(LastWill::new(
                topic(terminal, Channel::State),
                json(&will),
                QoS::AtLeastOnce,
                true,
            )),
            login: match (&broker.login, &terminal.identity.secret) {
                (Some((user, password)), _) => Some(Login::new(user, password)),
                (None, Some(secret)) => Some(Login::new(user, secret)),
                (None, None) => None,
            },
        };
        let mut out = BytesMut::new();
        connect.write(&mut out)?;
        Ok(Self {
            terminal,
            stage: Stage::SigningIn,
            out,
            scratch: BytesMut::new(),
            up: Publish::new(topic(terminal, Channel::Up), QoS::AtLeastOnce, Vec::new()),
            flight: Flight::default(),
            say_state: true,
            say_hello: true,
            began: now,
            progress: now,
            written: now,
            pinged: None,
        })
    }

    /// True from SUBACK on.
    pub(super) fn is_open(&self) -> bool {
        self.stage == Stage::Open
    }

    /// Takes every whole packet out of `inbox`.
    pub(super) fn read(&mut self, inbox: &mut BytesMut, now: Instant) -> Result<(), Broken> {
        loop {
            match Packet::read(inbox, MAX_PACKET) {
                Ok(packet) => self.hear(packet, now)?,
                Err(mqttbytes::Error::InsufficientBytes(_)) => return Ok(()),
                Err(e) => return Err(e.into()),
            }
        }
    }

    fn hear(&mut self, packet: Packet, now: Instant) -> Result<(), Broken> {
        match (self.stage, packet) {
            (Stage::SigningIn, Packet::ConnAck(ack)) => {
                refusal(ack.code).map_or(Ok(()), |why| Err(Broken::Refused(why)))?;
                self.subscribe()
            }
            (Stage::SigningIn, _) => Err(Broken::Unexpected("something before CONNACK")),
            (Stage::Subscribing, Packet::SubAck(ack)) => {
                if !matches!(ack.return_codes.first(), Some(SubscribeReasonCode::Success(_))) {
                    return Err(Broken::NoReceipts);
                }
                self.open(now);
                Ok(())
            }
            // A broker may send retained messages before the SUBACK.
            (_, Packet::Publish(publish)) => self.hear_publish(&publish, now),
            (Stage::Open, Packet::PubAck(ack)) => {
                self.flight.arrive(ack.pkid);
                Ok(())
            }
            (_, Packet::PingResp) => {
                self.pinged = None;
                Ok(())
            }
            _ => Err(Broken::Unexpected("a packet only a client sends, or one at the wrong time")),
        }
    }

    fn subscribe(&mut self) -> Result<(), Broken> {
        let mut subscribe =
            Subscribe::new_many([Channel::Receipt, Channel::Task, Channel::Notice].map(
                |channel| SubscribeFilter::new(topic(self.terminal, channel), QoS::AtLeastOnce),
            ));
        subscribe.pkid = SUBSCRIBE_ID;
        subscribe.write(&mut self.out)?;
        self.stage = Stage::Subscribing;
        Ok(())
    }

    /// Subscribed: starts over from the oldest event without a receipt.
    fn open(&mut self, now: Instant) {
        self.stage = Stage::Open;
        self.progress = now;
        self.terminal.spool().rewind();
        if self.terminal.was_connected.swap(true, Ordering::Relaxed) {
            self.terminal.meters.reconnects.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn state(&self, online: bool) -> StateReport {
        StateReport {
            online,
            firmware: Some(concat!("virtual-", env!("CARGO_PKG_VERSION")).to_owned()),
            spool: Some(self.terminal.spool().len() as u64),
            clock: Some(self.terminal.clock.now()),
        }
    }

    fn publish_state(&mut self, state: &StateReport, now: Instant) -> Result<(), Broken> {
        let topic = topic(self.terminal, Channel::State);
        let mut publish = Publish::new(topic, QoS::AtLeastOnce, json(state));
        publish.retain = true;
        publish.pkid = self.flight.depart(now);
        publish.write(&mut self.out)?;
        Ok(())
    }

    fn publish_scratch(&mut self, now: Instant) -> Result<(), Broken> {
        self.up.pkid = self.flight.depart(now);
        self.up.payload = self.scratch.split().freeze();
        self.up.write(&mut self.out)?;
        Ok(())
    }

    fn hear_publish(&mut self, publish: &Publish, now: Instant) -> Result<(), Broken> {
        match publish.qos {
            QoS::AtMostOnce => {}
            QoS::AtLeastOnce => {
                PubAck::new(publish.pkid).write(&mut self.out)?;
            }
            QoS::ExactlyOnce => return Err(Broken::Unexpected("a publish with QoS 2")),
        }
        let heard = Topic::parse(&publish.topic).filter(|t| t.terminal == *self.terminal.name());
        match heard.map(|t| t.channel) {
            Some(Channel::Receipt) => {
                if let Err(why) = self.hear_receipt(&publish.payload, now) {
                    self.terminal.meters.false_receipt(self.terminal.name(), &why);
                }
            }
            // An empty retained message says that there is no card any more.
            Some(Channel::Task) if publish.payload.is_empty() => {}
            Some(Channel::Task) => match serde_json::from_slice::<TaskCard>(&publish.payload) {
                Ok(card) => self.terminal.heard_card(card),
                Err(e) => {
                    tracing::warn!(terminal = %self.terminal.name(), "unreadable task card: {e}");
                }
            },
            // A notice is for the screen, which a virtual terminal has not.
            _ => {}
        }
        Ok(())
    }

    fn hear_receipt(&mut self, payload: &[u8], now: Instant) -> Result<(), FalseReceipt> {
        let receipt: Receipt = serde_json::from_slice(payload)?;
        let meters = &self.terminal.meters;
        let named = self
            .terminal
            .spool()
            .receipt(&receipt, |sent| meters.latency.record(now.saturating_duration_since(sent)))?;
        if named > 0 {
            meters.receipted.fetch_add(named as u64, Ordering::Relaxed);
            self.progress = now;
        }
        Ok(())
    }

    /// Writes what there is to say and the window allows: how the terminal is, hello, and then the spool in order.
    pub(super) fn pump(&mut self, now: Instant) -> Result<(), Broken> {
        while self.is_open() && self.flight.len() < self.terminal.habits.window {
            if std::mem::take(&mut self.say_state) {
                self.publish_state(&self.state(true), now)?;
            } else if std::mem::take(&mut self.say_hello) {
                self.terminal.spool().hello(&mut self.scratch);
                self.publish_scratch(now)?;
            } else if self.take_events(now) {
                self.publish_scratch(now)?;
            } else {
                break;
            }
        }
        Ok(())
    }

    fn take_events(&mut self, now: Instant) -> bool {
        let Habits { batch, ahead, .. } = self.terminal.habits;
        let mut spool = self.terminal.spool();
        let under_way = spool.under_way();
        let taken = spool.take(batch.min(ahead.saturating_sub(under_way)), now, &mut self.scratch);
        if under_way == 0 && taken.events > 0 {
            self.progress = now;
        }
        let meters = &self.terminal.meters;
        meters.sent.fetch_add(taken.events as u64, Ordering::Relaxed);
        meters.sent_again.fetch_add(taken.again as u64, Ordering::Relaxed);
        taken.events > 0
    }

    /// Bytes left for the socket.
    pub(super) fn wrote(&mut self, now: Instant) {
        self.written = now;
    }

    /// Looks after what time does: silence, lost messages, keep-alive. To be called about twice a second.
    pub(super) fn tick(&mut self, now: Instant) -> Result<(), Broken> {
        let habits = self.terminal.habits;
        if !self.is_open() {
            let late = now.duration_since(self.began) >= OPEN_WITHIN;
            return if late { Err(Broken::Silent("sign-in or subscription")) } else { Ok(()) };
        }
        match self.flight.oldest() {
            Some(departed) if now.duration_since(departed) >= habits.ack_within => {
                return Err(Broken::Silent("a publish"));
            }
            // Everything is acknowledged and still no receipt: somewhere behind the acknowledgement messages were lost.
            // The hello asks for a receipt, in case only that was.
            None if self.terminal.spool().under_way() > 0
                && now.duration_since(self.progress) >= habits.resend_after =>
            {
                self.terminal.spool().rewind();
                self.progress = now;
                self.say_hello = true;
            }
            _ => {}
        }
        match self.pinged {
            Some(pinged) if now.duration_since(pinged) >= habits.keep_alive / 2 => {
                return Err(Broken::Silent("a ping"));
            }
            None if now.duration_since(self.written) >= habits.keep_alive / 2 => {
                PingReq.write(&mut self.out)?;
                self.pinged = Some(now);
            }
            _ => {}
        }
        Ok(())
    }

    /// Writes the orderly goodbye.
    pub(super) fn goodbye(&mut self, now: Instant) -> Result<(), Broken> {
        if self.is_open() {
            self.publish_state(&self.state(false), now)?;
        }
        Disconnect.write(&mut self.out)?;
        Ok(())
    }
}

fn topic(terminal: &Terminal, channel: Channel) -> String {
    Topic { terminal: terminal.name().clone(), channel }.to_string()
}

fn json(state: &StateReport) -> Vec<u8> {
    serde_json::to_vec(state).expect("a state report is plain values")
}

fn refusal(code: ConnectReturnCode) -> Option<&'static str> {
    match code {
        ConnectReturnCode::Success => None,
        ConnectReturnCode::RefusedProtocolVersion => Some("the protocol version is not known"),
        ConnectReturnCode::BadClientId => Some("the client id is not accepted"),
        ConnectReturnCode::ServiceUnavailable => Some("the service is not available"),
        ConnectReturnCode::BadUserNamePassword => Some("wrong user name or password"),
        ConnectReturnCode::NotAuthorized => Some("not authorised"),
    }
}
