"""Which informations a part of a dispositive item speaks of: by number, by offence, or by their place in a list.

Forms met: "in Criminal Case No. 7"; "of estafa"; "the first", "the latter", of those told before; "the first four counts"; "in all the
cases"; "in both cases", of two.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jointcharge.parsing.judgment_dispositions import Dispositive, Item
from jointcharge.parsing.judgment_informations import Information
from jointcharge.parsing.judgment_number_groups import find_known_numbers, find_number_groups
from jointcharge.parsing.judgment_offences import Mention, counts_before, find_mentions, number_of
from jointcharge.parsing.judgment_text import Reading, pattern


class Spoken(NamedTuple):
    """The informations that a part of an item speaks of."""

    named: list[int]
    """By number, by offence, or by their place in a list; empty where it names none."""
    listed: list[list[int]]
    """Those of the last sentence that told several, in its order: what "the first" and "the latter" are of."""
    whole: list[int]
    """Where the penalty is of one of those that the part itself lists: all of them, whom its verdict is about."""


def spoken_of(
    reading: Reading, part: Item, infos: Sequence[Information], item: Item, listed: list[list[int]]
) -> Spoken:
    """What a part of an item speaks of, ``listed`` being told before it."""
    here = _listed_in(reading, part, infos)
    if here and (placed := _in_order(reading, part, here)):
        return Spoken(placed, here, sorted({i for of in here for i in of}))
    named = scope_of(reading, part, infos, item) or _in_order(reading, part, listed)
    return Spoken(named, here or listed, [])


def _listed_in(reading: Reading, part: Item, infos: Sequence[Information]) -> list[list[int]]:
    """The informations of a sentence in the order in which it tells them, offence by offence, else number by number; none of one."""
    offences = [
        _of_offence(reading, m, infos) for m in _first_of_each(find_mentions(reading.plain, part.start, part.end))
    ]
    told = [of for of in offences if of]
    values = [v for g in find_number_groups(reading.plain, part.start, part.end) for v in g.values]
    if len(told) < 2 or len(values) == len(told):
        told = [[i for i, info in enumerate(infos) if info.has_number_of([v])] for v in values]
    return told if len(told) > 1 and all(told) else []


def _in_order(reading: Reading, part: Item, listed: Sequence[list[int]]) -> list[int]:
    """The informations that a part calls the first, the second, the former or the latter of those ``listed`` before."""
    told = _ORDINAL.search(reading.plain, part.start, part.end)
    place = _PLACES.get(told[1].lower(), 0) if told else len(listed)
    return listed[place] if -len(listed) <= place < len(listed) else []


_PLACES = {"first": 0, "former": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "latter": -1, "last": -1}


_ORDINAL = pattern(
    rf"\b(?:for|in|under|on|as to) the ({'|'.join(_PLACES)})(?=,| (?:case|charge|offense|crime|count|information|indictment)\b| (?:he|she|they|to)\b|\.?\s*$|[.;])"
)


def first_of(plain: str, part: Item, scope: Sequence[int]) -> list[int]:
    """Those of ``scope`` that a part calls "the first four counts"; empty where it does not, or where they are no more."""
    told = _FIRST_OF.search(plain, part.start, part.end)
    number = number_of(told[1]) or 0 if told else 0
    return list(scope[:number]) if number < len(scope) else []


_FIRST_OF = pattern(r"\bthe first ([a-z]+) (?:estafa )?(?:counts|cases|charges|informations)\b")


def scope_of(reading: Reading, part: Item, infos: Sequence[Information], item: Item | None = None) -> list[int]:
    """The informations a part of an item speaks of: by number, or the one number of the item; else by offence."""
    values = {v for g in find_number_groups(reading.plain, part.start, part.end) for v in g.values}
    if not values and item is not None:
        groups = find_number_groups(reading.plain, item.start, item.end)
        values = set(groups[0].values) if len(groups) == 1 else set()
    values |= set() if values else set(find_known_numbers(reading.plain, part.start, part.end, _numbers_of(infos)))
    numbered = [i for i, info in enumerate(infos) if info.has_number_of(values)]
    if numbered:
        return numbered
    mentions = find_mentions(reading.plain, part.start, part.end)
    if not mentions and is_in_all_cases(reading.plain, part, len(infos)):
        return list(range(len(infos)))
    if not mentions and item is not None and _OF_WHICH.search(reading.plain, part.start, part.end):
        groups = find_number_groups(reading.plain, item.start, part.start)
        return [i for i, info in enumerate(infos) if groups and info.has_number_of(groups[-1].values)]
    return [i for m in _first_of_each(mentions) for i in _of_offence(reading, m, infos)]


def _numbers_of(infos: Sequence[Information]) -> list[str]:
    return [info.number for info in infos if info.number is not None]


_OF_WHICH = pattern(
    r"\b(?:of|in|from|under|for) (?:which|the (?:latter|said) (?:case|charge|crime|offense|count))\b|\btherein\b|\bthereof\b"
)


def has_number(reading: Reading, part: Item, infos: Sequence[Information]) -> bool:
    """Whether a part numbers an information."""
    groups = find_number_groups(reading.plain, part.start, part.end)
    return bool(groups or find_known_numbers(reading.plain, part.start, part.end, _numbers_of(infos)))


def numbered_in(reading: Reading, portion: Dispositive, infos: Sequence[Information]) -> list[int]:
    """The informations whose numbers a portion has: a head that numbers none is about these."""
    values = {v for g in find_number_groups(reading.plain, portion.start, portion.end) for v in g.values}
    return [i for i, info in enumerate(infos) if info.has_number_of(values)]


def is_in_all_cases(plain: str, part: Item, number: int) -> bool:
    """Whether an item says that it holds for every case of ``number``: "in both cases, acquitting X", where they are two; "in the
    three cases", where they are three; "of all the charges"."""
    if _IN_ALL.search(plain, part.start, part.end):
        return True
    told = _IN_SO_MANY.search(plain, part.start, part.end)
    return told is not None and number == (2 if told["both"] else number_of(told["number"]))


_IN_ALL = pattern(
    r"\b(?:in|of|from|under|on) all (?:of )?(?:the |these |those |said |above-?\w* |aforesaid |\w+ )?(?:criminal )?(?:cases|informations|charges|counts|indictments)\b(?! of| in which| where)|"
    r"\bthe (?:criminal )?(?:cases|informations|charges) (?:filed )?(?:as )?against\b"
)


_IN_SO_MANY = pattern(
    r"\b(?:of|in|from|under|on) (?:(?P<both>both)(?: of)?(?: the| these| those| said)?|(?:the|these|those|said|all) (?P<number>[a-z]+)) (?:\(\d+\) )?(?:criminal )?(?:cases|informations|charges|counts)\b(?! of)"
)


def _first_of_each(mentions: Sequence[Mention]) -> list[Mention]:
    return sorted({m.offence: m for m in reversed(mentions)}.values(), key=lambda m: m.start)


def _of_offence(reading: Reading, mention: Mention, infos: Sequence[Information]) -> list[int]:
    """The informations of an offence; of "five counts of estafa" the five that judgments number, where there are more."""
    charged = [i for i, info in enumerate(infos) if info.offence == mention.offence]
    counts = counts_before(reading.plain, mention)
    numbered = [i for i in charged if infos[i].disposed]
    return numbered if counts and counts[0] == len(numbered) else charged
