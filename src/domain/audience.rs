//! Whom an offer or an event is for. Several at once, so they are kept as a set in one integer.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use std::fmt;
use std::marker::PhantomData;

use crate::db::text_enum;

text_enum! {
    /// Whom an offer is for. The order gives the stored bits: add at the end only.
    pub enum OfferAudience {
        MiddleSchool = "middle_school" => "Collégien",
        HighSchool = "high_school" => "Lycéen",
        Student = "student" => "Étudiant",
        JobSeekerOrEmployee = "job_seeker_or_employee" => "Demandeur d’emploi ou salarié",
    }
}

text_enum! {
    /// Whom an event is for, and who registers. The order gives the stored bits: add at the end
    /// only.
    pub enum EventAudience {
        Pupil = "pupil" => "Élève",
        Parent = "parent" => "Parent d’élève",
        Student = "student" => "Étudiant",
        JobSeeker = "job_seeker" => "Demandeur d’emploi",
        Teacher = "teacher" => "Enseignant",
        Professional = "professional" => "Professionnel",
    }
}

/// What a set of audiences needs to know of its list.
pub trait Audience: Copy + PartialEq + fmt::Debug + 'static {
    /// Every audience; the place in the list is the place of the bit.
    const EVERY: &'static [Self];

    /// The value of the parameter `public` in an address.
    fn slug(self) -> &'static str;

    /// The French words that people read.
    fn label(self) -> &'static str;

    /// The audience whose slug this is.
    fn from_slug(slug: &str) -> Option<Self> {
        Self::EVERY.iter().copied().find(|audience| audience.slug() == slug)
    }
}

impl Audience for OfferAudience {
    const EVERY: &'static [Self] = Self::ALL;

    fn slug(self) -> &'static str {
        match self {
            Self::MiddleSchool => "collegien",
            Self::HighSchool => "lyceen",
            Self::Student => "etudiant",
            Self::JobSeekerOrEmployee => "demandeur-emploi-ou-salarie",
        }
    }

    fn label(self) -> &'static str {
        self.label()
    }
}

impl Audience for EventAudience {
    const EVERY: &'static [Self] = Self::ALL;

    fn slug(self) -> &'static str {
        match self {
            Self::Pupil => "eleve",
            Self::Parent => "parent",
            Self::Student => "etudiant",
            Self::JobSeeker => "demandeur-emploi",
            Self::Teacher => "enseignant",
            Self::Professional => "professionnel",
        }
    }

    fn label(self) -> &'static str {
        self.label()
    }
}

/// Several audiences, stored as one integer (bit *n* is the *n*-th of the list), so that one
/// condition `audiences & ?` finds what concerns any of those asked for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AudienceSet<A> {
    bits: u32,
    audience: PhantomData<A>,
}

impl<A: Audience> AudienceSet<A> {
    /// The empty set.
    pub const fn new() -> Self {
        Self { bits: 0, audience: PhantomData }
    }

    /// The set that these bits describe; `None` when one of them stands for nothing.
    pub fn from_bits(bits: u32) -> Option<Self> {
        (bits >> A::EVERY.len() == 0).then_some(Self { bits, audience: PhantomData })
    }

    /// The integer that is stored.
    pub fn bits(self) -> u32 {
        self.bits
    }

    /// Whether it is one of them.
    pub fn contains(self, audience: A) -> bool {
        self.iter().any(|member| member == audience)
    }

    /// Adds one.
    pub fn insert(&mut self, audience: A) {
        if let Some(at) = A::EVERY.iter().position(|&each| each == audience) {
            self.bits |= 1 << at;
        }
    }

    /// The members, in the order of the list.
    pub fn iter(self) -> impl Iterator<Item = A> {
        let members = A::EVERY.iter().enumerate();
        members.filter(move |(at, _)| self.bits >> at & 1 == 1).map(|(_, &audience)| audience)
    }

    /// The members in words, one after the other.
    pub fn listed(self) -> String {
        self.iter().map(A::label).collect::<Vec<_>>().join(", ")
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.bits == 0
    }
}

impl<A: Audience> Default for AudienceSet<A> {
    fn default() -> Self {
        Self::new()
    }
}

impl<A: Audience> FromIterator<A> for AudienceSet<A> {
    fn from_iter<I: IntoIterator<Item = A>>(audiences: I) -> Self {
        let mut set = Self::new();
        audiences.into_iter().for_each(|audience| set.insert(audience));
        set
    }
}

impl<A: Audience> fmt::Debug for AudienceSet<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl<A: Audience> ToSql for AudienceSet<A> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.bits.into())
    }
}

impl<A: Audience> FromSql for AudienceSet<A> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bits = u32::column_result(value)?;
        Self::from_bits(bits).ok_or(FromSqlError::OutOfRange(i64::from(bits)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Offers = AudienceSet<OfferAudience>;

    #[test]
    fn the_stored_bits_never_change() {
        use EventAudience as E;
        use OfferAudience as O;
        let offer = |audience| [audience].into_iter().collect::<Offers>().bits();
        let event = |audience| [audience].into_iter().collect::<AudienceSet<E>>().bits();
        assert_eq!(
            [O::MiddleSchool, O::HighSchool, O::Student, O::JobSeekerOrEmployee].map(offer),
            [1, 2, 4, 8]
        );
        assert_eq!(
            [E::Pupil, E::Parent, E::Student, E::JobSeeker, E::Teacher, E::Professional].map(event),
            [1, 2, 4, 8, 16, 32]
        );
    }

    #[test]
    fn a_set_holds_what_was_inserted() {
        let mut set = Offers::new();
        assert!(set.is_empty() && !set.contains(OfferAudience::Student));
        set.insert(OfferAudience::Student);
        set.insert(OfferAudience::MiddleSchool);
        set.insert(OfferAudience::Student);
        assert!(set.contains(OfferAudience::Student) && !set.contains(OfferAudience::HighSchool));
        assert_eq!(set.iter().collect::<Vec<_>>(), [OfferAudience::MiddleSchool, OfferAudience::Student]);
        assert_eq!(format!("{set:?}"), "{MiddleSchool, Student}");
    }

    #[test]
    fn a_stored_set_reads_back_and_an_unknown_bit_is_refused() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        let set: Offers = [OfferAudience::HighSchool, OfferAudience::Student].into_iter().collect();
        let read: Offers = connection.query_row("SELECT ?1", [set], |row| row.get(0)).unwrap();
        assert_eq!(read, set);
        assert!(connection.query_row("SELECT 16", [], |row| row.get::<_, Offers>(0)).is_err());
        assert!(connection.query_row("SELECT -1", [], |row| row.get::<_, Offers>(0)).is_err());
    }

    #[test]
    fn slugs_are_distinct_and_read_back() {
        for &audience in OfferAudience::ALL {
            assert_eq!(OfferAudience::from_slug(audience.slug()), Some(audience));
        }
        for &audience in EventAudience::ALL {
            assert_eq!(EventAudience::from_slug(audience.slug()), Some(audience));
        }
        assert_eq!(OfferAudience::from_slug("Lycéen"), None);
    }

    proptest! {
        #[test]
        fn bits_and_members_say_the_same(bits in any::<u32>(), small in 0u32..16) {
            prop_assert_eq!(Offers::from_bits(bits).is_some(), bits < 16);
            let set = Offers::from_bits(small).unwrap();
            prop_assert_eq!(set.iter().collect::<Offers>().bits(), small);
        }
    }
}
