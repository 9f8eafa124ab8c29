//! How people are addressed, and named among partners.

use crate::db::text_enum;

text_enum! {
    /// How a person is addressed.
    pub enum Civility {
        Madam = "madam" => "Madame",
        Sir = "sir" => "Monsieur",
    }
}

impl Civility {
    /// « Madame NOM Prénom (Organisation) ».
    pub fn name(self, last_name: &str, first_name: &str, organisation: &str) -> String {
        format!("{self} {} {first_name} ({organisation})", last_name.to_uppercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partner_is_named_with_its_organisation() {
        assert_eq!(Civility::Madam.name("Béllanque", "Inès", "Cap"), "Madame BÉLLANQUE Inès (Cap)");
    }
}
