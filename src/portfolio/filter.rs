//! What is asked of a portfolio, read from the address and written back to it.
//!
//! Nothing at all is the first visit: the usual boxes are ticked, and nothing is shown before somebody asks.
//! From then on the address says everything: what is not ticked there is not ticked.

use crate::catalogue::criteria::{ELSEWHERE, Refused, add};
use crate::companies::query::{CompanyQuery, LEAST};
use crate::domain::{NumberQuery, Sector};
use crate::text::clean_line;
use crate::web::query::Query;

/// Letters of a typed filter that are read.
const TYPED: usize = 100;

/// Says that something was asked for, when nothing else does.
const ASKED: (&str, &str) = ("afficher", "oui");

/// A kind of thing that a portfolio holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nature {
    /// A project.
    Project,
    /// An internship offer.
    Offer,
    /// An event.
    Event,
}

impl Nature {
    /// All of them, in the order of the boxes.
    pub const ALL: [Self; 3] = [Self::Project, Self::Offer, Self::Event];

    /// Its value in an address.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Project => "projet",
            Self::Offer => "offre",
            Self::Event => "rencontre",
        }
    }

    /// Its name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Project => "Projet",
            Self::Offer => "Offre de stage",
            Self::Event => "Rencontre",
        }
    }
}

/// « Etat »: what is online, or what is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Etat {
    /// Published. A project is when something of it is.
    Published,
    /// Draft, to review, unpublished.
    Held,
}

impl Etat {
    /// Both, in the order of the boxes.
    pub const ALL: [Self; 2] = [Self::Published, Self::Held];

    /// Its value in an address.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Published => "publier",
            Self::Held => "ne-pas-publier",
        }
    }

    /// Its name, as in the forms.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Published => "Publier",
            Self::Held => "Ne pas publier",
        }
    }
}

/// What calls for somebody's attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watch {
    /// Offers and events that somebody has answered since the last visit.
    Answered,
    /// Offers and events online that nobody has touched for a long time.
    ToCheck,
}

impl Watch {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Answered, Self::ToCheck];

    /// Its value in an address.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Answered => "nouveau",
            Self::ToCheck => "a-verifier",
        }
    }

    /// Its name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Answered => "Nouvelles réponses depuis votre dernière visite",
            Self::ToCheck => "À vérifier\u{a0}: en ligne sans changement depuis 90 jours",
        }
    }
}

/// Whose they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Charge {
    /// Anybody's, or nobody's.
    #[default]
    All,
    /// Nobody's.
    Nobody,
    /// This user's.
    Of(i64),
}

impl Charge {
    /// The value for nobody.
    pub const NOBODY: &str = "personne";

    /// Its value in an address; none for all.
    pub fn slug(self) -> String {
        match self {
            Self::All => String::new(),
            Self::Nobody => Self::NOBODY.to_owned(),
            Self::Of(id) => id.to_string(),
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PortfolioFilter {
    /// Whether anything was asked for yet.
    pub asked: bool,
    /// Kinds of things, any of which will do.
    pub natures: Vec<Nature>,
    /// « Numéro », as typed.
    pub number: String,
    /// Sectors of the employer, any of which will do.
    pub sectors: Vec<Sector>,
    /// « Nom de l’entreprise », as typed.
    pub company: String,
    /// « SIRET », as typed.
    pub siret: String,
    /// Published or not; neither is both.
    pub states: Vec<Etat>,
    /// Codes of départements, [`ELSEWHERE`] among them, any of which will do.
    pub departments: Vec<String>,
    /// « Afficher les actions en cours »: the projects, offers and events of each company are listed.
    pub actions: bool,
    /// By who manages the project; only where others' are shown.
    pub charge: Charge,
    /// What calls for attention.
    pub watch: Option<Watch>,
}

impl PortfolioFilter {
    /// What is ticked on the first visit, as the guide has it.
    pub fn usual() -> Self {
        Self { states: vec![Etat::Published], actions: true, ..Self::default() }
    }

    /// Reads it; `territory` holds the codes that `dep` may take. `others` says whether others' are shown too.
    pub fn read(query: &Query, territory: &[String], others: bool) -> (Self, Refused) {
        let mut refused = Refused::default();
        let names = [
            ASKED.0,
            "nature",
            "numero",
            "secteur",
            "entreprise",
            "siret",
            "etat",
            "dep",
            "actions",
            "charge",
            "suivi",
        ];
        if !names.iter().any(|name| query.first(name).is_some()) {
            return (Self::usual(), refused);
        }
        let typed =
            |name: &str| clean_line(query.first(name).unwrap_or_default()).chars().take(TYPED).collect();
        let mut filter = Self {
            asked: true,
            number: typed("numero"),
            company: typed("entreprise"),
            siret: typed("siret"),
            actions: query.first("actions").is_some(),
            ..Self::default()
        };
        for value in query.all("nature") {
            match Nature::ALL.into_iter().find(|nature| nature.slug() == value) {
                Some(nature) => add(&mut filter.natures, nature),
                None => refused.push("Nature", value),
            }
        }
        for value in query.all("secteur") {
            match Sector::from_slug(value) {
                Some(sector) => add(&mut filter.sectors, sector),
                None => refused.push("Secteur d’activité", value),
            }
        }
        for value in query.all("etat") {
            match Etat::ALL.into_iter().find(|state| state.slug() == value) {
                Some(state) => add(&mut filter.states, state),
                None => refused.push("Etat", value),
            }
        }
        for value in query.all("dep") {
            if value == ELSEWHERE || territory.iter().any(|code| code == value) {
                add(&mut filter.departments, value.to_owned());
            } else {
                refused.push("Département", value);
            }
        }
        if let Some(value) = query.first("charge").filter(|_| others) {
            match (value, value.parse()) {
                (Charge::NOBODY, _) => filter.charge = Charge::Nobody,
                (_, Ok(id)) => filter.charge = Charge::Of(id),
                _ => refused.push("Chargé du projet", value),
            }
        }
        if let Some(value) = query.first("suivi") {
            match Watch::ALL.into_iter().find(|watch| watch.slug() == value) {
                Some(watch) => filter.watch = Some(watch),
                None => refused.push("À suivre", value),
            }
        }
        filter.natures.sort_unstable();
        filter.sectors.sort_unstable();
        filter.states.sort_unstable();
        filter.departments.sort_unstable();
        refused.0.extend(filter.contradictions());
        (filter, refused)
    }

    /// What was typed and cannot be looked for: it is said, and left out.
    fn contradictions(&self) -> Vec<String> {
        let mut said = Vec::new();
        if !self.number.is_empty() && self.number().is_none() {
            said.push(format!(
                "Numéro\u{a0}: «\u{a0}{}\u{a0}» n’est pas un numéro d’offre ou de rencontre (102019-59, ou 59). Ce filtre est ignoré.",
                self.number
            ));
        }
        if self.number().is_some() && self.natures == [Nature::Project] {
            said.push(
                "Un projet n’a pas de numéro\u{a0}: le numéro est cherché parmi les offres et les rencontres.".to_owned(),
            );
        }
        match self.named() {
            CompanyQuery::Wrong(why) => {
                said.push(format!("Nom de l’entreprise\u{a0}: {why} Ce filtre est ignoré."))
            }
            CompanyQuery::TooShort if !self.company.is_empty() => said.push(format!(
                "Nom de l’entreprise\u{a0}: tapez au moins {LEAST} lettres. Ce filtre est ignoré."
            )),
            _ => {}
        }
        match CompanyQuery::parse(&self.siret) {
            CompanyQuery::Wrong(why) => said.push(format!("SIRET\u{a0}: {why} Ce filtre est ignoré.")),
            CompanyQuery::TooShort if !self.siret.is_empty() => {
                said.push(format!("SIRET\u{a0}: tapez au moins {LEAST} chiffres. Ce filtre est ignoré."));
            }
            CompanyQuery::Words(_) => {
                said.push(
                    "SIRET\u{a0}: ce numéro ne contient que des chiffres. Ce filtre est ignoré.".to_owned(),
                );
            }
            _ => {}
        }
        if self.watch.is_some() && self.natures == [Nature::Project] {
            said.push("Un projet n’a ni réponses ni date de vérification\u{a0}: seules ses offres et ses rencontres en ont.".to_owned());
        }
        said
    }

    /// The number, if what was typed is one.
    pub fn number(&self) -> Option<NumberQuery> {
        NumberQuery::parse(&self.number)
    }

    /// What was typed as a name. A number there is looked for as one.
    pub fn named(&self) -> CompanyQuery {
        CompanyQuery::parse(&self.company)
    }

    /// What was typed as a SIRET, whole or its beginning; a SIREN is the beginning of one.
    pub fn numbered(&self) -> CompanyQuery {
        match CompanyQuery::parse(&self.siret) {
            CompanyQuery::Words(_) => CompanyQuery::TooShort,
            query => query,
        }
    }

    /// What of the typed filters is looked for, as typed: number, name, SIRET.
    pub fn typed(&self) -> [Option<&str>; 3] {
        let looked_for =
            |query: CompanyQuery| !matches!(query, CompanyQuery::TooShort | CompanyQuery::Wrong(_));
        [
            self.number().map(|_| self.number.as_str()),
            looked_for(self.named()).then_some(self.company.as_str()),
            looked_for(self.numbered()).then_some(self.siret.as_str()),
        ]
    }

    /// Whether things of a kind are looked for.
    pub fn wants(&self, nature: Nature) -> bool {
        let ticked = self.natures.is_empty() || self.natures.contains(&nature);
        // Only offers and events have a number, and answers.
        let not_a_project = self.number().is_some() || self.watch.is_some();
        match nature {
            Nature::Project => ticked && !not_a_project,
            _ => ticked || (not_a_project && self.natures == [Nature::Project]),
        }
    }

    /// The address parameters that say it, in one order.
    pub fn query(&self) -> Query {
        let mut query = Query::default();
        if !self.asked {
            return query;
        }
        for nature in &self.natures {
            query.push("nature", nature.slug());
        }
        query.push("numero", self.number.as_str());
        for sector in &self.sectors {
            query.push("secteur", sector.slug());
        }
        query.push("entreprise", self.company.as_str());
        query.push("siret", self.siret.as_str());
        for state in &self.states {
            query.push("etat", state.slug());
        }
        for department in &self.departments {
            query.push("dep", department.as_str());
        }
        query.push("charge", self.charge.slug());
        query.push("suivi", self.watch.map(Watch::slug).unwrap_or_default());
        if self.actions {
            query.push("actions", "oui");
        }
        if query == Query::default() { query.with(ASKED.0, ASKED.1) } else { query }
    }

    /// How many criteria are in force, the actions shown apart.
    pub fn active(&self) -> usize {
        self.natures.len()
            + self.sectors.len()
            + self.states.len()
            + self.departments.len()
            + self.typed().iter().flatten().count()
            + usize::from(self.charge != Charge::All)
            + usize::from(self.watch.is_some())
    }

    /// The filter with one of its criteria let go, each with the words that say so.
    pub fn loosened(&self) -> Vec<(&'static str, Self)> {
        let without = |change: fn(&mut Self)| {
            let mut filter = self.clone();
            change(&mut filter);
            filter
        };
        let all = [
            ("Publiés ou non", without(|filter| filter.states.clear())),
            ("Projets, offres et rencontres", without(|filter| filter.natures.clear())),
            ("Dans tous les départements", without(|filter| filter.departments.clear())),
            ("Dans tous les secteurs d’activité", without(|filter| filter.sectors.clear())),
            ("Sans le numéro", without(|filter| filter.number.clear())),
            ("Sans le nom de l’entreprise", without(|filter| filter.company.clear())),
            ("Sans le SIRET", without(|filter| filter.siret.clear())),
            ("Quel que soit le chargé de projet", without(|filter| filter.charge = Charge::All)),
            ("Sans «\u{a0}À suivre\u{a0}»", without(|filter| filter.watch = None)),
        ];
        all.into_iter().filter(|(_, filter)| filter != self).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(query: &str) -> (PortfolioFilter, Vec<String>) {
        let (filter, refused) =
            PortfolioFilter::read(&Query::parse(query), &["17".to_owned(), "79".to_owned()], true);
        (filter, refused.0)
    }

    #[test]
    fn the_first_visit_has_the_boxes_of_the_guide_and_asks_for_nothing() {
        let (filter, refused) = read("");
        assert_eq!(filter, PortfolioFilter::usual());
        assert!(!filter.asked && filter.actions && refused.is_empty());
        assert_eq!(filter.query(), Query::default());
        // Everything unticked is another thing than the first visit.
        let (none, _) = read("afficher=oui");
        assert!(none.asked && !none.actions && none.states.is_empty());
        assert_eq!(none.query().encoded(), "afficher=oui");
    }

    #[test]
    fn what_makes_no_sense_is_said_and_left_out() {
        for (query, said) in [
            ("nature=stage", "Nature"),
            ("dep=33", "Département"),
            ("etat=tous", "Etat"),
            ("secteur=x", "Secteur"),
            ("charge=moi", "Chargé"),
            ("suivi=x", "À suivre"),
            ("numero=abc", "n’est pas un numéro"),
            ("entreprise=ab", "au moins 3 lettres"),
            ("siret=12", "au moins 3 chiffres"),
            ("siret=menuiserie", "que des chiffres"),
            ("siret=73282932000075", "n’existe pas"),
            ("siret=1234567890123456", "un SIRET 14"),
        ] {
            let (filter, refused) = read(query);
            assert_eq!(refused.len(), 1, "{query}");
            assert_eq!(filter.active(), 0, "{query} is left out");
            assert!(refused[0].contains(said), "{query}: {refused:?}");
            assert!(Nature::ALL.iter().all(|nature| filter.wants(*nature)), "{query}");
        }
    }

    #[test]
    fn a_number_is_looked_for_among_what_has_one() {
        let (filter, refused) = read("nature=projet&numero=59");
        assert_eq!(refused.len(), 1);
        assert!(!filter.wants(Nature::Project) && filter.wants(Nature::Offer) && filter.wants(Nature::Event));
        let (filter, refused) = read("nature=rencontre&numero=012019-333");
        assert!(refused.is_empty() && !filter.wants(Nature::Offer) && filter.wants(Nature::Event));
    }

    proptest! {
        #[test]
        fn any_query_gives_an_address_that_says_the_same(
            text in "[a-z=&%é ]{0,40}",
            pairs in prop::collection::vec(("nature|numero|secteur|entreprise|siret|etat|dep|actions|charge|suivi|afficher",
                "projet|offre|59|102019-59|services|scierie|732829320|publier|ne-pas-publier|17|autres|oui|12|personne|nouveau|x"), 0..8),
        ) {
            let typed: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let (first, _) = read(&format!("{text}&{}", typed.join("&")));
            let (again, _) = read(&first.query().encoded());
            prop_assert_eq!(again, first);
        }
    }
}
