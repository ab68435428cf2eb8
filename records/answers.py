"""What people say of labels at passages, several reviewers taken together; it outranks any tagger wherever tags are read.

The majority decides; where the reviewers of one label at one passage are even, the tagger's answer stands and the tie
is counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from jointcharge.records.case import Review

REVIEW_TAGGER = "review"
"""The ``tagger`` of a label that people gave and no tagger found; its ``version`` is the day of the last answer."""
Answer = tuple[str, str, str]
"""Passage, dimension, label."""


@dataclass(frozen=True)
class Answers:
    """What people say, label by label -> whether it is there, and the day of the last answer."""

    present: dict[Answer, tuple[bool, str]]
    ties: int


def answers_of(reviews: Iterable[Review]) -> Answers:
    """The majority's answer per label; even votes are no answer and are counted."""
    votes: dict[Answer, list[Review]] = defaultdict(list)
    for one in reviews:
        votes[one.passage_id, one.dimension.value, one.label].append(one)
    sums = {key: sum(1 if one.present else -1 for one in given) for key, given in votes.items()}
    days = {key: max(one.reviewed_at for one in given).date().isoformat() for key, given in votes.items()}
    present = {key: (total > 0, days[key]) for key, total in sums.items() if total}
    return Answers(present=present, ties=len(sums) - len(present))
