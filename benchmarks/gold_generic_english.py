"""The generic English reader on prose it was not made for: the 30 labelled Philippine decisions, class by class.

    python benchmarks/gold_generic_english.py

Per decision the set of classes charged is compared, and for classes that are charged the verdict; accused are not
paired, since the labels name nobody. It shows how much the reader says that is wrong, rather than how much it finds.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from jointcharge.parsing.courts import generic_english
from jointcharge.parsing.text.read import read_text
from jointcharge.records.case import Case
from jointcharge.records.raw import RawDocument, RawKind, sha256_of

HERE = Path(__file__).resolve().parent
GOLD = HERE.parent / "tests" / "gold" / "ph_supreme_court"
DATA = HERE.parents[1] / "shared" / "data" / "ph_supreme_court"
_RESIDUAL = {"other", "unclassified"}


def read_case(path: Path) -> Case:
    """One decision, as the generic reader reads it."""
    body = path.read_bytes()
    raw = RawDocument(
        portal="files",
        url=path.name,
        kind=RawKind.FILE,
        fetched_at=dt.datetime.now(dt.UTC),
        media_type="application/octet-stream",
        sha256=sha256_of(body),
        body=body,
    )
    return generic_english.parse(read_text(body, name=path.name), raw)


def compare(label: dict[str, Any], case: Case) -> Counter[str]:
    """Classes found, added and missed in one decision; verdicts right and wrong."""
    gold = {name for charge in label["charges"] for name in charge["classes"]} - _RESIDUAL
    decided = {(name, charge["verdict_final"]) for charge in label["charges"] for name in charge["classes"]}
    ours = {(m.offence_class.value, c.disposition.value, bool(c.verdicts)) for c in case.charges for m in c.classes}
    named = {name for name, _, _ in ours} - _RESIDUAL
    verdicts = [(name, said) for name, said, has in ours if has and name in gold]
    right = sum(one in decided for one in verdicts)
    return Counter(
        found=len(gold & named),
        added=len(named - gold),
        missed=len(gold - named),
        right=right,
        wrong=len(verdicts) - right,
    )


def main() -> None:
    """Print the totals."""
    total: Counter[str] = Counter()
    for path in sorted(GOLD.glob("*.yml")):
        label = yaml.safe_load(path.read_text(encoding="utf-8"))
        total.update(compare(label, read_case(DATA / label["source"])))
    print(f"classes: {total['found']} found, {total['added']} added, {total['missed']} missed")
    print(f"verdicts on them: {total['right']} right, {total['wrong']} wrong")


if __name__ == "__main__":
    main()
