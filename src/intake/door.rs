//! What the two doors and the desk behind them know of each other.
//!
//! A door hands in what a terminal published and is told when that is durable. It never sees the database; the desk never
//! sees MQTT. That keeps the protocol testable without a database and the ledger without a socket.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use contract::{Channel, TerminalName};
use std::sync::Arc;

/// A terminal that proved who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Its name.
    pub terminal: TerminalName,
    /// Its number in the ledger.
    pub no: i64,
}

/// Why a terminal may not come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Unknown, revoked, or the wrong secret; which one is not told.
    BadCredentials,
    /// This process does not lead the terminal's site, or cannot store now; try again later or elsewhere.
    NotNow,
}

/// How the desk answers the door a message came through. Called after the commit, in the order of handing in.
pub trait Replies: Send + Sync + 'static {
    /// What the packet with this id held is durable; `packet` is what [`Incoming::packet`] said.
    fn stored(&self, packet: u16);
    /// A receipt for the terminal (contract JSON). A newer one for the same epoch replaces one not yet sent.
    fn receipt(&self, terminal: &TerminalName, json: Bytes);
    /// The desk could not store for a while and forgot the message: the connection must end, so that it comes again.
    fn lost(&self);
}

/// A publish on its way to the ledger.
pub struct Incoming {
    /// Who published it, as proved at the door (or, through a broker, as the broker's topic says).
    pub terminal: TerminalName,
    /// [`Channel::Up`] or [`Channel::State`].
    pub channel: Channel,
    /// From the endpoint at most [`contract::MAX_PAYLOAD`] bytes. A broker may let more through; that is quarantined whole.
    pub payload: Bytes,
    /// The service's clock when the door had it whole.
    pub received_at: DateTime<Utc>,
    /// The packet id to acknowledge; 0 when nothing is to be acknowledged (QoS 0, a last will).
    pub packet: u16,
    /// Who waits for the answer.
    pub replies: Arc<dyn Replies>,
}

/// What a door needs of the house behind it.
pub trait Door: Send + Sync + 'static {
    /// Checks user name and secret.
    fn sign_in(
        &self,
        user: &str,
        secret: &[u8],
    ) -> impl Future<Output = Result<SignedIn, Refused>> + Send;

    /// Looks up who a client certificate belongs to, by its common name.
    fn sign_in_by_certificate(
        &self,
        common_name: &str,
    ) -> impl Future<Output = Result<SignedIn, Refused>> + Send;

    /// Hands a message to the desk; waits while the desk is full, so that a terminal is slowed and nothing is dropped.
    /// `Err` when the service is stopping.
    fn submit(&self, message: Incoming) -> impl Future<Output = Result<(), Refused>> + Send;

    /// What a terminal gets at once when it subscribes to its own `channel`: the last receipt, the task card; `None` when
    /// there is nothing to say.
    fn retained(
        &self,
        terminal: &SignedIn,
        channel: Channel,
    ) -> impl Future<Output = Option<Bytes>> + Send;
}
