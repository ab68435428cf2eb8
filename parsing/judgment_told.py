"""What running text tells of the changes that the Court of Appeals made: "It raised the fine in Criminal Case No. 7 to P1,000,000.00".

Only where no dispositive portion of that court is quoted. A sentence is about it where it begins with its name, or with "it" behind
one that does.
"""

from __future__ import annotations

from collections.abc import Iterator

from jointcharge.parsing.judgment_dispositions import Dispositive
from jointcharge.parsing.judgment_penalties import find_penalty
from jointcharge.parsing.judgment_text import IN_CLAUSE, Reading, Stretch, pattern, sentences
from jointcharge.records.case import Instance


def find_told_changes(reading: Reading, start: int, end: int) -> Iterator[Dispositive]:
    """The sentences that tell a penalty which the Court of Appeals changed or imposed, each with those that lead to it."""
    first: int | None = None
    for piece in sentences(reading.plain, start, end):
        if _BY_APPEAL.match(reading.plain, *piece):
            first = piece.start
        elif first is None or not _GOES_ON.match(reading.plain, *piece):
            first = None
            continue
        if _tells_change(reading.plain, piece):
            yield Dispositive(Instance.APPEAL, first, piece.end, "court_of_appeals")
            first = piece.end
        elif _JUDGES.search(reading.plain, *piece):
            first = piece.end


def _tells_change(plain: str, piece: Stretch) -> bool:
    penalty = find_penalty(plain, *piece)
    imposes = penalty.term or penalty.bound or penalty.fine or penalty.several_terms
    return bool(imposes) and _CHANGES.search(plain, *piece) is not None and _NOT_DONE.search(plain, *piece) is None


_COURT = r"(?:the )?(?:court of appeals|appellate court|CA)\b"
_BY_APPEAL = pattern(
    rf"[\s\"']*(?:(?:on|upon) (?:appeal|review|intermediate review),? |(?:by|in) (?:its|a) (?:decision|judgment){IN_CLAUSE}{{0,80}}, |however, |accordingly, |thus, )?{_COURT}"
)
"""How a sentence begins whose subject is the Court of Appeals."""
_GOES_ON = pattern(
    r"[\s\"']*(?:(?:however|accordingly|thus|also|further|likewise|instead|consequently),? )?(?:it|for (?:each|the|illegal|large|estafa|every)|in (?:criminal|crim\.?|each|the)|the (?:fine|penalt\w+|sentence|minimum|maximum)|as to|and)\b"
)
_ANOTHER = r"(?:trial court|RTC|court a quo|lower court|law|sections?|articles?|correctly|properly|punish\w*|provid\w+)"
"""Whose verb it may be instead: "it noted that the trial court sentenced her to"."""
_CHANGES = pattern(
    rf"\b(?:it|CA|court|court of appeals)\b(?:(?!\b{_ANOTHER}\b)[^;]){{0,200}}?\b(?:modif\w+|imposed|reduced|increased|raised|lowered|sentenced|changed|fixed|set|adjusted|corrected)\b|"
    r"\b(?:but|and) (?:\w+ )?(?:modified|reduced|increased|raised|lowered|changed|adjusted|corrected)\b|"
    r"\b(?:fine|penalt\w+|sentence|minimum|maximum)\b[^;]{0,120}?\b(?:was|were) (?:\w+ )?(?:modified|reduced|increased|raised|lowered|changed|fixed|set|adjusted|corrected)\b"
)
_JUDGES = pattern(r"\b(?:acquit|exonerat|absolv|dismiss|convict)\w*|\bguilt")
"""Words of a sentence that leads to no penalty: "It rejected the claim that he should have been acquitted. It raised the fine to …"."""
_NOT_DONE = pattern(r"\b(?:contend|argu|should|would|may be|if)\w*\b|\berr(?:ed|or)\b|\bpeople v")
