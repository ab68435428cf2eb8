"""What an appellate portion makes of the outcomes below: what is affirmed stays as it was, with the changes that the items make.

Forms met: "AFFIRMED"; "AFFIRMED with the modification that …"; "the petition is DENIED"; "REVERSED and SET ASIDE … ACQUITTED";
"found GUILTY of only seven (7) counts of estafa, not eight (8)".
"""

from __future__ import annotations

from collections.abc import Sequence

from jointcharge.parsing.judgment_clauses import finer_items, parts_of
from jointcharge.parsing.judgment_dispositions import Dispositive, Item, effects, items_of
from jointcharge.parsing.judgment_informations import Information
from jointcharge.parsing.judgment_instead import find_instead
from jointcharge.parsing.judgment_kind import OF_SERVICE
from jointcharge.parsing.judgment_mentions import by_role, mentioned
from jointcharge.parsing.judgment_names import Accused
from jointcharge.parsing.judgment_number_groups import find_number_groups
from jointcharge.parsing.judgment_offences import counts_after, counts_before, find_mentions
from jointcharge.parsing.judgment_outcomes import (
    Outcome,
    Table,
    impose,
    is_about_all,
    penalties_for,
    penalty_of,
)
from jointcharge.parsing.judgment_penalties import Penalty
from jointcharge.parsing.judgment_provisions import convicted_under
from jointcharge.parsing.judgment_spoken import first_of, spoken_of
from jointcharge.parsing.judgment_text import Reading, pattern
from jointcharge.records.case import Disposition, Instance


def review(
    reading: Reading,
    portion: Dispositive,
    infos: Sequence[Information],
    accused: Sequence[Accused],
    table: Table,
) -> None:
    """Apply an appellate portion: what stands stays, and each item changes what it names."""
    plain = reading.plain
    items = items_of(plain, portion)
    before = _before_court(accused)
    told = {name for _, name in effects(plain, items)}
    whole = Item(portion.start, portion.end)
    for person in before:
        for position in range(len(infos)):
            if (person, position) in table:
                outcome = table[person, position]
                if outcome.standing is Disposition.UNKNOWN:
                    continue
                outcome.decide(
                    portion.instance, _carried(outcome.standing, told, plain, whole), portion.start, portion.end
                )
    _override(reading, portion, items, infos, accused, table, before)
    _leave_out(reading, portion, infos, table, before)
    for outcome in table.values():
        if outcome.standing is not Disposition.CONVICTED:
            outcome.term, outcome.fine, outcome.awards = None, None, ()


def change(
    reading: Reading,
    portion: Dispositive,
    infos: Sequence[Information],
    accused: Sequence[Accused],
    table: Table,
) -> None:
    """Apply what running text tells of an appeal's changes; what it does not name stays."""
    before = _before_court(accused)
    _override(reading, portion, items_of(reading.plain, portion), infos, accused, table, before)


def _leave_out(
    reading: Reading, portion: Dispositive, infos: Sequence[Information], table: Table, before: Sequence[int]
) -> None:
    """What an appeal leaves of more convictions below: "guilty of only seven counts, not eight", and seven are numbered."""
    values = {v for g in find_number_groups(reading.plain, portion.start, portion.end) for v in g.values}
    for mention in find_mentions(reading.plain, portion.start, portion.end):
        counts = counts_before(reading.plain, mention)
        charged = [i for i, info in enumerate(infos) if info.offence == mention.offence]
        numbered = {i for i in charged if infos[i].has_number_of(values)}
        if (
            counts is None
            or counts[0] != len(numbered)
            or not _FEWER.search(reading.plain, counts[1] - 40, mention.end + 40)
        ):
            continue
        for outcome in (table[p, i] for p in before for i in charged if i not in numbered and (p, i) in table):
            if outcome.standing is Disposition.CONVICTED:
                outcome.decide(portion.instance, Disposition.ACQUITTED, mention.start, mention.end)


_FEWER = pattern(r"\bonly\b|\binstead of\b|\bnot (?:of )?\w+ \(|\breduced\b")


def is_before_court(one: Accused) -> bool:
    """Whether the appellate decision is about this accused."""
    return one.appellant and one.at_large is None


def _before_court(accused: Sequence[Accused]) -> list[int]:
    """Those whom an appellate decision is about; all where it cannot be told."""
    return [i for i, one in enumerate(accused) if is_before_court(one)] or list(range(len(accused)))


def _carried(standing: Disposition, told: set[str], plain: str, whole: Item) -> Disposition:
    """What a judgment below is after the portion as a whole; items may still change it."""
    if told & {"affirmed", "modified", "denied"} or _IN_PART.search(plain, whole.start, whole.end):
        return standing
    if standing is Disposition.CONVICTED and pattern(r"\bacquit").search(plain, whole.start, whole.end):
        return Disposition.ACQUITTED
    if "remanded" in told:
        return Disposition.PENDING
    if standing is Disposition.CONVICTED and told & {"reversed", "granted"}:
        return Disposition.REVERSED
    return standing


_IN_PART = pattern(
    r"\b(?:partly|partially) (?:granted|meritorious|reversed)|\bgranted in part\b|\b(?:partly|partially) grants?\b"
)


def _override(
    reading: Reading,
    portion: Dispositive,
    items: Sequence[Item],
    infos: Sequence[Information],
    accused: Sequence[Accused],
    table: Table,
    before: Sequence[int],
) -> None:
    scope: list[int] = []
    people: list[int] = []
    listed: list[list[int]] = []
    penalty = Penalty()
    for item in finer_items(reading.plain, items):
        for part, verdict in parts_of(reading.plain, item):
            text = reading.plain[part.start : part.end]
            named, listed, _ = spoken_of(reading, part, infos, item, listed)
            penalty = penalty_of(reading.plain, part, penalty)
            if verdict is Disposition.CONVICTED and penalty.term is None and OF_SERVICE.search(text):
                continue
            told = _told_in(reading, part, accused)
            if told and not set(told) & set(before):
                continue
            frees = verdict in (Disposition.ACQUITTED, Disposition.DISMISSED)
            who = (
                (told if _reaches_others(text, frees, penalty) else [p for p in told if p in before])
                or ([] if is_about_all(reading, part, people) else people)
                or list(before)
            )
            named = first_of(reading.plain, part, scope) or named
            scope = named or scope or list(range(len(infos)))
            people = who
            imposes = penalty.term is not None or penalty.bound is not None
            if _DELETES.search(text) and not (frees or imposes or pattern(r"\bterm\b").search(text)):
                continue
            instead = (
                find_instead(reading, part, infos, table, who, portion.instance) if _is_anew(text, verdict) else {}
            )
            for key, offence in instead.items():
                table[key].decide(portion.instance, Disposition.CONVICTED, part.start, part.end)
                table[key].instead, table[key].anew = offence, True
            if instead:
                named = scope = sorted({position for _, position in instead})
            entered = None if _describes(text, verdict) else verdict
            imposed = _without_changed_fine(table, who, named or scope, penalty, text)
            _revise(
                table,
                portion,
                part,
                entered,
                named or scope,
                who,
                penalties_for(reading, part, imposed, named or scope, infos),
                infos,
                reading.plain,
            )


def _describes(text: str, verdict: Disposition | None) -> bool:
    """Whether a part tells of the conviction under review, and what becomes of it, instead of entering one."""
    return bool(
        verdict is Disposition.CONVICTED
        and pattern(r"\b(?:finding|convicting|conviction|judgment|decision|sentencing|found)\b").search(text)
        and pattern(r"affirm|revers|modif|set aside|hereby dismissed|is denied").search(text)
    )


def _told_in(reading: Reading, part: Item, accused: Sequence[Accused]) -> list[int]:
    """Whom a part names, and beside them the appellant: "accused-appellant and accused Cruz are each sentenced"."""
    named = mentioned(accused, reading.text[part.start : part.end])
    each = named and _EACH.search(reading.plain, part.start, part.end)
    return sorted({*named, *by_role(reading, part, accused)}) if each else named


def _without_changed_fine(
    table: Table, people: Sequence[int], scope: Sequence[int], penalty: Penalty, text: str
) -> Penalty:
    """The penalty without a fine that is only changed, where no charge that the item names bears one: "raised the fine, and corrected the
    maximum in Criminal Case No. 7" changes the fine of the one charge that has it."""
    bear = [key for key, outcome in table.items() if key[0] in people and outcome.fine is not None]
    charges = {position for _, position in bear}
    if penalty.fine is None or not _FINE_CHANGED.search(text) or len(charges) != 1 or charges & set(scope):
        return penalty
    for key in bear:
        table[key].fine = penalty.fine
    return penalty._replace(fine=None)


_FINE_CHANGED = pattern(
    r"\b(?:rais|increas|reduc|lower|correct|modif)\w* the (?:amount of the )?fine\b|\bfine\b[^.;]{0,60}\b(?:is|was|be|being) (?:\w+ )?(?:raised|increased|reduced|lowered|corrected|modified)\b"
)


def _reaches_others(text: str, frees: bool, penalty: Penalty) -> bool:
    """Whether an item is also about those whom it names and who did not appeal: a co-accused whom it acquits, or sentences too."""
    return bool(_CO_ACCUSED.search(text)) if frees else penalty.term is not None and bool(_EACH.search(text))


_EACH = pattern(r"\beach (?:of them )?(?:is |are )?(?:hereby )?sentenced\b|\b(?:both|each) (?:shall|must|to) suffer\b")
_CO_ACCUSED = pattern(r"\bco-? ?accused\b")
_DELETES = pattern(r"\bdelet(?:ed|ing|e)\b")


def _is_anew(text: str, verdict: Disposition | None) -> bool:
    """Whether a part convicts by its own words, and does not tell the conviction below."""
    return verdict is Disposition.CONVICTED and not _OF_BELOW.search(text)


_OF_BELOW = pattern(
    r"\b(?:decisions?|judgments?|rulings?|convictions?|resolutions?)\b[^.;]{0,200}\b(?:finding|convicting|found)\b|\b(?:affirm|den(?:y|ied)|dismiss)"
)


def _revise(
    table: Table,
    portion: Dispositive,
    part: Item,
    verdict: Disposition | None,
    scope: Sequence[int],
    people: Sequence[int],
    penalties: Penalty | dict[int, Penalty],
    infos: Sequence[Information],
    plain: str,
) -> None:
    text = plain[part.start : part.end]
    for person in people:
        for position in scope:
            penalty = penalties if isinstance(penalties, Penalty) else penalties.get(position, Penalty())
            outcome = table.get((person, position))
            if outcome is None:
                continue
            if verdict is Disposition.CONVICTED and _FINDS.search(text):
                outcome.under = convicted_under(plain, part.start, part.end, infos[position]) or outcome.under
                outcome.counts = _counts_of(plain, part, infos[position]) if len(scope) == 1 else outcome.counts
            if verdict is not None and _changes(outcome, verdict, penalty, text, portion.instance):
                outcome.decide(portion.instance, verdict, part.start, part.end)
                outcome.anew = verdict is Disposition.CONVICTED and _is_whole(outcome, penalty, text)
            if outcome.standing is Disposition.CONVICTED:
                impose(outcome, penalty, shared=len(scope) > 1)


def _counts_of(plain: str, part: Item, info: Information) -> tuple[int, int, int] | None:
    """Of how many counts of its offence a part convicts under an information that it numbers: one charged as in large scale."""
    if not any(info.has_number_of(g.values) for g in find_number_groups(plain, part.start, part.end)):
        return None
    mentions = (m for m in find_mentions(plain, part.start, part.end) if m.offence == info.offence)
    counted = (counts_before(plain, m) or counts_after(plain, m, m.end + 40) for m in mentions)
    return next((told for told in counted if told and told[0] > 1), None)


_FINDS = pattern(r"\b(?:guilty|convicted|liable)\b")


def _is_whole(outcome: Outcome, penalty: Penalty, text: str) -> bool:
    """Whether a new sentence stands for the whole penalty: where the conviction is stated again, or life becomes a term of years."""
    from_life = bool(outcome.term and outcome.term.life and penalty.term and not penalty.term.life)
    return from_life or _FINDS.search(text) is not None


def _changes(outcome: Outcome, verdict: Disposition, penalty: Penalty, text: str, instance: Instance) -> bool:
    """A bare "sentenced" or "guilty" turns no acquittal below into a conviction unless it says so of this charge; a term alone
    does where the charge was a conviction below, and only the portion as a whole was taken for an acquittal. What was acquitted
    below is not dismissed on appeal."""
    if verdict is Disposition.DISMISSED and outcome.standing is Disposition.ACQUITTED:
        return False
    if verdict is Disposition.CONVICTED and outcome.standing in (Disposition.ACQUITTED, Disposition.DISMISSED):
        convicted = outcome.before(instance) is Disposition.CONVICTED
        return penalty.term is not None and (convicted or bool(pattern(r"\bguilty\b|convict").search(text)))
    return True
