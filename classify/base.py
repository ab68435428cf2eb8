"""What a tagger is, and how one is chosen by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from jointcharge.records.case import Case, Passage, Span, Tag, TagDimension
from jointcharge.records.errors import TaggerError

if TYPE_CHECKING:
    from jointcharge.classify.tag_cache import PassageCache

KNOWN_TAGGERS = ("lexicon", "model", "model:FOLDER", "hf:FOLDER", "openai:URL#MODEL")
"""The names that ``open_tagger`` answers to; what is in capitals the user fills in."""
NO_WORDS, OTHER_SCRIPT = "no words in it", "another script than its language's"
"""Reasons for which a passage is not read, beside its language."""
LATIN_ENDS = "\u0250"
"""The first letter after Unicode's Latin blocks."""
LATIN_LANGUAGES = frozenset({"en", "es", "fr", "pt", "de", "it", "nl"})
"""Languages written in Latin letters; a passage said to be in one of them that is not was told a wrong language."""


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
        """ISO 639-1 codes of the languages it reads, or none where it reads any; passages in others get no tags and are counted."""

    @property
    def at_once(self) -> int:
        """How many cases it gains by reading at a time; 1 where it gains nothing."""

    def tag(self, case: Case) -> tuple[Tag, ...]:
        """The tags of all passages of ``case``, in the order of its passages, each tag_id once.

        Raises UnreadCaseError where this one case cannot be read and others may be.
        """


@dataclass(frozen=True)
class TaggerSettings:
    """What a tagger may be given besides its name; the lexicon needs none of it."""

    cache: Path | None = None
    """The file in which answers about passages are kept; None keeps none."""
    api_key: str | None = field(default=None, repr=False)
    """For servers that ask for one; never written anywhere."""
    allow_remote: bool = False
    """Whether passages may be sent to another machine."""


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


def why_unread(passage: Passage, case: Case, languages: tuple[str, ...]) -> str | None:
    """Why a tagger of these languages does not read the passage: a language's code, `NO_WORDS` or `OTHER_SCRIPT`; None where it does."""
    language = passage.language or case.language
    if languages and language and language not in languages:
        return language
    letters = [char for char in passage.text if char.isalpha()]
    if not letters:
        return NO_WORDS
    latin = sum(char < LATIN_ENDS for char in letters)
    written_so = LATIN_LANGUAGES.issuperset({language} if language else languages)
    return OTHER_SCRIPT if languages and written_so and 2 * latin < len(letters) else None


def open_tagger(spec: str, settings: TaggerSettings = TaggerSettings()) -> Tagger:
    """The tagger called ``spec``, one of `KNOWN_TAGGERS`.

    Raises TaggerError, which lists the names known, and MissingExtraError where its libraries are not installed.
    """
    kind, _, where = spec.partition(":")
    if spec == "lexicon":
        from jointcharge.classify.lexicon import open_lexicon

        return open_lexicon()
    if spec == "model" or (kind == "model" and where):
        from jointcharge.classify.onnx_tagger import SHIPPED, open_onnx

        return open_onnx(Path(where) if where else SHIPPED, _cache(settings))
    if kind == "hf" and where:
        from jointcharge.classify.hf_tagger import open_hf

        return open_hf(Path(where), _cache(settings))
    if kind == "openai" and where:
        from jointcharge.classify.openai_tagger import open_openai

        return open_openai(where, settings, _cache(settings))
    known = ", ".join(KNOWN_TAGGERS)
    raise TaggerError(f"no tagger is called {spec!r}; use one of: {known}")


def default_tagger() -> str:
    """The name of the tagger that reads where none is chosen: the trained one where it can run, else the lexicon."""
    from jointcharge.classify.onnx_tagger import SHIPPED

    can_run = all(find_spec(library) for library in ("onnxruntime", "tokenizers")) and SHIPPED.is_dir()
    return "model" if can_run else "lexicon"


def spec_of(name: str) -> str | None:
    """What opens the tagger called ``name`` in its tags; None for one that needs a folder or an address, which tags do not tell."""
    from jointcharge.classify.onnx_tagger import shipped_name

    return "lexicon" if name == "lexicon" else "model" if name == shipped_name() else None


def _cache(settings: TaggerSettings) -> PassageCache | None:
    from jointcharge.classify.tag_cache import PassageCache

    return PassageCache(settings.cache) if settings.cache else None
