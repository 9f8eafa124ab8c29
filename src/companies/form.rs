//! A company entered by hand: associations without a number, new firms, whatever no list holds.

use super::{Company, NewCompany};
use crate::domain::{CommuneCode, Sector, Siren, Siret, fold, parse_website};
use crate::form::{Errors, Field, Input};
use crate::french;
use crate::reference::communes::Commune;
use crate::web::query::Query;

/// Raison sociale.
pub const NAME: Field = Field::new("company_name", "Nom de l’entreprise")
    .required("Indiquez le nom de l’entreprise.")
    .hint("La raison sociale, ou le nom de l’association")
    .length(2, 200)
    .autocomplete("organization");

/// SIREN or SIRET.
pub const NUMBER: Field = Field::new("company_number", "SIRET ou SIREN")
    .hint("Facultatif. 14 chiffres pour l’établissement, 9 pour l’entreprise")
    .length(0, 30);

/// Sector.
pub const SECTOR: Field =
    Field::new("company_sector", "Secteur d’activité").required("Choisissez un secteur d’activité.");

/// Number and street.
pub const STREET: Field = Field::new("company_street", "Numéro et rue").autocomplete("address-line1");

/// Postal code.
pub const POSTAL_CODE: Field = Field::new("company_postal_code", "Code postal")
    .required("Indiquez le code postal, en 5 chiffres.")
    .length(0, 10)
    .input(Input::Digits)
    .autocomplete("postal-code");

/// Commune.
pub const COMMUNE: Field = Field::new("company_commune", "Commune")
    .required("Indiquez la commune.")
    .length(0, 100)
    .autocomplete("address-level2");

/// Web site.
pub const WEBSITE: Field = Field::new("company_website", "Site internet de l’entreprise")
    .hint("Facultatif. Par exemple https://www.example.org")
    .length(0, 200)
    .input(Input::Url)
    .autocomplete("url");

/// Says that a company is another than those that resemble it.
pub const OTHER: Field = Field::new("company_other", "C’est une autre entreprise que celles-ci");

/// Every field, in the order of the page.
pub const FIELDS: [&Field; 8] = [&NAME, &NUMBER, &SECTOR, &STREET, &POSTAL_CODE, &COMMUNE, &WEBSITE, &OTHER];

/// What was typed.
#[derive(Debug, Clone, Default)]
pub struct CompanyForm {
    /// See [`NAME`].
    pub name: String,
    /// See [`NUMBER`].
    pub number: String,
    /// See [`SECTOR`].
    pub sector: String,
    /// See [`STREET`].
    pub street: String,
    /// See [`POSTAL_CODE`].
    pub postal_code: String,
    /// See [`COMMUNE`].
    pub commune: String,
    /// See [`WEBSITE`].
    pub website: String,
    /// See [`OTHER`].
    pub other: bool,
}

impl CompanyForm {
    /// Takes what was typed from a request.
    pub fn read(texts: &Query) -> Self {
        let text = |field: &Field| texts.raw(field.name).to_owned();
        Self {
            name: text(&NAME),
            number: text(&NUMBER),
            sector: text(&SECTOR),
            street: text(&STREET),
            postal_code: text(&POSTAL_CODE),
            commune: text(&COMMUNE),
            website: text(&WEBSITE),
            other: !texts.raw(OTHER.name).is_empty(),
        }
    }

    /// A company that is known, to be put right.
    pub fn of(company: &Company) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let siren = company.siren.as_ref().map(Siren::display);
        Self {
            name: company.name.clone(),
            number: company.siret.as_ref().map(Siret::display).or(siren).unwrap_or_default(),
            sector: company.sector.slug().to_owned(),
            street: text(&company.street),
            postal_code: text(&company.postal_code),
            commune: company.commune.clone(),
            website: text(&company.website),
            other: false,
        }
    }

    /// What was typed, in words.
    pub fn rows(&self) -> Vec<(&'static str, String)> {
        let sector =
            Sector::from_slug(&self.sector).map_or_else(String::new, |sector| sector.label().to_owned());
        let number = match parse_number(&self.number) {
            Ok((_, Some(siret))) => siret.display(),
            Ok((Some(siren), None)) => siren.display(),
            _ => self.number.clone(),
        };
        vec![
            (NAME.label, self.name.clone()),
            (NUMBER.label, number),
            (SECTOR.label, sector),
            (STREET.label, self.street.clone()),
            (POSTAL_CODE.label, self.postal_code()),
            (COMMUNE.label, self.commune.clone()),
            (WEBSITE.label, self.website.clone()),
        ]
    }

    /// The postal code, without its spaces.
    pub fn postal_code(&self) -> String {
        self.postal_code.chars().filter(|letter| !letter.is_whitespace()).collect()
    }

    /// Checks everything. `communes` are those of the postal code.
    pub fn check(&self, communes: &[Commune], errors: &mut Errors) -> Option<NewCompany> {
        let name = NAME.text(&self.name, errors);
        let number = NUMBER.parse(&self.number, errors, parse_number);
        let sector = SECTOR.parse(&self.sector, errors, |text| {
            Sector::from_slug(text).ok_or("Choisissez l’un des secteurs proposés.")
        });
        let street = STREET.text(&self.street, errors);
        let postal_code = POSTAL_CODE.parse(&self.postal_code(), errors, |text| {
            if communes.is_empty() {
                Err("Ce code postal n’existe pas\u{a0}: vérifiez ses 5 chiffres.")
            } else {
                Ok(text.to_owned())
            }
        });
        let commune = COMMUNE.parse(&self.commune, errors, |text| one_of(communes, text));
        let website = WEBSITE.parse(&self.website, errors, parse_website);
        let (siren, siret) = number.unwrap_or_default();
        Some(NewCompany {
            name: name?,
            siren,
            siret,
            naf: None,
            sector: sector?,
            street,
            postal_code: Some(postal_code?),
            commune: commune?,
            website,
        })
    }
}

fn parse_number(text: &str) -> Result<(Option<Siren>, Option<Siret>), &'static str> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if digits == 14 {
        let siret = Siret::parse(text)?;
        Ok((Some(siret.siren()), Some(siret)))
    } else {
        Ok((Some(Siren::parse(text)?), None))
    }
}

/// The commune of this name among those of a postal code.
fn one_of(communes: &[Commune], typed: &str) -> Result<CommuneCode, String> {
    let wanted = short(typed);
    let found = communes.iter().find(|commune| short(&commune.name) == wanted);
    found.and_then(|commune| CommuneCode::parse(&commune.code)).ok_or_else(|| {
        let names: Vec<&str> = communes.iter().map(|commune| commune.name.as_str()).collect();
        match names.as_slice() {
            [] => "Vérifiez d’abord le code postal.".to_owned(),
            _ => format!("Avec ce code postal\u{a0}: {}.", french::list(&names, "ou")),
        }
    })
}

/// « St-Jean » and « Saint Jean », « CEDEX » or not.
fn short(name: &str) -> String {
    let folded = fold(name);
    let words = folded.split(' ').map(|word| match word {
        "saint" => "st",
        "sainte" => "ste",
        word => word,
    });
    words.take_while(|word| *word != "cedex").collect::<Vec<_>>().join(" ")
}

/// The label of a field, for the summary.
pub fn label(name: &str) -> Option<&'static str> {
    FIELDS.iter().find(|field| field.name == name).map(|field| field.label)
}
