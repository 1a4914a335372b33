//! All scenes of the project, in one binary so that the harness is compiled once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a scene that goes wrong should fail loudly and at once"
)]

mod corpus;
mod demo;
mod examples;
mod explain;
mod extraction;
mod imap;
mod import;
mod letters;
mod loops;
mod migrations;
mod ocr;
mod postfix;
mod replies;
mod reorganisation;
mod servers;
mod setup;
mod mail;
mod office;
mod other_corpora;
mod other_office;
mod passwords;
mod plans;
mod smtp;
mod tidy;
mod volumes;
mod web;
mod wire;
mod withheld;
