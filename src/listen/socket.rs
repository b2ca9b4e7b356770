//! How a connection's socket is set up, so that the kernel ends one whose other side is gone without a word.

use rustix::net::sockopt;
use std::time::Duration;
use tokio::net::TcpStream;

/// How long a connection may be silent before the kernel asks whether the other side is still there.
const SILENCE: Duration = Duration::from_mins(1);
/// How long it waits between asking again, and how often it asks.
const AGAIN: Duration = Duration::from_secs(15);
const TIMES: u32 = 4;

/// Sets it up. Each of these only makes things better, so a system that does not know one goes without.
pub fn tend(stream: &TcpStream) {
    // What is written is gathered before, so the kernel need not wait for more.
    let _ = stream.set_nodelay(true);
    // A machine that lost its power says nothing, and one that nothing is sent to would be held for ever.
    let _ = sockopt::set_socket_keepalive(stream, true);
    let _ = sockopt::set_tcp_keepidle(stream, SILENCE);
    let _ = sockopt::set_tcp_keepintvl(stream, AGAIN);
    let _ = sockopt::set_tcp_keepcnt(stream, TIMES);
}

/// How long what is sent may stay without an answer, or with the answer that there is no room for it.
pub fn drop_when_untaken(stream: &TcpStream, time: Duration) {
    #[cfg(target_os = "linux")]
    let _ =
        sockopt::set_tcp_user_timeout(stream, u32::try_from(time.as_millis()).unwrap_or(u32::MAX));
    #[cfg(not(target_os = "linux"))]
    let _ = (stream, time);
}
