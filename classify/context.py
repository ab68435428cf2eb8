"""A passage as a model reads it: the sentence itself, and what stands around it.

Training and inference both build their input here, so that a model meets the text it was trained on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple, TypeVar

from jointcharge.records.case import Case

NEIGHBOURS = 2
"""How many sentences before and after are given."""
TITLE_CHARACTERS = 120
"""A longer title is cut, so that it leaves room for the neighbours."""


REMEMBERED, LONG = 64, 2_000
"""Of so many texts `remembered` keeps what was made, and of none with more characters."""
Made = TypeVar("Made")


class Composed(NamedTuple):
    """One sentence in its context; everything that a model's answer about it depends on."""

    sentence: str
    head: str
    """Country and title of the case."""
    before: tuple[str, ...]
    """Up to ``NEIGHBOURS`` sentences, in reading order."""
    after: tuple[str, ...]


def head_of(title: str | None, country: str | None) -> str:
    """The line that stands above every passage of a case."""
    parts = (country or "", (title or "")[:TITLE_CHARACTERS])
    return " | ".join(_one_line(part) for part in parts if part.strip())


def compose_case(case: Case) -> tuple[Composed, ...]:
    """Every passage of ``case`` in its context, in order; neighbours are of the same section and language."""
    title = case.title.value if case.title else None
    country = case.country.value if case.country else None
    composed: list[Composed] = []
    for _, run in groupby(case.passages, key=lambda passage: (passage.section, passage.language)):
        composed += compose_texts([passage.text for passage in run], title=title, country=country)
    return tuple(composed)


def compose_texts(texts: Sequence[str], *, title: str | None, country: str | None) -> list[Composed]:
    """The sentences of one text, each in its context."""
    head, lines = head_of(title, country), [_one_line(text) for text in texts]
    return [
        Composed(
            line,
            head,
            tuple(lines[max(0, index - NEIGHBOURS) : index]),
            tuple(lines[index + 1 : index + 1 + NEIGHBOURS]),
        )
        for index, line in enumerate(lines)
    ]


def remembered(make: Callable[[str], Made]) -> Callable[[str], Made]:
    """``make``, asked once for a text that comes again soon: each sentence is read by itself and beside its neighbours."""
    kept = lru_cache(REMEMBERED)(make)
    return lambda text: kept(text) if len(text) <= LONG else make(text)


def _one_line(text: str) -> str:
    """``text`` without control characters and with single spaces."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
