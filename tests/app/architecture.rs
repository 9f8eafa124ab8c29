//! The house rules that a reader of the source cannot see broken from one place: floors, where SQL
//! and htmx may stand, closed lists on both sides of the database.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use cmonstage::access::link::LinkPurpose;
use cmonstage::accounts::{AuditAction, Role};
use cmonstage::contact::Sender;
use cmonstage::content::legal::LegalPage;
use cmonstage::deposits::DepositKind;
use cmonstage::domain::{
    Civility, EventAudience, FileKind, NafVersion, OfferAudience, PublicationState, Sector,
    UnpublishedReason, Wish,
};
use cmonstage::events::EventKind;
use cmonstage::mail::{MailKind, MailState};
use cmonstage::portfolio::Scope;
use cmonstage::projects::JournalKind;
use cmonstage::reference::occupations::OccupationKind;
use cmonstage::registrations::Attendance;

/// A source file without its comments and its tests.
struct Source {
    /// From `src/`, such as `offers/store/list.rs`.
    path: String,
    code: String,
}

impl Source {
    /// The module of the first level: `offers`.
    fn module(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap()
    }

    fn lines(&self) -> impl Iterator<Item = &str> {
        self.code.lines()
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !matches!(name.as_str(), "target" | ".git" | "node_modules") {
                files(&path, into);
            }
        } else {
            into.push(path);
        }
    }
}

fn sources() -> Vec<Source> {
    let mut paths = Vec::new();
    files(&root().join("src"), &mut paths);
    let mut sources: Vec<Source> = paths
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .filter(|path| path.file_name().is_none_or(|name| name != "tests.rs"))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod").next().unwrap();
            let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            let path = path.strip_prefix(root().join("src")).unwrap().to_string_lossy().replace('\\', "/");
            Source { path, code: code.join("\n") }
        })
        .collect();
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(sources.len() > 50, "the sources are found");
    sources
}

/// What a file takes from the crate, as paths such as `offers::store::find`.
fn imports(source: &Source) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in source.code.match_indices("crate::") {
        let before = source.code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let rest = &source.code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let group = &group[..group.find('}').expect("groups of imports are flat")];
            found.extend(group.split(',').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()));
        } else {
            let end =
                rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(rest.len());
            found.insert(rest[..end].trim_end_matches(':').to_owned());
        }
    }
    found
}

/// The floor of each module, as `lib.rs` says it.
fn floors() -> BTreeMap<String, usize> {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    // A list of modules may go on over the next line.
    let text = text.replace("\n//!    ", " ");
    let mut floors = BTreeMap::new();
    for line in text.lines() {
        let Some((number, rest)) = line.strip_prefix("//! ").and_then(|line| line.split_once(". ")) else {
            continue;
        };
        let Ok(floor) = number.parse() else { continue };
        let names = rest.split(':').next().unwrap_or_default();
        floors.extend(names.split('`').skip(1).step_by(2).map(|name| (name.to_owned(), floor)));
    }
    floors
}

/// The features, in the order in which they may use each other.
const FEATURES: [&str; 14] = [
    "accounts",
    "companies",
    "projects",
    "assignments",
    "person",
    "catalogue",
    "offers",
    "events",
    "applications",
    "registrations",
    "content",
    "contact",
    "deposits",
    "portfolio",
];

/// Those that exist to be shared whole.
const SHARED: [&str; 2] = ["person", "catalogue"];

#[test]
fn every_module_stands_on_a_floor() {
    let floors = floors();
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let declared: BTreeSet<&str> =
        lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let stated: BTreeSet<&str> = floors.keys().map(String::as_str).collect();
    assert_eq!(declared, stated);
    for source in
        sources().iter().filter(|source| !matches!(source.path.as_str(), "lib.rs" | "main.rs" | "build.rs"))
    {
        assert!(floors.contains_key(source.module()), "{} stands on no floor", source.path);
    }
    let features: BTreeSet<&str> =
        floors.iter().filter(|(_, floor)| **floor == 4).map(|(name, _)| name.as_str()).collect();
    assert_eq!(features, BTreeSet::from(FEATURES), "a new feature takes its place among the others");
}

#[test]
fn imports_go_down_or_stay_on_their_floor() {
    let floors = floors();
    let mut broken = Vec::new();
    let mut seen = 0;
    for source in sources() {
        let Some(floor) = floors.get(source.module()) else { continue };
        for import in imports(&source) {
            let target = import.split("::").next().unwrap();
            // What `lib.rs` itself defines (the router, the table) belongs to those who start it.
            let Some(other) = floors.get(target).or(matches!(target, "router" | "routes").then_some(&6))
            else {
                panic!("{} takes crate::{import}, which is on no floor", source.path)
            };
            seen += 1;
            if other > floor {
                broken.push(format!("{} (floor {floor}) takes crate::{import} (floor {other})", source.path));
            }
        }
    }
    assert!(seen > 200, "the imports are found: {seen}");
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn a_feature_uses_the_types_and_the_store_of_those_before_it_only() {
    let place = |name: &str| FEATURES.iter().position(|feature| *feature == name);
    let mut broken = Vec::new();
    for source in sources() {
        let Some(own) = place(source.module()) else { continue };
        for import in imports(&source) {
            let mut parts = import.split("::");
            let Some(other) = place(parts.next().unwrap()) else { continue };
            if other > own
                || (other != own
                    && !SHARED.contains(&FEATURES[other])
                    && matches!(parts.next(), Some("view" | "form" | "mail")))
            {
                broken.push(format!("{} takes crate::{import}", source.path));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn each_sort_of_file_knows_only_what_it_needs() {
    let mut broken = Vec::new();
    let mut forbid = |source: &Source, words: &[&str]| {
        for word in words {
            if source.code.contains(word) {
                broken.push(format!("{} holds {word}", source.path));
            }
        }
    };
    for source in sources() {
        let name = source.path.rsplit('/').next().unwrap();
        if matches!(
            source.module(),
            "domain" | "reference" | "site" | "files" | "mail" | "clock" | "db" | "french" | "text" | "form"
        ) {
            forbid(&source, &["axum", "maud", "http::"]);
        }
        if source.path.contains("/store") {
            forbid(&source, &["axum", "maud", "crate::web", "crate::ui"]);
        }
        let edits =
            name == "edit.rs" && FEATURES.contains(&source.module()) && !source.path.contains("/store/");
        if name == "view.rs" || edits || source.path.contains("/view/") || source.module() == "ui" {
            forbid(&source, &["rusqlite", "crate::db", "axum::", "async "]);
        }
        if matches!(source.module(), "public" | "employer" | "follow" | "extranet") {
            forbid(&source, &["rusqlite"]);
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn sql_stands_in_stores_only() {
    const HOMES: [&str; 12] = [
        "receipts.rs",
        "catalogue/face.rs",
        "db/",
        "reference/",
        "demo/",
        "access/actor.rs",
        "access/edit.rs",
        "access/link.rs",
        "mail/outbox",
        "files.rs",
        "site.rs",
        "jobs.rs",
    ];
    let verbs =
        [".prepare(", ".prepare_cached(", ".query_row(", ".execute(", ".execute_batch(", ".query_map("];
    let mut broken = Vec::new();
    for source in sources() {
        let allowed =
            HOMES.iter().any(|home| source.path.starts_with(home)) || source.path.contains("/store");
        if !allowed && verbs.iter().any(|verb| source.code.contains(verb)) {
            broken.push(source.path);
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn only_the_shell_knows_the_headers_of_htmx() {
    for source in sources().iter().filter(|source| source.module() != "web") {
        for line in source.lines() {
            let lower = line.to_lowercase();
            let header = lower.match_indices("hx-").any(|(at, _)| !lower[..at].ends_with("data-"));
            assert!(!header, "{}: {line}", source.path);
        }
    }
    let readers: Vec<String> = sources()
        .into_iter()
        .filter(|source| source.code.to_lowercase().contains("\"hx-request\""))
        .map(|source| source.path)
        .collect();
    assert_eq!(readers, ["web/shell.rs"]);
}

#[test]
fn markup_is_escaped_and_never_styled_in_place() {
    for source in sources() {
        for line in source.lines() {
            assert!(!line.contains("style="), "{}: {line}", source.path);
            assert!(
                !line.contains("PreEscaped")
                    || matches!(source.path.as_str(), "web/json_ld.rs" | "ui/markdown.rs" | "web/xml.rs"),
                "{}: {line}",
                source.path
            );
        }
    }
}

#[test]
fn the_code_neither_gives_up_nor_prints() {
    for source in sources() {
        let speaks = matches!(source.path.as_str(), "main.rs" | "build.rs") || source.module() == "commands";
        for line in source.lines() {
            for word in [
                ".unwrap()",
                "todo!(",
                "unimplemented!(",
                "dbg!(",
                "unsafe ",
                concat!("#[ig", "nore"),
                "#[allow(clippy",
            ] {
                assert!(!line.contains(word), "{} holds {word}: {line}", source.path);
            }
            assert!(
                speaks || !(line.contains("println!(") || line.contains("print!(")),
                "{}: {line}",
                source.path
            );
        }
    }
}

#[test]
fn time_comes_from_the_clock() {
    for source in sources().iter().filter(|source| source.path != "clock.rs") {
        for word in ["SystemTime", "now_utc", "now_local", "CURRENT_TIMESTAMP", "datetime('now"] {
            assert!(!source.code.contains(word), "{} holds {word}", source.path);
        }
    }
    let schema = fs::read_to_string(root().join("schema.sql")).unwrap();
    let statements: String = schema.lines().filter(|line| !line.starts_with("--")).collect();
    assert!(
        !statements.contains("'now'")
            && !statements.contains("CURRENT_")
            && !statements.contains("DEFERRABLE")
    );
}

/// `table.column` and the words of its closed list, for each of the schema.
fn closed_lists() -> BTreeMap<String, Vec<String>> {
    let schema = fs::read_to_string(root().join("schema.sql")).unwrap();
    // A long list goes on over the next lines.
    let schema = schema.replace("IN (\n        ", "IN (").replace("',\n        '", "', '");
    let mut lists = BTreeMap::new();
    let mut table = "";
    for line in schema.lines() {
        if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
            table = rest.split(' ').next().unwrap();
            assert!(!line.ends_with(';'), "tables are written over several lines");
        }
        for piece in line.split("CHECK (").skip(1) {
            let Some((column, rest)) = piece.split_once(" IN ('") else { continue };
            let words = rest
                .split(')')
                .next()
                .unwrap()
                .trim_end_matches('\'')
                .split("', '")
                .map(str::to_owned)
                .collect();
            assert!(lists.insert(format!("{table}.{column}"), words).is_none());
        }
    }
    lists
}

macro_rules! texts {
    ($name:ident) => {
        $name::ALL.iter().map(|value| value.as_str().to_owned()).collect::<Vec<_>>()
    };
}

#[test]
fn the_database_and_the_code_hold_the_same_closed_lists() {
    let ours: BTreeMap<String, Vec<String>> = [
        ("audit.action", texts!(AuditAction)),
        ("company.naf_version", texts!(NafVersion)),
        ("contact_message.sender", texts!(Sender)),
        ("company.sector", texts!(Sector)),
        ("event.kind", texts!(EventKind)),
        ("event.sector", texts!(Sector)),
        ("event.state", texts!(PublicationState)),
        ("event.unpublished_reason", texts!(UnpublishedReason)),
        ("file.kind", texts!(FileKind)),
        ("journal.kind", texts!(JournalKind)),
        ("deposit.kind", texts!(DepositKind)),
        ("link.purpose", texts!(LinkPurpose)),
        ("mail.kind", texts!(MailKind)),
        ("mail.state", texts!(MailState)),
        ("naf.nomenclature", texts!(NafVersion)),
        ("occupation.kind", texts!(OccupationKind)),
        ("offer.sector", texts!(Sector)),
        ("offer.state", texts!(PublicationState)),
        ("offer.unpublished_reason", texts!(UnpublishedReason)),
        ("page_text.slug", texts!(LegalPage)),
        ("project.wish", texts!(Wish)),
        ("registration.attendance", texts!(Attendance)),
        ("saved_filter.screen", texts!(Scope)),
        ("user.civility", texts!(Civility)),
        ("user.role", texts!(Role)),
        // Kinds that no part of the code tells apart.
        (
            "counter.kind",
            ["offer", "event", "offer_publication", "event_publication"].map(str::to_owned).into(),
        ),
        ("department.kind", vec!["department".to_owned(), "collectivity".to_owned()]),
    ]
    .into_iter()
    .map(|(column, texts)| (column.to_owned(), texts))
    .collect();
    assert_eq!(closed_lists(), ours);
    let schema = fs::read_to_string(root().join("schema.sql")).unwrap();
    let most = (1 << OfferAudience::ALL.len()) - 1;
    assert!(schema.contains(&format!("CHECK (audiences BETWEEN 0 AND {most})")));
    let most = (1 << EventAudience::ALL.len()) - 1;
    assert!(schema.contains(&format!("CHECK (audiences BETWEEN 0 AND {most})")));
    assert!(schema.contains(&format!("CHECK (statuses BETWEEN 1 AND {most})")));
}

#[test]
fn no_file_speaks_of_the_machine_it_was_written_on() {
    let mut paths = Vec::new();
    files(root(), &mut paths);
    // Written in two pieces, so that this file may be looked at too.
    let forbidden =
        [concat!("/wo", "rk/"), concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("file:/", "//")];
    for path in paths {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        if path == root().join(".git") {
            continue;
        }
        for word in forbidden {
            let harmless = text.matches(word).count() == text.matches(&format!("{word}etc/passwd")).count();
            assert!(harmless, "{} holds {word}", path.display());
        }
        if path.ends_with("Cargo.lock") {
            let elsewhere: Vec<&str> = text
                .lines()
                .filter(|line| {
                    line.starts_with("source = ")
                        && *line != "source = \"registry+https://github.com/rust-lang/crates.io-index\""
                })
                .collect();
            assert!(elsewhere.is_empty(), "{elsewhere:?}");
        }
    }
}

#[test]
fn each_test_can_fail_and_none_is_put_aside() {
    let mut paths = Vec::new();
    files(&root().join("tests"), &mut paths);
    files(&root().join("src"), &mut paths);
    for path in paths.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs")) {
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains(concat!("#[ig", "nore")), "{}", path.display());
        // The bench asserts nothing, and measures what a program holds once it is left alone.
        let measures = path.components().any(|part| part.as_os_str() == "bench");
        assert!(
            measures || !text.contains(concat!("thread::sl", "eep")),
            "{} waits for time to pass",
            path.display()
        );
    }
}
