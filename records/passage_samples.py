"""Samples of passages to review, kept in the corpus with how they were drawn; the answers are `records.case.Review`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from pydantic import Field

from jointcharge.records.case import Review, TagDimension
from jointcharge.records.corpus import Corpus
from jointcharge.records.levels import CorruptionLevel
from jointcharge.records.raw import Record
from jointcharge.records.rows import review_of


class SampledPassage(Record):
    """A passage drawn, and the one label a reviewer is asked about; the sample lists them in the order to review in."""

    passage_id: str
    passage_text: str
    """What was drawn; an answer holds for this text."""
    dimension: TagDimension
    label: str
    score: float
    """The tagger's confidence in the label."""
    threshold: float
    """The confidence from which the tagger gives it."""
    country: str | None
    level: CorruptionLevel
    """By the forms and signals tagged in this passage; with the country, its stratum."""
    inclusion: float = Field(gt=0, le=1)
    """The probability with which it came into the sample."""


class PassageSample(Record):
    """A sample of passages; the seed and the tagger draw it again from the same snapshot."""

    sample: str
    """Eight hexadecimal digits of a digest of what it was drawn from, the size and the seed."""
    snapshot: str
    tagger: str
    seed: int
    drawn_at: dt.datetime
    passages: tuple[SampledPassage, ...]


_HEAD = ("sample", "snapshot", "tagger", "seed", "drawn_at")
_PASSAGE = tuple(SampledPassage.model_fields)


def add_passage_sample(corpus: Corpus, made: PassageSample) -> bool:
    """Keep a sample; False where the very same one is kept already."""
    if corpus.select("SELECT 1 FROM passage_sample_rows WHERE sample = ?", (made.sample,)).fetchone():
        return False
    marks = ", ".join("?" * (2 + len(_PASSAGE)))
    head = [made.sample, made.snapshot, made.tagger, made.seed, made.drawn_at.isoformat()]
    rows = [(made.sample, n, *(getattr(one, name) for name in _PASSAGE)) for n, one in enumerate(made.passages)]
    columns = ", ".join(("sample", "position", *_PASSAGE))
    with corpus.change(f"draw passages {made.sample}") as revision:
        corpus.db.execute("INSERT INTO passage_sample_rows VALUES (?, ?, ?, ?, ?, ?)", (*head, revision))
        corpus.db.executemany(f"INSERT INTO sampled_passage_rows ({columns}) VALUES ({marks})", rows)  # noqa: S608
    return True


def read_passage_samples(corpus: Corpus) -> Iterator[PassageSample]:
    """The samples drawn, the latest first."""
    for row in corpus.select("SELECT * FROM passage_samples ORDER BY since DESC").fetchall():
        passages = corpus.select(
            "SELECT * FROM sampled_passage_rows WHERE sample = ? ORDER BY position", (row["sample"],)
        )
        yield PassageSample(
            passages=tuple(SampledPassage(**{name: one[name] for name in _PASSAGE}) for one in passages),
            **{name: row[name] for name in _HEAD},
        )


def add_new_reviews(corpus: Corpus, reviews: Sequence[Review]) -> int:
    """Keep the answers that are new or changed; how many. What says the same as before leaves the corpus as it is."""
    standing = {_key(one): (one.present, one.passage_text) for one in all_reviews(corpus)}
    new = [one for one in reviews if standing.get(_key(one)) != (one.present, one.passage_text)]
    if new:
        corpus.add_reviews(new)
    return len(new)


def all_reviews(corpus: Corpus) -> Iterator[Review]:
    """The reviews that stand, those included whose passage reads otherwise by now."""
    for row in corpus.select("SELECT * FROM current_reviews ORDER BY passage_id, dimension, label, reviewer"):
        yield review_of(row)


def _key(one: Review) -> tuple[str, str, str, str]:
    return one.passage_id, one.dimension, one.label, one.reviewer
