"""A sample of cases to review: drawn in strata of the tagger's score, with a recorded seed and inclusion probabilities."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jointcharge.analysis.allocation import LEAST, allocate
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.reading import read_columns
from jointcharge.analysis.states import YES
from jointcharge.records.case import TagDimension
from jointcharge.records.corpus import now
from jointcharge.records.errors import ReportError
from jointcharge.records.samples import ReviewSample, SampledCase, SampleStratum

HIGHER, LOWER, MARKED, NOT_MARKED = "marked, higher score", "marked, lower score", "marked", "not marked"
"""The strata. What the tagger marks is parted at the median score, where both halves are worth drawing from."""
_SCORES = f"SELECT case_id, max(score) AS score FROM tags WHERE dimension = '{TagDimension.FORM}' GROUP BY case_id"  # noqa: S608
_RECORDS = "SELECT case_id, record_sha256 FROM cases"


@dataclass(frozen=True)
class ReviewFrame:
    """The cases that can be drawn: trafficking cases whose text the tagger has read, by id."""

    cases: tuple[str, ...]
    scores: NDArray[np.float64]
    """A case's score is that of its surest form of corruption; 0 where the tagger found none. People's answers play no part."""
    tagger: str
    digest: str

    def strata(self) -> list[tuple[str, NDArray[np.int64]]]:
        """Name and rows of each stratum, from the highest scores to the lowest; none is empty but perhaps the last."""
        marked = np.flatnonzero(self.scores > 0)
        rest = (NOT_MARKED, np.flatnonzero(self.scores <= 0))
        if not len(marked):
            return [rest]
        middle = np.median(self.scores[marked])
        higher, lower = marked[self.scores[marked] > middle], marked[self.scores[marked] <= middle]
        if min(len(higher), len(lower)) < LEAST:
            return [(MARKED, marked), rest]
        return [(HIGHER, higher), (LOWER, lower), rest]


def read_frame(frames: Frames) -> ReviewFrame:
    """The cases of ``frames`` that a sample can be drawn from."""
    facts = frames.facts
    tagged = np.zeros(len(facts.trafficking), dtype=bool)
    tagged[facts.tagged] = True
    rows = np.flatnonzero((facts.trafficking == YES) & tagged & facts.sight.text)
    cases = tuple(str(one) for one in frames.raw_cases["case_id"].to_numpy()[rows])
    records = records_of(frames)
    found = _pairs(frames, _SCORES)
    scores = np.array([max(found.get(r, 0.0) for r in records.get(c, (c,))) for c in cases], dtype=np.float64)
    tagger = frames.snapshot.tagger or ""
    return ReviewFrame(cases, scores, tagger, _digest(frames, cases, scores, tagger))


def records_of(frames: Frames) -> dict[str, tuple[str, ...]]:
    """The records of each case that several portals tell of, by the id of the one that stands for them."""
    standing = set(frames.raw_cases["case_id"])
    return {one: group for group in frames.groups for one in group if one in standing}


def _pairs(frames: Frames, sql: str) -> dict[str, Any]:
    keys, values = read_columns(frames.corpus, sql).values()
    return dict(zip(keys, values, strict=True))


def _digest(frames: Frames, cases: tuple[str, ...], scores: NDArray[np.float64], tagger: str) -> str:
    texts, records = _pairs(frames, _RECORDS), records_of(frames)
    lines = [
        "\x1f".join([case, *(texts[record] for record in records.get(case, (case,))), f"{score:.9g}"])
        for case, score in zip(cases, scores, strict=True)
    ]
    return hashlib.sha256("\x1e".join([tagger, *lines]).encode()).hexdigest()


def draw(frames: Frames, n: int, seed: int | None = None) -> ReviewSample:
    """A sample of ``n`` cases, or of all where there are fewer; without ``seed`` the frame gives it, so that nobody chooses.

    Raises `ReportError` where there is nothing to draw from.
    """
    frame = read_frame(frames)
    if n < 1:
        raise ReportError(f"a sample of {n} cases cannot be drawn; ask for 1 or more, better 100 or more")
    if not frame.cases:
        raise ReportError(
            "there is no case to draw a sample from: no trafficking case has a text that a tagger has read; run  jointcharge parse  "
            "and  jointcharge tag  first"
        )
    seed = int(frame.digest[:8], 16) if seed is None else seed
    strata = frame.strata()
    numbers = allocate([len(rows) for _, rows in strata], n)
    name = hashlib.sha256(f"{frame.digest} {n} {seed}".encode()).hexdigest()[:8]
    return ReviewSample(
        sample=name,
        snapshot=frames.snapshot.snapshot,
        frame=frame.digest,
        seed=seed,
        tagger=frame.tagger,
        drawn_at=now(),
        strata=tuple(_stratum(frame, *one, drawn) for one, drawn in zip(strata, numbers, strict=True)),
        cases=_drawn(frame, strata, numbers, np.random.default_rng(seed)),
    )


def _stratum(frame: ReviewFrame, name: str, rows: NDArray[np.int64], drawn: int) -> SampleStratum:
    scores = frame.scores[rows]
    return SampleStratum(
        name=name,
        flagged=name != NOT_MARKED,
        score_low=float(scores.min(initial=1.0)) if len(rows) else 0.0,
        score_high=float(scores.max(initial=0.0)),
        cases=len(rows),
        drawn=drawn,
    )


def _drawn(
    frame: ReviewFrame,
    strata: list[tuple[str, NDArray[np.int64]]],
    numbers: tuple[int, ...],
    rng: np.random.Generator,
) -> tuple[SampledCase, ...]:
    """So many cases of each stratum without replacement, then all of them in a random order to review in."""
    made = [
        SampledCase(case_id=frame.cases[row], stratum=h, score=float(frame.scores[row]), inclusion=number / len(rows))
        for h, ((_, rows), number) in enumerate(zip(strata, numbers, strict=True))
        for row in rng.choice(rows, size=number, replace=False)
    ]
    return tuple(made[place] for place in rng.permutation(len(made)))
