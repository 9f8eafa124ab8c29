//! Those who sign in.

use cmonstage::access::password::{Cost, hash};
use cmonstage::accounts::store;
use cmonstage::accounts::{NewUser, Role};
use cmonstage::db::Error;
use cmonstage::domain::{Civility, Email, Name, Phone};

use super::app::TestApp;
use super::page::Visitor;

/// The password of everybody in tests.
pub const PASSWORD: &str = "quatre mésanges bleues";

/// A user who is in the database.
#[derive(Debug, Clone)]
pub struct StoredUser {
    pub id: i64,
    pub email: String,
    /// « Madame NOM Prénom (Organisation) ».
    pub name: String,
}

impl TestApp {
    /// A partner of an organisation of the same name, « Madame {NAME} Camille (Maison des essais) ».
    pub fn user(&self, last_name: &str) -> StoredUser {
        self.store_user(last_name, Role::Partner)
    }

    pub fn administrator(&self, last_name: &str) -> StoredUser {
        self.store_user(last_name, Role::Administrator)
    }

    fn store_user(&self, last_name: &str, role: Role) -> StoredUser {
        let now = self.app().clock.now();
        let email = format!("camille.{}@example.org", cmonstage::domain::fold(last_name).replace(' ', "-"));
        let (last_name, address) = (last_name.to_owned(), email.clone());
        let kept = hash(Cost { memory: 8, passes: 1 }, PASSWORD, &[3; 16]).unwrap();
        let name = Civility::Madam.name(&last_name, "Camille", "Maison des essais");
        let id = self
            .db()
            .write_blocking(move |tx| {
                let organisation = store::organisation(tx, now, "Maison des essais")?;
                let id = store::create_user(
                    tx,
                    now,
                    &NewUser {
                        organisation,
                        role,
                        civility: Civility::Madam,
                        last_name: Name::parse(&last_name).unwrap(),
                        first_name: Name::parse("Camille").unwrap(),
                        email: Email::parse(&address).unwrap(),
                        phone: Some(Phone::parse("05 36 49 00 77").unwrap()),
                    },
                )?;
                store::set_password(tx, id, &kept)?;
                Ok::<_, Error>(id)
            })
            .unwrap();
        StoredUser { id, email, name }
    }

    /// The browser of a user who has just signed in by the form.
    pub fn sign_in(&self, user: &StoredUser) -> Visitor {
        let visitor = self.visitor();
        let form =
            visitor.get("/gestion/connexion").fill("Identifiant", &user.email).fill("Mot de passe", PASSWORD);
        let page = form.submit("Se connecter");
        assert_eq!(page.url, "/gestion");
        visitor
    }

    /// A new partner, and the browser in which they are signed in.
    pub fn partner(&self, last_name: &str) -> (StoredUser, Visitor) {
        let user = self.user(last_name);
        let visitor = self.sign_in(&user);
        (user, visitor)
    }
}
