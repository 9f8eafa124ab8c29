mod companies;
mod organisations;
mod people;
mod profiles;
mod rng;
mod story;
mod texts;
