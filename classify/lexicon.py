"""The ``lexicon`` tagger: rules over wordings, one sentence at a time with its neighbours as context.

It is quick, needs no model, and says for every tag which words gave it. What it knows lies in
``classify/lexicon/*.yml``; how well it does is measured by ``benchmarks/lexicon_sherloc.py``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jointcharge.classify.base import span_within, tag_id_of
from jointcharge.classify.context import remembered
from jointcharge.classify.patterns import Choice, Folded, Pattern, fold
from jointcharge.classify.vocabulary import ActorSource, Guard, Reach, Rule, Vocabulary, languages, open_vocabulary
from jointcharge.records.case import Case, FormStatus, Passage, Tag, TagDimension

NAME = "lexicon"
ENGINE = "1"
"""Raised by hand when the code, and not the vocabulary, changes what is tagged."""
ASSUMED_LANGUAGE = "en"
"""Read where neither the passage nor the case states a language; a wrong assumption matches nothing."""
CONTEXT = 2
"""How many sentences before and after count as context."""
GUARD_REACH = 70
"""How many characters before a match a guard of the clause looks at."""
_CLAUSE_BREAK = re.compile(r";|\bbut\b|\bwhereupon\b")


@dataclass(frozen=True)
class Finding:
    """One rule's match in one sentence: offsets are into the sentence."""

    rule: Rule
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """A sentence and those around it."""

    words: Folded
    around: tuple[Folded, ...]

    @property
    def text(self) -> str:
        """The folded text."""
        return self.words.text


class LexiconTagger:
    """Tags with every vocabulary given; build with ``open_lexicon``."""

    name = NAME
    at_once = 1

    def __init__(self, vocabularies: Mapping[str, Vocabulary]) -> None:
        digest = hashlib.sha256("".join(v.digest for v in vocabularies.values()).encode()).hexdigest()
        self.version = f"{ENGINE}-{digest[:12]}"
        self.languages = tuple(vocabularies)
        self._readers = {language: _Reader(vocabulary) for language, vocabulary in vocabularies.items()}
        self._folded = remembered(_folded)

    def tag(self, case: Case) -> tuple[Tag, ...]:
        """The tags of ``case``; passages in a language without a vocabulary get none."""
        tags: list[Tag] = []
        for passages in _stretches(case):
            texts = [_folded(passage.text) for passage in passages]
            reader = self._readers.get(passages[0].language or case.language or ASSUMED_LANGUAGE)
            if reader is not None:
                for index, passage in enumerate(passages):
                    tags.extend(self._tags_of(case, passage, reader, _sentence_at(texts, index)))
        return tuple(tags)

    def labels_in(self, sentence: str, around: Sequence[str], language: str) -> frozenset[tuple[TagDimension, str]]:
        """The labels of one sentence among its neighbours; none where the language has no vocabulary."""
        reader = self._readers.get(language)
        if reader is None:
            return frozenset()
        found = reader.labels(Sentence(self._folded(sentence), tuple(map(self._folded, around))))
        return frozenset((dimension, label) for dimension, label, _, _ in found)

    def _tags_of(self, case: Case, passage: Passage, reader: _Reader, sentence: Sentence) -> Iterator[Tag]:
        for dimension, label, status, finding in reader.labels(sentence):
            yield Tag(
                tag_id=tag_id_of(passage.passage_id, dimension, label, self.name),
                passage_id=passage.passage_id,
                case_id=case.case_id,
                dimension=dimension,
                label=label,
                status=status,
                score=finding.rule.entry.score,
                tagger=self.name,
                version=self.version,
                span=span_within(passage, finding.start, finding.end),
            )


LabelFound = tuple[TagDimension, str, FormStatus | None, Finding]


class _Reader:
    """One vocabulary, arranged so that most sentences are dismissed by looking for a few stems."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._patterns = [(pattern, rule) for rule in vocabulary.rules for pattern in rule.patterns]
        self._needs = [frozenset(pattern.needed) for pattern, _ in self._patterns]
        self._by_rarest: dict[Choice, list[int]] = {}
        for index, (pattern, _) in enumerate(self._patterns):
            self._by_rarest.setdefault(pattern.rarest, []).append(index)
        self._by_stem: dict[str, list[Choice]] = {}
        self._users: dict[Choice, list[Choice]] = {}
        self._known: dict[str, frozenset[Choice]] = {}
        met: set[Choice] = set()
        for needs in self._needs:
            for choice in needs:
                self._arrange(choice, met)

    def _arrange(self, choice: Choice, met: set[Choice]) -> None:
        """Note under which stems, and through which term lists, a text holds one of ``choice``."""
        if choice in met:
            return
        met.add(choice)
        for stem in choice.plain_stems():
            self._by_stem.setdefault(stem, []).append(choice)
        for part in choice.lists():
            self._users.setdefault(part, []).append(choice)
            self._arrange(part, met)

    def labels(self, sentence: Sentence) -> Iterator[LabelFound]:
        """Every label of the sentence once, the surest finding of each."""
        seen: set[tuple[TagDimension, str]] = set()
        for finding in sorted(self.findings(sentence), key=lambda found: -found.rule.entry.score):
            for dimension, label, status in self._labels_of(finding, sentence.words):
                if (dimension, label) not in seen:
                    seen.add((dimension, label))
                    yield dimension, label, status, finding

    def findings(self, sentence: Sentence) -> list[Finding]:
        """The matches that no guard takes back, at most one for each rule."""
        found: dict[str, Finding] = {}
        for index in self._candidates(sentence.words):
            pattern, rule = self._patterns[index]
            if rule.entry.id not in found and (finding := _find(pattern, rule, sentence)):
                found[rule.entry.id] = finding
        return list(found.values())

    def _candidates(self, words: Folded) -> list[int]:
        """The patterns of whose tokens each that must be there begins a word of the text."""
        held: set[Choice] = set().union(*map(self._held_by, words.begins & self._by_stem.keys()))
        likely = (index for choice in held & self._by_rarest.keys() for index in self._by_rarest[choice])
        return sorted(index for index in likely if self._needs[index] <= held)

    def _held_by(self, stem: str) -> frozenset[Choice]:
        """What a text with this stem holds; found out when a text first has it."""
        if stem not in self._known:
            held, found = set[Choice](), set(self._by_stem[stem])
            while found:
                held |= found
                found = {user for choice in found for user in self._users.get(choice, ())} - held
            self._known[stem] = frozenset(held)
        return self._known[stem]

    def _labels_of(self, finding: Finding, words: Folded) -> Iterator[tuple[TagDimension, str, FormStatus | None]]:
        entry, dimension = finding.rule.entry, finding.rule.dimension
        status = (entry.status or self.status_of(words)) if dimension is TagDimension.FORM else None
        yield dimension, entry.label, status
        for stage in dict.fromkeys((*entry.stages, *_names(self._vocabulary.stages[entry.label], words))):
            yield TagDimension.STAGE, stage, None
        for actor in self._actors_of(finding, words):
            yield TagDimension.ACTOR, actor, None

    def _actors_of(self, finding: Finding, words: Folded) -> tuple[str, ...]:
        source = finding.rule.entry.actors
        if source is ActorSource.NONE:
            return ()
        actors = _names(self._vocabulary.actors, words, slice(finding.start, finding.end))
        return actors if actors or source is ActorSource.MATCH else _names(self._vocabulary.actors, words)

    def status_of(self, words: Folded) -> FormStatus:
        """How firmly the sentence asserts what it asserts: a plain statement is ``found``."""
        for status, patterns in self._vocabulary.statuses:
            if _any_match(patterns, words):
                return status
        return FormStatus.FOUND


def open_lexicon() -> LexiconTagger:
    """The lexicon with every vocabulary on disk."""
    return LexiconTagger({language: open_vocabulary(language) for language in languages()})


def find_in_text(text: str, language: str = ASSUMED_LANGUAGE) -> list[list[Finding]]:
    """The findings in each sentence of ``text``, whose sentences are separated by `` || ``."""
    reader = _Reader(open_vocabulary(language))
    texts = [_folded(sentence) for sentence in text.split(" || ")]
    return [reader.findings(_sentence_at(texts, index)) for index in range(len(texts))]


def status_in_text(text: str, language: str = ASSUMED_LANGUAGE) -> FormStatus:
    """The status that a form in the sentence ``text`` gets."""
    return _Reader(open_vocabulary(language)).status_of(_folded(text))


def _folded(text: str) -> Folded:
    return Folded(fold(text))


def _find(pattern: Pattern, rule: Rule, sentence: Sentence) -> Finding | None:
    """The first match that no guard of its own takes back, if the sentence as a whole lets it stand.

    The sentence is asked once: its other matches would fare no better.
    """
    for match in pattern.matches(sentence.words):
        start, end = match.span()
        if not any(_takes_back(guard, sentence, start, end) for guard in rule.guards):
            return Finding(rule, start, end) if _may_stand(rule, sentence) else None
    return None


def _may_stand(rule: Rule, sentence: Sentence) -> bool:
    if any(_hangs_over(guard, sentence) for guard in rule.guards):
        return False
    return not rule.near or _any_match(rule.near, sentence.words) or _near_match(rule.near, sentence.around)


def _hangs_over(guard: Guard, sentence: Sentence) -> bool:
    """Whether a guard of the sentence, or of its context, takes back whatever it says."""
    if guard.reach is Reach.PASSAGE:
        return _any_match(guard.patterns, sentence.words)
    if guard.reach is Reach.AROUND:
        return _any_match(guard.patterns, sentence.words) or _near_match(guard.patterns, sentence.around)
    return False


def _takes_back(guard: Guard, sentence: Sentence, start: int, end: int) -> bool:
    """Whether a guard of the clause, or of the words themselves, takes back the match."""
    if guard.reach is Reach.CLAUSE:
        return _any_match(guard.patterns, sentence.words, slice(_clause_start(sentence.text, start), end))
    if guard.reach is not Reach.OVERLAP:
        return False
    matches = (match for pattern in guard.patterns for match in pattern.matches(sentence.words))
    return any(match.start() < end and start < match.end() for match in matches)


def _clause_start(text: str, start: int) -> int:
    """Where the words begin that can govern a match at ``start``; never inside a word."""
    first = max(0, start - GUARD_REACH)
    breaks = [match.end() for match in _CLAUSE_BREAK.finditer(text, first, start)]
    if breaks:
        return breaks[-1]
    return text.find(" ", first, start) + 1 if first else 0


def _any_match(patterns: Iterable[Pattern], words: Folded, part: slice = slice(None)) -> bool:
    return any(pattern.stands_in(words, part) for pattern in patterns)


def _near_match(patterns: Sequence[Pattern], around: Iterable[Folded]) -> bool:
    return any(_any_match(patterns, words) for words in around)


def _names(
    labels: Iterable[tuple[str, tuple[Pattern, ...]]], words: Folded, part: slice = slice(None)
) -> tuple[str, ...]:
    return tuple(label for label, patterns in labels if _any_match(patterns, words, part))


def _sentence_at(texts: Sequence[Folded], index: int) -> Sentence:
    before, after = texts[max(0, index - CONTEXT) : index], texts[index + 1 : index + 1 + CONTEXT]
    return Sentence(texts[index], (*before, *after))


def _stretches(case: Case) -> Iterator[list[Passage]]:
    """The passages in runs of one section and one language."""
    from itertools import groupby

    for _, run in groupby(case.passages, key=lambda passage: (passage.section, passage.language)):
        yield list(run)
