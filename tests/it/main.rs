//! Every test that goes in through a door: MQTT, pages, the command line.

mod endpoint;
