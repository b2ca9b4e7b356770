//! HTTP within limits. The library that speaks it has no clock of its own unless somebody gives it one, and then one time
//! for everything; here each wait has its time: the first byte, the head, the body, the answer, the rest between two
//! requests. What people keep open on purpose, the stream of a board, has none: it lives as long as its browser reads.
//!
//! Reading order: [`Limits`]; `places`, who is in; `pulse`, what a connection waits for; `body` and `answer`, a request and
//! what it is told; `connection`, one of them from its first byte to its end; [`Server`], the sockets.

mod answer;
mod body;
mod connection;
mod counters;
mod limits;
mod places;
mod pulse;
mod serve;

pub use body::Late;
pub use counters::{Counters, End};
pub use limits::Limits;
pub use serve::Server;
