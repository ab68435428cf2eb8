"""The text of a judgment made easy to match, without losing its places.

`Reading.plain` has the length of the text, character for character: white space, line breaks and no-break spaces are
plain spaces, curly quotes and dashes are straight, footnote marks (``[12]``, ``[if !supportEndnotes]``) are blanks. So
a pattern matched in ``plain`` gives offsets of the text itself. The space behind a heading ("The Facts") is one that ends a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, TypeVar

from jointcharge.parsing.courts import JudgmentText
from jointcharge.records.case import Diagnostic, Span, Stated

T = TypeVar("T")

_ONE_FOR_ONE = str.maketrans(
    {
        **dict.fromkeys("\t\n\r\x0b\x0c\x85\xa0\u2002\u2003\u2009\u200a\u202f\u2028\u2029\u200b\ufeff", " "),
        **dict.fromkeys("‘’´`ʼ", "'"),
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("‐‑‒–—\xad", "-"),
        "§": "§",
    }
)
_NOTE_MARK = re.compile(r"\[ ?(?:\d{1,3}|\*{1,3}|if !support\w+|endif) ?\]")
_LINE = re.compile(r"[^\n]*\w[^\n]*")
_SPACE = re.compile(r" (\??)(?![+*{])")


class Stretch(NamedTuple):
    """A piece of the text, by its offsets."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One judgment being read."""

    document: JudgmentText
    text: str
    plain: str

    @property
    def with_lines(self) -> str:
        """``plain`` with the line breaks of the text, for what must begin a paragraph."""
        breaks = [m.start() for m in re.finditer("\n", self.text)]
        edges = [-1, *breaks]
        return "\n".join(self.plain[a + 1 : b] for a, b in zip(edges, [*breaks, len(self.text)], strict=True))

    def span(self, start: int, end: int) -> Span:
        """The span of ``text[start:end]``."""
        return self.document.span_of(start, end)

    def stated(self, value: T, start: int, end: int) -> Stated[T]:
        """``value`` as read from ``text[start:end]``, without the white space around it."""
        start, end = self.trimmed(start, end)
        return Stated(value=value, wording=self.text[start:end], span=self.span(start, end))

    def diagnostic(self, code: str, start: int, end: int, *, is_name: bool = False) -> Diagnostic:
        """A note that ``text[start:end]`` was met and not understood; ``is_name`` where it names a person who may be a victim."""
        start, end = self.trimmed(start, end)
        return Diagnostic(code=code, wording=self.text[start:end], span=self.span(start, end), is_name=is_name)

    def trimmed(self, start: int, end: int) -> Stretch:
        """The stretch without the white space at its edges."""
        piece = self.text[start:end]
        left = start + len(piece) - len(piece.lstrip())
        return Stretch(left, max(left, start + len(piece.rstrip())))

    def paragraphs(self, start: int, end: int) -> Iterator[Stretch]:
        """The lines of ``text[start:end]`` that hold words; the reader of a text keeps each paragraph on one."""
        for line in _LINE.finditer(self.text, start, end):
            yield Stretch(*line.span())

    def words(self, start: int, end: int) -> str:
        """``text[start:end]`` with single spaces and without footnote marks, for values."""
        return " ".join(self.plain[start:end].split())


def read_judgment(document: JudgmentText) -> Reading:
    """``document`` with its plain twin."""
    text = document.text
    plain = text.translate(_ONE_FOR_ONE)
    plain = _NOTE_MARK.sub(lambda m: " " * len(m[0]), plain)
    edges = [-1, *_ends_of_headings(text)]
    pieces = (plain[a + 1 : b] for a, b in pairwise([*edges, len(plain)]))
    return Reading(document, text, _BREAK.join(pieces))


def _ends_of_headings(text: str) -> Iterator[int]:
    """Where a heading ends: a line of capitalised words alone, between the end of a sentence (or another heading) and a new one."""
    last = -1
    for line in _HEADING.finditer(text):
        before = text[max(0, line.start() - _NEAR) : line.start()].rstrip()
        behind = text[line.end() : line.end() + _NEAR].lstrip()
        led = last >= 0 and text[last : line.start()].isspace()
        begins = led or before == "" or before[-1] in _ENDS
        if begins and behind and (behind[0] in _OPENS or behind[0].isupper() or behind[0].isdigit()):
            last = line.end()
            yield last


_NEAR = 40
"""Characters of white space at most that are looked through beside a heading."""
_ENDS = ".:;?!\"'”’)]"
_OPENS = "\"'“‘([*"


_BREAK = "\x1e"
"""A space to every pattern, and the end of a sentence."""
_SMALL = "the|of|and|by|for|in|on|a"
_HEADING = re.compile(
    rf"^[ \t]*(?:(?:[IVX]+|[A-Z])\.?[ \t]+)?(?:(?:[A-Z][\w'’]*)(?:[ \t]+(?:[A-Z][\w'’]*|{_SMALL})){{0,8}}[ \t]+[A-Z][\w'’]*|"
    r"[IVX]+\.?|Antecedents|Facts|Issues?|Ruling|Decision|Discussion|Charges?|DECISION)(?=\n)",
    re.MULTILINE,
)
"""A line of capitalised words without a number and without a mark at its end."""

_ABBREVIATIONS = ("No", "Nos", "Crim", "Sec", "Art", "Mr", "Mrs", "Ms", "Dr", "Jr", "Sr", "Engr", "Atty", "Hon")
_ABBREVIATED = "|".join(rf"(?<=\b{word})\." for word in (*_ABBREVIATIONS, "(?-i:[A-Z])"))
IN_CLAUSE = rf"(?:[^.;]|{_ABBREVIATED})"
"""A character of one clause, for patterns: a dot behind an abbreviation or an initial ends none."""
IN_PHRASE = rf"(?:[^.;:]|{_ABBREVIATED})"
"""The same, where a colon ends it too."""


@lru_cache(maxsize=512)
def pattern(source: str) -> re.Pattern[str]:
    """``source`` compiled so that a space matches any white space, " ?" any or none, and letters either case."""
    return re.compile(_SPACE.sub(lambda m: r"\s*" if m[1] else r"\s+", source), re.IGNORECASE)


_END_OF_SENTENCE = re.compile(rf"[.;!?]\"?\s+(?=(?:\|\s*){{0,3}}[\"'(]?[A-Z0-9])|{_BREAK}\s*")
_NO_END = re.compile(
    r"(?:(?<![\w-])[a-z]\.|\b(?:no|nos|art|arts|sec|secs|par|pars|crim|cr|atty|engr|hon|mr|mrs|messrs|ms|dr|jr|sr|vs|v|rep|gov|gen|col|capt|p|pp|"
    r"st|sta|sto|ma|inc|co|corp|rtc|br|dept|phil|supp|vol|ed|ibid|cf|ca|r\.a|p\.d|b\.p|g\.r|c\.a)\.|\([a-z0-9]{0,3}\.)$",
    re.IGNORECASE,
)


def sentences(plain: str, start: int, end: int) -> Iterator[Stretch]:
    """The sentences and semicolon clauses of ``plain[start:end]``; abbreviations of legal writing end none."""
    last = start
    for found in _END_OF_SENTENCE.finditer(plain, start, end):
        if found[0][0] == "." and _is_number(plain, found.start()):
            continue
        if found[0][0] == "." and _NO_END.search(plain[max(last, found.start() - 12) : found.start() + 1]):
            continue
        yield Stretch(last, found.end())
        last = found.end()
    if plain[last:end].strip():
        yield Stretch(last, end)


def _is_number(plain: str, dot: int) -> bool:
    """Whether the dot ends a list mark (``1. In Criminal Case``) and no sentence."""
    return bool(re.search(r"(?:^|[\s(\"'])(?:\d{1,2}|[A-Za-z]|[IVX]{1,4})$", plain[max(0, dot - 6) : dot]))
