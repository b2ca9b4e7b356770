//! What the endpoint counts. Whatever is refused or closed is found here by its reason; the log names who.

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// Why a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub enum End {
    /// The client said DISCONNECT.
    Disconnect,
    /// The client closed the stream, or it broke.
    Gone,
    /// The same terminal connected again.
    TakenOver,
    /// Somebody in the house ended it, for example because the terminal was revoked.
    Dismissed,
    /// Nothing was heard for one and a half times the keep-alive.
    KeepAlive,
    /// Bytes that are not MQTT 3.1.1.
    Malformed,
    /// A packet that is well-formed but has no place here: no CONNECT first, a second CONNECT, a server's packet.
    Unexpected,
    /// A packet or payload over the limit.
    Oversized,
    /// A publish to a topic that is not the terminal's own.
    ForeignTopic,
    /// A publish with QoS 2.
    QosTwo,
    /// The client did not take what was written to it.
    WriteTime,
    /// The desk lost messages of this connection; they come again with the next one.
    Lost,
    /// The service stops.
    Stopping,
    /// CONNECT was answered with a refusal; [`Counters::sign_ins`] says which.
    Refused,
    /// Pushed out by newer connections before it signed in.
    PushedOut,
    /// Did not sign in in time.
    Late,
    /// The TLS handshake failed.
    Tls,
    /// Turned away at once: connections came faster than others could be closed.
    NoRoom,
}

/// What became of a CONNECT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub enum SignIn {
    /// Signed in.
    Accepted,
    /// CONNACK 1: not MQTT 3.1.1.
    Protocol,
    /// CONNACK 2: no client id although the session should be kept.
    ClientId,
    /// CONNACK 3: the house cannot take it now.
    NotNow,
    /// CONNACK 3: as many are signed in as may be.
    Full,
    /// CONNACK 4: no user name of the form `<site>/<terminal>`.
    UserName,
    /// CONNACK 5: unknown, revoked or the wrong secret.
    BadCredentials,
    /// CONNACK 5: a secret that failed before, from an address that failed too often; the house was not asked.
    Throttled,
    /// CONNACK 5: a last will that is not the terminal's own state.
    Will,
}

/// The label of [`Counters::closed`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct ClosedLabel {
    reason: End,
}

/// The label of [`Counters::sign_ins`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct SignInLabel {
    outcome: SignIn,
}

/// The counters of an endpoint; clones count together.
#[derive(Clone, Debug, Default)]
pub struct Counters {
    /// Terminals signed in now.
    pub connected: Gauge,
    /// Connections that have not signed in yet.
    pub unauthenticated: Gauge,
    /// CONNECTs by what became of them.
    pub sign_ins: Family<SignInLabel, Counter>,
    /// Connections that ended, by reason.
    pub closed: Family<ClosedLabel, Counter>,
    /// Publishes handed to the desk.
    pub messages: Counter,
    /// Their payload bytes.
    pub bytes: Counter,
    /// PUBACKs, each after its message was durable.
    pub acknowledged: Counter,
    /// Messages sent to terminals.
    pub sent: Counter,
    /// Topic filters refused with 0x80.
    pub filters_refused: Counter,
    /// Connections that could not be accepted, for example for want of file handles.
    pub accept_errors: Counter,
}

impl Counters {
    /// Puts the counters into a registry, names starting with `werkvloer_endpoint_`.
    pub fn register(&self, registry: &mut Registry) {
        let r = registry.sub_registry_with_prefix("werkvloer_endpoint");
        r.register("connected", "Terminals signed in now", self.connected.clone());
        r.register(
            "unauthenticated",
            "Connections not signed in yet",
            self.unauthenticated.clone(),
        );
        r.register("sign_ins", "CONNECTs by what became of them", self.sign_ins.clone());
        r.register("closed", "Connections that ended, by reason", self.closed.clone());
        r.register("messages", "Publishes handed to the desk", self.messages.clone());
        r.register("bytes", "Payload bytes handed to the desk", self.bytes.clone());
        r.register(
            "acknowledged",
            "PUBACKs, each after the message was durable",
            self.acknowledged.clone(),
        );
        r.register("sent", "Messages sent to terminals", self.sent.clone());
        r.register("filters_refused", "Topic filters refused", self.filters_refused.clone());
        r.register("accept_errors", "Connections not accepted", self.accept_errors.clone());
    }

    /// How many connections ended for this reason.
    pub fn closed(&self, end: End) -> u64 {
        self.closed.get_or_create(&ClosedLabel { reason: end }).get()
    }

    /// How many CONNECTs ended like this.
    pub fn sign_ins(&self, outcome: SignIn) -> u64 {
        self.sign_ins.get_or_create(&SignInLabel { outcome }).get()
    }

    pub(super) fn count_end(&self, end: End) {
        self.closed.get_or_create(&ClosedLabel { reason: end }).inc();
    }

    pub(super) fn count_sign_in(&self, outcome: SignIn) {
        self.sign_ins.get_or_create(&SignInLabel { outcome }).inc();
    }
}
