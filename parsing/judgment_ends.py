"""Ends of a charge that no dispositive portion tells: by death, before judgment, by one given meanwhile, or in another court.

Forms met: "the Sandiganbayan dismissed the charges against him due to his death"; "X died before final judgment, thus, the motion
to dismiss was granted"; "Criminal Case No. 7 has since been decided, acquitting petitioner"; "appealed solely from the decision in
Criminal Case No. 7", with "the other cases were appealed to the Court of Appeals".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jointcharge.parsing.judgment_dismissed import find_dismissed
from jointcharge.parsing.judgment_dispositions import Dispositive
from jointcharge.parsing.judgment_informations import Information
from jointcharge.parsing.judgment_mentions import mentioned
from jointcharge.parsing.judgment_names import Accused
from jointcharge.parsing.judgment_number_groups import find_number_groups
from jointcharge.parsing.judgment_offences import find_mentions
from jointcharge.parsing.judgment_outcomes import Table, names_another
from jointcharge.parsing.judgment_text import IN_CLAUSE, Reading, Stretch, pattern, sentences
from jointcharge.records.case import Disposition, Instance

_AROUND = 400
_DISMISSED = pattern(r"\bdismiss(?:ed|es|ing|al)?\b|\b(?:charges?|cases?|informations?)\b[^.;]{0,50}\bdropped\b")


def end_by_death(reading: Reading, accused: Sequence[Accused], table: Table) -> None:
    """Dismissed is what this court does not decide against an accused of whom the text says that death ended it: before
    judgment, or on appeal below."""
    for person, one in enumerate(accused):
        if one.died is None:
            continue
        near = list(sentences(reading.plain, max(0, one.died[0] - _AROUND), one.died[1] + _AROUND))
        here = next((n for n, p in enumerate(near) if p.start <= one.died[0] < p.end), None)
        told = [p for p in near[here : here + 2] if _DISMISSED.search(reading.plain, *p)] if here is not None else []
        if not told or (told[0] is not near[here or 0] and not _LIABILITY.search(reading.plain, *told[0])):
            continue
        for outcome in (o for (p, _), o in table.items() if p == person and o.of(Instance.FINAL) is None):
            convicted = outcome.standing is Disposition.CONVICTED
            if convicted or outcome.standing is Disposition.UNKNOWN:
                instance = Instance.APPEAL if convicted else Instance.TRIAL
                outcome.decide(instance, Disposition.DISMISSED, told[0].start, told[0].end)
                outcome.term, outcome.fine, outcome.awards = None, None, ()


_LIABILITY = pattern(
    r"\b(?:his|her|their)\b[^.;]{0,40}\bliabilit|\bextinguish|\bdeath\b|\b(?:as to|against|as against|with respect to) (?:him|her|the deceased)\b"
)


def acquitted_on_appeal(
    reading: Reading, start: int, end: int, infos: Sequence[Information], accused: Sequence[Accused], table: Table
) -> None:
    """Acquitted is whom the account says that the Court of Appeals acquitted, by name: "The CA acquitted X of all the charges",
    "X was acquitted by the appellate court in Criminal Case No. 7"."""
    for piece in sentences(reading.plain, start, end):
        people = acquitted_there(reading, piece, accused) or _acquitted_him(reading, start, piece, accused)
        values = {v for g in find_number_groups(reading.plain, piece.start, piece.end) for v in g.values}
        for (person, position), outcome in table.items():
            meant = person in people and (not values or infos[position].has_number_of(values))
            if meant and outcome.standing is Disposition.CONVICTED:
                outcome.decide(Instance.APPEAL, Disposition.ACQUITTED, piece.start, piece.end)
                outcome.term, outcome.fine, outcome.awards = None, None, ()


def acquitted_there(reading: Reading, piece: Stretch, accused: Sequence[Accused]) -> list[int]:
    """Whom a sentence says by name that the Court of Appeals acquitted."""
    found = _ACQUITTED_THERE.search(reading.plain, piece.start, piece.end)
    if found is None or _ARGUED.search(reading.plain, piece.start, piece.end):
        return []
    return mentioned(accused, found["behind"] or found["before"])


def _acquitted_him(reading: Reading, start: int, piece: Stretch, accused: Sequence[Accused]) -> list[int]:
    """Whom "It … acquitted him" is about, where the Court of Appeals is the court named last before: the one named last."""
    told = _IT_ACQUITTED.search(reading.plain, *piece)
    if told is None or _ARGUED.search(reading.plain, *piece):
        return []
    before = max(start, piece.start - _AROUND)
    courts = list(_ANY_COURT.finditer(reading.plain, before, told.start()))
    if not courts or not pattern(_CA).match(reading.plain, courts[-1].start()):
        return []
    near = [p for p in sentences(reading.plain, before, piece.end) if mentioned(accused, reading.text[p.start : p.end])]
    named = mentioned(accused, reading.text[near[-1].start : near[-1].end]) if near else []
    return named if len(named) == 1 else []


_IT_ACQUITTED = pattern(r"\b(?:it|the court|said court|that court)\b[^.;]{0,60}\bacquitted (?:him|her)\b")
_ANY_COURT = pattern(
    r"\b(?:court of appeals|appellate court|CA|trial court|RTC|court a quo|lower court|sandiganbayan)\b"
)
_CA = r"(?:court of appeals|appellate court|\bCA)\b"
_ACQUITTED_THERE = pattern(
    rf"{_CA}(?:[^.;]{{0,140}},? (?:and|but|while it)|,? (?:however|likewise|also|then|thus|in its \w+),?)? (?:\w+ )?acquitted (?P<behind>[^.;,]{{2,80}})|"
    rf"(?P<before>[^.;,]{{2,80}}) (?:was|were|had been|has been|have been) acquitted[^.;]{{0,40}} by the {_CA}"
)
_ARGUED = pattern(r"\b(?:should|contend\w*|argu\w+|erred|people v|SCRA)\b")


def end_before_judgment(
    reading: Reading, account: tuple[int, int], infos: Sequence[Information], accused: Sequence[Accused], table: Table
) -> None:
    """Dismissed is what the account tells so by its number and nobody decided otherwise of it in particular; against those named there, else all."""
    for group, told in find_dismissed(reading.plain, *account):
        people = mentioned(accused, reading.text[told.start : told.end]) or range(len(accused))
        for (person, position), outcome in table.items():
            open_ = outcome.standing is Disposition.UNKNOWN or outcome.breadth > len(group.values)
            if open_ and person in people and infos[position].has_number_of(group.values):
                outcome.decide(Instance.TRIAL, Disposition.DISMISSED, told.start, told.end)
                outcome.term, outcome.fine, outcome.awards = None, None, ()


_MEANWHILE = pattern(
    r"\b(?:has|have|had) (?:since |already |in fact |meanwhile |in the meantime )*been (?:\w+ly )?(?:decided|dismissed|terminated|resolved|promulgated)\b"
)
_HOW = (
    (Disposition.ACQUITTED, pattern(r"\bacquitt(?:ing|ed|al)\b")),
    (Disposition.CONVICTED, pattern(r"\bconvict(?:ing|ed|ion)\b|\b(?:finding|found)\b[^.;]{0,60}\bguilty\b")),
    (Disposition.DISMISSED, _DISMISSED),
)


def decided_meanwhile(
    reading: Reading, start: int, end: int, infos: Sequence[Information], accused: Sequence[Accused], table: Table
) -> None:
    """What a petition before trial tells of a judgment given meanwhile: by the number of the case, of those whom its sentence is
    about. A sentence that both convicts and acquits decides nothing here."""
    for piece in sentences(reading.plain, start, end):
        told = _MEANWHILE.search(reading.plain, piece.start, piece.end)
        how = _how(reading.plain, piece) if told else None
        if told is None or how is None:
            continue
        groups = find_number_groups(reading.plain, piece.start, piece.end)
        ahead = [g for g in groups if g.end <= told.start()]
        values = {v for g in ahead[-1:] or groups[:1] for v in g.values}
        people = _about(reading, piece, accused)
        for (person, position), outcome in table.items():
            pending = outcome.standing is Disposition.PENDING
            if pending and person in people and infos[position].has_number_of(values):
                outcome.verdicts = []
                outcome.decide(Instance.TRIAL, how, piece.start, piece.end)


def _how(plain: str, piece: Stretch) -> Disposition | None:
    """What the sentence says was decided; none where it says both that somebody was acquitted and that somebody was convicted."""
    told = [d for d, words in _HOW if words.search(plain, piece.start, piece.end)]
    return None if set(told) >= {Disposition.ACQUITTED, Disposition.CONVICTED} else next(iter(told), None)


def _about(reading: Reading, piece: Stretch, accused: Sequence[Accused]) -> set[int]:
    """Whom a sentence is about: the accused it names, else those before this court where it calls them petitioners or appellants;
    all where it says "the accused", and a single accused where it speaks of nobody."""
    if named := mentioned(accused, reading.text[piece.start : piece.end]):
        return set(named)
    if _PETITIONERS.search(reading.plain, piece.start, piece.end):
        return {person for person, one in enumerate(accused) if one.appellant}
    if _THE_ACCUSED.search(reading.plain, piece.start, piece.end):
        return set(range(len(accused)))
    return {0} if len(accused) == 1 and not names_another(reading, piece) else set()


_PETITIONERS = pattern(r"\b(?:petitioner|appellant|accused-appellant)s?\b")
_THE_ACCUSED = pattern(r"\b(?:all|both|the|said) accused\b(?! (?-i:[A-Z]))")

_OTHERS = (
    r"\b(?:(?:other|remaining|rest of the|estafa) (?:\w+ ){0,3}(?:cases?|convictions?|decisions?|judgments?|charges)|(?:convictions?|decisions?|judgments?) "
    + IN_CLAUSE
    + r"{0,60}\b(?:other|estafa)\b)"
)
_ELSEWHERE = pattern(
    _OTHERS
    + IN_CLAUSE
    + r"{0,80}\b(?:(?:was|were|is|are|has been|have been) (?:likewise |also |separately |now |still |\w+ly )*(?:appealed|elevated|brought|pending|on appeal|the subject)|(?:appealed|elevated) (?:by|to))"
    + IN_CLAUSE
    + r"{0,100}\b(?:court of appeals|appellate court|the CA)\b"
)
_ONLY = pattern(
    rf"\bappeal\w*{IN_CLAUSE}{{0,60}}\b(?:solely|only|limited|confined|insofar)\b|\b(?:solely|only)\b{IN_CLAUSE}{{0,100}}\b(?:appeal(?:ed|s)?|before (?:us|this court))\b"
)


def before_another_court(
    reading: Reading,
    body: int,
    portions: Sequence[Dispositive],
    infos: Sequence[Information],
    accused: Sequence[Accused],
    table: Table,
) -> None:
    """Unknown is what becomes of convictions that the text says went to the Court of Appeals, while others came here: those that
    are told to be appealed here, or that the court's own portion names, stay."""
    if len(infos) < 2 or any(p.by == "court_of_appeals" for p in portions):
        return
    told = _ELSEWHERE.search(reading.plain, body)
    here = _here(reading, body, portions, infos) if told else set()
    if told is None or not here:
        return
    for (person, position), outcome in table.items():
        if position not in here and outcome.standing is Disposition.CONVICTED:
            outcome.decide(Instance.FINAL, Disposition.UNKNOWN, *told.span())
            outcome.term, outcome.fine, outcome.awards = None, None, ()
            accused[person].elsewhere = accused[person].elsewhere or told.span()


def _here(reading: Reading, body: int, portions: Sequence[Dispositive], infos: Sequence[Information]) -> set[int]:
    """The informations that are before this court."""
    plain, last = reading.plain, max((p.start for p in portions), default=body)
    only = (
        Stretch(told.start(), _end_of_clause(plain, told.end(), piece.end))
        for piece in sentences(plain, body, last)
        if (told := _ONLY.search(plain, piece.start, piece.end))
    )
    own = (Stretch(p.start, p.end) for p in portions if p.by == "court")
    for stretch in (*only, *own):
        if found := set(_named_in(reading, stretch, infos)):
            return found
    return set()


def _end_of_clause(plain: str, start: int, end: int) -> int:
    at = plain.find(";", start, end)
    return end if at < 0 else at


def _named_in(reading: Reading, stretch: Stretch, infos: Sequence[Information]) -> Iterator[int]:
    values = {v for g in find_number_groups(reading.plain, *stretch) for v in g.values}
    numbered = [i for i, info in enumerate(infos) if info.has_number_of(values)]
    offences = {m.offence for m in find_mentions(reading.plain, *stretch)}
    yield from numbered or (i for i, info in enumerate(infos) if info.offence in offences)
