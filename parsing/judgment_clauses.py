"""The clauses of a dispositive item, each with its own verdict or penalty.

"guilty of A and acquitted of B" are two; "AFFIRMED with the modification that …" is what stands and what changes; "in Criminal Case
No. 7 the fine is increased to … and, in Criminal Case No. 8, X is sentenced to …" is cut before the second number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from jointcharge.parsing.judgment_dispositions import Item
from jointcharge.parsing.judgment_number_groups import find_number_groups
from jointcharge.parsing.judgment_offences import find_mentions
from jointcharge.parsing.judgment_penalties import find_penalty, find_terms
from jointcharge.parsing.judgment_text import IN_CLAUSE, pattern
from jointcharge.records.case import Disposition

_VERDICTS = (
    (
        Disposition.ACQUITTED,
        r"\bacquit\w*|ACQUITTED|\bnot guilty\b|\babsolv(?:es|ed|ing)\b|\bexonerat(?:es|ed|ing)\b",
    ),
    (
        Disposition.DISMISSED,
        r"(?<!petition\sfor\s)\b(?:criminal |crim\.? |ombudsman )?(?:cases?|informations?|complaints?|charges?|counts?)\b"
        + IN_CLAUSE
        + r"{0,260}?\b(?:is|are|be)? ?(?:hereby |accordingly |likewise |ordered )*(?<!petition\sis\s)(?:dismissed|quashed|dropped|withdrawn)\b|"
        r"(?<!motion\sto\s)(?<!motions\sto\s)(?<!which\s)(?<!that\s)(?<!had\s)(?<!who\s)\b(?:dismiss(?:ed|es)?|quash(?:ed|es)?)\b[^.;]{0,40} (?:the |said )?(?:criminal |crim\.? )?"
        r"(?:cases?|informations?|complaints?|charges?)|(?:order|direct)ed to (?:forthwith )?dismiss",
    ),
    (Disposition.CONVICTED, r"\bguilty\b|(?-i:GUILTY)|\bconvict(?:s|ed|ing|ion)?\b|\bsentenc(?:es|ed|ing)\b"),
)


def parts_of(plain: str, item: Item) -> Iterator[tuple[Item, Disposition | None]]:
    """The item's clauses, each with its one verdict; "guilty of A and acquitted of B" are two."""
    found = sorted(
        (m.start(), m.end(), verdict)
        for verdict, words in _VERDICTS
        for m in pattern(words).finditer(plain, item.start, item.end)
        if not (verdict is Disposition.CONVICTED and _NOT.search(plain, max(0, m.start() - 5), m.start()))
        and not (verdict is Disposition.ACQUITTED and _PLEA.search(plain, max(item.start, m.start() - 90), m.start()))
    )
    kinds = [v for *_, v in found]
    if len(set(kinds)) <= 1:
        yield from _turned(plain, item, found)
        return
    start = item.start
    for (_, end, verdict), (at, _, after) in pairwise(found):
        if after is not verdict:
            cut = _clause_between(plain, end, at)
            yield Item(start, cut), verdict
            start = cut
    yield Item(start, item.end), kinds[-1]


_NOT = pattern(r"\bnot +$")
_PLEA = pattern(
    r"\b(?:plead(?:s|ed|ing)?|pled|pleas?|answered|declared (?:him|her|them)sel(?:f|ves)|entered|arraign\w+|maintain\w*|insist\w*)\b[^.;]{0,70}$"
)
"""What an accused says and no court finds: "pleaded not guilty"."""
_NAMED_NEXT = pattern(
    r",? and (?=(?-i:[A-ZÑ])[\w.'-]*(?: (?-i:[A-ZÑ])[\w.'-]*| y| de| dela| del| and|,){0,12}(?:,? (?:is|are|was|were))? (?:hereby |likewise ){0,2}$)"
)
_TURNS = (
    pattern(r";"),
    pattern(r"\b(?:while|whereas|but|however)\b"),
    pattern(
        r",? and (?=(?:the )?(?:accused|accused-appellant|appellant|petitioner|co-accused|he|she|they|both|in criminal cases?)s?\b)"
    ),
    _NAMED_NEXT,
)
"""What parts two clauses of an item, the strongest first."""


def _clause_between(plain: str, end: int, at: int) -> int:
    """Where the clause of the verdict at ``at`` begins, behind that which ends at ``end``: "B is sentenced to …; while A is
    ACQUITTED". Without such words it begins with the verdict: "convicting A, acquitting B"."""
    for words in _TURNS:
        if found := list(words.finditer(plain, end, at)):
            return found[-1 if words is not _NAMED_NEXT else 0].start()
    return at


def _turned(
    plain: str, item: Item, found: Sequence[tuple[int, int, Disposition]]
) -> Iterator[tuple[Item, Disposition | None]]:
    """An item of one verdict, cut where it turns from what is affirmed to what is changed: "AFFIRMED with the modification that"; "as to A,
    the Decision is AFFIRMED, while B is ACQUITTED"."""
    if found and found[0][2] is Disposition.ACQUITTED:
        stays = list(_STAYS.finditer(plain, item.start, found[0][0]))
        cuts = (
            [c.start() for words in _TURNS[:3] for c in words.finditer(plain, stays[-1].end(), found[0][0])]
            if stays
            else []
        )
        if cuts:
            yield Item(item.start, max(cuts)), None
            yield Item(max(cuts), item.end), Disposition.ACQUITTED
            return
    turn = pattern(r"\bmodif\w+|\bexcept\b").search(plain, item.start, item.end)
    at = turn.end() if turn and (not found or turn.start() > item.start + 8) else item.end
    first = [v for start, _, v in found if start < at]
    rest = [v for start, _, v in found if start >= at]
    yield Item(item.start, at), first[0] if first else None
    if at < item.end:
        yield Item(at, item.end), rest[0] if rest else None


_STAYS = pattern(r"\b(?:affirmed|denied|dismissed|sustained|upheld|maintained)\b")


def finer_items(plain: str, items: Sequence[Item]) -> Iterator[Item]:
    """Items that impose several different terms, cut between them.

    "guilty of A and sentenced to X, and of B and sentenced to Y" is cut before B; "to X for A, and to Y for B" behind A.
    """
    for item in (piece for one in items for piece in _by_numbers(plain, one)):
        if not find_penalty(plain, item.start, item.end).several_terms:
            yield item
            continue
        terms = find_terms(plain, item.start, item.end)
        leads = bool(_named_between(plain, item.start, terms[0].start))
        cuts = [_cut_between(plain, one.end, other.start, leads=leads) for one, other in pairwise(terms)]
        edges = sorted({item.start, *(c for c in cuts if c is not None), item.end})
        yield from (Item(a, b) for a, b in pairwise(edges))


def _named_between(plain: str, start: int, end: int) -> list[int]:
    """Where offences and numbers are named."""
    found = [m.start for m in find_mentions(plain, start, end)]
    return sorted([*found, *(g.start for g in find_number_groups(plain, start, end))])


_CELL = re.compile(r"\s*\|")
"""Behind a number that leads the row of a table."""


def _cut_between(plain: str, start: int, end: int, *, leads: bool) -> int | None:
    named = _named_between(plain, start, end) if leads else []
    rows = [g.start for g in find_number_groups(plain, start, end) if _CELL.match(plain, g.end)]
    if rows:
        return rows[0]
    found = list(re.finditer(r";\s|[\"']\s|,?\s(?:and|but),?\s", plain[start : named[0] if named else end]))
    strong = [m for m in found if m[0][0] == ";"] or found
    return start + strong[-1].end() if strong else (named[0] if named else None)


def _by_numbers(plain: str, item: Item) -> Iterator[Item]:
    """The clauses of an item that names several numbers, where each has a number and a decision of its own: "the fine in Criminal Case
    No. 7 is increased to …, and X is ACQUITTED in Criminal Case No. 8"."""
    groups = find_number_groups(plain, item.start, item.end)
    start = item.start
    for cut in _NEXT_CLAUSE.finditer(plain, item.start, item.end) if len(groups) > 1 else ():
        here = [g for g in groups if start <= g.start and g.end <= cut.start()]
        rest = [g for g in groups if g.start >= cut.start()]
        decided = _DECIDES.search(plain, start, cut.start()) and _DECIDES.search(plain, cut.start(), item.end)
        if here and rest and decided and {v for g in here for v in g.values} != {v for g in rest for v in g.values}:
            yield Item(start, cut.start())
            start = cut.start()
    yield Item(start, item.end)


_NEXT_CLAUSE = pattern(
    r";|,? (?:and|while|but|whereas),? (?=(?:that |to )?(?:in|as to|as regards|with respect to|for) (?:the )?(?:criminal|crim\.)|(?:the )?(?:accused|accused-appellant|appellant|petitioner|co-accused)s?\b|"
    r"(?:he|she|they|it|both)\b|to (?:proceed|continue|try|hear)\b|(?:reversed|set aside|modified|affirmed|acquitt\w+|revers\w+|affirm\w+)\b|(?:the )?(?:penalt\w+|fine|sentence|indemnity|minimum|maximum|convictions?|judgment|decision|award)\b|"
    r"(?-i:[A-ZÑ])[\w.'-]*(?: (?-i:[A-ZÑ])[\w.'-]*| y| de| dela| del){0,7},? (?:is|are)\b)"
)
_DECIDES = pattern(
    r"\b(?:acquitt?\w*|guilty|convict\w*|sentenc\w+|imprison\w*|suffer|reduced|increased|lowered|raised|affirm\w*|revers\w+|set aside|dismiss\w*|modif\w+|upheld|sustain\w*|proceed|continue|delet\w+)\b"
)
