"""What a tagger learns from: cases as sentences with labels, whether authored or real."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jointcharge.classify.authored import FOLDER, AuthoredDocument, Label, read_authored
from jointcharge.classify.context import Composed, compose_texts, head_of
from jointcharge.classify.gold import GoldCase, read_gold
from jointcharge.classify.model_folder import STATUS
from jointcharge.records.case import FormStatus, TagDimension
from jointcharge.records.codebook import labels_of
from jointcharge.records.levels import CorruptionLevel, corruption_level

HEADS: tuple[Label, ...] = (
    *((str(d), label) for d in (TagDimension.FORM, TagDimension.SIGNAL) for label in labels_of(d)),
    *((str(d), label) for d in (TagDimension.STAGE, TagDimension.ACTOR) for label in labels_of(d)),
    *((STATUS, str(status)) for status in FormStatus),
    *((str(TagDimension.ELEMENT), label) for label in labels_of(TagDimension.ELEMENT)),
)
"""The outputs of the network, in order: first what is learned of every sentence, last what is learned of whole cases."""


def slice_of(dimension: str) -> slice:
    """Where the heads of ``dimension`` stand among ``HEADS``."""
    positions = [index for index, head in enumerate(HEADS) if head[0] == dimension]
    return slice(positions[0], positions[-1] + 1)


@dataclass(frozen=True)
class Example:
    """One case to learn from or to be judged on."""

    key: str
    """Unique among the examples."""
    number: str
    """The portal's number, or the document's name; not unique."""
    title: str
    country: str | None
    sentences: tuple[str, ...]
    labels: tuple[frozenset[Label], ...]
    """Of each sentence; the dimension ``status`` holds a form's status."""
    elements: frozenset[str] | None
    """None where nobody noted them; such a case teaches nothing about elements."""
    origin: str
    """``authored`` or ``real``."""

    @property
    def head(self) -> str:
        """The line above every passage."""
        return head_of(self.title, self.country)

    @property
    def composed(self) -> list[Composed]:
        """Its sentences as a tagger meets them."""
        return compose_texts(self.sentences, title=self.title, country=self.country)

    @property
    def case_labels(self) -> frozenset[Label]:
        """The union of its sentences' labels."""
        return frozenset().union(*self.labels)

    @property
    def level(self) -> CorruptionLevel:
        """What its labels say of corruption."""
        known = [(TagDimension(d), label) for d, label in self.case_labels if d != STATUS]
        return corruption_level(known)


def authored_examples(folder: Path = FOLDER) -> tuple[Example, ...]:
    """The authored documents, as examples."""
    return tuple(_authored(document) for document in read_authored(folder))


def real_examples(gold: Path) -> tuple[Example, ...]:
    """The labelled cases of a gold file, as examples."""
    return tuple(_real(case) for case in read_gold(gold))


def related_groups(examples: Sequence[Example], likeness: float = 0.5) -> list[list[int]]:
    """Positions of cases that must stay on one side of a split: of one number, one title, or much the same text.

    Likeness is the Jaccard index of the sets of three-word shingles.
    """
    shingled = [shingles(" ".join(example.sentences)) for example in examples]
    leader = list(range(len(examples)))
    for one, example in enumerate(examples):
        for other in range(one):
            earlier = examples[other]
            named_alike = example.number == earlier.number or _folded(example.title) == _folded(earlier.title)
            if named_alike or jaccard(shingled[one], shingled[other]) >= likeness:
                _join(leader, one, other)
    groups: dict[int, list[int]] = {}
    for index in range(len(examples)):
        groups.setdefault(_leader(leader, index), []).append(index)
    return list(groups.values())


def shingles(text: str, words: int = 3) -> frozenset[tuple[str, ...]]:
    """The runs of three words in ``text``, folded."""
    tokens = re.findall(r"\w+", text.lower())
    return frozenset(zip(*(tokens[start:] for start in range(words)), strict=False))


def jaccard(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Shared shingles over all; 0 where both are empty."""
    if not one or not other:
        return 0.0
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)


def sentences_of(examples: Iterable[Example]) -> int:
    """How many sentences they hold."""
    return sum(len(example.sentences) for example in examples)


def _authored(document: AuthoredDocument) -> Example:
    return Example(
        key=document.document,
        number=document.document,
        title=document.title or "",
        country=document.country,
        sentences=tuple(sentence.text for sentence in document.sentences),
        labels=tuple(sentence.labels for sentence in document.sentences),
        elements=document.elements,
        origin="authored",
    )


def _real(gold: GoldCase) -> Example:
    case = gold.case
    return Example(
        key=case.case_id,
        number=gold.key,
        title=case.title.value if case.title else "",
        country=case.country.value if case.country else None,
        sentences=tuple(passage.text for passage in case.passages),
        labels=tuple(_labels_at(gold, passage.passage_id) for passage in case.passages),
        elements=gold.elements,
        origin="real",
    )


def _labels_at(gold: GoldCase, passage_id: str) -> frozenset[Label]:
    labels = {(str(dimension), label) for (dimension, label), ids in gold.passages.items() if passage_id in ids}
    return frozenset(labels | {(STATUS, str(status)) for status in gold.statuses.get(passage_id, ())})


def _folded(title: str) -> str:
    return " ".join(re.findall(r"\w+", title.lower()))


def _leader(leader: list[int], index: int) -> int:
    while leader[index] != index:
        index = leader[index]
    return index


def _join(leader: list[int], one: int, other: int) -> None:
    leader[_leader(leader, one)] = _leader(leader, other)
