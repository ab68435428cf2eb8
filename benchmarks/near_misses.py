"""Taggers on fictional near misses: ``python benchmarks/near_misses.py [--tagger lexicon --tagger model …]``.

``benchmarks/near_misses/`` holds 50 fictional documents written for the "do not mark" rules of the codebook, each rule beside
what it is nearly taken for, by a writer (a language model under the codebook) who has seen no tagger; ``negatives.tsv`` names for
each rule the sentences and the label that must not stand there. No tagger was trained or tuned on them: whoever does so says
it here. Printed, for each tagger: how many sentences got the label that their rule forbids, rule by rule; forms, signals and
`indicated` by case. All but three documents are `indicated`, so precision there says little.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from jointcharge.classify.authored import AuthoredDocument, read_authored
from jointcharge.classify.base import Tagger, default_tagger, open_tagger
from jointcharge.classify.gold import case_of_sentences

FOLDER = Path(__file__).with_name("near_misses")
FACTS = ("form", "signal")
Given = frozenset[tuple[str, str]]
"""Dimension and label."""


def tagged(tagger: Tagger, document: AuthoredDocument) -> list[Given]:
    """What the tagger gives each sentence."""
    texts = [sentence.text for sentence in document.sentences]
    case = case_of_sentences(document.document, document.title or "", "fictional", texts)
    tags = tagger.tag(case)
    return [
        frozenset((str(tag.dimension), tag.label) for tag in tags if tag.passage_id == passage.passage_id)
        for passage in case.passages
    ]


def forbidden(given: Mapping[str, list[Given]]) -> tuple[Counter[str], Counter[str]]:
    """For each rule how many sentences it names, and how many of them got the label that it forbids."""
    named, wrong = Counter[str](), Counter[str]()
    with (FOLDER / "negatives.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            named[row["entry"]] += 1
            labels = {label for _, label in given[row["document"]][int(row["sentence"]) - 1]}
            wrong[row["entry"]] += row["label"] in labels
    return named, wrong


def by_case(documents: Iterable[AuthoredDocument], given: Mapping[str, list[Given]], dimension: str) -> str:
    """Precision, recall and F1 of the labels of one dimension, a case's being the union of its sentences'."""
    right = extra = missed = 0
    for document in documents:
        gold = {one for sentence in document.sentences for one in sentence.labels if one[0] == dimension}
        found = {one for sentence in given[document.document] for one in sentence if one[0] == dimension}
        right, extra, missed = right + len(gold & found), extra + len(found - gold), missed + len(gold - found)
    return scores(right, extra, missed)


def indicated(documents: Iterable[AuthoredDocument], given: Mapping[str, list[Given]]) -> str:
    """The same for whether a case asserts any form."""
    pairs = Counter(
        (
            any(dimension == "form" for sentence in document.sentences for dimension, _ in sentence.labels),
            any(dimension == "form" for sentence in given[document.document] for dimension, _ in sentence),
        )
        for document in documents
    )
    return scores(pairs[True, True], pairs[False, True], pairs[True, False])


def scores(right: int, extra: int, missed: int) -> str:
    """One line of figures."""
    precision, recall = right / max(right + extra, 1), right / max(right + missed, 1)
    f1 = 2 * right / max(2 * right + extra + missed, 1)
    return (
        f"precision {precision:.2f}  recall {recall:.2f}  F1 {f1:.2f}  ({right} right, {extra} wrong, {missed} missed)"
    )


def main() -> None:
    """Print the figures of every tagger asked for."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument(
        "--tagger", action="append", help="once or more; by default the lexicon and the default tagger"
    )
    asked = options.parse_args().tagger or list(dict.fromkeys(["lexicon", default_tagger()]))
    documents = read_authored(FOLDER)
    for name in asked:
        tagger = open_tagger(name)
        given = {document.document: tagged(tagger, document) for document in documents}
        named, wrong = forbidden(given)
        print(f"== {tagger.name} {tagger.version}, {len(documents)} documents ==")
        print(f"  a label that the rule forbids: {wrong.total()} of {named.total()} sentences")
        for entry, count in wrong.most_common():
            if count:
                print(f"    {entry:24}{count} of {named[entry]}")
        print(f"  indicated  {indicated(documents, given)}")
        for dimension in FACTS:
            print(f"  {dimension:11}{by_case(documents, given, dimension)}")


if __name__ == "__main__":
    main()
