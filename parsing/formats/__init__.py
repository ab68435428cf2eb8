"""One module per portal format, found by walking this package.

A format module has ``NAME``, ``VERSION`` (an int, raised whenever its rules change), ``accepts(raw) -> bool`` and
``parse(raw) -> Parsed``; ``parse`` raises ``ParseError`` for a document that is not what the format expects.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from typing import NamedTuple, Protocol, cast

from jointcharge.records.case import Case, Listing
from jointcharge.records.raw import RawDocument, RawEntry


class Parsed(NamedTuple):
    """What one document says."""

    text: str = ""
    """The document's canonical text; every span of its cases points into it."""
    cases: tuple[Case, ...] = ()
    listings: tuple[Listing, ...] = ()
    """Entries of a page of search results."""


class Format(Protocol):
    """What a module of this package offers."""

    NAME: str
    VERSION: int

    def accepts(self, raw: RawDocument | RawEntry) -> bool:
        """Whether the format reads this document; told by portal and kind, never by its content."""

    def parse(self, raw: RawDocument) -> Parsed:
        """What the document says, or ParseError."""


@lru_cache(maxsize=1)
def all_formats() -> tuple[Format, ...]:
    """Every format of this package, by name."""
    modules = (importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__))
    return tuple(sorted((cast(Format, m) for m in modules if hasattr(m, "NAME")), key=lambda f: f.NAME))


def format_of(raw: RawDocument | RawEntry) -> Format | None:
    """The one format that reads ``raw``; None where none does (an attachment, another portal's page)."""
    found = [one for one in all_formats() if one.accepts(raw)]
    return found[0] if len(found) == 1 else None
