//! What companies deposited and nobody took care of yet.

use super::Scene;
use crate::access::link;
use crate::clock::Now;
use crate::db::{Error, WriteTx};
use crate::demo;
use crate::deposits::DepositKind;
use crate::deposits::store::{self, FOLLOWED, Item};
use crate::domain::{About, Reference};
use crate::projects::{self, JournalKind};

impl Scene {
    /// A company deposited this, from which its project was made; nothing when it had deposited something
    /// before.
    pub(super) fn deposit(
        &self,
        tx: &WriteTx,
        now: Now,
        kind: DepositKind,
        project: i64,
        item: Option<Item>,
    ) -> Result<(), Error> {
        let Some(email) = projects::store::find(tx, project)?.and_then(|project| project.content.email)
        else {
            return Ok(());
        };
        if store::of_project(tx, project)?.is_some() {
            return Ok(());
        }
        let mut rng = self.rng.fork(&format!("deposit {project}"));
        let [a, b, c, d, e, ..] = rng.next_u64().to_be_bytes();
        let reference = Reference::from_bytes(About::Deposit, [a, b, c, d, e]);
        let id = store::create(tx, now, &reference, kind, &email, "")?;
        let seed = (u128::from(rng.next_u64()) << 64 | u128::from(rng.next_u64())).to_be_bytes();
        let key = demo::key(self.order.seed);
        link::create_to_deposit_from(tx, &key, now, id, now.plus(FOLLOWED), seed)?;
        store::sent(tx, now, &link::system::deposit(tx, id), project, item)?;
        let line = format!("Déposé par l’entreprise sur le site, référence {reference}.");
        projects::store::note(tx, now, project, None, JournalKind::Deposit, &line)
    }
}
