"""Victims in a judgment: those whom it names by letters, and how many it counts.

Spelled-out names are never kept: a label is kept only where it stands for a name (``AAA``, ``M.N.``, ``Victim 1``). The number is
the greatest that a sentence states of victims, a guess where several are told; those named by letters are counted in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from jointcharge.parsing.judgment_text import Reading, Stretch, sentences
from jointcharge.parsing.people import GroupReading, find_group
from jointcharge.parsing.wordings import folded_in_place, read_vocabulary
from jointcharge.records.case import Actor, ActorRole, Gender, Stated

_CLAUSE = re.compile(r"[^,;:()]+")
_AROUND = 60
"""Characters behind a label in which age, gender and minority are told of its bearer."""
_NEAR = 16
"""Characters at the end of a clause in which a word for victims stands for the clause behind it."""
_FIRST_YEAR = 1900
"""Greater numbers are taken for years."""
_ADULT = 18


class _Words(NamedTuple):
    victim: re.Pattern[str]
    done_to: re.Pattern[str]
    general: re.Pattern[str]
    minor: re.Pattern[str]
    age: re.Pattern[str]
    genders: tuple[tuple[Gender, re.Pattern[str]], ...]
    label: re.Pattern[str]
    sure: re.Pattern[str]


@lru_cache(maxsize=4)
def _words(language: str) -> _Words:
    vocabulary = read_vocabulary("victims")
    told = {key: re.compile(rf"\b(?:{'|'.join(words)})\b") for key, words in vocabulary[language].items()}
    genders = tuple((gender, told[gender.value]) for gender in (Gender.FEMALE, Gender.MALE))
    label, sure = (
        re.compile(rf"(?<![\w.])(?:{'|'.join(_apart(vocabulary[key]))})") for key in ("labels", "sure_labels")
    )
    return _Words(told["victim"], told["done_to"], told["general"], told["minor"], told["age"], genders, label, sure)


def _apart(patterns: Sequence[str]) -> list[str]:
    """Patterns whose groups do not share a name when they are joined."""
    return [one.replace("same", f"same{n}") for n, one in enumerate(patterns)]


@dataclass(slots=True)
class _Victim:
    """One victim named by letters, as all sentences together tell of them."""

    label: Stated[str]
    is_minor: Stated[bool] | None = None
    age: Stated[int] | None = None
    gender: Stated[Gender] | None = None


def find_victims(
    reading: Reading, start: int, end: int, case_id: str, not_victims: Sequence[str] = (), language: str = "en"
) -> tuple[Actor, ...]:
    """The victims told of in ``[start, end)``; ``not_victims`` are names and letters that stand for others."""
    words, others = _words(language), {name.casefold() for name in not_victims}
    named: dict[str, _Victim] = {}
    group: tuple[int, Stretch, GroupReading] | None = None
    for sentence in sentences(reading.plain, start, end):
        text = folded_in_place(reading.plain[sentence.start : sentence.end])
        if words.general.search(text):
            continue
        for place in _labels(reading.plain, sentence, text, words, named):
            label = reading.plain[slice(*place)]
            if label.casefold() not in others:
                known = named.setdefault(label, _Victim(reading.stated(label, *place)))
                _describe(reading, known, Stretch(*place), sentence, words)
        for counted in _groups(sentence, text, words):
            group = max(counted, group or counted, key=lambda one: one[0])
    return tuple(_actors(reading, case_id, list(named.values()), group))


def _labels(
    plain: str, sentence: Stretch, text: str, words: _Words, named: dict[str, _Victim]
) -> Iterator[tuple[int, int]]:
    """Labels of victims: those that can be no other's, those known already, and any right behind a word for victims."""
    told = words.victim.search(text) is not None
    for found in words.label.finditer(plain, sentence.start, sentence.end):
        near = words.victim.search(text, max(0, found.start() - sentence.start - 25), found.start() - sentence.start)
        sure = told and words.sure.fullmatch(found[0])
        if found[0] in named or near or sure:
            yield found.span()


def _describe(reading: Reading, known: _Victim, place: Stretch, sentence: Stretch, words: _Words) -> None:
    """Add age, minority and gender as told right behind the label, up to the next one."""
    after = words.label.search(reading.plain, place.end, sentence.end)
    stop = min(sentence.end, place.end + _AROUND, after.start() if after else sentence.end)
    text = folded_in_place(reading.plain[place.end : stop])
    age = words.age.search(text)
    if age and known.age is None:
        years = int(next(value for value in age.groups() if value))
        span = (place.end + age.start(), place.end + age.end())
        known.age = reading.stated(years, *span)
        known.is_minor = known.is_minor or (reading.stated(True, *span) if years < _ADULT else None)
    minor = words.minor.search(text)
    if minor and known.is_minor is None:
        known.is_minor = reading.stated(True, place.end + minor.start(), place.end + minor.end())
    for gender, pattern in words.genders:
        found = pattern.search(text)
        if found and known.gender is None:
            known.gender = reading.stated(gender, place.end + found.start(), place.end + found.end())


def _groups(sentence: Stretch, text: str, words: _Words) -> Iterator[tuple[int, Stretch, GroupReading]]:
    """The numbers of people that clauses about victims state ("the complainants, four women"), each with its place."""
    before = ""
    for clause in _CLAUSE.finditer(text):
        done = words.done_to.search(clause[0])
        told = words.victim.search(clause[0]) or words.victim.search(before, max(0, len(before) - _NEAR))
        left = clause.start() + (done.start() if done and not told else 0)
        found = find_group(text[left : clause.end()]) if done or told else None
        if found and found.size and _are_people(found, text[left : clause.end()]):
            yield found.size, Stretch(sentence.start + left, sentence.start + clause.end()), found
        before = clause[0]


def _are_people(told: GroupReading, text: str) -> bool:
    """Whether the number is one of victims: more than one, no year, and no others' number."""
    words = text[slice(*told.wording)].split()
    return 1 < (told.size or 0) < _FIRST_YEAR and words[-1] not in read_vocabulary("victims")["others"]


def _actors(
    reading: Reading, case_id: str, named: Sequence[_Victim], group: tuple[int, Stretch, GroupReading] | None
) -> Iterator[Actor]:
    for n, one in enumerate(named, 1):
        yield Actor(
            actor_id=f"{case_id}#v{n}",
            role=ActorRole.VICTIM,
            label=one.label,
            is_minor=one.is_minor,
            age=one.age,
            gender=one.gender,
        )
    if group is None or group[0] <= len(named):
        return
    size, at, told = group
    place = (at.start + told.wording[0], at.start + told.wording[1])
    nationalities = tuple(
        reading.stated(one.code, at.start + one.start, at.start + one.end) for one in told.nationalities if one.code
    )
    yield Actor(
        actor_id=f"{case_id}#v{len(named) + 1}",
        role=ActorRole.VICTIM,
        group_size=reading.stated(size - len(named), *place),
        is_minor=reading.stated(True, *place) if told.is_minor and not named else None,
        nationalities=nationalities,
    )
