//! A terminal against a scripted service: cuts, silence, lies.

use super::server::{Conversation, PATIENCE, Said, Server};
use contract::{Body, TaskCard};
use rumqttc::mqttbytes::v4::{ConnectReturnCode, Packet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio_util::sync::{CancellationToken, DropGuard};
use werkvloer::clock::Clock;
use werkvloer::virtual_terminal::{Habits, Identity, Meters, Terminal};

struct Stand {
    server: Server,
    terminal: Arc<Terminal>,
    meters: Arc<Meters>,
    stop: CancellationToken,
    tasks: tokio_util::task::TaskTracker,
    _stop_at_end: DropGuard,
}

/// A terminal that runs, with so many events in its spool.
async fn stand(habits: Habits, events: u64) -> Stand {
    let server = Server::start().await;
    let meters = Arc::new(Meters::default());
    let identity =
        Identity { name: "site/t-1".parse().unwrap(), secret: Some("secret".to_owned()) };
    let terminal = Terminal::new(identity, habits, Clock::system(), meters.clone());
    let stop = CancellationToken::new();
    let tasks = tokio_util::task::TaskTracker::new();
    tasks.spawn(terminal.clone().run(Arc::new(server.broker()), stop.clone()));
    let stand =
        Stand { server, terminal, meters, tasks, _stop_at_end: stop.clone().drop_guard(), stop };
    stand.report(events);
    stand
}

impl Stand {
    fn report(&self, events: u64) {
        for _ in 0..events {
            self.terminal.report(Clock::system().now(), Body::Help);
        }
    }

    fn epoch(&self) -> contract::Epoch {
        self.terminal.spool().epoch()
    }

    async fn until(&self, what: &str, mut holds: impl FnMut(&Self) -> bool) {
        let waiting = async {
            let mut look = tokio::time::interval(Duration::from_millis(5));
            while !holds(self) {
                look.tick().await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.expect(what);
    }

    async fn until_spooled(&self, count: usize) {
        self.until("the spool shrinks", |s| s.terminal.spool().len() == count).await;
    }
}

/// Reads state and hello, and then events until `last`; gives their numbers.
async fn hear_until(conversation: &mut Conversation, last: u64) -> Vec<u64> {
    let mut seqs = Vec::new();
    while seqs.last() != Some(&last) {
        seqs.extend(conversation.hear().await.expect("the terminal stays").seqs());
        conversation.acknowledge_all().await;
    }
    seqs
}

#[tokio::test]
async fn it_signs_in_as_itself_says_how_it_is_and_hello_and_then_the_spool_in_order() {
    let stand = stand(Habits::new(1, 10), 3).await;
    let mut service = stand.server.accept().await;
    let connect = service.open().await;
    let login = connect.login.unwrap();
    assert_eq!((login.username.as_str(), login.password.as_str()), ("site/t-1", "secret"));
    let will = connect.last_will.unwrap();
    assert_eq!((will.topic.as_str(), will.retain), ("wv/1/site/t-1/state", true));
    assert_eq!(&will.message[..], br#"{"online":false}"#);

    let Some(Said::State(state)) = service.hear().await else { panic!("no state") };
    assert_eq!((state.online, state.spool), (true, Some(3)));
    let Some(Said::Up(up)) = service.hear().await else { panic!("no hello") };
    assert_eq!((up.events.len(), up.next), (0, 4));
    assert_eq!(hear_until(&mut service, 3).await, [1, 2, 3]);
}

#[tokio::test]
async fn after_a_cut_everything_no_receipt_names_comes_again_acknowledged_or_not() {
    let stand = stand(Habits::new(1, 10), 5).await;
    let mut service = stand.server.accept_open().await;
    assert_eq!(hear_until(&mut service, 5).await, [1, 2, 3, 4, 5]);
    drop(service);

    let mut service = stand.server.accept_open().await;
    assert_eq!(hear_until(&mut service, 5).await, [1, 2, 3, 4, 5]);
    service.receipt(stand.epoch(), 2, &[4]).await;
    stand.until_spooled(2).await;
    drop(service);

    let mut service = stand.server.accept_open().await;
    assert_eq!(hear_until(&mut service, 5).await, [3, 5]);
    service.receipt(stand.epoch(), 5, &[]).await;
    stand.until_spooled(0).await;
    assert_eq!(stand.meters.latency.count(), 5);
    assert_eq!(stand.meters.reconnects.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn what_is_acknowledged_and_never_receipted_comes_again_on_the_same_connection() {
    let habits = Habits { resend_after: Duration::from_millis(200), ..Habits::new(1, 10) };
    let stand = stand(habits, 3).await;
    let mut service = stand.server.accept_open().await;
    assert_eq!(hear_until(&mut service, 3).await, [1, 2, 3]);
    // First it asks for a receipt, in case only that was lost.
    let Some(Said::Up(up)) = service.hear().await else { panic!("no hello") };
    assert!(up.events.is_empty());
    assert_eq!(hear_until(&mut service, 3).await, [1, 2, 3]);
    service.receipt(stand.epoch(), 3, &[]).await;
    stand.until_spooled(0).await;
    assert_eq!(stand.meters.reconnects.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn without_acknowledgement_it_stops_at_the_window_and_gives_the_connection_up_at_last() {
    let habits = Habits { ack_within: Duration::from_secs(1), ahead: 1_000, ..Habits::new(1, 3) };
    let stand = stand(habits, 100).await;
    let mut service = stand.server.accept_open().await;
    let mut heard = 0;
    while service.hear().await.is_some() {
        heard += 1;
    }
    assert_eq!(heard, 3);

    // Acknowledged one by one, in the wrong order, it never has more than three on the way.
    let mut service = stand.server.accept_open().await;
    let mut seqs = Vec::new();
    while seqs.last() != Some(&100) {
        let said = service.hear().await.expect("the terminal stays");
        assert!(service.open.len() <= 3);
        if service.open.len() == 3 || said.seqs() == [100] {
            let youngest = *service.open.last().unwrap();
            service.acknowledge(youngest).await;
        }
        seqs.extend(said.seqs());
    }
    assert!(seqs.into_iter().eq(1..=100));
}

#[tokio::test]
async fn no_more_is_sent_ahead_of_the_receipts_than_it_may() {
    let habits =
        Habits { ahead: 20, resend_after: Duration::from_millis(200), ..Habits::new(7, 10) };
    let stand = stand(habits, 50).await;
    let mut service = stand.server.accept_open().await;
    // Everything is acknowledged at once: only the missing receipt holds it back, until it starts over.
    assert!(hear_until(&mut service, 20).await.into_iter().eq(1..=20));
    assert!(service.hear().await.unwrap().seqs().is_empty());
    assert!(hear_until(&mut service, 20).await.into_iter().eq(1..=20));
    service.receipt(stand.epoch(), 20, &[]).await;
    assert!(hear_until(&mut service, 40).await.into_iter().eq(21..=40));
}

#[tokio::test]
async fn off_the_network_it_spools_and_comes_back_with_everything() {
    let stand = stand(Habits::new(50, 10), 1).await;
    let mut service = stand.server.accept_open().await;
    hear_until(&mut service, 1).await;
    stand.terminal.plug(false);
    // Without DISCONNECT, so that the last will speaks.
    assert!(service.read().await.is_none());
    stand.report(200);
    stand.terminal.plug(true);
    let mut service = stand.server.accept_open().await;
    let Some(Said::State(state)) = service.hear().await else { panic!("no state") };
    assert_eq!(state.spool, Some(201));
    assert!(hear_until(&mut service, 201).await.into_iter().eq(1..=201));
}

#[tokio::test]
async fn false_receipts_are_counted_and_drop_nothing() {
    let stand = stand(Habits::new(1, 10), 2).await;
    let mut service = stand.server.accept_open().await;
    hear_until(&mut service, 2).await;
    let epoch = stand.epoch();
    service.receipt(epoch, 3, &[]).await;
    service.receipt(epoch, 0, &[2, 9]).await;
    service.publish_down("receipt", b"{}".to_vec()).await;
    stand
        .until("all three are seen", |s| s.meters.false_receipts.load(Ordering::Relaxed) == 3)
        .await;
    assert_eq!(stand.terminal.spool().len(), 2);
    service.receipt(contract::Epoch(!epoch.0), 2, &[]).await;
    service.receipt(epoch, 1, &[]).await;
    stand.until_spooled(1).await;
}

#[tokio::test]
async fn a_refused_sign_in_is_tried_again_and_told() {
    let stand = stand(Habits::new(1, 10), 0).await;
    let mut service = stand.server.accept().await;
    service.sign_in(ConnectReturnCode::BadUserNamePassword).await;
    assert!(service.read().await.is_none());
    stand.server.accept_open().await;
    let why = stand.meters.last_break().unwrap();
    assert!(why.contains("wrong user name or password"), "{why}");
}

#[tokio::test]
async fn the_task_card_is_heard_and_the_end_is_orderly() {
    let stand = stand(Habits::new(1, 10), 0).await;
    let mut service = stand.server.accept_open().await;
    for _ in 0..2 {
        service.hear().await;
    }
    let card = br#"{"task":"t1","pack_size":12,"packs_done":3,"packs_left":4}"#;
    service.publish_down("task", card.to_vec()).await;
    stand.until("the card is there", |s| s.terminal.card().is_some()).await;
    let card: TaskCard = stand.terminal.card().unwrap();
    assert_eq!((card.task.as_deref(), card.pack_size), (Some("t1"), 12));
    assert!(stand.terminal.is_connected());

    stand.stop.cancel();
    let Some(Said::State(state)) = service.hear().await else { panic!("no goodbye") };
    assert!(!state.online);
    assert!(matches!(service.read().await, Some(Packet::Disconnect)));
    stand.tasks.close();
    tokio::time::timeout(PATIENCE, stand.tasks.wait()).await.unwrap();
}
