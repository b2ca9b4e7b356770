//! A client that says exactly what the test wants, right or wrong.

use super::house::SECRET;
use bytes::{Bytes, BytesMut};
use rumqttc::mqttbytes::v4::{
    ConnAck, Connect, ConnectReturnCode, Packet, PubAck, Publish, Subscribe, SubscribeFilter,
    SubscribeReasonCode,
};
use rumqttc::mqttbytes::{Error, QoS};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

pub(crate) struct Client<S> {
    pub(crate) stream: S,
    buffer: BytesMut,
}

/// The bytes of a packet.
pub(crate) fn bytes(packet: &Packet) -> BytesMut {
    let mut bytes = BytesMut::new();
    packet.write(&mut bytes, 1 << 20).unwrap();
    bytes
}

pub(crate) fn connect(user: &str) -> Connect {
    let mut connect = Connect::new("any-client-id");
    connect.set_login(user, SECRET);
    connect.keep_alive = 0;
    connect
}

pub(crate) fn publish(topic: &str, packet: u16, payload: impl Into<Vec<u8>>) -> Packet {
    let qos = if packet == 0 { QoS::AtMostOnce } else { QoS::AtLeastOnce };
    let mut publish = Publish::new(topic, qos, payload);
    publish.pkid = packet;
    Packet::Publish(publish)
}

pub(crate) fn subscribe(packet: u16, topics: &[&str]) -> Packet {
    let filter = |topic: &&str| SubscribeFilter::new((*topic).to_owned(), QoS::AtLeastOnce);
    let mut subscribe = Subscribe::new_many(topics.iter().map(filter));
    subscribe.pkid = packet;
    Packet::Subscribe(subscribe)
}

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream, buffer: BytesMut::new() }
    }

    pub(crate) async fn say(&mut self, packet: &Packet) {
        self.say_bytes(&bytes(packet)).await;
    }

    pub(crate) async fn say_bytes(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.expect("the connection takes bytes");
        self.stream.flush().await.expect("the connection takes bytes");
    }

    /// The next packet; `None` when the connection is closed.
    pub(crate) async fn hear(&mut self) -> Option<Packet> {
        let hearing = async {
            loop {
                match Packet::read(&mut self.buffer, 1 << 20) {
                    Ok(packet) => return Some(packet),
                    Err(Error::InsufficientBytes(_)) => {}
                    Err(error) => panic!("the endpoint wrote bad MQTT: {error}"),
                }
                match self.stream.read_buf(&mut self.buffer).await {
                    Ok(0) | Err(_) => return None,
                    Ok(_) => {}
                }
            }
        };
        // Long, because tests with a paused clock let hours pass.
        tokio::time::timeout(Duration::from_hours(24), hearing).await.expect("an answer")
    }

    pub(crate) async fn sign_in(&mut self, user: &str) {
        assert_eq!(self.try_to(connect(user)).await, Some(ConnectReturnCode::Success));
    }

    /// What a CONNECT is answered; `None` when the connection is closed instead.
    pub(crate) async fn try_to(&mut self, connect: Connect) -> Option<ConnectReturnCode> {
        self.say(&Packet::Connect(connect)).await;
        match self.hear().await {
            Some(Packet::ConnAck(ConnAck { session_present: false, code })) => Some(code),
            None => None,
            other => panic!("not a CONNACK: {other:?}"),
        }
    }

    /// The codes of a SUBACK: true for granted.
    pub(crate) async fn subscribe(&mut self, topics: &[&str]) -> Vec<bool> {
        self.say(&subscribe(7, topics)).await;
        let Some(Packet::SubAck(ack)) = self.hear().await else { panic!("no SUBACK") };
        assert_eq!(ack.pkid, 7);
        let granted = |code: &SubscribeReasonCode| match code {
            SubscribeReasonCode::Success(qos) => {
                assert_eq!(*qos, QoS::AtMostOnce);
                true
            }
            SubscribeReasonCode::Failure => false,
        };
        ack.return_codes.iter().map(granted).collect()
    }

    /// Hears a message: topic, payload, retained.
    pub(crate) async fn message(&mut self) -> (String, Bytes, bool) {
        match self.hear().await {
            Some(Packet::Publish(p)) => {
                assert_eq!(p.qos, QoS::AtMostOnce);
                (p.topic, p.payload, p.retain)
            }
            other => panic!("not a message: {other:?}"),
        }
    }

    pub(crate) async fn puback(&mut self) -> u16 {
        match self.hear().await {
            Some(Packet::PubAck(PubAck { pkid })) => pkid,
            other => panic!("not a PUBACK: {other:?}"),
        }
    }

    /// Nothing was sent to this client: the answer to a ping comes next.
    pub(crate) async fn hears_nothing(&mut self) {
        self.say(&Packet::PingReq).await;
        assert_eq!(self.hear().await, Some(Packet::PingResp));
    }
}
