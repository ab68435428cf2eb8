"""The small language in which wordings are written, and its regular expressions.

Words of folded text, ``a|b`` in parentheses for alternatives, ``*`` at the end of a word for any ending, ``?``
after a word or a parenthesis for optional, ``..`` for up to five words between. Punctuation that joins words
(hyphens, commas, quotes, parentheses) counts as a space; a semicolon or a full stop ends the match.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jointcharge.records.citations import fold
from jointcharge.records.errors import OffenceDataError

KEY_LENGTH = 4
"""Patterns are found by the first letters of the word they begin with; ``pay*`` under ``pay*``."""

_JOINT = r"[\s\-/'\",()]+"
_GAP = r"(?:[\s\-/'\",()]+[^\s;.()]+){0,5}?" + _JOINT
_TOKEN = re.compile(r"\s*(\.\.|[()|?]|[^\s()|?]+)")


@dataclass(frozen=True, slots=True)
class _Item:
    """A word, or alternatives that are each a sequence, or a gap (neither)."""

    word: str = ""
    alternatives: tuple[tuple[_Item, ...], ...] = ()
    optional: bool = False

    @property
    def is_gap(self) -> bool:
        return not self.word and not self.alternatives


class _Reader:
    def __init__(self, words: str) -> None:
        self.tokens: list[str] = _TOKEN.findall(fold(words))

    def sequence(self) -> tuple[_Item, ...]:
        items: list[_Item] = []
        while self.tokens and self.tokens[0] not in ("|", ")"):
            items.append(self._item(self.tokens.pop(0)))
        if not items or items[0].is_gap or items[-1].is_gap:
            raise ValueError
        return tuple(items)

    def _item(self, part: str) -> _Item:
        if part == "..":
            return _Item()
        if part == "?":
            raise ValueError
        item = _Item(alternatives=tuple(self._alternatives())) if part == "(" else _Item(part)
        if self.tokens and self.tokens[0] == "?":
            self.tokens.pop(0)
            return _Item(item.word, item.alternatives, optional=True)
        return item

    def _alternatives(self) -> list[tuple[_Item, ...]]:
        found = [self.sequence()]
        while self.tokens and self.tokens.pop(0) == "|":
            found.append(self.sequence())
        return found


def _read(words: str) -> tuple[_Item, ...]:
    reader = _Reader(words)
    try:
        items = reader.sequence()
    except ValueError:
        items = ()
    if reader.tokens or not items or all(item.optional for item in items) or words.count("(") != words.count(")"):
        raise OffenceDataError(f"the wording pattern {words!r} cannot be read; use words, (a|b), *, ? and .. between")
    return items


def regex_of(words: str) -> str:
    """The regular expression of a pattern, for folded text, from the start of a word.

    Raises:
        OffenceDataError: the pattern cannot be read.
    """
    return _sequence_regex(_read(words)) + r"(?!\w)"


def keys_of(words: str) -> set[str]:
    """The first letters of every word that a match can begin with.

    Raises:
        OffenceDataError: the pattern cannot be read, or may begin with fewer than three letters and ``*``.
    """
    starts = _starts(_read(words))
    short = sorted(s for s in starts if s.endswith("*") and len(s) < KEY_LENGTH)
    if short:
        raise OffenceDataError(f"the wording pattern {words!r} begins with {short[0]}; give three letters before *")
    return {re.split(r"[^\w*]", start, maxsplit=1)[0][:KEY_LENGTH] for start in starts}


def _starts(items: tuple[_Item, ...]) -> set[str]:
    found: set[str] = set()
    for item in items:
        found |= {item.word} if item.word else {s for a in item.alternatives for s in _starts(a)}
        if not item.optional:
            break
    return found


def _sequence_regex(items: tuple[_Item, ...]) -> str:
    regex, joint, begun = "", _JOINT, False
    for item in items:
        if item.is_gap:
            joint = _GAP
            continue
        atom = _atom_regex(item)
        if not begun:
            regex += f"(?:{atom}{_JOINT})?" if item.optional else atom
        else:
            regex += f"(?:{joint}{atom})?" if item.optional else joint + atom
        begun, joint = begun or not item.optional, _JOINT
    return regex


def _atom_regex(item: _Item) -> str:
    if item.alternatives:
        return "(?:" + "|".join(_sequence_regex(a) for a in item.alternatives) + ")"
    return re.escape(item.word.rstrip("*")) + (r"\w*" if item.word.endswith("*") else r"(?!\w)")
