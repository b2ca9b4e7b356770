//! Where: `wv/1/<site>/<terminal>/…`, five levels up, six down.

use crate::name::TerminalName;
use std::fmt;

/// What a topic carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Events, terminal to service.
    Up,
    /// The terminal's own state, retained, terminal to service; also its last will.
    State,
    /// What is safely stored, service to terminal.
    Receipt,
    /// What the station makes now, retained, service to terminal.
    Task,
    /// A word to the person, service to terminal, for example that help is on the way.
    Notice,
}

impl Channel {
    /// All channels, in the order of the contract's table.
    pub const ALL: [Self; 5] = [Self::Up, Self::State, Self::Receipt, Self::Task, Self::Notice];

    fn tail(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::State => "state",
            Self::Receipt => "down/receipt",
            Self::Task => "down/task",
            Self::Notice => "down/notice",
        }
    }

    /// True for what a terminal publishes; it reads the others.
    pub fn is_from_terminal(self) -> bool {
        matches!(self, Self::Up | Self::State)
    }
}

/// One terminal's topic of one channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Whose topic it is. The topic proves nothing by itself: the service compares it with who signed in.
    pub terminal: TerminalName,
    /// What it carries.
    pub channel: Channel,
}

impl Topic {
    /// Reads a concrete topic; `None` for anything else, wildcards included.
    pub fn parse(text: &str) -> Option<Self> {
        let mut levels = text.strip_prefix("wv/1/")?.splitn(3, '/');
        let terminal = TerminalName::new(levels.next()?, levels.next()?)?;
        let tail = levels.next()?;
        let channel = Channel::ALL.into_iter().find(|c| c.tail() == tail)?;
        Some(Self { terminal, channel })
    }

    /// What a consumer of a whole site subscribes to on a broker.
    pub fn site_filter(site: &str, channel: Channel) -> String {
        format!("wv/1/{site}/+/{}", channel.tail())
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "wv/1/{}/{}", self.terminal, self.channel.tail())
    }
}
