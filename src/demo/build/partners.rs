//! What is there before any company: what the file is, who signs in, the articles.

use time::Duration;

use super::documents::Document;
use super::{Scene, refused, valid};
use crate::access::password::{self, Cost};
use crate::accounts::{NewUser, Role, store as accounts};
use crate::contact::store as contact;
use crate::content;
use crate::db::{Error, WriteTx};
use crate::demo::documents::SHEETS;
use crate::demo::{self, mark, settings};
use crate::domain::{Civility, DepartmentCode, Email, Name, Phone};

impl Scene {
    /// Rows of the users, in order.
    pub(super) fn store_partners(
        &self,
        tx: &WriteTx,
        marks: Vec<(&'static str, String)>,
    ) -> Result<Vec<i64>, Error> {
        let now = self.at(self.order.date - Duration::days(400), 9, 0);
        for (key, value) in marks.into_iter().chain(settings::settings(self.order.date)) {
            mark(tx, key, &value)?;
        }
        let mut organisations = Vec::new();
        for organisation in &self.partners.organisations {
            organisations.push(accounts::create_organisation(tx, now, &organisation.name)?);
        }
        let kept = password::hash(Cost::USUAL, &demo::password(self.order.seed), &self.salt())
            .map_err(|_| refused())?;
        let mut users = Vec::new();
        for user in &self.partners.users {
            let id = accounts::create_user(
                tx,
                now,
                &NewUser {
                    organisation: organisations[user.organisation],
                    role: if user.administrator { Role::Administrator } else { Role::Partner },
                    civility: if user.civility == "Madame" { Civility::Madam } else { Civility::Sir },
                    last_name: valid(Name::parse(user.last_name))?,
                    first_name: valid(Name::parse(user.first_name))?,
                    email: valid(Email::parse(&user.email))?,
                    phone: Some(valid(Phone::parse(&user.phone))?),
                },
            )?;
            accounts::set_password(tx, id, &kept)?;
            for code in &user.departments {
                let department = DepartmentCode::parse(code).ok_or_else(refused)?;
                if contact::answering(tx, department)?.is_none() {
                    contact::set_answering(tx, department, id)?;
                }
            }
            users.push(id);
        }
        self.store_contents(tx)?;
        Ok(users)
    }

    /// The same seed gives the same file.
    fn salt(&self) -> [u8; 16] {
        let mut salt = [0; 16];
        salt[..8].copy_from_slice(&self.order.seed.to_be_bytes());
        salt
    }

    /// The articles that every site begins with, and documents beside two of them.
    fn store_contents(&self, tx: &WriteTx) -> Result<(), Error> {
        let now = self.at(self.order.date - Duration::days(45), 10, 0);
        content::defaults::seed(tx, now)?;
        let mut rng = self.rng.fork("contents");
        for sheet in &SHEETS {
            let lines: Vec<String> = sheet.lines.iter().map(|line| (*line).to_owned()).collect();
            let document = Document::draw(&mut rng, sheet.name, &lines);
            document.stage(tx, now)?;
            content::store::attach(tx, now, sheet.article, sheet.title, &document.id)?;
        }
        Ok(())
    }
}
