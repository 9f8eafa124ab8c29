//! What people and their programs ask for.

use crate::Result;
use crate::client::{Client, Request};
use crate::draws::Draws;
use crate::facts::Facts;
use crate::process::Server;

/// A kind of request.
pub struct Scenario<'a> {
    /// What the table calls it.
    pub name: String,
    /// What an answer must be.
    pub status: u16,
    /// Whether anybody may type it, with any words: the worst of these is looked for.
    pub public_box: bool,
    /// The request of a place.
    pub make: Box<dyn Fn(u64) -> Request + Sync + 'a>,
}

impl<'a> Scenario<'a> {
    /// A page, whatever asks for it.
    pub fn new(name: &str, make: impl Fn(u64) -> Request + Sync + 'a) -> Self {
        Self { name: name.to_owned(), status: 200, public_box: false, make: Box::new(make) }
    }

    /// A list whose address is drawn: asked so many times that no kept page answers.
    fn list(name: &str, make: impl Fn(&mut Draws) -> String + Sync + 'a) -> Self {
        let make = move |n| Request::get(make(&mut Draws::of(n)));
        Self { public_box: true, ..Self::new(name, make) }
    }
}

const OFFERS: &str = "/offres-de-stage";
const EVENTS: &str = "/rencontres";
const AUDIENCES: &[&str] = &["collegien", "lyceen", "etudiant"];
const PARTICIPANTS: &[&str] = &["eleve", "parent", "etudiant", "enseignant"];
const DEPARTMENTS: &[&str] = &["16", "17", "19", "23", "24", "33", "40", "47", "64", "79", "86", "87"];
const SECTORS: &[&str] = &["agriculture", "industrie", "construction", "commerce", "services"];
const KINDS: &[&str] = &["visite", "rendez-vous-metier", "autre"];

/// Filters whose values are a closed list, a few of them in force.
fn closed(draws: &mut Draws, audiences: &[&str]) -> Vec<(&'static str, String)> {
    let mut query = Vec::new();
    for (name, values, percent) in
        [("public", audiences, 40), ("dep", DEPARTMENTS, 25), ("secteur", SECTORS, 30)]
    {
        query.extend(draws.some(values, percent).into_iter().map(|value| (name, value.to_owned())));
    }
    query
}

fn at(path: &str, query: &[(&str, String)]) -> String {
    let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    format!("{path}?{query}")
}

/// A number that nobody asked before: what is rendered must not come from a cache.
fn fresh(draws: &mut Draws) -> (&'static str, String) {
    ("x", draws.below(usize::MAX).to_string())
}

/// Everything that is measured, in the order of the table.
pub fn all<'a>(server: &Server, facts: &'a Facts) -> Result<Vec<Scenario<'a>>> {
    let mut scenarios = lists();
    scenarios.extend(kept(server)?);
    scenarios.extend(pages(facts));
    scenarios.extend(searches(facts));
    scenarios.extend(near(server, facts)?);
    Ok(scenarios)
}

/// Lists under closed filters, rendered.
fn lists<'a>() -> Vec<Scenario<'a>> {
    let list = |draws: &mut Draws, more: &[(&'static str, String)]| {
        let mut query = closed(draws, AUDIENCES);
        query.extend(more.iter().cloned());
        query.push(fresh(draws));
        at(OFFERS, &query)
    };
    let page = |draws: &mut Draws| ("page", (2 + draws.below(49)).to_string());
    vec![
        Scenario::list("list, no filter", |draws| at(OFFERS, &[fresh(draws)])),
        Scenario::list("list, closed filters", move |draws| list(draws, &[])),
        Scenario::list("list, closed filters and asap", move |draws| {
            list(draws, &[("debut", "des-que-possible".to_owned())])
        }),
        Scenario::list("list, closed filters, page 2 to 50", move |draws| {
            let page = page(draws);
            list(draws, &[page])
        }),
        Scenario::list("list, closed filters, other orders", move |draws| {
            let order = (*draws.pick(&["debut", "alphabetique"])).to_owned();
            list(draws, &[("tri", order)])
        }),
        Scenario::list("list, page of ten digits", |draws| {
            at(OFFERS, &[("page", (1_000_000_000 + draws.below(8_999_999_999)).to_string())])
        }),
        Scenario::list("list, events, closed filters", |draws| {
            let mut query = closed(draws, PARTICIPANTS);
            query.extend(draws.some(KINDS, 40).into_iter().map(|kind| ("type", kind.to_owned())));
            query.push(fresh(draws));
            at(EVENTS, &query)
        }),
        Scenario {
            make: Box::new(move |n| {
                let address = list(&mut Draws::of(n), &[]);
                Request::get(address).header("HX-Request", "true")
            }),
            ..Scenario::new("list, filter changed (region only)", |_| Request::default())
        },
    ]
}

/// The same few lists again and again, as most visitors ask for them.
fn kept<'a>(server: &Server) -> Result<Vec<Scenario<'a>>> {
    const ADDRESSES: [&str; 4] = [
        OFFERS,
        "/offres-de-stage?public=lyceen",
        "/offres-de-stage?public=collegien&dep=33",
        "/offres-de-stage?dep=86&secteur=services",
    ];
    let address = |n: u64| ADDRESSES[(n % 4) as usize];
    let mut scenarios = vec![
        Scenario::new("cached list, plain", move |n| Request::get(address(n))),
        Scenario::new("cached list, gzip", move |n| {
            Request::get(address(n)).header("Accept-Encoding", "gzip")
        }),
    ];
    let mut client = Client::new(server.address)?;
    let mut tags = Vec::new();
    for address in ADDRESSES {
        let request = Request::get(address).header("Accept-Encoding", "gzip");
        tags.extend(client.expect(&request, 200)?.header("etag").map(str::to_owned));
    }
    if tags.len() == ADDRESSES.len() {
        let make = move |n: u64| {
            let request = Request::get(address(n)).header("Accept-Encoding", "gzip");
            request.header("If-None-Match", &tags[(n % 4) as usize])
        };
        scenarios.push(Scenario { status: 304, ..Scenario::new("304, list", make) });
    } else {
        eprintln!("the server sends no ETag: 304 is not measured");
    }
    Ok(scenarios)
}

fn pages(facts: &Facts) -> Vec<Scenario<'_>> {
    fn of(addresses: &[String], n: u64) -> String {
        addresses[n as usize % addresses.len()].clone()
    }
    vec![
        Scenario::new("home", |n| Request::get(format!("/?x={n}"))),
        Scenario::new("offer page", move |n| Request::get(of(&facts.offers, n))),
        Scenario::new("event page", move |n| Request::get(of(&facts.events, n))),
        Scenario::new("form to register", move |n| {
            Request::get(format!("{}/inscription", of(&facts.events, n)))
        }),
    ]
}

/// What is typed in the search box.
fn searches(facts: &Facts) -> Vec<Scenario<'_>> {
    vec![
        search("a frequent word", OFFERS, Box::new(|draws| draws.pick(&facts.frequent).clone())),
        search("three frequent words", OFFERS, Box::new(|draws| several(draws, &facts.frequent, 3))),
        search("a frequent word, events", EVENTS, Box::new(|draws| draws.pick(&facts.frequent).clone())),
        search(
            "one letter",
            OFFERS,
            Box::new(|draws| (*draws.pick(&["a", "e", "s", "l", "p", "é"])).to_owned()),
        ),
        search("a rare word", OFFERS, Box::new(|draws| draws.pick(&facts.rare).clone())),
        search("no such word", OFFERS, Box::new(|draws| format!("zyx{}", draws.below(1_000_000)))),
        search("eight words of an offer", OFFERS, Box::new(|draws| sentence(draws, facts))),
        search(
            "accents and an elision",
            OFFERS,
            Box::new(|draws| {
                (*draws.pick(&[
                    "l’été à la métallerie",
                    "Œuvre d’élève",
                    "chaudronnière à Bègles",
                    "pâtisserie d’été",
                ]))
                .to_owned()
            }),
        ),
        Scenario::list("search, every filter at once", |draws| every(draws, facts)),
    ]
}

type Words<'a> = Box<dyn Fn(&mut Draws) -> String + Sync + 'a>;

fn search<'a>(name: &str, path: &'static str, text: Words<'a>) -> Scenario<'a> {
    Scenario::list(&format!("search, {name}"), move |draws| {
        let text = text(draws);
        at(path, &[("q", text), fresh(draws)])
    })
}

fn several(draws: &mut Draws, words: &[String], count: usize) -> String {
    (0..count).map(|_| draws.pick(words).as_str()).collect::<Vec<_>>().join(" ")
}

fn sentence(draws: &mut Draws, facts: &Facts) -> String {
    draws.pick(&facts.sentences).split_whitespace().take(8).collect::<Vec<_>>().join(" ")
}

/// Every field filled in.
fn every(draws: &mut Draws, facts: &Facts) -> String {
    let mut query = vec![("q", draws.pick(&facts.frequent).clone())];
    query.extend(closed(draws, AUDIENCES));
    query.push(("metier", draws.pick(&facts.occupations).clone()));
    query.push(("debut", "des-que-possible".to_owned()));
    query.push(("debut", "2099-12-31".to_owned()));
    query.push(("tri", "alphabetique".to_owned()));
    query.push(("lignes", "100".to_owned()));
    query.push(fresh(draws));
    at(OFFERS, &query)
}

/// Around a commune, when the server knows how.
fn near<'a>(server: &Server, facts: &'a Facts) -> Result<Vec<Scenario<'a>>> {
    let asked = Request::get(at(OFFERS, &[("pres", facts.communes[0].clone()), ("rayon", "30".to_owned())]));
    if !Client::new(server.address)?.expect(&asked, 200)?.text().contains("rayon") {
        eprintln!("the server knows no distance: what is near is not measured");
        return Ok(Vec::new());
    }
    Ok([10, 30, 100]
        .into_iter()
        .map(|radius| {
            Scenario::list(&format!("near a commune, {radius} km"), move |draws| {
                let commune = draws.pick(&facts.communes).clone();
                at(OFFERS, &[("pres", commune), ("rayon", radius.to_string()), fresh(draws)])
            })
        })
        .collect())
}
