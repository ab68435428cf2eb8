"""Words: the one way text is cut and compared, for every engine.

Text is cut here, in Python, and engines are handed the words joined by spaces (tantivy's ``whitespace``
tokenizer, Elasticsearch's ``whitespace`` analyzer), so that two engines cannot disagree about a word:

- a word is a run of letters, digits and the marks that belong to them; everything else separates;
- initials with dots are one word: ``U.S.C.`` is ``usc``;
- scripts written without spaces (Chinese, Japanese kana, Thai, Lao, Khmer, Burmese) give one word per
  character, and a query's run of them is searched as a phrase;
- lower case, and the accents of Latin, Greek and Cyrillic, Arabic and Hebrew vowel signs are dropped:
  ``trafico`` finds ``tráfico``;
- an English plural is its singular (``agencies`` is ``agency``, ``victims`` ``victim``); nothing more is
  stemmed, because the usual stemmers make ``organ`` and ``organised`` one word, and ``office`` and ``officer``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

TOKENS_VERSION = "1"
"""Changes when any text would be cut differently; an index of another version must be built again."""

NO_WORDS = "∅"
"""What a word field of a case holds that has no word, so that every engine ranks by the same number of cases
(Lucene counts those that have the field, tantivy all); no text gives it."""

_SOLO = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)
_DROPPED_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670\u0640\\s]")
_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ŧ": "t"}
)
_PLURAL_ES = ("sses", "xes", "ches", "shes", "zzes")
_NO_PLURAL = ("ss", "us", "is")
_LONGEST = 100


class Word(NamedTuple):
    """A word of a text: its comparable form, and where it stands in code points."""

    form: str
    start: int
    end: int


@cache
def _pattern() -> re.Pattern[str]:
    marks = "".join(chr(n) for n in range(0x300, 0xFFFF) if unicodedata.category(chr(n)) in ("Mn", "Mc"))
    letter = rf"[^\W_{_SOLO}]"
    initials = rf"(?:[^\W\d_{_SOLO}]\.){{2,}}(?:[^\W\d_](?![\w{marks}]))?"
    return re.compile(rf"{initials}|{letter}(?:{letter}|[{marks}])*|[{_SOLO}][{marks}]*")


def words(text: str) -> list[str]:
    """The comparable words of ``text``, in order."""
    return [form for form in map(folded, _pattern().findall(text)) if form]


def words_in_place(text: str) -> list[Word]:
    """The words of ``text`` with their places, for highlights."""
    found = ((folded(match.group()), match) for match in _pattern().finditer(text))
    return [Word(form, match.start(), match.end()) for form, match in found if form]


def prefix_of(text: str) -> list[str]:
    """The words of what stands before a ``*``; the last is a beginning, so its plural is left alone."""
    found = [run for run in _pattern().findall(text) if folded(run)]
    return [*map(folded, found[:-1]), *map(_plain, found[-1:])]


@lru_cache(maxsize=131_072)
def folded(run: str) -> str:
    """The comparable form of one run of letters."""
    return _singular(_plain(run))


def _plain(run: str) -> str:
    """Lower case, without accents and dots."""
    if not run.isascii():
        run = _DROPPED_MARKS.sub("", unicodedata.normalize("NFKD", run)).casefold().translate(_LETTERS)
        run = _DROPPED_MARKS.sub("", unicodedata.normalize("NFKD", run))
        run = unicodedata.normalize("NFC", run)
    return run.lower().replace(".", "")[:_LONGEST]


def _singular(word: str) -> str:
    if len(word) < 4 or word[-1] != "s" or not word.isascii() or word.endswith(_NO_PLURAL):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(_PLURAL_ES) else word[:-1]
