"""Who is accused in a Spanish-language judgment.

Forms met: ``los procesados JUAN LUIS PEREZ SOLA, con cédula número 01, y ANA RUIZ MORA``; surnames first
(``PEREZ SOLA JUAN LUIS``) and last for the same person; a surname spelt in two ways; ``contra don Luis Vera Ríos``;
``acusada M.T.R.``. Must not match: counsel, judges and officers, whom none of the role words precedes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from jointcharge.parsing.spanish_text import SpanishReading, fold_word
from jointcharge.parsing.wordings import read_vocabulary

_CAPS = r"[A-ZÁÉÍÓÚÜÑ][A-ZÁÉÍÓÚÜÑ'-]+"
_TITLED = r"[A-ZÁÉÍÓÚÜÑ][a-záéíóúüñ'-]+"
_OF = r"(?:(?:de|del|la|las|los|DE|DEL|LA|LAS|LOS|SAN|San)\s+)"
_NAME = re.compile(
    rf"(?<![\w.])(?:{_CAPS}(?:\s+{_OF}{{0,2}}{_CAPS}){{1,5}}|{_TITLED}(?:\s+{_OF}{{0,2}}{_TITLED}){{1,5}}"
    r"|[A-ZÑ]\.(?:\s?[A-ZÑ]\.){1,4}(?:[A-ZÑ]\b)?|(?:X{3,}|[A-Z]{2}\d))"
)
_BETWEEN = re.compile(
    r"\s*(?:,?\s*(?:con|titular|portador[a]?|de\s+nacionalidad)\s[^;]{0,140}?)?\s*(?:[,;]\s*(?:[ye]\b\s*,?)?|\b[yeYE]\b)\s*"
    r"(?:(?:el|la|los|don|doña|señor(?:es)?|señora)\s+)*"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_PARTICLES = frozenset(("de", "del", "la", "las", "los", "y", "san"))


@dataclass(slots=True)
class Accused:
    """One person accused, with the first place the name stands."""

    name: str
    start: int
    end: int
    others: list[str] = field(default_factory=list)
    """Other spellings met."""
    mentions: int = 1
    sure: bool = True
    """Named right behind a role word, and not as counsel's client or behind a bare "contra"."""
    at_large: tuple[int, int] | None = None
    """Where the text calls this accused a fugitive."""

    def is_named(self, name: str) -> bool:
        """Whether ``name`` is this person's, by a guess: the shorter's words are all among the longer's."""
        return any(same_name(known, name) for known in (self.name, *self.others))


def words_of(name: str) -> tuple[str, ...]:
    """The folded words of a name, particles aside; initials each by itself."""
    return tuple(w for w in _LETTERS.findall(fold_word(name)) if w not in _PARTICLES)


@lru_cache(maxsize=8192)
def same_name(one: str, other: str) -> bool:
    """Whether two names are one person's, in any order of words, with at most one word spelt otherwise."""
    short, long = sorted((words_of(one), words_of(other)), key=len)
    if len(short) < 2:
        return False
    left = list(long)
    inexact = 0
    for word in short:
        if word in left:
            left.remove(word)
            continue
        close = [w for w in left if len(w) > 3 and SequenceMatcher(None, w, word).ratio() >= 0.75]
        if not close:
            return False
        inexact += 1
        left.remove(close[0])
    return inexact == 0 or (inexact == 1 and len(short) >= 3)


def named_in(accused: Sequence[Accused], words: str) -> Iterator[tuple[int, int]]:
    """The accused whom words name, by number, with the place: by two words of the name, one behind the other, or nearly."""
    told = [(fold_word(m[0]), m.start()) for m in _LETTERS.finditer(words)]
    for n, one in enumerate(accused):
        own = set(words_of(one.name))
        places = [i for i, (word, _) in enumerate(told) if word in own and len(word) > 1]
        pair = next((i for i, j in pairwise(places) if j - i <= _GAP), None)
        if pair is not None:
            yield n, told[pair][1]


_GAP = 3
"""Words from one part of a name to the next: "de la" may stand between."""


def find_names(text: SpanishReading, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Everything in the stretch that is spelt like a person's name; words that stand in no name cut it."""
    for found in _NAME.finditer(text.plain, start, end):
        yield from _without_other_words(text, *found.span())


def _without_other_words(text: SpanishReading, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The runs of words of a match that can stand in a name, where two or more are together."""
    run: list[tuple[int, int]] = []
    for word in re.finditer(r"\S+", text.plain[start:end]):
        place = (start + word.start(), start + word.end())
        bare = fold_word(word[0]).strip(".,;:")
        if bare in _not_names() and bare not in _PARTICLES:
            yield from _run(run)
            run = []
        else:
            run.append(place)
    yield from _run(run)


def _run(run: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    if len(run) >= 2 or (run and run[0][1] - run[0][0] <= 12):
        yield run[0][0], run[-1][1]


@lru_cache(maxsize=1)
def _not_names() -> frozenset[str]:
    return frozenset(read_vocabulary("spanish_judgments")["not_names"])


@lru_cache(maxsize=1)
def _anchor() -> re.Pattern[str]:
    vocabulary = read_vocabulary("spanish_judgments")
    fillers = "|".join(sorted(vocabulary["fillers"], key=len, reverse=True))
    return re.compile(rf"\b(?:{'|'.join(vocabulary['accused'])})\b(?:[\s:,.]+(?:{fillers})\b\.?)*[\s:,.]*")


def find_accused(text: SpanishReading, operative: int) -> list[Accused]:
    """The accused in the order the text first names them.

    A name counts that follows a role word, alone or in a list: once near the beginning or in the decision itself
    (from ``operative``), twice elsewhere.
    """
    found: list[Accused] = []
    for start, end, sure, at_large in _anchored(text):
        name = " ".join(text.plain[start:end].split())
        known = next((one for one in found if one.is_named(name)), None)
        if known is None:
            found.append(Accused(name, start, end, sure=sure, at_large=at_large))
        else:
            known.mentions += 1
            known.sure = known.sure or sure
            known.at_large = known.at_large or at_large
            if name not in (known.name, *known.others):
                known.others.append(name)
    introduced = [one for one in found if one.sure and (one.start < _OPENING or one.start >= operative)]
    return [one for one in found if one.mentions > 1 or one in introduced]


_OPENING = 9000
"""Characters of caption and first statements, where each accused is introduced."""


def _anchored(text: SpanishReading) -> Iterator[tuple[int, int, bool, tuple[int, int] | None]]:
    for anchor in _anchor().finditer(text.folded):
        place: tuple[int, int] | None = _name_at(text, anchor.end())
        before = text.folded[max(0, anchor.start() - 40) : anchor.start()]
        sure = "contra" not in anchor[0] and not re.search(r"\b(?:defen[sd]|abogad|patrocin)\w*[^.;,]*$", before)
        fled = next((m.span() for m in re.compile(r"\bprofug[oa]s?\b").finditer(text.folded, *anchor.span())), None)
        while place is not None:
            yield (*place, sure, fled)
            between = _BETWEEN.match(text.plain, place[1])
            place = _name_at(text, between.end()) if between else None


def _name_at(text: SpanishReading, at: int) -> tuple[int, int] | None:
    found = _NAME.match(text.plain, at)
    if found is None:
        return None
    first = next(_without_other_words(text, *found.span()), None)
    return first if first and first[0] == at and len(words_of(text.plain[first[0] : first[1]])) >= 2 else None
