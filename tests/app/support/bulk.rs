//! Many offers and events at once, by one statement: what happens at another size does not need a
//! person to have typed each of them.

use super::app::TestApp;

/// Communes of the places that offers are spread over.
const PLACES: &str = "('79191', '79'), ('86194', '86'), ('33063', '33'), ('17300', '17'), ('87085', '87')";

impl TestApp {
    /// Adds so many published offers, spread over places, sectors and audiences by their rank; one in two
    /// starts as soon as possible, and all are found by the word « menuisier ».
    pub fn bulk_offers(&self, count: u32) {
        if self.value::<i64>("SELECT count(*) FROM offer", []) == 0 {
            self.offer().published();
        }
        let first: i64 = self.value("SELECT max(serial) + 1 FROM offer", []);
        self.sql(
            &format!(
                "INSERT INTO offer (project_id, serial, numbered_on, state, audiences, title, sort_title, description,
                     starts_on, starts_asap, commune, department, sector, phone, email, published_at, publication,
                     first_published_at, created_at, updated_at)
                 WITH RECURSIVE rank (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM rank WHERE n + 1 < ?1),
                 place (at, commune, department) AS (SELECT row_number() OVER () - 1, * FROM (VALUES {PLACES}))
                 SELECT (SELECT min(id) FROM project), ?2 + n, '2026-02', 'published', 1 + n * 7 % 15,
                     'Menuisier ' || (n % 97), 'menuisier ' || (n % 97), ?3, iif(n % 2, '2026-0' || (4 + n % 6) || '-10', NULL),
                     n % 2 = 0, commune, department,
                     CASE n / 5 % 10 WHEN 0 THEN 'agriculture' WHEN 1 THEN 'industry' WHEN 2 THEN 'construction'
                         WHEN 3 THEN 'trade' ELSE 'services' END,
                     '+33536490000', 'a@example.org', 1000000, 1000 + ?2 + n, 1000000, 0, 0
                 FROM rank JOIN place ON at = n % 5"
            ),
            (count, first, "Du bois. ".repeat(30)),
        );
        self.sql(
            "INSERT INTO offer_text (rowid, words)
             SELECT publication, 'menuisier bois mot' || (serial % 13) || ' zzd' || department || ' zzs' || sector
                 || iif(starts_asap, ' zzvasap', ' zzvdated')
                 || iif(audiences & 1, ' zza0', '') || iif(audiences & 2, ' zza1', '')
                 || iif(audiences & 4, ' zza2', '') || iif(audiences & 8, ' zza3', '')
             FROM offer WHERE serial >= ?1",
            [first],
        );
    }

    /// The same for events, soon and later, with places left.
    pub fn bulk_events(&self, count: u32) {
        if self.value::<i64>("SELECT count(*) FROM event", []) == 0 {
            self.event().published();
        }
        let first: i64 = self.value("SELECT max(serial) + 1 FROM event", []);
        self.sql(
            &format!(
                "INSERT INTO event (project_id, serial, numbered_on, state, audiences, kind, title, sort_title, description,
                     starts_at, duration, capacity, commune, department, sector, phone, email, published_at, publication,
                     first_published_at, created_at, updated_at)
                 WITH RECURSIVE rank (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM rank WHERE n + 1 < ?1),
                 place (at, commune, department) AS (SELECT row_number() OVER () - 1, * FROM (VALUES {PLACES}))
                 SELECT (SELECT min(id) FROM project), ?2 + n, '2026-02', 'published', 1 + n * 7 % 63,
                     iif(n % 3, 'visit', 'job_talk'), 'Visite ' || (n % 97), 'visite ' || (n % 97), ?3,
                     '2026-0' || (4 + n % 6) || '-1' || (n % 9) || 'T1' || (n % 7) || ':00', 90, 12, commune, department,
                     CASE n / 5 % 10 WHEN 0 THEN 'agriculture' WHEN 1 THEN 'industry' WHEN 2 THEN 'construction'
                         WHEN 3 THEN 'trade' ELSE 'services' END,
                     '+33536490000', 'a@example.org', 1000000, 1000 + ?2 + n, 1000000, 0, 0
                 FROM rank JOIN place ON at = n % 5"
            ),
            (count, first, "Une visite. ".repeat(20)),
        );
    }
}
