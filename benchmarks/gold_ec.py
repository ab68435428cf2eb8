"""The generic Spanish reader against the eight labelled Ecuadorian judgments: precision, recall and F1 per field.

    python benchmarks/gold_ec.py [--errors]

Four files, those whose stem has the smallest SHA-256, were looked at while the rules were written (``tune``); the other
four were not opened until the rules stood (``held_out``). Accused are paired in the order of the caption, charges of one
accused by their article. An entry the labels call optional is neither a hit nor a miss. No name is printed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import re
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from jointcharge.parsing.courts import generic_spanish
from jointcharge.parsing.text.pdf import read_pdf
from jointcharge.records.case import Actor, ActorRole, Case, Charge
from jointcharge.records.raw import RawDocument, RawKind, sha256_of

HERE = Path(__file__).resolve().parent
GOLD = HERE.parent / "tests" / "gold" / "ec_judgments"
DATA = HERE.parents[1] / "shared" / "data" / "ec_judgments"
FIELDS = ("accused", "article", "provision", "class", "verdict", "term", "suspended", "fine", "date")
Score = dict[str, Counter[str]]


def split_of(stem: str, stems: list[str]) -> str:
    """``tune`` for the half with the smallest digests of their stems."""
    ordered = sorted(stems, key=lambda s: hashlib.sha256(s.encode()).hexdigest())
    return "tune" if ordered.index(stem) < len(stems) // 2 else "held_out"


def read_case(path: Path) -> Case:
    """The judgment in a PDF, as the generic reader reads it."""
    body = path.read_bytes()
    raw = RawDocument(
        portal="files",
        url=path.name,
        kind=RawKind.FILE,
        fetched_at=dt.datetime.now(dt.UTC),
        media_type="application/pdf",
        sha256=sha256_of(body),
        body=body,
    )
    return generic_spanish.parse(read_pdf(body), raw)


def compare(label: dict[str, Any], case: Case) -> tuple[Score, list[str]]:
    """Hits, false and missed values per field, and what was wrong in words."""
    score: Score = {field: Counter() for field in FIELDS}
    errors: list[str] = []
    accused = [a for a in case.actors if a.role is ActorRole.DEFENDANT]
    both = min(len(accused), len(label["accused"]))
    score["accused"].update(hit=both, false=len(accused) - both, missed=len(label["accused"]) - both)
    _count(score, errors, "date", label["decision"]["decision_date"], case.decision_date and case.decision_date.value)
    for person in label["accused"]:
        gold = [c for c in label["charges"] if c["accused"] == person["n"]]
        ours = _charges(case, accused, person["n"])
        _compare_charges(score, errors, gold, ours)
    for extra in range(len(label["accused"]), len(accused)):
        _compare_charges(score, errors, [], _charges(case, accused, extra + 1))
    return score, errors


def _charges(case: Case, accused: list[Actor], n: int) -> list[Charge]:
    return [c for c in case.charges if n <= len(accused) and c.actor_id == accused[n - 1].actor_id]


def _compare_charges(score: Score, errors: list[str], gold: list[dict[str, Any]], ours: list[Charge]) -> None:
    left = list(ours)
    for label in gold:
        found = next((c for c in left if _article(c) == _sections(label)[0]), None)
        if found is None and label.get("optional"):
            continue
        found = found or next(iter(left), None)
        if found:
            left.remove(found)
        for field, wanted, got in _values(label, found):
            _count(score, errors, field, wanted, got)
    for charge in left:
        for field, _, got in _values(None, charge):
            _count(score, errors, field, None, got)


def _values(label: dict[str, Any] | None, charge: Charge | None) -> list[tuple[str, Any, Any]]:
    term = charge.sentence if charge else None
    got = (
        _article(charge) if charge else None,
        _parts(charge.provision.value) if charge and charge.provision else None,
        tuple(sorted(m.offence_class for m in charge.classes)) if charge else None,
        charge.disposition.value if charge else None,
        round(term.imprisonment_months_max, 2) if term and term.imprisonment_months_max is not None else None,
        term.suspended_months if term else None,
        (term.fine.value.amount, term.fine.value.currency) if term and term.fine else None,
    )
    wanted = (None,) * 7 if label is None else _wanted(label, got[3])
    return list(zip(FIELDS[1:8], wanted, got, strict=True))


def _wanted(label: dict[str, Any], verdict: str | None) -> tuple[Any, ...]:
    accepted = [label["verdict_final"], *label.get("accept_final", [])]
    return (
        _sections(label)[0],
        _sections(label),
        tuple(sorted(label["classes"])),
        verdict if verdict in accepted else label["verdict_final"],
        label["months_max"],
        label.get("suspended_months"),
        tuple(label["fine"]) if label["fine"] else None,
    )


def _article(charge: Charge) -> str | None:
    return _parts(charge.provision.value)[0] if charge.provision else None


def _sections(label: dict[str, Any]) -> tuple[str, ...]:
    return tuple(re.findall(r"\d+|[a-z]+", str(label["sections"][0]).lower()))


def _parts(provision: str) -> tuple[str, ...]:
    """Article, numeral and letter, as the labels cite; law and paragraph (inciso) left out."""
    article = re.search(r"\d+", provision)
    levels = re.findall(r"(?:numeral|num\.|literal|lit\.|letra)\s+(\w+)", provision, re.IGNORECASE)
    return (article[0] if article else "", *(level.lower() for level in levels))


def _count(score: Score, errors: list[str], field: str, wanted: Any, got: Any) -> None:
    if wanted is None and got is None:
        return
    if wanted == got:
        score[field]["hit"] += 1
        return
    errors.append(f"{field}: {wanted} read as {got}")
    score[field].update(false=int(got is not None), missed=int(wanted is not None))


def ratios(counts: Counter[str]) -> tuple[float, float, float]:
    """Precision, recall and F1; NaN where nothing is there to be found."""
    hit, false, missed = counts["hit"], counts["false"], counts["missed"]
    precision = hit / (hit + false) if hit + false else float("nan")
    recall = hit / (hit + missed) if hit + missed else float("nan")
    return precision, recall, 2 * hit / (2 * hit + false + missed) if hit + false + missed else float("nan")


def run(split: str | None = None, *, show: bool = False) -> Score:
    """The score over the files of a split, or over all."""
    total: Score = {field: Counter() for field in FIELDS}
    stems = [path.stem for path in sorted(GOLD.glob("*.yml"))]
    for stem in stems:
        if split and split_of(stem, stems) != split:
            continue
        label = yaml.safe_load((GOLD / f"{stem}.yml").read_text(encoding="utf-8"))
        score, errors = compare(label, read_case(DATA / label["source"]))
        for field in FIELDS:
            total[field].update(score[field])
        if show and errors:
            print(f"  {stem}: " + "; ".join(errors))
    return total


def main() -> None:
    """Print the table for both halves and for all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--split", choices=("tune", "held_out"))
    arguments = parser.parse_args()
    for split in (arguments.split,) if arguments.split else ("tune", "held_out", None):
        total = run(split, show=arguments.errors)
        print(f"{split or 'all'}:")
        for field in FIELDS:
            precision, recall, f1 = ratios(total[field])
            counts = ", ".join(f"{total[field][k]} {k}" for k in ("hit", "false", "missed"))
            print(f"  {field:10} precision {precision:.2f}  recall {recall:.2f}  F1 {f1:.2f}  ({counts})")


if __name__ == "__main__":
    main()
