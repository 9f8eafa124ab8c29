//! The tests of the whole application, in one binary: a real server, a real SQLite file, and clients
//! that speak like users (see `support`).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails, and says where; helpers are no tests for Clippy"
)]

mod support;

mod apply;
mod architecture;
mod assets;
mod bad_input;
mod caching;
mod commands;
mod content;
mod counts;
mod deposit;
mod deposits_duplicates;
mod deposits_queue;
mod deposits_review;
mod events;
mod extranet_applicants;
mod extranet_company;
mod extranet_confirmation;
mod extranet_day;
mod extranet_event;
mod extranet_offer;
mod extranet_participant;
mod extranet_participants;
mod extranet_portfolio;
mod extranet_presence;
mod extranet_projects;
mod extranet_record;
mod extranet_registrations;
mod extranet_requests;
mod extranet_selection;
mod follow;
mod harness;
mod hosts;
mod limits;
mod links;
mod mail_sending;
mod mail_smtp;
mod masking;
mod near;
mod offer_page;
mod offers_list;
mod page_length;
mod pages;
mod paper;
mod passwords;
mod register;
mod reset_mails;
mod resume;
mod routes;
mod scale;
mod sign_in;
mod swap;
mod user_command;
