"""How often a tagger says rightly how firmly a form is asserted: alleged, charged, found, convicted, acquitted.

Only forms that gold and tagger both have at a passage (or in a case) are judged, so a form missed or invented counts here
for nothing; the table of labels counts those. A case's status of a form is the firmest of its passages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from jointcharge.classify.gold import GoldCase
from jointcharge.classify.scores import Estimate, IntArray, estimate_of, precision_of
from jointcharge.records.case import FormStatus, Tag, TagDimension
from jointcharge.records.raw import Record

FIRMNESS = tuple(FormStatus)
"""From the least firm to the firmest; an acquittal is the last word on a charge, as a conviction is."""
NONE = "none"
"""What stands where the tagger gives a form without a status."""
Said = tuple[frozenset[FormStatus], str]
"""The statuses that the gold has there, any of which is right, and the one that the tagger gives."""


class StatusRow(Record):
    """One unit."""

    unit: str
    """``passage`` or ``case``."""
    both: int
    """Forms that gold and tagger have at the same passage or in the same case, and whose status the gold tells."""
    untold: int
    """Such forms whose status the gold does not tell; they are not judged."""
    right: int
    share: Estimate | None
    """Right of both; None where they have none in common."""
    commonest: FormStatus | None
    """The status that the gold has oftenest among these forms."""
    always_commonest: float | None
    """The share that would be right if that one were always given."""
    met: dict[str, dict[str, int]]
    """For each status of the gold how often the tagger gave which; ``none`` where it gave none."""


def status_rows(cases: Sequence[GoldCase], tagged: Sequence[Sequence[Tag]], draws: IntArray) -> tuple[StatusRow, ...]:
    """By passage and by case. ``draws`` says how often each case is drawn, the data itself first (`resampling_weights`)."""
    pairs = list(zip(cases, tagged, strict=True))
    return (
        _row("passage", [list(_at_passages(case, tags)) for case, tags in pairs], draws),
        _row("case", [list(_in_case(case, tags)) for case, tags in pairs], draws),
    )


def status_text(rows: Iterable[StatusRow]) -> Iterator[str]:
    """The rows as lines to read."""
    yield "status of forms that both have:"
    for row in rows:
        if row.share is None:
            yield f"{row.unit:8}no form in common"
            continue
        reach = "" if row.share.ci_low is None else f" [{row.share.ci_low:.2f}, {row.share.ci_high:.2f}]"
        yield (
            f"{row.unit:8}{row.right} of {row.both} right: {row.share.value:.3f}{reach}; "
            f"always {row.commonest}: {row.always_commonest:.3f}"
        )
        for status, given in row.met.items():
            yield f"{'':8}{status}: given " + ", ".join(f"{one} {n}" for one, n in given.items())


def _row(unit: str, said: Sequence[Sequence[Said]], draws: IntArray) -> StatusRow:
    import numpy as np

    told = [[one for one in some if one[0]] for some in said]
    judged = [one for some in told for one in some]
    counts = np.array([_right_and_wrong(some) for some in told])
    commonest = Counter(status for wanted, _ in judged for status in wanted).most_common(1)
    best = commonest[0][0] if commonest else None
    met: dict[str, Counter[str]] = {}
    for wanted, given in judged:
        met.setdefault(" or ".join(sorted(wanted)), Counter())[given] += 1
    return StatusRow(
        unit=unit,
        both=len(judged),
        untold=sum(map(len, said)) - len(judged),
        right=int(counts[:, 0].sum()),
        share=estimate_of((draws @ counts)[:, None, :], precision_of, sum(map(bool, told))),
        commonest=best,
        always_commonest=sum(best in wanted for wanted, _ in judged) / len(judged) if judged else None,
        met={status: dict(met[status].most_common()) for status in sorted(met)},
    )


def _right_and_wrong(said: Sequence[Said]) -> tuple[int, int, int]:
    """As true positives, false positives and (none) false negatives, so that the share is their precision."""
    right = sum(given in wanted for wanted, given in said)
    return right, len(said) - right, 0


def _at_passages(gold: GoldCase, tags: Sequence[Tag]) -> Iterator[Said]:
    for tag in tags:
        if tag.dimension is TagDimension.FORM and tag.passage_id in _wanted(gold, tag.label):
            yield gold.statuses.get(tag.passage_id, frozenset()), tag.status or NONE


def _in_case(gold: GoldCase, tags: Sequence[Tag]) -> Iterator[Said]:
    given: dict[str, list[FormStatus | None]] = {}
    for tag in tags:
        if tag.dimension is TagDimension.FORM and _wanted(gold, tag.label):
            given.setdefault(tag.label, []).append(tag.status)
    for label, statuses in given.items():
        wanted = _firmest(status for one in _wanted(gold, label) for status in gold.statuses.get(one, ()))
        yield frozenset(filter(None, [wanted])), _firmest(filter(None, statuses)) or NONE


def _wanted(gold: GoldCase, label: str) -> frozenset[str]:
    return gold.passages.get((TagDimension.FORM, label), frozenset())


def _firmest(statuses: Iterable[FormStatus]) -> FormStatus | None:
    return max(statuses, key=FIRMNESS.index, default=None)
