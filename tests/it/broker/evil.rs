//! A broker whose every packet is written by the test.

use bytes::{Bytes, BytesMut};
use rumqttc::QoS;
use rumqttc::mqttbytes::Error;
use rumqttc::mqttbytes::v4::{
    ConnAck, ConnectReturnCode, Packet, PubAck, Publish, SubAck, SubscribeReasonCode,
};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

const PATIENCE: Duration = Duration::from_secs(10);

/// Accepts connections; those of the egress client it serves itself.
pub(super) struct Evil {
    pub(super) url: String,
    links: mpsc::UnboundedReceiver<Link>,
}

impl Evil {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("mqtt://{}", listener.local_addr().unwrap());
        let (tell, links) = mpsc::unbounded_channel();
        // Ends when the test's runtime does.
        TaskTracker::new().spawn(async move {
            let tasks = TaskTracker::new();
            while let Ok((stream, _)) = listener.accept().await {
                tasks.spawn(greet(stream, tell.clone()));
            }
        });
        Self { url, links }
    }

    /// The next connection for ingest, CONNECT read and not yet answered.
    pub(super) async fn accept(&mut self) -> Link {
        timeout(PATIENCE, self.links.recv()).await.expect("a connection").unwrap()
    }

    /// The next connection for ingest, accepted and subscribed.
    pub(super) async fn accept_whole(&mut self, session_present: bool) -> Link {
        let mut link = self.accept().await;
        link.connack(session_present).await;
        link.suback().await;
        link
    }
}

async fn greet(stream: TcpStream, tell: mpsc::UnboundedSender<Link>) {
    let mut link = Link { stream, buffer: BytesMut::new(), client_id: String::new() };
    let Ok(Some(Packet::Connect(connect))) = timeout(PATIENCE, link.read()).await else { return };
    link.client_id = connect.client_id;
    if link.client_id.starts_with("werkvloer-egress-") {
        link.connack(false).await;
        while let Some(packet) = link.read().await {
            match packet {
                Packet::Publish(publish) => {
                    link.send(&Packet::PubAck(PubAck::new(publish.pkid))).await;
                }
                Packet::PingReq => link.send(&Packet::PingResp).await,
                _ => {}
            }
        }
    } else {
        assert!(!connect.clean_session, "the session must be kept");
        // The test may be over.
        let _ = tell.send(link);
    }
}

/// One connection of the ingest client.
pub(super) struct Link {
    stream: TcpStream,
    buffer: BytesMut,
    pub(super) client_id: String,
}

impl Link {
    pub(super) async fn connack(&mut self, session_present: bool) {
        let connack = ConnAck::new(ConnectReturnCode::Success, session_present);
        self.send(&Packet::ConnAck(connack)).await;
    }

    /// Waits for the subscription and grants it.
    pub(super) async fn suback(&mut self) {
        self.answer_subscribe(SubscribeReasonCode::Success(QoS::AtLeastOnce)).await;
    }

    /// Waits for the subscription and gives this answer for each filter.
    pub(super) async fn answer_subscribe(&mut self, code: SubscribeReasonCode) {
        loop {
            match timeout(PATIENCE, self.read()).await.expect("a subscription").expect("open") {
                Packet::Subscribe(subscribe) => {
                    let filters: Vec<_> =
                        subscribe.filters.iter().map(|f| f.path.as_str()).collect();
                    assert_eq!(filters, ["wv/1/hal-noord/+/up", "wv/1/hal-noord/+/state"]);
                    let codes = vec![code; filters.len()];
                    return self.send(&Packet::SubAck(SubAck::new(subscribe.pkid, codes))).await;
                }
                Packet::PingReq => self.send(&Packet::PingResp).await,
                other => panic!("not a subscription: {other:?}"),
            }
        }
    }

    /// A publish with QoS 1, or with QoS 0 when `packet` is 0.
    pub(super) async fn publish(&mut self, packet: u16, topic: &str, payload: &[u8]) {
        let qos = if packet == 0 { QoS::AtMostOnce } else { QoS::AtLeastOnce };
        let mut publish = Publish::from_bytes(topic, qos, Bytes::copy_from_slice(payload));
        publish.pkid = packet;
        self.send(&Packet::Publish(publish)).await;
    }

    /// The next acknowledgement; pings are answered on the way.
    pub(super) async fn puback(&mut self) -> u16 {
        self.puback_within(PATIENCE).await.expect("an acknowledgement")
    }

    /// `None` when none comes in time.
    pub(super) async fn puback_within(&mut self, wait: Duration) -> Option<u16> {
        let heard = timeout(wait, async {
            loop {
                match self.read().await.expect("the connection is open") {
                    Packet::PubAck(puback) => return puback.pkid,
                    Packet::PingReq => self.send(&Packet::PingResp).await,
                    other => panic!("not an acknowledgement: {other:?}"),
                }
            }
        });
        heard.await.ok()
    }

    /// Waits until the client closes the connection; answers nothing.
    pub(super) async fn closed(&mut self) {
        let closed = async { while self.read().await.is_some() {} };
        timeout(PATIENCE, closed).await.expect("the client closes the connection");
    }

    pub(super) async fn send(&mut self, packet: &Packet) {
        let mut bytes = BytesMut::new();
        packet.write(&mut bytes, 16 * 1024 * 1024).unwrap();
        // The client may have left; what follows in the test shows it.
        let _ = self.stream.write_all(&bytes).await;
    }

    async fn read(&mut self) -> Option<Packet> {
        loop {
            match Packet::read(&mut self.buffer, 1024 * 1024) {
                Ok(packet) => return Some(packet),
                Err(Error::InsufficientBytes(_)) => {}
                Err(error) => panic!("the client sent nonsense: {error}"),
            }
            match self.stream.read_buf(&mut self.buffer).await {
                Ok(0) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }
}
