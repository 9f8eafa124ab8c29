//! Files that the program writes for other programs to read.

pub mod calendar;
