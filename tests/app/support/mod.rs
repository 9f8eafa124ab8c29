//! The harness: a real site on a port of its own, and clients that speak like its users.
//!
//! A test asks for pages, fills fields in by the words of their labels and presses buttons by
//! theirs, so that a broken form fails the test. Every page that is opened is looked at for what all
//! pages owe (see `checks`). When the site goes, it says what was left behind.

mod app;
mod bulk;
mod checks;
mod deposits;
mod documents;
mod events;
mod form;
mod htmx;
mod http;
mod log;
mod page;
mod paper;
mod partners;
mod received;
mod script;
mod smtp_server;
mod workbook;
mod world;

pub use app::{Options, RUNTIME, ReadMail, TEMPLATE, TestApp};
pub use checks::headers as assert_headers;
pub use deposits::StoredDeposit;
pub use documents::{docm, docx, odt, pdf, png, swollen_docx};
pub use events::{NewEvent, StoredEvent};
pub use http::{Request, Response};
pub use page::{Page, Visitor};
pub use paper::{pdf_pages, pdf_text, workbook};
pub use partners::{PASSWORD, StoredUser};
pub use received::Received;
pub use script::{Script, fault};
pub use smtp_server::{Reply, SmtpServer};
pub use workbook::workbook_rows;
pub use world::{NewOffer, StoredOffer};
