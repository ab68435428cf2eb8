"""How a query that cannot be read is shown to whoever wrote it."""

from __future__ import annotations

import unicodedata

from jointcharge.records.errors import QueryError

_WIDEST = 100


def fault(query: str, at: int, what: str, remedy: str) -> QueryError:
    """The error for a query that cannot be read at character ``at``: the query, a caret below, the remedy."""
    line = "".join(" " if character.isspace() else character for character in query)
    start = max(0, at - _WIDEST // 2)
    before = ("…" if start else "") + line[start:at]
    shown = before + line[at : start + _WIDEST] + ("…" if len(line) > start + _WIDEST else "")
    caret = " " * sum(map(_columns, before)) + "^"
    return QueryError(f"cannot read the query at character {at + 1}: {what}; {remedy}\n  {shown}\n  {caret}")


def _columns(character: str) -> int:
    """How wide a terminal prints it."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
