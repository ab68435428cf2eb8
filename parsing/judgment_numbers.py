"""Which numbers of informations are those of the case: of the account and the portions, not of other cases, nor misprints of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from jointcharge.parsing.judgment_dispositions import Dispositive
from jointcharge.parsing.judgment_number_groups import (
    NumberGroup,
    find_known_numbers,
    find_number_groups,
    is_same_number,
)
from jointcharge.parsing.judgment_text import pattern, sentences

_OTHER = r"previous (?:decision|conviction|case)|previously convicted|earlier (?:decision|case)|another case|\bSCRA\b|other cases? pending"
_OTHER_CASE = pattern(_OTHER)
NOT_THIS = pattern(rf"\bcivil cases?\b|\bex parte\b|\bpeople v(?:s)?\. |\bG\. ?R\. No|{_OTHER}")
"""Words of sentences about other cases, cited decisions among them."""
ACQUITTED = pattern(r"\bacquitt(?:ed|ing)\b|\bjudgments? of acquittal\b")
JUDGED = pattern(
    r"\bacquitt(?:ed|ing)\b|\bjudgments? of acquittal\b|\bconvict(?:ed|ing)\b|\b(?:found|finding|adjudged)\b[^.;]{0,60}\bguilty\b|\bsentenced\b|\bimposed\b"
)
"""Words of a judgment that is told."""


def own_numbers(
    plain: str, stretches: Sequence[tuple[int, int]], quoted: Sequence[tuple[int, int]]
) -> list[NumberGroup]:
    """The numbers of the case; those of sentences about other cases only where a portion has them too."""
    groups: list[NumberGroup] = []
    for start, end in stretches:
        for piece in sentences(plain, start, end):
            found = find_number_groups(plain, piece.start, piece.end)
            own = any(a <= piece.start < b for a, b in [*quoted, *stretches[1:]])
            if own or not _OTHER_CASE.search(plain, piece.start, piece.end):
                groups += found
    return groups


def judged_in_prose(plain: str, account: tuple[int, int], judged: re.Pattern[str]) -> set[str]:
    """The numbers under which the account tells, without a portion, that somebody was ``judged``."""
    told = (p for p in sentences(plain, *account) if judged.search(plain, *p) and not NOT_THIS.search(plain, *p))
    known = {v for g in find_number_groups(plain, *account) if not g.complaint for v in g.values}
    return {
        v
        for p in told
        for v in (
            *(v for g in find_number_groups(plain, *p) if not g.complaint for v in g.values),
            *find_known_numbers(plain, *p, known),
        )
    }


def at_issue(
    groups: Sequence[NumberGroup], account: tuple[int, int], portions: Sequence[Dispositive]
) -> list[NumberGroup]:
    """The numbers that the opening or the court's own portion names, where they name any; others are other cases."""
    own = [(p.start, p.end) for p in portions if p.by == "court"]
    here = {v for g in groups for v in g.values if g.start < account[0] + 3000 or any(a <= g.start < b for a, b in own)}
    kept = [g for g in groups if here & set(g.values)]
    in_court = [g for g in groups if not g.complaint]
    if not any(not g.complaint for g in kept):
        kept += in_court
    return kept or list(groups)


def without_misprints(groups: Sequence[NumberGroup]) -> list[NumberGroup]:
    """The groups without numbers met once that are one digit away from a number met often, and no neighbours of it."""
    met = Counter(v for g in groups for v in g.values)
    wrong = {v for v, n in met.items() if n == 1 and any(m > 1 and _is_misprint(v, w) for w, m in met.items())}
    return [g._replace(values=tuple(v for v in g.values if v not in wrong)) for g in groups]


def _is_misprint(one: str, other: str) -> bool:
    if len(one) != len(other):
        return False
    differs = [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return len(differs) == 1 and one[differs[0]].isdigit() and bool(re.match(r"\d\d\d", one[differs[0] :]))


def canonical(values: Sequence[str]) -> dict[str, str]:
    """Each way a number is written, and the longest way that the same number is written."""
    ways = sorted(dict.fromkeys(values), key=len, reverse=True)
    return {value: next(way for way in ways if is_same_number(way, value)) for value in ways}
