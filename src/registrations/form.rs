//! The form by which one registers: its fields, and what becomes of them.

use super::{Group, RegistrationDraft};
use crate::domain::{Age, Audience, AudienceSet, Email, EventAudience, Name, Phone};
use crate::form::{Errors, Field, Input};
use crate::person::{self, GUARDIAN_EMAIL, GUARDIAN_NAME, GuardianFields, GuardianForm, another};
use crate::web::query::Query;

pub use crate::person::{EMAIL, FIRST_NAME, LAST_NAME};

/// Name of the form, signed in its ticket.
pub const FORM: &str = "registration";

/// Telephone.
pub const PHONE: Field =
    person::PHONE.hint("Facultatif. Pour vous prévenir d’un changement de dernière minute.");

/// In what quality one comes: several boxes of this name.
pub const STATUSES: Field = Field::new("statuses", "Vous venez comme");

/// Age, asked of pupils.
pub const AGE: Field = person::AGE.hint("En années, par exemple 16. Seulement si vous êtes élève.");

/// Consent of the legal representative (loi Informatique et Libertés, article 45).
pub const GUARDIAN_CONSENT: Field = Field::new(
    "guardian_consent",
    "Mon parent ou responsable légal est d’accord pour que je participe à cette rencontre",
);

/// Whether a group comes along.
pub const WITH_GROUP: Field = Field::new("with_group", "Je viens avec un groupe");

/// How many people the group counts.
pub const HEAD_COUNT: Field = Field::new("head_count", "Nombre de personnes du groupe")
    .hint("Sans compter les accompagnateurs.")
    .length(0, 10)
    .input(Input::Digits);

/// Establishment of the group.
pub const SCHOOL: Field = Field::new("school", "Établissement ou structure").autocomplete("organization");

/// Class or level of the group.
pub const LEVEL: Field = Field::new("level", "Classe ou niveau")
    .hint("Par exemple\u{a0}: 3e, seconde pro, groupe de demandeurs d’emploi")
    .length(0, 100);

/// Adults who come along with the group.
pub const ADULTS: Field = Field::new("adults", "Nombre d’accompagnateurs").length(0, 10).input(Input::Digits);

/// Why more places may be taken than there are: a box that shows itself once they lack.
pub const EXCEED: Field = Field::new("exceed", "Dépasser le nombre de places");

/// Whether somebody who is taken off the list is told.
pub const NOTIFY: Field = Field::new("notify", "Prévenir par courriel");

/// The same consent, told by somebody else.
const CONSENT_TOLD: Field = Field::new(
    "guardian_consent",
    "Le parent ou responsable légal est d’accord pour que la personne participe à cette rencontre",
);

/// The fields, in the words of whoever fills them in.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// Family name.
    pub last_name: Field,
    /// First name.
    pub first_name: Field,
    /// E-mail address.
    pub email: Field,
    /// Telephone.
    pub phone: Field,
    /// See [`STATUSES`].
    pub statuses: Field,
    /// Age, asked of pupils.
    pub age: Field,
    /// The legal representative.
    pub guardian: GuardianFields,
    /// See [`WITH_GROUP`].
    pub with_group: Field,
    /// What to do with a group that is too large.
    larger: &'static str,
}

/// Of somebody who registers.
pub const OWN: Fields = Fields {
    last_name: LAST_NAME,
    first_name: FIRST_NAME,
    email: EMAIL,
    phone: PHONE,
    statuses: STATUSES,
    age: AGE.required("Vous venez comme élève\u{a0}: indiquez votre âge."),
    guardian: GuardianFields::own(GUARDIAN_CONSENT),
    with_group: WITH_GROUP,
    larger: " Pour un groupe plus grand, écrivez-nous.",
};

/// Of a partner who registers somebody.
pub const BY_HAND: Fields = Fields {
    last_name: another::LAST_NAME,
    first_name: another::FIRST_NAME,
    email: another::EMAIL,
    phone: another::PHONE,
    statuses: Field::new("statuses", "Statuts"),
    age: person::AGE
        .hint("En années. Seulement pour un élève.")
        .required("La personne vient comme élève\u{a0}: indiquez son âge."),
    guardian: GuardianFields::of_another(CONSENT_TOLD),
    with_group: Field::new("with_group", "La personne vient avec un groupe"),
    larger: "",
};

impl Fields {
    /// The label of a field, for the summary.
    pub fn label(&self, name: &str) -> Option<&'static str> {
        let GuardianFields { name: guardian, email: address, consent, .. } = &self.guardian;
        let person = [&self.last_name, &self.first_name, &self.email, &self.phone, &self.statuses, &self.age];
        let besides = [guardian, address, consent, &self.with_group, &EXCEED];
        let all = person.into_iter().chain(besides).chain([&HEAD_COUNT, &SCHOOL, &LEVEL, &ADULTS]);
        all.into_iter().find(|field| field.name == name).map(|field| field.label)
    }
}

/// What a form is checked against.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// In what quality one may come.
    pub audiences: AudienceSet<EventAudience>,
    /// The largest group.
    pub largest: u32,
}

/// When the event was to start when the form was shown: a change is told before it is accepted.
pub const STARTS: &str = "starts";

/// What was typed.
#[derive(Debug, Clone, Default)]
pub struct RegistrationForm {
    /// See [`LAST_NAME`].
    pub last_name: String,
    /// See [`FIRST_NAME`].
    pub first_name: String,
    /// See [`EMAIL`].
    pub email: String,
    /// See [`PHONE`].
    pub phone: String,
    /// See [`STATUSES`].
    pub statuses: Vec<String>,
    /// See [`AGE`].
    pub age: String,
    /// What under 15 one gives of a legal representative.
    pub guardian: GuardianForm,
    /// See [`WITH_GROUP`].
    pub with_group: bool,
    /// See [`HEAD_COUNT`].
    pub head_count: String,
    /// See [`SCHOOL`].
    pub school: String,
    /// See [`LEVEL`].
    pub level: String,
    /// See [`ADULTS`].
    pub adults: String,
}

impl RegistrationForm {
    /// Takes what was typed from a request.
    pub fn read(texts: &Query) -> Self {
        let text = |field: &Field| texts.raw(field.name).to_owned();
        Self {
            last_name: text(&LAST_NAME),
            first_name: text(&FIRST_NAME),
            email: text(&EMAIL),
            phone: text(&PHONE),
            statuses: texts.all(STATUSES.name).map(str::to_owned).collect(),
            age: text(&AGE),
            guardian: GuardianForm {
                guardian_name: text(&GUARDIAN_NAME),
                guardian_email: text(&GUARDIAN_EMAIL),
                guardian_consent: !texts.raw(GUARDIAN_CONSENT.name).is_empty(),
            },
            with_group: !texts.raw(WITH_GROUP.name).is_empty(),
            head_count: text(&HEAD_COUNT),
            school: text(&SCHOOL),
            level: text(&LEVEL),
            adults: text(&ADULTS),
        }
    }

    /// A registration, to be corrected.
    pub fn of(draft: &RegistrationDraft) -> Self {
        let guardian = draft.guardian.as_ref();
        let group = draft.group.as_ref();
        let count = |of: fn(&Group) -> u32| group.map(|group| of(group).to_string()).unwrap_or_default();
        Self {
            last_name: draft.last_name.to_string(),
            first_name: draft.first_name.to_string(),
            email: draft.email.to_string(),
            phone: draft.phone.as_ref().map(Phone::display).unwrap_or_default(),
            statuses: draft.statuses.iter().map(|status| status.slug().to_owned()).collect(),
            age: draft.age.map(|age| age.years().to_string()).unwrap_or_default(),
            guardian: GuardianForm {
                guardian_name: guardian.map(|guardian| guardian.name.to_string()).unwrap_or_default(),
                guardian_email: guardian.map(|guardian| guardian.email.to_string()).unwrap_or_default(),
                guardian_consent: guardian.is_some(),
            },
            with_group: group.is_some(),
            head_count: count(|group| group.seats),
            school: group.map(|group| group.school.clone()).unwrap_or_default(),
            level: group.map(|group| group.level.clone()).unwrap_or_default(),
            adults: count(|group| group.adults),
        }
    }

    /// What was typed, in words.
    pub fn rows(&self, fields: &Fields) -> Vec<(&'static str, String)> {
        let statuses: Vec<&str> = self
            .statuses
            .iter()
            .filter_map(|slug| EventAudience::from_slug(slug))
            .map(EventAudience::label)
            .collect();
        vec![
            (fields.last_name.label, self.last_name.clone()),
            (fields.first_name.label, self.first_name.clone()),
            (fields.email.label, self.email.clone()),
            (fields.phone.label, self.phone.clone()),
            (fields.statuses.label, statuses.join(", ")),
            (fields.age.label, self.age.clone()),
            (fields.guardian.name.label, self.guardian.guardian_name.clone()),
            (fields.guardian.email.label, self.guardian.guardian_email.clone()),
            (HEAD_COUNT.label, self.head_count.clone()),
            (SCHOOL.label, self.school.clone()),
            (LEVEL.label, self.level.clone()),
            (ADULTS.label, self.adults.clone()),
        ]
    }

    /// Everything that was typed, in one order: what makes a sending the same as another.
    pub fn texts(&self) -> Vec<&str> {
        let marks = [(self.guardian.guardian_consent, "consent"), (self.with_group, "group")];
        [
            &self.last_name,
            &self.first_name,
            &self.email,
            &self.phone,
            &self.age,
            &self.guardian.guardian_name,
            &self.guardian.guardian_email,
            &self.head_count,
            &self.school,
            &self.level,
            &self.adults,
        ]
        .into_iter()
        .chain(&self.statuses)
        .map(String::as_str)
        .chain(marks.into_iter().filter_map(|(ticked, mark)| ticked.then_some(mark)))
        .collect()
    }

    /// Checks everything, and gives what may be stored. `fields` says it in the right words.
    ///
    /// # Errors
    /// Every refusal, in the order of the page.
    pub fn check(&self, fields: &Fields, terms: &Terms) -> Result<RegistrationDraft, Errors> {
        let mut errors = Errors::default();
        let last_name = fields.last_name.parse(&self.last_name, &mut errors, Name::parse);
        let first_name = fields.first_name.parse(&self.first_name, &mut errors, Name::parse);
        let email = fields.email.parse(&self.email, &mut errors, Email::parse);
        let phone = fields.phone.parse(&self.phone, &mut errors, Phone::parse);
        let statuses = self.check_statuses(terms, &mut errors);
        let pupil = statuses.contains(EventAudience::Pupil);
        let age = if pupil { fields.age.parse(&self.age, &mut errors, Age::parse) } else { None };
        let guardian = match age {
            Some(age) if age.is_minor_under_15() => self.guardian.check(&fields.guardian, &mut errors),
            _ => None,
        };
        let group = if self.with_group { self.check_group(fields, terms, &mut errors) } else { None };
        match (last_name, first_name, email) {
            (Some(last_name), Some(first_name), Some(email)) if errors.is_empty() => {
                Ok(RegistrationDraft { last_name, first_name, email, phone, statuses, age, guardian, group })
            }
            _ => Err(errors),
        }
    }

    fn check_statuses(&self, terms: &Terms, errors: &mut Errors) -> AudienceSet<EventAudience> {
        let chosen: Vec<Option<EventAudience>> =
            self.statuses.iter().map(|slug| EventAudience::from_slug(slug)).collect();
        if chosen.is_empty() {
            errors.push(STATUSES.name, "Cochez au moins une case.");
        } else if !chosen.iter().all(|one| one.is_some_and(|one| terms.audiences.contains(one))) {
            errors.push(STATUSES.name, "Cette rencontre n’est pas ouverte à ce public.");
        }
        // What nobody may come as asks for nothing more.
        chosen.into_iter().flatten().filter(|one| terms.audiences.contains(*one)).collect()
    }

    fn check_group(&self, fields: &Fields, terms: &Terms, errors: &mut Errors) -> Option<Group> {
        let (largest, larger) = (terms.largest, fields.larger);
        let seats = HEAD_COUNT.required("Indiquez le nombre de personnes du groupe.").parse(
            &self.head_count,
            errors,
            |text| {
                whole(text, 2..=largest)
                    .ok_or_else(|| format!("Indiquez un nombre de personnes, de 2 à {largest}.{larger}"))
            },
        );
        let school = SCHOOL.required("Indiquez l’établissement ou la structure.").text(&self.school, errors);
        let level = LEVEL.required("Indiquez la classe ou le niveau.").text(&self.level, errors);
        let adults = match self.adults.trim() {
            "" => Some(0),
            _ => ADULTS.parse(&self.adults, errors, |text| {
                whole(text, 0..=30).ok_or("Indiquez un nombre d’accompagnateurs, de 0 à 30.")
            }),
        };
        Some(Group { seats: seats?, school: school?, level: level?, adults: adults? })
    }
}

fn whole(text: &str, range: std::ops::RangeInclusive<u32>) -> Option<u32> {
    let plain = text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|n| plain && range.contains(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms() -> Terms {
        Terms { audiences: EventAudience::ALL.iter().copied().collect(), largest: 60 }
    }

    #[test]
    fn what_is_stored_comes_back_as_it_was_typed() {
        let typed = RegistrationForm {
            last_name: "Bellanque".into(),
            first_name: "Inès".into(),
            email: "ines@example.org".into(),
            phone: "06 39 98 00 01".into(),
            statuses: vec!["eleve".into(), "enseignant".into()],
            age: "13".into(),
            guardian: GuardianForm {
                guardian_name: "Nadia Bellanque".into(),
                guardian_email: "nadia@example.org".into(),
                guardian_consent: true,
            },
            with_group: true,
            head_count: "25".into(),
            school: "Collège des Tilleuls".into(),
            level: "4e B".into(),
            adults: "2".into(),
        };
        let draft = typed.check(&BY_HAND, &terms()).unwrap();
        let again = RegistrationForm { phone: typed.phone.clone(), ..RegistrationForm::of(&draft) };
        assert_eq!(again.texts(), typed.texts());
        assert!(RegistrationForm::of(&draft).check(&BY_HAND, &terms()).is_ok());
    }

    #[test]
    fn each_voice_speaks_to_whoever_reads_it() {
        let pupil = RegistrationForm { statuses: vec!["eleve".into()], ..RegistrationForm::default() };
        let said = |fields| pupil.check(fields, &terms()).unwrap_err().of("age").unwrap().to_owned();
        assert!(said(&OWN).starts_with("Vous venez") && said(&BY_HAND).starts_with("La personne vient"));
        assert_eq!(BY_HAND.label("statuses"), Some("Statuts"));
    }
}
