//! The pages of a deposit.

use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::company::{FROM_REVIEW, Shown};
use super::draft::{BY_HAND, COMPANY, COMPANY_SEARCH, CompanyStep, Item, ItemStep, REQUEST, company_label};
use crate::catalogue::edit::KeptDocument;
use crate::catalogue::form as catalogue;
use crate::catalogue::lookups::MOST;
use crate::catalogue::origin::{self, Origin};
use crate::companies::Company;
use crate::companies::form as company_form;
use crate::companies::query::{CompanyQuery, LEAST};
use crate::deposits::DepositKind;
use crate::domain::{Sector, Token};
use crate::events::edit as event_edit;
use crate::events::form as event_form;
use crate::files::FileInfo;
use crate::form::{Difference, Errors};
use crate::french;
use crate::offers::edit as offer_edit;
use crate::site::Site;
use crate::ui::{self, Choice, Conflict, Match, Matches, Tone};
use crate::web::paths::Privacy;
use crate::web::paths::deposit as paths;
use crate::web::query::Query;

/// Hidden field that says which version of the offer or event was shown, once a partner changed it.
pub const SEEN: &str = "vu";

/// Name of the button that goes back to the step before, once what was typed is kept.
pub const BACK: &str = "retour";

/// Title of the pages of a kind.
pub fn title(kind: DepositKind) -> &'static str {
    match kind {
        DepositKind::Offer => "Déposer une offre de stage",
        DepositKind::Event => "Proposer une rencontre",
        DepositKind::Help => "Demander un accompagnement",
    }
}

/// What a search engine says of the first page.
pub fn summary(kind: DepositKind) -> &'static str {
    match kind {
        DepositKind::Offer => "Déposez une offre de stage en trois étapes, sans créer de compte.",
        DepositKind::Event => {
            "Proposez une visite d’entreprise ou un rendez-vous métier, sans créer de compte."
        }
        DepositKind::Help => {
            "Un conseiller vous aide à écrire une offre de stage ou à préparer une rencontre."
        }
    }
}

fn head(kind: DepositKind, step: u8, name: &str) -> Markup {
    ui::page_head(title(kind), html! { (ui::step(step, 3, name)) })
}

/// The first step.
pub struct CompanyModel<'a> {
    /// What is deposited.
    pub kind: DepositKind,
    /// Where the form is sent.
    pub action: &'a str,
    /// What was typed.
    pub step: &'a CompanyStep,
    /// What the look-up shows.
    pub shown: &'a Shown,
    /// What is to be put right.
    pub errors: &'a Errors,
    /// Why the form came back, when no field is at fault.
    pub notice: Option<&'a str>,
    /// What another browser stored meanwhile.
    pub conflict: Option<&'a Conflict>,
    /// Ticket, version, way.
    pub hidden: Markup,
    /// The page before.
    pub back: String,
    /// Whether the company may still be chosen.
    pub first: bool,
}

/// The page of the first step.
pub fn company_page(model: &CompanyModel<'_>, site: &Site) -> Markup {
    let CompanyModel { kind, step, errors, .. } = model;
    html! {
        div class="wrap" {
            div class="narrow stack deposit" {
                (head(*kind, 1, "Votre entreprise"))
                (ui::summary(errors, |name| company_label(*kind, name)))
                @if let Some(notice) = model.notice {
                    div id="message-formulaire" tabindex="-1" autofocus[errors.is_empty()] {
                        (ui::notice(Tone::Warn, html! { p role="alert" { (notice) } }))
                    }
                }
                @if let Some(conflict) = model.conflict { (ui::conflict(conflict)) }
                form class="form wide-form" id="depot" method="post" action=(model.action) novalidate {
                    (ui::enter_continues())
                    (ui::required_note())
                    (model.hidden)
                    @if model.first {
                        (company_fields(*kind, step, model.shown, errors))
                    } @else {
                        p class="hint" { "Votre demande est déjà rattachée à votre entreprise. Pour en changer, dites-le à l’étape suivante." }
                        (contact_fields(*kind, step, errors))
                    }
                    div class="save-bar" {
                        button class="button" id="envoyer" type="submit" { "Continuer" }
                        a class="button quiet" id="retour" href=(model.back) { "Retour" }
                    }
                }
                (notice(*kind, site))
            }
        }
    }
}

/// Which company, and whom to ask for.
pub fn company_fields(kind: DepositKind, step: &CompanyStep, shown: &Shown, errors: &Errors) -> Markup {
    html! {
        (which_company(step, shown, errors))
        (contact_fields(kind, step, errors))
    }
}

fn which_company(step: &CompanyStep, shown: &Shown, errors: &Errors) -> Markup {
    let details = shown.found.as_ref().map(|(_, found)| details(found)).unwrap_or_default();
    let matches = shown.found.as_ref().map(|(_, found)| list(found, &details)).unwrap_or_default();
    let chosen_detail = shown.chosen.as_ref().map(detail).unwrap_or_default();
    html! {
        div class="company-choice stack" {
            (ui::lookup(
                &ui::Lookup {
                    field: &COMPANY_SEARCH,
                    name: COMPANY,
                    search_href: paths::Search::PATH,
                    typed: &step.search,
                    chosen: shown.chosen.as_ref().zip(Some(&step.choice)).map(|(company, choice)| Match {
                        value: choice,
                        label: &company.name,
                        detail: &chosen_detail,
                    }),
                    none_label: None,
                    matches: found_as(shown.found.as_ref(), &matches),
                    sought: shown.sought,
                },
                errors,
            ))
            label class="check" {
                input type="radio" id="entreprise-autre" name=(COMPANY) value=(BY_HAND) checked[step.choice == BY_HAND];
                span { "Mon entreprise n’est pas dans la liste" }
            }
            div class="by-hand stack" { (by_hand(step, errors)) }
        }
    }
}

/// A company entered by hand: its site is asked for with the contact.
fn by_hand(step: &CompanyStep, errors: &Errors) -> Markup {
    let typed = &step.company;
    let sectors: Vec<Choice> = std::iter::once(("", "Choisissez"))
        .chain(Sector::ALL.iter().map(|sector| (sector.slug(), sector.label())))
        .map(|(value, label)| Choice { value, label, checked: typed.sector == value, count: None })
        .collect();
    html! {
        (ui::field(&company_form::NAME, &typed.name, errors))
        (ui::field(&company_form::NUMBER, &typed.number, errors))
        (ui::select(&company_form::SECTOR, &sectors, errors))
        (ui::field(&company_form::STREET, &typed.street, errors))
        (ui::field(&company_form::POSTAL_CODE, &typed.postal_code, errors))
        (ui::field(&company_form::COMMUNE, &typed.commune, errors))
    }
}

/// Whom to ask for; what few companies fill in is folded.
fn contact_fields(kind: DepositKind, step: &CompanyStep, errors: &Errors) -> Markup {
    let contact = &step.contact;
    let name = match kind {
        DepositKind::Event => event_form::CONTACT_NAME,
        _ => catalogue::CONTACT_NAME,
    };
    let more = [
        (catalogue::TRADE_NAME, &contact.trade_name),
        (catalogue::OTHER_PHONE, &contact.other_phone),
        (catalogue::WEBSITE, &contact.website),
    ];
    let open = more.iter().any(|(field, text)| !text.is_empty() || errors.of(field.name).is_some());
    html! {
        section class="form-part" aria-labelledby="partie-contact" {
            h2 id="partie-contact" { "Vos coordonnées" }
            p class="hint" {
                @match kind {
                    DepositKind::Help => "Pour vous répondre. Elles ne paraissent nulle part.",
                    _ => "Elles paraîtront avec votre annonce, une fois relue. L’adresse reçoit aussi votre brouillon et les réponses.",
                }
            }
            (ui::field(&name.autocomplete("name"), &contact.contact_name, errors))
            (ui::field(&catalogue::PHONE.autocomplete("tel"), &contact.phone, errors))
            (ui::field(&catalogue::EMAIL.autocomplete("email"), &contact.email, errors))
            @if kind != DepositKind::Help {
                details class="more-fields" open[open] {
                    summary { "Nom commercial, autre téléphone, site internet" }
                    div class="stack" {
                        @for (field, text) in &more { (ui::field(field, text, errors)) }
                    }
                }
            }
        }
    }
}

fn detail(company: &Company) -> String {
    match (&company.siret, &company.siren) {
        (Some(siret), _) => format!("{} · SIRET {}", company.commune, siret.display()),
        (None, Some(siren)) => format!("{} · SIREN {}", company.commune, siren.display()),
        (None, None) => company.commune.clone(),
    }
}

fn details(found: &[Company]) -> Vec<(String, String)> {
    found.iter().map(|company| (company.id.to_string(), detail(company))).collect()
}

fn list<'a>(found: &'a [Company], details: &'a [(String, String)]) -> Vec<Match<'a>> {
    found
        .iter()
        .zip(details)
        .take(MOST)
        .map(|(company, (id, detail))| Match { value: id, label: &company.name, detail })
        .collect()
}

fn found_as<'a>(found: Option<&(CompanyQuery, Vec<Company>)>, matches: &'a [Match<'a>]) -> Matches<'a> {
    match found {
        None => Matches::Idle,
        Some((CompanyQuery::TooShort, _)) => Matches::TooShort(LEAST),
        Some((CompanyQuery::Wrong(why), _)) => Matches::Said(why),
        Some((_, companies)) if companies.is_empty() => Matches::Said(
            "Aucune entreprise connue ne correspond. Cochez «\u{a0}Mon entreprise n’est pas dans la liste\u{a0}».",
        ),
        Some((_, companies)) => Matches::Found(matches, companies.len() > MOST),
    }
}

/// What htmx asks for while one types.
pub fn company_matches(found: Option<&(CompanyQuery, Vec<Company>)>) -> Markup {
    let details = found.map(|(_, found)| details(found)).unwrap_or_default();
    let matches = found.map(|(_, found)| list(found, &details)).unwrap_or_default();
    ui::matches(COMPANY, &found_as(found, &matches))
}

/// The second step.
pub struct ItemModel<'a> {
    /// Where the form is sent.
    pub action: &'a str,
    /// What is deposited.
    pub kind: DepositKind,
    /// What was typed.
    pub step: &'a ItemStep,
    /// The document that it holds.
    pub document: Option<&'a FileInfo>,
    /// What is to be put right.
    pub errors: &'a Errors,
    /// What another browser stored meanwhile.
    pub conflict: Option<&'a Conflict>,
    /// Version, way.
    pub hidden: Markup,
    /// « Un mot… ».
    pub request: &'a str,
    /// What a partner asks for, when the company corrects what it sent.
    pub asked: Option<&'a str>,
}

/// The page of the second step.
pub fn item_page(model: &ItemModel<'_>, origin: &Origin) -> Markup {
    let errors = model.errors;
    let kept = model.document.map(|info| KeptDocument {
        info: info.clone(),
        token: info.id.as_str().to_owned(),
        href: None,
    });
    let name = if model.kind == DepositKind::Event { "La rencontre" } else { "L’offre de stage" };
    html! {
        div class="wrap" {
            div class="narrow stack deposit" {
                (head(model.kind, 2, name))
                p class="soft" { (french::typo(&origin.company.name)) }
                (ui::summary(errors, |name| item_label(model.step, name)))
                @if let Some(conflict) = model.conflict { (ui::conflict(conflict)) }
                @if let Some(asked) = model.asked {
                    (ui::notice(Tone::Info, html! {
                        p { strong { "On vous demande de compléter votre demande\u{a0}:" } }
                        (ui::prose(asked))
                    }))
                }
                form class="form wide-form" id="depot" method="post" enctype="multipart/form-data" action=(model.action) novalidate {
                    (ui::enter_continues())
                    (ui::required_note())
                    (model.hidden)
                    @match &model.step.item {
                        Item::Offer(form) => (offer_edit::detail(form, &model.step.chosen, kept.as_ref(), errors)),
                        Item::Event(form) => {
                            (event_edit::detail(form, &model.step.chosen, kept.as_ref(), errors))
                            (event_edit::company_receives(form, errors))
                        },
                    }
                    (ui::field(&REQUEST, model.request, errors))
                    div class="save-bar" {
                        button class="button" id="envoyer" type="submit" { "Continuer" }
                        button class="button quiet" id="retour" type="submit" name=(BACK) value="oui" formnovalidate { "Retour" }
                    }
                }
            }
        }
    }
}

fn item_label(step: &ItemStep, name: &str) -> Option<&'static str> {
    if name == REQUEST.name { Some(REQUEST.label) } else { step.label()(name) }
}

/// Why the last step comes back.
pub enum ReviewNotice {
    /// Another browser changed the draft.
    AnotherBrowser,
    /// A partner changed what had been sent.
    Partner(Vec<Difference>),
}

/// The last step.
pub struct ReviewModel<'a> {
    /// The link.
    pub token: &'a Token,
    /// What is deposited.
    pub kind: DepositKind,
    /// The company.
    pub company: &'a origin::Company,
    /// Name of its commune.
    pub commune: &'a str,
    /// The first step.
    pub step: &'a CompanyStep,
    /// Whether its project says which company it is.
    pub known: bool,
    /// The second step, in words.
    pub rows: &'a [(&'static str, String)],
    /// Name of the document.
    pub document: Option<&'a str>,
    /// Version of the draft.
    pub version: u32,
    /// Name of its field.
    pub version_field: &'a str,
    /// « Un mot… ».
    pub request: &'a str,
    /// Whether it was sent before.
    pub sent: bool,
    /// Version of the offer or event as it is stored.
    pub item_version: Option<u32>,
    /// Why it comes back.
    pub notice: Option<ReviewNotice>,
}

/// The page of the last step.
pub fn review_page(model: &ReviewModel<'_>, site: &Site) -> Markup {
    let step = |path: String| Query::default().with(FROM_REVIEW, "oui").at(&path);
    let first = step(paths::CompanyStep { token: model.token.clone() }.to_string());
    let second = step(paths::ItemStep { token: model.token.clone() }.to_string());
    let mut rows = model.rows.to_vec();
    if let Some(document) = model.document {
        rows.push(("Document joint", document.to_owned()));
    }
    rows.push((REQUEST.label, model.request.to_owned()));
    let company = [
        ("Entreprise", model.company.name.clone()),
        (
            "SIRET ou SIREN",
            if model.step.choice == BY_HAND { model.step.company.number.clone() } else { String::new() },
        ),
        ("Adresse", address(model)),
        (
            "Secteur d’activité",
            if model.step.choice == BY_HAND {
                model.company.sector.label().to_owned()
            } else {
                String::new()
            },
        ),
    ];
    let of_item = if model.kind == DepositKind::Event { "La rencontre" } else { "L’offre de stage" };
    html! {
        div class="wrap" {
            div class="narrow stack deposit" {
                (head(model.kind, 3, "Relire et envoyer"))
                (review_notice(model.notice.as_ref()))
                (part("entreprise", "Votre entreprise", &first, &company.into_iter().chain(model.step.contact_rows()).collect::<Vec<_>>()))
                (part("annonce", of_item, &second, &rows))
                p { (ui::quiet_button(&paths::Preview { token: model.token.clone() }.to_string(), "apercu", html! { "Voir l’annonce comme les visiteurs la verront" })) }
                form class="form wide-form" id="depot" method="post" action=(paths::Review { token: model.token.clone() }) novalidate {
                    input type="hidden" name=(model.version_field) value=(model.version);
                    @if let (Some(ReviewNotice::Partner(_)), Some(version)) = (&model.notice, model.item_version) {
                        input type="hidden" name=(SEEN) value=(version);
                    }
                    div class="save-bar" {
                        button class="button" id="envoyer" type="submit" {
                            @if model.sent { "Envoyer mes corrections" } @else { "Envoyer ma demande" }
                        }
                        a class="button quiet" id="retour" href=(paths::ItemStep { token: model.token.clone() }) { "Retour" }
                    }
                }
                (notice(model.kind, site))
            }
        }
    }
}

fn address(model: &ReviewModel<'_>) -> String {
    // What the directory says of a company that was chosen is no secret of whoever chose it.
    let company = model.company;
    let own = model.step.choice == BY_HAND || model.known;
    let street = company.street.as_deref().filter(|_| own);
    let place = match &company.postal_code {
        Some(postal_code) => format!("{postal_code} {}", model.commune),
        None => model.commune.to_owned(),
    };
    street.into_iter().chain([place.as_str()]).collect::<Vec<_>>().join(", ")
}

fn review_notice(notice: Option<&ReviewNotice>) -> Markup {
    html! {
        @match notice {
            None => {},
            Some(ReviewNotice::AnotherBrowser) => div id="conflit" tabindex="-1" autofocus role="alert" {
                (ui::notice(Tone::Warn, html! {
                    p { strong { "Ce brouillon a changé dans une autre page." } " Relisez-le, puis envoyez." }
                }))
            },
            Some(ReviewNotice::Partner(differences)) => div id="conflit" tabindex="-1" autofocus role="alert" {
                (ui::notice(Tone::Warn, html! {
                    p {
                        strong { "La personne qui suit votre demande l’a modifiée entre-temps." }
                        " Rien n’est perdu\u{a0}: si vous envoyez, vos textes prennent la place des siens."
                    }
                    @if !differences.is_empty() { (ui::comparison(differences)) }
                }))
            },
        }
    }
}

fn part(id: &str, title: &str, href: &str, rows: &[(&'static str, String)]) -> Markup {
    let shown: Vec<(&str, Markup)> = rows
        .iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(label, value)| (*label, ui::prose(value)))
        .collect();
    html! {
        section class="panel" aria-labelledby={ "relecture-" (id) } {
            h2 id={ "relecture-" (id) } { (title) }
            (ui::definitions(&shown))
            p class="actions" {
                a class="button quiet" id={ "modifier-" (id) } href=(href) { "Modifier" span class="vh" { "\u{a0}: " (title) } }
            }
        }
    }
}

/// What visitors would see, under a band that leads back.
pub fn preview_page(token: &Token, kept_by_staff: bool, main: Markup) -> Markup {
    html! {
        div class="preview-band" role="region" aria-label="Aperçu" {
            p {
                strong { "Aperçu." } " Rien n’est en ligne."
                @if kept_by_staff { " Les inscriptions seront suivies par la personne qui vous accompagne\u{a0}: ses coordonnées paraîtront à la place des vôtres." }
            }
            p class="actions" {
                a class="button" id="revenir" href=(paths::Review { token: token.clone() }) { "Revenir à la relecture" }
            }
        }
        div class="preview unnumbered" { (main) }
    }
}

/// What becomes of what is typed.
pub fn notice(kind: DepositKind, site: &Site) -> Markup {
    ui::rgpd_notice(&ui::Notice {
        controller: &format!("{} reçoit ce formulaire pour traiter votre demande.", site.name),
        purpose: "Les champs marqués d’un astérisque sont nécessaires, les autres sont libres.",
        recipients: match kind {
            DepositKind::Help => "Seules les personnes qui accompagnent les entreprises les lisent.",
            _ => {
                "Les personnes qui accompagnent les entreprises les lisent\u{202f}; rien ne paraît avant leur relecture."
            }
        },
        retention: &match kind {
            DepositKind::Help => "Elles sont gardées tant que votre entreprise est suivie.".to_owned(),
            _ => format!(
                "Un brouillon est effacé au bout de {}\u{a0}jours.",
                crate::deposits::store::DRAFT_KEPT.whole_days()
            ),
        },
        href: Some(&Privacy::part("entreprises")),
        rights: "Vous pouvez demander à les lire, les corriger ou les effacer en rappelant la référence.",
    })
}
