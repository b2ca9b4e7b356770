//! The terminal's task: connects, converses until something breaks, waits a little, and starts over.

use super::session::{Broken, Session};
use super::{Broker, Terminal};
use bytes::BytesMut;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(5);
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
const GOODBYE_WITHIN: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(500);
/// A thousand terminals share one process: a buffer grows to what its terminal needs, not to what it might.
const READ_AT_ONCE: usize = 2 * 1024;

/// How a conversation ended when nothing broke.
#[derive(Debug, PartialEq, Eq)]
enum Ended {
    Stopped,
    Unplugged,
}

impl Terminal {
    /// Keeps the terminal on the line until `stop`.
    pub async fn run(self: Arc<Self>, broker: Arc<Broker>, stop: CancellationToken) {
        // Jitter needs no seed that repeats: it keeps terminals from coming back all at once.
        let mut jitter = ChaCha8Rng::from_seed(crate::id::random());
        let mut plugged = self.plugged.subscribe();
        let mut wait = FIRST_WAIT;
        while !stop.is_cancelled() {
            tokio::select! {
                () = stop.cancelled() => return,
                plug = plugged.wait_for(|p| *p) => if plug.is_err() { return },
            }
            let ended = tokio::select! {
                () = stop.cancelled() => return,
                stream = connect(&broker) => match stream {
                    Ok(stream) => self.converse(stream, &broker, &stop).await,
                    Err(e) => Err(e),
                },
            };
            if self.connected.swap(false, Ordering::Relaxed) {
                wait = FIRST_WAIT;
            }
            match ended {
                Ok(Ended::Stopped) => return,
                Ok(Ended::Unplugged) => continue,
                Err(why) => {
                    tracing::debug!(terminal = %self.name(), "{why}");
                    self.meters.broke(why.to_string());
                }
            }
            let pause = wait.mul_f64(jitter.random_range(0.5..1.5)).clamp(FIRST_WAIT, LONGEST_WAIT);
            wait = (wait * 2).min(LONGEST_WAIT);
            let _ = tokio::time::timeout(pause, stop.cancelled()).await;
        }
    }

    async fn converse<S: AsyncRead + AsyncWrite>(
        &self,
        stream: S,
        broker: &Broker,
        stop: &CancellationToken,
    ) -> Result<Ended, Broken> {
        let (mut reader, mut writer) = tokio::io::split(stream);
        let mut session = Session::new(self, broker, Instant::now())?;
        let mut inbox = BytesMut::new();
        let mut plugged = self.plugged.subscribe();
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            session.pump(Instant::now())?;
            tokio::select! {
                () = stop.cancelled() => break,
                plug = plugged.wait_for(|p| !*p) => {
                    return Ok(if plug.is_ok() { Ended::Unplugged } else { Ended::Stopped });
                }
                wrote = writer.write_buf(&mut session.out), if !session.out.is_empty() => {
                    if wrote? == 0 {
                        return Err(Broken::Closed);
                    }
                    session.wrote(Instant::now());
                }
                read = async { inbox.reserve(READ_AT_ONCE); reader.read_buf(&mut inbox).await } => {
                    if read? == 0 {
                        return Err(Broken::Closed);
                    }
                    session.read(&mut inbox, Instant::now())?;
                    if session.is_open() {
                        self.connected.store(true, Ordering::Relaxed);
                    }
                }
                () = self.news.notified(), if session.is_open() => {}
                now = tick.tick() => session.tick(now)?,
            }
        }
        session.goodbye(Instant::now())?;
        let goodbye = async {
            writer.write_all_buf(&mut session.out).await?;
            writer.shutdown().await
        };
        // A terminal that cannot say goodbye in time is one whose last will speaks.
        let _ = tokio::time::timeout(GOODBYE_WITHIN, goodbye).await;
        Ok(Ended::Stopped)
    }
}

async fn connect(broker: &Broker) -> Result<TcpStream, Broken> {
    let connecting = TcpStream::connect((broker.host.as_str(), broker.port));
    let stream = tokio::time::timeout(CONNECT_WITHIN, connecting)
        .await
        .map_err(|_| Broken::Silent("connecting"))??;
    stream.set_nodelay(true)?;
    Ok(stream)
}
