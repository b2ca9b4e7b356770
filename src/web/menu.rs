//! What the bar of a page offers its viewer. Who may enter what is decided elsewhere; the shell only draws it.

/// The entries of the bar, the viewer's own ones only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Menu {
    /// At most five, in the order of the bar.
    pub sections: Vec<Section>,
}

/// The parts of the product a bar can lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Halls and boards.
    Floor,
    /// What waits for a person.
    Quarantine,
    /// Production days, open and closed.
    Days,
}

impl Section {
    /// Where the entry leads.
    pub fn href(self) -> &'static str {
        match self {
            Self::Floor => "/",
            Self::Quarantine => "/quarantaine",
            Self::Days => "/dagen",
        }
    }

    /// The key of its word.
    pub fn text(self) -> &'static str {
        match self {
            Self::Floor => "shell.floor",
            Self::Quarantine => "shell.quarantine",
            Self::Days => "shell.days",
        }
    }
}

impl Default for Menu {
    fn default() -> Self {
        Self { sections: vec![Section::Floor, Section::Quarantine, Section::Days] }
    }
}
