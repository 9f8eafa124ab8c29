//! What applicants say of themselves, in the voice of their age and without a word that agrees with their gender.

use super::{Audiences, capitalized, paragraph};
use crate::demo::profiles::Profile;
use crate::demo::rng::Rng;

/// The age of somebody who answers an offer for these audiences.
pub fn age_for(rng: &mut Rng, audiences: Audiences) -> u32 {
    let mut ranges = Vec::new();
    for (open, range, weight) in [
        (audiences.middle_school, 13..=14, 4),
        (audiences.high_school, 15..=17, 4),
        (audiences.student, 18..=24, 3),
        (audiences.job_seeker, 26..=52, 2),
    ] {
        if open {
            ranges.push((range, weight));
        }
    }
    if ranges.is_empty() {
        rng.range(16..=20)
    } else {
        let range = rng.weighted(&ranges).clone();
        rng.range(range)
    }
}

/// « Formation suivie actuellement ».
pub fn current_training(rng: &mut Rng, profile: &Profile, age: u32) -> String {
    let choices: &[&str] = match age {
        ..=13 => &["4e", "4e, collège"],
        14 => &["3e", "3e prépa-métiers", "3e, collège"],
        15 => &["Seconde générale et technologique", "Seconde professionnelle", "CAP, première année"],
        16..=17 if rng.chance(70) => profile.school,
        16..=17 => &["Première générale", "Terminale générale", "Première technologique"],
        18..=25 if rng.chance(75) => profile.higher,
        18..=25 => &["Licence, première année", "Licence, deuxième année", "BUT, deuxième année"],
        _ => &[
            "En reconversion",
            "En recherche d’emploi",
            "Projet de reconversion avec un conseiller",
            "Formation pour adultes",
            "En poste, en réflexion sur la suite",
        ],
    };
    rng.text(choices).to_owned()
}

/// « Formations, expériences, motivations »: two to six sentences.
pub fn applicant_motivation(rng: &mut Rng, profile: &Profile, age: u32) -> String {
    let voice = voice(age);
    let fill = |pattern: &str| {
        pattern.replace("{domaine}", profile.field).replace("{Domaine}", &capitalized(profile.field))
    };
    let mut sentences = vec![fill(rng.text(voice.opening))];
    if rng.chance(75) {
        sentences.push(fill(rng.text(voice.reason)));
    }
    if rng.chance(75) {
        sentences.push(rng.text(profile.link).to_owned());
    }
    if age < 18 && rng.chance(45) {
        sentences.extend(wish(rng, profile));
    }
    sentences.push(rng.text(voice.promise).to_owned());
    if rng.chance(60) {
        sentences.push(rng.text(voice.closing).to_owned());
    }
    paragraph(&sentences)
}

/// What a pupil would like to see: what addresses the reader is left out.
fn wish(rng: &mut Rng, profile: &Profile) -> Option<String> {
    let looks: Vec<&str> = profile
        .watch
        .iter()
        .filter(|look| !look.contains(" vo"))
        .map(|look| look.split(',').next().unwrap_or(look))
        .collect();
    (!looks.is_empty()).then(|| format!("J’aimerais surtout {}.", rng.text(&looks)))
}

struct Voice {
    opening: &'static [&'static str],
    reason: &'static [&'static str],
    promise: &'static [&'static str],
    closing: &'static [&'static str],
}

fn voice(age: u32) -> &'static Voice {
    match age {
        ..=14 => &PUPIL,
        15..=17 => &LYCEE,
        18..=25 => &STUDENT,
        _ => &ADULT,
    }
}

const PUPIL: Voice = Voice {
    opening: &[
        "Bonjour, je suis au collège et je cherche un stage d’observation d’une semaine.",
        "Bonjour, je dois faire un stage de découverte et votre annonce m’a donné envie d’écrire.",
        "Bonjour, mon collège nous demande de trouver un stage et je voudrais le faire chez vous.",
        "Je cherche un stage pour découvrir un métier et j’ai tout de suite pensé à vous.",
    ],
    reason: &[
        "{Domaine} m’intéresse beaucoup.",
        "Je ne sais pas encore quel métier je ferai, mais {domaine} fait partie de mes idées.",
        "Je connais un peu {domaine} grâce à des vidéos, mais j’aimerais voir en vrai.",
        "Notre professeure principale m’a conseillé de découvrir {domaine}.",
    ],
    promise: &[
        "Je serai à l’heure et je poserai des questions.",
        "J’habite tout près et je peux venir à vélo.",
        "Ma mère peut m’accompagner le matin.",
        "On me dit souvent que je suis calme et que j’apprends vite.",
        "Je promets de ne pas toucher à ce qui est dangereux !",
    ],
    closing: &[
        "Merci d’avance pour votre réponse.",
        "Merci beaucoup d’avoir lu mon message.",
        "J’espère que ce sera possible.",
        "Bonne journée à toute l’équipe.",
    ],
};

const LYCEE: Voice = Voice {
    opening: &[
        "Bonjour, je suis au lycée et je cherche un stage en lien avec mon projet d’orientation.",
        "Bonjour, je dois effectuer une période de formation en entreprise et votre offre correspond à ce que je cherche.",
        "Je vous écris pour vous proposer ma candidature à ce stage.",
        "Bonjour, votre offre m’intéresse et je serais libre aux dates indiquées.",
    ],
    reason: &[
        "{Domaine} m’attire depuis plusieurs années.",
        "Je voudrais vérifier que {domaine} me plaît avant de choisir la suite de mes études.",
        "J’aimerais découvrir {domaine} autrement que dans les livres.",
        "Je pense continuer mes études dans cette voie et j’ai besoin de voir le métier de près.",
    ],
    promise: &[
        "J’ai déjà fait un stage d’observation en troisième, qui s’est très bien passé.",
        "J’apprends vite et je respecte les consignes.",
        "J’ai le permis AM, je peux donc venir par mes propres moyens.",
        "Travailler en équipe ne me fait pas peur, au contraire.",
        "Mes professeurs peuvent vous parler de mon sérieux.",
    ],
    closing: &[
        "Ma convention de stage est déjà prête.",
        "Je peux passer vous rencontrer un mercredi après-midi.",
        "Je vous remercie de votre attention.",
        "Je reste à votre disposition par téléphone après 17 h.",
    ],
};

const STUDENT: Voice = Voice {
    opening: &[
        "Madame, Monsieur, dans le cadre de mes études, je recherche un stage et votre offre a retenu mon attention.",
        "Bonjour, je souhaite vous proposer ma candidature pour ce stage.",
        "Bonjour, mes études comprennent un stage et j’aimerais le faire au sein de votre équipe.",
        "Madame, Monsieur, votre annonce correspond exactement à mon projet professionnel.",
    ],
    reason: &[
        "{Domaine} est au cœur de mon projet.",
        "J’ai choisi mes études pour travailler un jour dans ce secteur, car {domaine} me passionne.",
        "J’aimerais mettre en pratique ce que j’apprends et approfondir {domaine} sur le terrain.",
        "Vos missions rejoignent plusieurs de mes cours de cette année.",
    ],
    promise: &[
        "Un emploi d’été m’a appris la ponctualité et le travail en équipe.",
        "J’ai le permis B et un véhicule.",
        "Je peux apporter un regard neuf et une bonne maîtrise des outils numériques.",
        "J’ai déjà mené un projet de groupe sur un sujet proche.",
        "Mon autonomie et ma curiosité seront mes deux atouts.",
    ],
    closing: &[
        "Je me tiens à votre disposition pour un entretien.",
        "Mon CV est joint à ce message.",
        "Un échange de quelques minutes me permettrait de vous présenter mon projet.",
        "Je vous remercie de l’attention que vous porterez à ma candidature.",
    ],
};

const ADULT: Voice = Voice {
    opening: &[
        "Bonjour, après douze ans dans un autre secteur, je souhaite changer de voie.",
        "Bonjour, je suis en reconversion et je cherche à découvrir ce métier avant de m’engager dans une formation.",
        "Madame, Monsieur, je recherche une immersion d’une ou deux semaines pour confirmer mon projet.",
        "Bonjour, mon conseiller m’a parlé de votre offre et je me permets de vous écrire.",
    ],
    reason: &[
        "{Domaine} m’attire depuis longtemps, mais je n’avais jamais osé franchir le pas.",
        "Mes lectures et mes rencontres me donnent à penser que {domaine} me conviendrait.",
        "J’ai déjà quelques notions et je voudrais les confronter à la réalité.",
        "Je cherche un métier concret, et {domaine} répond à cette envie.",
    ],
    promise: &[
        "Mon expérience m’a appris la rigueur, l’écoute et le sens du service.",
        "J’ai le permis B et je peux commencer rapidement.",
        "Je m’adapte facilement aux horaires et aux équipes.",
        "Mes anciens employeurs pourront vous confirmer mon sérieux.",
    ],
    closing: &[
        "L’organisme qui me suit peut établir la convention dès cette semaine.",
        "Je serai à votre écoute pour convenir d’un rendez-vous.",
        "Merci de l’intérêt que vous porterez à ma démarche.",
        "Je peux me déplacer pour un premier échange quand vous le souhaitez.",
    ],
};
