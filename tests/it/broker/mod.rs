//! The client of an external broker: against a broker that does everything wrong, and against Mosquitto as it comes.

mod desk;
mod evil;
mod handover;
mod mosquitto;
mod probe;
mod service;
mod wrongs;
