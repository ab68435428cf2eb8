"""How well victims, absences and bribes are read in Philippine decisions, against the labels of ``tests/gold/ph_victims`` (docs/gold.md).

    .venv/bin/python benchmarks/gold_ph_victims.py [--split tune|held_out] [--errors]

Prints, for all 24 decisions and for each half, precision, recall and F1 of each field, with the 95 % interval of F1 (2,000
bootstrap samples of decisions), and in how many decisions the field is read exactly as labelled. Persons are counted, as
the labels name nobody: of 8 victims labelled and 6 read 6 are hits, whoever the 6 are. Victims are those whom the export
counts in ``n_victims``. A bribe is hit by its sum and currency; its sides are fields of their own, of the bribes hit.
``not_appealing`` has no place in the record, so nothing is ever read. ``--errors`` lists the differences of `tune` alone.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from pathlib import Path
from typing import Any

import yaml
from gold_ph import Tally, figures, interval, read_case

from jointcharge.records.case import Actor, ActorRole, Bribe, Case
from jointcharge.records.withheld import VICTIM_ROLES

GOLD = Path(__file__).resolve().parents[1] / "tests" / "gold" / "ph_victims"
FIELDS = (
    *("victims", "minors", "nationality", "at_large", "died", "appealed_elsewhere", "not_appealing"),
    *("bribe", "payer", "recipient"),
)
_LETTERS = re.compile(r"(?:([A-Z])\1{1,3}\d*|(?:[A-Z]\.){2,4})")


def people(actors: list[Actor]) -> int:
    """How many people the records stand for."""
    return sum(one.group_size.value if one.group_size else 1 for one in actors)


def tally(label: dict[str, Any], case: Case) -> Tally:
    """One decision's hits, by field."""
    out = Tally()
    victims = [one for one in case.actors if one.role in VICTIM_ROLES]
    accused = [one for one in case.actors if one.role is ActorRole.DEFENDANT]
    _count(out, "victims", label["victims"], people(victims))
    minors = people([one for one in victims if one.is_minor and one.is_minor.value])
    _count(out, "minors", minors if minors in label.get("accept_minors", []) else label["minors"], minors)
    _count(
        out, "nationality", len(label["nationalities"]), len({n.value for one in victims for n in one.nationalities})
    )
    for kind, labelled in label["absences"].items():
        absent = [one for one in accused if kind in [absence.value for absence in one.absences]]
        _count(out, kind, labelled, people(absent))
    _bribes(out, label["bribes"], list(case.bribes))
    named = [one.label.value for one in victims if one.label]
    if label["letters_only"] != bool(named and all(_LETTERS.fullmatch(one) for one in named)):
        out.errors.append(f"letters only: label {label['letters_only']}")
    return out


def _count(out: Tally, name: str, labelled: int, read: int) -> None:
    out.hits[name] += min(labelled, read)
    out.labelled[name] += labelled
    out.predicted[name] += read
    if labelled != read:
        out.errors.append(f"{name}: label {labelled}, read {read}")


def _bribes(out: Tally, labels: list[dict[str, Any]], bribes: list[Bribe]) -> None:
    """Pairs each bribe read with a labelled one of the same sum; an optional one counts only if it is hit."""
    left = list(labels)
    for bribe in bribes:
        money = bribe.amount.value
        same = next((one for one in left if (one["amount"], one["currency"]) == (money.amount, money.currency)), None)
        out.predicted["bribe"] += 1
        if same is None:
            out.errors.append(f"bribe: read {money.amount} {money.currency}: {bribe.amount.wording!r}")
            continue
        left.remove(same)
        out.hits["bribe"] += 1
        out.labelled["bribe"] += 1
        for side in ("payer", "recipient"):
            labelled, read = same[side], getattr(bribe, side)
            out.labelled[side] += labelled is not None
            out.predicted[side] += read is not None
            out.hits[side] += labelled is not None and labelled == read
            if labelled != read:
                out.errors.append(f"{side} of the bribe: label {labelled}, read {read}")
    for one in left:
        if not one.get("optional"):
            out.labelled["bribe"] += 1
            out.errors.append(f"bribe: label {one['amount']} {one['currency']}, not read")


def print_figures(name: str, tallies: list[Tally]) -> None:
    """One table, without the fields that neither labels nor reader have."""
    letters = sum(not any(error.startswith("letters") for error in one.errors) for one in tallies)
    print(f"\n{name}: {len(tallies)} decisions; victims by letters only, or not, as labelled in {letters}")
    print(
        f"{'field':18} {'precision':>9} {'recall':>7} {'F1':>6}  {'95 % interval':>15} {'labels':>6} {'read':>5} {'exact':>6}"
    )
    for field in FIELDS:
        total: Counter[str] = sum(
            (Counter({"l": one.labelled[field], "r": one.predicted[field]}) for one in tallies), Counter()
        )
        if not total:
            continue
        precision, recall, f1 = figures(tallies, field)
        low, high = interval(tallies, field)
        exact = sum(one.hits[field] == one.labelled[field] == one.predicted[field] for one in tallies)
        print(
            f"{field:18} {precision:9.3f} {recall:7.3f} {f1:6.3f}  {low:7.3f} - {high:5.3f} {total['l']:6} {total['r']:5} {exact:6}"
        )


def main() -> None:
    """Print the figures of all, and of each half."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--split", choices=("tune", "held_out"))
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    labels = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(GOLD.glob("*.yml"))]
    read = [(one, tally(one, read_case(one["source"]))) for one in labels if options.split in (None, one["split"])]
    if options.split is None:
        print_figures("all", [result for _, result in read])
    for split in (options.split,) if options.split else ("tune", "held_out"):
        print_figures(split, [result for one, result in read if one["split"] == split])
    if options.errors:
        for one, result in read:
            print(
                "\n".join(f"{one['source']}: {e}" for e in result.errors if one["split"] == "tune"),
                end="\n" * bool(result.errors),
            )


if __name__ == "__main__":
    main()
