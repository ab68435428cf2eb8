"""Whether two names mean one court, and how much two titles share. The words are in ``court_names.yml``."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from jointcharge.records.countries import plain

_FILE = Path(__file__).parent / "court_names.yml"
_WORD = re.compile(r"[^\W_]+")
_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_REPORTER = re.compile(r"\b(?:([NSEWCM])\.?\s?D\.|D\.)\s?([A-Z][A-Za-z.\s]{0,12}?)\.?(?=$|[\s,)\]\d])")
_DISTRICT_ID = re.compile(r"([a-z]{2})([nsewcm]?)d")


@lru_cache(maxsize=4096)
def courts_agree(one: str, other: str) -> bool:
    """Whether the two names mean one court: one US district, or as good as the same words."""
    districts = district_of(one), district_of(other)
    if all(districts):
        return districts[0] == districts[1]
    a, b = _court_words(one), _court_words(other)
    smaller = min(len(a), len(b))
    return bool(smaller) and (a == b or (smaller >= 2 and len(a & b) == smaller))


@lru_cache(maxsize=4096)
def district_of(name: str) -> str | None:
    """The US district court as PACER calls it (``vaed``); None where ``name`` names none."""
    spoken = plain(re.sub(r"(?<=\b[uU])\.(?=[sS]\.)", "", name))
    known = _read_file()
    if _DISTRICT_ID.fullmatch(spoken) and spoken[:2] in known["states"]:
        return spoken
    words = _WORD.findall(spoken)
    if "district" in words and "court" in words:
        direction = next((letter for letter, word in known["directions"].items() if word in words), "")
        state = _state_in(" ".join(words[words.index("court") :] if words[-1] != "court" else words), words)
        return f"{state}{direction}d" if state else None
    return _of_reporter(name)


def _state_in(spoken: str, words: list[str]) -> str | None:
    states: dict[str, str] = _read_file()["states"]
    named = [code for code, state in states.items() if re.search(rf"\b{state}\b", spoken)]
    if named:
        return max(named, key=lambda code: len(states[code]))
    return words[-1] if words[-1] in states else None


def _of_reporter(name: str) -> str | None:
    """As reporters print it: ``S.D.N.Y.``, ``S.D. Cal.``, ``D. Conn.``"""
    match = _REPORTER.search(name)
    if match is None:
        return None
    place = plain(re.sub(r"[.\s]", "", match[2]))
    code = _read_file()["reporter_states"].get(place, place if place in _read_file()["states"] else None)
    return f"{code}{(match[1] or '').lower()}d" if code else None


def _court_words(name: str) -> frozenset[str]:
    known = _read_file()
    spoken = plain(_INITIALS.sub(lambda m: m.group().replace(".", ""), name))
    words = (known["same"].get(word, word) for word in _WORD.findall(spoken))
    return frozenset(words) - frozenset(known["dropped"])


@lru_cache(maxsize=8192)
def title_names(title: str) -> frozenset[str]:
    """The words of a title that name somebody: no roles, no ``v.``, no numbers, no single letters."""
    words = _WORD.findall(plain(title))
    return frozenset(w for w in words if len(w) > 1 and not any(c.isdigit() for c in w)) - _title_words()


@lru_cache(maxsize=1)
def _title_words() -> frozenset[str]:
    return frozenset(str(word) for word in _read_file()["title_words"])


def shared_names(one: str, other: str) -> tuple[int, int]:
    """How many names the titles share, and how many the shorter one has."""
    a, b = title_names(one), title_names(other)
    return len(a & b), min(len(a), len(b))


@lru_cache(maxsize=1)
def _read_file() -> dict[str, Any]:
    import yaml

    # Every scalar is text here: "no" and "or" are words and states.
    found: dict[str, Any] = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - a safe loader
    return found


def examples() -> list[tuple[str, str, bool]]:
    """Pairs of names, and whether they mean one court: the vocabulary's own tests."""
    return [(one, other, answer == "true") for one, other, answer in _read_file()["examples"]]
