//! What a connection waits for, and until when. The connection's own task feels it: reading, writing, asking and answering
//! all happen inside one poll, and after that poll the deadline is looked at again.

use super::counters::End;
use super::limits::Limits;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

pub(super) struct Pulse(Mutex<State>);

struct State {
    phase: Phase,
    /// Something was written that is not all with the kernel yet.
    unflushed: bool,
    /// Since when the kernel takes nothing more.
    stalled: Option<Instant>,
    /// When the answer began that is being written; none of a stream.
    answering: Option<Instant>,
}

#[derive(Clone, Copy)]
enum Phase {
    /// For the first byte of a request, since then.
    Rest { since: Instant, is_first: bool },
    /// For the end of its head.
    Head { since: Instant },
    /// For us.
    Work,
}

impl Pulse {
    pub(super) fn new() -> Arc<Self> {
        let phase = Phase::Rest { since: Instant::now(), is_first: true };
        Arc::new(Self(Mutex::new(State {
            phase,
            unflushed: false,
            stalled: None,
            answering: None,
        })))
    }

    /// True while nothing was asked that is not answered.
    pub(super) fn rests(&self) -> bool {
        let state = self.state();
        !matches!(state.phase, Phase::Work) && !state.unflushed
    }

    /// True in the middle of a head.
    pub(super) fn is_in_head(&self) -> bool {
        matches!(self.state().phase, Phase::Head { .. })
    }

    /// A head was read.
    pub(super) fn asked(&self) {
        self.state().phase = Phase::Work;
    }

    /// The answer begins.
    pub(super) fn answers(&self, is_stream: bool) {
        self.state().answering = (!is_stream).then(Instant::now);
    }

    /// All of the answer was handed over; some of it may still have to be written.
    pub(super) fn answered(&self) {
        self.state().phase = Phase::Rest { since: Instant::now(), is_first: false };
    }

    /// Until when, and what it is when nothing happens until then.
    pub(super) fn deadline(&self, limits: &Limits) -> Option<(Instant, End)> {
        let state = self.state();
        let wait = match state.phase {
            Phase::Head { since } => Some((since + limits.head, End::Head)),
            Phase::Rest { since, is_first } if !state.unflushed => {
                let time = if is_first { limits.first } else { limits.idle };
                Some((since + time, End::Silent))
            }
            Phase::Rest { .. } | Phase::Work => {
                state.answering.map(|since| (since + limits.answer, End::Untaken))
            }
        };
        let stall = state.stalled.map(|since| (since + limits.write, End::Untaken));
        wait.into_iter().chain(stall).min_by_key(|(at, _)| *at)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, bytes: usize) {
        let mut state = self.state();
        if bytes > 0 && matches!(state.phase, Phase::Rest { .. }) {
            state.phase = Phase::Head { since: Instant::now() };
        }
    }

    fn wrote(&self, written: &Poll<io::Result<usize>>) {
        let mut state = self.state();
        state.unflushed = true;
        state.stalled = match written {
            Poll::Pending => state.stalled.or_else(|| Some(Instant::now())),
            Poll::Ready(_) => None,
        };
    }

    fn flushed(&self) {
        let mut state = self.state();
        if std::mem::take(&mut state.unflushed)
            && let Phase::Rest { is_first, .. } = state.phase
        {
            state.answering = None;
            state.phase = Phase::Rest { since: Instant::now(), is_first };
        }
    }
}

/// A stream whose pulse is felt.
pub(super) struct Felt<S> {
    pub(super) stream: S,
    pub(super) pulse: Arc<Pulse>,
}

impl<S: AsyncRead + Unpin> AsyncRead for Felt<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, into);
        self.pulse.read(into.filled().len() - before);
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Felt<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.pulse.wrote(&written);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        all: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, all);
        self.pulse.wrote(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        if flushed.is_ready() {
            self.pulse.flushed();
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
