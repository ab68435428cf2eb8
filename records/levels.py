"""How strongly a case's labels speak of corruption."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from jointcharge.records.case import Tag, TagDimension


class CorruptionLevel(StrEnum):
    """What the text of a case says, never what was charged."""

    INDICATED = "indicated"  # one form or more
    SIGNAL_ONLY = "signal_only"
    NONE = "none"


def corruption_level(labels: Iterable[tuple[TagDimension, str]]) -> CorruptionLevel:
    """The level of a case that carries ``labels``; stages, actors and elements alone do not count."""
    dimensions = {dimension for dimension, _ in labels}
    if TagDimension.FORM in dimensions:
        return CorruptionLevel.INDICATED
    return CorruptionLevel.SIGNAL_ONLY if TagDimension.SIGNAL in dimensions else CorruptionLevel.NONE


def level_of(tags: Iterable[Tag]) -> CorruptionLevel:
    """The level of a case from its tags."""
    return corruption_level((tag.dimension, tag.label) for tag in tags)
