"""What a tagger is, and how one is chosen by name."""

from __future__ import annotations

from typing import Protocol

from jointcharge.records.case import Case, Passage, Span, Tag, TagDimension
from jointcharge.records.errors import TaggerError

KNOWN_TAGGERS = ("lexicon",)
"""The names that ``open_tagger`` answers to."""


class Tagger(Protocol):
    """Reads a case and says which passages carry which labels of the codebook."""

    @property
    def name(self) -> str:
        """Short and stable; part of every tag's id."""

    @property
    def version(self) -> str:
        """Changes whenever the same text could get other tags; such cases are tagged again."""

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes of the languages it reads; passages in others get no tags and are counted."""

    def tag(self, case: Case) -> tuple[Tag, ...]:
        """The tags of all passages of ``case``, in the order of its passages, each tag_id once."""


def tag_id_of(passage_id: str, dimension: TagDimension, label: str, tagger: str) -> str:
    """The id of a tag: the same passage, label and tagger always give the same one."""
    return f"{passage_id}/{dimension}/{label}/{tagger}"


def span_within(passage: Passage, start: int, end: int) -> Span:
    """The document's span of ``passage.text[start:end]``; the whole passage where that would not fit."""
    first = passage.span.start + start
    last = passage.span.start + end
    if last > passage.span.end:  # white space was joined in the passage's text, so its offsets are no longer exact
        return passage.span
    return passage.span.model_copy(update={"start": first, "end": last})


def open_tagger(spec: str) -> Tagger:
    """The tagger called ``spec``. Raises TaggerError, which lists the names known."""
    if spec == "lexicon":
        from jointcharge.classify.lexicon import open_lexicon

        return open_lexicon()
    known = ", ".join(KNOWN_TAGGERS)
    raise TaggerError(f"no tagger is called {spec!r}; use one of: {known}")
