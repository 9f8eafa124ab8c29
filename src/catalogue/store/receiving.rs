//! Who gets what visitors send, once the account of whoever did is closed: whoever manages the project, else
//! the first of the administrators. What children write is not sent to somebody who has left.

/// The active user of an offer or event `o`, of a project `p`, who answers in the place of a closed account.
const INSTEAD: &str = "coalesce(
    (SELECT a.id FROM user a WHERE a.id = p.manager_id AND a.active = 1),
    (SELECT a.id FROM user a WHERE a.role = 'administrator' AND a.active = 1 ORDER BY a.id LIMIT 1))";

/// The user who gets the registrations of an event `o`; nobody when its company does.
pub fn registrar() -> String {
    format!(
        "CASE WHEN o.registrar_id IS NOT NULL
         THEN coalesce((SELECT a.id FROM user a WHERE a.id = o.registrar_id AND a.active = 1), {INSTEAD}) END"
    )
}

/// The address that visitors write to: the one that was typed, unless it is that of a closed account.
pub fn email() -> String {
    format!(
        "CASE WHEN EXISTS (SELECT 1 FROM user a WHERE a.email = o.email AND a.active = 0)
         THEN coalesce((SELECT a.email FROM user a WHERE a.id = {INSTEAD}), o.email) ELSE o.email END"
    )
}
