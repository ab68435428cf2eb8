"""Verdicts and appellate decisions, from ``vocabulary/verdicts.yml``.

Forms met: "Guilty", "Not Guilty", "Guilty - Guilty Plea", "Case dismissed", "Nolle prosequi"; on appeal "Upheld",
"Reversed", "Modified", "Acquitted on appeal". Two dispositions in one wording ("Guilty on count 1, acquitted on
count 2") are not weighed: the wording stays unread.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from jointcharge.parsing.wordings import folded, read_vocabulary
from jointcharge.records.case import Disposition, Plea


class VerdictReading(NamedTuple):
    """What a wording says became of a charge."""

    disposition: Disposition | None
    """None where the wording states no outcome, or only a plea."""
    plea: Plea | None
    remainder: str | None = None
    """Words that the vocabulary does not know."""


class AppealEffect(StrEnum):
    """What an appeal did to the verdict before it."""

    NONE = "none"
    PENDING = "pending"
    WITHDRAWN = "withdrawn"
    UPHELD = "upheld"
    MODIFIED = "modified"
    PARTIAL = "partial"
    ALLOWED = "allowed"
    """Of whom, and against what, is not said."""
    REVERSED = "reversed"
    ACQUITTED = "acquitted"
    CONVICTED = "convicted"


_STANDS = {AppealEffect.REVERSED: Disposition.REVERSED, AppealEffect.ACQUITTED: Disposition.ACQUITTED}


class _Rule(NamedTuple):
    pattern: re.Pattern[str]
    outcome: str | None
    plea: Plea | None


@lru_cache(maxsize=2048)
def parse_verdict(wording: str) -> VerdictReading | None:
    """The outcome and the plea of ``wording``; None where it is unknown or names two outcomes."""
    text = folded(wording).strip(" .;,")
    if not text or text in read_vocabulary("verdicts")["none_stated"]:
        return VerdictReading(None, None)
    outcomes: list[str] = []
    pleas: list[Plea] = []
    for rule in _rules("verdicts", "disposition"):
        text, count = rule.pattern.subn(" ", text)
        outcomes += [rule.outcome] if count and rule.outcome else []
        pleas += [rule.plea] if count and rule.plea else []
    if len(set(outcomes)) > 1 or len(set(pleas)) > 1 or not (outcomes or pleas):
        return None
    disposition = Disposition(outcomes[0]) if outcomes else None
    return VerdictReading(disposition, pleas[0] if pleas else None, _remainder(text))


@lru_cache(maxsize=2048)
def parse_appeal(wording: str) -> AppealEffect | None:
    """What an appellate decision did; None where the wording is unknown. The first rule that knows it counts."""
    text = folded(wording).strip(" .;,")
    for rule in _rules("appeals", "effect"):
        if rule.pattern.search(text):
            return AppealEffect(str(rule.outcome))
    return None


def disposition_after(effect: AppealEffect, before: Disposition) -> Disposition | None:
    """What stands once ``effect`` met the verdict ``before``; None where there was no decision on appeal.

    A modified sentence leaves the verdict. An appeal allowed, or a decision upheld in part, leaves unknown what
    stands: it may have been the prosecution's, or against the sentence alone.
    """
    if effect in (AppealEffect.NONE, AppealEffect.PENDING, AppealEffect.WITHDRAWN):
        return None
    if effect in (AppealEffect.UPHELD, AppealEffect.MODIFIED):
        return before
    if effect is AppealEffect.CONVICTED:
        return Disposition.CONVICTED
    return _STANDS.get(effect, Disposition.UNKNOWN)


@lru_cache(maxsize=2)
def _rules(key: str, outcome: str) -> tuple[_Rule, ...]:
    return tuple(
        _Rule(_compiled(rule["patterns"]), rule[outcome], Plea(rule["plea"]) if "plea" in rule else None)
        for rule in read_vocabulary("verdicts")[key]
    )


def _compiled(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<![a-z])(?:{p})(?![a-z])" for p in patterns))


def _remainder(text: str) -> str | None:
    known = {folded(w) for w in read_vocabulary("verdicts")["ignorable"]}
    words = [w for w in re.findall(r"[^\W\d_][\w'-]*", text) if w not in known]
    return " ".join(words) or None
