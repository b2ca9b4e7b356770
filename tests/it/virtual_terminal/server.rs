//! A scripted other side: it speaks the packets and decides nothing by itself.

use bytes::BytesMut;
use chrono::Utc;
use contract::{Epoch, Receipt, StateReport, Up};
use rumqttc::mqttbytes::v4::{
    ConnAck, Connect, ConnectReturnCode, Packet, PubAck, Publish, SubAck, SubscribeReasonCode,
};
use rumqttc::mqttbytes::{Error, QoS};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use werkvloer::virtual_terminal::Broker;

/// Longer than anything here takes: a test that waits this long has failed.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

pub(super) struct Server {
    listener: TcpListener,
}

impl Server {
    pub(super) async fn start() -> Self {
        Self { listener: TcpListener::bind("127.0.0.1:0").await.unwrap() }
    }

    pub(super) fn broker(&self) -> Broker {
        format!("mqtt://{}", self.listener.local_addr().unwrap()).parse().unwrap()
    }

    /// The next connection, not yet answered.
    pub(super) async fn accept(&self) -> Conversation {
        let (stream, _) =
            tokio::time::timeout(PATIENCE, self.listener.accept()).await.unwrap().unwrap();
        Conversation { stream, inbox: BytesMut::new(), open: BTreeSet::new(), topic: String::new() }
    }

    /// The next connection, signed in and subscribed.
    pub(super) async fn accept_open(&self) -> Conversation {
        let mut conversation = self.accept().await;
        conversation.open().await;
        conversation
    }
}

pub(super) struct Conversation {
    stream: TcpStream,
    inbox: BytesMut,
    /// Publishes not yet acknowledged.
    pub(super) open: BTreeSet<u16>,
    /// Of the own terminal, up to and with the slash after its name.
    topic: String,
}

/// A publish of the terminal.
#[derive(Debug)]
pub(super) enum Said {
    State(StateReport),
    Up(Up),
}

impl Conversation {
    /// The next packet; `None` when the terminal closed the connection.
    pub(super) async fn read(&mut self) -> Option<Packet> {
        tokio::time::timeout(PATIENCE, async {
            loop {
                match Packet::read(&mut self.inbox, 1 << 20) {
                    Ok(packet) => return Some(packet),
                    Err(Error::InsufficientBytes(_)) => {}
                    Err(e) => panic!("{e}"),
                }
                if self.stream.read_buf(&mut self.inbox).await.unwrap_or(0) == 0 {
                    return None;
                }
            }
        })
        .await
        .expect("the terminal says something in time")
    }

    async fn write(&mut self, packet: Packet) {
        let mut out = BytesMut::new();
        packet.write(&mut out, 1 << 20).unwrap();
        // The terminal may have gone; the test sees that when it reads.
        let _ = self.stream.write_all(&out).await;
    }

    pub(super) async fn open(&mut self) -> Connect {
        let connect = self.sign_in(ConnectReturnCode::Success).await;
        let Some(Packet::Subscribe(subscribe)) = self.read().await else { panic!("no SUBSCRIBE") };
        self.topic = format!("wv/1/{}/", connect.client_id);
        let paths: Vec<&str> = subscribe.filters.iter().map(|f| f.path.as_str()).collect();
        let own = ["receipt", "task", "notice"].map(|down| format!("{}down/{down}", self.topic));
        assert_eq!(paths, own);
        let codes = vec![SubscribeReasonCode::Success(QoS::AtLeastOnce); 3];
        self.write(Packet::SubAck(SubAck { pkid: subscribe.pkid, return_codes: codes })).await;
        connect
    }

    pub(super) async fn sign_in(&mut self, code: ConnectReturnCode) -> Connect {
        let Some(Packet::Connect(connect)) = self.read().await else { panic!("no CONNECT") };
        self.write(Packet::ConnAck(ConnAck::new(code, false))).await;
        connect
    }

    /// The next publish; pings are answered on the way. `None` when the terminal went.
    pub(super) async fn hear(&mut self) -> Option<Said> {
        loop {
            match self.read().await? {
                Packet::Publish(publish) => return Some(self.take(&publish)),
                Packet::PingReq => self.write(Packet::PingResp).await,
                Packet::PubAck(_) => {}
                Packet::Disconnect => return None,
                other => panic!("unexpected {other:?}"),
            }
        }
    }

    fn take(&mut self, publish: &Publish) -> Said {
        assert_eq!(publish.qos, QoS::AtLeastOnce);
        assert_ne!(publish.pkid, 0);
        assert!(self.open.insert(publish.pkid), "packet id {} is still in flight", publish.pkid);
        match publish.topic.strip_prefix(&self.topic) {
            Some("state") => {
                assert!(publish.retain);
                Said::State(serde_json::from_slice(&publish.payload).unwrap())
            }
            Some("up") => Said::Up(Up::parse(&publish.payload).unwrap()),
            _ => panic!("a publish to {}", publish.topic),
        }
    }

    pub(super) async fn acknowledge(&mut self, id: u16) {
        assert!(self.open.remove(&id));
        self.write(Packet::PubAck(PubAck::new(id))).await;
    }

    pub(super) async fn acknowledge_all(&mut self) {
        for id in std::mem::take(&mut self.open) {
            self.write(Packet::PubAck(PubAck::new(id))).await;
        }
    }

    pub(super) async fn receipt(&mut self, epoch: Epoch, contiguous: u64, beyond: &[u64]) {
        let receipt = Receipt {
            epoch,
            contiguous,
            beyond: beyond.to_vec(),
            ranges: Vec::new(),
            quarantined: Vec::new(),
            time: now(),
        };
        self.publish_down("receipt", serde_json::to_vec(&receipt).unwrap()).await;
    }

    pub(super) async fn publish_down(&mut self, tail: &str, payload: Vec<u8>) {
        let topic = format!("{}down/{tail}", self.topic);
        let mut publish = Publish::new(topic, QoS::AtLeastOnce, payload);
        publish.pkid = 7;
        self.write(Packet::Publish(publish)).await;
    }
}

fn now() -> chrono::DateTime<Utc> {
    werkvloer::clock::Clock::system().now()
}

impl Said {
    /// The numbers of the events in it.
    pub(super) fn seqs(&self) -> Vec<u64> {
        match self {
            Self::State(_) => Vec::new(),
            Self::Up(up) => up.events.iter().map(|e| e.as_ref().unwrap().seq).collect(),
        }
    }
}
