//! The description of an internship: who we are, what you will do, how it goes, whom we look for.

use super::{Audiences, capitalized, enumerate, paragraph, subject};
use crate::demo::companies::Cited;
use crate::demo::profiles::{Occupation, Profile, Rhythm};
use crate::demo::rng::Rng;

/// Three or four paragraphs, between 260 and 1,400 characters. With `cited` none, the employer is masked: the text
/// says « notre scierie » and never its name.
pub fn offer_description(
    rng: &mut Rng,
    profile: &Profile,
    occupation: &Occupation,
    audiences: Audiences,
    cited: Option<&Cited>,
) -> String {
    let mut paragraphs = vec![
        company(rng, profile, cited),
        missions(rng, profile, occupation, audiences),
        conditions(rng, profile, audiences),
    ];
    if rng.chance(85) {
        paragraphs.push(person(rng, profile));
    }
    paragraphs.join("\n\n")
}

fn company(rng: &mut Rng, profile: &Profile, cited: Option<&Cited>) -> String {
    let mut sentences = vec![opening(rng, profile, cited)];
    let count = rng.range(1..=2) as usize;
    sentences.extend(rng.sample(profile.about, count).into_iter().map(|about| (*about).to_owned()));
    paragraph(&sentences)
}

fn opening(rng: &mut Rng, profile: &Profile, cited: Option<&Cited>) -> String {
    let name = subject(profile, cited);
    let family_run = matches!(
        profile.rhythm,
        Rhythm::Workshop | Rhythm::Site | Rhythm::Farm | Rhythm::Bakery | Rhythm::Shop | Rhythm::Kitchen
    );
    let (patterns, people): (&[&str], _) = match (profile.association, family_run) {
        (true, _) => (ASSOCIATION, rng.range(3..=9)),
        (false, true) => (FAMILY_RUN, rng.range(3..=18)),
        (false, false) => (COMPANY, rng.range(6..=24)),
    };
    rng.text(patterns)
        .replace("{S}", &capitalized(&name.text))
        .replace("{s}", &name.text)
        .replace("{e}", if name.feminine { "e" } else { "" })
        .replace("{an}", &rng.range(1968..=2012).to_string())
        .replace("{n}", &people.to_string())
}

fn missions(rng: &mut Rng, profile: &Profile, occupation: &Occupation, audiences: Audiences) -> String {
    if audiences.observation_only() {
        return observation(rng, profile, occupation);
    }
    let tasks = rng.sample(occupation.tasks, 4);
    let mut sentences = vec![
        rng.text(MISSIONS)
            .replace("{à tâches}", &enumerate(&tasks[..3], "à "))
            .replace("{tâches}", &enumerate(&tasks, ""))
            .replace("{tuteur}", occupation.tutor)
            .replace("{Tuteur}", &capitalized(occupation.tutor)),
    ];
    if rng.chance(70) {
        sentences.push(format!("Vous pourrez aussi {}.", enumerate(&rng.sample(profile.watch, 2), "")));
    }
    sentences.extend(remark(rng, audiences));
    paragraph(&sentences)
}

fn observation(rng: &mut Rng, profile: &Profile, occupation: &Occupation) -> String {
    let looks = enumerate(&rng.sample(profile.watch, 3), "");
    paragraph(&[
        rng.text(OBSERVATION).replace("{regards}", &looks),
        rng.text(GUIDANCE)
            .replace("{tuteur}", occupation.tutor)
            .replace("{Tuteur}", &capitalized(occupation.tutor)),
    ])
}

/// A sentence for one of the audiences, or on how one learns.
fn remark(rng: &mut Rng, audiences: Audiences) -> Option<String> {
    let mut remarks = vec![
        "Chaque tâche vous est d’abord montrée, puis confiée.",
        "Les premiers jours servent à observer ; vous gagnerez ensuite en autonomie.",
    ];
    if audiences.middle_school {
        remarks = vec!["Les collégiens observent surtout ; les plus grands mettent la main à la pâte."];
    }
    if audiences.student {
        remarks.push("Une question de fond peut devenir le sujet de votre rapport ou de votre mémoire.");
    }
    if audiences.job_seeker {
        remarks.push("Ces quelques jours peuvent aider à confirmer un projet de reconversion.");
    }
    rng.chance(75).then(|| rng.text(&remarks).to_owned())
}

fn conditions(rng: &mut Rng, profile: &Profile, audiences: Audiences) -> String {
    let mut sentences = vec![hours(rng, profile.rhythm, audiences)];
    if rng.chance(55) {
        sentences.push(duration(rng, audiences).to_owned());
    }
    if rng.chance(60) {
        sentences.push(rng.text(lunch(profile.rhythm)).to_owned());
    }
    sentences.push(profile.gear.to_owned());
    if rng.chance(45) {
        sentences.push(rng.text(TRANSPORT).to_owned());
    }
    paragraph(&sentences)
}

fn hours(rng: &mut Rng, rhythm: Rhythm, audiences: Audiences) -> String {
    let choices: &[&str] = match rhythm {
        Rhythm::Workshop => &[
            "Horaires : 8 h – 12 h et 13 h 30 – 17 h, du lundi au vendredi.",
            "L’équipe travaille de 8 h à 17 h et s’arrête le vendredi midi.",
            "Nous commençons à 8 h et finissons à 16 h 30.",
        ],
        Rhythm::Site => &[
            "Nous partons du dépôt à 8 h et nous rentrons vers 17 h.",
            "Horaires : 8 h – 12 h et 13 h – 16 h 30, sauf le vendredi après-midi.",
            "Le rendez-vous est à 8 h au dépôt ; la journée finit à 16 h 30.",
        ],
        Rhythm::Farm => &[
            "La journée commence à 8 h et finit vers 17 h, avec une longue pause à midi.",
            "Les horaires suivent la saison, sans jamais dépasser sept heures par jour.",
            "Nous travaillons de 8 h 30 à 16 h 30, du lundi au vendredi.",
        ],
        Rhythm::Bakery if audiences.middle_school => &[
            "Les collégiens viennent de 8 h à 13 h ; les après-midi sont libres.",
            "Horaires aménagés pour les plus jeunes : 8 h – 13 h, du mardi au samedi.",
        ],
        Rhythm::Bakery => &[
            "La journée va de 6 h à 13 h, avec deux jours de repos.",
            "Le travail se fait le matin, de 6 h à 13 h ; le dimanche est libre.",
        ],
        Rhythm::Shop => &[
            "Horaires : 9 h – 12 h 30 et 14 h – 18 h, du mardi au samedi.",
            "Vous viendrez de 9 h 30 à 17 h 30, avec deux jours de repos dont le dimanche.",
            "Nous ouvrons à 9 h et nous préparons tout une demi-heure avant.",
        ],
        Rhythm::Kitchen => &[
            "Horaires : 9 h – 15 h, cinq jours par semaine.",
            "Le service du midi occupe la journée, de 9 h à 15 h ; le soir reste libre.",
        ],
        Rhythm::Season => &[
            "Les horaires alternent matins et après-midi, avec deux jours de repos de suite.",
            "Le planning est établi avec vous une semaine à l’avance.",
        ],
        Rhythm::Care => &[
            "Horaires : 9 h – 17 h, du lundi au vendredi.",
            "Les horaires s’adaptent à l’activité, entre 8 h et 18 h.",
            "Vous viendrez de 8 h 30 à 16 h, cinq jours par semaine.",
        ],
        Rhythm::Office => &[
            "Horaires : 9 h – 12 h 30 et 13 h 30 – 17 h.",
            "Nous travaillons de 9 h à 17 h 30, avec une heure de pause.",
            "Les journées vont de 9 h à 17 h, du lundi au vendredi.",
        ],
    };
    rng.text(choices).to_owned()
}

fn duration(rng: &mut Rng, audiences: Audiences) -> &'static str {
    let mut choices = Vec::new();
    if audiences.observation_only() {
        return "Le stage d’observation dure cinq jours.";
    }
    if audiences.middle_school {
        choices
            .push("La durée dépend de votre convention : une semaine d’observation ou un stage plus long.");
    } else if audiences.high_school {
        choices.push("Le stage dure de trois à six semaines, selon votre convention.");
    }
    if audiences.student {
        choices.push("Pour les étudiants, le stage peut durer plusieurs mois, avec la gratification prévue par la loi.");
    }
    if audiences.job_seeker {
        choices.push("Une immersion d’une à deux semaines peut s’organiser avec votre conseiller.");
    }
    rng.text(&choices)
}

fn lunch(rhythm: Rhythm) -> &'static [&'static str] {
    match rhythm {
        Rhythm::Workshop | Rhythm::Office | Rhythm::Care => &[
            "Une salle équipée permet de déjeuner sur place.",
            "Apportez votre repas : une cuisine est à disposition.",
            "Le déjeuner est pris en charge.",
        ],
        Rhythm::Site => &[
            "Le repas de midi se prend avec l’équipe, dans la base de vie.",
            "Le déjeuner au restaurant est pris en charge.",
            "Apportez votre panier : une glacière et un réchaud voyagent avec nous.",
        ],
        Rhythm::Farm => &[
            "Le repas de midi se partage avec l’équipe, autour de la grande table.",
            "Le déjeuner est offert.",
        ],
        Rhythm::Bakery => {
            &["Le casse-croûte du matin est offert.", "Une pause est prévue au milieu de la matinée."]
        }
        Rhythm::Shop => &[
            "Une petite cuisine permet de déjeuner sur place.",
            "Plusieurs endroits où déjeuner se trouvent à deux pas.",
        ],
        Rhythm::Kitchen => &["Le repas se prend avec l’équipe, avant le service.", "Le déjeuner est offert."],
        Rhythm::Season => &[
            "Les repas sont pris en charge les jours travaillés.",
            "Une salle de pause avec cuisine est à disposition.",
        ],
    }
}

fn person(rng: &mut Rng, profile: &Profile) -> String {
    let count = rng.range(1..=2) as usize;
    let mut sentences: Vec<String> =
        rng.sample(profile.seek, count).into_iter().map(|seek| (*seek).to_owned()).collect();
    if rng.chance(65) {
        sentences.push(rng.text(CLOSING).to_owned());
    }
    paragraph(&sentences)
}

const COMPANY: &[&str] = &[
    "{S}, créé{e} en {an}, emploie {n} personnes.",
    "{S} existe depuis {an} et compte aujourd’hui {n} salariés.",
    "{S} réunit une équipe de {n} personnes.",
    "Ouvert{e} en {an}, {s} compte {n} salariés.",
    "Depuis {an}, {s} accueille des stagiaires au sein d’une équipe de {n} personnes.",
];

const FAMILY_RUN: &[&str] = &[
    "{S}, créé{e} en {an}, emploie {n} personnes.",
    "{S} existe depuis {an} et compte aujourd’hui {n} salariés.",
    "{S} réunit une équipe de {n} personnes.",
    "Fondé{e} en {an} par deux amis, {s} emploie aujourd’hui {n} personnes.",
    "{S} se transmet en famille depuis {an} et fait travailler {n} personnes.",
    "Repris{e} en {an} par d’anciens apprentis, {s} fait vivre {n} personnes.",
];

const ASSOCIATION: &[&str] = &[
    "{S}, créé{e} en {an}, s’appuie sur {n} salariés et de nombreux bénévoles.",
    "Depuis {an}, {s} réunit {n} salariés et de nombreux bénévoles.",
];

const MISSIONS: &[&str] = &[
    "Avec {tuteur}, vous apprendrez {à tâches}.",
    "{Tuteur} vous apprendra {à tâches}.",
    "Vos missions seront variées : {tâches}.",
    "Au fil du stage, nous vous confierons des tâches concrètes : {tâches}.",
    "Vous rejoindrez l’équipe pour {tâches}.",
    "Aux côtés de l’équipe, vous aurez l’occasion de découvrir le métier par la pratique : {tâches}.",
];

const OBSERVATION: &[&str] = &[
    "Pendant ce stage d’observation, vous pourrez {regards}.",
    "Au programme de ces cinq jours : {regards}.",
    "Au fil de la semaine, vous aurez trois moments forts : {regards}.",
    "Nous avons préparé une semaine de découverte où vous pourrez {regards}.",
];

const GUIDANCE: &[&str] = &[
    "Vous suivrez {tuteur} et vous poserez toutes les questions qui vous viennent.",
    "{Tuteur} sera votre guide et vous aidera à préparer votre rapport de stage.",
    "Chaque journée se termine par un moment avec {tuteur}, pour noter ce que vous avez appris.",
    "Rien ne sera à faire sous pression : {tuteur} prend le temps d’expliquer.",
];

const TRANSPORT: &[&str] = &[
    "L’arrêt de car est à cinq minutes à pied.",
    "Un abri à vélos se trouve à l’entrée.",
    "Un covoiturage est possible avec l’équipe.",
    "La gare se trouve à un quart d’heure à pied.",
    "Si le trajet vous pose problème, parlons-en : nous trouverons une solution.",
];

const CLOSING: &[&str] = &[
    "Écrivez-nous quelques lignes sur ce qui vous attire : nous répondons à tout le monde.",
    "Un CV n’est pas indispensable, quelques phrases sincères suffisent.",
    "Vous pouvez venir visiter les lieux avant de vous décider.",
    "Un court échange au téléphone nous permettra de faire connaissance.",
    "Débutants bienvenus !",
    "Aucune expérience n’est demandée.",
];
