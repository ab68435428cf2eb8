"""Sentences of the court's text, and the language they are in.

Sentences are cut by ``sentencex`` and then mended where summaries of judgments differ from prose: initials ("T.Ș.
N. coordinated", "D. H."), times ("from 7 am. to 10 pm."), and sentences that begin behind initials ("owned by
D.K. The defendant").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from jointcharge.parsing.wordings import folded, read_vocabulary

_INITIAL_END = re.compile(r"(?:^|[\s.(–—-])[^\W\d_a-zß-ÿ]{1}[a-zșş]?\.$")
_INITIAL_START = re.compile(r"[^\W\d_a-zß-ÿ]{1}[a-zșş]?\.(?:\s|,|-|[^\W\d_])")
_CONTINUES = re.compile(r"[a-zà-ÿ,;:)\]%&]")
_SCRIPTS = (
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("uk", re.compile(r"[ҐґЄєІіЇї]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
_GUESSED_FROM = 600
"""Characters of a text that its language is guessed from."""


def find_sentences(text: str, language: str | None) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of one paragraph, without the white space around it."""
    from sentencex import get_sentence_boundaries

    if len(text) < 40 and text.count(". ") == 0:
        bounds = [(0, len(text))]
    else:
        found = get_sentence_boundaries(language or "en", text)
        bounds = [(one["start_index"], one["end_index"]) for one in found]
    for start, end in _split_behind_initials(text, _joined(text, bounds)):
        piece = text[start:end]
        stripped = piece.strip()
        if stripped:
            left = start + len(piece) - len(piece.lstrip())
            yield left, left + len(stripped)


def _joined(text: str, bounds: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pieces, those together that are one sentence."""
    kept: list[tuple[int, int]] = []
    for start, end in bounds:
        if kept and _is_one(text[kept[-1][0] : kept[-1][1]].rstrip(), text[start:end].lstrip()):
            kept[-1] = (kept[-1][0], end)
        else:
            kept.append((start, end))
    return kept


def _is_one(before: str, after: str) -> bool:
    if not after or not before:
        return True
    if before.endswith((".", "?", "!", ":", ";")) and _CONTINUES.match(after):
        return True
    if _titles().search(before):
        return True
    return bool(_INITIAL_END.search(before) and _INITIAL_START.match(after))


def _split_behind_initials(text: str, bounds: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    pattern = _behind_initials()
    for start, end in bounds:
        last = start
        for match in pattern.finditer(text, start, end):
            yield last, match.start()
            last = match.end()
        yield last, end


@lru_cache(maxsize=1)
def _titles() -> re.Pattern[str]:
    words = "|".join(re.escape(w) for w in read_vocabulary("passages")["titles"])
    return re.compile(rf"(?:^|[\s(\"“‘'])(?:{words})$")


@lru_cache(maxsize=1)
def _behind_initials() -> re.Pattern[str]:
    words = "|".join(read_vocabulary("passages")["openers"])
    return re.compile(rf"(?<=[A-ZÀ-Ž]\.)\s+(?=(?:{words})\s)")


@lru_cache(maxsize=1)
def _stop_words() -> dict[str, frozenset[str]]:
    listed = read_vocabulary("passages")["stop_words"]
    return {language: frozenset(folded(w) for w in words) for language, words in listed.items()}


@lru_cache(maxsize=1024)
def guess_language(text: str) -> str | None:
    """A guess at the language of ``text``, from its script or its commonest words; None where too little speaks."""
    sample = text[:_GUESSED_FROM]
    for language, script in _SCRIPTS:
        if len(script.findall(sample)) * 4 > len(sample.replace(" ", "")):
            return language
    if _SCRIPTS[3][1].search(sample) and _SCRIPTS[2][1].search(sample):
        return "uk"
    words = re.findall(r"[^\W\d_]+", folded(sample))
    scores = sorted(((sum(w in known for w in words), lang) for lang, known in _stop_words().items()), reverse=True)
    (best, language), (second, _) = scores[0], scores[1]
    return language if best >= 4 and best >= 1.5 * second else None


@lru_cache(maxsize=64)
def language_of_label(label: str) -> str | None:
    """The language that a tab's label names; None for an empty or unknown label."""
    panes = read_vocabulary("sherloc")["panes"]
    wanted = folded(label).strip(" :")
    return next((code for code, names in panes.items() if wanted in {folded(n) for n in names}), None)
