//! The table of routes. A route is added to the router and to the table by the same call, so that a
//! test can walk all there is and compare it with what `product` says each kind of person may do.

use axum::Router;
use axum::http::Method;
use axum::routing::MethodRouter;
use axum_extra::routing::TypedPath;

use super::App;
use crate::access::Access;

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Method.
    pub method: Method,
    /// Pattern of the address.
    pub path: &'static str,
    /// Who it is made for.
    pub access: Access,
    /// See [`Routes::resumable`].
    pub resumable: bool,
}

/// The router being built, with its table.
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    table: Vec<Route>,
}

impl Routes {
    /// Adds a page.
    pub fn get<P: TypedPath>(self, access: Access, handler: MethodRouter<App>) -> Self {
        self.add::<P>(Method::GET, access, handler)
    }

    /// Adds what a form sends.
    pub fn post<P: TypedPath>(self, access: Access, handler: MethodRouter<App>) -> Self {
        self.add::<P>(Method::POST, access, handler)
    }

    /// Adds what a form sends that may come back once its author has signed in again: the handler then shows
    /// it and stores nothing. Its page has the same address.
    pub fn resumable<P: TypedPath>(self, access: Access, handler: MethodRouter<App>) -> Self {
        let mut routes = self.post::<P>(access, handler);
        if let Some(route) = routes.table.last_mut() {
            route.resumable = true;
        }
        routes
    }

    fn add<P: TypedPath>(mut self, method: Method, access: Access, handler: MethodRouter<App>) -> Self {
        self.table.push(Route { method, path: P::PATH, access, resumable: false });
        self.router = self.router.route(P::PATH, handler);
        self
    }

    /// The table alone.
    pub fn table(&self) -> &[Route] {
        &self.table
    }

    /// The router alone.
    pub fn into_router(self) -> Router<App> {
        self.router
    }
}
