"""The disparity report against a second count of every measure, in SQL alone: ``benchmarks/measures_by_sql.py DATA...``.

``measures.sql`` is written from ``docs/measures.md`` and shares no line with ``analysis/``. Prints the measures of all cases of each
data folder, both ways, and every difference, of any country too. Ends with 1 where there is one.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

SCRIPT = Path(__file__).with_name("measures.sql")
Counts = dict[tuple[str, str, str | None], tuple[int, int, int, int]]
"""(measure, unit, country or None for all) -> numerator, denominator, missing, not observable."""


def counts_by_sql(corpus: Path) -> Counts:
    """Every measure of ``corpus``, by nothing but SQLite."""
    script, _, last = SCRIPT.read_text(encoding="utf-8").rpartition(";\n\nSELECT name")
    with closing(sqlite3.connect(f"{corpus.resolve().as_uri()}?mode=ro", uri=True)) as db:
        db.executescript(f"{script};")
        return {
            (name, unit, country): tuple(counts) for name, unit, country, *counts in db.execute(f"SELECT name{last}")
        }


def counts_by_report(corpus: Path) -> Counts:
    """Every measure as the disparity report by country gives it."""
    from jointcharge.analysis import Frames, disparity
    from jointcharge.records.corpus import Corpus

    with Corpus(corpus, as_of="now") as opened:
        return {
            (m.name, m.unit, m.group): (m.numerator, m.denominator, m.missing, m.not_observable)
            for m in disparity(Frames(opened), "country").measures
        }


def differences(corpus: Path) -> dict[tuple[str, str, str | None], tuple[object, object]]:
    """Where the two disagree: by SQL, by the report. A group in which nothing was asked stands in the report alone, with zeros."""
    by_sql, by_report = counts_by_sql(corpus), counts_by_report(corpus)
    none = (0, 0, 0, 0)
    keys = by_sql.keys() | by_report.keys()
    return {
        key: (by_sql.get(key), by_report.get(key))
        for key in keys
        if by_sql.get(key, none) != by_report.get(key, none)
    }  # fmt: skip


def main() -> None:
    """Print both counts of every folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="+", type=Path, help="data folders")
    unequal = 0
    for folder in parser.parse_args().data:
        by_sql, by_report = counts_by_sql(folder / "corpus.db"), counts_by_report(folder / "corpus.db")
        print(f"{folder}: numerator, denominator, missing, not observable, by SQL and by the report")
        for name, unit, country in by_sql:
            if country is None:
                print(f"  {unit:10}{name:26}{by_sql[name, unit, None]!s:24}{by_report.get((name, unit, None))!s:24}")
        found = differences(folder / "corpus.db")
        print(f"  {len(by_report)} numbers compared with those of every country: {len(found)} differ")
        for key, (one, other) in found.items():
            print(f"  DIFFERS {key}: {one} by SQL, {other} by the report")
        unequal += len(found)
    sys.exit(unequal > 0)


if __name__ == "__main__":
    main()
