//! Whether an offer or event is on line, and why it is no more.

use crate::db::text_enum;
use crate::french;

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

    /// Where an offer or event stands, in words: « Non publié – retrait par un conseiller ». `past` is whether
    /// its date has gone by.
    pub fn said(self, reason: Option<UnpublishedReason>, past: bool) -> String {
        match (self, reason) {
            (Self::Published, _) if past => UnpublishedReason::Expired.label().to_owned(),
            (_, Some(reason)) => format!("{} – {}", self.label(), french::lower_first(reason.label())),
            (_, None) => self.label().to_owned(),
        }
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
    fn what_is_no_longer_online_says_why() {
        let by_employer = Some(UnpublishedReason::ByEmployer);
        assert_eq!(
            PublicationState::Unpublished.said(by_employer, true),
            "Non publié – retrait par l’employeur"
        );
        assert_eq!(PublicationState::Published.said(None, false), "Publié");
        assert_eq!(PublicationState::Published.said(None, true), "Date dépassée");
        assert_eq!(PublicationState::ToReview.said(None, true), "À valider");
    }

    #[test]
    fn the_stored_texts_do_not_change() {
        let states: Vec<_> = PublicationState::ALL.iter().map(|state| state.as_str()).collect();
        assert_eq!(states, ["draft", "to_review", "published", "unpublished"]);
        let reasons: Vec<_> = UnpublishedReason::ALL.iter().map(|reason| reason.as_str()).collect();
        assert_eq!(reasons, ["by_hand", "by_employer", "no_answer", "expired"]);
    }
}
