//! The partner organisations of the demonstration and their users; none of them exists.

/// A partner organisation.
#[derive(Debug, Clone, Copy)]
pub struct Organisation {
    pub name: &'static str,
    pub mail_domain: &'static str,
}

/// A user, shown as « Madame NOM Prénom (Organisation) ».
#[derive(Debug, Clone, Copy)]
pub struct User {
    pub civility: &'static str,
    pub first_name: &'static str,
    pub last_name: &'static str,
    /// Index in [`ORGANISATIONS`].
    pub organisation: usize,
    pub administrator: bool,
    pub phone: &'static str,
    /// The départements it follows, by code.
    pub departments: &'static [&'static str],
}

impl User {
    /// Where the person works.
    pub fn organisation(&self) -> &'static Organisation {
        &ORGANISATIONS[self.organisation]
    }

    /// The identifier: the person's address at the organisation.
    pub fn email(&self) -> String {
        use super::people::ascii;
        format!("{}.{}@{}", ascii(self.first_name), ascii(self.last_name), self.organisation().mail_domain)
    }
}

pub const ORGANISATIONS: [Organisation; 4] = [
    Organisation { name: "Agence régionale des premiers pas", mail_domain: "premiers-pas.example" },
    Organisation { name: "Mission jeunes des Deux-Rives", mail_domain: "mission-deux-rives.example" },
    Organisation { name: "Maison des artisans et des entreprises", mail_domain: "maison-artisans.example" },
    Organisation { name: "Réseau École et métiers", mail_domain: "ecole-metiers.example" },
];

#[rustfmt::skip]
pub const USERS: [User; 12] = [
    User { civility: "Madame", first_name: "Hélène", last_name: "Marsauche", organisation: 0, administrator: true, phone: "05 36 49 10 01", departments: &[] },
    User { civility: "Monsieur", first_name: "Idriss", last_name: "Villatelle", organisation: 0, administrator: true, phone: "05 36 49 10 02", departments: &[] },
    User { civility: "Madame", first_name: "Solène", last_name: "Chambrelent", organisation: 0, administrator: false, phone: "05 36 49 10 03", departments: &["86", "79"] },
    User { civility: "Monsieur", first_name: "Fabien", last_name: "Lavergnolle", organisation: 0, administrator: false, phone: "05 36 49 10 04", departments: &["16", "17"] },
    User { civility: "Madame", first_name: "Aïcha", last_name: "Boutevin", organisation: 1, administrator: false, phone: "05 36 49 20 11", departments: &["33"] },
    User { civility: "Monsieur", first_name: "Guilhem", last_name: "Loustalan", organisation: 1, administrator: false, phone: "05 36 49 20 12", departments: &["40", "64"] },
    User { civility: "Madame", first_name: "Maylis", last_name: "Saubadine", organisation: 1, administrator: false, phone: "05 36 49 20 13", departments: &["24", "47"] },
    User { civility: "Madame", first_name: "Claire", last_name: "Jauberthie", organisation: 2, administrator: false, phone: "05 36 49 30 21", departments: &["87", "19", "23"] },
    User { civility: "Monsieur", first_name: "Rachid", last_name: "Peyrelade", organisation: 2, administrator: false, phone: "05 36 49 30 22", departments: &["33", "24"] },
    User { civility: "Monsieur", first_name: "Pierre-Yves", last_name: "Gachignard", organisation: 2, administrator: false, phone: "05 36 49 30 23", departments: &["17", "79"] },
    User { civility: "Madame", first_name: "Linh", last_name: "Courtemanche", organisation: 3, administrator: false, phone: "05 36 49 40 31", departments: &["86", "87"] },
    User { civility: "Monsieur", first_name: "Esteban", last_name: "Hirigoyen", organisation: 3, administrator: false, phone: "05 36 49 40 32", departments: &["64", "40"] },
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn two_administrators_and_ten_partners_in_four_organisations() {
        assert_eq!(USERS.iter().filter(|user| user.administrator).count(), 2);
        assert_eq!(USERS.iter().map(User::email).collect::<HashSet<_>>().len(), USERS.len());
        assert_eq!(
            USERS.iter().map(|user| user.organisation).collect::<HashSet<_>>().len(),
            ORGANISATIONS.len()
        );
        assert!(
            USERS
                .iter()
                .all(|user| user.email().ends_with(".example") && user.phone.starts_with("05 36 49 "))
        );
    }

    #[test]
    fn every_departement_of_the_region_has_somebody() {
        for code in ["16", "17", "19", "23", "24", "33", "40", "47", "64", "79", "86", "87"] {
            assert!(USERS.iter().any(|user| user.departments.contains(&code)), "{code}");
        }
    }
}
