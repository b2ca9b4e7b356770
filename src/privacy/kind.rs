//! The kinds of data that have a term, and where each term comes from.

use contract::words;

words! {
    /// A kind of data with a term, as it is called in werkvloer.toml.
    pub enum Kind {
        /// Text in quarantine.
        QuarantineText = "quarantine_text",
        /// Places in the plan.
        Plan = "plan",
        /// Ended caseloads.
        Caseload = "caseload",
        /// How to reach who left.
        ContactDetails = "contact_details",
        /// Photos of who left.
        Photo = "photo",
        /// Ended schemes, contracts and steps. After the two above, which look for the last of them.
        Employment = "employment",
        /// Goals that are over.
        Goal = "goal",
        /// Agreements that are over.
        Agreement = "agreement",
        /// Contacts with a coach.
        Contact = "contact",
        /// Ended sessions.
        Session = "session",
        /// One-time links that work no more.
        OneTimeLink = "one_time_link",
        /// Browsers in which somebody signed in.
        KnownBrowser = "known_browser",
        /// Counters of failed sign-ins.
        SignInFailure = "sign_in_failure",
        /// Forms that were acted on.
        FormKey = "form_key",
        /// What station days were, beside their tallies.
        Snapshot = "snapshot",
        /// Lines of the trail. Last, because taking the others away writes lines.
        Trail = "trail",
    }
}

impl Kind {
    /// What the door keeps of who came: most of it goes every day, by itself as well, and all that is lost with it is that
    /// somebody signs in once more. And snapshots, with which nothing is lost that is not folded anew.
    pub(super) fn is_soon_over(self) -> bool {
        matches!(
            self,
            Self::Session
                | Self::OneTimeLink
                | Self::KnownBrowser
                | Self::SignInFailure
                | Self::FormKey
                | Self::Snapshot
        )
    }

    /// What goes, and where the term comes from.
    pub fn source(self) -> &'static str {
        match self {
            Self::QuarantineText => {
                "text of decided items in quarantine; 13 months, as raw events with a person"
            }
            Self::Plan => "who sat where; 13 months, to compare a year with the one before",
            Self::Caseload => "who coached whom, from its end; the authority names 2, 5 or 7 years",
            Self::ContactDetails => {
                "telephone and e-mail address of who left, from the end of the last contract"
            }
            Self::Photo => "photos of who left, from the end of the last contract",
            Self::Employment => {
                "schemes, contracts and steps of the work ladder, from their end; as long as the books"
            }
            Self::Goal => "goals with their measurements, from their end; as who coached whom",
            Self::Agreement => "agreements with a coach, from the day they were kept or due",
            Self::Contact => "days on which somebody spoke with a coach; nothing of what was said",
            Self::Session => {
                "sessions that are over, with browser and network; none lasts longer than a day"
            }
            Self::OneTimeLink => "one-time links that were used or are too old",
            Self::KnownBrowser => {
                "browsers in which somebody signed in; their cookie lasts 400 days"
            }
            Self::SignInFailure => {
                "counters of failed sign-ins; none makes wait for longer than a day"
            }
            Self::FormKey => "forms that were acted on; a browser may send one again for some days",
            Self::Snapshot => "what station days were, with who was there; folded anew when needed",
            Self::Trail => "lines of the trail; NEN 7513 has 5 years, BIO2 8.18.02 half a year",
        }
    }

    /// The shortest term.
    pub(super) fn least(self) -> u32 {
        match self {
            Self::Trail => 183,
            // A month that is not closed yet must still be explained.
            Self::QuarantineText
            | Self::Plan
            | Self::Caseload
            | Self::Employment
            | Self::Goal
            | Self::Agreement
            | Self::Contact
            | Self::KnownBrowser => 31,
            Self::ContactDetails
            | Self::Photo
            | Self::Session
            | Self::OneTimeLink
            | Self::SignInFailure
            | Self::FormKey
            | Self::Snapshot => 1,
        }
    }
}
