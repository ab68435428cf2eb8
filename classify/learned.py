"""Whether a tagger is held against the very cases that it learned from."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable

from jointcharge.classify.base import Tagger
from jointcharge.classify.model_folder import ModelCard
from jointcharge.records.raw import sha256_of


class Learned(StrEnum):
    """What the tagger's card says of a gold file."""

    SAME_FILE = "same_file"
    """The digest stands in the card: every case was learned from."""
    SAME_NAME = "same_name"
    """A file of this name stands in the card with other bytes: some or all cases may have been learned from."""
    NOT_KNOWN = "not_known"
    """No such file stands in the card, or the tagger has none. A copy with other bytes and another name is not noticed."""


@runtime_checkable
class Carded(Protocol):
    """A tagger whose card names what it learned from."""

    @property
    def card(self) -> ModelCard:
        """The model's card."""


def learned_from(tagger: Tagger, gold: Path) -> Learned:
    """What the tagger's card says of the file ``gold``, by digest and by name."""
    seen = tagger.card.trained_on if isinstance(tagger, Carded) else ()
    if any(one.sha256 == sha256_of(gold.read_bytes()) for one in seen):
        return Learned.SAME_FILE
    return Learned.SAME_NAME if any(one.name == gold.name for one in seen) else Learned.NOT_KNOWN


def warning_of(learned: Learned, tagger: str, gold: str) -> str | None:
    """What must stand above the figures; None where nothing is known against them."""
    where = "docs/model-card.md has cross-validated figures of the shipped tagger; benchmarks/tagger_cv.py makes them"
    if learned is Learned.SAME_FILE:
        return (
            f"NOT NEW TO {tagger}: it learned from these cases ({gold} stands in its card), so its figures below say nothing "
            f"about new cases. {where}."
        )
    if learned is Learned.SAME_NAME:
        return (
            f"PERHAPS NOT NEW TO {tagger}: it learned from another version of {gold}; if that held any of these cases, its "
            f"figures below say nothing about new ones. {where}."
        )
    return None
