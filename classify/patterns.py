"""The small pattern language of the lexicon's YAML files, made for lawyers to read.

A pattern is a row of tokens with spaces between them:

- ``bribe*``         a word; ``*`` stands for any further letters, also inside a word
- ``bribe*|gift*``   one of several; ``_`` joins words that belong together: ``pay_off`` (also "pay-off")
- ``{police}``       one of a term list (``terms`` or ``actors``)
- ``the?``           a token that may be missing
- ``#``              a word with a digit in it
- ``...``            up to eight words between; ``..3`` up to three

Matching ignores case and the kind of quotation marks, never crosses a semicolon, and never starts or ends
inside a word. What a regular expression could say and this language cannot is left out on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import count
from operator import attrgetter

from jointcharge.records.errors import TaggerError

_SEPARATOR = r"(?:'s)?[\s\"'(),:/\[\]-]{1,4}"
_GAP_WORD = r"[^\s;]+\s+[\"'(\[]{0,2}"
_LONG_GAP = 8
_TOKEN = re.compile(r"^[\w*'{}|&/.$#-]+\??$")
_WORD = re.compile(r"\w+")
_WORD_BEGUN = re.compile(r"(?<![\w*])\w+")
_STEM = 12
"""How many letters of a word's beginning tell it from others."""
_LONG_STEM = 4
"""Stems of so many letters and more are as rare as each other."""
_WHOLE = slice(None)
_FEW = 2
"""So many times a pattern is looked for with only the wordings that a text can hold; after that all of them pay."""
_STRAIGHT = str.maketrans(
    dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚‛´`", "'") | dict.fromkeys("–—‐‑", "-") | {"\u00a0": " "}
)


def fold(text: str) -> str:
    """``text`` in lower case with plain quotation marks and spaces, of the same length as before."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lower.translate(_STRAIGHT)


@dataclass(frozen=True)
class Folded:
    """Folded text, and how its words begin."""

    text: str

    @cached_property
    def begins(self) -> frozenset[str]:
        """The first letters of every word, from none to ``_STEM``."""
        words = set(_WORD.findall(self.text))
        return frozenset(word[:end] for word in words for end in range(min(len(word), _STEM) + 1)) | {""}


@dataclass(frozen=True, eq=False)
class Choice:
    """One of several wordings: a token of a pattern, or a term list that stands in many.

    Equal to itself alone: a token met again is the same object, which `Terms` sees to.
    """

    pieces: tuple[str | Choice, ...]

    @cached_property
    def wordings(self) -> tuple[str, ...]:
        """Each once, those of lists where the list stands."""
        found: dict[str, None] = {}
        for piece in self.pieces:
            found |= dict.fromkeys((piece,) if isinstance(piece, str) else piece.wordings)
        return tuple(found)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The beginnings of words of which every text that matches holds one."""
        return frozenset(self.plain_stems()).union(*(choice.stems for choice in self.lists()))

    def plain_stems(self) -> Iterator[str]:
        """The stems of the wordings that stand in no list."""
        return (_stem(piece) for piece in self.pieces if isinstance(piece, str))

    def lists(self) -> Iterator[Choice]:
        """The term lists among its pieces."""
        return (piece for piece in self.pieces if isinstance(piece, Choice))

    @cached_property
    def selectivity(self) -> tuple[int, int]:
        """Greater where fewer texts hold a stem: longer stems come first, then fewer wordings; an empty stem excludes nothing."""
        shortest = min((*map(len, self.plain_stems()), *(choice.selectivity[0] for choice in self.lists())))
        most = sum(1 if isinstance(piece, str) else -piece.selectivity[1] for piece in self.pieces)
        return min(shortest, _LONG_STEM), -most

    @cached_property
    def regex(self) -> str:
        """The regular expression of them all."""
        return _alternatives(self.wordings)


@dataclass(frozen=True)
class Pattern:
    """A pattern of the lexicon."""

    source: str
    tokens: tuple[tuple[str, Choice], ...]
    """Each token's frame in the regular expression, with ``%s`` for its wordings, and these."""
    needed: tuple[Choice, ...]
    """Those of the tokens that must be there: of each, one stem begins a word of every text that matches."""

    _asked: Iterator[int] = field(default_factory=count, init=False, repr=False, compare=False)

    @cached_property
    def rarest(self) -> Choice:
        """The token that fewest texts hold."""
        return max(self.needed, key=attrgetter("selectivity"))

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Made when it is needed: a sentence needs few of the lexicon's thousand patterns."""
        return _regex_of((frame, choice.regex) for frame, choice in self.tokens)

    def matches(self, folded: Folded) -> Iterator[re.Match[str]]:
        """Where it matches in the whole text."""
        regex = self._regex_for(folded)
        return iter(()) if regex is None else regex.finditer(folded.text)

    def stands_in(self, folded: Folded, part: slice = _WHOLE) -> bool:
        """Whether it matches somewhere in that part of the text."""
        if folded.begins.isdisjoint(self.rarest.stems):
            return False
        regex = self._regex_for(folded)
        return regex is not None and regex.search(folded.text[part]) is not None

    def _regex_for(self, folded: Folded) -> re.Pattern[str] | None:
        """A regular expression that matches in this text as ``regex`` does; None where that cannot match.

        Most of the time to a process's first tag would go into compiling hundreds of wordings that its one sentence
        does not hold, so the first texts are read with theirs alone.
        """
        if "regex" in self.__dict__ or next(self._asked) >= _FEW:
            return self.regex
        held = [
            (frame, tuple(w for w in choice.wordings if _stem(w) in folded.begins)) for frame, choice in self.tokens
        ]
        if any(not wordings and not frame.endswith("?") for frame, wordings in held):
            return None
        return _regex_of((frame, _alternatives(wordings)) for frame, wordings in held if wordings)


class Terms(dict[str, Sequence[str]]):
    """Term lists by name, each a sequence of wordings such as ``police_officer*``."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        super().__init__(lists)
        self.opened: dict[str, Choice] = {}
        """Every token met and every list: most stand in many patterns."""


def compile_pattern(source: str, terms: Terms) -> Pattern:
    """Compile ``source``. Raises TaggerError where it is not of the language or names an unknown term."""
    tokens: list[tuple[str, Choice]] = []
    needed: list[Choice] = []
    gap = ""
    for token in source.split():
        width = _gap_of(token)
        if width is not None:
            gap = f"(?:{_GAP_WORD}){{0,{width}}}?"
            continue
        _check_token(token, source)
        choice = _choice(token.removesuffix("?"), terms, source)
        joint = _SEPARATOR + gap if tokens else ""
        if not token.endswith("?"):
            tokens.append((f"{joint}(?:%s)", choice))
            needed.append(choice)
        elif tokens:
            tokens.append((f"(?:{joint}(?:%s))?", choice))
        else:
            raise TaggerError(f"the lexicon's pattern {source!r} starts with an optional token; leave it out")
        gap = ""
    if gap:
        raise TaggerError(f"the lexicon's pattern {source!r} ends with a gap; say what follows it")
    if not needed:
        raise TaggerError(f"the lexicon's pattern {source!r} holds no word that must be there; add one")
    return Pattern(source, tuple(tokens), tuple(needed))


def _gap_of(token: str) -> int | None:
    if token == "...":  # noqa: S105  a gap, not a secret
        return _LONG_GAP
    if token.startswith("..") and token[2:].isdigit():
        return int(token[2:])
    return None


def _check_token(token: str, source: str) -> None:
    if not _TOKEN.match(token):
        raise TaggerError(
            f"the lexicon's pattern {source!r} has the token {token!r}, which is not of the pattern language; "
            "use words, *, |, _, {term}, ?, #, ... or ..3"
        )


def _choice(token: str, terms: Terms, source: str) -> Choice:
    """The wordings of one token with its term lists opened."""
    if token not in terms.opened:
        terms.opened[token] = Choice(tuple(_piece(piece, terms, source) for piece in token.split("|")))
    return terms.opened[token]


def _piece(piece: str, terms: Terms, source: str) -> str | Choice:
    if not piece.startswith("{"):
        return piece
    name = piece.strip("{}")
    if name not in terms:
        raise TaggerError(f"the lexicon's pattern {source!r} names the unknown term {name!r}; define it")
    return _choice("|".join(terms[name]), terms, source)


def _regex_of(tokens: Iterable[tuple[str, str]]) -> re.Pattern[str]:
    parts = (frame % wordings for frame, wordings in tokens)
    return re.compile(rf"(?<!\w){''.join(parts)}(?!\w)")


def _alternatives(wordings: tuple[str, ...]) -> str:
    """The regular expression of "one of ``wordings``", by their first letters: most are then dismissed by one look."""
    groups: dict[str, list[str]] = {}
    for wording in wordings:
        groups.setdefault(wording[:1].lower(), []).append(wording)
    return "|".join(_group_regex(first, group) for first, group in groups.items())


def _group_regex(first: str, wordings: Sequence[str]) -> str:
    if len(wordings) == 1 or not first.isalpha():
        return "|".join(map(_wording_regex, wordings))
    return f"{first}(?:{'|'.join(_wording_regex(wording)[1:] for wording in wordings)})"


@cache
def _wording_regex(wording: str) -> str:
    if wording == "#":
        return r"\S*\d\S*"
    # No end of word is asked for: after it comes a separator or the end of the pattern, which asks for it.
    return re.escape(wording.lower()).replace(r"\*", r"\w*").replace("_", r"[\s-]")


@cache
def _stem(wording: str) -> str:
    """The longest beginning of a word that stands in every text ``wording`` matches; empty where there is none."""
    words = wording.removesuffix("*").lower()
    pieces = [words] if words.isalpha() else _WORD_BEGUN.findall(words.replace("_", " ").replace("#", " "))
    return max(pieces, key=len, default="")[:_STEM]
