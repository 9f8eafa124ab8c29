//! Where an offer or event comes from: its project, the company behind it, and what of both must stay
//! unknown to visitors when the employer is masked.

use super::PublicContact;
use crate::companies::{self, NewCompany};
use crate::domain::fold::{fold, words};
use crate::domain::{CommuneCode, Email, Phone, Sector};

/// The project of an offer or event, with its company.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Row of the project.
    pub project: i64,
    /// Instant of its creation, by which people name it.
    pub created_at: i64,
    /// The « chargé du projet ».
    pub manager: Option<Manager>,
    /// The company.
    pub company: Company,
    /// The employer's private contact.
    pub contact: PrivateContact,
}

/// Who answers for a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manager {
    /// Row of the user.
    pub id: i64,
    /// « Madame JAUBERTHIE Claire (Mission locale) ».
    pub name: String,
    /// Where the employer's answers go.
    pub email: Email,
    /// Whether the account is open.
    pub active: bool,
}

/// A company as its own offers show it.
#[derive(Debug, Clone)]
pub struct Company {
    /// Raison sociale.
    pub name: String,
    /// Activity.
    pub sector: Sector,
    /// Number and street.
    pub street: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Where it is.
    pub commune: CommuneCode,
    /// Web site.
    pub website: Option<String>,
}

impl From<&companies::Company> for Company {
    fn from(company: &companies::Company) -> Self {
        Self {
            name: company.name.clone(),
            sector: company.sector,
            street: company.street.clone(),
            postal_code: company.postal_code.clone(),
            commune: company.commune_code,
            website: company.website.clone(),
        }
    }
}

impl From<&NewCompany> for Company {
    fn from(company: &NewCompany) -> Self {
        Self {
            name: company.name.clone(),
            sector: company.sector,
            street: company.street.clone(),
            postal_code: company.postal_code.clone(),
            commune: company.commune,
            website: company.website.clone(),
        }
    }
}

/// How partners reach the employer; visitors never see it.
#[derive(Debug, Clone, Default)]
pub struct PrivateContact {
    /// Person to ask for.
    pub name: Option<String>,
    /// Telephone.
    pub phone: Option<Phone>,
    /// Second telephone.
    pub other_phone: Option<Phone>,
    /// E-mail address.
    pub email: Option<Email>,
}

/// Legal forms and the like, which name nobody.
const FORMS: [&str; 22] = [
    "sarl",
    "sas",
    "sasu",
    "sa",
    "eurl",
    "ei",
    "eirl",
    "sci",
    "scea",
    "gaec",
    "earl",
    "scop",
    "scic",
    "snc",
    "selarl",
    "ste",
    "societe",
    "ets",
    "etablissement",
    "etablissements",
    "groupe",
    "entreprise",
];

/// Shortest word that names somebody by itself.
const TELLING_MIN: usize = 3;

/// Shortest name that is looked for within a word (an address holds no spaces).
const COMPACT_MIN: usize = 5;

impl Origin {
    /// Who manages the project, by name.
    pub fn manager_name(&self) -> Option<String> {
        self.manager.as_ref().map(|manager| manager.name.clone())
    }

    /// Who manages the project and reads what the employer answers.
    pub fn answering(&self) -> Option<&Manager> {
        self.manager.as_ref().filter(|manager| manager.active)
    }

    /// What in a public text or contact tells who a masked employer is, as sentences; `texts` are the
    /// labels of the texts and what they say. Nothing when the employer is not masked.
    pub fn leaks(&self, contact: &PublicContact, texts: &[(&str, &str)]) -> Vec<String> {
        if !contact.masked {
            return Vec::new();
        }
        let name = &self.company.name;
        let named = |label: &str| format!("«\u{a0}{label}\u{a0}» contient le nom de l’entreprise ({name}).");
        let block = [
            ("Nom commercial", contact.trade_name.as_deref().unwrap_or_default()),
            ("Nom et prénom d’un contact", contact.contact_name.as_deref().unwrap_or_default()),
        ];
        let mut leaks: Vec<String> = block
            .iter()
            .chain(texts)
            .filter(|(_, text)| names(text, name))
            .map(|(label, _)| named(label))
            .collect();
        if contact.email.as_ref().is_some_and(|email| holds(email.as_str(), name)) {
            leaks.push(named("E-mail"));
        }
        leaks.extend(self.own_contact(contact));
        leaks
    }

    fn own_contact(&self, contact: &PublicContact) -> impl Iterator<Item = String> {
        let own = [&self.contact.phone, &self.contact.other_phone];
        let phone = |phone: &Option<Phone>| phone.is_some() && own.contains(&phone);
        let email = contact.email.is_some() && contact.email == self.contact.email;
        let said = [
            (phone(&contact.phone) || phone(&contact.other_phone), "Le téléphone est celui de l’employeur."),
            (email, "L’adresse e-mail est celle de l’employeur."),
        ];
        said.into_iter().filter(|(is, _)| *is).map(|(_, sentence)| sentence.to_owned())
    }
}

/// The words by which people know a company: its name without its legal form.
fn significant(name: &str) -> Vec<String> {
    let all = words(name);
    let mut telling = all.clone();
    telling.retain(|word| !FORMS.contains(&word.as_str()));
    if telling.iter().any(|word| word.chars().count() >= TELLING_MIN) { telling } else { all }
}

/// Whether a text names a company, whatever the accents, signs and legal form.
fn names(text: &str, company: &str) -> bool {
    let wanted = significant(company);
    !wanted.is_empty() && words(text).windows(wanted.len()).any(|some| some == wanted) || holds(text, company)
}

/// Whether an address within a text is made of a company's name (« menuiserie-durand.fr »).
fn holds(text: &str, company: &str) -> bool {
    let compact = |words: &str| words.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let wanted = compact(&significant(company).join(" "));
    wanted.chars().count() >= COMPACT_MIN
        && text
            .split_whitespace()
            .filter(|word| word.contains(['@', '.']))
            .any(|word| compact(&fold(word)).contains(&wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(name: &str) -> Origin {
        Origin {
            project: 1,
            created_at: 0,
            manager: None,
            company: Company {
                name: name.to_owned(),
                sector: Sector::Construction,
                street: None,
                postal_code: None,
                commune: CommuneCode::parse("79191").unwrap(),
                website: None,
            },
            contact: PrivateContact {
                phone: Phone::parse("05 36 49 00 10").ok(),
                email: Email::parse("direction@exemple-bois.example.org").ok(),
                ..PrivateContact::default()
            },
        }
    }

    fn masked() -> PublicContact {
        PublicContact {
            masked: true,
            trade_name: Some("Entreprise de menuiserie".to_owned()),
            phone: Phone::parse("05 36 49 00 99").ok(),
            email: Email::parse("conseil@example.org").ok(),
            ..PublicContact::default()
        }
    }

    #[test]
    fn the_name_is_found_however_it_is_written() {
        let origin = origin("SARL Menuiserie d’Aunis");
        for text in [
            "Au sein de Menuiserie d'Aunis, vous…",
            "MENUISERIE D AUNIS recrute",
            "Voir www.menuiserie-d-aunis.fr pour en savoir plus",
            "Écrire à contact@menuiseriedaunis.example.org",
        ] {
            assert_eq!(origin.leaks(&masked(), &[("Description", text)]).len(), 1, "{text}");
        }
        for text in ["Une menuiserie des environs", "Aunis, menuiserie", "", "SARL"] {
            assert!(origin.leaks(&masked(), &[("Description", text)]).is_empty(), "{text}");
        }
    }

    #[test]
    fn the_employer_s_own_contact_is_told() {
        let origin = origin("Exemple Bois");
        let contact = PublicContact {
            trade_name: Some("Exemple bois et fils".to_owned()),
            contact_name: Some("Ana (Exemple Bois)".to_owned()),
            other_phone: origin.contact.phone.clone(),
            email: origin.contact.email.clone(),
            ..masked()
        };
        let leaks = origin.leaks(&contact, &[]);
        assert_eq!(leaks.len(), 5, "{leaks:#?}");
        let shown = PublicContact { masked: false, ..contact };
        assert!(origin.leaks(&shown, &[("Description", "Exemple Bois")]).is_empty());
    }

    #[test]
    fn a_name_of_signs_or_of_legal_forms_only_is_no_trap() {
        for name in ["", "…", "SARL"] {
            assert!(origin(name).leaks(&masked(), &[("Description", "Un texte.")]).is_empty());
        }
        let society = origin("La Société");
        assert!(society.leaks(&masked(), &[("Description", "La vie d’une société")]).is_empty());
        assert_eq!(society.leaks(&masked(), &[("Description", "À La Société, vous")]).len(), 1);
    }
}
