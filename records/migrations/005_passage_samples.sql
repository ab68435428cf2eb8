-- Version 5: samples of passages to review, each with the one label asked about and how it came into the sample.
-- The answers are reviews.
CREATE TABLE passage_sample_rows (
    sample TEXT PRIMARY KEY, -- digest of what it was drawn from, its size and its seed
    snapshot TEXT NOT NULL, -- the snapshot that stood when it was drawn
    tagger TEXT NOT NULL,
    seed INTEGER NOT NULL,
    drawn_at TEXT NOT NULL,
    since INTEGER NOT NULL REFERENCES revisions (revision)
);
CREATE TABLE sampled_passage_rows (
    sample TEXT NOT NULL REFERENCES passage_sample_rows (sample) ON DELETE CASCADE,
    position INTEGER NOT NULL, -- in the order to review in, which is drawn too
    passage_id TEXT NOT NULL,
    passage_text TEXT NOT NULL, -- what the reviewer is shown, but for withheld names
    dimension TEXT NOT NULL,
    label TEXT NOT NULL,
    score REAL NOT NULL,
    threshold REAL NOT NULL,
    country TEXT, -- with the level, its stratum
    level TEXT NOT NULL,
    inclusion REAL NOT NULL, -- the probability with which it came into the sample
    PRIMARY KEY (sample, position),
    UNIQUE (sample, passage_id)
) WITHOUT ROWID;
CREATE VIEW passage_samples AS SELECT * FROM passage_sample_rows;
