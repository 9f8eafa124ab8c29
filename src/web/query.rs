//! Query strings as lists of pairs: repeated names kept, order kept, nothing refused.

use std::convert::Infallible;

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use bytes::Bytes;

use super::error::Error;
use crate::text::showable;

/// The query of a request, decoded. Bytes that are not UTF-8 become U+FFFD, as browsers do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Decodes a query string, without its question mark.
    pub fn parse(text: &str) -> Self {
        Self(form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    /// The values of a name, trimmed, empty ones left out.
    pub fn all<'q>(&'q self, name: &str) -> impl Iterator<Item = &'q str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// The first value of a name.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Adds a pair; empty values are dropped, so that addresses stay canonical.
    pub fn push(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            self.0.push((name.to_owned(), value));
        }
    }

    /// Adds a pair as it came, empty or not: the fields of a form.
    pub fn push_raw(&mut self, name: &str, value: String) {
        self.0.push((name.to_owned(), value));
    }

    /// The first value of a name as it came, empty when there is none: a field of a form.
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Whether there is such a name at all, with a value or without.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// The same without one pair.
    pub fn without(&self, name: &str, value: &str) -> Self {
        Self(self.0.iter().filter(|(n, v)| (n.as_str(), v.as_str()) != (name, value)).cloned().collect())
    }

    /// The same without a name.
    pub fn without_all(&self, names: &[&str]) -> Self {
        Self(self.0.iter().filter(|(name, _)| !names.contains(&name.as_str())).cloned().collect())
    }

    /// The same with one more pair.
    pub fn with(&self, name: &str, value: impl Into<String>) -> Self {
        let mut query = self.clone();
        query.push(name, value);
        query
    }

    /// The pairs, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The address of `path` with this query.
    pub fn at(&self, path: &str) -> String {
        if self.0.is_empty() {
            return path.to_owned();
        }
        format!("{path}?{}", self.encoded())
    }

    /// The pairs as [`Query::parse`] reads them.
    pub fn encoded(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }
}

impl<S: Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::parse(parts.uri.query().unwrap_or_default()))
    }
}

/// The fields of a form without documents, read as a query is.
#[derive(Debug, Clone, Default)]
pub struct Form(pub Query);

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        match Bytes::from_request(request, state).await {
            Ok(body) => {
                let pairs = form_urlencoded::parse(&body);
                Ok(Self(Query(pairs.map(|(name, value)| (name.into_owned(), showable(&value))).collect())))
            }
            Err(refusal) if refusal.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Error::TooLarge),
            Err(_) => Err(Error::BadForm),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_repeat_and_empty_ones_vanish() {
        let query = Query::parse("dep=17&q=&dep=33&x=1&dep=+&q=%20bois%20");
        assert_eq!(query.all("dep").collect::<Vec<_>>(), ["17", "33"]);
        assert_eq!(query.first("q"), Some("bois"));
        assert_eq!(query.first("nothing"), None);
    }

    proptest! {
        #[test]
        fn any_text_parses_and_comes_back(text in ".{0,200}", pairs in prop::collection::vec((".{1,8}", ".{1,12}"), 0..6)) {
            let _ = Query::parse(&text);
            let mut query = Query::default();
            for (name, value) in &pairs {
                query.push(name, value.clone());
            }
            let address = query.at("/ici");
            let again = address.split_once('?').map(|(_, text)| Query::parse(text)).unwrap_or_default();
            prop_assert_eq!(again, query);
        }
    }
}
