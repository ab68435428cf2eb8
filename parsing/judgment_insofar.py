"""Whose dismissal a court undoes, where it lets the dismissal of others stand.

Forms met: "AFFIRMED insofar as they dismissed the complaint against A and B, and REVERSED insofar as they dismissed it against C"; "SET ASIDE
as to respondent C"; "GRANTED with respect to C"; "The Ombudsman is ordered to file the necessary informations against C". Not these: what
is affirmed or denied as to somebody; what a petitioner who is charged asked for, whose own charge ends with the order.
"""

from __future__ import annotations

from collections.abc import Sequence

from jointcharge.parsing.judgment_dispositions import Dispositive
from jointcharge.parsing.judgment_informations import Information
from jointcharge.parsing.judgment_mentions import mentioned
from jointcharge.parsing.judgment_names import Accused
from jointcharge.parsing.judgment_offences import find_mentions
from jointcharge.parsing.judgment_outcomes import Table
from jointcharge.parsing.judgment_text import IN_CLAUSE, Reading, pattern, sentences
from jointcharge.records.case import Disposition

_STANDS = r"affirmed|upheld|sustained|denied|dismissed|maintained"
_AS_TO = r"(?:in ?so ?far as|as to|with respect to|with regard to|as regards|as against|as concerns)"
_UNDONE = pattern(
    rf"\b(?:reversed|set aside|annulled|nullified|vacated|reinstated|granted)\b[^.;]{{0,40}}?\b{_AS_TO}\b"
    rf"(?P<who>(?:(?!,? (?:and|but|while|is|are)\b[^.;]{{0,30}}\b(?:{_STANDS})\b){IN_CLAUSE}){{3,240}})|"
    rf"\b(?:ordered|directed|commanded|enjoined) to (?:\w+ )?(?:file|institute|reinstate|include)\b{IN_CLAUSE}{{0,160}}?\b(?:against|to include)\b(?P<charged>{IN_CLAUSE}{{3,160}})"
)


_THE_REST = pattern(
    rf"\b(?:in (?:all )?other respects|in all else|otherwise|as to the (?:others?|rest)|with respect to the (?:others?|rest))\b{IN_CLAUSE}{{0,120}}\b(?:{_STANDS})\b|"
    rf"\b(?:{_STANDS})\b{IN_CLAUSE}{{0,60}}\b(?:in all other respects|as to the (?:others?|rest)|with respect to the (?:others?|rest))\b"
)


def lets_the_rest_stand(plain: str, portion: Dispositive) -> bool:
    """Whether a portion undoes a dismissal as to somebody and lets it stand otherwise: "In all other respects, the Resolution is AFFIRMED"."""
    undone = _UNDONE.search(plain, portion.start, portion.end)
    return undone is not None and _THE_REST.search(plain, portion.start, portion.end) is not None


def pending_for(
    reading: Reading, portion: Dispositive, infos: Sequence[Information], accused: Sequence[Accused], table: Table
) -> None:
    """Pending is a charge that ``portion`` was taken to dismiss, against those whose dismissal it undoes."""
    for piece in sentences(reading.plain, portion.start, portion.end):
        for found in _UNDONE.finditer(reading.plain, piece.start, piece.end):
            start, end = found.span("who" if found["who"] else "charged")
            named = mentioned(accused, reading.text[start:end])
            people = {p for p in named if accused[p].side in ("respondent", "")}
            if len(named) == len(accused):
                continue
            offences = {m.offence for m in find_mentions(reading.plain, start, end)}
            of = {i for i, info in enumerate(infos) if info.offence in offences} or set(range(len(infos)))
            for (person, position), outcome in table.items():
                dismissed = outcome.of(portion.instance) is Disposition.DISMISSED
                if person in people and position in of and dismissed:
                    outcome.decide(portion.instance, Disposition.PENDING, start, end)
