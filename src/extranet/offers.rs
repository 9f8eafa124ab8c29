//! The offers of partners: the page of one, and the form of a new one within the page of its project.

use axum::extract::{Request, State};
use axum::response::Response;
use maud::Markup;

use super::applicants;
use super::editing::{self, Asking, Edited};
use super::saving::{Done, Fate, tell_employer};
use super::sent::{self, Joined, Sent};
use crate::access::Partner;
use crate::access::edit::{Denied, OfferEdit, ProjectEdit, applicants_read, may_edit_offer, offer_edit};
use crate::assignments::{self, Subject};
use crate::catalogue::By;
use crate::catalogue::edit::{Head, Kind};
use crate::catalogue::form::{Chosen, Known, PUBLISH, Wanted};
use crate::catalogue::origin::Origin;
use crate::catalogue::store as catalogue;
use crate::clock::Now;
use crate::db::{self, ReadTx, WriteTx};
use crate::domain::{Number, PublicationState};
use crate::files::FileId;
use crate::form::{Errors, differences};
use crate::french;
use crate::mail::MailKind;
use crate::offers::edit::{self, EditModel};
use crate::offers::form::{self, OfferForm, OfferSaving};
use crate::offers::store::{self, StoredOffer};
use crate::offers::{PublicOffer, mail, view};
use crate::ui::Conflict;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::{OldOffer, manage as paths};
use crate::web::query::Query;
use crate::web::{App, download};

/// The offer.
pub async fn page(
    path: paths::Offer,
    who: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    let asking = Asking { now: app.clock.now(), app, who };
    editing::show::<OfferPage>(asking, path.number, Done::said(&query, "L’offre")).await
}

/// What its form sends.
pub async fn send(
    path: paths::Offer,
    who: Partner,
    State(app): State<App>,
    request: Request,
) -> Result<Response, Error> {
    editing::answer::<OfferPage>(app, who, path.number, request).await
}

/// Its document, online or not, for those who may change it.
pub async fn document(
    path: paths::OfferDocument,
    who: Partner,
    State(app): State<App>,
) -> Result<Response, Error> {
    let found = app
        .db
        .read(move |tx| {
            let mine = may_edit_offer(tx, &who, path.number)?;
            let offer = store::edit::read(tx, path.number)?.filter(|_| mine);
            Ok::<_, Denied>(offer.and_then(|offer| offer.document).filter(|file| file.id == path.file))
        })
        .await?;
    download::answer(&app.db, found.ok_or(Error::NotFound)?)
}

/// The form of an offer, with what its look-ups and its document stand for.
pub struct Opened {
    form: OfferForm,
    chosen: Chosen,
    joined: Joined,
}

impl Opened {
    /// The form of an offer to be written, as it is first shown.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn new(tx: &ReadTx, asking: &Asking, origin: &Origin) -> Result<Self, db::Error> {
        Self::of(tx, &asking.app, OfferForm::new(origin), Joined::default())
    }

    /// The form of an offer to be written, as somebody sent it.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn sent(tx: &ReadTx, asking: &Asking, sent: &Sent) -> Result<Self, db::Error> {
        let joined = sent.joined(tx, &asking.app.key, &asking.who, None)?;
        Self::of(tx, &asking.app, OfferForm::read(sent.texts()), joined)
    }

    fn of(tx: &ReadTx, app: &App, form: OfferForm, joined: Joined) -> Result<Self, db::Error> {
        let chosen = Chosen::read(tx, &form.occupation, &form.commune, &app.site.department_codes())?;
        Ok(Self { form, chosen, joined })
    }

    /// The fields of an offer to be written, without the form around them.
    pub fn fields(&self, app: &App, origin: &Origin, errors: &Errors) -> Markup {
        self.shown(app, origin, None, errors, edit::fields)
    }

    fn shown(
        &self,
        app: &App,
        origin: &Origin,
        number: Option<Number>,
        errors: &Errors,
        view: impl FnOnce(&EditModel<'_>) -> Markup,
    ) -> Markup {
        view(&EditModel {
            form: &self.form,
            errors,
            origin,
            chosen: &self.chosen,
            document: self.joined.kept.as_ref(),
            notice: &mail::published(number, origin, &app.site, &app.base_url),
        })
    }

    /// What may be stored.
    ///
    /// # Errors
    /// Every refusal.
    pub fn check(&self, now: Now, origin: &Origin) -> Result<OfferSaving, Errors> {
        self.check_as(&self.form, now, origin)
    }

    fn check_as(&self, form: &OfferForm, now: Now, origin: &Origin) -> Result<OfferSaving, Errors> {
        let known = Known { now, origin, chosen: &self.chosen };
        self.joined.checked(form.check(&known, self.joined.id()))
    }

    /// What visitors would see, whether or not the form asks to publish. `number` is the one it has, if it
    /// has one.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn preview(
        &self,
        tx: &ReadTx,
        now: Now,
        origin: &Origin,
        number: Option<Number>,
    ) -> Result<Result<PublicOffer, Errors>, db::Error> {
        let form = OfferForm { state: PUBLISH.to_owned(), ..self.form.clone() };
        match self.check_as(&form, now, origin) {
            Ok(OfferSaving { wanted: Wanted::Publish(offer), .. }) => {
                store::edit::preview(tx, now, origin, &offer, number).map(Ok)
            }
            Ok(_) => Ok(Err(Errors::default())),
            Err(errors) => Ok(Err(errors)),
        }
    }
}

/// Stores a new offer of a project, as its form asks for, with its document, its line of journal and its
/// mail; gives the address of its page.
///
/// # Errors
/// What SQLite says.
pub fn create_from_form(
    tx: &WriteTx,
    asking: &Asking,
    project: &ProjectEdit<'_>,
    opened: &Opened,
    saving: &OfferSaving,
) -> Result<String, db::Error> {
    let offer = store::create(tx, asking.now, project)?;
    let origin = catalogue::origin(tx, project.project())?;
    let permission = project.of_new_offer(offer.id);
    let writing = Writing { asking, permission, origin: &origin, number: offer.number, stored: None };
    let done = writing.write(tx, opened, saving)?;
    Ok(done.at(&paths::Offer { number: offer.number }.to_string()))
}

/// What is needed to write an offer.
struct Writing<'a> {
    asking: &'a Asking,
    permission: OfferEdit<'a>,
    origin: &'a Origin,
    number: Number,
    /// What it was before, if it is not new.
    stored: Option<&'a StoredOffer>,
}

impl Writing<'_> {
    /// Stores the offer, then tells the journal and the employer. Whoever saved has seen to it.
    fn write(&self, tx: &WriteTx, opened: &Opened, saving: &OfferSaving) -> Result<Done, db::Error> {
        let Asking { who, now, .. } = self.asking;
        self.store(tx, saving)?;
        opened.joined.replace(tx, self.stored.and_then(|offer| offer.document.as_ref()))?;
        let project = self.permission.project();
        let publish = matches!(saving.wanted, Wanted::Publish(_));
        let fate = Fate::of(self.stored.map(|offer| offer.state), publish);
        fate.note(tx, *now, project, who, &format!("Offre de stage {}", self.number.display_nbsp()))?;
        assignments::store::acknowledge(tx, *now, Subject::Project(project), who.id())?;
        Ok(Done { fate, mailed: saving.mail_employer && self.tell_employer(tx)?, told: 0, untold: 0 })
    }

    fn store(&self, tx: &WriteTx, saving: &OfferSaving) -> Result<(), db::Error> {
        let by = By { now: self.asking.now, user: Some(self.asking.who.id()) };
        match &saving.wanted {
            Wanted::Publish(offer) => store::publish(tx, by, &self.permission, offer),
            Wanted::Hold(draft) => store::hold(tx, by, &self.permission, draft),
        }
    }

    fn tell_employer(&self, tx: &WriteTx) -> Result<bool, db::Error> {
        let Asking { app, now, .. } = self.asking;
        let notice = mail::published(Some(self.number), self.origin, &app.site, &app.base_url);
        let version = self.stored.map_or(0, |offer| offer.version);
        let key = format!("{}:{version}", self.permission.offer());
        tell_employer(tx, *now, MailKind::OfferPublished, key, notice, self.origin)
    }
}

/// An offer that is stored, and whether whoever asks may change it.
pub struct OfferPage {
    offer: StoredOffer,
    mine: bool,
}

impl Edited for OfferPage {
    const FORM: &'static str = form::FORM;
    const KIND: &'static Kind = &edit::KIND;
    const LABEL: fn(&str) -> Option<&'static str> = form::label;
    type Opened = Opened;
    type Public = PublicOffer;

    fn read(tx: &ReadTx, asking: &Asking, number: Number) -> Result<Self, Denied> {
        let mine = may_edit_offer(tx, &asking.who, number)?;
        let offer = store::edit::read(tx, number)?.ok_or(Denied::Unknown)?;
        Ok(Self { offer, mine })
    }

    fn number(&self) -> Number {
        self.offer.number
    }

    fn mine(&self) -> Result<(), Denied> {
        if self.mine { Ok(()) } else { Err(Denied::NotYours(self.offer.origin.manager_name())) }
    }

    fn opened(&self, tx: &ReadTx, asking: &Asking, sent: Option<&Sent>) -> Result<Opened, db::Error> {
        let Asking { app, who, .. } = asking;
        let href = |file: FileId| paths::OfferDocument { number: self.offer.number, file }.to_string();
        let stored = sent::stored(&app.key, who, self.offer.document.as_ref(), href);
        match sent {
            Some(sent) => {
                let joined = sent.joined(tx, &app.key, who, stored.as_ref())?;
                Opened::of(tx, app, OfferForm::read(sent.texts()), joined)
            }
            None => Opened::of(tx, app, OfferForm::of(&self.offer), Joined::of(stored)),
        }
    }

    fn is_stale(&self, typed: &Opened) -> bool {
        typed.form.version != self.offer.version.to_string()
    }

    fn conflict(&self, app: &App, typed: &mut Opened, stored: &Opened) -> Conflict {
        typed.form.version = self.offer.version.to_string();
        Conflict {
            by: self.offer.updated_by.clone(),
            at: french::date_time_short(app.site.zone.local(self.offer.updated_at)),
            differences: differences(Self::rows(typed), Self::rows(stored)),
        }
    }

    fn preview(
        &self,
        tx: &ReadTx,
        asking: &Asking,
        typed: &Opened,
    ) -> Result<Result<PublicOffer, Errors>, db::Error> {
        typed.preview(tx, asking.now, &self.offer.origin, Some(self.offer.number))
    }

    fn public_page(app: &App, now: Now, public: &PublicOffer) -> Markup {
        view::page(public, &[], &app.site, now, &Self::direct_link(app, public.number))
    }

    fn document(typed: &Opened) -> &Joined {
        &typed.joined
    }

    fn save(&self, tx: &WriteTx, asking: &Asking, typed: &Opened) -> Result<Result<Done, Errors>, Denied> {
        let offer = &self.offer;
        let permission = offer_edit(tx, &asking.who, offer.number)?;
        // Ticked before anybody decided: it goes with what is put online, and only with that.
        let kept = offer.state == PublicationState::ToReview && typed.form.state != PUBLISH;
        let form = OfferForm { mail_employer: typed.form.mail_employer && !kept, ..typed.form.clone() };
        let saving = match typed.check_as(&form, asking.now, &offer.origin) {
            Ok(saving) => saving,
            Err(errors) => return Ok(Err(errors)),
        };
        let writing =
            Writing { asking, permission, origin: &offer.origin, number: offer.number, stored: Some(offer) };
        Ok(Ok(writing.write(tx, typed, &saving)?))
    }

    fn path(number: Number) -> String {
        paths::Offer { number }.to_string()
    }

    fn words(sent: &Sent) -> Vec<(&'static str, String)> {
        OfferForm::read(sent.texts()).rows(&Chosen::default())
    }

    fn people(&self, tx: &ReadTx, asking: &Asking) -> Result<Markup, Denied> {
        if !self.mine {
            return Ok(Markup::default());
        }
        let number = self.offer.number;
        let allowed = applicants_read(tx, &asking.who, number)?;
        Ok(applicants::section(tx, &asking.app, &asking.who, &allowed, number)?)
    }

    fn head(&self, now: Now) -> Head<'_> {
        edit::head(&self.offer, now)
    }

    fn direct_link(app: &App, number: Number) -> String {
        app.base_url.with(&OldOffer { number }.to_string())
    }

    fn fields(&self, app: &App, opened: &Opened, errors: &Errors) -> Markup {
        let offer = &self.offer;
        opened.shown(app, &offer.origin, Some(offer.number), errors, edit::fields)
    }

    fn rows(opened: &Opened) -> Vec<(&'static str, String)> {
        let mut rows = opened.form.rows(&opened.chosen);
        rows.push((form::DOCUMENT.label, opened.joined.name()));
        rows
    }
}
