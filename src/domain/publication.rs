//! Whether an offer or event is on line, and why it is no more.

use crate::db::text_enum;

text_enum! {
    /// The state of an offer or event. Visibility also depends on its date: this is what people
    /// decided, not what the calendar did.
    pub enum PublicationState {
        Draft = "draft" => "Brouillon",
        ToReview = "to_review" => "À valider",
        Published = "published" => "Publié",
        Unpublished = "unpublished" => "Non publié",
    }
}

impl PublicationState {
    /// « Publier » in the filters; the three other states are « Ne pas publier ».
    pub fn is_published(self) -> bool {
        self == Self::Published
    }
}

text_enum! {
    /// Why an offer or event was taken off line.
    pub enum UnpublishedReason {
        ByHand = "by_hand" => "Retrait par un conseiller",
        ByEmployer = "by_employer" => "Retrait par l’employeur",
        NoAnswer = "no_answer" => "Relance restée sans réponse",
        Expired = "expired" => "Date dépassée",
    }
}

#[cfg(test)]
mod tests {
    use super::{PublicationState, UnpublishedReason};

    #[test]
    fn only_one_state_is_published() {
        let published: Vec<_> = PublicationState::ALL.iter().filter(|state| state.is_published()).collect();
        assert_eq!(published, [&PublicationState::Published]);
    }

    #[test]
    fn the_stored_texts_do_not_change() {
        let states: Vec<_> = PublicationState::ALL.iter().map(|state| state.as_str()).collect();
        assert_eq!(states, ["draft", "to_review", "published", "unpublished"]);
        let reasons: Vec<_> = UnpublishedReason::ALL.iter().map(|reason| reason.as_str()).collect();
        assert_eq!(reasons, ["by_hand", "by_employer", "no_answer", "expired"]);
    }
}
