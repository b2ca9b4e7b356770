//! A bell within the process: who commits new tallies rings it, who shows them wakes at once. Another process's commit is
//! seen by the change mark a little later, so ringing is for speed alone and forgetting it loses nothing.

use tokio::sync::watch;

/// The bell; cheap to clone, all clones ring the same one.
#[derive(Clone, Debug)]
pub struct Changes(watch::Sender<()>);

impl Default for Changes {
    fn default() -> Self {
        Self(watch::Sender::new(()))
    }
}

impl Changes {
    /// Rings, after the commit. Never waits.
    pub fn ring(&self) {
        self.0.send_replace(());
    }

    /// Hears every ring from now on; rings between two looks are one.
    pub fn listen(&self) -> watch::Receiver<()> {
        self.0.subscribe()
    }
}
