"""What the authored training text holds and how varied it is: ``.venv/bin/python benchmarks/authored_data.py [--write]``.

Prints counts by register, country and label, and the near-duplicate rate: the share of documents, and of sentences, that
share half or more of their three-word shingles with another (Jaccard index). ``--write`` makes
``classify/data/authored.jsonl`` from the authored text; a test holds the two together.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence

from jointcharge.classify.authored import FOLDER, read_authored
from jointcharge.classify.learning.examples import jaccard, shingles
from jointcharge.classify.learning.passages import to_json_lines

LIKE = 0.5


def near_duplicates(texts: Sequence[str]) -> int:
    """How many texts have a near duplicate; only texts that share a shingle are compared."""
    found = [shingles(text) for text in texts]
    holders: dict[tuple[str, ...], list[int]] = {}
    for number, one in enumerate(found):
        for shingle in one:
            holders.setdefault(shingle, []).append(number)
    pairs = {(a, b) for numbers in holders.values() for i, a in enumerate(numbers) for b in numbers[i + 1 :]}
    return len({number for a, b in pairs if jaccard(found[a], found[b]) >= LIKE for number in (a, b)})


def main() -> None:
    """Print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    documents = read_authored()
    if options.write:
        (FOLDER.parent / "authored.jsonl").write_text(to_json_lines(documents), "utf-8")
    sentences = [sentence for document in documents for sentence in document.sentences]
    labelled = sum(bool(sentence.labels) for sentence in sentences)
    print(f"{len(documents)} documents, {len(sentences)} sentences, {labelled} with a label")
    print("registers:", dict(Counter(document.register for document in documents).most_common()))
    print("countries:", len({document.country for document in documents}))
    counts = Counter(label for sentence in sentences for label in sentence.labels)
    for (dimension, label), count in sorted(counts.items()):
        print(f"  {dimension:8}{label:24}{count:5}")
    whole = [" ".join(sentence.text for sentence in document.sentences) for document in documents]
    for name, texts in (("documents", whole), ("sentences", [sentence.text for sentence in sentences])):
        print(f"near duplicates among {name}: {near_duplicates(texts)} of {len(texts)}")


if __name__ == "__main__":
    main()
