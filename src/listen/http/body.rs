//! A request's body that must come in time. Who lets it drip is told so: the body ends with an error, and the outermost
//! layer, which finds [`Late`] among the request's extensions, makes that the answer.

use super::limits::Limits;
use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, Incoming, SizeHint};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep_until};

/// So much of a body brings a second more.
const BYTES_A_SECOND: u64 = 16 * 1024;

/// Whether the body of a request came too slowly; clones say the same.
#[derive(Clone, Debug, Default)]
pub struct Late(Arc<AtomicBool>);

impl Late {
    /// Asked once the request is answered.
    pub fn is_so(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

pub(super) struct InTime {
    body: Incoming,
    late: Late,
    pause: Duration,
    /// When all of it must be there.
    end: Instant,
    /// When something must come.
    next: Instant,
    timer: Pin<Box<Sleep>>,
}

impl InTime {
    pub(super) fn new(body: Incoming, limits: &Limits, late: Late) -> Self {
        let now = Instant::now();
        let (end, next) = (now + limits.body, now + limits.body_pause);
        let timer = Box::pin(sleep_until(end.min(next)));
        Self { body, late, pause: limits.body_pause, end, next, timer }
    }
}

impl HttpBody for InTime {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            if let Some(Ok(frame)) = &frame {
                let bytes = frame.data_ref().map_or(0, Bytes::len);
                let more = Duration::from_micros(bytes as u64 * 1_000_000 / BYTES_A_SECOND);
                self.end += more;
                self.next = Instant::now() + self.pause;
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let until = self.end.min(self.next);
        if self.timer.deadline() != until {
            self.timer.as_mut().reset(until);
        }
        std::task::ready!(self.timer.as_mut().poll(cx));
        self.late.0.store(true, Ordering::Relaxed);
        let error = io::Error::new(io::ErrorKind::TimedOut, "the body came too slowly");
        Poll::Ready(Some(Err(error.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
