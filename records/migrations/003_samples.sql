-- Version 3: samples of cases to review, with how each case came into them, and people's answers about whole cases.
CREATE TABLE sample_rows (
    sample TEXT PRIMARY KEY, -- digest of what it was drawn from, its size and its seed
    snapshot TEXT NOT NULL, -- the snapshot that stood when it was drawn
    frame TEXT NOT NULL, -- digest of every case it could have drawn: id, record, tagger, score
    seed INTEGER NOT NULL,
    tagger TEXT NOT NULL,
    drawn_at TEXT NOT NULL,
    since INTEGER NOT NULL REFERENCES revisions (revision)
);
CREATE TABLE sample_stratum_rows (
    sample TEXT NOT NULL REFERENCES sample_rows (sample) ON DELETE CASCADE,
    position INTEGER NOT NULL, -- 0 holds the highest scores
    name TEXT NOT NULL,
    flagged INTEGER NOT NULL,
    score_low REAL NOT NULL,
    score_high REAL NOT NULL,
    cases INTEGER NOT NULL,
    drawn INTEGER NOT NULL,
    PRIMARY KEY (sample, position)
) WITHOUT ROWID;
CREATE TABLE sampled_case_rows (
    sample TEXT NOT NULL REFERENCES sample_rows (sample) ON DELETE CASCADE,
    position INTEGER NOT NULL, -- in the order to review in, which is drawn too
    case_id TEXT NOT NULL,
    stratum INTEGER NOT NULL,
    score REAL NOT NULL,
    inclusion REAL NOT NULL, -- the probability with which it came into the sample
    PRIMARY KEY (sample, position),
    UNIQUE (sample, case_id)
) WITHOUT ROWID;
CREATE TABLE answer_rows ( -- does the text of this case indicate corruption?
    answer_row INTEGER PRIMARY KEY,
    sample TEXT NOT NULL REFERENCES sample_rows (sample) ON DELETE CASCADE,
    case_id TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('yes', 'no', 'unsure')),
    note TEXT NOT NULL,
    since INTEGER NOT NULL REFERENCES revisions (revision),
    until INTEGER REFERENCES revisions (revision),
    FOREIGN KEY (sample, case_id) REFERENCES sampled_case_rows (sample, case_id)
);
CREATE UNIQUE INDEX answer_rows_current ON answer_rows (sample, case_id, reviewer) WHERE until IS NULL;
CREATE VIEW review_samples AS SELECT * FROM sample_rows;
CREATE VIEW sample_answers AS SELECT * FROM answer_rows WHERE until IS NULL;
