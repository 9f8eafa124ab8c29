//! People who do not exist: first names from everywhere, family names put together for the demonstration, e-mail
//! addresses under the reserved example domains and telephone numbers that ARCEP keeps for fiction.

use super::rng::Rng;
use crate::domain::fold::fold;

/// Somebody, without an age: age depends on what the person does here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// « Madame » or « Monsieur ».
    pub civility: &'static str,
    pub first_name: &'static str,
    pub last_name: &'static str,
}

impl Person {
    /// « Nadia Bellanque ».
    pub fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

/// A person, one draw for each part.
pub fn person(rng: &mut Rng) -> Person {
    let (civility, first_names) = if rng.chance(50) { ("Madame", WOMEN) } else { ("Monsieur", MEN) };
    Person { civility, first_name: rng.text(first_names), last_name: rng.text(LAST_NAMES) }
}

/// A family name, also used to name companies.
pub fn last_name(rng: &mut Rng) -> &'static str {
    rng.text(LAST_NAMES)
}

/// « nadia.bellanque.12@example.org »: `number` makes the address unique, 0 leaves it out.
pub fn email(person: &Person, domain: &str, number: u32) -> String {
    let (first, last) = (ascii(person.first_name), ascii(person.last_name));
    if number == 0 { format!("{first}.{last}@{domain}") } else { format!("{first}.{last}.{number}@{domain}") }
}

/// A number as one writes it, « 06 39 98 12 34 », from the ranges that ARCEP reserves for fiction.
pub fn phone(rng: &mut Rng) -> String {
    let range = rng.weighted(&[
        ("05 36 49", 60),
        ("06 39 98", 32),
        ("01 99 00", 2),
        ("02 61 91", 2),
        ("03 53 01", 2),
        ("04 65 71", 2),
    ]);
    format!("{range} {:02} {:02}", rng.below(100), rng.below(100))
}

/// A mobile number, the kind that applicants give.
pub fn mobile(rng: &mut Rng) -> String {
    format!("06 39 98 {:02} {:02}", rng.below(100), rng.below(100))
}

/// Lower-case letters without accents, digits and hyphens: for e-mail addresses and site names.
pub fn ascii(text: &str) -> String {
    fold(text).replace(' ', "-")
}

#[rustfmt::skip]
const WOMEN: &[&str] = &[
    "Adèle", "Aïcha", "Alice", "Amélie", "Aminata", "Anaïs", "Ange-Marie", "Anne-Sophie", "Apolline", "Assia", "Aurore",
    "Béatrice", "Camille", "Capucine", "Carmen", "Céleste", "Chloé", "Claire", "Clémence", "Coralie", "Dalila", "Delphine",
    "Divya", "Élise", "Éloïse", "Emma", "Estelle", "Fatou", "Flora", "Gaëlle", "Garance", "Gwenaëlle", "Hanaé", "Héloïse",
    "Inès", "Iris", "Jade", "Jeanne", "Joséphine", "Julie", "Kadiatou", "Karine", "Khadija", "Laure", "Leïla", "Lilou",
    "Linh", "Lison", "Louise", "Lucile", "Maëlys", "Maïté", "Malika", "Manon", "Margaux", "Mariama", "Maylis", "Mélanie",
    "Mila", "Nadia", "Nina", "Noémie", "Océane", "Oriane", "Pauline", "Rosa", "Sabrina", "Salomé", "Sirine", "Solène",
    "Soraya", "Thi-Mai", "Valentine", "Yasmine", "Yuna", "Zoé",
];

#[rustfmt::skip]
const MEN: &[&str] = &[
    "Aboubacar", "Achille", "Adam", "Adrien", "Alban", "Amine", "Anatole", "Antonin", "Arthur", "Augustin", "Aurélien",
    "Baptiste", "Bastien", "Bilal", "Brice", "Cédric", "Clément", "Corentin", "Cyprien", "Damien", "Diego", "Élie",
    "Émile", "Enzo", "Esteban", "Étienne", "Fabien", "Farid", "Félix", "Florian", "Gabin", "Gaspard", "Gilles", "Guilhem",
    "Hakim", "Hugo", "Idriss", "Ilyès", "Ismaël", "Jean-Loup", "Joris", "Jules", "Kévin", "Killian", "Laurent", "Léandre",
    "Loïc", "Lucas", "Malo", "Mamadou", "Marin", "Mathis", "Mehdi", "Minh", "Moussa", "Nathan", "Nicolas", "Noé", "Olivier",
    "Oumar", "Pablo", "Pierre-Yves", "Quentin", "Rachid", "Raphaël", "Rayan", "Rémi", "Sacha", "Samuel", "Simon", "Tao",
    "Théo", "Timéo", "Tristan", "Valentin", "Xabi", "Yanis", "Youssef",
];

#[rustfmt::skip]
const LAST_NAMES: &[&str] = &[
    "Aguillard", "Albenque", "Alvignac", "Amblart", "Ancelard", "Aubarède", "Aubrelle", "Audebrand", "Aurillon", "Avrillaud",
    "Bachevard", "Balestrat", "Barbelane", "Bardonnel", "Barthas", "Bassegrain", "Baudrillac", "Beaucarne", "Belchamp", "Bellanque",
    "Bergonde", "Berthomel", "Bessegrand", "Bignolais", "Blanchefort", "Boisrenard", "Bonnecaze", "Bordelune", "Bouchardel", "Bourdelas",
    "Boutevin", "Brandely", "Brégeon", "Brissandeau", "Broussandier", "Cadillon", "Calmelle-Ruau", "Cambourg", "Canterelle", "Carbonnac",
    "Castagnède", "Cazemajou", "Chabanier", "Chambrelent", "Champdoré", "Chanteloube", "Charbonnac", "Chassagnard", "Chaumerliac", "Clairefond",
    "Clavaud", "Combelongue", "Corbières", "Cormerais", "Coubertal", "Courtemanche", "Coutelart", "Crozillac", "Dardenoy", "Darrieumerle",
    "Dartiguelou", "Delagarde", "Delbourg", "Desgranges", "Desmoulières", "Diallo-Morin", "Doucerain", "Dufraysse", "Dumontel", "Durandeau",
    "Elgoyen", "Escalières", "Estebenet", "Etcheparet", "Fabrègues", "Falgueyrat", "Farineau", "Fauconnet", "Ferrandou", "Fombelle",
    "Fontanaud", "Forestas", "Foucheraud", "Fourcassié", "Fressinard", "Fromentel", "Gachignard", "Galabert", "Garandeau", "Gardelle",
    "Garraudie", "Gaubertin", "Gélinaud", "Ghorbal", "Gimbrède", "Goudelance", "Grangeneuve", "Grelaud", "Grimardie", "Guignebert",
    "Guilhamet", "Hadjari", "Haristoy", "Hautefaye", "Herbecourt", "Hirigoyen", "Houdelaine", "Iratzoki", "Jabouille", "Janvrin",
    "Jardelle", "Jauberthie", "Joubertal", "Kerambrun", "Keravel", "Labarussiat", "Labrousselle", "Lacombelle", "Lafargette", "Lagardelle-Pons",
    "Lalandelle", "Lamarsaude", "Lancereau", "Lapeyronie", "Larrouquère", "Laubardemont", "Lavergnolle", "Leblévec", "Lescurat", "Lestrade-Bonnet",
    "Levasnier", "Lhermiteau", "Loubignac", "Loustalan", "Maignelas", "Malaterre", "Mandrillon", "Maraval", "Marchegay", "Marsauche",
    "Martineau-Roy", "Massoubre", "Mauguin", "Mazeaudier", "Mendiburu", "Merlandou", "Meynardie", "Mirambelle", "Moncaubet", "Montagnol",
    "Montbazy", "Moreliéras", "Mouillerac", "Nadalin", "Naudonnet", "N’Diaye-Roussel", "Negrerie", "Nogaret", "Normandeau", "Ouvrardet",
    "Palisse", "Parenteau", "Passelergue", "Peyrelade", "Peyrichou", "Picandet", "Pinçonnet", "Plantevigne", "Pommeraud", "Ponteil",
    "Pouyadoux", "Pradelou", "Puychaffray", "Quérillac", "Queyrel", "Rabouant", "Ragonneau", "Rambervel", "Ravignac", "Reboulleau",
    "Renaudie", "Ribeyrotte", "Rivaleau", "Rivoire-Blanc", "Rochebrune", "Roncevel", "Roquebert", "Roudergue", "Sabouraud", "Sainsard",
    "Salignat", "Sarrazy", "Saubadine", "Sauvestre", "Segonzat", "Sennoun", "Serventi", "Sicardel", "Soubirane", "Souchaud",
    "Tabariès-Nau", "Taillefumier", "Tessandier", "Teyssoneau", "Thibaudeau-Loiseau", "Thorignac", "Tournecuillert", "Touzalin", "Tran-Boisson", "Traversat",
    "Trébuchon", "Urrutigoity", "Valadoux", "Valmagne", "Vauclerc", "Vaudrenne", "Verdonnet", "Vergnolle", "Vidalenche", "Vignerac",
    "Villatelle", "Vivrelle", "Voisinard", "Yacoubi", "Zabaleta",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn there_are_enough_names_and_none_twice() {
        let first: HashSet<_> = WOMEN.iter().chain(MEN).collect();
        assert_eq!(first.len(), WOMEN.len() + MEN.len());
        assert!(first.len() >= 120, "{}", first.len());
        let last: HashSet<_> = LAST_NAMES.iter().collect();
        assert_eq!(last.len(), LAST_NAMES.len());
        assert!(last.len() >= 200, "{}", last.len());
        assert!(WOMEN.iter().chain(MEN).chain(LAST_NAMES).all(|name| !name.contains('\'')));
    }

    #[test]
    fn addresses_are_plain_ascii_and_carry_their_number() {
        let somebody =
            Person { civility: "Madame", first_name: "Anne-Sophie", last_name: "N’Diaye-Roussel" };
        assert_eq!(email(&somebody, "example.org", 12), "anne-sophie.n-diaye-roussel.12@example.org");
        for name in WOMEN.iter().chain(MEN).chain(LAST_NAMES) {
            let folded = ascii(name);
            assert!(
                folded.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !folded.ends_with('-'),
                "{name}"
            );
            assert_eq!(folded.len(), name.chars().count(), "{name}: a letter was not folded");
        }
        assert_eq!(ascii("Cœur d’Œuvre !"), "coeur-d-oeuvre");
    }

    #[test]
    fn numbers_come_from_the_ranges_for_fiction() {
        let mut rng = Rng::new(5);
        for _ in 0..2000 {
            let number = phone(&mut rng);
            assert_eq!(number.len(), 14, "{number}");
            assert!(
                ["01 99 00", "02 61 91", "03 53 01", "04 65 71", "05 36 49", "06 39 98"]
                    .contains(&&number[..8]),
                "{number}"
            );
        }
        assert!(mobile(&mut rng).starts_with("06 39 98 "));
    }
}
