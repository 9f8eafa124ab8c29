//! What a portfolio shows, as a spreadsheet.
