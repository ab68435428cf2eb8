"""Joins printed lines to paragraphs: where a line runs full and the next goes on, there is no paragraph's end.

Words parted at a line's end are joined without a dictionary: the document's other lines say whether the word is
written as one or with a hyphen; where they do not, the hyphen stays before a capital or a digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from jointcharge.parsing.text.printed import PrintedLine, PrintedPage, leading_of

_LAST_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*$")
_FIRST_WORD = re.compile(r"[^\W_]+")
_ENDS_SENTENCE = re.compile(r"[.:;!?][\"”’)\]\d]*$")
_LIST_MARK = re.compile(r"(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]|[•▪–—-]|¶)\s")
_PUNCTUATION = str.maketrans(dict.fromkeys(".,;:!?()[]{}“”\"‘’'«»¿¡/—–", " "))


_RULE = re.compile(r"[-–—_=*. ]{3,}")
"""A line drawn with characters."""


_FEW_QUESTIONS = 24


class Words:
    """The words that the document writes within a line: what a word parted at a line's end is measured by."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._folded: str | None = None
        self._known: set[str] | None = None
        self._asked = 0

    def knows(self, word: str) -> bool:
        """Whether the document writes the folded ``word``. Few questions are answered by looking, many from a list."""
        self._asked += 1
        if self._folded is None:
            self._folded = "\n".join(self._lines).casefold()
        if self._asked <= _FEW_QUESTIONS:
            return (
                word in self._folded and re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", self._folded) is not None
            )
        if self._known is None:
            self._known = set(self._folded.translate(_PUNCTUATION).split())
        return word in self._known

    def keeps_hyphen(self, before: str, behind: str) -> bool:
        """Whether ``before-|behind`` is written with its hyphen."""
        left, right = _LAST_WORD.search(before), _FIRST_WORD.match(behind)
        if left is None or right is None:
            return True
        head, tail = left.group().casefold(), right.group().casefold()
        if self.knows(head + tail):
            return False
        if "-" in head or self.knows(f"{head}-{tail}"):
            return True
        return (behind[0].isupper() and not left.group().isupper()) or behind[0].isdigit() or before[-1].isdigit()


def glue_of(before: PrintedLine, behind: PrintedLine, words: Words) -> str | None:
    """What stands between two lines of one paragraph: a space, a hyphen or nothing.

    None where a visible hyphen at the end of ``before`` is to be dropped first.
    """
    if before.hyphen:
        return "-" if words.keeps_hyphen(before.text, behind.text) else ""
    if _ends_in_hyphen(before, behind):
        return "" if words.keeps_hyphen(before.text[:-1], behind.text) else None
    return " "


def _ends_in_hyphen(before: PrintedLine, behind: PrintedLine) -> bool:
    return before.text[-1] == "-" and len(before.text) > 1 and before.text[-2].isalnum() and behind.text[0].isalnum()


class Joiner:
    """Says of each line of a page whether it goes on from the one before."""

    def __init__(self, page: PrintedPage, lines: list[PrintedLine]) -> None:
        self._leading = leading_of(lines) or 14.0
        self._right = _margin([line.x1 for line in lines if line.x0 < page.width / 2] or [line.x1 for line in lines])
        self._runs = dict(_run_margins(lines))

    def goes_on(self, before: PrintedLine, line: PrintedLine) -> bool:
        """Whether ``line`` continues the paragraph of ``before``, both of this page."""
        if before.row or line.row or not 0 < line.top - before.top < 1.45 * self._leading + 1:
            return False
        if abs(before.size - line.size) > 0.2 * before.size and min(len(before.text), len(line.text)) > 4:
            return False
        if before.hyphen or _ends_in_hyphen(before, line):
            return True
        if _RULE.fullmatch(before.text) or _RULE.fullmatch(line.text):
            return False
        if not self.is_full(before, line):
            return False
        ended = _ENDS_SENTENCE.search(before.text) is not None
        return not (ended and (line.x0 > before.x0 + 0.8 * line.size or _LIST_MARK.match(line.text)))

    def is_full(self, before: PrintedLine, line: PrintedLine) -> bool:
        """Whether the first word of ``line`` would not have fitted behind ``before``."""
        right = self._runs.get(id(before), self._right)
        letter = (line.x1 - line.x0) / max(len(line.text), 1)
        word = len(line.text.split(" ", 1)[0])
        return before.x1 + (word + 1) * letter > right - 1


def goes_on_behind_page(before: PrintedLine, line: PrintedLine, joiner: Joiner) -> bool:
    """Whether the first line of a page continues the last of the page before."""
    if before.row or line.row or abs(before.size - line.size) > 0.2 * before.size:
        return False
    if before.hyphen:
        return True
    begins_within = line.text[0].islower() or line.text[0].isdigit() or not _ENDS_SENTENCE.search(before.text)
    return begins_within and _ENDS_SENTENCE.search(before.text) is None and joiner.is_full(before, line)


def _margin(ends: list[float]) -> float:
    """Where the lines of a page end: the ninth decile, so that one long line does not move it."""
    return sorted(ends)[int(0.9 * (len(ends) - 1))] if ends else 0.0


def _run_margins(lines: list[PrintedLine]) -> Iterator[tuple[int, float]]:
    """For lines in a run of three or more with one left edge, as in an indented quotation, the run's own margin."""
    run: list[PrintedLine] = []
    for line in chain(lines, [None]):
        if line is not None and (not run or abs(line.x0 - run[0].x0) < 3):
            run.append(line)
            continue
        if len(run) >= 3:
            right = max(one.x1 for one in run)
            yield from ((id(one), right) for one in run)
        run = [line] if line is not None else []
