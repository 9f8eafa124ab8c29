//! Sending a deposit back to its company: a partner asks for more, or gives it no follow-up.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::flash;
use crate::access::edit::{self, Denied};
use crate::access::{Partner, link};
use crate::accounts::store as accounts;
use crate::assignments::{self, Subject};
use crate::catalogue::By;
use crate::db::WriteTx;
use crate::deposits::DepositKind;
use crate::deposits::mail::Writing as Letter;
use crate::deposits::queue::{Line, Stage};
use crate::deposits::store::{self as deposits, queue};
use crate::deposits::view::answer::{self as view, AnswerModel, DEPOSIT, FORM, MESSAGE, OUTCOME, Outcome};
use crate::domain::UnpublishedReason;
use crate::extranet::editing::{Asking, NO_TICKET};
use crate::extranet::projects::{answered, done};
use crate::extranet::sent::{Button, Sent};
use crate::extranet::{conflict, not_yours};
use crate::form::Errors;
use crate::projects::JournalKind;
use crate::projects::store as projects;
use crate::ui::{self, Anchor, Tone, title_prefix};
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::manage as paths;
use crate::web::query::Query;
use crate::web::ticket::Ticket;
use crate::{events, offers, receipts};

/// The form.
pub async fn answering(
    path: paths::ProjectReturn,
    partner: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    let asking = Asking { now: app.clock.now(), app, who: partner };
    page(&asking, path.id, &query, View::default()).await
}

/// How the form stands.
#[derive(Default)]
struct View {
    errors: Errors,
    notice: Option<Markup>,
    ticket: Option<Ticket>,
}

/// The page, with what `texts` say of the deposit and of the answer.
async fn page(asking: &Asking, project: i64, texts: &Query, view: View) -> Result<Page, Error> {
    let (who, wanted) = (asking.who.clone(), texts.first(DEPOSIT).map(str::to_owned));
    let (line, mine) = asking
        .app
        .db
        .read(move |tx| {
            let lines = queue::of_project(tx, project)?;
            let line = chosen(lines, wanted.as_deref()).ok_or(Error::NotFound)?;
            Ok::<_, Error>((line, edit::may_edit_project(tx, &who, project)?))
        })
        .await?;
    let message = texts.raw(MESSAGE.name);
    if !mine {
        return Err(not_yours(line.manager.as_deref(), &written(message)).into());
    }
    if !line.stage.waits() {
        return Err(too_late(&line, message).into());
    }
    let ticket = view.ticket.unwrap_or_else(|| Ticket::issue(asking.now));
    let model = AnswerModel {
        line: &line,
        outcome: texts.raw(OUTCOME.name),
        message,
        errors: &view.errors,
        ticket: &ticket.text(&asking.app.key, FORM, &project.to_string()),
        notice: view.notice,
    };
    let title = format!("{}Renvoyer à l’entreprise", title_prefix(&view.errors));
    Ok(Page::private(title, view::page(&model)).nav(paths::Deposits::PATH))
}

/// The deposit that is asked for; the first that waits when none is.
fn chosen(lines: Vec<Line>, wanted: Option<&str>) -> Option<Line> {
    match wanted {
        Some(id) => lines.into_iter().find(|line| line.id.to_string() == id),
        None => {
            let waiting = lines.iter().position(|line| line.stage.waits()).unwrap_or_default();
            lines.into_iter().nth(waiting)
        }
    }
}

fn written(message: &str) -> [(&'static str, String); 1] {
    [(MESSAGE.label, message.to_owned())]
}

/// Said of what somebody has published or closed meanwhile; the message is given back.
fn too_late(line: &Line, message: &str) -> Page {
    let (title, why) = match line.stage {
        Stage::Published => (
            "Cette demande est déjà publiée",
            "Elle a paru sur le site\u{a0}: pour la retirer, ouvrez sa page.",
        ),
        Stage::Closed => (
            "Cette demande est déjà close",
            "L’entreprise sait qu’elle reste sans suite. Pour y revenir, publiez-la depuis sa page.",
        ),
        _ => ("Cette demande n’attend plus de réponse", "Elle a été traitée entre-temps."),
    };
    let typed = Some((MESSAGE.label, message)).filter(|_| !message.trim().is_empty());
    let content = html! {
        p { (why) }
        (ui::given_back("Rien n’a été envoyé.", typed.as_slice()))
    };
    let project = paths::Project { id: line.project }.to_string();
    conflict(title, content, Anchor { label: "Revenir au projet", href: &project })
}

/// What the form sends.
pub async fn answer(
    path: paths::ProjectReturn,
    partner: Partner,
    State(app): State<App>,
    request: Request,
) -> Result<Response, Error> {
    let sent = Sent::read(&app, request).await?;
    let asking = Asking { now: sent.now, app, who: partner };
    let texts = sent.texts();
    let ticket = sent.ticket(&asking.app.key, FORM, &path.id.to_string());
    let key = ticket.map(|ticket| sent.receipt_key(&ticket));
    if let Some(key) = key
        && let Some(answer) = answered(&asking.app, key, &sent).await?
    {
        return Ok(Redirect::to(&answer).into_response());
    }
    if sent.button() != Button::Save {
        let view = View { ticket, ..View::default() };
        return Ok(page(&asking, path.id, texts, view).await?.into_response());
    }
    let mut errors = Errors::default();
    let outcome = OUTCOME.parse(texts.raw(OUTCOME.name), &mut errors, |text| {
        Outcome::from_slug(text).ok_or("Choisissez l’une des deux réponses.")
    });
    let message = MESSAGE.text(texts.raw(MESSAGE.name), &mut errors);
    let (Some(outcome), Some(message), Some(key)) = (outcome, message, key) else {
        let notice = key.is_none().then(|| flash(Tone::Warn, NO_TICKET)).filter(|_| errors.is_empty());
        let view = View { errors, notice, ticket };
        let page = page(&asking, path.id, texts, view).await?;
        return Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
    };
    let deposit = texts.first(DEPOSIT).map(str::to_owned);
    let writing = Writing { asking: asking.clone(), project: path.id, deposit, outcome, message, key };
    let answer = asking.app.db.write(move |tx| writing.store(tx)).await?;
    Ok(Redirect::to(&answer).into_response())
}

/// An answer that lacks nothing.
struct Writing {
    asking: Asking,
    project: i64,
    deposit: Option<String>,
    outcome: Outcome,
    message: String,
    key: [u8; 32],
}

impl Writing {
    fn store(&self, tx: &WriteTx) -> Result<String, Error> {
        if let Some(answer) = receipts::find(tx, &self.key)? {
            return Ok(answer);
        }
        let Asking { who, now, .. } = &self.asking;
        let line =
            chosen(queue::of_project(tx, self.project)?, self.deposit.as_deref()).ok_or(Error::NotFound)?;
        match edit::project_edit(tx, who, self.project) {
            Err(Denied::NotYours(manager)) => {
                return Err(not_yours(manager.as_deref(), &written(&self.message)).into());
            }
            allowed => allowed?,
        };
        if !line.stage.waits() {
            return Err(too_late(&line, &self.message).into());
        }
        let (said, done_as) = match self.outcome {
            Outcome::Return => {
                deposits::send_back(tx, *now, line.id, &self.message)?;
                ("Complément demandé à l’entreprise", "renvoye")
            }
            Outcome::Close => {
                deposits::close(tx, *now, line.id, &self.message)?;
                self.take_off(tx, &line)?;
                ("Sans suite, dit à l’entreprise", "sans-suite")
            }
        };
        self.write_to_company(tx, line.id)?;
        let said = format!("{said}\u{a0}: {}", self.message);
        projects::note(tx, *now, self.project, Some(who.id()), JournalKind::Deposit, &said)?;
        assignments::store::acknowledge(tx, *now, Subject::Project(self.project), who.id())?;
        let answer = done(self.project, done_as);
        receipts::keep(tx, *now, &self.key, &answer)?;
        Ok(answer)
    }

    /// What waited for review never goes online by itself.
    fn take_off(&self, tx: &WriteTx, line: &Line) -> Result<(), Error> {
        let Asking { who, now, .. } = &self.asking;
        let by = By { user: Some(who.id()), now: *now };
        let reason = UnpublishedReason::ByHand;
        match (line.kind, line.item) {
            (DepositKind::Offer, Some(number)) => {
                offers::store::unpublish(tx, by, &edit::offer_edit(tx, who, number)?, reason)?;
            }
            (DepositKind::Event, Some(number)) => {
                events::store::unpublish(tx, by, &edit::event_edit(tx, who, number)?, reason)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn write_to_company(&self, tx: &WriteTx, id: i64) -> Result<(), Error> {
        let Asking { app, who, now } = &self.asking;
        let user = accounts::find(tx, who.id())?.ok_or(Error::NotFound)?;
        link::extend_deposit(tx, id, now.plus(deposits::FOLLOWED))?;
        for deposit in deposits::sent_in(tx, self.project)?.iter().filter(|deposit| deposit.id == id) {
            let (base_url, extranet) = (&app.base_url, app.extranet_url());
            let letter = Letter { site: &app.site, base_url, extranet, now: *now, deposit };
            match self.outcome {
                Outcome::Return => letter.returned(tx, &user, &self.message)?,
                Outcome::Close => letter.closed(tx, &user, &self.message)?,
            }
        }
        Ok(())
    }
}
