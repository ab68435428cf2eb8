"""SQL to columns: whole columns out of the corpus, numbers as numpy arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jointcharge.records.case import Disposition
from jointcharge.records.corpus import Corpus
from jointcharge.records.offences import OffenceClass

CHUNK = 100_000
CLASSES = tuple(OffenceClass)
"""Bit ``i`` of a charge's classes is ``CLASSES[i]``."""
DISPOSITIONS = tuple(Disposition)
"""A charge's disposition ``i`` is ``DISPOSITIONS[i]``."""


def _case(column: str, answers: Iterable[tuple[str, int]], otherwise: int) -> str:
    whens = " ".join(f"WHEN '{value}' THEN {code}" for value, code in answers)
    return f"CASE {column} {whens} ELSE {otherwise} END"


def bits_of(classes: Iterable[OffenceClass]) -> int:
    """The bits of ``classes``."""
    return sum(1 << CLASSES.index(one) for one in classes)


_CLASS_BIT = _case("offence_class", ((c.value, bits_of([c])) for c in CLASSES), bits_of([OffenceClass.UNCLASSIFIED]))
_DISPOSITION = _case(
    "h.disposition", ((d.value, n) for n, d in enumerate(DISPOSITIONS)), DISPOSITIONS.index(Disposition.UNKNOWN)
)
CHARGE_CODES = (
    "SELECT h.charge_row, h.case_row, coalesce(a.position, -1),"  # noqa: S608
    f" (SELECT coalesce(sum({_CLASS_BIT}), {bits_of([OffenceClass.UNCLASSIFIED])}) FROM charge_class_rows k"
    f" WHERE k.charge_row = h.charge_row), {_DISPOSITION}"
    " FROM charges h LEFT JOIN actor_rows a ON a.case_row = h.case_row AND a.actor_id = h.actor_id"
    " ORDER BY h.case_id, h.charge_row"
)
"""charge_row, case_row, the actor's position (-1 for none), class bits, disposition code."""


def read_numbers(corpus: Corpus, sql: str) -> NDArray[np.int64]:
    """A query of integers, as an array of shape (columns, rows)."""
    found = corpus.select(sql)
    width = len(found.description)
    chunks = [np.empty((0, width), dtype=np.int64)]
    while rows := found.fetchmany(CHUNK):
        chunks.append(np.array([tuple(row) for row in rows], dtype=np.int64))
    return np.concatenate(chunks).T


def read_columns(corpus: Corpus, sql: str, values: Sequence[Any] = ()) -> dict[str, list[Any]]:
    """A query as one list per column, named as in the query."""
    found = corpus.select(sql, values)
    names = [column[0] for column in found.description]
    columns: list[list[Any]] = [[] for _ in names]
    while rows := found.fetchmany(CHUNK):
        for column, read in zip(columns, zip(*rows, strict=True), strict=True):
            column.extend(read)
    return dict(zip(names, columns, strict=True))
