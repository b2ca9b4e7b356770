//! What `doctor` finds out about a broker, by trying it: many brokers lose messages with the settings they come with.

use super::Dial;
use crate::id;
use contract::MAX_PAYLOAD;
use rumqttc::{
    AsyncClient, ConnectionError, Event, EventLoop, Packet, Publish, QoS, SubscribeReasonCode,
};
use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;
use tokio::time::{Instant, timeout, timeout_at};

/// More than the thousand that brokers keep by default for a client that is away.
const MESSAGES: usize = 1_100;
/// Everything together takes no longer.
const PATIENCE: Duration = Duration::from_secs(45);
/// An answer of the broker takes no longer.
const ANSWER: Duration = Duration::from_secs(10);
/// A broker that delivered nothing for so long has nothing more.
const QUIET: Duration = Duration::from_millis(1_500);

/// How a finding is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// Works, and somebody should know.
    Mind,
    /// Must be changed before the broker is used.
    Bad,
}

/// One thing found out, in words.
#[derive(Clone, Debug)]
pub struct Finding {
    /// How it is to be taken.
    pub verdict: Verdict,
    /// A sentence.
    pub words: String,
}

/// Everything found out about a broker.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// In the order of trying.
    pub findings: Vec<Finding>,
    /// Messages the broker delivered without an acknowledgement.
    pub window: Option<usize>,
    /// How many of the messages sent while the client was away came.
    pub survived: Option<usize>,
}

impl Report {
    /// The worst of all findings.
    pub fn verdict(&self) -> Verdict {
        let has = |verdict| self.findings.iter().any(|f| f.verdict == verdict);
        if has(Verdict::Bad) {
            Verdict::Bad
        } else if has(Verdict::Mind) {
            Verdict::Mind
        } else {
            Verdict::Good
        }
    }

    fn add(&mut self, verdict: Verdict, words: impl Into<String>) {
        self.findings.push(Finding { verdict, words: words.into() });
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Finding { verdict, words } in &self.findings {
            let mark = match verdict {
                Verdict::Good => "good",
                Verdict::Mind => "mind",
                Verdict::Bad => "BAD ",
            };
            writeln!(f, "{mark}  {words}")?;
        }
        Ok(())
    }
}

/// Tries the broker with a throw-away client id and topics of a site that does not exist, and cleans up after itself.
pub async fn probe(dial: &Dial) -> Report {
    let mut report = Report::default();
    let probe = Probe::new(dial);
    let tried = timeout(PATIENCE, probe.run(&mut report)).await;
    match tried {
        Ok(Ok(())) => {}
        Ok(Err(trouble)) => report.add(Verdict::Bad, trouble.to_string()),
        Err(_) => report.add(
            Verdict::Bad,
            format!(
                "The broker was not through after {} seconds; tried no further.",
                PATIENCE.as_secs()
            ),
        ),
    }
    // Also after trouble: a session left behind would fill up at the broker.
    if timeout(ANSWER, probe.clean_up()).await.is_err() {
        report.add(
            Verdict::Mind,
            format!("Could not clean up: the session '{}' is left at the broker.", probe.id),
        );
    }
    report
}

/// Why the trying ended early.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error("The broker {0} cannot be reached: {1}.")]
    Unreachable(String, ConnectionError),
    #[error("The connection to the broker ended while {0}: {1}.")]
    Ended(&'static str, ConnectionError),
    #[error("The broker did not answer while {0}.")]
    NoAnswer(&'static str),
    #[error(
        "The broker does not let our user read {0}; let it read wv/1/+/+/up to run this check."
    )]
    MayNotRead(String),
}

struct Probe<'a> {
    dial: &'a Dial,
    id: String,
    up: String,
    card: String,
}

/// A connected client. It is polled by whoever waits for something, and dropped whole when that is over.
struct Client {
    client: AsyncClient,
    events: EventLoop,
}

impl<'a> Probe<'a> {
    fn new(dial: &'a Dial) -> Self {
        let name = format!("doctor-{}", id::hex(&id::random::<6>()));
        Self {
            dial,
            id: format!("werkvloer-{name}"),
            up: format!("wv/1/{name}/probe/up"),
            card: format!("wv/1/{name}/probe/down/task"),
        }
    }

    async fn run(&self, report: &mut Report) -> Result<(), Trouble> {
        let mut away = self.connect(&self.id, false).await?;
        report.add(Verdict::Good, format!("The broker {} lets us in.", self.dial.url()));
        away.subscribe(&self.up).await?;
        away.leave().await;

        let mut speaker = self.connect(&format!("{}-s", self.id), true).await?;
        speaker.publish_numbers(&self.up).await?;
        let mut back = self.connect(&self.id, false).await?;
        self.window_and_queue(&mut back, report).await?;
        self.large_message(&mut speaker, &mut back, report).await?;
        self.retained(&mut back, report).await
    }

    async fn connect(&self, id: &str, clean: bool) -> Result<Client, Trouble> {
        let (client, mut events) = self.dial.client(id, clean, 2 * MESSAGES);
        match events.poll().await {
            Ok(_) => Ok(Client { client, events }),
            Err(error) => Err(Trouble::Unreachable(self.dial.url().to_string(), error)),
        }
    }

    /// Counts what comes unasked without acknowledging any, then acknowledges all and counts what still comes.
    async fn window_and_queue(
        &self,
        back: &mut Client,
        report: &mut Report,
    ) -> Result<(), Trouble> {
        let mut seen = BTreeSet::new();
        let mut waiting = Vec::new();
        while let Some(publish) = back.next_publish(QUIET).await? {
            seen.insert(publish.payload.clone());
            waiting.push(publish);
        }
        let window = seen.len();
        report.window = Some(window);
        if window >= MESSAGES {
            report.add(
                Verdict::Good,
                format!("It delivers {MESSAGES} messages and more before it waits for an acknowledgement."),
            );
        } else {
            report.add(
                Verdict::Good,
                format!("It delivers {window} messages before it waits for an acknowledgement."),
            );
        }
        loop {
            for publish in waiting.drain(..) {
                // Room for twice as many as there are.
                let _ = back.client.try_ack(&publish);
            }
            let Some(publish) = back.next_publish(QUIET).await? else { break };
            seen.insert(publish.payload.clone());
            waiting.push(publish);
        }
        report.survived = Some(seen.len());
        if seen.len() == MESSAGES {
            report.add(
                Verdict::Good,
                format!("It kept all {MESSAGES} messages for a client that was away."),
            );
        } else {
            report.add(
                Verdict::Mind,
                format!(
                    "It kept {} of {MESSAGES} messages for a client that was away, and acknowledged all of them. No event is \
                     lost, because terminals resend what has no receipt, but catching up takes longer: raise the broker's \
                     queue limit (Mosquitto: max_queued_messages 0; EMQX: max_mqueue_len).",
                    seen.len()
                ),
            );
        }
        Ok(())
    }

    /// The largest message of the contract, and a little more.
    async fn large_message(
        &self,
        speaker: &mut Client,
        back: &mut Client,
        report: &mut Report,
    ) -> Result<(), Trouble> {
        let payload = vec![b'x'; MAX_PAYLOAD + 1024];
        let sent = speaker.publish(&self.up, false, payload.clone()).await;
        let came = match sent {
            Ok(()) => {
                back.next_publish(QUIET).await?.is_some_and(|p| p.payload.len() == payload.len())
            }
            Err(_) => false,
        };
        let kib = payload.len() / 1024;
        if came {
            report.add(Verdict::Good, format!("A message of {kib} KiB passes."));
        } else {
            report.add(
                Verdict::Bad,
                format!(
                    "A message of {kib} KiB does not pass; terminals send up to {} KiB. Set the broker's packet limit to \
                     128 KiB or more.",
                    MAX_PAYLOAD / 1024
                ),
            );
        }
        Ok(())
    }

    /// A task card stays for a terminal that comes later.
    async fn retained(&self, back: &mut Client, report: &mut Report) -> Result<(), Trouble> {
        let mut speaker = self.connect(&format!("{}-s", self.id), true).await?;
        if let Err(Trouble::Ended(..)) = speaker.publish(&self.card, true, b"card".to_vec()).await {
            report.add(
                Verdict::Bad,
                "It ends the connection of a client that publishes a task card, and with it the receipts: retained messages \
                 must be allowed (Mosquitto: retain_available true).",
            );
            return Ok(());
        }
        let granted = back.subscribe(&self.card).await;
        let came = match granted {
            Err(Trouble::MayNotRead(_)) => {
                report.add(
                    Verdict::Mind,
                    "Could not see whether it keeps task cards: our user may not read down/task.",
                );
                return Ok(());
            }
            other => {
                other?;
                back.next_publish(QUIET).await?.is_some_and(|p| p.retain && p.topic == self.card)
            }
        };
        if came {
            report.add(Verdict::Good, "It keeps task cards (retained messages).");
        } else {
            report.add(
                Verdict::Mind,
                "It does not keep task cards: retained messages are off, or our user may not publish down/task. A terminal \
                 that starts shows its task only after the next change.",
            );
        }
        Ok(())
    }

    async fn clean_up(&self) {
        if let Ok(mut speaker) = self.connect(&format!("{}-s", self.id), true).await {
            let _ = speaker.publish(&self.card, true, Vec::new()).await;
            speaker.leave().await;
        }
        // A clean session under the same id makes the broker forget the kept one.
        if let Ok(mut forget) = self.connect(&self.id, true).await {
            forget.leave().await;
        }
    }
}

impl Client {
    /// The next packet, or `None` when none came in time.
    async fn hear(
        &mut self,
        wait: Duration,
        doing: &'static str,
    ) -> Result<Option<Packet>, Trouble> {
        let deadline = Instant::now() + wait;
        loop {
            match timeout_at(deadline, self.events.poll()).await {
                Ok(Ok(Event::Incoming(packet))) => return Ok(Some(packet)),
                Ok(Ok(Event::Outgoing(_))) => {}
                Ok(Err(error)) => return Err(Trouble::Ended(doing, error)),
                Err(_) => return Ok(None),
            }
        }
    }

    async fn next_publish(&mut self, wait: Duration) -> Result<Option<Publish>, Trouble> {
        loop {
            match self.hear(wait, "delivering messages").await? {
                Some(Packet::Publish(publish)) => return Ok(Some(publish)),
                Some(_) => {}
                None => return Ok(None),
            }
        }
    }

    async fn subscribe(&mut self, filter: &str) -> Result<(), Trouble> {
        const DOING: &str = "subscribing";
        // The channel was made larger than all this trying needs.
        let _ = self.client.try_subscribe(filter, QoS::AtLeastOnce);
        loop {
            let heard = self.hear(ANSWER, DOING).await?.ok_or(Trouble::NoAnswer(DOING))?;
            if let Packet::SubAck(answer) = heard {
                let refused = answer.return_codes.contains(&SubscribeReasonCode::Failure);
                return if refused { Err(Trouble::MayNotRead(filter.to_owned())) } else { Ok(()) };
            }
        }
    }

    async fn publish(
        &mut self,
        topic: &str,
        retain: bool,
        payload: Vec<u8>,
    ) -> Result<(), Trouble> {
        let _ = self.client.try_publish(topic, QoS::AtLeastOnce, retain, payload);
        self.acknowledged(1).await
    }

    async fn publish_numbers(&mut self, topic: &str) -> Result<(), Trouble> {
        for number in 0..MESSAGES {
            let _ = self.client.try_publish(topic, QoS::AtLeastOnce, false, number.to_string());
        }
        self.acknowledged(MESSAGES).await
    }

    async fn acknowledged(&mut self, count: usize) -> Result<(), Trouble> {
        const DOING: &str = "publishing";
        let mut left = count;
        while left > 0 {
            let heard = self.hear(ANSWER, DOING).await?.ok_or(Trouble::NoAnswer(DOING))?;
            left -= usize::from(matches!(heard, Packet::PubAck(_)));
        }
        Ok(())
    }

    /// Says goodbye and waits until it is said; a broker that does not close in time is left all the same.
    async fn leave(&mut self) {
        let _ = self.client.try_disconnect();
        let goodbye = async { while self.events.poll().await.is_ok() {} };
        let _ = timeout(Duration::from_secs(2), goodbye).await;
    }
}
