-- CMonStage: today's whole schema, read top to bottom.
--
-- Conventions. Tables are STRICT. Instants are INTEGER seconds since 1970 in UTC; civil dates are
-- TEXT 'YYYY-MM-DD' in the site's time zone. States are English words held by CHECK lists, which a
-- test compares with the Rust enums. Nothing here calls 'now' or a Rust function: time is an
-- argument, and text is folded before it comes in. No foreign key is DEFERRABLE: under grouped
-- commits it would pass its own savepoint and fail everybody's commit.

-- Marks the file as ours; db/open.rs refuses any other value, and sets user_version from this text.
PRAGMA application_id = 1129141041;  -- "CMS1"

-- ---------------------------------------------------------------------------------------------
-- Settings and counters
-- ---------------------------------------------------------------------------------------------

-- What the organisation chose (name, territory, retention…), and a few facts about the file itself
-- (reference version, day of the demonstration). A missing key means its default.
CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The n of the public numbers MMYYYY-n, one counter per kind, and the place of each publication in
-- the order of publications. Never reset, never reused.
CREATE TABLE counter (
    kind TEXT PRIMARY KEY CHECK (kind IN ('offer', 'event', 'offer_publication', 'event_publication')),
    last INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
INSERT INTO counter (kind) VALUES ('offer'), ('event'), ('offer_publication'), ('event_publication');

-- ---------------------------------------------------------------------------------------------
-- Reference data
-- ---------------------------------------------------------------------------------------------

-- Reference data: what the State publishes and this application only reads. The rows come from the
-- files embedded in the executable (data/README.md) and are keyed by official codes. They are never
-- deleted, because offers and companies point at them: a code that disappears from its
-- nomenclature gets the date from which it is no longer offered (`ended_on`).

-- The 18 regions (INSEE).
CREATE TABLE region (
    code TEXT PRIMARY KEY CHECK (length(code) = 2),
    name TEXT NOT NULL,
    ended_on TEXT
) STRICT, WITHOUT ROWID;

-- The 101 départements, and the overseas collectivities (975, 977…), which have communes but are
-- neither a département nor in a region. The prefecture is a commune code without a foreign key,
-- since communes point here. The position is the mean of its communes, in ten-thousandths of a degree.
CREATE TABLE department (
    code TEXT PRIMARY KEY CHECK (length(code) IN (2, 3)),
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('department', 'collectivity')),
    region_code TEXT REFERENCES region,
    prefecture_code TEXT NOT NULL,
    latitude INTEGER NOT NULL CHECK (latitude BETWEEN -900000 AND 900000),
    longitude INTEGER NOT NULL CHECK (longitude BETWEEN -1800000 AND 1800000),
    ended_on TEXT,
    CHECK ((kind = 'department') = (region_code IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- The communes by INSEE code. A commune whose position is not known takes the mean of its
-- neighbours' and is marked approximate.
CREATE TABLE commune (
    code TEXT PRIMARY KEY CHECK (length(code) = 5),
    name TEXT NOT NULL,
    department_code TEXT NOT NULL REFERENCES department,
    latitude INTEGER NOT NULL CHECK (latitude BETWEEN -900000 AND 900000),
    longitude INTEGER NOT NULL CHECK (longitude BETWEEN -1800000 AND 1800000),
    approximate INTEGER NOT NULL CHECK (approximate IN (0, 1)),
    population INTEGER NOT NULL CHECK (population >= 0),
    ended_on TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX commune_by_department ON commune (department_code);
-- The neighbourhood of a point is read from this index alone: it holds the code, which is the key.
CREATE INDEX commune_by_position ON commune (latitude, longitude);

-- A commune has several postal codes (Bordeaux has five), a postal code several communes.
-- Rebuilt at each load: nothing points at it.
CREATE TABLE commune_postal_code (
    postal_code TEXT NOT NULL CHECK (length(postal_code) = 5),
    commune_code TEXT NOT NULL REFERENCES commune,
    PRIMARY KEY (postal_code, commune_code)
) STRICT, WITHOUT ROWID;

CREATE INDEX commune_postal_code_by_commune ON commune_postal_code (commune_code);

-- The names one may type for a commune, folded: its own, those of the communes merged into it, the
-- arrondissements of Paris, Lyon and Marseille. The rank (most populated commune first) is the
-- order of answers. `alias` is the name to show when it is not the commune's own.
-- Rebuilt at each load.
CREATE TABLE commune_name (
    rank INTEGER PRIMARY KEY,
    commune_code TEXT NOT NULL REFERENCES commune,
    folded TEXT NOT NULL,
    alias TEXT
) STRICT;

CREATE INDEX commune_name_by_folded ON commune_name (folded);

-- Words of commune_name (rowid = rank) with the département as one more word ("zz33").
CREATE VIRTUAL TABLE commune_word USING fts5 (
    folded, content = '', columnsize = 0, detail = none, prefix = '1 2 3', tokenize = 'ascii'
);

-- Activity codes of companies (INSEE), from section to sub-class. NAF 2025 replaces NAF rév. 2 as
-- the official code on 1 January 2027; both live side by side, a code being known with its nomenclature.
CREATE TABLE naf (
    nomenclature TEXT NOT NULL CHECK (nomenclature IN ('rev2', '2025')),
    code TEXT NOT NULL,
    section TEXT NOT NULL CHECK (length(section) = 1),
    label TEXT NOT NULL,
    ended_on TEXT,
    PRIMARY KEY (nomenclature, code)
) STRICT, WITHOUT ROWID;

-- Occupations of the ROME (France Travail): families are its sub-domains (A11), cards its job cards
-- (A1101, in family A11), titles its names of jobs ('t' and the OGR number, each on a card).
CREATE TABLE occupation (
    code TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('family', 'card', 'title')),
    label TEXT NOT NULL,
    parent_code TEXT REFERENCES occupation,
    ended_on TEXT,
    CHECK ((kind = 'family') = (parent_code IS NULL)),
    CHECK (CASE kind
        WHEN 'family' THEN code GLOB '[A-Z][0-9][0-9]'
        WHEN 'card' THEN code GLOB '[A-Z][0-9][0-9][0-9][0-9]'
        ELSE code GLOB 't[0-9]*' END)
) STRICT, WITHOUT ROWID;

CREATE INDEX occupation_by_parent ON occupation (parent_code);

-- What the métier look-up offers, best first: cards and principal titles, families, other titles,
-- rare ones. Rebuilt at each load.
CREATE TABLE occupation_rank (
    rank INTEGER PRIMARY KEY,
    occupation_code TEXT NOT NULL REFERENCES occupation
) STRICT;

CREATE INDEX occupation_rank_by_occupation ON occupation_rank (occupation_code);

-- Words of occupation_rank (rowid = rank).
CREATE VIRTUAL TABLE occupation_word USING fts5 (
    folded, content = '', columnsize = 0, detail = none, prefix = '1 2 3', tokenize = 'ascii'
);

-- Levels of study of the national framework of qualifications (decree 2019-14), 3 to 8.
CREATE TABLE study_level (
    level INTEGER PRIMARY KEY CHECK (level BETWEEN 1 AND 8),
    label TEXT NOT NULL,
    examples TEXT NOT NULL,
    ended_on TEXT
) STRICT;

-- Workforce bands of INSEE; "NN" is not an employer, or unknown. An open band has no highest.
CREATE TABLE workforce_band (
    code TEXT PRIMARY KEY CHECK (length(code) = 2),
    label TEXT NOT NULL,
    lowest INTEGER CHECK (lowest >= 0),
    highest INTEGER CHECK (highest >= lowest),
    ended_on TEXT
) STRICT, WITHOUT ROWID;

-- ---------------------------------------------------------------------------------------------
-- People of the partner organisations
-- ---------------------------------------------------------------------------------------------

-- A partner structure, named in brackets after its people: « Madame NOM Prénom (Structure) ».
CREATE TABLE organisation (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) STRICT;

-- Someone who signs in. There is no default account: rows come from a command or an invitation.
CREATE TABLE user (
    id              INTEGER PRIMARY KEY,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    role            TEXT NOT NULL CHECK (role IN ('partner', 'administrator')),
    civility        TEXT NOT NULL CHECK (civility IN ('madam', 'sir')),
    last_name       TEXT NOT NULL,
    first_name      TEXT NOT NULL,
    email           TEXT NOT NULL UNIQUE COLLATE NOCASE,
    phone           TEXT,              -- E.164
    password        TEXT,              -- PHC string of Argon2id; NULL until the person has chosen one
    alert_mails     INTEGER NOT NULL DEFAULT 1 CHECK (alert_mails IN (0, 1)),  -- a mail with each alert
    active          INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    created_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX user_by_organisation ON user (organisation_id);

-- Who is signed in. The cookie holds the id, the row its SHA-256: a stolen copy of the file opens no
-- session. Visitors of the public site have none.
CREATE TABLE session (
    id         INTEGER PRIMARY KEY,
    id_hash    BLOB NOT NULL UNIQUE CHECK (length(id_hash) = 32),
    user_id    INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    data       TEXT NOT NULL,          -- JSON of tower-sessions
    device     TEXT NOT NULL,          -- « Firefox sur Windows », to be recognised in a list
    created_at INTEGER NOT NULL,       -- it ends some hours later, whatever is done
    seen_at    INTEGER NOT NULL        -- written every few minutes at most; it ends when idle for too long
) STRICT;
CREATE INDEX session_by_user ON session (user_id);

-- When each user was there: apart from `user`, which public pages read, since it is written often.
CREATE TABLE visit (
    user_id      INTEGER PRIMARY KEY REFERENCES user (id) ON DELETE CASCADE,
    last_seen_at INTEGER NOT NULL,
    news_since   INTEGER,              -- end of the visit before this one: what came after it is new; NULL in the first
    lines        INTEGER CHECK (lines > 0)  -- of a page of their tables, written when they choose another; NULL: the shortest
) STRICT;

-- Tries to sign in that have not succeeded, for each account and each network, known by digests. Kept
-- here so that stopping the program forgives nothing.
CREATE TABLE sign_in_try (
    subject    BLOB PRIMARY KEY CHECK (length(subject) = 32),
    tries      INTEGER NOT NULL CHECK (tries > 0),
    since      INTEGER NOT NULL,
    free_at    INTEGER NOT NULL        -- before that, none is even looked at
) STRICT;
CREATE INDEX sign_in_try_by_age ON sign_in_try (free_at);

-- The filters that somebody gave a name to, of their portfolio or of the consultation: links of their own. What
-- no longer makes sense in one is said when it is opened.
CREATE TABLE saved_filter (
    id         INTEGER PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    screen     TEXT NOT NULL CHECK (screen IN ('portfolio', 'consultation')),
    name       TEXT NOT NULL,
    query      TEXT NOT NULL,          -- url-encoded, as the address has it
    created_at INTEGER NOT NULL,
    UNIQUE (user_id, screen, name)
) STRICT;

-- What only administrators may do, and what others must be able to explain later. Only ever added to.
CREATE TABLE audit (
    id      INTEGER PRIMARY KEY,
    user_id INTEGER REFERENCES user (id),         -- NULL: the system, or a command
    action  TEXT NOT NULL CHECK (action IN ('user_created', 'project_deleted', 'seats_added',
        'participants_exported')),
    subject TEXT NOT NULL,                        -- what it was about, without personal data
    at      INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_by_user ON audit (user_id) WHERE user_id IS NOT NULL;

CREATE TRIGGER audit_is_kept BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;
CREATE TRIGGER audit_is_not_erased BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;

-- ---------------------------------------------------------------------------------------------
-- Companies and projects
-- ---------------------------------------------------------------------------------------------

-- A legal entity at one address. SIREN and SIRET are optional (associations, new firms, entry by
-- hand); only an exact SIRET is unique, and nothing is ever merged on an empty number.
CREATE TABLE company (
    id             INTEGER PRIMARY KEY,
    name           TEXT NOT NULL,      -- raison sociale
    folded_name    TEXT NOT NULL,
    siren          TEXT CHECK (length(siren) = 9),
    siret          TEXT UNIQUE CHECK (length(siret) = 14),
    naf_code       TEXT,               -- with the nomenclature it belongs to
    naf_version    TEXT CHECK (naf_version IN ('rev2', '2025')),
    -- Decided when the company is created, not recomputed silently afterwards.
    sector         TEXT NOT NULL CHECK (sector IN ('agriculture', 'industry', 'construction', 'trade', 'services')),
    street         TEXT,
    postal_code    TEXT,
    commune        TEXT NOT NULL REFERENCES commune (code),
    website        TEXT,
    version        INTEGER NOT NULL DEFAULT 1,     -- for concurrent edits
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    updated_by     INTEGER REFERENCES user (id),   -- NULL: nobody with an account
    CHECK ((naf_code IS NULL) = (naf_version IS NULL))
) STRICT;
CREATE INDEX company_by_siren ON company (siren) WHERE siren IS NOT NULL;
CREATE INDEX company_by_name ON company (folded_name);
CREATE INDEX company_by_commune ON company (commune);
CREATE INDEX company_by_editor ON company (updated_by) WHERE updated_by IS NOT NULL;

-- Words of the name of a company and of its commune, folded (rowid = company.id): partners look it up as
-- they type. Kept by companies/store, since folding is Rust's.
CREATE VIRTUAL TABLE company_text USING fts5 (
    words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3 4 5 6 7 8 9 10', tokenize = 'ascii'
);
INSERT INTO company_text (company_text, rank) VALUES ('secure-delete', 1);

-- A company wishes to be known. It is formalised by any number of offers and events. The contact
-- here is the employer's private one; each offer carries its own public block beside it.
CREATE TABLE project (
    -- Never used again: mails and alerts that were sent lead to it.
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    company_id    INTEGER NOT NULL REFERENCES company (id),
    creator_id    INTEGER REFERENCES user (id),   -- NULL: « Entreprise », from the public site
    manager_id    INTEGER REFERENCES user (id),   -- NULL: waiting in the queue « à affecter »
    wish          TEXT NOT NULL CHECK (wish IN ('host_intern', 'organise_event', 'be_contacted')),
    request       TEXT NOT NULL DEFAULT '',       -- « Sa demande », in the company's own words
    contact_name  TEXT,
    phone         TEXT,
    other_phone   TEXT,
    email         TEXT,
    version       INTEGER NOT NULL DEFAULT 1,     -- for concurrent edits
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    updated_by    INTEGER REFERENCES user (id)    -- NULL: nobody with an account
) STRICT;
CREATE INDEX project_by_company ON project (company_id);
CREATE INDEX project_by_manager ON project (manager_id, updated_at);
CREATE INDEX project_by_creator ON project (creator_id);
CREATE INDEX project_by_editor ON project (updated_by) WHERE updated_by IS NOT NULL;

-- The dated follow-up of a project: comments of people, and what the system did. Only ever added to.
CREATE TABLE journal (
    id         INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    author_id  INTEGER REFERENCES user (id),      -- NULL: the system, or someone without account
    kind       TEXT NOT NULL CHECK (kind IN (
        'comment', 'creation', 'change', 'assignment', 'publication', 'application', 'registration',
        'takeover_request', 'deletion_request', 'deposit')),
    text       TEXT NOT NULL,                     -- never names an applicant
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX journal_by_project ON journal (project_id, created_at);
CREATE INDEX journal_by_author ON journal (author_id);

CREATE TRIGGER journal_is_kept BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;

-- ---------------------------------------------------------------------------------------------
-- Files
-- ---------------------------------------------------------------------------------------------

-- A document received. It is staged chunk by chunk by small writes, then attached by the write that
-- stores its owner; what is still staged when `staged_until` has passed is swept.
CREATE TABLE file (
    id           TEXT PRIMARY KEY CHECK (length(id) = 22),  -- 128 random bits, base64url
    name         TEXT NOT NULL,                             -- sanitised
    kind         TEXT NOT NULL CHECK (kind IN ('pdf', 'docx', 'odt', 'png', 'jpeg')),
    size         INTEGER NOT NULL CHECK (size >= 0),
    staged_until INTEGER,                                   -- NULL once attached
    created_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX file_staged ON file (staged_until) WHERE staged_until IS NOT NULL;

-- 256 kB at most each, so that no 5 MB row ever stands in memory.
CREATE TABLE file_chunk (
    file_id  TEXT NOT NULL REFERENCES file (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    bytes    BLOB NOT NULL CHECK (length(bytes) <= 262144),
    PRIMARY KEY (file_id, position)
) STRICT;

-- ---------------------------------------------------------------------------------------------
-- Internship offers
-- ---------------------------------------------------------------------------------------------

-- An offer may be incomplete while it is a draft; what is published satisfies the last CHECK.
-- *Past* is computed against the site's day, never stored.
CREATE TABLE offer (
    id                 INTEGER PRIMARY KEY,
    project_id         INTEGER NOT NULL REFERENCES project (id),
    serial             INTEGER NOT NULL UNIQUE,   -- the n of MMYYYY-n
    numbered_on        TEXT NOT NULL CHECK (length(numbered_on) = 7),  -- 'YYYY-MM' of creation, local
    state              TEXT NOT NULL CHECK (state IN ('draft', 'to_review', 'published', 'unpublished')),
    unpublished_reason TEXT CHECK (unpublished_reason IN ('by_hand', 'by_employer', 'no_answer', 'expired')),
    -- What the visitor reads
    audiences          INTEGER NOT NULL DEFAULT 0 CHECK (audiences BETWEEN 0 AND 15),  -- bit set
    occupation         TEXT REFERENCES occupation (code),
    title              TEXT NOT NULL,             -- occupation, else « Stage – secteur – commune »
    sort_title         TEXT NOT NULL,             -- folded, for the alphabetical order
    school_wanted      TEXT,
    training_wanted    TEXT,
    description        TEXT NOT NULL DEFAULT '',
    starts_on          TEXT CHECK (starts_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    starts_asap        INTEGER NOT NULL DEFAULT 0 CHECK (starts_asap IN (0, 1)),
    -- The order by date, without NULL: as soon as possible comes first.
    start_key          TEXT NOT NULL GENERATED ALWAYS AS (coalesce(starts_on, '')) VIRTUAL,
    duration           TEXT,
    places             INTEGER CHECK (places > 0),
    commune            TEXT NOT NULL REFERENCES commune (code),
    department         TEXT NOT NULL REFERENCES department (code),
    sector             TEXT NOT NULL CHECK (sector IN ('agriculture', 'industry', 'construction', 'trade', 'services')),
    document_id        TEXT REFERENCES file (id),
    -- The public contact block
    masked             INTEGER NOT NULL DEFAULT 0 CHECK (masked IN (0, 1)),
    trade_name         TEXT,                      -- nom commercial; NULL: the company's name
    folded_trade_name  TEXT,                      -- the same, for those who look for it
    contact_name       TEXT,
    phone              TEXT,
    other_phone        TEXT,
    email              TEXT,                      -- receives the applications
    website            TEXT,
    -- Its life
    published_at       INTEGER,                   -- the last time it was put online
    publication        INTEGER,                   -- its place among publications, the latest highest; rowid of its words
    first_published_at INTEGER,                   -- NULL: no visitor ever saw it
    version            INTEGER NOT NULL DEFAULT 1,
    created_at         INTEGER NOT NULL,
    updated_at         INTEGER NOT NULL,
    updated_by         INTEGER REFERENCES user (id),  -- NULL: nobody with an account
    CHECK ((state = 'unpublished') = (unpublished_reason IS NOT NULL)),
    CHECK (NOT (starts_asap = 1 AND starts_on IS NOT NULL)),
    CHECK (masked = 0 OR trade_name IS NOT NULL),
    CHECK (state <> 'published' OR (
        audiences > 0 AND length(description) >= 200 AND (starts_asap = 1 OR starts_on IS NOT NULL)
        AND phone IS NOT NULL AND email IS NOT NULL
        AND published_at IS NOT NULL AND publication IS NOT NULL AND first_published_at IS NOT NULL))
) STRICT;
-- Those of a project; portfolios read nothing else to count them.
CREATE INDEX offer_by_project ON offer (project_id, state, department, serial);
CREATE INDEX offer_by_document ON offer (document_id) WHERE document_id IS NOT NULL;
CREATE INDEX offer_by_trade_name ON offer (folded_trade_name, project_id) WHERE folded_trade_name IS NOT NULL;
CREATE INDEX offer_by_occupation ON offer (occupation);
CREATE INDEX offer_by_commune ON offer (commune);
CREATE INDEX offer_to_review ON offer (project_id) WHERE state = 'to_review';
CREATE INDEX offer_by_editor ON offer (updated_by) WHERE updated_by IS NOT NULL;
-- Lists walk these, and read nothing else until they know which offers a page shows: each holds what
-- the closed filters look at. One per public order for lists that keep most of what is online...
CREATE INDEX offer_published_recent ON offer (publication DESC, department, sector, audiences, starts_asap, start_key)
    WHERE state = 'published';
CREATE INDEX offer_published_start ON offer (start_key, id, department, sector, audiences, starts_asap)
    WHERE state = 'published';
CREATE INDEX offer_published_title ON offer (sort_title, id, department, sector, audiences, starts_asap, start_key)
    WHERE state = 'published';
-- ... one per public order in which each cell is a sorted run: a page of a narrow list merges the runs
-- of its cells...
CREATE INDEX offer_cell_recent ON offer (department, sector, audiences, starts_asap, publication DESC, start_key)
    WHERE state = 'published';
CREATE INDEX offer_cell_start ON offer (department, sector, audiences, starts_asap, start_key, id)
    WHERE state = 'published';
CREATE INDEX offer_cell_title ON offer (department, sector, audiences, starts_asap, sort_title, id, start_key)
    WHERE state = 'published';
-- ... and one to look around a place.
CREATE INDEX offer_published_commune ON offer (commune, publication DESC, department, sector, audiences, starts_asap, start_key)
    WHERE state = 'published';

-- How many offers are published for each département, sector and set of audiences: those that start
-- as soon as possible, and those that start on a date. Totals and maps are read here, whatever the
-- number of offers. Offers whose date has just passed are counted until the day's change records it
-- (jobs.rs); readers take them away.
CREATE TABLE offer_cell (
    department TEXT NOT NULL REFERENCES department (code),
    sector     TEXT NOT NULL,
    audiences  INTEGER NOT NULL,
    asap       INTEGER NOT NULL DEFAULT 0 CHECK (asap >= 0),
    dated      INTEGER NOT NULL DEFAULT 0 CHECK (dated >= 0),
    PRIMARY KEY (department, sector, audiences)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER offer_enters_cell AFTER INSERT ON offer WHEN NEW.state = 'published' BEGIN
    INSERT INTO offer_cell VALUES (NEW.department, NEW.sector, NEW.audiences, NEW.starts_asap, 1 - NEW.starts_asap)
    ON CONFLICT DO UPDATE SET asap = asap + NEW.starts_asap, dated = dated + 1 - NEW.starts_asap;
END;
CREATE TRIGGER offer_leaves_cell AFTER DELETE ON offer WHEN OLD.state = 'published' BEGIN
    UPDATE offer_cell SET asap = asap - OLD.starts_asap, dated = dated - 1 + OLD.starts_asap
    WHERE department = OLD.department AND sector = OLD.sector AND audiences = OLD.audiences;
END;
CREATE TRIGGER offer_changes_cell AFTER UPDATE OF state, department, sector, audiences, starts_asap ON offer
WHEN OLD.state = 'published' OR NEW.state = 'published' BEGIN
    UPDATE offer_cell SET asap = asap - OLD.starts_asap, dated = dated - 1 + OLD.starts_asap
    WHERE OLD.state = 'published'
        AND department = OLD.department AND sector = OLD.sector AND audiences = OLD.audiences;
    INSERT INTO offer_cell
    SELECT NEW.department, NEW.sector, NEW.audiences, NEW.starts_asap, 1 - NEW.starts_asap WHERE NEW.state = 'published'
    ON CONFLICT DO UPDATE SET asap = asap + NEW.starts_asap, dated = dated + 1 - NEW.starts_asap;
END;

-- Words of the *public* face of an offer, folded: rowid = offer.publication, so that the latest are
-- found first and a search can stop there. A masked employer's name is never written here, so no
-- search can find it. Beside the words, marks that no text holds (« zzd79 ») stand for the closed
-- filters (catalogue/words.rs). The beginnings of words are indexed, to ten letters: without that, FTS5 would merge
-- the lists of all the words that begin so before it gives the first one. Kept by offers/store,
-- since folding is Rust's.
CREATE VIRTUAL TABLE offer_text USING fts5 (
    words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3 4 5 6 7 8 9 10', tokenize = 'ascii'
);
INSERT INTO offer_text (offer_text, rank) VALUES ('secure-delete', 1);

-- ---------------------------------------------------------------------------------------------
-- Events
-- ---------------------------------------------------------------------------------------------

-- A company opens its doors, or comes to speak. Times are civil: an event happens at ten in the
-- morning on the site's walls, whatever the clocks do meanwhile. *Past* (it has started) and *full*
-- are computed, never stored.
CREATE TABLE event (
    id                 INTEGER PRIMARY KEY,
    project_id         INTEGER NOT NULL REFERENCES project (id),
    serial             INTEGER NOT NULL UNIQUE,   -- the n of MMYYYY-n, counted apart from the offers
    numbered_on        TEXT NOT NULL CHECK (length(numbered_on) = 7),  -- 'YYYY-MM' of creation, local
    state              TEXT NOT NULL CHECK (state IN ('draft', 'to_review', 'published', 'unpublished')),
    unpublished_reason TEXT CHECK (unpublished_reason IN ('by_hand', 'by_employer', 'no_answer', 'expired')),
    -- What the visitor reads
    audiences          INTEGER NOT NULL DEFAULT 0 CHECK (audiences BETWEEN 0 AND 63),  -- bit set
    kind               TEXT NOT NULL DEFAULT 'visit' CHECK (kind IN ('visit', 'job_talk', 'other')),
    kind_detail        TEXT,                      -- « Autre (à préciser) »
    occupation         TEXT REFERENCES occupation (code),
    title              TEXT NOT NULL,             -- « type – métier », else « type chez nom public »
    sort_title         TEXT NOT NULL,             -- folded, for the alphabetical order
    description        TEXT NOT NULL DEFAULT '',
    starts_at          TEXT CHECK (starts_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]'),
    duration           INTEGER CHECK (duration BETWEEN 5 AND 10080),  -- minutes
    venue              TEXT,                      -- name and street of the place; NULL: the company's own
    commune            TEXT NOT NULL REFERENCES commune (code),
    department         TEXT NOT NULL REFERENCES department (code),
    sector             TEXT NOT NULL CHECK (sector IN ('agriculture', 'industry', 'construction', 'trade', 'services')),
    document_id        TEXT REFERENCES file (id),
    -- The public contact block
    masked             INTEGER NOT NULL DEFAULT 0 CHECK (masked IN (0, 1)),
    trade_name         TEXT,
    folded_trade_name  TEXT,                      -- for those who look the event up by it
    contact_name       TEXT,
    phone              TEXT,
    other_phone        TEXT,
    email              TEXT,
    website            TEXT,
    -- Who receives the registrations: the company, or else this user, whose contact is then public.
    registrar_id       INTEGER REFERENCES user (id),  -- NULL: the company
    -- Places. The last CHECK holds against every path, import or statement typed by hand; only the
    -- logged confirmation of a partner raises extra_seats. seats_taken is kept by the triggers of
    -- registration.
    capacity           INTEGER CHECK (capacity BETWEEN 1 AND 5000),
    extra_seats        INTEGER NOT NULL DEFAULT 0 CHECK (extra_seats >= 0),
    seats_taken        INTEGER NOT NULL DEFAULT 0 CHECK (seats_taken >= 0),
    -- Published with places left: what lists show until it starts. In no index, so that a registration
    -- touches none.
    open               INTEGER NOT NULL GENERATED ALWAYS AS
        (state = 'published' AND seats_taken < coalesce(capacity, 0) + extra_seats) VIRTUAL,
    -- Its life
    published_at       INTEGER,
    publication        INTEGER,                   -- as offer.publication
    first_published_at INTEGER,
    version            INTEGER NOT NULL DEFAULT 1,  -- also the SEQUENCE of its calendar file
    created_at         INTEGER NOT NULL,
    updated_at         INTEGER NOT NULL,
    updated_by         INTEGER REFERENCES user (id),
    CHECK ((state = 'unpublished') = (unpublished_reason IS NOT NULL)),
    CHECK (masked = 0 OR trade_name IS NOT NULL),
    CHECK (state <> 'published' OR (
        audiences > 0 AND length(description) >= 100 AND starts_at IS NOT NULL AND duration IS NOT NULL
        AND capacity IS NOT NULL AND phone IS NOT NULL AND email IS NOT NULL
        AND (kind <> 'other' OR kind_detail IS NOT NULL)
        AND published_at IS NOT NULL AND publication IS NOT NULL AND first_published_at IS NOT NULL)),
    CONSTRAINT places CHECK (seats_taken <= coalesce(capacity, 0) + extra_seats)
) STRICT;
CREATE INDEX event_by_project ON event (project_id, state, department, serial);
CREATE INDEX event_by_document ON event (document_id) WHERE document_id IS NOT NULL;
CREATE INDEX event_by_trade_name ON event (folded_trade_name, project_id) WHERE folded_trade_name IS NOT NULL;
CREATE INDEX event_by_occupation ON event (occupation);
CREATE INDEX event_by_commune ON event (commune);
CREATE INDEX event_to_review ON event (project_id) WHERE state = 'to_review';
CREATE INDEX event_by_registrar ON event (registrar_id) WHERE registrar_id IS NOT NULL;
CREATE INDEX event_by_editor ON event (updated_by) WHERE updated_by IS NOT NULL;
-- As the indexes of offer.
CREATE INDEX event_published_date ON event (starts_at, id, department, sector, audiences, kind)
    WHERE state = 'published';
CREATE INDEX event_published_recent ON event (publication DESC, department, sector, audiences, kind, starts_at)
    WHERE state = 'published';
CREATE INDEX event_published_title ON event (sort_title, id, department, sector, audiences, kind, starts_at)
    WHERE state = 'published';
CREATE INDEX event_cell_date ON event (department, sector, audiences, kind, starts_at, id)
    WHERE state = 'published';
CREATE INDEX event_cell_recent ON event (department, sector, audiences, kind, publication DESC, starts_at)
    WHERE state = 'published';
CREATE INDEX event_cell_title ON event (department, sector, audiences, kind, sort_title, id, starts_at)
    WHERE state = 'published';
CREATE INDEX event_published_commune ON event (commune, starts_at, id, department, sector, audiences, kind)
    WHERE state = 'published';

-- As offer_cell, for the events with places left: one count for each kind. An event that fills up or
-- frees a place leaves or enters its cell.
CREATE TABLE event_cell (
    department TEXT NOT NULL REFERENCES department (code),
    sector     TEXT NOT NULL,
    audiences  INTEGER NOT NULL,
    visit      INTEGER NOT NULL DEFAULT 0 CHECK (visit >= 0),
    job_talk   INTEGER NOT NULL DEFAULT 0 CHECK (job_talk >= 0),
    other      INTEGER NOT NULL DEFAULT 0 CHECK (other >= 0),
    PRIMARY KEY (department, sector, audiences)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER event_enters_cell AFTER INSERT ON event WHEN NEW.open BEGIN
    INSERT INTO event_cell
    VALUES (NEW.department, NEW.sector, NEW.audiences, NEW.kind = 'visit', NEW.kind = 'job_talk', NEW.kind = 'other')
    ON CONFLICT DO UPDATE SET visit = visit + (NEW.kind = 'visit'), job_talk = job_talk + (NEW.kind = 'job_talk'),
        other = other + (NEW.kind = 'other');
END;
CREATE TRIGGER event_leaves_cell AFTER DELETE ON event WHEN OLD.open BEGIN
    UPDATE event_cell SET visit = visit - (OLD.kind = 'visit'), job_talk = job_talk - (OLD.kind = 'job_talk'),
        other = other - (OLD.kind = 'other')
    WHERE department = OLD.department AND sector = OLD.sector AND audiences = OLD.audiences;
END;
CREATE TRIGGER event_changes_cell
AFTER UPDATE OF state, department, sector, audiences, kind, seats_taken, capacity, extra_seats ON event
WHEN OLD.open <> NEW.open OR NEW.open AND (OLD.department, OLD.sector, OLD.audiences, OLD.kind)
    <> (NEW.department, NEW.sector, NEW.audiences, NEW.kind)
BEGIN
    UPDATE event_cell SET visit = visit - (OLD.kind = 'visit'), job_talk = job_talk - (OLD.kind = 'job_talk'),
        other = other - (OLD.kind = 'other')
    WHERE OLD.open AND department = OLD.department AND sector = OLD.sector AND audiences = OLD.audiences;
    INSERT INTO event_cell
    SELECT NEW.department, NEW.sector, NEW.audiences, NEW.kind = 'visit', NEW.kind = 'job_talk', NEW.kind = 'other'
    WHERE NEW.open
    ON CONFLICT DO UPDATE SET visit = visit + (NEW.kind = 'visit'), job_talk = job_talk + (NEW.kind = 'job_talk'),
        other = other + (NEW.kind = 'other');
END;

-- Words of the public face of an event, as offer_text.
CREATE VIRTUAL TABLE event_text USING fts5 (
    words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3 4 5 6 7 8 9 10', tokenize = 'ascii'
);
INSERT INTO event_text (event_text, rank) VALUES ('secure-delete', 1);

-- ---------------------------------------------------------------------------------------------
-- Assignments
-- ---------------------------------------------------------------------------------------------

-- Somebody was given a project, or the registrations of an event: an alert on their dashboard until
-- they save it. Who has them now stands in project.manager_id and event.registrar_id.
CREATE TABLE assignment (
    id              INTEGER PRIMARY KEY,
    project_id      INTEGER REFERENCES project (id) ON DELETE CASCADE,
    event_id        INTEGER REFERENCES event (id) ON DELETE CASCADE,
    user_id         INTEGER NOT NULL REFERENCES user (id),
    assigned_by     INTEGER REFERENCES user (id),  -- NULL: the system
    note            TEXT,                          -- a word to the one who gets it
    assigned_at     INTEGER NOT NULL,
    acknowledged_at INTEGER,                       -- NULL: still an alert
    CHECK ((project_id IS NULL) <> (event_id IS NULL))
) STRICT;
CREATE INDEX assignment_by_project ON assignment (project_id) WHERE project_id IS NOT NULL;
CREATE INDEX assignment_by_event ON assignment (event_id) WHERE event_id IS NOT NULL;
CREATE INDEX assignment_by_user ON assignment (user_id, assigned_at);
CREATE INDEX assignment_by_author ON assignment (assigned_by) WHERE assigned_by IS NOT NULL;
-- One alert at a time for each thing.
CREATE UNIQUE INDEX assignment_alert_of_project ON assignment (project_id)
    WHERE acknowledged_at IS NULL AND project_id IS NOT NULL;
CREATE UNIQUE INDEX assignment_alert_of_event ON assignment (event_id)
    WHERE acknowledged_at IS NULL AND event_id IS NOT NULL;
CREATE INDEX assignment_alerts ON assignment (user_id) WHERE acknowledged_at IS NULL;

-- ---------------------------------------------------------------------------------------------
-- Registrations
-- ---------------------------------------------------------------------------------------------

-- Somebody registered for an event, alone or with a group. A cancelled one keeps its row until it is
-- erased, and takes no place.
CREATE TABLE registration (
    id             INTEGER PRIMARY KEY,
    reference      TEXT NOT NULL UNIQUE,          -- what the person quotes, e.g. « I-7K2M-9QRT »
    event_id       INTEGER NOT NULL REFERENCES event (id),
    last_name      TEXT NOT NULL,
    first_name     TEXT NOT NULL,
    folded_name    TEXT NOT NULL,                 -- « nom prénom », for duplicates and the order by name
    folded_first_name TEXT NOT NULL DEFAULT '',   -- for the order by first name
    email          TEXT NOT NULL COLLATE NOCASE,
    phone          TEXT,
    statuses       INTEGER NOT NULL CHECK (statuses BETWEEN 1 AND 63),  -- bit set, as event.audiences
    age            INTEGER CHECK (age BETWEEN 10 AND 99),  -- of a pupil
    guardian_name  TEXT,
    guardian_email TEXT,
    seats          INTEGER NOT NULL DEFAULT 1 CHECK (seats BETWEEN 1 AND 500),
    -- Of a group
    school         TEXT,
    level          TEXT,
    adults         INTEGER CHECK (adults BETWEEN 0 AND 100),
    cancelled_at   INTEGER,                       -- NULL while it takes its places
    cancelled_by   INTEGER REFERENCES user (id),  -- NULL: the person did, or nobody
    version        INTEGER NOT NULL DEFAULT 1,    -- for concurrent edits
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER,                       -- by a partner
    updated_by     INTEGER REFERENCES user (id),
    added_by       INTEGER REFERENCES user (id),  -- NULL: the person registered by themselves
    -- The mail by which the organiser confirms: when it was last written, and how many times
    confirmed_at   INTEGER,
    confirmations  INTEGER NOT NULL DEFAULT 0 CHECK (confirmations >= 0),
    -- Whether they came: NULL while nobody said
    attendance     TEXT CHECK (attendance IN ('present', 'absent', 'excused')),
    attended       INTEGER CHECK (attended BETWEEN 1 AND 999),  -- of a group, how many came; NULL: as many as announced
    CHECK (attended IS NULL OR (attendance = 'present' AND school IS NOT NULL)),
    CHECK (cancelled_by IS NULL OR cancelled_at IS NOT NULL),
    CHECK ((confirmations = 0) = (confirmed_at IS NULL)),
    CHECK (statuses & 1 = 0 OR age IS NOT NULL),
    CHECK (age IS NULL OR age >= 15 OR (guardian_name IS NOT NULL AND guardian_email IS NOT NULL)),
    CHECK ((school IS NULL) = (level IS NULL) AND (school IS NULL) = (adults IS NULL))
) STRICT;
CREATE INDEX registration_by_event ON registration (event_id, created_at);
CREATE INDEX registration_by_author ON registration (added_by) WHERE added_by IS NOT NULL;
CREATE INDEX registration_by_editor ON registration (updated_by) WHERE updated_by IS NOT NULL;
CREATE INDEX registration_by_remover ON registration (cancelled_by) WHERE cancelled_by IS NOT NULL;
-- What was cancelled lately.
CREATE INDEX registration_cancelled ON registration (cancelled_at, event_id) WHERE cancelled_at IS NOT NULL;
CREATE UNIQUE INDEX registration_once ON registration (event_id, email, folded_name) WHERE cancelled_at IS NULL;

-- Places beyond the maximum go with those for whom they were added.
CREATE TRIGGER registration_takes_places AFTER INSERT ON registration WHEN NEW.cancelled_at IS NULL BEGIN
    UPDATE event SET seats_taken = seats_taken + NEW.seats WHERE id = NEW.event_id;
END;
CREATE TRIGGER registration_frees_places AFTER DELETE ON registration WHEN OLD.cancelled_at IS NULL BEGIN
    UPDATE event SET seats_taken = seats_taken - OLD.seats,
        extra_seats = min(extra_seats, max(seats_taken - OLD.seats - coalesce(capacity, 0), 0))
    WHERE id = OLD.event_id;
END;
CREATE TRIGGER registration_changes_places AFTER UPDATE OF seats, cancelled_at ON registration BEGIN
    UPDATE event SET seats_taken = seats_taken + change.seats,
        extra_seats = min(extra_seats, max(seats_taken + change.seats - coalesce(capacity, 0), 0))
    FROM (SELECT iif(NEW.cancelled_at IS NULL, NEW.seats, 0) - iif(OLD.cancelled_at IS NULL, OLD.seats, 0) AS seats) change
    WHERE id = NEW.event_id;
END;
CREATE TRIGGER registration_stays_where_it_is BEFORE UPDATE OF event_id ON registration
WHEN NEW.event_id <> OLD.event_id BEGIN
    SELECT RAISE(ABORT, 'a registration is for one event');
END;

-- ---------------------------------------------------------------------------------------------
-- Applications
-- ---------------------------------------------------------------------------------------------

-- Somebody applied to an offer. An age, never a birth date. Under 15, the legal representative.
CREATE TABLE application (
    id               INTEGER PRIMARY KEY,
    reference        TEXT NOT NULL UNIQUE,        -- what the person quotes, e.g. « C-7K2M-9QRT »
    offer_id         INTEGER NOT NULL REFERENCES offer (id),
    last_name        TEXT NOT NULL,
    first_name       TEXT NOT NULL,
    folded_name      TEXT NOT NULL,               -- « nom prénom », for duplicates and the order by name
    folded_first_name TEXT NOT NULL DEFAULT '',   -- for the order by first name
    age              INTEGER NOT NULL CHECK (age BETWEEN 10 AND 99),
    email            TEXT NOT NULL COLLATE NOCASE,
    phone            TEXT,
    current_training TEXT,
    motivation       TEXT,
    guardian_name    TEXT,
    guardian_email   TEXT,
    withdrawn_at     INTEGER,                     -- the person changed their mind; files and words go at once
    created_at       INTEGER NOT NULL,
    added_by         INTEGER REFERENCES user (id),  -- NULL: the person applied by themselves
    CHECK (age >= 15 OR (guardian_name IS NOT NULL AND guardian_email IS NOT NULL))
) STRICT;
CREATE INDEX application_by_offer ON application (offer_id, created_at);
CREATE INDEX application_by_author ON application (added_by) WHERE added_by IS NOT NULL;
CREATE UNIQUE INDEX application_once ON application (offer_id, email, folded_name) WHERE withdrawn_at IS NULL;

-- At most three files an application; they go with it.
CREATE TABLE application_file (
    application_id INTEGER NOT NULL REFERENCES application (id) ON DELETE CASCADE,
    file_id        TEXT NOT NULL UNIQUE REFERENCES file (id),
    position       INTEGER NOT NULL CHECK (position BETWEEN 1 AND 3),
    PRIMARY KEY (application_id, position)
) STRICT, WITHOUT ROWID;

-- ---------------------------------------------------------------------------------------------
-- Deposits of companies
-- ---------------------------------------------------------------------------------------------

-- What a company writes on the public site, without account: the draft of its form, then its request. Once
-- sent, a project holds it, with an offer or an event that waits for review.
CREATE TABLE deposit (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    reference    TEXT NOT NULL UNIQUE,            -- what the company quotes, e.g. « D-7K2M-9QRT »
    kind         TEXT NOT NULL CHECK (kind IN ('offer', 'event', 'help')),
    fields       TEXT NOT NULL,                   -- what was typed, url-encoded; empty once erased
    document_id  TEXT REFERENCES file (id),       -- while it is a draft: the offer or event holds it afterwards
    email        TEXT COLLATE NOCASE,             -- where its link goes; NULL once erased
    version      INTEGER NOT NULL DEFAULT 1,      -- for two browsers on one draft
    project_id   INTEGER REFERENCES project (id) ON DELETE CASCADE,  -- NULL: a draft
    offer_id     INTEGER UNIQUE REFERENCES offer (id) ON DELETE SET NULL,
    event_id     INTEGER UNIQUE REFERENCES event (id) ON DELETE SET NULL,
    item_version INTEGER,                         -- of the offer or event when the draft was last made from it
    sent_at      INTEGER,                         -- NULL: never sent
    reopened_at  INTEGER,                         -- the company is correcting what it sent
    returned_at  INTEGER,                         -- a partner asked for more, and nothing came since
    message      TEXT,                            -- what the partner wrote then, or when the request was closed
    closed_at    INTEGER,                         -- a partner gave it no follow-up
    answered_at  INTEGER,                         -- of a request for help: a partner wrote in its project since
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    CHECK ((sent_at IS NULL) = (project_id IS NULL)),
    CHECK (offer_id IS NULL OR kind = 'offer'),
    CHECK (event_id IS NULL OR kind = 'event')
) STRICT;
CREATE INDEX deposit_by_project ON deposit (project_id) WHERE project_id IS NOT NULL;
CREATE INDEX deposit_by_document ON deposit (document_id) WHERE document_id IS NOT NULL;
CREATE INDEX deposit_of_help ON deposit (project_id)
    WHERE kind = 'help' AND sent_at IS NOT NULL AND closed_at IS NULL AND answered_at IS NULL;
CREATE INDEX deposit_closed ON deposit (closed_at) WHERE closed_at IS NOT NULL AND fields <> '';
CREATE INDEX deposit_drafts ON deposit (updated_at) WHERE sent_at IS NULL;

-- ---------------------------------------------------------------------------------------------
-- Links, tickets, mails
-- ---------------------------------------------------------------------------------------------

-- What a link in a mail allows. The token itself is derived from the key file and never stored:
-- only its SHA-256 is, so the database alone opens nothing.
CREATE TABLE link (
    -- Never used again: a mail that waits names its link by it, and would leave with somebody else's.
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    seed           BLOB NOT NULL CHECK (length(seed) = 16),  -- random; token = HMAC(key file, seed)
    token_hash     BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    purpose        TEXT NOT NULL CHECK (purpose IN (
        'read_application', 'follow_application', 'follow_registration', 'choose_password', 'deposit')),
    application_id INTEGER REFERENCES application (id) ON DELETE CASCADE,
    registration_id INTEGER REFERENCES registration (id) ON DELETE CASCADE,
    user_id        INTEGER REFERENCES user (id) ON DELETE CASCADE,
    deposit_id     INTEGER REFERENCES deposit (id) ON DELETE CASCADE,
    expires_at     INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    CHECK ((purpose = 'follow_registration') = (registration_id IS NOT NULL)),
    CHECK ((purpose = 'choose_password') = (user_id IS NOT NULL)),
    CHECK ((purpose = 'deposit') = (deposit_id IS NOT NULL)),
    CHECK ((application_id IS NOT NULL) + (registration_id IS NOT NULL) + (user_id IS NOT NULL)
        + (deposit_id IS NOT NULL) = 1)
) STRICT;
CREATE INDEX link_by_application ON link (application_id) WHERE application_id IS NOT NULL;
CREATE INDEX link_by_registration ON link (registration_id) WHERE registration_id IS NOT NULL;
CREATE INDEX link_by_user ON link (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX link_by_deposit ON link (deposit_id) WHERE deposit_id IS NOT NULL;

-- Public forms already taken in: the same ticket with the same fields gets the first answer again.
CREATE TABLE form_receipt (
    key        BLOB PRIMARY KEY CHECK (length(key) = 32),
    answer     TEXT NOT NULL,                     -- address of the confirmation page
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX form_receipt_by_age ON form_receipt (created_at);

-- The outbox: one row per recipient, written in the transaction of the fact it tells. Where the body
-- holds a link by token, it holds the link's id between two U+001F (which no typed text can contain),
-- replaced by the token only when the mail is read or sent.
-- A mail is claimed by a lease, sent outside any transaction, then settled: a crash between the two
-- lets the lease expire, and the mail leaves again with the same message_id.
CREATE TABLE mail (
    id             INTEGER PRIMARY KEY,
    kind           TEXT NOT NULL CHECK (kind IN (
        'application_received', 'application_repeated', 'application_to_employer', 'application_withdrawn',
        'application_withdrawn_to_employer', 'registration_received', 'registration_repeated',
        'registration_to_receiver', 'registration_cancelled', 'registration_cancelled_to_receiver',
        'registration_removed', 'event_changed', 'event_confirmation', 'fresh_link', 'contact_received',
        'contact_to_partner', 'password_reset', 'password_changed', 'project_assigned', 'event_assigned', 'takeover_requested',
        'deletion_requested', 'offer_published', 'event_published', 'deposit_started', 'deposit_received',
        'deposit_to_administrator', 'deposit_taken', 'deposit_returned', 'deposit_closed', 'deposit_corrected')),
    unique_key     TEXT NOT NULL UNIQUE,          -- kind : subject row : recipient : version
    -- What its company is written to about; NULL: it goes to somebody else, or its project is deleted.
    project_id     INTEGER REFERENCES project (id) ON DELETE SET NULL,
    message_id     TEXT NOT NULL UNIQUE,          -- left part of its Message-ID, the same at each try
    recipient      TEXT NOT NULL,
    recipient_name TEXT NOT NULL,
    reply_to       TEXT,                          -- where an answer goes, when not to the site
    subject        TEXT NOT NULL,
    body           TEXT NOT NULL,
    calendar       TEXT,                          -- a calendar file to attach
    state          TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'failed', 'unknown')),
    attempts       INTEGER NOT NULL DEFAULT 0,    -- tries begun
    next_try_at    INTEGER NOT NULL,              -- not before
    lease_until    INTEGER,                       -- while somebody is sending it
    sent_at        INTEGER,                       -- when the mail server took it
    error          TEXT,                          -- why it has not left, for people
    useful_until   INTEGER NOT NULL,              -- after which sending it makes no sense
    created_at     INTEGER NOT NULL,
    CHECK ((sent_at IS NOT NULL) = (state = 'sent'))
) STRICT;
-- Limits what is written to an address that nobody checked.
CREATE INDEX mail_recipient ON mail (recipient COLLATE NOCASE, created_at);
-- Those that a company got.
CREATE INDEX mail_by_project ON mail (project_id, created_at) WHERE project_id IS NOT NULL;
-- The next one to send.
CREATE INDEX mail_queued ON mail (next_try_at, id) WHERE state = 'queued';
-- Those to one person leave in their order.
CREATE INDEX mail_queued_for ON mail (recipient COLLATE NOCASE, next_try_at) WHERE state = 'queued';

-- ---------------------------------------------------------------------------------------------
-- Contents
-- ---------------------------------------------------------------------------------------------

-- A theme of the resources: « Cadre des stages ». Its slug is its anchor in the page.
CREATE TABLE resource_theme (
    id       INTEGER PRIMARY KEY,
    slug     TEXT NOT NULL UNIQUE CHECK (slug <> '' AND slug NOT GLOB '*[^a-z0-9-]*'),
    title    TEXT NOT NULL,
    summary  TEXT NOT NULL DEFAULT '',            -- one sentence under the title
    position INTEGER NOT NULL                     -- in the page, from the smallest
) STRICT;

-- An article for visitors and companies, written by administrators.
CREATE TABLE resource (
    id           INTEGER PRIMARY KEY,
    theme_id     INTEGER NOT NULL REFERENCES resource_theme (id),
    slug         TEXT NOT NULL UNIQUE CHECK (slug <> '' AND slug NOT GLOB '*[^a-z0-9-]*'),
    title        TEXT NOT NULL,
    summary      TEXT NOT NULL,                   -- one or two sentences, in the list and for search engines
    body         TEXT NOT NULL,                   -- Markdown
    words        TEXT NOT NULL,                   -- title, summary and text, folded, a space before each word
    position     INTEGER NOT NULL,                -- in its theme, from the smallest
    published_on TEXT CHECK (published_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),  -- NULL: a draft
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL                 -- the last time somebody read it over
) STRICT;
CREATE INDEX resource_by_theme ON resource (theme_id, position);

-- Documents to download beside an article; they can be read when it can. With a rowid, as all tables
-- that a visitor sees change: SQLite tells of no write to the others (src/db/version.rs).
CREATE TABLE resource_file (
    resource_id INTEGER NOT NULL REFERENCES resource (id) ON DELETE CASCADE,
    file_id     TEXT NOT NULL UNIQUE REFERENCES file (id),
    title       TEXT NOT NULL,                    -- what it is, rather than how the file is called
    added_at    INTEGER NOT NULL,
    position    INTEGER NOT NULL,
    PRIMARY KEY (resource_id, position)
) STRICT;

-- A legal page that the organisation wrote itself, in Markdown. Without a row the program's own text
-- is shown. With a rowid, as resource_file.
CREATE TABLE page_text (
    slug       TEXT PRIMARY KEY CHECK (slug IN ('legal_notice', 'privacy', 'accessibility')),
    body       TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- ---------------------------------------------------------------------------------------------
-- Contact
-- ---------------------------------------------------------------------------------------------

-- Who answers for a département. Without a row (or when the user is no longer active), the
-- administrators do. With a rowid, as resource_file.
CREATE TABLE department_contact (
    department TEXT PRIMARY KEY REFERENCES department (code),
    user_id    INTEGER NOT NULL REFERENCES user (id)
) STRICT;
CREATE INDEX department_contact_by_user ON department_contact (user_id);

-- A message from the contact form.
CREATE TABLE contact_message (
    id         INTEGER PRIMARY KEY,
    reference  TEXT NOT NULL UNIQUE,              -- what the person quotes, e.g. « M-7K2M-9QRT »
    sender     TEXT CHECK (sender IN ('company', 'candidate', 'partner', 'other')),  -- NULL: not said
    name       TEXT NOT NULL,
    email      TEXT NOT NULL COLLATE NOCASE,
    phone      TEXT,
    department TEXT REFERENCES department (code), -- NULL: « Autre »
    subject    TEXT,
    message    TEXT NOT NULL,
    routed_to  INTEGER REFERENCES user (id),      -- NULL: the administrators
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX contact_message_by_age ON contact_message (created_at);
CREATE INDEX contact_message_by_user ON contact_message (routed_to) WHERE routed_to IS NOT NULL;
CREATE INDEX contact_message_by_department ON contact_message (department) WHERE department IS NOT NULL;
