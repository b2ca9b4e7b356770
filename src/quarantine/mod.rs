//! What could not be understood or booked waits here, whole, until a person decides. What a person says about the past is one
//! more event of the site's office: a booking from quarantine, the correction of a count, somebody who came or left.

mod corrections;
mod draw;
mod form;
mod items;
mod misfit;
mod office;
mod pages;
mod scope;
mod station_day;
mod texts;

pub use corrections::{
    Attendance, BookError, Booking, CorrectError, Correction, CountKind, Was, attend, book,
    correct, correct_in, zone_of,
};
pub(crate) use form::BookForm;
pub use items::{
    Counts, DecideError, Item, Line, Whose, count, count_of, discard, list, one, open_of_site,
    waiting,
};
pub(crate) use misfit::{Misfit, as_text, insert};
pub use pages::router;
pub(crate) use scope::people;
pub use station_day::{Event, Sheet, event, sheet};
pub use texts::{Naming, count_texts, erase_texts, forget_texts, latest_until, naming};
