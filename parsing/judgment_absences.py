"""Accused on whom a decision does not decide: at large, dead, or before another court. They were not acquitted by it.

Forms met: "(AT LARGE)" in the caption, "who are both at large", "Y remained at large", "Y eluded arrest", "archived"; "the death
of petitioner X extinguished"; "X filed a separate petition", "X's own appeal, docketed as G.R. No. 7".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jointcharge.parsing.judgment_mentions import mentioned
from jointcharge.parsing.judgment_names import Accused
from jointcharge.parsing.judgment_text import Reading, Stretch, pattern, sentences

_IS_AT_LARGE = r"\bat[- ]large\b"
_AT_LARGE = pattern(
    _IS_AT_LARGE
    + r"|(?:elud|evad)(?:ed|es|ing) (?:\w+ ){0,2}(?:arrest|capture|apprehension|authorities)|\bfugitives?\b|not (?:yet )?(?:been )?(?:arrested|apprehended)|archived|has not been (?:arrested|apprehended)|"
    r"never (?:been )?(?:arrested|apprehended|found)|yet to be (?:arrested|apprehended)|(?:went|gone|goes|still|is|are|remain\w*) (?:in|into) hiding|jump(?:ed|ing|s) (?:his |her |their )?bail|"
    r"\bwarrants?\b[^.;]{0,80}(?:unserved|unexecuted|not (?:be )?served)|(?:remain\w*|returned) (?:unserved|unexecuted)|pending (?:their|his|her) (?:apprehension|arrest)|"
    r"sent to the (?:files|archives)|alias warrants?|(?:until|as soon as|upon) (?:he|she|they|his|her|their) (?:shall have been |is |are |has been |have been )?(?:arrest|apprehen)|(?:still|remain\w*) unapprehended|"
    r"(?:could not|cannot|can not) be (?:located|found|served|arrested|apprehended|traced)|whereabouts (?:\w+ ){0,6}unknown|\bfled\b|took flight|absconded|"
    r"(?:escap(?:ed|ing)|bolted) (?:from )?(?:his |her |their |the )?(?:\w+ ){0,3}(?:detention|jail|prison|custody|confinement|penitentiary)|broke jail"
)
_BACK = pattern(
    r"\bre-?(?:captur|arrest)ed\b|\bsurrendered\b|\b(?:later|eventually|finally|subsequently|until (?:he|she|they) (?:was|were)) (?:arrested|apprehended|captured)\b"
)
"""Words of who was found again."""
_THE_OTHERS = r"co-?accused (?:\w+ ){0,4}(?:remain|are|is|at)|other accused|the others?\b|rest of the accused"
_ELSEWHERE = (
    r"(?:separate|own) (?:petitions?|appeals?)|(?:petitions?|appeals?) (?:\w+ ){0,6}docketed as G\.? ?R|separately appealed|"
    r"appealed (?:his|her|their) (?:own )?convictions? (?:separately|to the court of appeals)"
)


def mark_large(reading: Reading, people: Sequence[Accused], account: tuple[int, int]) -> None:
    """Mark those the text says are at large; an appellant is before the court."""
    for piece in sentences(reading.plain, *account):
        text = reading.plain[piece.start : piece.end]
        found = _AT_LARGE.search(text)
        if not found or pattern(r"\bpeople v|cited|SCRA").search(text):
            continue
        if _BACK.search(text) and not pattern(_IS_AT_LARGE).search(text):
            continue
        where = (piece.start + found.start(), piece.start + found.end())
        for i in mentioned(people, reading.text[piece.start : piece.end]):
            if not (people[i].appellant and is_appealing(reading, people[i], account)) and people[i].at_large is None:
                people[i].at_large = where
        if pattern(_THE_OTHERS).search(text):
            for one in people:
                if not one.in_caption and one.at_large is None and not is_appealing(reading, one, account):
                    one.at_large = where


def is_appealing(reading: Reading, one: Accused, account: tuple[int, int]) -> bool:
    """Whether the text calls this accused appellant or petitioner by name, or found guilty."""
    name = re.escape(one.surname)
    if not name:
        return False
    words = (
        rf"(?:accused-)?(?:appellants?|petitioners?) (?:(?-i:[A-Z])[\w.]* ){{0,4}}{name}|{name}(?: y \w+)?,? (?:appeals|appealed)|"
        rf"(?:finding|found|convicting|convicted)[^.;]{{0,80}}{name}[^.;]{{0,60}}guilty|convicting (?:\w+ ){{0,6}}{name}"
    )
    return bool(pattern(words).search(reading.plain, *account))


_DEATH = pattern(
    r"\bdeath of|\bdied\b|\b(?:stabbed|shot|beaten|hacked|mauled) (?:to death|dead)\b|\bwas (?:killed|slain)\b|\bdemise\b|\b(?:passed|passing) away\b|\bpredeceased\b|\bdeceased (?:petitioner|accused|appellant)|\b(?:due to|because of|by reason of|in view of|on account of|upon) (?:his|her|their|the accused's) (?:\w+ )?death\b"
)


def mark_dead(reading: Reading, people: Sequence[Accused], body: int) -> None:
    """Mark those whose death ends a charge or the appeal."""
    for found in _DEATH.finditer(reading.plain, body):
        start, end = max(body, found.start() - 90), _end_of_sentence(reading.plain, found.end())
        ends = (
            r"extinguish|pending (?:this |the )?(?:appeal|petition)|suggestion of death|deceased (?:petitioner|accused)|"
            r"before final judgment|before (?:he|she|they|the (?:accused|case|trial|information|arraignment)|his|her|their|trial|arraignment|judgment|any)\b[^.;]{0,40}(?:arraign|tri(?:ed|al)\b|judgment|plead|promulgat|arrested)|"
            r"(?:while|during) [^.;]{0,40}(?:trial|pendency|proceedings|pending)\b|before the (?:prosecution|defense)\b|while the (?:prosecution|defense|case|cases|parties)\b|before (?:trial|arraignment|judgment|promulgation)\b|(?:appeal|petition|case)s? (?:was|were|is|are) (?:still )?pending|dismiss\w* (?:\w+ ){0,3}(?:charges?|cases?|informations?)\b|motion to dismiss|"
            r"(?:charges?|cases?|informations?)\b[^.;]{0,50}\b(?:dismissed|dropped|terminated)\b"
        )
        if pattern(ends).search(reading.text, start, end):
            for i in _dead_among(reading, people, found.start(), start, end):
                people[i].died = people[i].died or (found.start(), found.end())


def _end_of_sentence(plain: str, at: int) -> int:
    """Where the sentence of a death ends, but not before 90 and not behind 240 characters."""
    first = next(iter(sentences(plain, at, at + 240)), None)
    return max(at + 90, first.end if first else at)


def _dead_among(reading: Reading, people: Sequence[Accused], at: int, start: int, end: int) -> list[int]:
    """Whom the sentence of a death names; where it names nobody, the sentence before, or those named around it."""
    pieces = list(sentences(reading.plain, max(0, start - _BEFORE), end))
    here = next((n for n, p in enumerate(pieces) if p.start <= at < p.end), 0)
    before = pieces[max(0, here - 1)] if pieces else Stretch(start, end)
    for piece in (*pieces[here : here + 1], before, Stretch(start, end)):
        if named := mentioned(people, reading.text[piece.start : piece.end]):
            return named
    return []


_BEFORE = 300


def mark_elsewhere(reading: Reading, people: Sequence[Accused], account: tuple[int, int]) -> None:
    """Mark co-accused whose appeal the text says is another case. Whoever is before this court is not elsewhere."""
    for piece in sentences(reading.plain, *account):
        found = pattern(_ELSEWHERE).search(reading.plain, piece.start, piece.end)
        for i in mentioned(people, reading.text[piece.start : piece.end]) if found else ():
            if found and not people[i].appellant and people[i].elsewhere is None:
                people[i].elsewhere = found.span()
