"""One module per court, found by walking this package: judgments as text to cases.

A new court is one new file here and its samples in ``corpus_samples/judgments``; nothing else is edited. The module has

- ``NAME``: short and stable (``phl_supreme_court``); users write it behind ``--court``;
- ``VERSION``: an int, raised whenever its rules change;
- ``GENERIC``: False for one court; True for the reader of a language, asked only where no court knows the text;
- ``recognises(text, hints) -> bool``: whether this is a judgment of the court, told from the text itself;
- ``parse(document, raw) -> Case``: the case, every value with its span.

``docs/courts.md`` says what a court module promises and how to write one.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol, cast

from jointcharge.records.case import Case, Span
from jointcharge.records.errors import ParseError
from jointcharge.records.raw import RawDocument


class JudgmentText(Protocol):
    """The text of one judgment as a court module reads it; ``parsing.text.DocumentText`` is one."""

    @property
    def text(self) -> str:
        """The canonical text: code points that every span counts."""

    def span_of(self, start: int, end: int) -> Span:
        """The span of ``text[start:end]``, with its page where there are pages."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of a document beside its text. A hint never decides alone, but for ``court``."""

    court: str | None = None
    """The name of the court that the user stated with ``--court``."""
    name: str = ""
    """The file's path within the folder imported, or the address it was fetched from."""
    media_type: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Fields that came beside the text, as JSON files have them (``gr_number``, ``decision_date``)."""


class Court(Protocol):
    """What a module of this package offers."""

    NAME: str
    VERSION: int
    GENERIC: bool

    def recognises(self, text: str, hints: Hints) -> bool:
        """Whether ``text`` is a judgment that this module reads."""

    def parse(self, document: JudgmentText, raw: RawDocument) -> Case:
        """What the judgment says, or ParseError."""


@lru_cache(maxsize=1)
def all_courts() -> tuple[Court, ...]:
    """Every court of this package, by name."""
    modules = (importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__))
    return tuple(sorted((cast(Court, m) for m in modules if hasattr(m, "NAME")), key=lambda c: c.NAME))


def court_named(name: str) -> Court:
    """The court called ``name``; raises ``ParseError`` with the names there are."""
    found = [court for court in all_courts() if name == court.NAME]
    if not found:
        known = ", ".join(court.NAME for court in all_courts())
        raise ParseError(f"no court is called {name!r}: use one of {known}")
    return found[0]


def court_of(text: str, hints: Hints) -> Court | None:
    """The one court that reads ``text``: the one stated, else the one that knows it, else a language's generic reader.

    None where nobody does. Raises ``ParseError`` where several claim it: which one is never guessed.
    """
    if hints.court:
        return court_named(hints.court)
    for generic in (False, True):
        found = [c for c in all_courts() if c.GENERIC is generic and c.recognises(text, hints)]
        if len(found) > 1:
            names = " and ".join(c.NAME for c in found)
            raise ParseError(f"{hints.name or 'the text'} looks like a judgment of {names}; say which with --court")
        if found:
            return found[0]
    return None
