//! A company asks for help, on one page.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::company::Shown;
use super::draft::{self, CompanyStep, Depositor};
use super::{private, start, view};
use crate::access::link;
use crate::clock::Now;
use crate::db::{self, WriteTx};
use crate::deposits::DepositKind;
use crate::domain::{Email, Token};
use crate::form::{Errors, Field, Input};
use crate::receipts;
use crate::ui::{self, Tone, title_prefix};
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::deposit as paths;
use crate::web::query::{Form, Query};
use crate::web::ticket::{self, Gate, Ticket};

/// Name of the form, signed in its ticket.
const FORM: &str = "help";

/// « Sa demande ».
const REQUEST: Field = Field::new("request", "Votre demande")
    .required("Dites-nous en quelques mots ce que vous aimeriez faire.")
    .hint("Par exemple\u{a0}: accueillir un collégien une semaine, ouvrir l’atelier à une classe")
    .length(0, 5000)
    .input(Input::Multiline(5));

/// When to call back.
const CALL_BACK: Field = Field::new("call_back", "Quand vous rappeler\u{202f}?")
    .hint("Facultatif. Par exemple\u{a0}: le matin, sauf le mercredi")
    .length(0, 200);

/// What was typed.
struct Typed {
    step: CompanyStep,
    request: String,
    call_back: String,
}

impl Typed {
    fn read(texts: &Query) -> Self {
        Self {
            step: CompanyStep::read(texts),
            request: texts.raw(REQUEST.name).to_owned(),
            call_back: texts.raw(CALL_BACK.name).to_owned(),
        }
    }
}

/// The empty form.
pub async fn form(_: paths::Help, State(app): State<App>) -> Page {
    let typed = Typed::read(&Query::default());
    Page {
        indexed: true,
        canonical: Some(app.base_url.with(paths::Help::PATH)),
        description: Some(view::summary(DepositKind::Help).to_owned()),
        ..page(&app, &typed, &Shown::default(), &Errors::default(), None, Ticket::issue(app.clock.now()))
    }
}

fn label(name: &str) -> Option<&'static str> {
    [&REQUEST, &CALL_BACK]
        .into_iter()
        .find(|field| field.name == name)
        .map(|field| field.label)
        .or_else(|| draft::company_label(DepositKind::Help, name))
}

fn page(
    app: &App,
    typed: &Typed,
    shown: &Shown,
    errors: &Errors,
    notice: Option<&str>,
    ticket: Ticket,
) -> Page {
    let main = html! {
        div class="wrap" {
            div class="narrow stack deposit" {
                (ui::page_head("Demander un accompagnement", html! {
                    p class="lead" { "Un conseiller vous rappelle, et vous aide à écrire une offre de stage ou à préparer une rencontre." }
                }))
                (ui::summary(errors, label))
                @if let Some(notice) = notice {
                    div id="message-formulaire" tabindex="-1" autofocus[errors.is_empty()] {
                        (ui::notice(Tone::Warn, html! { p role="alert" { (notice) } }))
                    }
                }
                form class="form wide-form" id="depot" method="post" action=(paths::Help) novalidate {
                    (ui::enter_continues())
                    (ui::required_note())
                    (ticket::fields(&ticket.text(&app.key, FORM, "")))
                    (view::company_fields(DepositKind::Help, &typed.step, shown, errors))
                    (demand(typed, errors))
                    (ui::submit("Envoyer ma demande"))
                }
                (view::notice(DepositKind::Help, &app.site))
            }
        }
    };
    private(format!("{}Demander un accompagnement", title_prefix(errors)), main)
}

fn demand(typed: &Typed, errors: &Errors) -> Markup {
    html! {
        section class="form-part" aria-labelledby="partie-demande" {
            h2 id="partie-demande" { "Votre demande" }
            (ui::field(&REQUEST, &typed.request, errors))
            (ui::field(&CALL_BACK, &typed.call_back, errors))
        }
    }
}

/// What the form sends.
pub async fn send(_: paths::Help, State(app): State<App>, Form(texts): Form) -> Result<Response, Error> {
    let now = app.clock.now();
    let typed = Typed::read(&texts);
    let gate = Gate::read(&app, now, FORM, "", &texts);
    let mut names = draft::company_names();
    names.extend([REQUEST.name, CALL_BACK.name]);
    let fields = draft::only(&texts, &names);
    let key = gate.receipt_key(fields.pairs().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]));
    let shared = app.clone();
    if let Some(token) = app.db.read(move |tx| start::answered(tx, &shared, &key)).await? {
        return Ok(Redirect::to(&paths::Deposit { token }.to_string()).into_response());
    }
    let (step, searched) = (typed.step.clone(), CompanyStep::is_sought(&texts));
    let mut errors = Errors::default();
    let request = REQUEST.text(&typed.request, &mut errors);
    let call_back = CALL_BACK.text(&typed.call_back, &mut errors);
    let others = errors.clone();
    let (shown, checked) = app
        .db
        .read(move |tx| {
            let mut errors = Errors::default();
            let depositor = step.check_company(tx, &mut errors)?;
            let contact = step.check_contact(DepositKind::Help, &mut errors);
            others.iter().for_each(|error| errors.push(error.field, error.message.clone()));
            let checked = match (depositor, contact.email) {
                (Some(depositor), Some(email)) if errors.is_empty() => Ok((depositor, email)),
                _ => Err(errors),
            };
            Ok::<_, db::Error>((Shown::read(tx, &step, searched)?, checked))
        })
        .await?;
    let again = gate.again(now);
    if searched {
        return Ok(page(&app, &typed, &shown, &Errors::default(), None, again).into_response());
    }
    let (depositor, email) = match (checked, gate.refusal()) {
        (Ok(checked), None) => checked,
        (checked, notice) => {
            let errors = checked.err().unwrap_or_default();
            let page = page(&app, &typed, &shown, &errors, notice, again);
            return Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
        }
    };
    let mut request = request.unwrap_or_default();
    if let Some(call_back) = call_back {
        request.push_str(&format!("\n\nÀ rappeler\u{a0}: {call_back}"));
    }
    let writing = Writing { depositor, email, fields, step: typed.step, request, key };
    let shared = app.clone();
    let token = app.db.write(move |tx| writing.store(tx, &shared, now)).await?;
    Ok(Redirect::to(&paths::Deposit { token }.to_string()).into_response())
}

/// A request that lacks nothing.
struct Writing {
    depositor: Depositor,
    email: Email,
    fields: Query,
    step: CompanyStep,
    request: String,
    key: [u8; 32],
}

impl Writing {
    fn store(self, tx: &WriteTx, app: &App, now: Now) -> Result<Token, Error> {
        if let Some(token) = start::answered(tx, app, &self.key)? {
            return Ok(token);
        }
        let (link, token) = start::begin(tx, app, now, DepositKind::Help, &self.email, &self.fields)?;
        let allowed = link::deposit_edit(tx, &token, now)?;
        let deposit = crate::deposits::store::read(tx, &allowed)?;
        super::review::ask_for_help(
            tx,
            app,
            now,
            &allowed,
            &deposit,
            &self.step,
            &self.depositor,
            &self.request,
        )?;
        receipts::keep(tx, now, &self.key, &link.to_string())?;
        Ok(token)
    }
}
