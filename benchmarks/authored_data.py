"""What the authored training text holds, how varied it is, and how far it is from real text.

    .venv/bin/python benchmarks/authored_data.py [--gold ../shared/data/sherloc_summaries.jsonl] [--write]

Prints counts by register, country and label, how often the slang for bribes that the issue names stands in it, and the
near-duplicate rate: the share of documents, and of sentences, that share half or more of their three-word shingles with
another (Jaccard index). ``--gold`` compares with the real cases: runs of eight words in common, and near duplicates.
``--write`` makes ``classify/data/authored.jsonl`` from the authored text; a test holds the two together.
"""

from __future__ import annotations

import argparse
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from jointcharge.classify.authored import FOLDER, AuthoredDocument, read_authored
from jointcharge.classify.gold import read_gold
from jointcharge.classify.learning.examples import jaccard, shingles
from jointcharge.classify.learning.passages import to_json_lines

LIKE = 0.5
RUN = 8
SLANG = ("grease money", "facilitation", "coffee money", "padrino")
"""What issue 5 names, and what is counted; "facilitation" also stands for the offence of facilitating entry."""
Shingles = frozenset[tuple[str, ...]]


def near_duplicates(texts: Sequence[str], others: Sequence[str] | None = None) -> int:
    """How many texts have a near duplicate among the other texts, or among ``others`` where those are given.

    Exact: two sets of that likeness share one of the rarest shingles of each (prefix filter: Bayardo, Ma and Srikant 2007,
    https://doi.org/10.1145/1242572.1242591), so only such pairs are compared.
    """
    found = [shingles(text) for text in texts]
    held = found if others is None else [shingles(text) for text in others]
    rarity = Counter(shingle for some in (found, held) for one in some for shingle in one)
    holders: dict[tuple[str, ...], list[int]] = {}
    for number, one in enumerate(held):
        for shingle in _rarest(one, rarity):
            holders.setdefault(shingle, []).append(number)
    return sum(
        any(
            jaccard(one, held[other]) >= LIKE
            for other in {other for shingle in _rarest(one, rarity) for other in holders.get(shingle, ())}
            if others is not None or other != number
        )
        for number, one in enumerate(found)
    )


def sharing_a_run(texts: Sequence[str], others: Iterable[str]) -> list[int]:
    """The positions of the texts that share a run of eight words with one of ``others``."""
    runs: set[tuple[str, ...]] = set().union(*(shingles(text, RUN) for text in others))
    return [number for number, text in enumerate(texts) if not runs.isdisjoint(shingles(text, RUN))]


def slang_in(texts: Sequence[str]) -> dict[str, int]:
    """How many of the texts have each expression."""
    return {one: sum(bool(re.search(rf"\b{one}\b", text, re.IGNORECASE)) for text in texts) for one in SLANG}


def authored_texts(documents: Sequence[AuthoredDocument]) -> tuple[list[str], list[str]]:
    """Whole documents, and their sentences."""
    sentences = [[sentence.text for sentence in document.sentences] for document in documents]
    return [" ".join(some) for some in sentences], [one for some in sentences for one in some]


def real_texts(gold: Path) -> tuple[list[str], list[str]]:
    """Whole cases, and their sentences."""
    sentences = [[passage.text for passage in case.case.passages] for case in read_gold(gold)]
    return [" ".join(some) for some in sentences], [one for some in sentences for one in some]


def _rarest(one: Shingles, rarity: Counter[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """So many of its rarest shingles that a set of likeness ``LIKE`` cannot miss them all."""
    ordered = sorted(one, key=lambda shingle: (rarity[shingle], shingle))
    return ordered[: len(ordered) - math.ceil(LIKE * len(ordered)) + 1]


def _told(documents: Sequence[AuthoredDocument]) -> Iterator[str]:
    whole, texts = authored_texts(documents)
    sentences = [sentence for document in documents for sentence in document.sentences]
    labelled = sum(bool(sentence.labels) for sentence in sentences)
    yield f"{len(documents)} documents, {len(sentences)} sentences, {labelled} with a label"
    yield f"registers: {dict(Counter(document.register for document in documents).most_common())}"
    yield f"countries: {len({document.country for document in documents})}"
    for (dimension, label), count in sorted(Counter(label for one in sentences for label in one.labels).items()):
        yield f"  {dimension:8}{label:24}{count:5}"
    yield f"sentences with the issue's slang: {slang_in(texts)}"
    for name, some in (("documents", whole), ("sentences", texts)):
        yield f"near duplicates among {name}: {near_duplicates(some)} of {len(some)}"


def _beside_real(documents: Sequence[AuthoredDocument], gold: Path) -> Iterator[str]:
    named = zip(("documents", "sentences"), authored_texts(documents), real_texts(gold), strict=True)
    for name, ours, real in named:
        shared = sharing_a_run(ours, real)
        yield f"authored {name} that share a run of {RUN} words with a real one: {len(shared)} of {len(ours)}"
        yield f"authored {name} that are near duplicates of a real one: {near_duplicates(ours, real)} of {len(ours)}"


def main() -> None:
    """Print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, help="real labelled cases to compare with; they stay where they are")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    documents = read_authored()
    if options.write:
        (FOLDER.parent / "authored.jsonl").write_text(to_json_lines(documents), "utf-8")
    for line in _told(documents):
        print(line)
    if options.gold:
        for line in _beside_real(documents, options.gold):
            print(line)


if __name__ == "__main__":
    main()
