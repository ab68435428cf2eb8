"""A value beside the words it was read from: Span, Stated, Money; `records.case` builds on them and gives them on."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from pydantic import Field, StringConstraints

from jointcharge.records.raw import Record, Sha256

T = TypeVar("T")

CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""ISO 3166-1 alpha-3; ``XXK`` for Kosovo, and ISO 3166-3's former codes (``YUG``, ``SUN``) as alpha-3."""


class Span(Record):
    """A stretch of one document's text: ``text[start:end] == wording``, in code points."""

    document: Sha256
    page: int | None = Field(default=None, ge=1)
    """Page counted from 1; None where the document has no pages (HTML)."""
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Stated(Record, Generic[T]):
    """A value as the document states it."""

    value: T
    wording: str
    span: Span


class Money(Record):
    """An amount as stated."""

    amount: float = Field(ge=0)
    currency: str | None
    """ISO 4217; None where the document does not say or the vocabulary does not know."""
