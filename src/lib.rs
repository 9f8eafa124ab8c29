pub mod clock;
pub mod db;
pub mod form;
pub mod french;
pub mod text;

pub mod access;
pub mod domain;
pub mod files;
pub mod mail;
pub mod reference;
pub mod site;

pub mod ui;
pub mod web;

pub mod offers;

pub mod demo;
