//! What holds the house together and no compiler checks: SQL that both engines accept, rooms that mind their own tables,
//! words in both languages, files with one subject.

mod dutch;
mod forms;
mod pages;
mod repository;
mod room_words;
mod rooms;
pub(crate) mod source;
mod sql;
mod sqlcheck;
mod vendor;
mod views;
mod words;
