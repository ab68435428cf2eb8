"""Samples of cases to review, kept in the corpus with how they were drawn; and people's answers about whole cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from enum import StrEnum

from pydantic import Field

from jointcharge.records.corpus import Corpus
from jointcharge.records.errors import ImportFileError
from jointcharge.records.raw import Record


class CaseAnswer(StrEnum):
    """Does the text of the case indicate corruption (a form of the codebook, not a signal alone)?"""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class SampleStratum(Record):
    """Cases of like score, and how many of them were drawn."""

    name: str
    flagged: bool
    """Whether the tagger says that they indicate corruption."""
    score_low: float
    score_high: float
    cases: int = Field(ge=0)
    drawn: int = Field(ge=0)


class SampledCase(Record):
    """A case drawn; the sample lists them in the order to review in, which is drawn as well."""

    case_id: str
    stratum: int
    """Position of its stratum."""
    score: float
    inclusion: float = Field(ge=0, le=1)
    """The probability with which a case of its stratum came into the sample."""


class ReviewSample(Record):
    """A sample drawn in strata of the tagger's score; the seed and the frame draw it again."""

    sample: str
    """Eight hexadecimal digits of a digest of the frame, the size and the seed."""
    snapshot: str
    """What stood when it was drawn."""
    frame: str
    """Digest of every case that could have been drawn, with its text, score and tagger."""
    seed: int
    tagger: str
    drawn_at: dt.datetime
    strata: tuple[SampleStratum, ...]
    """From the highest scores to the lowest."""
    cases: tuple[SampledCase, ...]


class SampleAnswer(Record):
    """One reviewer's answer about one case of a sample."""

    sample: str
    case_id: str
    reviewer: str = Field(min_length=1)
    answer: CaseAnswer
    note: str = ""


def add_sample(corpus: Corpus, made: ReviewSample) -> bool:
    """Keep a sample; False where the very same one is kept already."""
    if corpus.select("SELECT 1 FROM sample_rows WHERE sample = ?", (made.sample,)).fetchone():
        return False
    values = (made.sample, made.snapshot, made.frame, made.seed, made.tagger, made.drawn_at.isoformat())
    strata = [
        (made.sample, n, s.name, s.flagged, s.score_low, s.score_high, s.cases, s.drawn)
        for n, s in enumerate(made.strata)
    ]
    cases = [(made.sample, n, c.case_id, c.stratum, c.score, c.inclusion) for n, c in enumerate(made.cases)]
    with corpus.change(f"draw sample {made.sample}") as revision:
        corpus.db.execute("INSERT INTO sample_rows VALUES (?, ?, ?, ?, ?, ?, ?)", (*values, revision))
        corpus.db.executemany("INSERT INTO sample_stratum_rows VALUES (?, ?, ?, ?, ?, ?, ?, ?)", strata)
        corpus.db.executemany("INSERT INTO sampled_case_rows VALUES (?, ?, ?, ?, ?, ?)", cases)
    return True


def read_samples(corpus: Corpus) -> Iterator[ReviewSample]:
    """The samples drawn, the latest first."""
    for row in corpus.select("SELECT * FROM review_samples ORDER BY since DESC").fetchall():
        strata = corpus.select("SELECT * FROM sample_stratum_rows WHERE sample = ? ORDER BY position", (row["sample"],))
        cases = corpus.select("SELECT * FROM sampled_case_rows WHERE sample = ? ORDER BY position", (row["sample"],))
        yield ReviewSample(
            strata=tuple(SampleStratum(**{name: s[name] for name in SampleStratum.model_fields}) for s in strata),
            cases=tuple(SampledCase(**{name: c[name] for name in SampledCase.model_fields}) for c in cases),
            **{name: row[name] for name in ("sample", "snapshot", "frame", "seed", "tagger", "drawn_at")},
        )


def sample_of(corpus: Corpus, sample: str) -> ReviewSample:
    """The sample of this name. Raises `ImportFileError` for one that was never drawn here."""
    for one in read_samples(corpus):
        if one.sample == sample:
            return one
    raise ImportFileError(
        f"no sample {sample!r} was drawn from the corpus {corpus.path}; bring the answers to the data folder the sample was "
        "drawn in, or draw one here with  jointcharge review sample"
    )


def add_answers(corpus: Corpus, answers: Sequence[SampleAnswer]) -> int:
    """Keep people's answers; a later one of the same reviewer about the same case replaces the earlier.

    Returns how many are new or changed.
    """
    standing = {(a.sample, a.case_id, a.reviewer): a for a in read_answers(corpus)}
    new = [one for one in answers if standing.get((one.sample, one.case_id, one.reviewer)) != one]
    if new:
        with corpus.change("review sampled cases") as revision:
            for one in new:
                key = (one.sample, one.case_id, one.reviewer)
                corpus.db.execute(
                    "UPDATE answer_rows SET until = ? WHERE sample = ? AND case_id = ? AND reviewer = ? AND until IS NULL",
                    (revision, *key),
                )
                corpus.db.execute(
                    "INSERT INTO answer_rows (sample, case_id, reviewer, answer, note, since) VALUES (?, ?, ?, ?, ?, ?)",
                    (*key, one.answer, one.note, revision),
                )
    return len(new)


def read_answers(corpus: Corpus, sample: str | None = None) -> list[SampleAnswer]:
    """The answers that stand, of one sample or of all, by sample, case and reviewer."""
    names = tuple(SampleAnswer.model_fields)
    found = corpus.select("SELECT * FROM sample_answers ORDER BY sample, case_id, reviewer")
    answers = [SampleAnswer(**{name: row[name] for name in names}) for row in found]
    return [one for one in answers if sample in (None, one.sample)]
