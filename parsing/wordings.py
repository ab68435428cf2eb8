"""The vocabulary files, and the one way wordings are made comparable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from jointcharge.records.errors import UnknownWordingError

_FOLDER = Path(__file__).parent / "vocabulary"
_SPACES = re.compile(r"\s+")
_DASHES = str.maketrans({"‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"'})


@lru_cache(maxsize=32)
def read_vocabulary(name: str) -> dict[str, Any]:
    """The vocabulary file ``<name>.yml``, read once; raises ``UnknownWordingError`` when it is no mapping."""
    path = _FOLDER / f"{name}.yml"
    data = _load(path.read_text(encoding="utf-8"))
    if not isinstance(data, dict):
        raise UnknownWordingError(f"{path}: expected a mapping of wordings; reinstall jointcharge")
    return data


def _load(content: str) -> Any:
    """The YAML in ``content``, where "no", "yes" and "on" are words: only true and false are truth values."""
    import yaml

    base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    resolvers = {
        first: [(tag, pattern) for tag, pattern in known if not tag.endswith(":bool") or first in "tfTF"]
        for first, known in base.yaml_implicit_resolvers.items()
    }
    words_loader = type("WordsLoader", (base,), {"yaml_implicit_resolvers": resolvers})
    return yaml.load(content, Loader=words_loader)  # noqa: S506 (a safe loader)


@lru_cache(maxsize=8192)
def folded(wording: str) -> str:
    """``wording`` for comparison: no accents, lower case, plain dashes and quotes, single spaces."""
    if wording.isascii():
        return " ".join(wording.lower().split())
    plain = unicodedata.normalize("NFKD", wording.translate(_DASHES))
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return _SPACES.sub(" ", kept.casefold()).strip()


@lru_cache(maxsize=8192)
def folded_in_place(wording: str) -> str:
    """``wording`` for searching: like ``folded``, but every character keeps its place."""
    if wording.isascii():
        return wording.lower()
    return "".join(_folded_character(c) for c in wording)


@lru_cache(maxsize=4096)
def _folded_character(character: str) -> str:
    base = unicodedata.normalize("NFKD", character.translate(_DASHES))[:1].lower()
    if not base or base.isspace():
        return " "
    return base if len(base) == 1 else character


def alternation(words: Iterable[str]) -> str:
    """A regular expression for any of ``words``, longest first; a space matches any white space."""
    ordered = sorted({folded(str(w)) for w in words}, key=len, reverse=True)
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in ordered)
