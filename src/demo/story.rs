//! A few companies written by hand: what documentation and screenshots show.

use super::profiles::{self, Profile};
use super::texts::{Audiences, french_spaces};
use crate::domain::EventAudience::{self, JobSeeker, Parent, Pupil, Student, Teacher};
use crate::domain::sector::Sector;
use crate::events::EventKind;

/// A company of the story.
#[derive(Debug)]
pub struct StoryCompany {
    /// Key of its [`Profile`], for whatever is not written here.
    pub profile: &'static str,
    pub name: &'static str,
    pub trade_name: Option<&'static str>,
    pub street: &'static str,
    /// INSEE code.
    pub commune: &'static str,
    pub website: Option<&'static str>,
    pub email: &'static str,
    pub phone: &'static str,
    /// Civility, first name, last name.
    pub contact: (&'static str, &'static str, &'static str),
    request: &'static str,
    pub offers: &'static [StoryOffer],
    pub events: &'static [StoryEvent],
}

/// An event of the story, open to registration.
#[derive(Debug)]
pub struct StoryEvent {
    pub kind: EventKind,
    pub audiences: &'static [EventAudience],
    /// ROME card and, where one is closer, OGR code of a title.
    pub occupation: (&'static str, Option<u32>),
    /// Days from today; a week end is put off to the Monday.
    pub in_days: u16,
    /// Hour at which it starts.
    pub hour: u8,
    /// Minutes.
    pub duration: u32,
    pub capacity: u32,
    /// How many people have registered.
    pub registered: u32,
    description: &'static str,
}

impl StoryEvent {
    pub fn description(&self) -> String {
        french_spaces(self.description)
    }
}

/// An offer of the story.
#[derive(Debug)]
pub struct StoryOffer {
    pub audiences: Audiences,
    /// ROME card and, where one is closer, OGR code of a title.
    pub occupation: (&'static str, Option<u32>),
    pub start: Start,
    pub training: Option<&'static str>,
    /// The employer's name is hidden: the trade name is the profile's generic one, the contact is the manager's.
    pub masked: bool,
    pub seats: u32,
    description: &'static str,
}

/// When it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    AsSoonAsPossible,
    /// Days from today.
    InDays(u16),
}

impl StoryCompany {
    pub fn profile(&self) -> Option<(Sector, &'static Profile)> {
        profiles::by_key(self.profile)
    }

    /// « Sa demande ».
    pub fn request(&self) -> String {
        french_spaces(self.request)
    }
}

impl StoryOffer {
    pub fn description(&self) -> String {
        french_spaces(self.description)
    }
}

const COLLEGE: Audiences =
    Audiences { middle_school: true, high_school: false, student: false, job_seeker: false };
const LYCEE: Audiences =
    Audiences { middle_school: false, high_school: true, student: false, job_seeker: false };
const BOTH: Audiences =
    Audiences { middle_school: true, high_school: true, student: false, job_seeker: false };
const STUDENT: Audiences =
    Audiences { middle_school: false, high_school: false, student: true, job_seeker: false };
const YOUNG_ADULT: Audiences =
    Audiences { middle_school: false, high_school: true, student: true, job_seeker: false };
const ADULT: Audiences =
    Audiences { middle_school: false, high_school: false, student: true, job_seeker: true };
const EVERYBODY: Audiences =
    Audiences { middle_school: true, high_school: true, student: true, job_seeker: true };

/// The story, in the order in which its offers are created.
pub const COMPANIES: &[StoryCompany] = &[
    StoryCompany {
        profile: "sawmill",
        name: "Scierie Vauclerc",
        trade_name: None,
        street: "4 route de la Combe",
        commune: "23030",
        website: Some("https://www.scierie-vauclerc.example"),
        email: "contact@scierie-vauclerc.example",
        phone: "05 36 49 55 10",
        contact: ("Madame", "Jeanne", "Vauclerc"),
        request: "Trois de nos scieurs partiront à la retraite dans les cinq ans. Nous voudrions montrer aux jeunes que le sciage est devenu un métier de précision, et que l’on peut en vivre ici.",
        offers: &[StoryOffer {
            audiences: BOTH,
            occupation: ("H2211", Some(19324)),
            start: Start::AsSoonAsPossible,
            training: None,
            masked: false,
            seats: 2,
            description: "Depuis 1962, la scierie Vauclerc transforme le chêne et le douglas des forêts creusoises en charpentes, en bardages et en planches. Nous sommes quatorze, et nos arbres viennent tous de moins de soixante kilomètres.\n\nVous suivrez une grume du parc à bois jusqu’à la pile de planches : l’écorçage, le scanner qui choisit la meilleure découpe, la lame de huit mètres, puis le séchage. Avec Awa, notre scieuse de tête, vous apprendrez à lire une liste de débit, à trier les planches par qualité et à reconnaître six essences à l’odeur et au grain. Les collégiens observent ; les lycéens mettent la main à la pâte, sans jamais toucher aux lames.\n\nHoraires : 8 h – 12 h et 13 h 30 – 16 h 30, libre le vendredi après-midi. Casque, gants et chaussures de sécurité sont prêtés. Le car s’arrête devant le portail.",
        }],
        events: &[StoryEvent {
            kind: EventKind::Visit,
            audiences: &[Pupil, Parent, Teacher],
            occupation: ("H2211", Some(19324)),
            in_days: 15,
            hour: 14,
            duration: 120,
            capacity: 20,
            registered: 7,
            description: "Entrez dans une scierie qui tourne : le parc à bois, le scanner, la lame de huit mètres, puis le séchoir. Nous répondrons à toutes les questions, y compris sur les salaires et les études. Prévoyez des chaussures fermées ; casques et gilets sont prêtés.",
        }],
    },
    StoryCompany {
        profile: "farm-machinery",
        name: "Gachignard Motoculture",
        trade_name: None,
        street: "zone artisanale des Trois Chênes",
        commune: "79202",
        website: Some("https://www.gachignard-motoculture.example"),
        email: "atelier@gachignard-motoculture.example",
        phone: "05 36 49 55 20",
        contact: ("Monsieur", "Bastien", "Gachignard"),
        request: "Nous prenons un apprenti chaque année et nous aimerions le rencontrer d’abord en stage. Nous pouvons aussi recevoir une douzaine de personnes pour une visite de l’atelier.",
        offers: &[StoryOffer {
            audiences: LYCEE,
            occupation: ("I1603", Some(16445)),
            start: Start::InDays(24),
            training: Some("Bac pro Maintenance des matériels"),
            masked: false,
            seats: 1,
            description: "Tracteurs, moissonneuses, robots de tonte : notre garage entretient et répare le matériel de deux cents exploitations de Gâtine. Pendant les moissons, nos techniciens dépannent jusque dans les champs ; l’hiver, tout passe en révision à l’atelier.\n\nPendant votre stage, vous préparerez un tracteur à la livraison, vous remplacerez filtres et courroies et vous apprendrez à lire un schéma hydraulique. Une journée est réservée au diagnostic électronique, une autre à une tournée de dépannage avec Solène. Si le métier vous plaît, nous pourrons parler d’apprentissage.\n\nNous travaillons de 8 h à 17 h, avec une heure pour déjeuner sur place. La combinaison et les chaussures sont fournies. Il faut aimer les machines et ne pas craindre le cambouis ; le reste s’apprend.",
        }],
        events: &[StoryEvent {
            kind: EventKind::Visit,
            audiences: &[Pupil, Parent, Student, JobSeeker, Teacher],
            occupation: ("I1603", Some(16445)),
            in_days: 9,
            hour: 9,
            duration: 90,
            capacity: 12,
            registered: 4,
            description: "Venez dans notre garage pour une visite de l’atelier et une présentation de nos métiers, de la mécanique agricole au diagnostic électronique. Un tracteur sera ouvert devant vous, et nos deux apprentis raconteront leur parcours.",
        }],
    },
    StoryCompany {
        profile: "campsite",
        name: "SARL Courtemanche Loisirs",
        trade_name: Some("Camping Les Embruns"),
        street: "38 chemin des Pins",
        commune: "17380",
        website: Some("https://www.camping-les-embruns.example"),
        email: "bonjour@camping-les-embruns.example",
        phone: "05 36 49 55 30",
        contact: ("Madame", "Maïté", "Courtemanche"),
        request: "Nous ouvrons du 1er avril au 15 octobre. Nous cherchons des stagiaires pour l’accueil et pour l’animation ; le logement sur place est possible pour les majeurs.",
        offers: &[
            StoryOffer {
                audiences: YOUNG_ADULT,
                occupation: ("G1703", None),
                start: Start::InDays(45),
                training: Some("BTS Tourisme"),
                masked: false,
                seats: 2,
                description: "À huit cents mètres de la plage, le camping Les Embruns reçoit des familles, des randonneurs et des voyageurs à vélo. Cent vingt emplacements sous les pins, vingt-huit cabanes en bois, une équipe de onze personnes en saison et un label environnemental dont nous sommes fiers.\n\nÀ l’accueil, vous apprendrez à recevoir les vacanciers, à gérer les arrivées dans le logiciel de réservation, à conseiller une balade ou un marché. Vous tiendrez le tableau des départs et vous participerez, deux matins par semaine, à l’inventaire des cabanes.\n\nCinq jours sur sept, repos fixé ensemble une semaine à l’avance. Repas pris en charge, polo fourni, logement possible pour les majeurs. Un peu d’anglais, d’espagnol ou d’allemand sera précieux ; le sourire, indispensable.",
            },
            StoryOffer {
                audiences: BOTH,
                occupation: ("G1202", None),
                start: Start::InDays(60),
                training: None,
                masked: false,
                seats: 1,
                description: "Le camping Les Embruns propose chaque jour un programme aux enfants : chasse aux coquillages, cerfs-volants, atelier de bricolage avec du bois flotté, cinéma en plein air. Nous cherchons quelqu’un pour rejoindre Lilou, notre animatrice.\n\nVous préparerez le matériel, vous accueillerez les enfants et leurs parents, vous inventerez un jeu de piste et vous l’animerez avec l’équipe. Les collégiens viennent une semaine, de 10 h à 17 h, et ne restent jamais seuls avec un groupe ; les lycéens peuvent rester jusqu’à quatre semaines.\n\nLe déjeuner est offert. Prévoyez une casquette, une gourde et des idées. Patience et imagination comptent plus que l’expérience : dites-nous simplement à quoi vous aimiez jouer à huit ans.",
            },
        ],
        events: &[],
    },
    StoryCompany {
        profile: "pharma",
        name: "Laboratoires Aubarède",
        trade_name: None,
        street: "12 avenue des Platanes",
        commune: "33243",
        website: Some("https://www.laboratoires-aubarede.example"),
        email: "rh@laboratoires-aubarede.example",
        phone: "05 36 49 55 40",
        contact: ("Madame", "Béatrice", "Sicardel"),
        request: "Nous souhaitons une première sélection des candidatures par vos soins, sans que notre nom apparaisse.",
        offers: &[StoryOffer {
            audiences: STUDENT,
            occupation: ("M1501", None),
            start: Start::InDays(70),
            training: Some("Master en Ressources humaines"),
            masked: true,
            seats: 1,
            description: "Cette entreprise fabrique des médicaments et des vaccins destinés aux animaux d’élevage et de compagnie. Trois cents personnes travaillent sur le site : chimistes, opérateurs, vétérinaires, logisticiens et informaticiens.\n\nAu sein de l’équipe des ressources humaines, vous serez chargé ou chargée d’un projet concret : refaire le parcours d’accueil des nouveaux salariés. Vous rencontrerez les équipes, vous recueillerez leurs idées, puis vous proposerez et testerez une première version. En parallèle, vous aiderez à publier les annonces, à organiser les entretiens et à suivre les formations.\n\nStage de quatre à six mois, gratification légale, restaurant d’entreprise, deux jours de télétravail par mois. Nous attendons une belle écoute, une plume claire et le sens de la confidentialité.",
        }],
        events: &[],
    },
    StoryCompany {
        profile: "boatyard",
        name: "Chantier naval Keravel",
        trade_name: None,
        street: "7 quai des Gabares",
        commune: "17300",
        website: Some("https://www.chantier-keravel.example"),
        email: "contact@chantier-keravel.example",
        phone: "05 36 49 55 50",
        contact: ("Monsieur", "Malo", "Keravel"),
        request: "Nous cherchons des stagiaires habiles de leurs mains, filles ou garçons, pour la restauration de deux voiliers classiques.",
        offers: &[StoryOffer {
            audiences: YOUNG_ADULT,
            occupation: ("H2213", None),
            start: Start::AsSoonAsPossible,
            training: Some("Bac pro Technicien menuisier agenceur"),
            masked: false,
            seats: 1,
            description: "Dans un hangar qui sent l’acajou et le goudron, le chantier naval Keravel construit de petits voiliers et redonne vie à des bateaux de soixante ans. Charpentiers, stratifieurs, électriciens et gréeurs y travaillent côte à côte.\n\nCette année, deux cotres sont en restauration. Avec notre charpentier de marine, vous relèverez des gabarits, vous remplacerez un bordé abîmé, vous apprendrez à étuver une membrure et à calfater. Vous suivrez aussi, au calme du bureau, le dessin d’un aménagement intérieur. Si le calendrier le permet, vous serez à bord le jour de la mise à l’eau.\n\nHoraires d’atelier, de 8 h à 16 h 30. Protections fournies ; cuisine commune à midi. Nous regardons le soin, la patience et l’envie de comprendre avant les diplômes.",
        }],
        events: &[StoryEvent {
            kind: EventKind::Visit,
            audiences: &[Pupil, Parent, Teacher],
            occupation: ("H2213", None),
            in_days: 12,
            hour: 10,
            duration: 120,
            capacity: 8,
            registered: 8,
            description: "Une matinée au chantier, entre la coque d’un voilier de douze mètres et l’atelier de menuiserie. Vous verrez poser un pont, stratifier une pièce et vernir une table à cartes. Le groupe est petit, car les passages sont étroits.",
        }],
    },
    StoryCompany {
        profile: "bakery",
        name: "Le Fournil des Halles",
        trade_name: None,
        street: "2 cours des Halles",
        commune: "64445",
        website: None,
        email: "fournil@fournil-des-halles.example",
        phone: "05 36 49 55 60",
        contact: ("Madame", "Aminata", "Castagnède"),
        request: "Nous prenons volontiers des collégiens, à condition qu’ils aient vraiment envie de se lever tôt !",
        offers: &[StoryOffer {
            audiences: COLLEGE,
            occupation: ("D1102", None),
            start: Start::InDays(12),
            training: None,
            masked: false,
            seats: 1,
            description: "Au Fournil des Halles, le pain se pétrit la nuit, se façonne à la main et cuit dans un four que nous avons installé en 2009. Sept personnes, trois levains, une quarantaine de produits et une file d’attente le samedi.\n\nPendant une semaine, vous verrez naître une fournée du début à la fin. Vous pèserez les farines, vous façonnerez votre premier pain, vous apprendrez la différence entre levure et levain, et vous passerez une matinée à la vente pour comprendre ce que les clients demandent. Le dernier jour, vous repartirez avec ce que vous aurez fabriqué.\n\nHoraires aménagés : de 8 h à 13 h, du mardi au samedi. Tablier prêté, cheveux attachés, chaussures fermées. Pas de lettre compliquée : dites-nous pourquoi ce métier vous fait envie.",
        }],
        events: &[],
    },
    StoryCompany {
        profile: "theatre",
        name: "La Grange aux Étoiles",
        trade_name: None,
        street: "15 rue des Tanneurs",
        commune: "16015",
        website: Some("https://www.grange-aux-etoiles.example"),
        email: "bonjour@grange-aux-etoiles.example",
        phone: "05 36 49 55 70",
        contact: ("Monsieur", "Anatole", "Merlandou"),
        request: "Nous aimerions que le stage tombe pendant le montage d’un spectacle : appelez-nous avant de publier, nous vous donnerons les dates.",
        offers: &[StoryOffer {
            audiences: EVERYBODY,
            occupation: ("L1512", None),
            start: Start::InDays(33),
            training: None,
            masked: false,
            seats: 2,
            description: "La Grange aux Étoiles accueille soixante spectacles par saison : théâtre, cirque, danse et concerts. Trois cents fauteuils, un plateau de douze mètres et, derrière le rideau, une équipe que le public ne voit jamais. C’est elle que nous vous proposons de rejoindre.\n\nVous assisterez au montage d’un décor, vous apprendrez à lire une fiche technique, à câbler un projecteur hors tension et à tenir un plan de feu à jour. Vous partagerez une journée de répétition avec une compagnie, puis vous vivrez la première depuis la régie.\n\nCertaines journées finissent tard : nous compensons le lendemain, et les mineurs partent à 20 h au plus tard. Chaussures fermées et vêtements sombres sur le plateau. Aucune expérience n’est demandée, seulement de l’attention et le goût du travail en équipe.",
        }],
        events: &[],
    },
    StoryCompany {
        profile: "software",
        name: "Roudergue Logiciels",
        trade_name: None,
        street: "24 rue de l’Ancienne Gare",
        commune: "86194",
        website: Some("https://www.roudergue-logiciels.example"),
        email: "equipe@roudergue-logiciels.example",
        phone: "05 36 49 55 80",
        contact: ("Madame", "Divya", "Roudergue"),
        request: "Nous pouvons recevoir deux stagiaires à la fois, y compris des adultes en reconversion. Nos locaux sont accessibles en fauteuil roulant.",
        offers: &[StoryOffer {
            audiences: ADULT,
            occupation: ("M1805", None),
            start: Start::AsSoonAsPossible,
            training: Some("BTS Services informatiques aux organisations"),
            masked: false,
            seats: 2,
            description: "Nous sommes neuf et nous écrivons des logiciels pour des cantines, des bibliothèques et des petites communes. Nos applications sont sobres, rapides, et tout le monde doit pouvoir s’en servir : nous les testons au clavier, au lecteur d’écran et sur de vieux téléphones.\n\nVous rejoindrez l’équipe sur un produit réel : les menus de cent vingt cantines scolaires. Avec Divya, vous corrigerez une anomalie, vous écrirez des tests, vous améliorerez l’accessibilité d’un écran, puis vous présenterez votre travail aux utilisateurs. Chaque modification est relue à deux, dans la bonne humeur.\n\nDe 9 h à 17 h, avec un ordinateur prêté. Gratification légale au-delà de deux mois. Peu importe le langage que vous connaissez : montrez-nous quelque chose que vous avez fabriqué.",
        }],
        events: &[],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    const REGION: [&str; 12] = ["16", "17", "19", "23", "24", "33", "40", "47", "64", "79", "86", "87"];

    #[test]
    fn the_descriptions_are_long_enough_and_set_in_french() {
        for offer in COMPANIES.iter().flat_map(|company| company.offers) {
            let text = offer.description();
            let length = text.chars().count();
            assert!((400..=950).contains(&length), "{length} : {text}");
            super::super::texts::tests::check_french(&text);
        }
        COMPANIES.iter().for_each(|company| super::super::texts::tests::check_french(&company.request()));
    }

    #[test]
    fn every_company_has_a_profile_and_a_commune_of_the_region() {
        for company in COMPANIES {
            assert!(company.profile().is_some(), "{}", company.name);
            assert!(REGION.contains(&&company.commune[..2]), "{}", company.name);
            assert!(company.phone.starts_with("05 36 49 ") && company.email.ends_with(".example"));
        }
    }

    #[test]
    fn a_masked_offer_does_not_name_its_employer() {
        let masked: Vec<_> = COMPANIES
            .iter()
            .flat_map(|company| company.offers.iter().map(move |offer| (company, offer)))
            .filter(|(_, offer)| offer.masked)
            .collect();
        assert_eq!(masked.len(), 1);
        for (company, offer) in masked {
            assert!(
                company
                    .name
                    .split(' ')
                    .filter(|word| word.len() > 3)
                    .all(|word| !offer.description().contains(word))
            );
        }
    }
}
