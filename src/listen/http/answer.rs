//! A request on its way to the router, and its answer on the way back.

use super::body::{InTime, Late};
use super::counters::Counters;
use super::limits::Limits;
use super::places::Place;
use super::pulse::Pulse;
use crate::lang::Lang;
use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::ConnectInfo;
use axum::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use axum::http::{Request, Response, StatusCode};
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// What a connection asks.
pub(super) struct Answering {
    pub(super) router: TowerToHyperService<Router>,
    pub(super) peer: SocketAddr,
    pub(super) limits: Limits,
    pub(super) counters: Counters,
    pub(super) pulse: Arc<Pulse>,
    pub(super) place: Arc<Place>,
}

impl Service<Request<Incoming>> for Answering {
    type Response = Response<Answer>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        self.pulse.asked();
        let late = Late::default();
        let in_time = |body| Body::new(InTime::new(body, &self.limits, late.clone()));
        let mut request = request.map(in_time);
        request.extensions_mut().insert(ConnectInfo(self.peer));
        request.extensions_mut().insert(late.clone());
        let answer = self.router.call(request);
        let (pulse, place, counters) =
            (self.pulse.clone(), self.place.clone(), self.counters.clone());
        Box::pin(async move {
            let mut response = answer.await?;
            counters.late_bodies.inc_by(u64::from(late.is_so()));
            let mut is_stream = is_stream(&response);
            if is_stream && !place.begin_stream() {
                response = too_many_streams();
                is_stream = false;
            }
            pulse.answers(is_stream);
            let stream = is_stream.then_some(place);
            Ok(response.map(|body| Answer { body, pulse, stream }))
        })
    }
}

fn is_stream(response: &Response<Body>) -> bool {
    let kind = response.headers().get(CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"))
}

/// The page around the stream says that its figures are old, and asks again.
fn too_many_streams() -> Response<Body> {
    let mut response = Response::new(Body::from(words("listen.full")));
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(PLAIN));
    headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
    response
}

const PLAIN: &str = "text/plain; charset=utf-8";

/// Nobody knows yet who asks, so it is said in both languages.
fn words(key: &'static str) -> String {
    format!("{}\n{}\n", Lang::Nl.text(key), Lang::En.text(key))
}

/// An answer as bytes, for who has not asked anything that can be understood. The connection ends with it.
pub(super) fn bare(status: StatusCode, key: &'static str) -> String {
    let words = words(key);
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: {PLAIN}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{words}",
        words.len()
    )
}

/// An answer's body, of which it is noticed when it ends.
pub(super) struct Answer {
    body: Body,
    pulse: Arc<Pulse>,
    /// The place, when it is a stream.
    stream: Option<Arc<Place>>,
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.pulse.answered();
        if let Some(place) = &self.stream {
            place.end_stream();
        }
    }
}
