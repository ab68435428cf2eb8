"""Spanish judgments made matchable: accents folded, numbers in words, terms in months, letters of a lost encoding.

Textual forms met: ``TREINTA Y CUATRO AÑOS Y OCHO MESES``, ``veintidós (22) años``, ``26 AÑOS CON 8 MESES``; statutory
ranges ``cinco a siete años`` (no term); PDFs whose accents come out as MacRoman letters (``resoluciÛn``, ``p˙blico``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from jointcharge.parsing.judgment_text import Reading
from jointcharge.parsing.terms import parse_term
from jointcharge.parsing.wordings import read_vocabulary

_LOST = str.maketrans("ÌÈÛ·Ò˙Õ⁄¡", "íéóáñúÍÚÁ")
"""MacRoman bytes shown as Latin-1 letters, one for one."""
_LOST_CAPITALS = ((re.compile("(?<=[A-ZÑ])”(?=[A-Z])"), "Ó"), (re.compile("(?<=[A-Z])—(?=[A-Z])"), "Ñ"))
"""Letters that are also punctuation, which they are not between capital letters."""
_LOST_SIGNS = re.compile(r"[a-zÒ][ÛÈÌ](?=[a-z])|[a-z]ciÛn|Ò[oa]")
_QUOTED = re.compile(r'"[^"\n]*"')
_LONG_QUOTE = range(42, 1502)
"""Shorter ones are nicknames and names of places, longer ones a quotation mark that nobody closed."""


class Term(NamedTuple):
    """A prison term and where it stands."""

    months: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SpanishReading:
    """One Spanish judgment; the three texts have equal length."""

    reading: Reading
    plain: str
    """With capital letters, accents and line breaks; for names."""
    folded: str
    """Lower case without accents, long quotations blank: what statutes quote is not what the court says."""


def read_spanish(reading: Reading) -> SpanishReading:
    """``reading`` with its folded twin; letters of a lost encoding are put back where the text shows many of them."""
    plain = _with_lines(_repaired(reading), reading.text)
    unquoted = _QUOTED.sub(lambda m: " " * len(m[0]) if len(m[0]) in _LONG_QUOTE else m[0], plain)
    return SpanishReading(reading, plain, fold_in_place(unquoted))


def _repaired(reading: Reading) -> str:
    if len(_LOST_SIGNS.findall(reading.text)) < 10:
        return reading.plain
    text = reading.text.translate(_LOST)
    for sign, letter in _LOST_CAPITALS:
        text = sign.sub(letter, text)
    return "".join(p if o == r else r for p, o, r in zip(reading.plain, reading.text, text, strict=True))


def _with_lines(plain: str, text: str) -> str:
    """``plain`` with the line breaks of ``text``; they end sentences and quotations."""
    return "".join("\n" if c == "\n" else p for c, p in zip(text, plain, strict=True))


def fold_in_place(text: str) -> str:
    """Lower case without accents, every character in its place."""
    return "".join(_folded(c) for c in text)


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    base = unicodedata.normalize("NFKD", character)[:1].lower()
    return base if len(base) == 1 else character


def fold_word(word: str) -> str:
    """``word`` folded."""
    return fold_in_place(word)


@lru_cache(maxsize=1)
def _term_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = "|".join(sorted(read_vocabulary("spanish_judgments")["numbers"], key=len, reverse=True))
    number = rf"(?:\d{{1,3}}|(?:{words})(?:\s+y\s+(?:{words}))?)(?:\s*\(\s*[\w ]{{1,30}}\s*\))?"
    unit = r"(?:anos?|meses|mes|dias?)"
    term = rf"\b({number}\s+{unit}(?:,?\s*(?:(?:y|con|e)\s+)?{number}\s+(?:meses|mes|dias?)\b){{0,2}})\b"
    # "cinco a siete anos", "entre 5 y 7 anos": what a statute provides, not what a court imposes
    ranged = rf"(?:\b(?:{number})(?:\s+{unit})?\s+(?:a|hasta)\s+|entre\s+{number}(?:\s+{unit})?\s+y\s+)$"
    return re.compile(term), re.compile(ranged)


def find_terms(folded: str, start: int, end: int) -> Iterator[Term]:
    """The lengths of time in ``folded[start:end]`` that are no statutory range."""
    term, ranged = _term_patterns()
    for found in term.finditer(folded, start, end):
        if ranged.search(folded, max(start, found.start() - 60), found.start()):
            continue
        if re.match(r"\s+(?:a|hasta)\s+\w+\s+(?:anos|meses)", folded[found.end() : found.end() + 40]):
            continue
        months = term_months(found[1])
        if months is not None:
            yield Term(months, *found.span(1))


def term_months(wording: str) -> float | None:
    """The months of a term in words; None where it cannot be read."""
    digits = re.sub(r"\([^)]*\)", " ", fold_in_place(wording))
    digits = re.sub(r"[a-z]+(?: y [a-z]+)?", _digits, digits)
    read = parse_term(re.sub(r"\b(?:con|e)\b", "y", digits))
    return read.months_max if read and read.months_min == read.months_max else None


def _digits(found: re.Match[str]) -> str:
    numbers = read_vocabulary("spanish_judgments")["numbers"]
    words = found[0].split(" y ")
    if all(w in numbers for w in words):
        return str(sum(numbers[w] for w in words))
    return " y ".join(str(numbers.get(w, w)) for w in words)
