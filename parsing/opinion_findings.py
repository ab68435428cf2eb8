"""Who was found guilty of what, in the prose of English-language judgments; and what the appeal came to.

Forms met: ``On 3 May 2022 the appellant pleaded guilty to …``; ``A jury convicted Vask of …``; ``Vask appeals his convictions
for …``; ``The jury acquitted her of …``; ``The accused was charged with …``. Must not match: earlier convictions, other
people's, cases cited as precedents (a sentence that names another "v."), what a statute says of "a person who".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from jointcharge.parsing.judgment_text import Reading, Stretch, sentences
from jointcharge.parsing.opinion_offences import ListedOffence, find_count_numbers, find_offences, term_of
from jointcharge.parsing.wordings import folded, read_vocabulary
from jointcharge.records.case import Disposition, Plea


@dataclass(slots=True)
class Person:
    """One accused as the caption names them."""

    name: str
    start: int
    end: int

    @property
    def surname(self) -> str:
        """The last word that is no suffix; a guess."""
        words = [w for w in re.findall(r"[^\W\d_][\w'-]*", self.name) if folded(w) not in _SUFFIXES]
        return words[-1] if words else self.name


_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv", "esq", "qc", "kc"))


@dataclass(slots=True)
class Finding:
    """One sentence's finding on some of the accused."""

    disposition: Disposition | None
    """None where the sentence only charges."""
    plea: Plea | None
    start: int
    end: int
    """Of the words that lead to the offences."""
    persons: list[int]
    offences: list[ListedOffence]


class AppealRuling(NamedTuple):
    """One sentence of the decision on appeal."""

    effect: str
    start: int
    end: int
    persons: frozenset[int]
    """Empty where it names nobody."""
    counts: frozenset[int]


class TermFound(NamedTuple):
    """A sentence of imprisonment told in prose."""

    months: float | None
    life: bool
    start: int
    end: int
    persons: frozenset[int]
    counts: frozenset[int]
    total: bool
    substituted: bool


@dataclass(slots=True)
class Story:
    """Everything the prose says of the accused."""

    findings: list[Finding] = field(default_factory=list)
    appeals: list[AppealRuling] = field(default_factory=list)
    terms: list[TermFound] = field(default_factory=list)


class _Cue(NamedTuple):
    pattern: re.Pattern[str]
    disposition: Disposition | None
    plea: Plea | None


@lru_cache(maxsize=1)
def _cues() -> tuple[_Cue, ...]:
    return tuple(
        _Cue(
            re.compile(rf"\b(?:{'|'.join(rule['patterns'])})\s"),
            Disposition(rule["outcome"]) if rule["outcome"] else None,
            Plea(rule["plea"]) if "plea" in rule else None,
        )
        for rule in read_vocabulary("english_judgments")["findings"]
    )


@lru_cache(maxsize=8)
def _any(key: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(read_vocabulary('english_judgments')[key])})")


def finding_words(sentence: str) -> tuple[Disposition | None, Plea | None, int, int] | None:
    """The first words of a lower-case sentence that lead to offences, with their place; None where there are none."""
    hits = [(m.start(), -n, cue, m) for n, cue in enumerate(_cues()) for m in [cue.pattern.search(sentence)] if m]
    if not hits:
        return None
    cue, found = min(hits, key=lambda hit: (hit[0], -hit[1]))[2:]
    return cue.disposition, cue.plea, found.start(), found.end()


_ANOTHER_CASE = re.compile(r"\b[A-Z][\w.'-]+,? v(?:s)?\.? [A-Z]|\[\d{4}\] [A-Z]|\d F\.(?:2d|3d|4th|Supp)|\bU\.S\. \d|¶")
_EARLIER = re.compile(r"\bhad\s+(?:also\s+)?been\s+convicted\b[^.;]{0,60}\bin\s+(?:19|20)\d\d\b")
"""A conviction of another time: the one that is told about has its date before it."""
_ROLE = re.compile(r"\b(?:appellant|applicant|offender|defendant|accused|petitioner|prisoner|convict)(s?)\b")
_PRONOUN = re.compile(r"\b(?:he|she|him|his|her)\b")
_THEY = re.compile(r"\b(?:they|them|their|both|all)\b")


def find_findings(
    reading: Reading, people: Sequence[Person], start: int, end: int, country: str | None, *, cited: Sequence[int] = ()
) -> list[Finding]:
    """The findings of the prose in order; sentences about nobody that can be told are left out.

    ``cited`` are the places where reported cases are cited: what a sentence tells behind one is another case's.
    """
    found: list[Finding] = []
    last: list[int] = []
    for sentence in sentences(reading.plain, start, end):
        words = reading.plain[sentence.start : sentence.end]
        last = [n for n, _ in named_in(people, words)] or last
        first = next((c for c in cited if sentence.start <= c < sentence.end), sentence.end)
        found += [one for one in _in_sentence(reading, people, sentence, last, country) if one.start < first]
    return found


def _in_sentence(
    reading: Reading, people: Sequence[Person], sentence: Stretch, last: list[int], country: str | None
) -> Iterator[Finding]:
    at = sentence.start
    while True:
        low = lowered(reading.plain[at : sentence.end])
        cue = finding_words(low)
        if cue is None:
            return
        disposition, plea, begin, stop = cue
        tail_end = _tail_end(reading.plain, at + stop, sentence.end)
        before = reading.plain[sentence.start : at + begin]
        whole = reading.plain[sentence.start : at + stop]
        earlier = _EARLIER.search(reading.plain[sentence.start : tail_end])
        if not (earlier or _any("not_findings").search(before.lower()[-60:]) or _ANOTHER_CASE.search(whole)):
            persons = _persons(people, before, whole, last)
            offences = find_offences(reading, at + stop, tail_end, country)
            if offences and persons:
                yield Finding(disposition, plea, at + begin, at + stop, persons, offences)
        at = max(tail_end, at + stop)


_LONGEST_LIST = 1200
"""Characters of the longest list of offences; a sentence without end must not cost without end."""


def _tail_end(plain: str, start: int, end: int) -> int:
    """Where a list of offences ends: at the next verb of another thing, the next finding, or the sentence's end."""
    end = min(end, start + _LONGEST_LIST)
    low = lowered(plain[start:end])
    found = _tail_pattern().search(low)
    nested = finding_words(low)
    return start + min([len(low)] + ([found.start()] if found else []) + ([nested[2]] if nested else []))


@lru_cache(maxsize=1)
def _tail_pattern() -> re.Pattern[str]:
    return re.compile(rf"[,\s]{{0,4}}\b(?:{'|'.join(read_vocabulary('english_judgments')['tail_ends'])})")


def lowered(text: str) -> str:
    """``text`` in lower case, every character in its place (a capital dotted I has two small ones otherwise)."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def named_in(people: Sequence[Person], words: str) -> list[tuple[int, int]]:
    """The accused named in ``words``, with the place; surnames count, whole words, in either case of letters."""
    hits = []
    for n, one in enumerate(people):
        found = re.search(rf"\b{re.escape(one.surname)}\b", words, re.IGNORECASE if len(one.surname) > 3 else 0)
        if found:
            hits.append((n, found.start()))
    shared = {
        people[n].surname.lower()
        for n, _ in hits
        if sum(p.surname.lower() == people[n].surname.lower() for p in people) > 1
    }
    return sorted(
        (h for h in hits if people[h[0]].surname.lower() not in shared or people[h[0]].name.lower() in words.lower()),
        key=lambda h: h[1],
    )


def _persons(people: Sequence[Person], before: str, whole: str, last: list[int]) -> list[int]:
    """Whom a finding is about: those named, else a role word, else the person a pronoun goes back to."""
    named = [n for n, _ in named_in(people, whole)]
    if named:
        return named
    low = whole.lower()
    role = _ROLE.search(low)
    if len(people) == 1 and (role or _PRONOUN.search(low)):
        return [0]
    if (role and role[1]) or _THEY.search(low):
        return list(range(len(people)))
    return list(last) if _PRONOUN.search(low) and len(last) == 1 else []


# --- appeal ----------------------------------------------------------------------------------------------


def appeal_words(sentence: str) -> str | None:
    """The effect that a sentence of the decision states; None where it states none."""
    low = sentence.lower()
    if _any("not_appeals").search(low):
        return None
    for rule in read_vocabulary("english_judgments")["appeals"]:
        if re.search("|".join(rf"(?:{p})" for p in rule["patterns"]), low):
            return str(rule["effect"])
    return None


def find_appeals(reading: Reading, people: Sequence[Person], start: int, end: int) -> list[AppealRuling]:
    """What the sentences of the decision decide, clause by clause."""
    found: list[AppealRuling] = []
    for sentence in sentences(reading.plain, start, end):
        for clause in _clauses(reading.plain, sentence):
            words = reading.plain[clause.start : clause.end]
            effect = appeal_words(words)
            if effect is None or _ANOTHER_CASE.search(words):
                continue
            persons = frozenset(n for n, _ in named_in(people, words))
            counts = find_count_numbers(reading.plain, clause.start, clause.end)
            left, right = reading.trimmed(clause.start, clause.end)
            found.append(AppealRuling(effect, left, right, persons, counts))
    return found


def _clauses(plain: str, sentence: Stretch) -> Iterator[Stretch]:
    """A sentence cut before each further verb of decision: "affirm the conviction on Count One, and vacate …"."""
    verbs = r"(?:and|but|,|;)\s+(?=(?:we\s+)?(?:affirm|vacate|reverse|quash|dismiss|allow|remand|substitute|refuse)\b)"
    last = sentence.start
    for cut in re.compile(verbs, re.IGNORECASE).finditer(plain, sentence.start, sentence.end):
        yield Stretch(last, cut.start())
        last = cut.end()
    yield Stretch(last, sentence.end)


# --- sentences of imprisonment ---------------------------------------------------------------------------

_LENGTH = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|hundred)"
_LENGTHS = rf"{_LENGTH}(?:[ -](?:and\s+)?{_LENGTH})*(?:\s*\(\d+\))?[ -]+(?:years?|months?)"
_TERM = re.compile(
    rf"\b(?P<term>{_LENGTHS}(?:,?\s+(?:and\s+)?{_LENGTHS})?|life(?=\s+(?:imprisonment|sentence|in\s+prison|terms?)|,|\.)|imprisonment\s+for\s+life)"
    r"(?P<after>'?\s*(?:of\s+)?(?:imprisonment|in\s+prison|custody|detention|incarceration|immediate|concurrent|consecutive|sentence|term|on\s+(?:each|count)|(?=[,.;])))?",
    re.IGNORECASE,
)
_SENTENCED = re.compile(
    r"\b(?:sentenc(?:ed|es?)|substitut\w+|imposed|received|impose|term|terms|jailed|committed)\b", re.IGNORECASE
)
_NOT_TERM = re.compile(
    r"supervised\s+release|probation|starting\s+point|guideline|range|maximum|minimum|mandatory|licence|aged?\b|disqualif|would\s+have|plead|credit|"
    r"recommend|category|statutory|period\s+of|for\s+(?:over|more|some|about|nearly)|requested|sought|asked",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(
    r"'?\s*(?:of\s+)?(?:supervised|probation|extended\s+licence|ago|old|later|earlier|before|after|of\s+age|guideline)",
    re.IGNORECASE,
)


def find_terms(reading: Reading, people: Sequence[Person], start: int, end: int) -> list[TermFound]:
    """The terms that sentences of the prose say were imposed, in order."""
    found: list[TermFound] = []
    last: list[int] = []
    for sentence in sentences(reading.plain, start, end):
        words = reading.plain[sentence.start : sentence.end]
        last = [n for n, _ in named_in(people, words)] or last
        if not _SENTENCED.search(words) or _ANOTHER_CASE.search(words):
            continue
        for match in _TERM.finditer(reading.plain, sentence.start, sentence.end):
            one = _term(reading, people, sentence, match, last)
            if one is not None:
                found.append(one)
    return found


def _term(
    reading: Reading, people: Sequence[Person], sentence: Stretch, match: re.Match[str], last: list[int]
) -> TermFound | None:
    plain = reading.plain
    before, after = plain[sentence.start : match.start()], plain[match.end("term") : sentence.end]
    if not _SENTENCED.search(before + after[:12]) or _NOT_TERM.search(before[-45:]) or _NOT_AFTER.match(after):
        return None
    if not match["after"] and not re.search(r"(?:term|sentence|to)s?(?:\s+of)?\s*(?:a\s+)?$", before):
        return None
    months, life = term_of(match["term"].replace("'", "").replace("-", " "))
    if months is None and not life:
        return None
    # "nine years" that is quashed, and what is put in its place
    replaced = re.search(
        r"\b(?:quash|vacate|set\s+aside|reduce[ds]?)\b(?!.*\bsubstitut)", before, re.IGNORECASE | re.DOTALL
    )
    substituted = bool(
        re.search(r"\b(?:substitut\w+|reduc\w+\b.*\bto|replac\w+\b.*\bwith)\b", before, re.IGNORECASE | re.DOTALL)
    )
    if replaced and not substituted:
        return None
    persons = _persons(people, before, before, last)
    following = _TERM.search(plain, match.end("term"), sentence.end)
    limit = min(match.end("term") + 60, following.start() if following else sentence.end)
    counts = find_count_numbers(plain, match.end("term"), limit)
    total = bool(re.search(r"\b(?:total|overall|aggregate|effective)\b[^.;]{0,40}$", before, re.IGNORECASE))
    return TermFound(months, life, *match.span("term"), frozenset(persons), counts, total, substituted)
