"""Names of victims and witnesses struck out of whatever is quoted of a case."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jointcharge.records.case import ActorRole, Case

VICTIM_ROLES = (ActorRole.VICTIM, ActorRole.COMPLAINANT, ActorRole.PLAINTIFF, ActorRole.MIGRANT)
"""Who is counted among the victims: everyone a portal lists under victims and plaintiffs."""
WITHHELD_ROLES = (*VICTIM_ROLES, ActorRole.WITNESS)
"""Whose label is withheld: a witness may be a victim."""
WITHHELD = "(name withheld)"
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 3
"""Letters of a part of a name that is struck on its own; initials are struck only as the label prints them."""


class Withheld:
    """Strikes the names that are withheld in one case, whole and part by part."""

    def __init__(self, case: Case) -> None:
        whole = sorted(set(_labels(case, withheld=True)), key=lambda one: (-len(one), one))
        self._names: re.Pattern[str] | None = None
        if not whole:
            return
        text = " ".join(passage.text for passage in case.passages)
        common = {word for word in _WORD.findall(text) if not word[0].isupper()}
        accused = {part for label in _labels(case, withheld=False) for part in _WORD.findall(label)}
        parts = {part for label in whole for part in _WORD.findall(label)}
        alone = sorted(
            part
            for part in parts
            if len(part) >= _SHORTEST and part[0].isupper() and part.lower() not in common and part not in accused
        )
        patterns = [*(_spaced(one) for one in whole), *(re.escape(one) for one in alone)]
        self._names = re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")

    def struck(self, text: str) -> str:
        """The text without the names that are withheld."""
        return self._names.sub(WITHHELD, text) if self._names else text


def told_diagnostics(case: Case) -> Iterator[tuple[str, str]]:
    """Code and wording of what was not understood, as they may be put out: names of victims, and of people who may be, struck out."""
    struck = Withheld(case).struck if any(one.wording for one in case.diagnostics) else str
    for one in case.diagnostics:
        yield one.code, WITHHELD if one.is_name else struck(one.wording)


def _labels(case: Case, *, withheld: bool) -> Iterator[str]:
    """Names as printed; what names a group or a number of people ("3 women") is no name."""
    for actor in case.actors:
        if (actor.role in WITHHELD_ROLES) is not withheld or actor.label is None or actor.group_size:
            continue
        label = actor.label.value.strip()
        if any(c.isupper() for c in label) and not label[0].isdigit():
            yield label
            if not withheld and actor.role is ActorRole.DEFENDANT:
                yield actor.label.wording


def _spaced(label: str) -> str:
    """The label however its parts are spaced, in small or in capital letters where it is more than initials."""
    pieces = re.findall(r"\w+|[^\w\s]", label)
    spaced = r"\s*".join(map(re.escape, pieces))
    return f"(?i:{spaced})" if max(map(len, pieces)) >= _SHORTEST else spaced
