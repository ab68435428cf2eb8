"""What became of each charge against each accused, instance by instance.

A dispositive portion is read item by item. An item speaks of the informations it numbers, else of the offences it names,
else of those of the item before; and of the accused it names, else of those of the item before. What no
portion decides stays unknown. What an appeal makes of the table is `judgment_review`'s.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from jointcharge.parsing.judgment_citations import Citation
from jointcharge.parsing.judgment_clauses import finer_items, parts_of
from jointcharge.parsing.judgment_dispositions import Dispositive, Item, items_of
from jointcharge.parsing.judgment_informations import Information
from jointcharge.parsing.judgment_mentions import by_role, mentioned
from jointcharge.parsing.judgment_names import Accused
from jointcharge.parsing.judgment_offences import Mention, find_mentions
from jointcharge.parsing.judgment_penalties import Amount, Penalty, Term, find_penalty
from jointcharge.parsing.judgment_spoken import has_number, numbered_in, spoken_of
from jointcharge.parsing.judgment_text import Reading, Stretch, pattern
from jointcharge.records.case import Disposition, Instance


class Instead(NamedTuple):
    """A conviction of another offence than the one charged."""

    mention: Mention
    placed: bool
    """Whether the text tells under which charge; "two counts" of six without numbers are none in particular."""


@dataclass(slots=True)
class Outcome:
    """One charge against one accused: the verdicts so far and the penalty that stands."""

    verdicts: list[tuple[Instance, Disposition, int, int]] = field(default_factory=list)
    term: Term | None = None
    fine: Amount | None = None
    awards: tuple[Amount, ...] = ()
    joint: bool = False
    shared_term: bool = False
    """One term was imposed for several informations."""
    instead: Instead | None = None
    """The offence of which an appeal convicts in place of the one charged."""
    under: Citation | None = None
    """The provision that a conviction on appeal names for this accused."""
    counts: tuple[int, int, int] | None = None
    """Of how many counts a conviction on appeal is under this one information, and where it says so."""
    anew: bool = False
    """Found guilty anew on appeal: the next term replaces the whole penalty."""
    breadth: int = 0
    """Of how many charges at once the account told the trial court's verdict; 0 of a portion's. What is told of fewer tells more."""

    @property
    def standing(self) -> Disposition:
        """What stands now."""
        return self.verdicts[-1][1] if self.verdicts else Disposition.UNKNOWN

    def of(self, instance: Instance) -> Disposition | None:
        """What one instance decided."""
        found = [v[1] for v in self.verdicts if v[0] is instance]
        return found[-1] if found else None

    def before(self, instance: Instance) -> Disposition:
        """What stood before one instance decided."""
        return next((v[1] for v in reversed(self.verdicts) if v[0] is not instance), Disposition.UNKNOWN)

    def decide(self, instance: Instance, disposition: Disposition, start: int, end: int) -> None:
        """Record a verdict; a later item of the same instance replaces an earlier one."""
        self.verdicts = [v for v in self.verdicts if v[0] is not instance]
        self.verdicts.append((instance, disposition, start, end))
        self.verdicts.sort(key=lambda v: _ORDER.index(v[0]))


_ORDER = [Instance.TRIAL, Instance.APPEAL, Instance.FINAL]
Table = dict[tuple[int, int], Outcome]
"""By the positions of accused and information."""


def read_portion(
    reading: Reading,
    portion: Dispositive,
    infos: Sequence[Information],
    accused: Sequence[Accused],
    table: Table,
    *,
    only_gaps: bool = False,
    only_numbered: bool = False,
) -> None:
    """Enter the verdicts and penalties of a judgment of first instance into ``table``; of running text ``only_gaps``, and
    ``only_numbered`` what it tells under a number."""
    scope: list[int] = []
    people: list[int] = []
    listed: list[list[int]] = []
    last, decides = Penalty(), False
    everyone = [i for i, one in enumerate(accused) if one.at_large is None] or list(range(len(accused)))
    parties = [i for i in everyone if accused[i].in_caption] or everyone
    whole_scope = numbered_in(reading, portion, infos) if not only_gaps else []
    for item in finer_items(reading.plain, items_of(reading.plain, portion)):
        for part, verdict in parts_of(reading.plain, item):
            named, listed, whole = spoken_of(reading, part, infos, item, listed)
            words = _ABSENT.sub(" ", reading.text[part.start : part.end])
            all_of_them = is_about_all(reading, part, people)
            who = mentioned(accused, words) or ([] if all_of_them else by_role(reading, part, accused))
            numbered = has_number(reading, part, infos)
            goes_on = decides and numbered and find_penalty(reading.plain, part.start, part.end).term is not None
            decides = _is_decision(reading, part) or goes_on
            if (only_gaps and not decides) or (only_numbered and not numbered):
                continue
            penalty = last = penalty_of(reading.plain, part, last)
            people = who or (everyone if all_of_them else people) or parties
            if named:
                scope = named
            elif not scope:
                scope = whole_scope or list(range(len(infos)))
            if verdict is Disposition.ACQUITTED and not named and not who and names_another(reading, part):
                continue
            imposed = penalties_for(reading, part, penalty, named or scope, infos)
            breadth = (len(scope) if numbered else _ANY) if only_gaps else 0
            for told, penalties in ((whole, Penalty()), (scope, imposed)):
                _enter(
                    table,
                    portion.instance,
                    part,
                    verdict,
                    told,
                    people,
                    penalties,
                    infos,
                    only_gaps=only_gaps,
                    breadth=breadth,
                )


_ANY = 1000
"""The breadth of a verdict that names an offence and no number."""


_SAME_PENALTY = pattern(r"\b(?:same|like|identical) (?:\w+ ){0,2}(?:penalt|term|sentence|imprisonment)")


def _is_most_alone(plain: str, part: Item, term: Term) -> bool:
    """Whether a single length is called the maximum, its minimum being that told before: "… as minimum, to: (i) ten years, as
    maximum, in Criminal Case No. 7; (ii) eleven years, as maximum, in Criminal Case No. 8"."""
    told = pattern(r"\bas (?P<end>minimum|maximum)\b").findall(plain[part.start : part.end])
    leads = _LEAST_OF_ALL.search(plain, max(0, part.start - 900), part.end) is not None
    return leads and term.low == term.high and term.low is not None and {t.lower() for t in told} == {"maximum"}


_LEAST_OF_ALL = pattern(r"\bas minimum,? to ?:")
"""A minimum that leads a list of maxima."""


_AND_AT = pattern(r"[\s,;]*(?:and )?(?:at|to) \w+")


def penalty_of(plain: str, part: Item, before: Penalty) -> Penalty:
    """What a part imposes; "the same penalty" is the term of that imposed ``before``."""
    penalty = find_penalty(plain, part.start, part.end)
    if before.bound is not None and penalty.term is not None and _AND_AT.match(plain, part.start, part.end):
        return penalty._replace(term=None, bound=before.bound.again(penalty.term))
    if penalty.term is not None and before.term is not None and _is_most_alone(plain, part, penalty.term):
        return penalty._replace(term=penalty.term._replace(low=before.term.low))
    again = penalty.term is None and _SAME_PENALTY.search(plain, part.start, part.end)
    return penalty._replace(term=before.term) if again else penalty


def penalties_for(
    reading: Reading, part: Item, penalty: Penalty, scope: Sequence[int], infos: Sequence[Information]
) -> Penalty | dict[int, Penalty]:
    """One penalty in an item of several offences belongs to the offence named last before it; where none is, to nobody."""
    if len({infos[p].offence for p in scope}) < 2 or (penalty.term is None and penalty.fine is None):
        return penalty
    at = penalty.term.start if penalty.term else penalty.fine.start if penalty.fine else part.start
    before = [
        m for m in find_mentions(reading.plain, part.start, at) if any(infos[p].offence == m.offence for p in scope)
    ]
    offence = before[-1].offence if before and len({m.offence for m in before}) == 1 else None
    none = Penalty(awards=penalty.awards, joint=penalty.joint)
    return {p: penalty if infos[p].offence == offence else none for p in scope}


_ABSENT = re.compile(
    r"\b(?:dead|deceased|late|fugitive|absent)\s+(?:[A-ZÑ][\w.'-]*\s+){1,4}(?=included\b|notwithstanding\b)"
)
"""Somebody told of in passing: "three persons, the dead Cruz included, had acted in concert"."""


def is_about_all(reading: Reading, part: Item, before: Sequence[int]) -> bool:
    """Whether an item says that it is about all of them; "both" are the two named before it, where two were."""
    text = reading.plain[part.start : part.end]
    if len(before) > 1 and pattern(r"\bboth\b").search(text):
        return False
    words = r"\b(?:both|all)(?: the| of the)? (?:accused|appellants|petitioners)|\baccused-appellants\b|\bpetitioners\b|\bthe spouses\b"
    return bool(pattern(words).search(text))


def names_another(reading: Reading, part: Item | Stretch) -> bool:
    """Whether a verdict that names none of the accused is somebody's by name."""
    text = reading.text[part.start : part.end]
    return bool(
        re.search(
            r"(?:accused|Atty\.|Mr\.|Mrs\.|Ms\.|[Aa]cquit\w*|[Cc]onvicting)\s+(?:(?:accused|the|Atty\.)\s+)*[A-Z][\w.]+\s+[A-Z]",
            text,
        )
    )


def _is_decision(reading: Reading, part: Item) -> bool:
    """Whether running text tells what a court decided here, and no allegation or argument."""
    text = reading.plain[part.start : part.end]
    return bool(
        pattern(
            r"guilty|convict|acquit|absolv|exonerat|sentenc|prison term|imprison|to suffer|imposed|indeterminate|penalty of|as m(?:in|ax)imum"
        ).search(text)
    ) and not pattern(r"plea|not guilty to|contend|argu|claims?\b|pray|arraign|\bif \b|should be").search(text)


def _enter(
    table: Table,
    instance: Instance,
    part: Item,
    verdict: Disposition | None,
    scope: Sequence[int],
    people: Sequence[int],
    penalties: Penalty | dict[int, Penalty],
    infos: Sequence[Information],
    *,
    only_gaps: bool = False,
    breadth: int = 0,
) -> None:
    if verdict is None and isinstance(penalties, Penalty) and penalties.term is not None:
        verdict = Disposition.CONVICTED
    for person in people:
        for position in scope:
            penalty = penalties if isinstance(penalties, Penalty) else penalties.get(position, Penalty())
            allowed = infos[position].accused
            if allowed is not None and person not in allowed:
                continue
            outcome = table.setdefault((person, position), Outcome())
            earlier = outcome.of(instance)
            undone = earlier is Disposition.ACQUITTED and verdict is Disposition.CONVICTED and penalty.term is None
            told = only_gaps and earlier and outcome.breadth <= breadth
            if verdict is not None and not told and not undone:
                outcome.decide(instance, verdict, part.start, part.end)
                outcome.breadth = breadth
            if outcome.of(instance) is Disposition.CONVICTED or instance is not Instance.TRIAL:
                impose(outcome, penalty, shared=len(scope) > 1, only_gaps=only_gaps)


def impose(outcome: Outcome, penalty: Penalty, *, shared: bool = False, only_gaps: bool = False) -> None:
    """Enter a penalty; what it does not state stays."""
    if penalty.term is not None and not (only_gaps and outcome.term):
        if outcome.anew:
            outcome.fine, outcome.anew = None, False
        outcome.term = penalty.term
        outcome.shared_term = shared and not penalty.per_count
    if penalty.bound is not None and outcome.term is not None and not outcome.term.life and not only_gaps:
        outcome.term = penalty.bound.of(outcome.term)
    if penalty.fine is not None and not (only_gaps and outcome.fine):
        outcome.fine = penalty.fine
    if penalty.without_fine and not only_gaps:
        outcome.fine = None
    if penalty.awards and not (only_gaps and outcome.awards):
        outcome.awards, outcome.joint = penalty.awards, penalty.joint
