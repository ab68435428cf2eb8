"""Victims in a judgment: those whom it names by letters, and how many it counts.

Spelled-out names are not read here: a label is kept only where it stands for a name (``AAA``, ``AAA910001``, ``M.N.``, ``Victim 1``).
The number is the greatest that a sentence states of victims, a guess where several are told; those who are named are counted
in it. Age and minority are taken from right behind a label ("AAA, 15 years old"; "BBB, 17;") or right before ("14-year-old AAA").
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
_IN_WORDS = re.compile(
    r"\b(?P<words>[a-z]+(?:-[a-z]+)?)\s?\((?P<digits>\d{1,4})\)|\b(?P<tens>[a-z]+ty)-(?P<ones>[a-z]+)\b"
)
"""``eight (8)``, a number in words and digits, and ``thirty-five``."""
_WORDS_BEFORE = re.compile(r"\b[A-Za-z-]+\s?\($")
_NUMBERED = re.compile(r"(?<=[A-Za-z]{3})\d{4,}$")


class _Words(NamedTuple):
    victim: re.Pattern[str]
    done_to: re.Pattern[str]
    general: re.Pattern[str]
    minor: re.Pattern[str]
    age: re.Pattern[str]
    genders: tuple[tuple[Gender, re.Pattern[str]], ...]
    label: re.Pattern[str]
    sure: re.Pattern[str]
    age_before: re.Pattern[str]
    minor_before: re.Pattern[str]
    not_counted: re.Pattern[str]
    same_as: tuple[tuple[re.Pattern[str], str], ...]


@lru_cache(maxsize=4)
def _words(language: str) -> _Words:
    vocabulary = read_vocabulary("victims")
    told = {key: re.compile(rf"\b(?:{'|'.join(words)})\b") for key, words in vocabulary[language].items()}
    genders = tuple((gender, told[gender.value]) for gender in (Gender.FEMALE, Gender.MALE))
    label, sure = (
        re.compile(rf"(?<![\w.])(?:{'|'.join(_apart(vocabulary[key]))})") for key in ("labels", "sure_labels")
    )
    age_before, minor_before = (
        re.compile(rf"(?:{'|'.join(vocabulary[key])})$") for key in ("age_before", "minor_before")
    )
    same_as = tuple((re.compile(rf"\b{words}\b"), other) for words, other in vocabulary["same_as"].items())
    not_counted = re.compile(rf"\b(?:{'|'.join(vocabulary['not_counted'])})\b")
    return _Words(
        told["victim"],
        told["done_to"],
        told["general"],
        told["minor"],
        told["age"],
        genders,
        label,
        sure,
        age_before,
        minor_before,
        not_counted,
        same_as,
    )


def _apart(patterns: Sequence[str]) -> list[str]:
    """Patterns whose groups do not share a name when they are joined."""
    return [one.replace("same", f"same{n}") for n, one in enumerate(patterns)]


@dataclass(slots=True)
class Victim:
    """One victim whom the text names, as all sentences together tell of them."""

    label: Stated[str]
    is_minor: Stated[bool] | None = None
    age: Stated[int] | None = None
    gender: Stated[Gender] | None = None

    def be(self, years: int, reading: Reading, start: int, end: int) -> None:
        """Take the age that stands in ``[start, end)``; under 18 it makes a minor."""
        self.age = reading.stated(years, start, end)
        if years < _ADULT and self.is_minor is None:
            self.is_minor = reading.stated(True, start, end)


def find_victims(
    reading: Reading,
    start: int,
    end: int,
    case_id: str,
    not_victims: Sequence[str] = (),
    language: str = "en",
    named_in_full: Sequence[Victim] = (),
) -> tuple[Actor, ...]:
    """The victims told of in ``[start, end)``; ``not_victims`` are names and letters that stand for others.

    ``named_in_full`` are victims whom another reader has found by their names; they are counted in the number stated.
    """
    words, others = _words(language), {_letters(name.casefold()) for name in not_victims}
    named: dict[str, Victim] = {}
    group: tuple[int, Stretch, GroupReading] | None = None
    told = [
        (sentence, text)
        for sentence in sentences(reading.plain, start, end)
        if not words.general.search(text := _readable(reading.plain, sentence, words))
    ]
    for sentence, text in told:
        for place in _labels(reading.plain, sentence, text, words, named):
            label = reading.plain[slice(*place)]
            if _letters(label.casefold()) not in others:
                named.setdefault(_letters(label), Victim(reading.stated(label, *place)))
        for counted in _groups(sentence, text, words):
            group = max(counted, group or counted, key=lambda one: one[0])
    for sentence, text in told:
        _describe_all(reading, named, sentence, text, words)
    return tuple(_actors(reading, case_id, [*named_in_full, *named.values()], group))


def _readable(plain: str, sentence: Stretch, words: _Words) -> str:
    """A sentence as patterns read it, its places kept: "eight (8) persons" with digits alone, other words for people replaced."""
    text = folded_in_place(plain[sentence.start : sentence.end])
    text = _IN_WORDS.sub(_in_digits, text)
    for other_words, other in words.same_as:
        for found in other_words.finditer(text):
            text = text[: found.start()] + other.ljust(len(found[0])) + text[found.end() :]
    return text


def _in_digits(number: re.Match[str]) -> str:
    """The same number in digits alone, as long as it was; words that are no number as they are."""
    known, whole = read_vocabulary("terms")["numbers"], number[0]
    words = (number["words"] or whole).split("-")
    if not all(word in known for word in words):
        return whole
    if number["tens"]:
        return str(sum(known[word] for word in words)).ljust(len(whole))
    left = number.start("digits") - number.start()
    return f"{' ' * left}{number['digits']}".ljust(len(whole))


def _letters(label: str) -> str:
    """A label without the case number that is written to it: ``AAA910001`` is ``AAA``."""
    return _NUMBERED.sub("", label)


def _labels(
    plain: str, sentence: Stretch, text: str, words: _Words, named: dict[str, Victim]
) -> Iterator[tuple[int, int]]:
    """Labels of victims: those that can be no other's, those known already, and any right behind a word for victims."""
    told = words.victim.search(text) is not None
    for found in words.label.finditer(plain, sentence.start, sentence.end):
        near = words.victim.search(text, max(0, found.start() - sentence.start - 25), found.start() - sentence.start)
        sure = told and words.sure.fullmatch(found[0])
        if _letters(found[0]) in named or near or sure:
            yield found.span()


def _describe_all(reading: Reading, named: dict[str, Victim], sentence: Stretch, text: str, words: _Words) -> None:
    """Add what a sentence tells of each victim whom it names by letters."""
    for place in words.label.finditer(reading.plain, sentence.start, sentence.end):
        known = named.get(_letters(place[0]))
        if known is not None:
            after = words.label.search(reading.plain, place.end(), sentence.end)
            stop = min(sentence.end, place.end() + _AROUND, after.start() if after else sentence.end)
            left, start, end = (at - sentence.start for at in (place.start(), place.end(), stop))
            _describe(reading, known, text, sentence.start, (left, start, end), words)


def _describe(reading: Reading, known: Victim, text: str, at: int, place: tuple[int, int, int], words: _Words) -> None:
    """Add age, minority and gender as told right behind the label, up to the next one, or right before it."""
    left, start, end = place

    def told(pattern: re.Pattern[str], before: re.Pattern[str] | None = None) -> re.Match[str] | None:
        found = pattern.search(text[:end], start)
        return found or (before.search(text[:left], max(0, left - _AROUND)) if before else None)

    if (age := told(words.age, words.age_before)) and known.age is None:
        years = int(next(value for value in age.groups() if value))
        known.be(years, reading, at + age.start(), at + age.end())
    if (minor := told(words.minor, words.minor_before)) and known.is_minor is None:
        known.is_minor = reading.stated(True, at + minor.start(), at + minor.end())
    for gender, pattern in words.genders:
        if (found := told(pattern)) and known.gender is None:
            known.gender = reading.stated(gender, at + found.start(), at + found.end())


def _groups(sentence: Stretch, text: str, words: _Words) -> Iterator[tuple[int, Stretch, GroupReading]]:
    """The numbers of people that clauses about victims state ("the complainants, four women"), each with its place."""
    before = ""
    for clause in _CLAUSE.finditer(text):
        done = words.done_to.search(clause[0])
        told = words.victim.search(clause[0]) or words.victim.search(before, max(0, len(before) - _NEAR))
        left = clause.start() + (done.start() if done and not told else 0)
        found = find_group(text[left : clause.end()]) if done or told else None
        if found and found.size and _are_people(found, text[left : clause.end()], words):
            yield found.size, Stretch(sentence.start + left, sentence.start + clause.end()), found
        before = clause[0]


def _are_people(told: GroupReading, text: str, words: _Words) -> bool:
    """Whether the number is one of victims: more than one, no year, no others' number and none that the law names."""
    said = text[slice(*told.wording)]
    is_theirs = said.split()[-1] not in read_vocabulary("victims")["others"] and not words.not_counted.search(said)
    return 1 < (told.size or 0) < _FIRST_YEAR and is_theirs


def _from_words(plain: str, start: int) -> int:
    """Where a number begins whose digits stand in parentheses behind its words."""
    words = _WORDS_BEFORE.search(plain, max(0, start - 30), start)
    return words.start() if words else start


def _actors(
    reading: Reading, case_id: str, named: Sequence[Victim], group: tuple[int, Stretch, GroupReading] | None
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
    place = (_from_words(reading.plain, at.start + told.wording[0]), at.start + told.wording[1])
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
