"""Cases that a trial court dismissed before it gave judgment, told in the account by their numbers.

Forms met: "the trial court dismissed Criminal Cases Nos. 7 and 8 for failure of the complainants to appear"; "Criminal Case No. 9
was provisionally dismissed on motion of the prosecution"; "upon the complainant's desistance, Criminal Case No. 3 was withdrawn".
Not these: a motion to dismiss, what somebody prays for, a petition or an appeal that is dismissed, what the present court orders.
"""

from __future__ import annotations

from collections.abc import Iterator

from jointcharge.parsing.judgment_number_groups import NumberGroup, find_number_groups
from jointcharge.parsing.judgment_text import IN_CLAUSE, Stretch, pattern, sentences

_ENDED = r"(?:provisionally |thus |also |likewise |later |subsequently |eventually |accordingly |however |\w+ly )*(?:dismissed|withdrawn|quashed|dropped)"
_DISMISSED_BEHIND = pattern(
    rf"{IN_CLAUSE}{{0,120}}?\b(?:was|were|had been|has been|have been|being) (?:ordered )?{_ENDED}\b"
)
_DISMISSES = pattern(
    r"\b(?:dismiss(?:ed|ing)|quash(?:ed|ing)|withdr(?:ew|awing)|(?:dismissal|withdrawal|quashal) of)\b[^.;]{0,60}$|\bgranted\b[^.;]{0,80}\bto (?:dismiss|withdraw)(?: the)?(?: (?:information|case|charge|complaint)s?)?(?: in)? ?$"
)
_NOT_DONE = pattern(
    r"\bmotions? (?:to|for)\b[^.;]{0,30}(?:dismiss|quash|withdraw)|\b(?:moved|moves|prayed?|prays|sought|seeks?|asked|asks|should|whether|refus\w+|den(?:y|ied|ying)|argu\w+|contend\w*|\bif|recommend\w*)\b|"
    r"\b(?:reinstat|reviv|set aside|revers)\w*"
)


_GRANTED = pattern(
    r"\bgranted (?:\w+ ){0,3}motion\b[^.;]{0,60}\bto (?:dismiss|withdraw) (?:the )?(?:(?:information|case|charge|complaint)s?\b|crim|no)"
)
"""A motion that was granted is done."""


def find_dismissed(plain: str, start: int, end: int) -> Iterator[tuple[NumberGroup, Stretch]]:
    """The numbers that ``plain[start:end]`` tells as dismissed, each with the sentence that says so."""
    for piece in sentences(plain, start, end):
        not_done = _NOT_DONE.search(plain, *piece) and not _GRANTED.search(plain, *piece)
        if not_done or not _WORDS.search(plain, *piece):
            continue
        groups = [g for g in find_number_groups(plain, piece.start, piece.end) if not g.complaint]
        for position, group in enumerate(groups):
            before = groups[position - 1].end if position else piece.start
            after = groups[position + 1].start if position + 1 < len(groups) else piece.end
            if _DISMISSED_BEHIND.match(plain, group.end, after) or _DISMISSES.search(plain[before : group.start]):
                yield group, piece


_WORDS = pattern(r"\b(?:dismiss|quash|withdr[ae]w|dropped)")
