//! One connection, from its first byte to its end.

use super::answer::{Answering, bare};
use super::counters::End;
use super::limits::Limits;
use super::pulse::{Felt, Pulse};
use axum::http::StatusCode;
use hyper::server::conn::http1::{Builder, Connection};
use hyper_util::rt::TokioIo;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

/// A head is smaller than this, and so is what is read of a body at a time.
const BUFFER: usize = 64 * 1024;
/// How long somebody may take to hear why their connection ends.
const PARTING: Duration = Duration::from_secs(1);

type Talk = Connection<TokioIo<Felt<TcpStream>>, Answering>;

/// Answers what is asked until the connection ends, and says why it did.
pub(super) async fn talk(stream: TcpStream, answering: Answering, stop: &CancellationToken) -> End {
    let (pulse, place) = (answering.pulse.clone(), answering.place.clone());
    let limits = answering.limits.clone();
    let io = TokioIo::new(Felt { stream, pulse: pulse.clone() });
    // The library's own time for a head would count the rest between two requests as well.
    let mut talk = Builder::new()
        .max_buf_size(BUFFER)
        .header_read_timeout(None)
        .serve_connection(io, answering);
    let mut timer = Box::pin(sleep_until(Instant::now()));
    let mut is_last = false;
    let end = loop {
        let asked_to_go = tokio::select! {
            biased;
            () = place.pushed_out(), if !is_last => End::PushedOut,
            () = stop.cancelled(), if !is_last => End::Stopping,
            end = poll_fn(|cx| turn(&mut talk, &pulse, &limits, timer.as_mut(), cx)) => break end,
        };
        if pulse.rests() {
            break asked_to_go;
        }
        // What was asked is answered.
        is_last = true;
        Pin::new(&mut talk).graceful_shutdown();
    };
    if end == End::Head && pulse.is_in_head() {
        let Felt { mut stream, .. } = talk.into_parts().io.into_inner();
        let parting = async {
            stream.write_all(bare(StatusCode::REQUEST_TIMEOUT, "listen.late").as_bytes()).await?;
            stream.shutdown().await
        };
        // Best effort: who does not listen is not waited for.
        let _ = timeout(PARTING, parting).await;
    }
    end
}

fn turn(
    talk: &mut Talk,
    pulse: &Pulse,
    limits: &Limits,
    mut timer: Pin<&mut Sleep>,
    cx: &mut Context<'_>,
) -> Poll<End> {
    if let Poll::Ready(ended) = Pin::new(talk).poll(cx) {
        if let Err(error) = ended {
            tracing::debug!(%error, "an HTTP connection broke");
        }
        return Poll::Ready(End::Done);
    }
    // Looked at after the poll, because only a poll moves it.
    let Some((at, end)) = pulse.deadline(limits) else { return Poll::Pending };
    if timer.deadline() != at {
        timer.as_mut().reset(at);
    }
    timer.poll(cx).map(|()| end)
}
