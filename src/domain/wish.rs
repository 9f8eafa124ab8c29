//! What a company asks for.

use crate::db::text_enum;

text_enum! {
    /// « Votre entreprise souhaite »: the three choices of the project form.
    pub enum Wish {
        HostIntern = "host_intern" => "Accueillir un(e) stagiaire",
        OrganiseEvent = "organise_event" =>
            "Organiser une rencontre, une visite, signaler un évènement",
        BeContacted = "be_contacted" =>
            "Être contactée pour une aide à la formalisation de votre projet",
    }
}

#[cfg(test)]
mod tests {
    use super::Wish;

    #[test]
    fn the_three_wishes_keep_their_stored_texts() {
        let texts: Vec<_> = Wish::ALL.iter().map(|wish| wish.as_str()).collect();
        assert_eq!(texts, ["host_intern", "organise_event", "be_contacted"]);
        assert_eq!(Wish::parse("organise_event"), Some(Wish::OrganiseEvent));
    }
}
