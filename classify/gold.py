"""Gold labels from disk: cases whose sentences people have labelled under the codebook."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jointcharge.records.case import Case, FormStatus, Observability, Passage, Span, Stated, TagDimension
from jointcharge.records.codebook import label_of
from jointcharge.records.errors import ImportFileError, UnknownWordingError
from jointcharge.records.levels import CorruptionLevel
from jointcharge.records.raw import sha256_of

Labelled = tuple[TagDimension, str]
"""One label of one dimension."""


@dataclass(frozen=True)
class GoldCase:
    """A case with what a careful reader would tag."""

    case: Case
    key: str
    """The portal's number, by which halves are drawn."""
    level: CorruptionLevel
    passages: dict[Labelled, frozenset[str]]
    """For every label of the case, the passages that carry it."""
    statuses: dict[str, frozenset[FormStatus]]
    """For every passage with a form, how firmly the text asserts it."""
    elements: frozenset[str] | None
    """The Palermo elements of the case (``trafficking_elements``); None where nobody noted them."""


def read_gold(path: Path) -> tuple[GoldCase, ...]:
    """The labelled cases of a JSON Lines file with ``unodc_number``, ``sentences`` and ``corruption``.

    Raises ImportFileError with the line that is not of this form, or where the file cannot be read.
    """
    return tuple(_rows(path))


def case_of_sentences(case_id: str, title: str, url: str, sentences: list[str], country: str | None = None) -> Case:
    """A case that is nothing but a fact summary; each sentence is a passage."""
    text = " ".join(sentences)
    digest = sha256_of(text.encode())
    passages, start = [], 0
    for number, sentence in enumerate(sentences, 1):
        span = Span(document=digest, start=start, end=start + len(sentence))
        start = span.end + 1
        passages.append(
            Passage(passage_id=f"{case_id}@{number}", span=span, section="fact_summary", language="en", text=sentence)
        )
    return Case(
        case_id=case_id,
        source="gold",
        title=Stated(value=title, wording=title, span=Span(document=digest, start=0, end=0)),
        country=country and Stated(value=country, wording=country, span=Span(document=digest, start=0, end=0)),
        url=url,
        language="en",
        passages=tuple(passages),
        observability=Observability(charges=False, corruption_charges=False, verdicts=False, text=True),
        fetched_at=dt.datetime(1970, 1, 1, tzinfo=dt.UTC),
        sha256=digest,
    )


def _rows(path: Path) -> Iterator[GoldCase]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ImportFileError(f"the gold file {path} cannot be read ({error}); give a JSON Lines file") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _gold_case(json.loads(line), number)
            except (ValueError, KeyError, TypeError, IndexError, UnknownWordingError) as error:
                raise ImportFileError(
                    f"{path}, line {number}: expected a labelled case, met {type(error).__name__}: "
                    f"{' '.join(str(error).split())[:120]}; mend the line or leave it out"
                ) from error


def _gold_case(row: dict[str, Any], number: int) -> GoldCase:
    # The line's number keeps apart the two cases that share one UNODC number.
    name = f"gold:{row['unodc_number']}:{number}"
    case = case_of_sentences(name, row["title"], row["url"], row["sentences"], row.get("country"))
    corruption = row["corruption"]
    passages: dict[Labelled, set[str]] = {}
    statuses: dict[str, set[FormStatus]] = {}
    for dimension, kind in ((TagDimension.FORM, "forms"), (TagDimension.SIGNAL, "signals")):
        for item in corruption[kind]:
            ids = {case.passages[_positive(n) - 1].passage_id for n in item["sentences"]}
            for labelled in _labels_of(dimension, item):
                passages.setdefault(labelled, set()).update(ids)
            for passage_id in ids if "status" in item else ():
                statuses.setdefault(passage_id, set()).add(FormStatus(item["status"]))
    return GoldCase(
        case=case,
        key=row["unodc_number"],
        level=CorruptionLevel(corruption["level"]),
        passages={labelled: frozenset(ids) for labelled, ids in passages.items()},
        statuses={passage_id: frozenset(found) for passage_id, found in statuses.items()},
        elements=_elements_of(row),
    )


def _labels_of(dimension: TagDimension, item: dict[str, Any]) -> Iterator[Labelled]:
    yield dimension, label_of(dimension, item["label"]).name
    for other, kind in ((TagDimension.STAGE, "stages"), (TagDimension.ACTOR, "actors")):
        for name in item[kind]:
            yield other, label_of(other, name).name


def _elements_of(row: dict[str, Any]) -> frozenset[str] | None:
    named = row.get("trafficking_elements")
    return None if named is None else frozenset(label_of(TagDimension.ELEMENT, name).name for name in named)


def _positive(number: int) -> int:
    if number < 1:
        raise ValueError(f"sentence {number}; sentences are counted from 1")
    return number
