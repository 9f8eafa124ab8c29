//! Descriptions of visits, talks and other meetings.

use super::{capitalized, enumerate, paragraph, subject};
use crate::demo::companies::Cited;
use crate::demo::profiles::Profile;
use crate::demo::rng::Rng;

/// The three kinds of « rencontre ».
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    Visit,
    JobTalk,
    Other,
}

/// Two to four sentences, at least 100 characters; without `cited` the employer is not named.
pub fn event_description(rng: &mut Rng, profile: &Profile, kind: EventKind, cited: Option<&Cited>) -> String {
    let name = subject(profile, cited);
    let looks = enumerate(&rng.sample(profile.watch, 2), "");
    let patterns = match kind {
        EventKind::Visit => VISITS,
        EventKind::JobTalk => TALKS,
        EventKind::Other => OTHERS,
    };
    let opening = rng
        .text(patterns)
        .replace("{S}", &capitalized(&name.text))
        .replace("{regards}", &looks)
        .replace("{domaine}", profile.field);
    let mut sentences = vec![opening, rng.text(profile.about).to_owned()];
    if kind == EventKind::Visit {
        sentences.push(profile.gear_for_visit().to_owned());
    }
    if rng.chance(70) {
        sentences.push(rng.text(ENDINGS).to_owned());
    }
    paragraph(&sentences)
}

impl Profile {
    fn gear_for_visit(&self) -> &'static str {
        use crate::demo::profiles::Rhythm;
        match self.rhythm {
            Rhythm::Workshop | Rhythm::Site => {
                "Chaussures fermées obligatoires ; les protections sont prêtées à l’entrée."
            }
            Rhythm::Farm => "Prévoyez de bonnes chaussures et un vêtement de pluie.",
            Rhythm::Bakery | Rhythm::Kitchen => "Une charlotte et une blouse jetable vous seront remises.",
            Rhythm::Shop | Rhythm::Season | Rhythm::Care | Rhythm::Office => {
                "Le rendez-vous est fixé à l’accueil, dix minutes avant le début."
            }
        }
    }
}

const VISITS: &[&str] = &[
    "{S} ouvre ses portes : vous pourrez {regards}.",
    "Venez découvrir {domaine} de l’intérieur : en petit groupe, vous pourrez {regards}.",
    "{S} vous invite à une visite commentée par celles et ceux qui y travaillent.",
];

const TALKS: &[&str] = &[
    "Deux professionnels viennent raconter leur journée, leur formation et ce qu’ils préfèrent dans leur métier.",
    "{S} présente ses métiers et répond à toutes vos questions, des horaires aux salaires.",
    "Une heure pour comprendre {domaine}, avec des objets à manipuler et un échange libre.",
];

const OTHERS: &[&str] = &[
    "{S} tient un stand au forum des métiers et propose de petites démonstrations.",
    "À l’occasion d’une journée portes ouvertes, découvrez {domaine} par des ateliers de vingt minutes.",
    "{S} fête son anniversaire et invite les curieux à découvrir ses métiers.",
];

const ENDINGS: &[&str] = &[
    "Un temps d’échange est prévu à la fin.",
    "Les parents sont les bienvenus.",
    "Un goûter clôt la rencontre.",
    "Les possibilités d’apprentissage seront présentées.",
    "Inscrivez-vous tôt, les places sont comptées.",
];
