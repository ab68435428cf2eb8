"""Victims whom a Philippine decision names in full: in its charges, in its awards and as complainants.

Forms met: "recruit and promise employment abroad to Ana Cruz y Lim, Bo Tan, and Cy Reyes, without"; "the following persons, to wit: 1.
Ana Cruz 2. Bo Tan"; "seven individuals, namely, Ana Cruz, …"; "defraud one ANA CRUZ in the following manner"; "was charged with
estafa by Ana Cruz and Bo Tan"; "to indemnify the offended party, Ana Cruz, in the amount of"; "Ana Cruz - P65,000.00";
"private complainant Ana Cruz testified". Names are kept as labels of victims, which are never put out by default, so that they
can be struck out of what is quoted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from jointcharge.parsing.judgment_dispositions import Dispositive
from jointcharge.parsing.judgment_lists import find_people, is_body, split_people
from jointcharge.parsing.judgment_names import Accused, is_same_person
from jointcharge.parsing.judgment_text import Reading, pattern
from jointcharge.parsing.victims import Victim
from jointcharge.parsing.wordings import folded, read_vocabulary

_CAPITALISED = r"[A-ZÑ][^\W\d_][^\W\d]*(?:['-][^\W\d]+)*"
_NAME = re.compile(
    rf"(?<![\w'-])(?!(?:To|TO|In|And|The|For|Pay|Indemnify|Mr|Mrs|Ms)\b){_CAPITALISED}\.?"
    rf"(?:\s+(?:y|de|dela|del|delos|la|los|las|san|[A-ZÑ]\.|(?:Jr|Sr|JR|SR|Ma)\.|{_CAPITALISED}))" + "{1,6}"
)
_SUM = re.compile(
    r"[\s,]*(?:(?:in|of|to) )?(?:the )?(?:total )?(?:sum|amount) of\b|\s*,?\s*(?:-+\s*\|?\s*|:\s*)?(?:P|PHP|Php|₱)\s?\d"
)
"""What stands behind a name in an award."""
_LETTERS = re.compile(r"([A-Z])\1\1\d*")
_AGE = re.compile(
    r"(?:\s+(?:y|de|dela|del|[A-ZÑ]\.|[A-ZÑ][\w'-]+)|,?\s+(?:Jr|Sr)\.)*(?:,|\s+aged\b)\s+(?:(?:then|now|only|aged)\s+)?(?:[a-z]+(?:-[a-z]+)?\s\()?"
    r"(?P<years>\d{1,2})\)?(?=\s*[,;]|\s+and\b|[\s-]+years?[\s-]+(?:old|of\s+age))(?!\s*,\s*(?:19|20)\d\d)"
)
_YOUNGEST = 3
"""Smaller numbers are no ages of those who were recruited, and may be marks of a list."""
_SHORTEST = 3
"""A first name of more letters is looked for alone."""
_SAINTS = {"san", "santa", "sta", "santo", "sto"}
"""Places begin with these."""
_ALIKE = 0.85
"""So like are a name and its misprint ("Leopoldo Wasquio" and "Leopoldo Wasquo"): the ratio of `difflib`."""
_SHARED_GIVEN_NAMES = 2
"""So many given names alike are one person in two spellings: "Rey Anton"."""


@lru_cache(maxsize=1)
def _cues() -> tuple[re.Pattern[str], re.Pattern[str]]:
    told = read_vocabulary("victims")["named"]
    charged, complaining = (
        pattern(rf"(?:{'|'.join(told[key])})(?=(?-i:[\"'(]?[A-ZÑ0-9]))") for key in ("charged", "complaining")
    )
    return charged, complaining


def find_named_victims(
    reading: Reading,
    stretch: tuple[int, int],
    portions: Sequence[Dispositive],
    accused: Sequence[Accused],
    *,
    tried: bool,
) -> tuple[Victim, ...]:
    """The victims named in full in ``stretch``, each once, with the first place; the charges' names stand first.

    Complainants and awards are read only where a court has ``tried`` the case: before that whoever complains may have suffered nothing.
    """
    charged, complaining = _cues()
    lists = list(_lists(reading, charged, *stretch))
    if tried:
        lists += [list(_awarded(reading, portion.start, portion.end)) for portion in portions]
        lists += _lists(reading, complaining, *stretch, stop=";")
    kept: list[Accused] = []
    for people in lists:
        known = [*accused, *kept]
        for one in filter(_is_full_name, people):
            if not any(_is_one_person(one, other) for other in known) and not any(is_same_person(one, k) for k in kept):
                kept.append(one)
    victims = tuple(Victim(reading.stated(one.name, one.start, one.end)) for one in kept)
    _add_ages(reading, victims, *stretch)
    return victims


def _add_ages(reading: Reading, victims: Sequence[Victim], start: int, end: int) -> None:
    """Add the ages told right behind a name, or behind a first name that only one of them has: "Ana Cruz, 29,", "Ana, then 17"."""
    first = Counter(one.label.value.split()[0] for one in victims)
    for one in victims:
        words = one.label.value.split()
        name = words[0] if first[words[0]] == 1 and len(words[0]) > _SHORTEST else " ".join(words)
        named = re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE).finditer(reading.plain, start, end)
        told = (_AGE.match(reading.plain, found.end(), end) for found in named if found[0][0].isupper())
        age = next((age for age in told if age and int(age["years"]) >= _YOUNGEST), None)
        if age:
            one.be(int(age["years"]), reading, *age.span("years"))


def _lists(reading: Reading, cue: re.Pattern[str], start: int, end: int, stop: str = "") -> Iterator[Sequence[Accused]]:
    """The persons of each list that follows a cue at once, up to ``stop``."""
    for found in cue.finditer(reading.plain, start, end):
        last = reading.plain.find(stop, found.end(), end) if stop else -1
        listed = find_people(reading, found.end(), last if last > 0 else end)
        if listed.direct:
            yield listed.people


def _awarded(reading: Reading, start: int, end: int) -> Iterator[Accused]:
    """The persons to whom a sum is awarded."""
    for found in _NAME.finditer(reading.plain, start, end):
        if _SUM.match(reading.plain, found.end(), end):
            yield from split_people(reading, *found.span())


def _is_full_name(one: Accused) -> bool:
    """Whether it is a first name and a surname, and no body, place, office or heading."""
    words = one.words
    strange = {*read_vocabulary("phl_supreme_court")["no_person"], *read_vocabulary("victims")["named"]["no_name"]}
    is_strange = any(word in strange for word in folded(one.name).replace(".", " ").split())
    return (
        len(words) > 1
        and not is_strange
        and words[0] not in _SAINTS
        and not is_body(one.name)
        and not _LETTERS.match(one.name)
    )


def _is_one_person(one: Accused, other: Accused) -> bool:
    """Whether two names of different lists are one person's, misprints and left out surnames allowed for. A guess."""
    mine, theirs = one.words, other.words
    if is_same_person(one, other):
        return True
    if min(len(mine), len(theirs)) > _SHARED_GIVEN_NAMES and mine[:_SHARED_GIVEN_NAMES] == theirs[:_SHARED_GIVEN_NAMES]:
        return True
    return SequenceMatcher(None, " ".join(mine), " ".join(theirs)).ratio() > _ALIKE
