"""A passage as a model reads it: the sentence itself, and beside it what stands around it.

Training and inference both build their input here, so that a model meets the text it was trained on.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from jointcharge.records.case import Case

NEIGHBOURS = 2
"""How many sentences before and after are given."""
TITLE_CHARACTERS = 120
"""A longer title is cut, so that it leaves room for the neighbours."""

Composed = tuple[str, str]
"""The sentence, and its surroundings."""


def compose(
    sentence: str, *, title: str | None, country: str | None, before: Sequence[str], after: Sequence[str]
) -> Composed:
    """The sentence, and its surroundings from the most to the least telling: country, title, nearest neighbours first.

    Whoever has no room cuts the surroundings at their end; ``before`` and ``after`` are in reading order.
    """
    near_before, near_after = list(reversed(before))[:NEIGHBOURS], list(after)[:NEIGHBOURS]
    neighbours = []
    for distance in range(NEIGHBOURS):
        neighbours += [*near_before[distance : distance + 1], *near_after[distance : distance + 1]]
    head = [country or "", (title or "")[:TITLE_CHARACTERS]]
    return _one_line(sentence), " | ".join(_one_line(part) for part in (*head, *neighbours) if part.strip())


def compose_case(case: Case) -> tuple[Composed, ...]:
    """Every passage of ``case`` in its context, in order; neighbours are of the same section and language."""
    title = case.title.value if case.title else None
    country = case.country.value if case.country else None
    composed: list[Composed] = []
    for _, run in groupby(case.passages, key=lambda passage: (passage.section, passage.language)):
        texts = [passage.text for passage in run]
        composed += compose_texts(texts, title=title, country=country)
    return tuple(composed)


def compose_texts(texts: Sequence[str], *, title: str | None, country: str | None) -> list[Composed]:
    """The sentences of one text, each in its context."""
    return [
        compose(
            text,
            title=title,
            country=country,
            before=texts[max(0, index - NEIGHBOURS) : index],
            after=texts[index + 1 : index + 1 + NEIGHBOURS],
        )
        for index, text in enumerate(texts)
    ]


def _one_line(text: str) -> str:
    """``text`` without control characters and with single spaces."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
