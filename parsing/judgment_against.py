"""Whom an information is against: all of the accused, or those that its charge or the judgments name.

An accused on whom the text decides under another number only is not charged under this one; where the text does not tell,
an information is against all.
"""

from __future__ import annotations

from collections.abc import Sequence

from jointcharge.parsing.judgment_dispositions import Dispositive, items_of
from jointcharge.parsing.judgment_informations import Information
from jointcharge.parsing.judgment_mentions import by_role, mentioned
from jointcharge.parsing.judgment_names import Accused
from jointcharge.parsing.judgment_number_groups import NumberGroup, find_number_groups
from jointcharge.parsing.judgment_offences import Mention, find_mentions
from jointcharge.parsing.judgment_spoken import is_in_all_cases
from jointcharge.parsing.judgment_text import IN_CLAUSE, Reading, Stretch, pattern, sentences
from jointcharge.records.case import Instance

_CHARGES_THEM = pattern(
    r"\bcharg(?:ed|ing|es)\b|\bindict(?:ed|ing)\b|\baccus(?:es|ed of|ing)\b|\binformations?\b[^.;]{0,60}(?:filed|against)|filed[^.;]{0,40}against"
)
_JUDGES_THEM = pattern(r"\bconvict|\bguilty\b|\bsentenc(?:ed|ing)\b|\bacquit")
"""Fewer may be judged than were charged: an accused at large is."""
_NO_NAME = r"(?! (?!(?-i:GUILTY|NOT|ACQUITTED|LIABLE)\b)(?-i:[A-Z]))"
_EVERYBODY = pattern(rf"\b(?:both|all) (?:of )?(?:the )?(?:accused|appellants|petitioners)\b{_NO_NAME}")
_ONLY_PETITIONERS = pattern(
    r"\b(?:petitioners?|appellants?|accused-appellants?),? (?:only|alone),? (?:was|were|is|are|stood|stands?)\b|\bagainst (?:the )?(?:two |three )?(?:petitioners?|appellants?),? (?:only|alone)\b|"
    r"(?<!not\s)\bonly (?:the )?(?:two |three )?(?:petitioners?|appellants?) (?:was|were|is|are|stood|stands?)\b"
)
_GENERIC = pattern(
    r"\b(?:the |both |all )?(?:above-?named )?accused\b(?!-appellant)|\bpetitioners\b|accused-appellants\b|\bappellants\b"
)


def restrict_to_named(
    reading: Reading, account: tuple[int, int], infos: Sequence[Information], accused: Sequence[Accused]
) -> None:
    """Note whom an information is against, where the charge under its number names them.

    Forms met: "Criminal Cases Nos. 1 to 5 filed against A and B"; "A, together with B, was charged with … in Criminal Case
    No. 1, and … in Criminal Case No. 2"; "CRIM. CASE NO. 1 The undersigned accuses A and B of".
    """
    if len(accused) < 2:
        return
    _restrict_to_quoted(reading, account, infos, accused)
    pieces = list(sentences(reading.plain, *account))
    _restrict_in_order(reading, pieces, infos, accused)
    for ahead, piece in zip([None, *pieces], pieces, strict=False):
        groups = [g for g in find_number_groups(reading.plain, piece.start, piece.end) if not g.complaint]
        told = _DOCKETED.match(reading.plain, piece.start, piece.end) and ahead
        start = told.start if told else piece.start
        charges = _CHARGES_THEM.search(reading.plain, start, piece.end) or any(
            _AGAINST_THEM.match(reading.plain, group.end, piece.end) for group in groups
        )
        if not groups or not charges or _JUDGES_THEM.search(reading.plain, start, piece.end):
            continue
        if _ASKS.search(reading.plain, start, piece.end):
            continue
        named: set[int] = set()
        last = start
        for group, after in zip(groups, [*(g.start for g in groups[1:]), piece.end], strict=True):
            named = _named_for(reading, group, (last, after), accused, first=last == start) or named
            if named and _THEY.search(reading.plain, last, after):
                named = named | set(mentioned(accused, reading.text[ahead.start : ahead.end] if ahead else ""))
            last = group.end
            for info in infos:
                if named and info.accused is None and info.has_number_of(group.values):
                    info.accused = set(named)


def _restrict_in_order(
    reading: Reading, pieces: Sequence[Stretch], infos: Sequence[Information], accused: Sequence[Accused]
) -> None:
    """Note whom "the first" and "the second" information are against, where their sentence names no number: "The first charged A
    with malversation. The second information charged A, B and C". They are the numbers in the order in which the text has them."""
    numbered = sorted((i for i in infos if i.number is not None), key=lambda info: info.start)
    if len(numbered) != len(infos) or len(infos) < 2:
        return
    for piece in pieces:
        told = _FIRST.match(reading.plain, piece.start, piece.end)
        if told is None or find_number_groups(reading.plain, piece.start, piece.end):
            continue
        stop = _WITH.search(reading.plain, told.end(), piece.end)
        end = stop.start() if stop else piece.end
        named = set(mentioned(accused, reading.text[told.end() : end]))
        if _BY_ROLE.search(reading.plain, told.end(), end):
            named |= {i for i, one in enumerate(accused) if one.appellant}
        place = _PLACES.index(told["place"].lower())
        if named and place < len(numbered) and numbered[place].accused is None:
            numbered[place].accused = named


_PLACES = ("first", "second", "third", "fourth", "fifth")
_FIRST = pattern(
    rf"\s*(?:in )?the (?P<place>{'|'.join(_PLACES)})(?: (?:information|case|charge|one|of (?:these|them)))?,? (?:charged|accused|indicted|was (?:filed )?against)\b"
)
_WITH = pattern(r"\b(?:with|of|for)\b")


def charge_the_rest(infos: Sequence[Information], accused: Sequence[Accused]) -> None:
    """Whoever is told as charged and is under no number has those of the numbers told last before: "A was indicted in
    Criminal Case No. 1. Also indicted were B and C"."""
    for person, one in enumerate(accused):
        if not infos or any(info.accused is None or person in info.accused for info in infos):
            continue
        before = max((info.start for info in infos if info.start <= one.start), default=min(i.start for i in infos))
        for info in infos:
            if info.start == before and info.accused is not None:
                info.accused.add(person)


def restrict_to_added(
    reading: Reading, account: tuple[int, int], infos: Sequence[Information], accused: Sequence[Accused]
) -> None:
    """Note whom alone a further offence of a complaint is held against: "He likewise charged A with falsification"; "B was also
    accused of perjury". Numbers tell it where there are several."""
    if len(accused) < 2 or len({info.number for info in infos}) == len(infos):
        return
    for piece in sentences(reading.plain, *account):
        added = _ADDED.search(reading.plain, piece.start, piece.end)
        mentions = find_mentions(reading.plain, added.end(), piece.end) if added else []
        where = added.span("behind") if added and added["behind"] else piece
        ahead = (piece.start, mentions[0].start if mentions else piece.end)
        named = (mentioned(accused, reading.text[slice(*ahead)]) if where == piece else []) or mentioned(
            accused, reading.text[slice(*where)]
        )
        if not named or len(named) == len(accused) or not mentions:
            continue
        charged_before = {m.offence for m in find_mentions(reading.plain, account[0], piece.start)}
        for info in infos:
            first = info.offence == mentions[0].offence and info.offence not in charged_before
            if first and info.accused is None:
                info.accused = set(named)


_ADDED = pattern(
    r"\b(?:likewise|also|further(?:more)?|additionally|in addition|moreover|alone|separately|in the same complaint)\b[^.;]{0,60}\b(?:charg(?:ed|es|ing)|accus(?:ed|es|ing)|indicted|impute[ds]?)\b|"
    r"\badd(?:ed|s|ing) (?:a|the|another) (?:\w+ )?charges?\b|"
    r"\b(?:charg(?:ed|es)|accus(?:ed|es)|indicted)\b[^.;]{0,30}\b(?:likewise|also|further|additionally|alone|separately)\b|"
    r"(?P<behind>(?-i:[A-ZÑ])[\w'-]+),? (?:in addition|additionally|likewise|moreover|alone),? with\b"
)


_DOCKETED = pattern(
    r"[\s\"'\[]*(?:the (?:same|cases?|informations?|latter|former)|it|they|this|these)\b[^.;]{0,40}\bdocketed\b"
)
"""A sentence that gives the number of what the sentence before it tells."""
_ASKS = pattern(r"\b(?:drop(?:ped|ping)?|exclu(?:de|ded|ding|sion)|quash(?:al)?|reinvestigat\w+)\b")
"""A charge told of by the way, with whoever fights it and not with all whom it is against."""
_QUOTED = pattern(r"That,? (?:on or about|sometime|in or about|on|in|during|at|between|from|within|for)\b")
_CHARGED_THERE = pattern(r"\b(?:did then and there|willfully|wilfully|unlawfully|feloniously|criminally)\b")
_ALIKE = pattern(
    r"similarly worded|same (?:wording|tenor|allegations)|except (?:for|as to)|identical|typical|similar informations?|likewise worded"
)


def _restrict_to_quoted(
    reading: Reading, account: tuple[int, int], infos: Sequence[Information], accused: Sequence[Accused]
) -> None:
    """Note whom an information quoted under its own number names, where the others are not said to be alike: "In Criminal Case
    No. 7: That on or about … accused A, Mayor, and B, private individual, … did then and there"."""
    if _ALIKE.search(reading.plain, *account):
        return
    for found in _QUOTED.finditer(reading.plain, *account):
        groups = find_number_groups(reading.plain, max(account[0], found.start() - 260), found.start())
        done = _CHARGED_THERE.search(reading.plain, found.end(), min(account[1], found.end() + 2400))
        if not groups or len(groups[-1].values) > 1 or done is None or groups[-1].complaint:
            continue
        if not pattern(r"\baccused\b").search(reading.plain, found.end(), done.start()):
            continue
        named = set(mentioned(accused, reading.text[found.end() : done.end()]))
        named |= {p for p, one in enumerate(accused) if named and one.in_caption}
        for info in infos:
            if named and info.accused is None and info.has_number_of(groups[-1].values):
                info.accused = set(named)


def restrict_to_judged(
    reading: Reading,
    portions: Sequence[Dispositive],
    infos: Sequence[Information],
    accused: Sequence[Accused],
    *,
    tried: bool,
) -> list[Information]:
    """Take an information from an accused on whom the portions decide under other numbers only.

    Where every number is somebody's in this way, an accused who is judged without a number has an information of their
    own: these are returned.
    """
    judged: dict[int, set[int]] = {}
    told: dict[int, set[int]] = {}
    unnumbered: dict[int, Mention] = {}
    everybodys: set[int] = set()
    told_of_all: set[int] = set()
    for portion in (p for p in portions if p.by != "ombudsman" and len(accused) > 1):
        here: set[int] = set()
        before: list[int] = []
        for item in items_of(reading.plain, portion):
            values = {v for g in find_number_groups(reading.plain, *item) for v in g.values}
            if values:
                here = {i for i, info in enumerate(infos) if info.has_number_of(values)}
            elif is_in_all_cases(reading.plain, item, len(infos)):
                here = set(range(len(infos)))
            named = mentioned(accused, reading.text[item.start : item.end])
            if named:
                named = sorted({*named, *by_role(reading, item, accused)})
            if _SAME.search(reading.plain, *item):
                named = sorted({*named, *before})
            before = named or before
            decides = bool(pattern(r"guilt|convict|acquit|sentenced|imprisonment").search(reading.plain, *item))
            generic = _EVERYBODY.search(reading.plain, *item)
            if values and decides and (generic or not named):
                everybodys |= here
                told_of_all |= here if generic and portion.instance is Instance.TRIAL else set()
            for person in (p for p in named if values or accused[p].at_large is None):
                if accused[person].appellant or portion.instance is Instance.TRIAL:
                    judged.setdefault(person, set()).update(here)
                told.setdefault(person, set()).update(here if values or decides else ())
            offences = find_mentions(reading.plain, *item) if decides and not here and len(named) == 1 else []
            if offences:
                unnumbered.setdefault(named[0], offences[0])
    taken = {i for numbers in judged.values() for i in numbers} - everybodys
    for position in taken:
        info = infos[position]
        if info.accused is None:
            info.accused = {
                p
                for p, one in enumerate(accused)
                if one.at_large is not None or not judged.get(p) or position in judged[p]
            }
    if tried:
        _keep_to_their_numbers(infos, accused, told, told_of_all)
    if not infos or len(taken) < len(infos):
        return []
    return [_own_information(p, m, infos) for p, m in unnumbered.items() if not judged.get(p)]


def _keep_to_their_numbers(
    infos: Sequence[Information], accused: Sequence[Accused], judged: dict[int, set[int]], of_all: set[int]
) -> None:
    """Whoever is no party here and is told of under some numbers is charged under these alone, and under those told ``of_all``."""
    for person, numbers in judged.items():
        if accused[person].in_caption or not numbers:
            continue
        for position, info in enumerate(infos):
            if info.number is not None and position not in numbers | of_all:
                info.accused = (set(range(len(accused))) if info.accused is None else info.accused) - {person}


def _own_information(person: int, mention: Mention, infos: Sequence[Information]) -> Information:
    for info in infos:
        info.accused = (info.accused or set()) - {person}
    return Information(mention.offence, mention.start, mention.end, accused={person}, citation=mention.citation)


_AGAINST_THEM = pattern(
    rf"[\s,(]*(?:(?:is |are |was |were )?(?:for|of|charging)\b{IN_CLAUSE}{{3,160}}?,? ?)?(?:were |was |also |all )*(?:filed )?(?:against|(?:the )?(?:\w+ ){{1,6}}accuses) {IN_CLAUSE}{{3,200}}|"
    rf"[\s,(]*(?:each |both |all |likewise |also )*(?:charge[sd]?|accuse[sd]?|indict(?:s|ed)?|implicate[sd]?) {IN_CLAUSE}{{3,200}}? (?:with|of|for|as)\b|"
    rf"(?![\s,]*(?:and|while|but|whereas)\b)[\s,]+{IN_CLAUSE}{{3,200}}? (?:was|were|is|are|stood|stands?|had been|has been|have been) (?:\w+ ){{0,3}}(?:charged|accused|indicted|prosecuted|impleaded)\b"
)
"""Behind a number: "against A and B"; "charges A and B with"; "A and B were accused of"."""


def _named_for(
    reading: Reading, group: NumberGroup, around: tuple[int, int], accused: Sequence[Accused], *, first: bool
) -> set[int]:
    """The accused named behind "against" or "accuses", else before the number; none where all are meant. Behind the
    ``first`` number of a sentence that charges, the words that charge go without saying: "A in Criminal Case No. 1, B in"."""
    behind = _AGAINST_THEM.match(reading.plain, group.end, around[1])
    start, end = behind.span() if behind else (around[0], group.start)
    charges = behind or _CHARGES_THEM.search(reading.plain, start, end) or not first
    if _ONLY_PETITIONERS.search(reading.plain, start, end):
        return {i for i, one in enumerate(accused) if one.appellant}
    if not charges or (not behind and _GENERIC.search(reading.plain, start, end)):
        return set()
    named = set(mentioned(accused, reading.text[start:end])) - _left_out(reading, start, end, accused)
    appealing = {i for i, one in enumerate(accused) if one.appellant}
    if named and not named & appealing and _BY_ROLE.search(reading.plain, start, end):
        return named | appealing
    return named


def _left_out(reading: Reading, start: int, end: int, accused: Sequence[Accused]) -> set[int]:
    """Whom a charge says that it is not against: "A and B, but not C, were also charged"."""
    told = (m.span("who") for m in _BUT_NOT.finditer(reading.plain, start, end))
    return {person for span in told for person in mentioned(accused, reading.text[slice(*span)])}


_SAME = pattern(rf"\b(?:the same|said) accused\b{_NO_NAME}")
_THEY = pattern(r"\b(?:they|them|the two|the three) and\b|\band (?:the two|the three)\b")
_BUT_NOT = pattern(
    r"\b(?:but not|except(?: for)?|excluding|other than|save|without(?: including)?)\b(?P<who>[^.;,]{2,60})"
)
_BY_ROLE = pattern(r"\b(?:petitioner|(?:accused-)?appellant)s?\b")
