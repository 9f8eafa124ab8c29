//! Building and public works.

use super::{Occupation, Profile, Rhythm};

#[rustfmt::skip] // One line for each thing said of a trade: a table, not code.
pub(super) const PROFILES: &[Profile] = &[
    Profile {
        key: "masonry", naf: "43.99C", head: "entreprise de maçonnerie", feminine: true, generic: "Entreprise de maçonnerie", association: false, rhythm: Rhythm::Site,
        names: &["Maçonnerie {nom}", "{nom} Bâtiment", "Pierres et Chaux {lieu}"],
        about: &[
            "Nous construisons des maisons et nous restaurons des murs anciens, à la pierre et à la chaux.",
            "Nos chantiers durent de quelques jours à plusieurs mois, toujours à moins de quarante minutes du dépôt.",
            "Nous accueillons des apprentis chaque année, et plusieurs ont été embauchés.",
        ],
        watch: &["visiter plusieurs chantiers à des stades différents", "comprendre les fondations d’une maison", "voir poser un linteau", "lire un plan avec le chef de chantier"],
        occupations: &[
            Occupation { card: "F1703", title: None, tutor: "notre chef de chantier", tasks: &["préparer le mortier et la chaux", "monter un muret", "prendre des niveaux", "jointoyer un mur en pierre", "coffrer une petite dalle", "approvisionner le poste de travail"] },
        ],
        gear: "Casque, gants et chaussures de sécurité sont fournis ; prévoyez un vêtement chaud.",
        seek: &["Il faut aimer l’effort physique et le plein air.", "Nous cherchons quelqu’un de ponctuel : le camion part à l’heure.", "La fierté du travail bien fait se partage ici tous les jours."],
        field: "la maçonnerie",
        link: &["J’ai aidé à remonter un mur en pierre sèche chez mes voisins.", "J’aime les vieilles maisons et je voudrais savoir comment on les répare.", "Rester assis toute la journée n’est pas fait pour moi."],
        school: &["CAP Maçon", "Bac pro Technicien du bâtiment, organisation et réalisation du gros œuvre"],
        higher: &["BTS Bâtiment", "BUT Génie civil, construction durable"],
    },
    Profile {
        key: "carpentry", naf: "43.91A", head: "entreprise de charpente", feminine: true, generic: "Entreprise de charpente", association: false, rhythm: Rhythm::Site,
        names: &["Charpentes {nom}", "Charpente {lieu}", "{nom} Ossature Bois"],
        about: &[
            "Nous taillons et levons des charpentes traditionnelles et des maisons à ossature bois.",
            "Les pièces sont préparées à l’atelier, puis assemblées sur le chantier en quelques jours.",
            "Nous travaillons aussi sur des églises et des halles anciennes.",
        ],
        watch: &["découvrir l’épure, ce dessin à taille réelle", "voir tailler un assemblage", "suivre un levage depuis le sol", "comprendre comment tient une charpente"],
        occupations: &[
            Occupation { card: "F1503", title: None, tutor: "notre charpentière", tasks: &["tracer sur l’épure", "tailler tenons et mortaises", "préparer le colis d’un chantier", "isoler un mur à ossature bois", "poser un pare-pluie", "ranger et entretenir l’outillage"] },
        ],
        gear: "L’équipement de sécurité est fourni ; les mineurs ne travaillent pas en hauteur.",
        seek: &["Vous aimez la géométrie, ou vous voulez enfin comprendre à quoi elle sert.", "Le travail d’équipe est permanent : on porte, on lève et on vérifie ensemble.", "Nous attendons de la prudence et de la bonne humeur."],
        field: "la charpente",
        link: &["Quand je lève la tête dans une grange, je regarde toujours la charpente.", "J’aime les mathématiques quand elles servent à construire.", "Un ami de la famille est charpentier et ses récits m’ont donné envie d’essayer."],
        school: &["CAP Charpentier bois", "Bac pro Technicien constructeur bois"],
        higher: &["BTS Systèmes constructifs bois et habitat", "Licence pro Construction bois"],
    },
    Profile {
        key: "roofing", naf: "43.91B", head: "entreprise de couverture", feminine: true, generic: "Entreprise de couverture", association: false, rhythm: Rhythm::Site,
        names: &["Toitures {nom}", "{nom} Couverture", "Les Toits {lieu}"],
        about: &[
            "Nous posons et réparons des toits en tuiles, en ardoises et en zinc.",
            "L’isolation et les panneaux solaires occupent une part croissante de nos journées.",
            "Après chaque tempête, nous intervenons en urgence dans les communes voisines.",
        ],
        watch: &["reconnaître les matériaux d’un toit", "voir plier une feuille de zinc", "comprendre comment l’eau s’écoule", "suivre l’établissement d’un devis à partir d’un plan"],
        occupations: &[
            Occupation { card: "F1619", title: None, tutor: "notre couvreur-zingueur", tasks: &["trier et approvisionner les tuiles", "tracer et plier une noue en zinc", "couper des ardoises", "préparer l’isolant", "monter une gouttière à l’atelier", "charger le camion"] },
        ],
        gear: "Harnais, casque et chaussures sont fournis ; les mineurs restent au sol et à l’atelier.",
        seek: &["Nous cherchons une personne agile, attentive et qui respecte les consignes.", "Le goût du dessin aide à tracer juste.", "Votre motivation compte plus que votre parcours."],
        field: "la couverture",
        link: &["Après la tempête, j’ai vu des couvreurs remettre notre toit en état et leur calme m’a fait forte impression.", "J’aime prendre de la hauteur et travailler dehors.", "Les panneaux solaires m’intéressent et je veux savoir comment on les pose."],
        school: &["CAP Couvreur", "Bac pro Interventions sur le patrimoine bâti"],
        higher: &["BTS Enveloppe des bâtiments", "Brevet professionnel Couvreur"],
    },
    Profile {
        key: "electricity", naf: "43.21A", head: "entreprise d’électricité", feminine: true, generic: "Entreprise d’électricité", association: false, rhythm: Rhythm::Site,
        names: &["{nom} Électricité", "Électricité {lieu}", "Établissements {nom}"],
        about: &[
            "Nous réalisons les installations électriques de maisons, d’écoles et de petits ateliers.",
            "Bornes de recharge, éclairages économes et maisons connectées prennent chaque année plus de place.",
            "Deux véhicules sur quatre roulent déjà à l’électricité, recharge au dépôt comprise.",
        ],
        watch: &["visiter un chantier neuf et une rénovation", "comprendre le tableau électrique d’une maison", "lire un schéma", "découvrir les règles de sécurité du métier"],
        occupations: &[
            Occupation { card: "F1602", title: None, tutor: "notre électricienne", tasks: &["lire un plan d’implantation", "passer des gaines", "câbler un tableau d’essai hors tension", "poser des appareillages", "contrôler une prise de terre", "préparer le matériel du lendemain"] },
        ],
        gear: "Chaussures de sécurité et gants sont fournis ; tout se fait hors tension.",
        seek: &["La rigueur est une question de sécurité : nous y tenons.", "Vous aimez chercher la panne et comprendre pourquoi.", "Une bonne présentation compte, car nous travaillons chez les gens."],
        field: "l’électricité",
        link: &["J’ai monté l’éclairage de notre spectacle et j’ai adoré préparer les branchements.", "Je m’intéresse aux énergies renouvelables.", "J’aime les énigmes, et une panne électrique en est une."],
        school: &["CAP Électricien", "Bac pro Métiers de l’électricité et de ses environnements connectés"],
        higher: &["BTS Électrotechnique", "BUT Génie électrique et informatique industrielle"],
    },
    Profile {
        key: "plumbing", naf: "43.22A", head: "entreprise de plomberie", feminine: true, generic: "Entreprise de plomberie et de chauffage", association: false, rhythm: Rhythm::Site,
        names: &["Plomberie {nom}", "{nom} Eau et Chaleur"],
        about: &[
            "Nous installons et dépannons salles de bains, pompes à chaleur et chaudières à granulés.",
            "La moitié de nos chantiers sont des rénovations, où il faut s’adapter à ce que l’on trouve derrière les murs.",
            "Nos clients nous appellent souvent pour une urgence et nous gardent pour la suite.",
        ],
        watch: &["suivre une tournée de dépannage", "comprendre le trajet de l’eau dans une maison", "voir braser un raccord en cuivre", "découvrir le fonctionnement d’une pompe à chaleur"],
        occupations: &[
            Occupation { card: "F1603", title: None, tutor: "notre plombier", tasks: &["tracer et percer des passages", "couper et cintrer du cuivre", "assembler une évacuation", "poser un lavabo", "vérifier l’étanchéité d’un réseau", "ranger le véhicule"] },
            Occupation { card: "F1620", title: None, tutor: "notre technicienne chauffage", tasks: &["relever les températures d’une installation", "nettoyer un brûleur", "purger des radiateurs", "préparer une mise en service", "remplir une fiche d’entretien"] },
        ],
        gear: "Vêtements de travail et chaussures de sécurité sont prêtés pour la durée du stage.",
        seek: &["Vous aimez rendre service et trouver des solutions.", "Il faut être à l’aise avec les clients et propre sur les chantiers.", "La dextérité s’apprend ; l’envie, un peu moins."],
        field: "la plomberie",
        link: &["J’ai changé un robinet avec un tutoriel et il ne fuit toujours pas.", "J’aime les métiers où l’on dépanne les gens.", "Les pompes à chaleur m’intriguent : comment fait-on du chaud avec de l’air froid ?"],
        school: &["CAP Monteur en installations sanitaires", "Bac pro Installateur en chauffage, climatisation et énergies renouvelables"],
        higher: &["BTS Fluides, énergies, domotique", "Licence pro Énergies renouvelables"],
    },
    Profile {
        key: "painting", naf: "43.34Z", head: "entreprise de peinture", feminine: true, generic: "Entreprise de peinture en bâtiment", association: false, rhythm: Rhythm::Site,
        names: &["Peintures {nom}", "{nom} Décors", "Couleurs {lieu}"],
        about: &[
            "Nous peignons des façades, des écoles et des intérieurs, avec des produits à l’eau ou à la chaux.",
            "Le conseil en couleurs fait partie du métier : nous préparons des planches d’essai pour chaque client.",
            "Papiers peints, enduits décoratifs et sols souples complètent notre savoir-faire.",
        ],
        watch: &["préparer une planche de couleurs", "voir un mur abîmé redevenir lisse", "comprendre les différents types de peinture", "suivre un rendez-vous de conseil chez un client"],
        occupations: &[
            Occupation { card: "F1606", title: None, tutor: "notre cheffe d’équipe", tasks: &["protéger les sols et les meubles", "lessiver et poncer les supports", "passer un enduit", "appliquer une sous-couche", "poser un papier peint", "nettoyer le matériel"] },
        ],
        gear: "La combinaison et les gants sont fournis ; prévoyez de vieilles chaussures.",
        seek: &["Nous cherchons quelqu’un de soigneux, avec le goût des couleurs.", "La préparation représente les trois quarts du travail : il faut de la patience.", "Être aimable avec les clients est aussi important que bien peindre."],
        field: "la peinture en bâtiment",
        link: &["J’ai repeint ma chambre du sol au plafond et le résultat me plaît.", "Les couleurs changent une pièce, et cela me plaît.", "J’aime le travail soigné et le résultat qui se voit tout de suite."],
        school: &["CAP Peintre applicateur de revêtements", "Bac pro Aménagement et finitions du bâtiment"],
        higher: &["BTS Aménagement finition", "Brevet professionnel Peintre"],
    },
    Profile {
        key: "roads", naf: "42.11Z", head: "entreprise de travaux publics", feminine: true, generic: "Entreprise de travaux publics", association: false, rhythm: Rhythm::Site,
        names: &["{nom} Travaux publics", "Routes {lieu}", "{nom} Frères"],
        about: &[
            "Nous aménageons des rues, des pistes cyclables et des réseaux d’eau pour les communes.",
            "Le recyclage des matériaux se fait sur notre plateforme, à côté du dépôt.",
            "Nos équipes de quatre à huit personnes changent de chantier toutes les deux ou trois semaines.",
        ],
        watch: &["visiter un chantier avec la conductrice de travaux", "découvrir les engins à l’arrêt, puis en action depuis la zone protégée", "comprendre ce qui passe sous une rue", "suivre un relevé de niveaux"],
        occupations: &[
            Occupation { card: "F1702", title: None, tutor: "notre chef d’équipe", tasks: &["installer la signalisation", "poser des bordures", "préparer un lit de sable", "participer au compactage d’une tranchée", "relever des niveaux", "tenir le chantier propre"] },
            Occupation { card: "F1302", title: None, tutor: "notre conductrice d’engins", tasks: &["vérifier un engin avant la prise de poste", "lire les gestes de commandement", "guider une manœuvre", "suivre les volumes déplacés", "graisser et nettoyer une pelle"] },
        ],
        gear: "Gilet haute visibilité, casque et chaussures de sécurité sont obligatoires et fournis.",
        seek: &["Le chantier demande de l’attention à chaque instant.", "Vous aimez être dehors et voir avancer un ouvrage.", "Savoir écouter une consigne du premier coup est la meilleure des qualités."],
        field: "le métier des travaux publics",
        link: &["Devant chez moi, on a refait toute la rue et j’ai passé des heures à regarder.", "Les engins de chantier m’attirent depuis toujours.", "J’aimerais participer à des ouvrages qui servent à tout le monde."],
        school: &["CAP Constructeur de routes", "Bac pro Travaux publics"],
        higher: &["BTS Travaux publics", "BUT Génie civil, construction durable"],
    },
];
