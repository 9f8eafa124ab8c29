//! The tests of the whole application, in one binary: a real server, a real SQLite file, and clients
//! that speak like users (see `support`).

mod support;

mod offer_page;
mod offers_list;
