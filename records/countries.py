"""Countries: the names and demonyms of ``countries.yml``, each belonging to one ISO 3166 alpha-3 code."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "countries.yml"


@lru_cache(maxsize=1)
def read_countries() -> dict[str, Any]:
    """The whole vocabulary: ``countries`` (code -> names), ``international``, ``stateless``, ``none_stated``."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, Any] = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 (a safe loader)
    return found


def plain(name: str) -> str:
    """A name without case, accents and doubled white space."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {plain(name): code for code, names in read_countries()["countries"].items() for name in names}


def country_code_of(name: str) -> str:
    """The alpha-3 code of a code or a name, such as ``THA``, ``Thailand`` or ``thai``. Raises LookupError."""
    if name.upper() in read_countries()["countries"]:
        return name.upper()
    return _codes()[plain(name)]
