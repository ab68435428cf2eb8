"""What a portal says about people: gender, age, groups, companies.

Forms met for groups: "15 Women (10 Paraguayan and 5 Argentine)", "Three minors", "31 Men and Women", "At least 20
women", "Victims 1-7", "12 women and 3 children". "Victim 1" and "PW1" are one person; "Several women", "25-30 women"
and "M.T. and 3 others" are groups whose number is not stated.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from jointcharge.parsing.countries import Nationality, find_demonyms
from jointcharge.parsing.wordings import alternation, folded, folded_in_place, read_vocabulary
from jointcharge.records.case import Gender


class GroupReading(NamedTuple):
    """A record that stands for several people."""

    size: int | None
    """None where the number is not stated, or is a range."""
    wording: tuple[int, int]
    """The place of the number with its noun."""
    is_minor: bool
    nationalities: tuple[Nationality, ...]


class AgeReading(NamedTuple):
    """A stated age, or only that the person is a minor."""

    age: int | None
    is_minor: bool = False


_AGE = re.compile(r"^(?:aged? )?(\d{1,3})(?: ?(?:years?|yrs?|anos|ans)(?: old| of age)?)?(?: at (?:the )?time.*)?$")
_KINDS = r"^(?:victims?|complainants?|defendants?|migrants?)\s+"
_FROM_TO = re.compile(_KINDS + r"(\d+)\s*(?:-|to)\s*(\d+)$")
_LISTED = re.compile(_KINDS + r"\d+(?:\s*(?:,|and|&)\s*\d+)+$")


@lru_cache(maxsize=256)
def find_gender(wording: str) -> Gender | None:
    """The gender that ``wording`` states; "Child" states none."""
    text = folded(wording).strip(" .")
    listed = read_vocabulary("people")["genders"]
    found = [Gender(g) for g, words in listed.items() if text in {folded(w) for w in words}]
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=256)
def is_child(wording: str) -> bool:
    """Whether a portal's gender field says "Child"."""
    return folded(wording).strip(" .") in read_vocabulary("people")["child_genders"]


@lru_cache(maxsize=256)
def is_known_as_no_gender(wording: str) -> bool:
    """Whether ``wording`` is a known way of stating no one gender: "Unknown", "Female / Male"."""
    return folded(wording).strip(" .") in read_vocabulary("people")["not_a_gender"]


@lru_cache(maxsize=1024)
def parse_age(wording: str) -> AgeReading | None:
    """The age that ``wording`` states; None where it cannot be read as one age."""
    text = folded(wording).strip(" .;,")
    people = read_vocabulary("people")
    if not text or text in {folded(str(w)) for w in people["ages_not_stated"]}:
        return AgeReading(None)
    if text in {folded(w) for w in people["minor_ages"]}:
        return AgeReading(None, is_minor=True)
    found = _AGE.match(text)
    return AgeReading(int(found[1])) if found and int(found[1]) <= 120 else None


@lru_cache(maxsize=1024)
def find_group(wording: str) -> GroupReading | None:
    """The group that ``wording`` names; None where it names one person."""
    text = folded_in_place(wording)
    if (count := _enumerated(text.strip())) is not None:
        return GroupReading(count, (0, len(wording)), False, ())
    sized, unsized = _group_patterns()
    found = [m for m in sized.finditer(text) if text.count("(", 0, m.start()) == text.count(")", 0, m.start())]
    vague = unsized.search(text)
    named = found or ([vague] if vague else [])
    if not named:
        return None
    nouns = {noun for m in named for noun in (m["noun"], *_nouns_of(text[m.end() :]))}
    ranged = any(m["range"] for m in found)
    beside_a_name = bool(found) and text[: found[0].start()].rstrip().endswith((" and", "&"))
    size = None if not found or ranged or beside_a_name else sum(_number(m["number"]) for m in found)
    place = (named[0].start(), named[-1].end())
    return GroupReading(size, place, _are_minor(nouns), find_demonyms(wording))


def _enumerated(text: str) -> int | None:
    """How many people "Victims 1-7" or "Victims 1, 2 and 3" names; None for other wordings."""
    if found := _FROM_TO.match(text):
        first, last = int(found[1]), int(found[2])
        return last - first + 1 if last > first else None
    return len(re.findall(r"\d+", text)) if _LISTED.match(text) else None


@lru_cache(maxsize=1024)
def find_legal_form(wording: str) -> tuple[int, int] | None:
    """Where a company's legal form stands in a name. A guess: initials such as "S. A." are spaced, a form is not."""
    found = _legal_forms().search(wording)
    return found.span("form") if found else None


def _number(text: str) -> int:
    return int(text) if text.isdigit() else int(read_vocabulary("terms")["numbers"][text])


def _are_minor(nouns: set[str]) -> bool:
    return nouns <= {folded(w) for w in read_vocabulary("people")["minor_nouns"]}


def _nouns_of(text: str) -> list[str]:
    return re.findall(rf"^ and ({_noun_alternation()})\b", text)


@lru_cache(maxsize=1)
def _noun_alternation() -> str:
    return alternation(read_vocabulary("people")["group_nouns"])


@lru_cache(maxsize=1)
def _group_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A number before a noun for people, with up to three words between; a vague quantity before one."""
    small = [w for w, n in read_vocabulary("terms")["numbers"].items() if n > 1]
    number = rf"(?P<number>\d{{1,4}}|{alternation(small)})"
    between = r"(?:\s+(?!and\b)[a-z'-]+){0,3}?\s+"
    noun = rf"(?P<noun>{_noun_alternation()})\b"
    sized = re.compile(rf"(?<![\w.])(?P<range>\d+\s*(?:-|to)\s*)?{number}{between}{noun}")
    vague = rf"\b(?:{alternation(read_vocabulary('people')['unsized'])})\b"
    return sized, re.compile(rf"{vague}{between}{noun}")


@lru_cache(maxsize=1)
def _legal_forms() -> re.Pattern[str]:
    forms = sorted(read_vocabulary("people")["legal_forms"], key=len, reverse=True)
    escaped = "|".join(re.escape(form) for form in forms)
    leading = "|".join(re.escape(form) for form in read_vocabulary("people")["leading_forms"])
    return re.compile(rf"(?:(?<=\w)[\s,]\s*|^(?=(?:{leading})\s+\w))(?P<form>{escaped}|{leading})(?!\w)")
