"""The decision's sentences as passages: of the decision itself, without footnotes and separate opinions behind it."""

from __future__ import annotations

from collections.abc import Iterator

from jointcharge.parsing.judgment_text import Reading
from jointcharge.parsing.passages import find_sentences
from jointcharge.records.case import Passage

SECTION = "judgment"


def find_passages(reading: Reading, case_id: str, start: int, end: int, language: str = "en") -> Iterator[Passage]:
    """Each sentence of ``text[start:end]``, paragraph by paragraph; pieces without a letter are none."""
    number = 0
    for left, right in _paragraphs(reading.text, start, end):
        for from_, to in find_sentences(reading.text[left:right], language):
            piece = reading.text[left + from_ : left + to]
            if sum(c.isalpha() for c in piece) < 3:
                continue
            number += 1
            yield Passage(
                passage_id=f"{case_id}@{number}",
                span=reading.span(left + from_, left + to),
                section=SECTION,
                language=language,
                text=piece,
            )


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Paragraphs end at empty lines, or at a line's end behind a full stop."""
    last = start
    position = text.find("\n", start, end)
    while position >= 0:
        behind = text[position + 1 : position + 2]
        if behind == "\n" or text[max(start, position - 3) : position].rstrip().endswith(
            (".", ":", ";", '"', "”", "]")
        ):
            yield last, position
            last = position + 1
        position = text.find("\n", position + 1, end)
    yield last, end
