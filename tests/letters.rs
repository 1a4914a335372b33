//! What is said to people and when: reminders, overdue notices and digests over a fixed calendar, and every letter word
//! by word.

mod again;
mod agenda;
mod answers;
mod between;
mod board;
mod clock;
mod corrections;
mod crowded;
mod desk;
mod escalation;
mod figures;
mod files;
mod foresight;
mod granted;
mod joined;
mod laws;
mod leaders;
mod moved;
mod opening;
mod past;
mod paused;
mod queue;
mod replay;
mod rolled;
mod samples;
mod screen;
mod silence;
mod unreached;
mod wishes;
pub mod world;
mod year;
