//! A connection from CONNECT to its end, over any stream of bytes.
//!
//! Take-over: 3.1.1 would publish the last will of the connection that is pushed out, and that will says "offline" of a
//! terminal that is just saying hello. So a connection that lost its place says nothing more; the state of the new one wins.
//! Every other end hands the will in, or `{"online":false}` where a terminal left none or took it back with DISCONNECT, while
//! the connection still holds its place: a newer connection's words always come later.

use super::counters::{End, SignIn};
use super::gate::Pass;
use super::outbox::{Answers, Outbox};
use super::packet::{self, Connect, Packet, Wrong, write};
use super::session::{Inbox, Session};
use super::terminals::Place;
use super::throttle::Advice;
use super::{Endpoint, Shared};
use crate::intake::door::{Door, Incoming, Refused, SignedIn};
use bytes::Bytes;
use contract::{Channel, TerminalName, Topic};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::time::{Instant, sleep_until, timeout};

/// The state of a terminal whose connection ended and that left no will.
const OFFLINE: &[u8] = br#"{"online":false}"#;

impl<D: Door> Endpoint<D> {
    /// Speaks MQTT over `stream` until the connection ends, and says why it did. `common_name` is what a verified client
    /// certificate says.
    pub async fn connection<S>(&self, stream: S, address: IpAddr, common_name: Option<&str>) -> End
    where
        S: AsyncRead + AsyncWrite + Unpin + Send,
    {
        let pass = self.0.gate.enter();
        self.admitted(stream, address, common_name, pass).await
    }

    /// A connection that has its place on the porch already.
    pub(super) async fn admitted<S>(
        &self,
        mut stream: S,
        address: IpAddr,
        common_name: Option<&str>,
        pass: Pass,
    ) -> End
    where
        S: AsyncRead + AsyncWrite + Unpin + Send,
    {
        let shared = &*self.0;
        let mut inbox = Inbox::new();
        let arrival = pass.within(shared.arrive(&mut stream, &mut inbox, address, common_name));
        let arrival = tokio::select! {
            arrival = arrival => arrival.flatten(),
            () = shared.stop.cancelled() => Err(End::Stopping),
        };
        drop(pass);
        let end = match arrival {
            Ok(terminal) => terminal.stay(shared, &mut stream, inbox).await,
            Err(end) => end,
        };
        shared.counters.count_end(end);
        tracing::debug!(client.address = %address, close.reason = ?end, "connection ended");
        // A client that does not listen is not waited for long.
        let _ = timeout(Duration::from_secs(1), stream.shutdown()).await;
        end
    }
}

/// A terminal that signed in.
struct Arrived {
    who: SignedIn,
    place: Place,
    outbox: Arc<Outbox>,
    will: Bytes,
    silence: Option<Duration>,
}

impl<D: Door> Shared<D> {
    /// From the first byte to a place among the terminals.
    async fn arrive<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: &mut S,
        inbox: &mut Inbox,
        address: IpAddr,
        common_name: Option<&str>,
    ) -> Result<Arrived, End> {
        let connect = loop {
            match packet::read(&mut inbox.buffer, self.limits.connect_packet) {
                Ok(Some(Packet::Connect(connect))) => break Ok(connect),
                Ok(Some(_)) => return Err(End::Unexpected),
                Ok(None) => inbox.more(stream).await.map_err(|_| End::Gone)?,
                Err(Wrong::Protocol) => break Err(SignIn::Protocol),
                Err(wrong) => return Err(wrong.into()),
            }
        };
        let arrived = match &connect {
            Ok(connect) => self.receive(connect, address, common_name).await,
            Err(refusal) => Err(*refusal),
        };
        let refusal = match arrived {
            Ok(arrived) => {
                self.counters.count_sign_in(SignIn::Accepted);
                return Ok(arrived);
            }
            Err(refusal) => refusal,
        };
        self.counters.count_sign_in(refusal);
        // A flood of these is counted, not written down.
        if refusal == SignIn::Full {
            self.tell_full(self.full.again());
        } else if refusal != SignIn::Throttled {
            let user = connect.ok().and_then(|c| c.user?.parse::<TerminalName>().ok());
            tracing::info!(
                client.address = %address,
                terminal.name = user.as_ref().map(tracing::field::display),
                refusal.reason = ?refusal,
                "refused a sign-in"
            );
        }
        let _ = stream.write_all(&write::connack(code(refusal))).await;
        let _ = stream.flush().await;
        Err(End::Refused)
    }

    async fn receive(
        &self,
        connect: &Connect,
        address: IpAddr,
        common_name: Option<&str>,
    ) -> Result<Arrived, SignIn> {
        if connect.client_id.is_empty() && !connect.clean_session {
            return Err(SignIn::ClientId);
        }
        let who = self.sign_in(connect, address, common_name).await?;
        let will = match &connect.will {
            None => Bytes::from_static(OFFLINE),
            Some(will) => {
                let own = Topic { terminal: who.terminal.clone(), channel: Channel::State };
                if will.qos == 2 || Topic::parse(&will.topic) != Some(own) {
                    return Err(SignIn::Will);
                }
                // A copy, because the original holds on to the read buffer.
                Bytes::copy_from_slice(&will.payload)
            }
        };
        let outbox = Outbox::new(&who.terminal, &self.limits, self.counters.clone());
        let place = self.terminals.enter(&who.terminal, &outbox).ok_or(SignIn::Full)?;
        let silence = (connect.keep_alive > 0)
            .then(|| Duration::from_millis(u64::from(connect.keep_alive) * 1_500));
        Ok(Arrived { who, place, outbox, will, silence })
    }

    async fn sign_in(
        &self,
        connect: &Connect,
        address: IpAddr,
        common_name: Option<&str>,
    ) -> Result<SignedIn, SignIn> {
        let user = match (common_name, connect.user.as_deref()) {
            (Some(name), Some(user)) if name != user => return Err(SignIn::BadCredentials),
            (Some(name), _) => name,
            (None, Some(user)) => user,
            (None, None) => return Err(SignIn::UserName),
        };
        if common_name.is_none() && user.parse::<TerminalName>().is_err() {
            return Err(SignIn::UserName);
        }
        let secret = match common_name {
            Some(_) => &[],
            None => connect.secret.as_deref().unwrap_or_default(),
        };
        match self.throttle.advice(address, user, secret) {
            Advice::Ask => {}
            Advice::AskAfter(pause) => sleep_until(Instant::now() + pause).await,
            Advice::Refuse => return Err(SignIn::Throttled),
        }
        let answer = match common_name {
            Some(name) => self.door.sign_in_by_certificate(name).await,
            None => self.door.sign_in(user, secret).await,
        };
        answer.map_err(|refused| match refused {
            Refused::NotNow => SignIn::NotNow,
            Refused::BadCredentials => {
                self.throttle.failed(address, user, secret);
                SignIn::BadCredentials
            }
        })
    }
}

/// The return code of CONNACK.
fn code(outcome: SignIn) -> u8 {
    match outcome {
        SignIn::Accepted => 0,
        SignIn::Protocol => 1,
        SignIn::ClientId => 2,
        SignIn::NotNow | SignIn::Full => 3,
        SignIn::UserName => 4,
        SignIn::BadCredentials | SignIn::Throttled | SignIn::Will => 5,
    }
}

impl Arrived {
    /// Until the connection ends.
    async fn stay<D: Door, S: AsyncRead + AsyncWrite + Unpin + Send>(
        self,
        shared: &Shared<D>,
        stream: &mut S,
        inbox: Inbox,
    ) -> End {
        let Self { who, place, outbox, will, silence } = self;
        tracing::debug!(terminal.name = %who.terminal, "terminal signed in");
        let (mut from, mut to) = tokio::io::split(stream);
        let mut session = Session::new(shared, &who, outbox.clone());
        let end = tokio::select! {
            end = session.read_from(&mut from, inbox, silence) => end,
            end = outbox.write_to(&mut to) => end,
            end = outbox.ended() => end,
            () = shared.stop.cancelled() => End::Stopping,
        };
        match end {
            End::Disconnect | End::Gone | End::TakenOver | End::Stopping => {}
            _ => {
                tracing::warn!(terminal.name = %who.terminal, close.reason = ?end, "closed a terminal's connection");
            }
        }
        let message = Incoming {
            terminal: who.terminal.clone(),
            channel: Channel::State,
            // Who takes leave takes the will back, and is gone all the same.
            payload: if end == End::Disconnect { Bytes::from_static(OFFLINE) } else { will },
            received_at: shared.clock.now(),
            packet: 0,
            replies: Arc::new(Answers {
                outbox: outbox.clone(),
                terminals: shared.terminals.clone(),
            }),
        };
        // The terminal may be back, or come back while this waits for the desk; then it is not offline any more.
        tokio::select! {
            biased;
            () = outbox.taken_over() => {}
            _ = shared.door.submit(message) => {}
        }
        drop(place);
        outbox.end(end);
        end
    }
}
