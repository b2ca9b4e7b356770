//! Terminals: enrolled at a station with a secret, seen, silent, revoked; how far each is received; and the office of a site,
//! through which persons book.

mod cursors;
mod enrolment;
mod office;
mod presence;
mod secret;
mod state;

pub use cursors::{begun_epochs, cursor, latest_epoch, save_cursors};
pub use enrolment::{
    Entry, Seated, Terminal, enrol, enrolled_number, entry, list, number, numbers, revoke, revoked,
    seated, station_of,
};
pub use office::{OFFICE, hold_office, next_office_seq};
pub use presence::{Presence, presence};
pub use secret::SecretKey;
pub use state::{Sighting, forget_online, save};
