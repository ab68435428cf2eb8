"""The classes of one charge, from its provision and its wording together."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from jointcharge.records.citations import fold
from jointcharge.records.offence_rules import Provision, codes_of_classes, jurisdiction_of
from jointcharge.records.offences import CORRUPTION_CLASSES, OffenceClass, OffenceMatch
from jointcharge.records.wordings import Wording, WordingMatch, vocabulary

_RESIDUAL = frozenset({OffenceClass.OTHER, OffenceClass.UNCLASSIFIED})
_EXPLOITATION = frozenset(
    {
        OffenceClass.TRAFFICKING,
        OffenceClass.SLAVERY_FORCED_LABOUR,
        OffenceClass.SEXUAL_EXPLOITATION,
        OffenceClass.LABOUR,
    }
)
_FAMILIES = (CORRUPTION_CLASSES, _EXPLOITATION)
_HEAD = re.compile(
    r"(?:^|[;•\n]|charged with|counts? (?:of|\w+)|(?:convicted|guilty) of)[\s:.)-]*"
    r"(?:(?:attempt\w*|aggravated|qualified|complicity in|conspir\w+|aiding(?: and abetting)?|commit\w*|to|in|of|the|an?)\s+)*$"
)
"""Where a wording stands at the head of a clause, qualifiers aside."""
_NEXT = re.compile(r"[\s,/&+]*(?:and|y|e|et|si|or)?\s*(?:the|a|an)?\s*$")
"""Between two offences of one list."""

Hit = tuple[Provision | Wording, str]


def charge_classes(provision: str, wording: str, country: str, on: dt.date | None) -> tuple[OffenceMatch, ...]:
    """See :func:`jointcharge.records.offences.classify`.

    1. The provisions cited are the first answer. 2. A precise provision outranks a generic wording of its
    own family (``bribery`` beside a section on taking bribes) and a wording inside a long account of the
    facts; a telling wording adds its class. 3. A broad provision (18 U.S.C. 371) gives way to a telling
    wording. 4. Without a provision the wordings answer, those that name an offence before those that stand
    in the name of a law.
    """
    folded, words = fold(provision), fold(wording)
    jurisdiction = jurisdiction_of(country)
    cited, names = jurisdiction.find(folded, on) if jurisdiction else ([], [])
    found = [(p, _words_at(provision, start, end)) for p, start, end in cited]
    precise: list[Hit] = [(p, text) for p, text in found if not p.broad]
    titled = vocabulary().find(folded)
    outside = [m for m in titled if not any(start <= m.start < end for start, end in names)]
    said = vocabulary().find(words)
    if precise:
        given = frozenset(c for hit, _ in precise for c in hit.classes)
        telling = _hits(_telling(said, words, given), wording) + _hits(_telling(outside, folded, given), provision)
        return _matches([*precise, *telling])
    spoken = _hits(said, wording) + _hits(outside, provision)
    if any(not m.wording.generic and set(m.wording.classes) - _RESIDUAL for m in (*said, *outside)):
        return _matches(spoken)
    return _matches([*found, *spoken] or _hits(titled, provision))


def _telling(matches: list[WordingMatch], text: str, given: frozenset[OffenceClass]) -> list[WordingMatch]:
    """Those that add to a precise provision: at the head of a clause, or next in a list of offences."""
    told, listed_to = [], -1
    for match in matches:
        at_head = match.start == 0 or _HEAD.search(text, 0, match.start)
        if at_head or (listed_to >= 0 and _NEXT.fullmatch(text, listed_to, match.start)):
            listed_to = match.end
            told.append(match)
    return [m for m in told if not _is_outranked(m.wording, given)]


def _is_outranked(wording: Wording, given: frozenset[OffenceClass]) -> bool:
    """Whether the provision has already said, more exactly, what the wording says.

    A generic wording yields to any provision of its family; what a trafficking provision punishes
    (prostitution, forced labour, recruitment) is its purpose or act there and no further offence.
    """
    family = next((f for f in _FAMILIES if f.issuperset(wording.classes)), frozenset())
    if OffenceClass.TRAFFICKING in given and family is _EXPLOITATION:
        return True
    return wording.generic and bool(family & given)


def _hits(matches: list[WordingMatch], text: str) -> list[Hit]:
    return [(m.wording, _words_at(text, m.start, m.end)) for m in matches]


def _words_at(text: str, start: int, end: int) -> str:
    return text[start:end].strip(" ,;.:")


def _matches(hits: list[Hit]) -> tuple[OffenceMatch, ...]:
    """One match a class, the first rule that gave it; ``other`` only where there is nothing else."""
    by_class: dict[OffenceClass, OffenceMatch] = {}
    for rule, text in hits:
        for offence_class in rule.classes:
            by_class.setdefault(offence_class, _match(offence_class, rule, text))
    if set(by_class) - _RESIDUAL:
        by_class.pop(OffenceClass.OTHER, None)
    unknown = OffenceMatch(offence_class=OffenceClass.UNCLASSIFIED, rule="none", matched="")
    return tuple(by_class.values()) or (unknown,)


@lru_cache(maxsize=8_192)
def _match(offence_class: OffenceClass, rule: Provision | Wording, text: str) -> OffenceMatch:
    iccs, uncac = codes_of_classes()[offence_class]
    return OffenceMatch(
        offence_class=offence_class,
        rule=rule.id,
        iccs=rule.iccs or iccs,
        uncac=rule.uncac or uncac,
        matched=text,
        verified=rule.verified,
    )
