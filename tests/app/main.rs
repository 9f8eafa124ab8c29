//! The tests of the whole application, in one binary.
