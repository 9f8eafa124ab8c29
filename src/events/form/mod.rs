//! The form by which a partner writes an event: its fields, and what becomes of them.

mod fields;
mod words;

use time::PrimitiveDateTime;

use super::EventKind;
use super::draft::{CheckedEvent, EventDraft};
use super::store::StoredEvent;
use crate::accounts::Assignable;
use crate::catalogue::PublicContact;
use crate::catalogue::form::{
    Choosing, ContactForm, HOLD, Known, PUBLISH, Wanted, check_audiences, check_mail, check_state, slugs,
    wanted, whole,
};
use crate::catalogue::lookups::{COMMUNE_NAME, OCCUPATION_NAME};
use crate::catalogue::origin::Origin;
use crate::domain::{EventAudience, PublicationState, parse_date, parse_minutes, parse_time};
use crate::files::FileId;
use crate::form::{Errors, Field};
use crate::french;
use crate::web::query::Query;

pub use fields::*;

/// Most people that one event may welcome.
const CAPACITY_MAX: u32 = 5000;

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventForm {
    /// See [`AUDIENCES`].
    pub audiences: Vec<String>,
    /// See [`KIND`].
    pub kind: String,
    /// See [`KIND_DETAIL`].
    pub kind_detail: String,
    /// See [`CAPACITY`].
    pub capacity: String,
    /// See [`DATE`].
    pub date: String,
    /// See [`TIME`].
    pub time: String,
    /// See [`DURATION`].
    pub duration: String,
    /// See [`OCCUPATION`].
    pub occupation: Choosing,
    /// See [`DESCRIPTION`].
    pub description: String,
    /// See [`VENUE`].
    pub venue: String,
    /// See [`COMMUNE`].
    pub commune: Choosing,
    /// See [`COMPANY_RECEIVES`].
    pub company_receives: String,
    /// See [`REGISTRAR`].
    pub registrar: String,
    /// The block that visitors see.
    pub contact: ContactForm,
    /// See [`STATE`].
    pub state: String,
    /// See [`TELL_REGISTERED`].
    pub tell_registered: bool,
    /// See [`MAIL_EMPLOYER`].
    pub mail_employer: bool,
    /// See [`VERSION`].
    pub version: String,
}

/// What is known when the form is checked, besides what was typed.
#[derive(Debug, Clone, Copy)]
pub struct EventKnown<'a> {
    /// What offers need too.
    pub known: Known<'a>,
    /// The event as it is stored, if it is.
    pub stored: Option<&'a StoredEvent>,
    /// Who may receive the registrations.
    pub registrars: &'a [Assignable],
}

/// What a form that holds asks for.
#[derive(Debug, Clone)]
pub struct EventSaving {
    /// The event, and whether it is to be online.
    pub wanted: Wanted<EventDraft, CheckedEvent>,
    /// Whether the employer is told.
    pub mail_employer: bool,
    /// Whether those who registered are told of another date or place.
    pub tell_registered: bool,
}

impl EventSaving {
    /// What will be stored.
    pub fn draft(&self) -> &EventDraft {
        match &self.wanted {
            Wanted::Publish(event) => event.draft(),
            Wanted::Hold(draft) => draft,
        }
    }
}

impl EventForm {
    /// Takes what was typed from a request.
    pub fn read(texts: &Query) -> Self {
        let text = |field: &Field| texts.raw(field.name).to_owned();
        let ticked = |field: &Field| !texts.raw(field.name).is_empty();
        Self {
            audiences: texts.all(AUDIENCES.name).map(str::to_owned).collect(),
            kind: text(&KIND),
            kind_detail: text(&KIND_DETAIL),
            capacity: text(&CAPACITY),
            date: text(&DATE),
            time: text(&TIME),
            duration: text(&DURATION),
            occupation: Choosing::occupation(texts),
            description: text(&DESCRIPTION),
            venue: text(&VENUE),
            commune: Choosing::commune(texts),
            company_receives: text(&COMPANY_RECEIVES),
            registrar: text(&REGISTRAR),
            contact: ContactForm::read(texts),
            state: text(&STATE),
            tell_registered: ticked(&TELL_REGISTERED),
            mail_employer: ticked(&MAIL_EMPLOYER),
            version: text(&VERSION),
        }
    }

    /// What it says, as a request would hold it, but for whom to write to and whether it is online.
    pub fn fields(&self) -> Query {
        let mut fields = Query::default();
        let mut push = |field: &Field, value: &str| fields.push_raw(field.name, value.to_owned());
        self.audiences.iter().for_each(|audience| push(&AUDIENCES, audience));
        push(&KIND, &self.kind);
        push(&KIND_DETAIL, &self.kind_detail);
        push(&CAPACITY, &self.capacity);
        push(&DATE, &self.date);
        push(&TIME, &self.time);
        push(&DURATION, &self.duration);
        push(&DESCRIPTION, &self.description);
        push(&VENUE, &self.venue);
        push(&COMPANY_RECEIVES, &self.company_receives);
        fields.push_raw(OCCUPATION_NAME, self.occupation.value.clone());
        fields.push_raw(COMMUNE_NAME, self.commune.value.clone());
        fields
    }

    /// An event to be written, for this project, by the user of this row.
    pub fn new(origin: &Origin, me: i64) -> Self {
        Self {
            kind: EventKind::Visit.slug().to_owned(),
            commune: Choosing::of(origin.company.commune.as_str()),
            company_receives: YES.to_owned(),
            registrar: me.to_string(),
            contact: ContactForm::prefilled(origin),
            state: HOLD.to_owned(),
            ..Self::default()
        }
    }

    /// An event as it is stored; `me` is who is proposed where the company receives the registrations.
    /// Those who registered are told of what changes for them, nobody else by default, but for the
    /// company whose deposit is about to go online.
    pub fn of(event: &StoredEvent, me: i64) -> Self {
        let draft = &event.draft;
        Self {
            audiences: slugs(draft.audiences),
            kind: draft.kind.slug().to_owned(),
            kind_detail: draft.kind_detail.clone().unwrap_or_default(),
            capacity: draft.capacity.map(|capacity| capacity.to_string()).unwrap_or_default(),
            date: draft.starts.map(|starts| french::iso(starts.date())).unwrap_or_default(),
            time: draft.starts.map(|starts| french::clock(starts.time())).unwrap_or_default(),
            duration: draft.duration.map(french::duration_minutes).unwrap_or_default(),
            occupation: Choosing::of(draft.occupation.as_deref().unwrap_or_default()),
            description: draft.description.clone(),
            venue: draft.venue.clone().unwrap_or_default(),
            commune: Choosing::of(draft.commune.as_str()),
            company_receives: if draft.registrar.is_some() { NO } else { YES }.to_owned(),
            registrar: draft.registrar.unwrap_or(me).to_string(),
            contact: ContactForm::of(&draft.contact),
            state: if event.state.is_published() { PUBLISH } else { HOLD }.to_owned(),
            tell_registered: true,
            mail_employer: event.state == PublicationState::ToReview && event.origin.contact.email.is_some(),
            version: event.version.to_string(),
        }
    }

    /// What would tell who the employer is, although it is masked.
    pub fn leaks(&self, origin: &Origin) -> Vec<String> {
        let contact = self.contact.check(&mut Errors::default());
        origin.leaks(&contact, &self.public_texts())
    }

    fn public_texts(&self) -> [(&'static str, &str); 3] {
        [
            (KIND_DETAIL.label, &self.kind_detail),
            (DESCRIPTION.label, &self.description),
            (VENUE.label, &self.venue),
        ]
    }

    /// Checks everything, and gives what may be stored, with the document that the form holds.
    ///
    /// # Errors
    /// Every refusal, in the order of the page.
    pub fn check(&self, known: &EventKnown<'_>, document: Option<FileId>) -> Result<EventSaving, Errors> {
        let mut errors = Errors::default();
        let publish = self.state == PUBLISH;
        let draft = self.draft(known, publish, &mut errors).map(|draft| EventDraft { document, ..draft });
        check_state(&STATE, &self.state, &mut errors);
        check_mail(self.mail_employer, publish, known.known.origin, &mut errors);
        let wanted = match (draft, publish) {
            (Some(draft), false) if errors.is_empty() => Wanted::Hold(draft),
            (Some(draft), true) if errors.is_empty() => {
                Wanted::Publish(draft.check().map_err(|_| incomplete())?)
            }
            _ => return Err(errors),
        };
        Ok(EventSaving { wanted, mail_employer: self.mail_employer, tell_registered: self.tell_registered })
    }

    /// None only when something was refused.
    fn draft(&self, known: &EventKnown<'_>, publish: bool, errors: &mut Errors) -> Option<EventDraft> {
        let (origin, chosen) = (known.known.origin, known.known.chosen);
        let audiences = check_audiences::<EventAudience>(&self.audiences, publish, errors);
        let kind = self.check_kind(errors);
        let kind_detail = self.check_kind_detail(kind, publish, errors);
        let capacity = self.check_capacity(known.stored, publish, errors);
        let relied_on = known.stored.is_some_and(|event| event.registrations > 0);
        let starts = self.check_starts(known, publish, relied_on, errors);
        let duration = kept(&DURATION, publish, relied_on).parse(&self.duration, errors, parse_minutes);
        let occupation = chosen.check_occupation(&self.occupation, errors);
        let description = wanted(&DESCRIPTION, publish).text(&self.description, errors).unwrap_or_default();
        let venue = VENUE.text(&self.venue, errors);
        let commune = chosen.check_commune(&self.commune, origin, errors);
        let registrar = self.check_registrar(known.registrars, errors);
        let contact = self.check_contact(origin, publish, registrar.is_none(), errors);
        Some(EventDraft {
            audiences,
            kind: kind?,
            kind_detail,
            occupation,
            description,
            starts,
            duration,
            capacity,
            venue,
            commune,
            document: None,
            contact,
            registrar,
        })
    }

    fn check_kind(&self, errors: &mut Errors) -> Option<EventKind> {
        let kind = kind_of(&self.kind);
        if kind.is_none() {
            errors.push(KIND.name, "Choisissez le type de rencontre.");
        }
        kind
    }

    /// What « Autre » is; under another kind it says nothing and is not kept.
    fn check_kind_detail(
        &self,
        kind: Option<EventKind>,
        publish: bool,
        errors: &mut Errors,
    ) -> Option<String> {
        let needed = KIND_DETAIL.required("Vous avez choisi «\u{a0}Autre\u{a0}»\u{a0}: précisez.");
        match kind {
            Some(EventKind::Other) => wanted(&needed, publish).text(&self.kind_detail, errors),
            _ => None,
        }
    }

    /// Never under the number of those who registered.
    fn check_capacity(
        &self,
        stored: Option<&StoredEvent>,
        publish: bool,
        errors: &mut Errors,
    ) -> Option<u32> {
        let capacity = wanted(&CAPACITY, publish).parse(&self.capacity, errors, parse_capacity);
        let (taken, extra) = stored.map_or((0, 0), |event| (event.seats_taken, event.extra_seats));
        if capacity.unwrap_or(0) + extra < taken && errors.of(CAPACITY.name).is_none() {
            let registered = french::count(taken.into(), "personne est inscrite", "personnes sont inscrites");
            errors.push(
                CAPACITY.name,
                format!("{registered}\u{a0}: le maximum ne peut pas être inférieur à {}.", taken - extra),
            );
        }
        capacity
    }

    /// A day and an hour, both or none; what has passed is not published. What is online and has just
    /// started may still be corrected, without another date.
    fn check_starts(
        &self,
        known: &EventKnown<'_>,
        publish: bool,
        relied_on: bool,
        errors: &mut Errors,
    ) -> Option<PrimitiveDateTime> {
        let both = publish || !self.date.trim().is_empty() || !self.time.trim().is_empty();
        let date = kept(&DATE, both, relied_on).parse(&self.date, errors, parse_date);
        let time = kept(&TIME, both, relied_on).parse(&self.time, errors, parse_time);
        let now = known.known.now;
        let online = known.stored.filter(|event| event.state.is_published());
        let stored = online.and_then(|event| event.draft.starts);
        let starts = time.and_then(|time| Some(PrimitiveDateTime::new(date?, time)));
        let unchanged = stored.is_some() && starts == stored;
        // A day that has passed is said whatever the hour, even one that is missing.
        let too_late = match (date, starts) {
            (Some(date), _) if date < now.today() => Some(&DATE),
            (_, Some(starts)) if starts <= now.local => Some(&TIME),
            _ => None,
        };
        if let Some(field) = too_late.filter(|_| publish && !unchanged) {
            errors.push(field.name, "La rencontre doit commencer plus tard que maintenant.");
        }
        starts
    }

    /// The user who receives the registrations; none when the company does.
    fn check_registrar(&self, registrars: &[Assignable], errors: &mut Errors) -> Option<i64> {
        match self.company_receives.as_str() {
            YES => None,
            NO => REGISTRAR.parse(&self.registrar, errors, |text| {
                let known = registrars.iter().find(|registrar| registrar.id.to_string() == text);
                known
                    .map(|registrar| registrar.id)
                    .ok_or("Cette personne n’a pas de compte actif\u{a0}: choisissez quelqu’un d’autre.")
            }),
            _ => {
                errors.push(COMPANY_RECEIVES.name, "Choisissez «\u{a0}Oui\u{a0}» ou «\u{a0}Non\u{a0}».");
                None
            }
        }
    }

    /// A company that receives the registrations names somebody.
    fn check_contact(
        &self,
        origin: &Origin,
        publish: bool,
        company: bool,
        errors: &mut Errors,
    ) -> PublicContact {
        if publish && company && self.company_receives == YES {
            CONTACT_NAME.text(&self.contact.contact_name, errors);
        }
        if publish {
            self.contact.check_leaks(&self.leaks(origin), errors);
        }
        self.contact.check(errors)
    }
}

fn parse_capacity(text: &str) -> Result<u32, String> {
    whole(text, 1..=CAPACITY_MAX)
        .ok_or_else(|| format!("Indiquez un nombre de personnes, de 1 à {CAPACITY_MAX}."))
}

/// The field as « Publier » wants it, or as a draft may leave it; but those who registered are not left
/// without a date, which no mail could tell them.
fn kept(field: &Field, publish: bool, relied_on: bool) -> Field {
    if relied_on && !publish {
        return field.required("Des personnes sont inscrites\u{a0}: ne laissez pas ce champ vide.");
    }
    wanted(field, publish)
}

fn kind_of(slug: &str) -> Option<EventKind> {
    EventKind::ALL.iter().copied().find(|kind| kind.slug() == slug)
}

/// What no field was found guilty of.
fn incomplete() -> Errors {
    let mut errors = Errors::default();
    errors.push(STATE.name, "Cette rencontre n’est pas complète\u{a0}: elle ne peut pas être publiée.");
    errors
}

#[cfg(test)]
mod tests;
