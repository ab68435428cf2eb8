"""How well Philippine decisions are read, against the labels of ``tests/gold``: ``ph_supreme_court``, ``ph_second``, ``ph_third``,
``ph_fourth`` (real, their texts in the shared data) and ``ph_fictional`` with its further sets (texts beside the labels).

    .venv/bin/python benchmarks/gold_ph.py [--split SPLIT …] [--together] [--errors] [--seen]

Prints, for each split apart, precision, recall and F1 of each field with 95 % intervals (2,000 bootstrap samples of
decisions), the mean of the F1 of the single decisions (one decision can hold most counts), and the CPU time of a decision.
The rules were tuned on every split but ``held_out_fourth``, whose decisions were read beside the output once and then mended, and
``fictional_eleventh`` and ``fictional_twelfth``, which nobody who writes rules has read; docs/courts.md tells from which version on each split was tuned on.
``--errors`` lists the differences, of the splits kept apart only with
``--seen``: whoever uses that has seen them and says so in docs/courts.md.

Units are counts: an entry that stands for eight counts is eight. Accused are paired with labelled accused so that the
most agree (the labels have no names), and within a pair charges with charges, likewise. The baseline reads no text: it
calls each decision of `illegal_recruitment` a conviction for that to life, each of `trafficking` likewise, each of
`graft_bribery` a pending RA 3019 section 3(e), one accused and one count each.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from jointcharge.parsing.formats import files
from jointcharge.parsing.judgment_citations import find_citations
from jointcharge.records.case import ActorRole, Case
from jointcharge.records.errors import ParseError
from jointcharge.records.raw import RawDocument, RawKind, sha256_of

ROOT = Path(__file__).resolve().parents[1]
NAMES = "second third practice practice_second fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
SETS = ("", *(f"_{name}" for name in NAMES.split()))
FICTIONAL = tuple(ROOT / "tests" / "gold" / f"ph_fictional{name}" for name in SETS)
"""Fictional decisions with their texts, by writers who saw no parser; the last two sets are kept apart."""
GOLD = (
    ROOT / "tests" / "gold" / "ph_supreme_court",
    ROOT / "tests" / "gold" / "ph_second",
    ROOT / "tests" / "gold" / "ph_third",
    ROOT / "tests" / "gold" / "ph_fourth",
    *FICTIONAL,
)
SPLITS = (
    *("tune", "held_out", "held_out_second", "held_out_third", "tune_fourth", "held_out_fourth"),
    *(f"fictional{name}" for name in SETS),
)
USUAL = {one.name: "illegal_recruitment" for one in FICTIONAL}
"""The folder whose decisions the baseline takes those of another folder for."""
KEPT_APART = ("held_out_second", "held_out_third", "held_out_fourth", "fictional_eleventh", "fictional_twelfth")
"""Splits whose differences are shown only to whoever says that they will be seen."""
DATA = ROOT.parent / "shared" / "data" / "ph_supreme_court"
FIELDS = ("charge class", "provision", "final verdict", "prison term", "fine")


@dataclass
class Unit:
    """One count against one accused, predicted or labelled: a value for each field, None where there is none."""

    values: dict[str, Any]
    accept: dict[str, list[Any]] = field(default_factory=dict)
    number: str | None = None
    optional: bool = False

    def agrees(self, name: str, other: Unit) -> bool:
        """Whether the predicted ``other`` has this labelled unit's value, or one accepted as well."""
        mine, theirs = self.values[name], other.values[name]
        if theirs is None:
            return False
        if name == "provision":
            return _same_provision(mine, theirs)
        if name == "charge class":
            return mine == theirs or theirs in self.accept.get(name, [])
        if name in ("prison term", "fine"):
            return mine is not None and _near(mine, theirs)
        return mine == theirs or theirs in self.accept.get(name, [])


def _near(mine: Any, theirs: Any) -> bool:
    if mine == "life" or theirs == "life":
        return bool(mine == theirs)
    return all(abs(a - b) <= 0.02 for a, b in zip(mine, theirs, strict=True))


def _same_provision(mine: tuple[str, tuple[str, ...]] | None, theirs: tuple[str, tuple[str, ...]]) -> bool:
    """The same law, and the label's defining (first) section: equal, or one within the other (38 and 38(a))."""
    if mine is None or mine[0] != theirs[0]:
        return False
    if not mine[1]:
        return True
    first = mine[1][0]
    return any(s == first or s.startswith(first + "(") or first.startswith(s + "(") for s in theirs[1])


def gold_units(label: dict[str, Any]) -> dict[int, list[Unit]]:
    """The label's counts by accused."""
    people: dict[int, list[Unit]] = {one["n"]: [] for one in label["accused"]}
    for charge in label["charges"]:
        term = "life" if charge["life"] else None
        if charge["months_min"] is not None:
            term = (charge["months_min"], charge["months_max"])
        values = {
            "charge class": frozenset(charge["classes"]),
            "provision": (charge["law"], tuple(charge["sections"])) if charge["law"] else None,
            "final verdict": charge["verdict_final"],
            "prison term": term,
            "fine": (float(charge["fine"][0]),) if charge["fine"] else None,
        }
        accept = {
            "final verdict": charge.get("accept_final", []),
            "charge class": [frozenset([c]) for c in charge.get("accept_classes", [])],
        }
        for number in _numbers(charge["information"], charge["counts"]):
            people[charge["accused"]].append(Unit(values, accept, number, bool(charge.get("optional"))))
    return people


def _numbers(information: str | None, counts: int) -> list[str | None]:
    return [information if counts == 1 else None] * counts


def predicted_units(case: Case | None) -> list[list[Unit]]:
    """The case's counts by accused, in order; accused without a charge too. Nothing is read of a decision that no court knows."""
    if case is None:
        return []
    people: dict[str, list[Unit]] = {
        a.actor_id: [] for a in case.actors if a.role in (ActorRole.DEFENDANT, ActorRole.RESPONDENT)
    }
    for charge in case.charges:
        sentence = charge.sentence
        term: Any = "life" if sentence and sentence.life else None
        if sentence and sentence.imprisonment_months_max is not None:
            term = (round(sentence.imprisonment_months_min or 0, 2), round(sentence.imprisonment_months_max, 2))
        values = {
            "charge class": frozenset(m.offence_class.value for m in charge.classes),
            "provision": _cited(charge.provision.value) if charge.provision else None,
            "final verdict": charge.disposition.value,
            "prison term": term,
            "fine": (sentence.fine.value.amount,) if sentence and sentence.fine else None,
        }
        number = re.search(r"No\. (\S+):", charge.wording.value) if charge.wording else None
        unit = Unit(values, number=number[1] if number else None)
        people[str(charge.actor_id)] += [unit] * (charge.counts.value if charge.counts else 1)
    return list(people.values())


def _cited(text: str) -> tuple[str, tuple[str, ...]] | None:
    found = list(find_citations(text, 0, len(text)))
    return (found[0].law, found[0].sections) if found else None


@dataclass
class Tally:
    """Hits, predictions and labels of each field in one decision."""

    hits: Counter[str] = field(default_factory=Counter)
    predicted: Counter[str] = field(default_factory=Counter)
    labelled: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)


def tally(label: dict[str, Any], people: list[list[Unit]]) -> Tally:
    """One decision's counts, with the pairing that agrees most."""
    gold = list(gold_units(label).values())
    out = Tally()
    out.hits["accused"] = min(len(gold), len(people))
    out.predicted["accused"], out.labelled["accused"] = len(people), len(gold)
    pairs = _assign(gold, people, lambda g, p: sum(_score(a, b) for a, b in _pair_units(g, p)) + 0.01)
    for left, right in pairs:
        _count(out, gold[left] if left is not None else [], people[right] if right is not None else [], left, right)
    return out


def _count(out: Tally, gold: list[Unit], people: list[Unit], left: int | None, right: int | None) -> None:
    matched = _pair_units(gold, people)
    for mine, theirs in matched:
        for name in FIELDS:
            hit = mine.agrees(name, theirs)
            if mine.optional and not hit:
                continue
            out.hits[name] += hit
            out.predicted[name] += theirs.values[name] is not None
            out.labelled[name] += mine.values[name] is not None
            if not hit and (mine.values[name] is not None or theirs.values[name] is not None):
                out.errors.append(
                    f"accused {_n(left)}/{_n(right)} {mine.number}: {name}: label {_show(mine.values[name])}, read {_show(theirs.values[name])}"
                )
    taken_gold, taken = [id(a) for a, _ in matched], [id(b) for _, b in matched]
    for mine in _rest(gold, taken_gold):
        if not mine.optional:
            out.errors.append(f"accused {_n(left)} {mine.number}: missed {_show(mine.values['charge class'])}")
            out.labelled.update(n for n in FIELDS if mine.values[n] is not None)
    for theirs in _rest(people, taken):
        out.errors.append(f"accused {_n(right)} {theirs.number}: too many {_show(theirs.values['charge class'])}")
        out.predicted.update(n for n in FIELDS if theirs.values[n] is not None)


def _n(position: int | None) -> str:
    return "-" if position is None else str(position + 1)


def _show(value: Any) -> str:
    return "+".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def _rest(units: list[Unit], taken: list[int]) -> Iterator[Unit]:
    left = Counter(taken)
    for unit in units:
        if left[id(unit)]:
            left[id(unit)] -= 1
        else:
            yield unit


def _score(mine: Unit, theirs: Unit) -> float:
    weight = {"charge class": 3.0, "final verdict": 1.0, "provision": 0.5, "prison term": 1.0, "fine": 0.5}
    same = 5.0 if mine.number and mine.number == theirs.number else 0.0
    return (
        same
        + 0.1
        + sum(
            w
            for n, w in weight.items()
            if mine.agrees(n, theirs) or (mine.values[n] is None and theirs.values[n] is None)
        )
    )


def _pair_units(gold: list[Unit], people: list[Unit]) -> list[tuple[Unit, Unit]]:
    return [(gold[i], people[j]) for i, j in _assign(gold, people, _score) if i is not None and j is not None]


def _assign(
    left: list[Any], right: list[Any], score: Callable[[Any, Any], float]
) -> list[tuple[int | None, int | None]]:
    """The pairing of highest score; what is left over is paired with None."""
    from scipy.optimize import linear_sum_assignment

    if not left or not right:
        return [(i, None) for i in range(len(left))] + [(None, j) for j in range(len(right))]
    table = np.array([[score(a, b) for b in right] for a in left])
    rows, columns = linear_sum_assignment(-table)
    pairs: list[tuple[int | None, int | None]] = [(int(i), int(j)) for i, j in zip(rows, columns, strict=True)]
    pairs += [(i, None) for i in range(len(left)) if i not in set(rows)]
    return pairs + [(None, j) for j in range(len(right)) if j not in set(columns)]


def read_case(source: str) -> Case | None:
    """One decision of the shared data, or a fictional one, read as ``jointcharge import files`` would; None where no court knows it."""
    folder = FICTIONAL[0].parent if source.split("/")[0] in USUAL else DATA
    body = (folder / source).read_bytes()
    raw = RawDocument(
        portal="files",
        url=source,
        kind=RawKind.FILE,
        fetched_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        media_type="application/json",
        sha256=sha256_of(body),
        body=body,
    )
    try:
        return files.parse(raw).cases[0]
    except ParseError:
        return None


def baseline(source: str) -> list[list[Unit]]:
    """What one would say without reading: see the module's docstring."""
    folder = source.split("/")[0]
    kind, provision, verdict, term = {
        "illegal_recruitment": ("illegal_recruitment", ("Labor Code", ("38", "13(b)")), "convicted", "life"),
        "trafficking": ("trafficking", ("RA 9208", ("4(a)",)), "convicted", "life"),
        "graft_bribery": ("abuse_of_functions", ("RA 3019", ("3(e)",)), "pending", None),
    }[USUAL.get(folder, folder)]
    fine = {"illegal_recruitment": (100000.0,), "trafficking": (2000000.0,)}.get(folder)
    values = dict(zip(FIELDS, (frozenset([kind]), provision, verdict, term, fine), strict=True))
    return [[Unit(values)]]


def figures(tallies: list[Tally], name: str, weights: np.ndarray[Any, Any] | None = None) -> tuple[float, float, float]:
    """Precision, recall and F1 of one field over decisions."""
    use = np.ones(len(tallies)) if weights is None else weights
    hits = sum(w * t.hits[name] for w, t in zip(use, tallies, strict=True))
    predicted = sum(w * t.predicted[name] for w, t in zip(use, tallies, strict=True))
    labelled = sum(w * t.labelled[name] for w, t in zip(use, tallies, strict=True))
    precision = hits / predicted if predicted else float("nan")
    recall = hits / labelled if labelled else float("nan")
    f1 = 2 * hits / (predicted + labelled) if predicted + labelled else float("nan")
    return float(precision), float(recall), float(f1)


def mean_f1(tallies: list[Tally], name: str) -> float:
    """The mean of one field's F1 over the decisions that have it in their labels or in what was read."""
    values = [f1 for one in tallies if (f1 := figures([one], name)[2]) == f1]
    return sum(values) / len(values) if values else float("nan")


def interval(tallies: list[Tally], name: str) -> tuple[float, float]:
    """The middle 95 % of F1 over bootstrap samples of decisions."""
    rng = np.random.default_rng(20260801)
    draws = rng.multinomial(len(tallies), [1 / len(tallies)] * len(tallies), size=2000)
    values = [f1 for w in draws if (f1 := figures(tallies, name, w)[2]) == f1]
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def _decisions(labels: list[dict[str, Any]]) -> str:
    """How many decisions have kind, case number and date as labelled."""
    kinds = numbers = dates = strange = 0
    for one in labels:
        case, label = read_case(one["source"]), one["decision"]
        if case is None:
            strange += 1
            continue
        kind = case.proceedings[0].instance
        kinds += kind is not None and kind.value in (
            label["kind"],
            *label.get("accept_kind", one.get("accept_kind", [])),
        )
        numbers += case.number in [str(n) for n in label["gr_numbers"]]
        dates += case.decision_date is not None and case.decision_date.value == label["decision_date"]
    unknown = f"; {strange} known to no court, so nothing of them is read" if strange else ""
    return f"as labelled: kind {kinds}, case number {numbers}, date {dates}{unknown}"


def labels_of(split: str) -> list[dict[str, Any]]:
    """The labels of one split, by the file's name."""
    found = [yaml.safe_load(p.read_text(encoding="utf-8")) for folder in GOLD for p in sorted(folder.glob("*.yml"))]
    return [one for one in found if one["split"] == split]


def main() -> None:
    """Print the figures of each split."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--split", choices=SPLITS, nargs="+", default=SPLITS)
    parser.add_argument("--together", action="store_true", help="the figures of the splits as one")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--seen", action="store_true")
    options = parser.parse_args()
    apart = [split for split in options.split if split in KEPT_APART]
    if options.errors and apart and options.split != SPLITS and not options.seen:
        parser.error(f"--errors of {apart[0]} shows what was kept apart: add --seen, and say so in docs/courts.md")
    all_read: list[Tally] = []
    all_plain: list[Tally] = []
    for split in options.split:
        labels = labels_of(split)
        if not labels:
            print(f"\n{split}: no labels")
            continue
        started = time.process_time()
        read = [tally(one, predicted_units(read_case(one["source"]))) for one in labels]
        spent = (time.process_time() - started) / max(len(labels), 1)
        plain = [tally(one, baseline(one["source"])) for one in labels]
        all_read, all_plain = all_read + read, all_plain + plain
        print(f"\n{split}: {len(labels)} decisions, {spent:.2f} s of CPU each; {_decisions(labels)}")
        _print_figures(read, plain)
        if options.errors and (split not in KEPT_APART or options.seen):
            for one, result in zip(labels, read, strict=True):
                print("\n".join(f"{one['source']}: {e}" for e in result.errors))
    if options.together and all_read:
        print(f"\ntogether: {len(all_read)} decisions")
        _print_figures(all_read, all_plain)


def _print_figures(read: list[Tally], plain: list[Tally]) -> None:
    print(
        f"{'field':14} {'precision':>9} {'recall':>7} {'F1':>6}  {'95 % interval':>15} {'labels':>7}  {'mean F1':>7}  {'baseline F1':>11}"
    )
    for name in ("accused", *FIELDS):
        precision, recall, f1 = figures(read, name)
        low, high = interval(read, name)
        total = sum(t.labelled[name] for t in read)
        print(
            f"{name:14} {precision:9.3f} {recall:7.3f} {f1:6.3f}  {low:7.3f} - {high:5.3f} {total:7}  {mean_f1(read, name):7.3f}  {figures(plain, name)[2]:11.3f}"
        )


if __name__ == "__main__":
    main()
