//! What companies can do here.

use axum::extract::State;
use axum_extra::routing::TypedPath;
use maud::html;

use crate::ui::{self, Anchor, Door, Icon};
use crate::web::App;
use crate::web::edition::Kept;
use crate::web::page::Page;
use crate::web::paths::deposit as paths;
use crate::web::paths::{Contact, Resources};

/// The page.
pub async fn page(_: paths::Companies, State(app): State<App>) -> Page {
    let main = html! {
        div class="wrap" {
            (ui::page_head("Entreprises", html! {
                p class="lead" { "Accueillir un stagiaire, ouvrir vos portes, raconter un métier\u{a0}: sans créer de compte, et avec quelqu’un pour vous aider." }
            }))
            h2 class="vh" { "Que souhaitez-vous faire\u{202f}?" }
            (ui::doors(&[
                Door {
                    picture: Icon::Briefcase,
                    title: "Déposer une offre de stage",
                    text: "Trois étapes courtes. Votre offre est relue, puis mise en ligne.",
                    links: &[Anchor { label: "Déposer une offre", href: paths::NewOffer::PATH }],
                },
                Door {
                    picture: Icon::Users,
                    title: "Proposer une rencontre",
                    text: "Une visite, un rendez-vous métier, un chantier ouvert\u{a0}: les inscriptions se font en ligne.",
                    links: &[Anchor { label: "Proposer une rencontre", href: paths::NewEvent::PATH }],
                },
                Door {
                    picture: Icon::Phone,
                    title: "Demander un accompagnement",
                    text: "Une idée, une question\u{202f}? Un conseiller vous rappelle et vous aide à l’écrire.",
                    links: &[Anchor { label: "Demander de l’aide", href: paths::Help::PATH }],
                },
            ]))
            section class="part stack" aria-labelledby="avant" {
                h2 id="avant" { "Avant de commencer" }
                ul class="prose" {
                    li { "Gardez sous la main le nom ou le SIRET de l’entreprise, un téléphone et une adresse e-mail." }
                    li { "Vous pouvez vous arrêter en route\u{a0}: le brouillon est gardé, et son lien vous est envoyé." }
                    li { "Rien ne paraît sur le site avant d’avoir été relu." }
                }
                p class="actions" {
                    a class="button quiet" href=(Resources) { "Lire nos ressources" }
                    a class="button quiet" href=(Contact) { "Nous écrire" }
                }
            }
        }
    };
    Page {
        canonical: Some(app.base_url.with(paths::Companies::PATH)),
        description: Some(
            "Déposer une offre de stage, proposer une rencontre ou être accompagnée, sans créer de compte."
                .to_owned(),
        ),
        kept: Kept::Day,
        ..Page::new("Entreprises", main).nav(paths::Companies::PATH)
    }
}
