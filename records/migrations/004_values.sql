-- Version 4: what judgments say beyond a portal's table: citations, absent accused, fines in wages, bribes, and how sure a charge is.
ALTER TABLE case_rows ADD COLUMN neutral_citation TEXT;
ALTER TABLE case_rows ADD COLUMN ecli TEXT;
ALTER TABLE actor_rows ADD COLUMN absences TEXT NOT NULL DEFAULT ''; -- joined by ';'
ALTER TABLE charge_rows ADD COLUMN fine_wages REAL; -- in monthly basic wages, which is no amount of money
ALTER TABLE charge_rows ADD COLUMN confidence TEXT NOT NULL DEFAULT 'full'; -- the lower of the charge's and of its last verdict's
UPDATE charge_rows SET confidence = 'lower' WHERE case_row IN (
    SELECT c.case_row FROM case_rows c, json_each(c.record, '$.diagnostics') d WHERE d.value ->> 'code' = 'generic_reader'
);
CREATE TABLE bribe_rows (
    case_row INTEGER NOT NULL REFERENCES case_rows (case_row) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    amount REAL NOT NULL,
    currency TEXT,
    payer TEXT, -- a role; null where the text does not say
    payer_id TEXT,
    recipient TEXT,
    recipient_id TEXT,
    page INTEGER,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    PRIMARY KEY (case_row, position)
) WITHOUT ROWID;
CREATE VIEW bribes AS SELECT c.case_id, b.* FROM bribe_rows b JOIN cases c USING (case_row);
