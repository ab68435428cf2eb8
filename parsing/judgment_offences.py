"""Offences that a judgment names, and which information charges which.

An `Offence` is told apart by its classes: "illegal recruitment in large scale" and "Article 38 of the Labor Code" are
one, estafa is another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from jointcharge.parsing.judgment_citations import Citation, find_citations
from jointcharge.parsing.judgment_number_groups import NumberGroup, find_number_groups
from jointcharge.parsing.judgment_text import IN_PHRASE, pattern
from jointcharge.parsing.wordings import read_vocabulary
from jointcharge.records.offences import OffenceClass, classify

COUNTRY = "PHL"


class Mention(NamedTuple):
    """One place where an offence is named, or the law that defines it."""

    offence: str
    """The name that tells offences apart: of the vocabulary, or a law's (``RA 3019``)."""
    start: int
    end: int
    citation: Citation | None = None
    """The provision, where the offence is named by it."""


@lru_cache(maxsize=1)
def _named() -> tuple[re.Pattern[str], tuple[str, ...]]:
    offences = read_vocabulary("phl_supreme_court")["offences"]
    parts = [f"(?P<O{n}>{'|'.join(o['patterns'])})" for n, o in enumerate(offences.values())]
    return pattern(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])"), tuple(offences)


def find_mentions(plain: str, start: int, end: int) -> list[Mention]:
    """The offences named in ``plain[start:end]``, in order; those without a name by their law."""
    named, names = _named()
    found = [
        Mention(next(name for n, name in enumerate(names) if m[f"O{n}"]), m.start(), m.end())
        for m in named.finditer(plain, start, end)
    ]
    for citation in find_citations(plain, start, end):
        if offence := offence_of(citation):
            found.append(Mention(offence, citation.start, citation.end, citation))
    return sorted(found, key=lambda m: m.start)


def offence_of(citation: Citation) -> str | None:
    """The offence that a provision defines; None where it is no penal provision, or none that is known."""
    if citation.law in read_vocabulary("phl_supreme_court")["by_law"]:
        return _SAME.get(citation.law, citation.law)
    if named := _by_article(citation):
        return named
    classes = classes_of_citation(citation)
    for name in read_vocabulary("phl_supreme_court")["offences"]:
        if classes and classes == classes_of_name(name):
            return str(name)
    return None


def _by_article(citation: Citation) -> str | None:
    """The offence that the vocabulary gives this article of the Revised Penal Code."""
    article = citation.sections[0].split("(")[0] if citation.law == "RPC" and citation.sections else None
    offences = read_vocabulary("phl_supreme_court")["offences"]
    return next((name for name, one in offences.items() if article and article in one.get("articles", ())), None)


_SAME = {
    "RA 9208": "trafficking",
    "RA 8042": "illegal_recruitment",
    "RA 7080": "plunder",
    "RA 9160": "laundering",
    "PD 1866": "firearms",
}


@lru_cache(maxsize=512)
def classes_of_citation(citation: Citation) -> frozenset[OffenceClass]:
    """The classes of a provision; empty where no rule knows it."""
    found = {m.offence_class for m in classify(citation.normalised, None, COUNTRY)}
    return frozenset(found - {OffenceClass.UNCLASSIFIED})


@lru_cache(maxsize=128)
def classes_of_name(offence: str) -> frozenset[OffenceClass]:
    """The classes of a named offence."""
    found = {m.offence_class for m in classify(None, wording_of(offence), COUNTRY)}
    return frozenset(found - {OffenceClass.UNCLASSIFIED})


def wording_of(offence: str) -> str | None:
    """The offence's plain name; None where only its law names it."""
    known = read_vocabulary("phl_supreme_court")["offences"].get(offence)
    return known["wording"] if known else None


_LINK = pattern(
    r"[\s,(:\[\]-]*(?:committed )?(?:as charged |charged |filed |docketed |in violation of [^.;]{0,80}|defined [^.;]{0,120})?"
    r"(?:in|under|as|of|\(|for)?[\s,(]*(?:the )?(?:above-mentioned |aforementioned |said )?(?:cases? |informations? )?"
    r"(?:docketed as |in |under )?[\s(]*"
)
_SAME_CLAUSE = pattern(rf"{IN_PHRASE}{{0,240}}")
_SAME_ITEM = pattern(rf"(?:{IN_PHRASE}|\.(?=\d)){{0,300}}\(")
_CLOSES = pattern(r"\)[;.,]? ?(?:and|;|$)")
"""Behind a number in parentheses that ends its item: "guilty of estafa and sentenced to … (Crim. Case No. 7); guilty of"."""
_LONG_CLAUSE = pattern(rf"{IN_PHRASE}{{0,700}}")
_BEHIND = 700


def offence_votes(plain: str, stretches: Sequence[tuple[int, int]]) -> dict[str, Counter[str]]:
    """For each information's number how often each offence stands beside it in ``stretches``."""
    votes: dict[str, Counter[str]] = {}
    for start, end in stretches:
        groups = [g for g in find_number_groups(plain, start, end) if not g.complaint]
        mentions = find_mentions(plain, start, end)
        for value, mention in in_turn(plain, start, end, groups, mentions):
            votes.setdefault(value, Counter())[mention.offence] += 5
        for value, mention in _in_shares(plain, groups, mentions):
            votes.setdefault(value, Counter())[mention.offence] += 4
        for position, group in enumerate(groups):
            before = groups[position - 1].end if position else start
            after = groups[position + 1].start if position + 1 < len(groups) else end
            for offence, weight in _beside(plain, group, before, min(after, group.end + _BEHIND), mentions):
                for value in group.values:
                    votes.setdefault(value, Counter())[offence] += weight
    return votes


_IN_TURN = pattern(r"\brespectively\b|\bthe (?:first|second|third|1st|2nd)\b|\bin that order\b")
_RESPECTIVELY = pattern(r"\brespectively\b|\bin that order\b")
_THEN = pattern(r"\bthe (?:second|other|latter|2nd|third|last)\b")
_ORDERED = pattern(r"the \w+")
"""An offence told of "the first" stands behind these words."""
_TURN = 420


def in_turn(
    plain: str, start: int, end: int, groups: Sequence[NumberGroup], mentions: Sequence[Mention]
) -> Iterator[tuple[str, Mention]]:
    """Numbers and the offences told of them in turn: "for estafa and malversation, docketed as Criminal Cases Nos. 7 and 8,
    respectively"; "Criminal Cases Nos. 7 and 8. The first was for violation of Section 3(h), and the second for …"."""
    for group in groups:
        number = len(group.values)
        if number < 2:
            continue
        before = [m for m in mentions if group.start - _TURN <= m.start and m.end <= group.start]
        behind = [m for m in mentions if group.end <= m.start <= group.end + _TURN]
        tail = _RESPECTIVELY.search(plain, group.end, min(end, group.end + 40))
        if tail and len(before) >= number:
            yield from zip(group.values, before[-number:], strict=True)
            continue
        words = _IN_TURN.search(plain, group.end, min(end, group.end + 200))
        told = behind[:number]
        if words and len(told) == number and _is_in_turn(plain, words, told):
            yield from zip(group.values, told, strict=True)


def _is_in_turn(plain: str, words: re.Match[str], told: Sequence[Mention]) -> bool:
    """Whether offences are told in turn: of "the first" stands before them, and "the second" between."""
    if not _ORDERED.match(words[0]):
        return True
    return words.end() <= told[0].start and _THEN.search(plain, told[0].end, told[-1].start) is not None


def _in_shares(plain: str, groups: Sequence[NumberGroup], mentions: Sequence[Mention]) -> Iterator[tuple[str, Mention]]:
    """Numbers and the offences told to share them, in the order of both: "Criminal Cases Nos. 7 to 11, one for illegal
    recruitment and four for estafa"; "two counts of graft and one of malversation, docketed as Criminal Cases Nos. 7 to 9"."""
    for group in groups:
        for near in (_counted(plain, group, mentions, behind=True), _counted(plain, group, mentions, behind=False)):
            told = [mention for mention, number in near for _ in range(number)]
            if len(near) > 1 and len(told) == len(group.values):
                yield from zip(group.values, told, strict=True)
                break


def _counted(plain: str, group: NumberGroup, mentions: Sequence[Mention], *, behind: bool) -> list[tuple[Mention, int]]:
    """The offences with their counts in the group's own clause, behind or before it."""
    edge = group.end if behind else group.start
    clause = _SAME_CLAUSE.match(plain, edge) if behind else None
    start, end = (edge, clause.end()) if clause else (max(0, edge - _TURN), edge)
    if not behind and (stop := plain.rfind(". ", start, end)) >= 0:
        start = stop
    found = ((m, counts_before(plain, m)) for m in mentions if start <= m.start and m.end <= end)
    return [(m, counts[0]) for m, counts in found if counts and counts[1] >= start]


def _beside(
    plain: str, group: NumberGroup, before: int, after: int, mentions: Sequence[Mention]
) -> Iterator[tuple[str, int]]:
    """The offence just before the number ("estafa in Criminal Case No. 7"), else the next behind it."""
    ahead = [m for m in mentions if before <= m.start and m.end <= group.start]
    if ahead and _CLOSES.match(plain, group.end) and _SAME_ITEM.fullmatch(plain, ahead[-1].end, group.start):
        yield ahead[-1].offence, 4
        return
    if ahead and _LINK.fullmatch(plain, ahead[-1].end, group.start):
        yield ahead[-1].offence, 4
        return
    behind = [m for m in mentions if group.end <= m.start < after]
    counts = counts_before(plain, behind[0]) if behind else None
    if counts and counts[1] > group.end and counts[0] < len(group.values):
        return
    if counts and counts[0] > len(group.values) and plain.find(". ", group.end, counts[1]) >= 0:
        return
    if behind and behind[0].start - group.end < 60:
        yield behind[0].offence, 1 if _of_several(plain, group, behind) else 3
        return
    if ahead and _SAME_CLAUSE.fullmatch(plain, ahead[-1].end, group.start):
        yield ahead[-1].offence, 3
        return
    if behind:
        yield behind[0].offence, 1
        return
    told = _told_by_facts(plain[group.end : after]) if _IS_QUOTED.search(plain, group.end, after) else None
    if told:
        yield told, 1 if told == "illegal_recruitment" else 2


def _of_several(plain: str, group: NumberGroup, behind: Sequence[Mention]) -> bool:
    """Whether several numbers stand before several offences of one clause, or before one insofar as they are about it: which is
    whose is not told there."""
    clause = _LONG_CLAUSE.match(plain, group.end)
    stop = clause.end() if clause else group.end
    in_part = _INSOFAR.search(plain, group.end, behind[0].start) is not None
    return len(group.values) > 1 and (in_part or len({m.offence for m in behind if m.start < stop}) > 1)


_INSOFAR = pattern(r"\bin ?so ?far as\b")


_IS_QUOTED = pattern(
    r"\bdid then and there\b|\bwil?l?fully\b|\bfeloniously\b|\b(?:said|above-?named) accused\b|\b(?:it was |is )?alleged\b|\brecited\b"
)
"""Words of an information, quoted or told."""
_FACTS = (
    ("falsification", pattern(r"\bfalsif(?:y|ied|ying)\b|\bmak(?:e|ing) it appear\b")),
    (
        "RA 3019",
        pattern(
            r"\b(?:cause|causing|caused) undue injury\b|\bunwarranted benefits?\b|\bmanifestly and grossly disadvantageous\b"
        ),
    ),
    (
        "malversation",
        pattern(
            r"\b(?:misappropriate|malverse|embezzle)\b[^.;]{0,160}\b(?:public funds|public property|said (?:amount|sum))\b|\baccountable for public funds\b"
        ),
    ),
)
"""Words of quoted informations that name no offence: of the Revised Penal Code's and of the graft law's own definitions."""


def _told_by_facts(text: str) -> str | None:
    """The offence of an information quoted without its name: a guess from the words such informations use."""
    recruits = bool(pattern(r"\brecruit|\bdeploy|overseas employment|employment abroad").search(text))
    defrauds = bool(pattern(r"\bdefraud|false pretenses|with intent to gain|estafa").search(text))
    if defrauds:
        return "estafa"
    for offence, words in _FACTS:
        if words.search(text):
            return offence
    return "illegal_recruitment" if recruits and pattern(r"for a fee|license|authority").search(text) else None


_WORDS = {
    **{
        w: n
        for n, w in enumerate(
            [
                "one",
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eight",
                "nine",
                "ten",
                "eleven",
                "twelve",
                "thirteen",
                "fourteen",
            ],
            1,
        )
    },
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
}


def number_of(word: str) -> int | None:
    """The number that a word tells: "five"; None where it is none."""
    return _WORDS.get(word.lower())


def counts_before(plain: str, mention: Mention) -> tuple[int, int, int] | None:
    """How many counts stand before an offence: ``five (5) counts of Estafa``, ``one for estafa``; with the place of the wording."""
    lead = plain[max(0, mention.start - 60) : mention.start]
    found = pattern(
        r"(?:\b(?P<the>the|first|last|these|those|all) )?(?<![\w-])(?:(?P<word>[a-z-]+) ?)?(?:\( ?(?P<digit>\d{1,2}) ?\) ?)?(?:more |other |separate |distinct |amended )*"
        r"(?:(?P<noun>counts?|cases|informations?|charges|complaints)(?: of| for| each of| each for| charging \w+ with)?|(?:was |were |is |are )?for)"
        r"(?: the)?(?: crimes? of| violation of)?[\s,]*$"
    ).search(lead)
    number = found and (int(found["digit"]) if found["digit"] else number_of(found["word"] or ""))
    if not found or not number or (found["the"] and not found["noun"]):  # "against the two for estafa" counts people
        return None
    offset = mention.start - len(lead)
    return int(number), offset + (found.end("the") if found["the"] else found.start()), mention.end


def counts_after(plain: str, mention: Mention, end: int) -> tuple[int, int, int] | None:
    """``Estafa in five (5) counts``, ``estafa on seven counts``, ``Estafa (2 counts)``."""
    found = pattern(
        r"[\s,(]*(?:in|on)? ?(?:(?P<word>[a-z]+) ?)?(?:\( ?(?P<digit>\d{1,2}) ?\) ?)?(?:counts?|cases)\b"
    ).match(plain, mention.end, min(end, mention.end + 40))
    number = found and (int(found["digit"]) if found["digit"] else number_of(found["word"] or ""))
    return (int(number), mention.start, found.end()) if found and number else None
