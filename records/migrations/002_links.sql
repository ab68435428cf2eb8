-- Version 2: cases of several portals that are one matter, files attached to a case's page, and documents stored once.
CREATE TABLE link_rows (
    link_row INTEGER PRIMARY KEY,
    case_a TEXT NOT NULL, -- the smaller of the two ids
    case_b TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('linked', 'suggested', 'apart')),
    score REAL NOT NULL,
    reasons TEXT NOT NULL, -- JSON: an array of sentences
    made_by TEXT NOT NULL, -- the matcher and its version, or 'user'
    since INTEGER NOT NULL REFERENCES revisions (revision),
    until INTEGER REFERENCES revisions (revision),
    CHECK (case_a < case_b)
);
CREATE UNIQUE INDEX link_rows_current ON link_rows (case_a, case_b) WHERE until IS NULL;
CREATE TABLE attachment_rows ( -- what a file attached to a case's page says: its sentences join the case's passages
    attachment_row INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents (document_id) ON DELETE CASCADE,
    url TEXT NOT NULL,
    referrer TEXT,
    sha256 TEXT NOT NULL,
    language TEXT,
    state TEXT NOT NULL, -- text, mixed, image_only, empty
    pages INTEGER NOT NULL,
    sentences TEXT NOT NULL, -- JSON: [[page, start, end, text], …]
    court TEXT, -- the court module that read the file as a judgment; null where none knows it
    record TEXT, -- what it read: a Case as JSON, the file's own view beside the portal's
    notes TEXT NOT NULL, -- JSON: an array of codes
    since INTEGER NOT NULL REFERENCES revisions (revision),
    until INTEGER REFERENCES revisions (revision)
);
CREATE UNIQUE INDEX attachment_rows_current ON attachment_rows (url) WHERE until IS NULL;
CREATE TABLE attached_url_rows ( -- the addresses that a case's page lists under its attachments
    case_row INTEGER NOT NULL REFERENCES case_rows (case_row) ON DELETE CASCADE,
    url TEXT NOT NULL,
    PRIMARY KEY (case_row, url)
) WITHOUT ROWID;
CREATE INDEX attached_url_rows_url ON attached_url_rows (url);
INSERT OR IGNORE INTO attached_url_rows
    SELECT c.case_row, a.value ->> 'url' FROM case_rows c, json_each(c.record, '$.attachments') a
    WHERE a.value ->> 'url' IS NOT NULL;
CREATE INDEX case_rows_url ON case_rows (url);
ALTER TABLE passage_rows ADD COLUMN document TEXT; -- null: the document that the case was read from
ALTER TABLE documents ADD COLUMN duplicate_of TEXT; -- the address at which the same bytes are stored; their text and cases stand there
CREATE VIEW links AS
    SELECT l.* FROM link_rows l JOIN cases a ON a.case_id = l.case_a JOIN cases b ON b.case_id = l.case_b
    WHERE l.until IS NULL;
CREATE VIEW attachments AS SELECT * FROM attachment_rows WHERE until IS NULL;
DROP VIEW passages;
CREATE VIEW passages AS
    SELECT c.case_id, coalesce(p.document, c.sha256) AS document, p.passage_row, p.case_row, p.passage_id, p.section,
        p.language, p.page, p.span_start, p.span_end, p.text
    FROM passage_rows p JOIN cases c USING (case_row);
