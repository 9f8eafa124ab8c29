//! What employers ask for, and what advisers note after talking with them.

use super::{enumerate, paragraph};
use crate::demo::profiles::Profile;
use crate::demo::rng::Rng;
use time::Date;

/// « Sa demande »: one to three sentences in the company's words.
pub fn company_request(rng: &mut Rng, profile: &Profile) -> String {
    let occupation = rng.pick(profile.occupations);
    let tasks = enumerate(&rng.sample(occupation.tasks, 2), "");
    let request = rng
        .text(REQUESTS)
        .replace("{domaine}", profile.field)
        .replace("{tâches}", &tasks)
        .replace("{lieu}", profile.head);
    let mut sentences = vec![request];
    if rng.chance(60) {
        sentences.push(rng.text(DETAILS).to_owned());
    }
    if rng.chance(40) {
        sentences.push(rng.text(QUESTIONS).to_owned());
    }
    paragraph(&sentences)
}

/// A note of the journal, about a call or a visit of that day: « Appel du 02/10 : … ».
pub fn journal_comment(rng: &mut Rng, profile: &Profile, day: Date) -> String {
    let date = format!("{:02}/{:02}", day.day(), u8::from(day.month()));
    let occupation = rng.pick(profile.occupations);
    let note = rng
        .text(NOTES)
        .replace("{date}", &date)
        .replace("{domaine}", profile.field)
        .replace("{tuteur}", &occupation.tutor.replace("notre", "leur").replace("nos", "leurs"));
    let answered = !note.contains("pas de réponse");
    let mut sentences = vec![note];
    if answered && rng.chance(50) {
        sentences.push(rng.text(NEXT).to_owned());
    }
    paragraph(&sentences)
}

/// « Formation souhaitée ».
pub fn training_wanted(rng: &mut Rng, profile: &Profile) -> String {
    let choices = if rng.chance(65) { profile.school } else { profile.higher };
    rng.text(choices).to_owned()
}

/// The establishment the intern should come from, when the company has a wish: one time out of four.
pub fn school_wanted(rng: &mut Rng) -> Option<String> {
    rng.chance(25).then(|| rng.text(SCHOOLS).to_owned())
}

const REQUESTS: &[&str] = &[
    "Bonjour, nous aimerions faire découvrir {domaine} à des jeunes du secteur.",
    "Nous cherchons un ou une stagiaire pour {tâches}.",
    "Nous souhaitons accueillir des stagiaires plusieurs fois dans l’année, en commençant par {tâches}.",
    "On nous demande souvent des stages et nous ne savons pas comment nous organiser.",
    "Nous voulons ouvrir nos portes, car {domaine} reste un univers mal connu.",
    "Bonjour, deux départs à la retraite approchent et nous aimerions intéresser des jeunes à nos métiers.",
];

const DETAILS: &[&str] = &[
    "Nous avons déjà reçu des collégiens et tout s’est très bien passé.",
    "Une personne de l’équipe est prête à servir de tuteur.",
    "La période de mars à juin nous conviendrait le mieux.",
    "Nous pouvons accueillir deux personnes à la fois, pas davantage.",
    "Le site est accessible en fauteuil roulant.",
    "Nous préférons des stages de deux semaines ou plus.",
];

const QUESTIONS: &[&str] = &[
    "Pouvez-vous nous aider à rédiger l’annonce ?",
    "Y a-t-il des règles particulières pour les mineurs ?",
    "Merci de nous rappeler plutôt en fin de journée.",
    "Faut-il prévoir une convention pour chaque stagiaire ?",
    "Nous attendons votre appel.",
];

const NOTES: &[&str] = &[
    "Appel du {date} : l’employeur confirme son accord pour deux stagiaires par an.",
    "Appel du {date} : pas de réponse, message laissé sur le répondeur.",
    "Visite du {date} : très bon accueil, locaux en ordre, équipe motivée.",
    "Le {date}, échange avec {tuteur} : les missions ont été précisées ensemble.",
    "Offre relue au téléphone avec l’employeur le {date} ; métier et horaires mis à jour.",
    "Appel du {date} : l’entreprise préfère recevoir les candidatures par courriel.",
    "Le {date}, rencontre sur un forum : l’entreprise veut faire connaître {domaine}.",
    "Appel du {date} : l’employeur demande un modèle de convention pour un mineur.",
    "Le {date}, l’employeur signale qu’un stagiaire a été retenu ; une place reste ouverte.",
];

const NEXT: &[&str] = &[
    "À rappeler dans un mois.",
    "Modèle de convention envoyé par courriel.",
    "Une visite de classe serait possible au printemps.",
    "Penser à demander une photographie des lieux.",
    "Le texte sera validé par courriel.",
    "Contact chaleureux, à conserver.",
];

const SCHOOLS: &[&str] = &[
    "Lycée professionnel Haute-Bruyère",
    "Lycée des métiers du Val d’Auvelle",
    "Lycée agricole de Brenelle",
    "CFA de la Combe-Rousse",
    "MFR des Quatre-Chênes",
    "Collège du Pont-aux-Loups",
    "Lycée Aubeterne",
    "Collège Marthe-Vaudrenne",
    "Lycée polyvalent des Deux-Rives",
    "Lycée professionnel du Marais-Bleu",
    "Lycée hôtelier de la Côte-Claire",
];
