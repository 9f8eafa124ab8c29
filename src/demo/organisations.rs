//! The partner organisations of the demonstration and their users; none of them exists.

use std::collections::HashMap;

use super::people::{self, ascii};
use super::rng::Rng;
use crate::domain::DepartmentCode;

/// A partner organisation.
#[derive(Debug, Clone)]
pub struct Organisation {
    pub name: String,
    pub mail_domain: String,
}

/// A user, shown as « Madame NOM Prénom (Organisation) ».
#[derive(Debug, Clone)]
pub struct User {
    pub civility: &'static str,
    pub first_name: &'static str,
    pub last_name: &'static str,
    /// Index in [`Partners::organisations`].
    pub organisation: usize,
    pub administrator: bool,
    pub phone: String,
    /// The identifier: the person's address at the organisation.
    pub email: String,
    /// The départements it follows, by code.
    pub departments: Vec<&'static str>,
}

/// Everybody who signs in.
#[derive(Debug)]
pub struct Partners {
    pub organisations: Vec<Organisation>,
    pub users: Vec<User>,
    followers: HashMap<&'static str, Vec<usize>>,
}

impl Partners {
    /// Those written below, then as many more as are wanted; each of these follows one to three
    /// départements of the territory.
    pub fn draw(rng: &mut Rng, organisations: u32, users: u32, territory: &[DepartmentCode]) -> Self {
        let mut partners = Self {
            organisations: ORGANISATIONS.iter().map(Written::organisation).collect(),
            users: USERS.iter().map(WrittenUser::user).collect(),
            followers: HashMap::new(),
        };
        let more = organisations.saturating_sub(ORGANISATIONS.len() as u32);
        partners.organisations.extend((0..more).map(organisation));
        for number in USERS.len() as u32..users {
            partners.users.push(user(rng, number, &partners.organisations, territory));
        }
        for (place, user) in partners.users.iter().enumerate() {
            for department in &user.departments {
                partners.followers.entry(department).or_default().push(place);
            }
        }
        partners
    }

    /// The users who follow a département, as indexes in [`Partners::users`].
    pub fn following(&self, department: &str) -> &[usize] {
        self.followers.get(department).map_or(&[], Vec::as_slice)
    }
}

/// The organisation number `n`: 8 kinds and 17 places have no common divisor, so that the first 136 are
/// all different.
fn organisation(n: u32) -> Organisation {
    let name = format!("{} {}", KINDS[n as usize % KINDS.len()], PLACES[n as usize % PLACES.len()]);
    Organisation { mail_domain: format!("{}.example.org", ascii(&name)), name }
}

fn user(rng: &mut Rng, number: u32, organisations: &[Organisation], territory: &[DepartmentCode]) -> User {
    let person = people::person(rng);
    let organisation = rng.below(organisations.len() as u32) as usize;
    let count = rng.range(1..=3) as usize;
    User {
        civility: person.civility,
        first_name: person.first_name,
        last_name: person.last_name,
        organisation,
        administrator: false,
        phone: people::phone(rng),
        email: people::email(&person, &organisations[organisation].mail_domain, number),
        departments: rng.sample(territory, count).into_iter().map(|code| code.as_str()).collect(),
    }
}

#[rustfmt::skip]
const KINDS: &[&str] = &[
    "Mission jeunes", "Maison des métiers", "Club des employeurs", "Point orientation", "Comité local des stages", "Atelier des parcours",
    "Relais des apprentis", "Antenne emploi",
];

#[rustfmt::skip]
const PLACES: &[&str] = &[
    "de la Plaine", "du Vieux Pont", "des Trois Chênes", "de la Combe", "du Moulin Neuf", "des Ormeaux", "de la Croix Verte", "du Val d’Auvelle",
    "de la Tourelle", "du Clos Marin", "de l’Aubrelle", "des Quatre Vents", "de la Garenne", "du Vallon", "des Sources", "du Pays de Brenelle",
    "du Marais Bleu",
];

/// An organisation written by hand.
struct Written {
    name: &'static str,
    mail_domain: &'static str,
}

impl Written {
    fn organisation(&self) -> Organisation {
        Organisation { name: self.name.to_owned(), mail_domain: self.mail_domain.to_owned() }
    }
}

/// A user written by hand.
struct WrittenUser {
    civility: &'static str,
    first_name: &'static str,
    last_name: &'static str,
    organisation: usize,
    administrator: bool,
    phone: &'static str,
    departments: &'static [&'static str],
}

impl WrittenUser {
    fn user(&self) -> User {
        let domain = ORGANISATIONS[self.organisation].mail_domain;
        User {
            civility: self.civility,
            first_name: self.first_name,
            last_name: self.last_name,
            organisation: self.organisation,
            administrator: self.administrator,
            phone: self.phone.to_owned(),
            email: format!("{}.{}@{domain}", ascii(self.first_name), ascii(self.last_name)),
            departments: self.departments.to_vec(),
        }
    }
}

const ORGANISATIONS: [Written; 4] = [
    Written { name: "Agence régionale des premiers pas", mail_domain: "premiers-pas.example" },
    Written { name: "Mission jeunes des Deux-Rives", mail_domain: "mission-deux-rives.example" },
    Written { name: "Maison des artisans et des entreprises", mail_domain: "maison-artisans.example" },
    Written { name: "Réseau École et métiers", mail_domain: "ecole-metiers.example" },
];

#[rustfmt::skip]
const USERS: [WrittenUser; 12] = [
    WrittenUser { civility: "Madame", first_name: "Hélène", last_name: "Marsauche", organisation: 0, administrator: true, phone: "05 36 49 10 01", departments: &[] },
    WrittenUser { civility: "Monsieur", first_name: "Idriss", last_name: "Villatelle", organisation: 0, administrator: true, phone: "05 36 49 10 02", departments: &[] },
    WrittenUser { civility: "Madame", first_name: "Solène", last_name: "Chambrelent", organisation: 0, administrator: false, phone: "05 36 49 10 03", departments: &["86", "79"] },
    WrittenUser { civility: "Monsieur", first_name: "Fabien", last_name: "Lavergnolle", organisation: 0, administrator: false, phone: "05 36 49 10 04", departments: &["16", "17"] },
    WrittenUser { civility: "Madame", first_name: "Aïcha", last_name: "Boutevin", organisation: 1, administrator: false, phone: "05 36 49 20 11", departments: &["33"] },
    WrittenUser { civility: "Monsieur", first_name: "Guilhem", last_name: "Loustalan", organisation: 1, administrator: false, phone: "05 36 49 20 12", departments: &["40", "64"] },
    WrittenUser { civility: "Madame", first_name: "Maylis", last_name: "Saubadine", organisation: 1, administrator: false, phone: "05 36 49 20 13", departments: &["24", "47"] },
    WrittenUser { civility: "Madame", first_name: "Claire", last_name: "Jauberthie", organisation: 2, administrator: false, phone: "05 36 49 30 21", departments: &["87", "19", "23"] },
    WrittenUser { civility: "Monsieur", first_name: "Rachid", last_name: "Peyrelade", organisation: 2, administrator: false, phone: "05 36 49 30 22", departments: &["33", "24"] },
    WrittenUser { civility: "Monsieur", first_name: "Pierre-Yves", last_name: "Gachignard", organisation: 2, administrator: false, phone: "05 36 49 30 23", departments: &["17", "79"] },
    WrittenUser { civility: "Madame", first_name: "Linh", last_name: "Courtemanche", organisation: 3, administrator: false, phone: "05 36 49 40 31", departments: &["86", "87"] },
    WrittenUser { civility: "Monsieur", first_name: "Esteban", last_name: "Hirigoyen", organisation: 3, administrator: false, phone: "05 36 49 40 32", departments: &["64", "40"] },
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    const REGION: [&str; 12] = ["16", "17", "19", "23", "24", "33", "40", "47", "64", "79", "86", "87"];

    fn partners(organisations: u32, users: u32) -> Partners {
        let territory = REGION.map(|code| DepartmentCode::parse(code).unwrap());
        Partners::draw(&mut Rng::new(1), organisations, users, &territory)
    }

    #[test]
    fn two_administrators_and_ten_partners_in_four_organisations() {
        let partners = partners(4, 12);
        assert_eq!((partners.organisations.len(), partners.users.len()), (4, 12));
        assert_eq!(partners.users.iter().filter(|user| user.administrator).count(), 2);
        let organisations: HashSet<_> = partners.users.iter().map(|user| user.organisation).collect();
        assert_eq!(organisations.len(), 4);
        assert!(
            partners
                .users
                .iter()
                .all(|user| user.email.ends_with(".example") && user.phone.starts_with("05 36 49 "))
        );
    }

    #[test]
    fn many_more_have_names_and_addresses_of_their_own_and_follow_something() {
        let partners = partners(120, 2_000);
        assert_eq!((partners.organisations.len(), partners.users.len()), (120, 2_000));
        let names: HashSet<_> =
            partners.organisations.iter().map(|organisation| &organisation.name).collect();
        assert_eq!(names.len(), 120);
        let emails: HashSet<_> = partners.users.iter().map(|user| &user.email).collect();
        assert_eq!(emails.len(), 2_000);
        assert!(emails.iter().all(|email| email.ends_with(".example") || email.ends_with(".example.org")));
        let housed: HashSet<_> = partners.users.iter().map(|user| user.organisation).collect();
        assert_eq!(housed.len(), 120);
        for code in REGION {
            assert!(partners.following(code).len() > 100, "{code}");
        }
    }

    #[test]
    fn every_departement_of_the_region_has_somebody() {
        for code in REGION {
            assert!(!partners(4, 12).following(code).is_empty(), "{code}");
        }
    }
}
