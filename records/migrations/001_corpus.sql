-- The corpus, version 1. Nothing is overwritten: a changed page ends the rows of its old version (until)
-- and adds new ones (since), both in revisions, so that every snapshot can be read again as it was.
CREATE TABLE revisions (
    revision INTEGER PRIMARY KEY AUTOINCREMENT,
    made_at TEXT NOT NULL,
    what TEXT NOT NULL
);
CREATE TABLE documents (
    document_id INTEGER PRIMARY KEY,
    portal TEXT NOT NULL,
    url TEXT NOT NULL,
    kind TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    media_type TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    warc TEXT NOT NULL,
    "offset" INTEGER NOT NULL,
    length INTEGER NOT NULL,
    parser TEXT NOT NULL,
    parser_version TEXT NOT NULL,
    text TEXT NOT NULL,
    error TEXT,
    since INTEGER NOT NULL REFERENCES revisions (revision),
    until INTEGER REFERENCES revisions (revision)
);
CREATE UNIQUE INDEX documents_current ON documents (portal, url) WHERE until IS NULL;
CREATE INDEX documents_sha256 ON documents (sha256);
CREATE TABLE listing_rows (
    listing_row INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents (document_id) ON DELETE CASCADE,
    portal TEXT NOT NULL,
    crime_type TEXT NOT NULL,
    case_id TEXT NOT NULL,
    url TEXT NOT NULL,
    number TEXT,
    title TEXT NOT NULL,
    seen_at TEXT NOT NULL
);
CREATE INDEX listing_rows_document ON listing_rows (document_id);
CREATE INDEX listing_rows_case ON listing_rows (case_id);
CREATE TABLE case_rows (
    case_row INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents (document_id) ON DELETE CASCADE,
    case_id TEXT NOT NULL,
    source TEXT NOT NULL,
    number TEXT,
    title TEXT,
    country TEXT,
    court TEXT,
    decision_date TEXT,
    decision_year INTEGER,
    url TEXT NOT NULL,
    language TEXT,
    sees_charges INTEGER NOT NULL,
    sees_corruption_charges INTEGER NOT NULL,
    sees_verdicts INTEGER NOT NULL,
    sees_text INTEGER NOT NULL,
    fetched_at TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    record TEXT NOT NULL, -- the whole Case as JSON
    record_sha256 TEXT NOT NULL,
    parser TEXT NOT NULL, -- the parser and version that first read this very record
    parser_version TEXT NOT NULL,
    since INTEGER NOT NULL REFERENCES revisions (revision),
    until INTEGER REFERENCES revisions (revision)
);
CREATE UNIQUE INDEX case_rows_current ON case_rows (case_id) WHERE until IS NULL;
CREATE INDEX case_rows_document ON case_rows (document_id);
CREATE TABLE proceeding_rows (
    case_row INTEGER NOT NULL REFERENCES case_rows (case_row) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    court TEXT,
    instance TEXT,
    decision_date TEXT,
    description TEXT,
    PRIMARY KEY (case_row, position)
) WITHOUT ROWID;
CREATE TABLE actor_rows (
    case_row INTEGER NOT NULL REFERENCES case_rows (case_row) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    actor_id TEXT NOT NULL,
    role TEXT NOT NULL,
    label TEXT,
    group_size INTEGER,
    gender TEXT,
    nationalities TEXT NOT NULL, -- joined by ';'
    age INTEGER,
    birth_year INTEGER,
    is_official INTEGER,
    office TEXT,
    is_organisation INTEGER,
    is_minor INTEGER,
    PRIMARY KEY (case_row, position)
) WITHOUT ROWID;
CREATE TABLE charge_rows (
    charge_row INTEGER PRIMARY KEY,
    case_row INTEGER NOT NULL REFERENCES case_rows (case_row) ON DELETE CASCADE,
    charge_id TEXT NOT NULL,
    actor_id TEXT,
    counts INTEGER,
    provision TEXT,
    wording TEXT,
    disposition TEXT NOT NULL,
    disposition_trial TEXT NOT NULL,
    plea TEXT,
    imprisonment_months_min REAL,
    imprisonment_months_max REAL,
    life INTEGER,
    suspended_months REAL,
    fine_amount REAL,
    fine_currency TEXT,
    compensation_amount REAL,
    compensation_currency TEXT,
    page INTEGER,
    span_start INTEGER,
    span_end INTEGER
);
CREATE INDEX charge_rows_case ON charge_rows (case_row);
CREATE TABLE charge_class_rows (
    charge_row INTEGER NOT NULL REFERENCES charge_rows (charge_row) ON DELETE CASCADE,
    offence_class TEXT NOT NULL,
    rule TEXT NOT NULL,
    PRIMARY KEY (charge_row, offence_class)
) WITHOUT ROWID;
CREATE TABLE verdict_rows (
    charge_row INTEGER NOT NULL REFERENCES charge_rows (charge_row) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    instance TEXT NOT NULL,
    disposition TEXT NOT NULL,
    wording TEXT NOT NULL,
    PRIMARY KEY (charge_row, position)
) WITHOUT ROWID;
CREATE TABLE passage_rows (
    passage_row INTEGER PRIMARY KEY,
    case_row INTEGER NOT NULL REFERENCES case_rows (case_row) ON DELETE CASCADE,
    passage_id TEXT NOT NULL,
    section TEXT NOT NULL,
    language TEXT,
    page INTEGER,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX passage_rows_case ON passage_rows (case_row);
CREATE INDEX passage_rows_id ON passage_rows (passage_id);
CREATE TABLE tagging_rows ( -- a case was tagged, even where no tag was found
    tagging_row INTEGER PRIMARY KEY,
    case_row INTEGER NOT NULL REFERENCES case_rows (case_row) ON DELETE CASCADE,
    tagger TEXT NOT NULL,
    version TEXT NOT NULL,
    since INTEGER NOT NULL REFERENCES revisions (revision),
    until INTEGER REFERENCES revisions (revision)
);
CREATE UNIQUE INDEX tagging_rows_current ON tagging_rows (case_row) WHERE until IS NULL;
CREATE TABLE tag_rows (
    tagging_row INTEGER NOT NULL REFERENCES tagging_rows (tagging_row) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    tag_id TEXT NOT NULL,
    passage_id TEXT NOT NULL,
    dimension TEXT NOT NULL,
    label TEXT NOT NULL,
    status TEXT,
    score REAL NOT NULL,
    page INTEGER,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (tagging_row, position)
) WITHOUT ROWID;
CREATE TABLE reviews (
    review_row INTEGER PRIMARY KEY,
    passage_id TEXT NOT NULL,
    dimension TEXT NOT NULL,
    label TEXT NOT NULL,
    present INTEGER NOT NULL,
    reviewer TEXT NOT NULL,
    reviewed_at TEXT NOT NULL,
    passage_text TEXT NOT NULL,
    since INTEGER NOT NULL REFERENCES revisions (revision),
    until INTEGER REFERENCES revisions (revision)
);
CREATE UNIQUE INDEX reviews_current ON reviews (passage_id, dimension, label, reviewer) WHERE until IS NULL;
CREATE TABLE snapshots (
    snapshot TEXT PRIMARY KEY, -- digest of what it holds
    revision INTEGER NOT NULL REFERENCES revisions (revision),
    made_at TEXT NOT NULL,
    cases INTEGER NOT NULL,
    rules TEXT NOT NULL,
    tagger TEXT
);
-- What stands now, for anyone with an SQL prompt. A reader "as of" a snapshot lays temporary views of the same names over them.
CREATE VIEW cases AS SELECT * FROM case_rows WHERE until IS NULL;
CREATE VIEW listings AS SELECT l.* FROM listing_rows l JOIN documents d USING (document_id) WHERE d.until IS NULL;
CREATE VIEW taggings AS SELECT t.* FROM tagging_rows t JOIN cases USING (case_row) WHERE t.until IS NULL;
CREATE VIEW current_reviews AS SELECT * FROM reviews WHERE until IS NULL;
CREATE VIEW proceedings AS SELECT c.case_id, p.* FROM proceeding_rows p JOIN cases c USING (case_row);
CREATE VIEW actors AS SELECT c.case_id, a.* FROM actor_rows a JOIN cases c USING (case_row);
CREATE VIEW charges AS SELECT c.case_id, h.* FROM charge_rows h JOIN cases c USING (case_row);
CREATE VIEW charge_classes AS
    SELECT h.case_id, h.charge_id, h.actor_id, k.* FROM charge_class_rows k JOIN charges h USING (charge_row);
CREATE VIEW verdicts AS SELECT h.case_id, h.charge_id, v.* FROM verdict_rows v JOIN charges h USING (charge_row);
CREATE VIEW passages AS SELECT c.case_id, c.sha256 AS document, p.* FROM passage_rows p JOIN cases c USING (case_row);
CREATE VIEW tags AS
    SELECT c.case_id, t.tagger, t.version, g.*
    FROM tag_rows g JOIN taggings t USING (tagging_row) JOIN cases c USING (case_row);
