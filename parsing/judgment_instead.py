"""Convictions on appeal for another offence than the one charged.

Forms met: "found GUILTY of the lesser crime of homicide", of an information for murder; "ACQUITTED of violation of Section 3(e) …
Petitioner X is found GUILTY of two counts of falsification under Article 172(1)", where which of six counts they are is not said:
the first so many then stand for them, so that the number is right, and say that they are not told apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jointcharge.parsing.judgment_citations import find_citations
from jointcharge.parsing.judgment_dispositions import Item
from jointcharge.parsing.judgment_informations import Information
from jointcharge.parsing.judgment_number_groups import find_number_groups
from jointcharge.parsing.judgment_offences import Mention, counts_before, find_mentions, offence_of
from jointcharge.parsing.judgment_outcomes import Instead, Table
from jointcharge.parsing.judgment_text import Reading, pattern
from jointcharge.records.case import Disposition, Instance

_FOUND = pattern(r"\b(?:found|finds?|finding|held|declared|adjudged|convict(?:ed|s|ing))\b")
_LEAD = pattern(r"\b(?:guilty|convict(?:ed|s|ing)|liable)\b[^.;]{0,90}$")


def find_instead(
    reading: Reading, part: Item, infos: Sequence[Information], table: Table, people: Sequence[int], instance: Instance
) -> dict[tuple[int, int], Instead]:
    """By accused and information, the offence that this part of an item convicts of in place of the one charged."""
    if not _FOUND.search(reading.plain, part.start, part.end):
        return {}
    mention = _convicted_of(reading, part)
    if mention is None:
        return {}
    counts = counts_before(reading.plain, mention)
    values = {v for g in find_number_groups(reading.plain, part.start, part.end) for v in g.values}
    found: dict[tuple[int, int], Instead] = {}
    for person in people:
        open_ = list(_open_to(person, mention, infos, table, instance, anew=bool(counts and not values)))
        numbered = [p for p in open_ if infos[p].has_number_of(values)]
        number = counts[0] if counts else len(open_)
        if number <= len(open_):
            told = Instead(mention, placed=bool(numbered) or number == len(open_))
            found |= {(person, position): told for position in numbered or open_[:number]}
    return found


def _convicted_of(reading: Reading, part: Item) -> Mention | None:
    """The offence behind "guilty of", with the provision that the part cites for it."""
    named = (
        m
        for m in find_mentions(reading.plain, part.start, part.end)
        if _LEAD.search(reading.plain, max(part.start, m.start - 120), m.start)
    )
    mention = next(named, None)
    if mention is None or mention.citation is not None:
        return mention
    cited = find_citations(reading.plain, part.start, part.end)
    return mention._replace(citation=next((c for c in cited if offence_of(c) == mention.offence and c.sections), None))


def _open_to(
    person: int, mention: Mention, infos: Sequence[Information], table: Table, instance: Instance, *, anew: bool
) -> Iterator[int]:
    """The informations under which the offence can take the place of the one charged: those that were convictions, or that this
    instance has just acquitted of; where the offence itself is charged, only ``anew``, after an acquittal of every count of it."""
    mine = {position: outcome for (p, position), outcome in sorted(table.items()) if p == person}
    charged = [position for position in mine if infos[position].offence == mention.offence]
    acquitted = [position for position in mine if mine[position].of(instance) is Disposition.ACQUITTED]
    if charged:
        yield from charged if anew and set(charged) <= set(acquitted) else ()
        return
    yield from (p for p in mine if p in acquitted or mine[p].standing is Disposition.CONVICTED)
