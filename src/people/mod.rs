//! The workers. The only room that keeps a worker's name; everywhere else a worker is an id.

pub mod badges;
pub mod contact;
pub mod employment;
mod erasing;
pub mod leaving;
pub mod lookup;
pub mod names;
pub mod photo;
pub mod roster;
pub mod workers;

pub use contact::set_contact;
pub use employment::{Employment, employment};
pub use erasing::{Standing, erase, erased, headcount, standing};
pub use photo::{NoPhoto, Photo, photo, remove_photo, set_photo};
pub use workers::{Worker, release_badges, store_workers, workers};
