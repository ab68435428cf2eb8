"""The authored text as JSON Lines, one passage in context a line: what people and other programs read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from jointcharge.classify.authored import STATUS, AuthoredDocument
from jointcharge.classify.context import NEIGHBOURS


def passages_of(document: AuthoredDocument) -> Iterator[dict[str, Any]]:
    """Every passage of one document, with its neighbours, its labels and where it comes from."""
    texts = [sentence.text for sentence in document.sentences]
    for index, sentence in enumerate(document.sentences):
        labels: dict[str, list[str]] = {}
        for dimension, label in sorted(sentence.labels):
            labels.setdefault(dimension, []).append(label)
        yield {
            "id": f"{document.document}@{index + 1}",
            "origin": "authored",
            "register": document.register,
            "country": document.country,
            "title": document.title,
            "before": texts[max(0, index - NEIGHBOURS) : index],
            "text": sentence.text,
            "after": texts[index + 1 : index + 1 + NEIGHBOURS],
            "labels": {name: found for name, found in labels.items() if name != STATUS},
            "status": labels.get(STATUS, []),
            "elements": sorted(document.elements),
        }


def to_json_lines(documents: Sequence[AuthoredDocument]) -> str:
    """One line a passage."""
    rows = (row for document in documents for row in passages_of(document))
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
