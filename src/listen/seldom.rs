//! What happens a thousand times in a flood is told once a minute, with how often: a log that repeats itself hides the rest.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

const MINUTE: Duration = Duration::from_mins(1);

/// How often one kind of thing happened that nobody was told yet.
#[derive(Debug, Default)]
pub struct Seldom(Mutex<Untold>);

#[derive(Debug, Default)]
struct Untold {
    times: u64,
    told: Option<Instant>,
}

impl Seldom {
    /// It happened again; the number of times to tell now, when a line is due.
    pub fn again(&self) -> Option<u64> {
        let mut untold = self.untold();
        untold.times += 1;
        untold.take()
    }

    /// The number of times that nobody was told, when a line is due. Asked now and then, so that the end of a flood is told.
    pub fn rest(&self) -> Option<u64> {
        self.untold().take()
    }

    fn untold(&self) -> std::sync::MutexGuard<'_, Untold> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Untold {
    fn take(&mut self) -> Option<u64> {
        let is_due = self.times > 0 && self.told.is_none_or(|told| told.elapsed() >= MINUTE);
        is_due.then(|| {
            self.told = Some(Instant::now());
            std::mem::take(&mut self.times)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_flood_is_a_line_a_minute_and_nothing_is_left_out() {
        let seldom = Seldom::default();
        assert_eq!(seldom.rest(), None);
        assert_eq!(seldom.again(), Some(1), "the first is told at once");
        for _ in 0..682 {
            assert_eq!(seldom.again(), None);
        }
        assert_eq!(seldom.rest(), None, "not yet");
        tokio::time::advance(MINUTE).await;
        assert_eq!(seldom.rest(), Some(682));
        tokio::time::advance(MINUTE).await;
        assert_eq!(seldom.rest(), None);
        assert_eq!(seldom.again(), Some(1));
    }
}
