//! Farms, vineyards, oysters and forests.

use super::{Occupation, Profile, Rhythm};

#[rustfmt::skip] // One line for each thing said of a trade: a table, not code.
pub(super) const PROFILES: &[Profile] = &[
    Profile {
        key: "dairy", naf: "01.41Z", head: "ferme", feminine: true, generic: "Élevage laitier", association: false, rhythm: Rhythm::Farm,
        names: &["Ferme {lieu}", "Ferme {nom}", "Les Prés {lieu}"],
        about: &[
            "Nous élevons une soixantaine de vaches laitières, qui passent la belle saison au pré.",
            "Une partie du lait est transformée sur place en yaourts et en tommes, vendus à la ferme le samedi.",
            "Nous cultivons nous-mêmes l’herbe, le maïs et la luzerne qui nourrissent le troupeau.",
        ],
        watch: &["assister à la traite du soir", "découvrir comment on nourrit et soigne un veau", "comprendre le chemin du lait jusqu’à la laiterie", "faire le tour des prairies et des clôtures"],
        occupations: &[
            Occupation { card: "A1403", title: None, tutor: "notre vacher", tasks: &["pailler les stabulations", "distribuer le foin et les céréales", "donner le biberon aux veaux", "surveiller l’état de santé des bêtes", "préparer la salle de traite", "déplacer le troupeau d’une parcelle à l’autre"] },
            Occupation { card: "A1416", title: None, tutor: "l’un des associés", tasks: &["suivre la ration du troupeau", "relever la pousse de l’herbe", "tenir le carnet d’élevage", "entretenir les clôtures", "préparer les commandes de produits laitiers"] },
        ],
        gear: "Prévoyez des bottes et des vêtements qui ne craignent rien ; les gants sont fournis.",
        seek: &["Vous aimez les animaux et le grand air, y compris quand il pleut.", "Il faut du calme et de la douceur avec les bêtes.", "Être matinal est un atout, avoir le sens de l’observation en est un autre."],
        field: "l’élevage laitier",
        link: &["Chaque été, je donne un coup de main dans la ferme de ma grand-tante.", "J’ai toujours été à l’aise avec les animaux, surtout les gros !", "Je voudrais comprendre d’où vient le lait que nous buvons chaque matin."],
        school: &["CAP agricole Métiers de l’agriculture", "Bac pro Conduite et gestion de l’entreprise agricole"],
        higher: &["BTSA Productions animales", "Licence pro Agronomie"],
    },
    Profile {
        key: "vineyard", naf: "01.21Z", head: "domaine", feminine: false, generic: "Exploitation viticole", association: false, rhythm: Rhythm::Farm,
        names: &["Domaine {lieu}", "Vignobles {nom}", "Domaine {nom}"],
        about: &[
            "Nous cultivons dix-huit hectares de vigne en agriculture biologique, sur des coteaux argilo-calcaires.",
            "Le raisin est vendangé en partie à la main, puis vinifié et élevé dans notre chai.",
            "Nous recevons les visiteurs toute l’année pour leur faire goûter nos vins et raconter notre métier.",
        ],
        watch: &["parcourir les rangs de vigne selon la saison", "visiter le chai et ses barriques", "découvrir le matériel, de l’enjambeur au pressoir", "voir comment une bouteille est étiquetée et expédiée"],
        occupations: &[
            Occupation { card: "A1418", title: None, tutor: "notre cheffe de culture", tasks: &["tailler et attacher la vigne", "relever les fils et épamprer", "observer la santé des feuilles et des grappes", "réparer le palissage", "préparer le matériel de vendange", "suivre la maturité du raisin"] },
            Occupation { card: "A1422", title: None, tutor: "notre maître de chai", tasks: &["nettoyer les cuves et les barriques", "mesurer la densité et la température des jus", "soutirer un vin", "préparer un assemblage", "étiqueter et mettre en cartons", "tenir le registre de cave"] },
        ],
        gear: "Bonnes chaussures et vêtements de pluie à prévoir ; le sécateur et les gants sont prêtés.",
        seek: &["Nous cherchons quelqu’un de soigneux, qui n’a pas peur des gestes répétés.", "Le goût du travail dehors et en équipe compte plus que les connaissances.", "La curiosité pour la nature et pour les terroirs est bienvenue."],
        field: "la culture de la vigne",
        link: &["J’ai participé aux vendanges chez des voisins et l’ambiance m’a beaucoup plu.", "J’aime suivre une plante au fil des saisons.", "Le métier mélange la nature, la chimie et le goût : c’est ce mélange qui m’intrigue."],
        school: &["CAP agricole Métiers de l’agriculture, vigne et vin", "Bac pro Conduite et gestion de l’entreprise vitivinicole"],
        higher: &["BTSA Viticulture-œnologie", "Licence pro Commerce des vins"],
    },
    Profile {
        key: "market-garden", naf: "01.13Z", head: "exploitation", feminine: true, generic: "Exploitation maraîchère", association: false, rhythm: Rhythm::Farm,
        names: &["Les Jardins {lieu}", "Le Potager {lieu}", "Maraîchage {nom}"],
        about: &[
            "Nous produisons une quarantaine de légumes, en pleine terre et sous serre froide.",
            "Nos récoltes partent chaque semaine en paniers, sur deux marchés et dans une cantine scolaire.",
            "Le sol est travaillé le moins possible, avec du compost fait sur place.",
        ],
        watch: &["suivre une récolte jusqu’au marché", "découvrir les serres et l’arrosage au goutte-à-goutte", "reconnaître les légumes à leurs feuilles", "comprendre le rôle des insectes utiles"],
        occupations: &[
            Occupation { card: "A1433", title: None, tutor: "notre maraîchère", tasks: &["semer en plaques et repiquer", "désherber les planches de culture", "récolter et laver les légumes", "composer les paniers", "installer l’arrosage et les voiles", "tenir le stand du marché"] },
        ],
        gear: "Prévoyez des bottes, un chapeau et une gourde ; les gants sont fournis.",
        seek: &["Une bonne condition physique est utile : on se baisse souvent.", "Nous apprécions les personnes patientes et soigneuses.", "Si vous posez beaucoup de questions, vous êtes au bon endroit."],
        field: "le maraîchage",
        link: &["J’ai un petit carré de potager derrière la maison et j’y passe des heures.", "Manger local me paraît important et je veux voir ce que cela demande.", "J’aime le travail dehors et je ne tiens pas en place derrière un bureau."],
        school: &["CAP agricole Productions horticoles", "Bac pro Conduite de productions horticoles"],
        higher: &["BTSA Métiers du végétal", "Licence pro Agriculture biologique"],
    },
    Profile {
        key: "oysters", naf: "03.21Z", head: "entreprise ostréicole", feminine: true, generic: "Entreprise ostréicole", association: false, rhythm: Rhythm::Farm,
        names: &["Huîtres {nom}", "Les Parcs {lieu}", "Ostréiculture {nom}"],
        about: &[
            "Nous élevons des huîtres creuses, du captage des larves jusqu’à l’affinage en claires.",
            "Il faut trois ans et une trentaine de manipulations pour qu’une huître arrive dans l’assiette.",
            "La cabane vend directement aux habitants, et nos bourriches partent dans toute la France avant les fêtes.",
        ],
        watch: &["embarquer vers les parcs quand la marée le permet", "voir le tri et le calibrage des huîtres", "comprendre le rythme des marées", "découvrir le bassin de purification"],
        occupations: &[
            Occupation { card: "A1430", title: None, tutor: "notre chef de parc", tasks: &["retourner et secouer les poches", "trier et calibrer les huîtres", "laver et conditionner les bourriches", "réparer les tables et les élastiques", "préparer les commandes de la cabane", "relever la température et la salinité de l’eau"] },
        ],
        gear: "Cirés, cuissardes et gilets de sauvetage sont fournis ; savoir nager est indispensable.",
        seek: &["Les horaires suivent la marée : il faut aimer que les journées ne se ressemblent pas.", "Nous cherchons une personne dynamique, que le froid et l’eau n’effraient pas.", "Le sens de l’équipe est essentiel, sur l’eau comme à terre."],
        field: "l’élevage des huîtres",
        link: &["Je passe mes vacances au bord de l’eau et je vois les plates partir à marée basse.", "La mer m’attire depuis toujours et je voudrais y travailler.", "J’aime les métiers où la nature décide un peu des horaires."],
        school: &["CAP Conchyliculture", "Bac pro Cultures marines"],
        higher: &["BTSA Aquaculture", "Licence pro Produits de la mer"],
    },
    Profile {
        key: "forest", naf: "02.20Z", head: "exploitation forestière", feminine: true, generic: "Exploitation forestière", association: false, rhythm: Rhythm::Site,
        names: &["Forêts {nom}", "Sylva {nom}", "Bois et Forêts {lieu}"],
        about: &[
            "Nous plantons, entretenons et récoltons des pins, des chênes et des châtaigniers pour des propriétaires de la région.",
            "Chaque arbre coupé a sa destination : charpente, tonneau, papier ou bois de chauffage.",
            "Nos chantiers respectent la nidification des oiseaux et la fragilité des sols humides.",
        ],
        watch: &["reconnaître les essences à leur écorce", "suivre le marquage des arbres à couper", "voir travailler une abatteuse à bonne distance", "comprendre comment se gère une forêt sur cent ans"],
        occupations: &[
            Occupation { card: "A1210", title: None, tutor: "notre chef d’équipe", tasks: &["dégager les jeunes plants", "planter selon un alignement", "mesurer et cuber les grumes", "débroussailler les accès", "entretenir l’outillage", "repérer les traces de gibier et de maladies"] },
        ],
        gear: "Le casque, les gants et les chaussures de sécurité sont fournis ; aucun stagiaire n’utilise de tronçonneuse sans habilitation.",
        seek: &["Il faut de la prudence et l’envie d’être dehors par tous les temps.", "Il faut savoir écouter les consignes : en forêt, la sécurité passe avant tout.", "Un intérêt pour la botanique ou pour les machines est un plus."],
        field: "le travail en forêt",
        link: &["Je fais beaucoup de randonnée et je commence à reconnaître les arbres.", "J’aimerais un métier utile au climat et qui se passe dehors.", "Dans ma famille, on se chauffe au bois et c’est moi qui range les bûches."],
        school: &["CAP agricole Travaux forestiers", "Bac pro Forêt"],
        higher: &["BTSA Gestion forestière", "Licence pro Gestion durable de la forêt"],
    },
];
