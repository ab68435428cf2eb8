"""Counts of the 16 real PACER dockets against their expected JSON: ``.venv/bin/python benchmarks/pacer_dockets.py``.

The expected JSON gives each count's printed name, disposition text and status. Four things are compared with it: every
count and complaint is found, with its name and disposition text as expected; and, against readings made here by other
means than the importer's (a few plain string rules, written for these 16 files alone and checked by eye against each
line), the statutes, what became of the count, and the sentence. Beside it the baseline: the disposition taken from the
clerk's heading ("pending" is pending, "terminated" is dismissed), which is what the page's structure alone gives.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from jointcharge.parsing.formats import parse_file
from jointcharge.records.case import Charge
from jointcharge.records.errors import ImportFileError

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "pacer_dockets"


class Expected(NamedTuple):
    """One count or complaint of the expected JSON."""

    name: str
    disposition: str
    status: str
    is_followed: bool
    """Whether it is a complaint whose defendant was indicted, or a count that a superseding indictment replaced."""


class Row(NamedTuple):
    """One count beside what was read of it."""

    file: str
    expected: Expected
    charge: Charge | None


class Result(NamedTuple):
    """All counts of all files."""

    rows: tuple[Row, ...]
    refused: tuple[str, ...]
    """Files that the importer refused, of which the expected JSON is empty too."""
    seconds: float


def expected_counts(docket: Mapping[str, Any]) -> Iterator[Expected]:
    """The counts and complaints of one expected JSON, in the order the importer has."""
    for party in docket.get("parties", ()):
        data = party.get("criminal_data") or {}
        counts, complaints = data.get("counts", []), data.get("complaints", [])
        superseded = any(re.search(r"\(\d+s", one["name"]) for one in counts)
        for status in ("pending", "terminated"):
            for one in (c for c in counts if c["status"] == status):
                followed = superseded and bool(re.search(r"\([\d, -]+\)$", one["name"]))
                yield Expected(one["name"], one["disposition"], status, followed)
        for one in complaints:
            yield Expected(one["name"], one["disposition"], "complaint", bool(counts))


def read_all(folder: Path) -> Result:
    """Every docket of ``folder`` beside its expected JSON."""
    rows: list[Row] = []
    refused: list[str] = []
    seconds = 0.0
    for page in sorted(folder.glob("*.html")):
        expected = list(expected_counts(json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))))
        started = time.perf_counter()
        try:
            charges = parse_file("pacer", page.name, page.read_bytes()).parsed.cases[0].charges
        except ImportFileError:
            charges = ()
            if not json.loads(page.with_suffix(".json").read_text(encoding="utf-8")):
                refused.append(page.name)
        seconds += time.perf_counter() - started
        for n, one in enumerate(expected):
            rows.append(Row(page.name, one, charges[n] if n < len(charges) else None))
        rows += [Row(page.name, Expected("", "", "not expected", False), one) for one in charges[len(expected) :]]
    return Result(tuple(rows), tuple(refused), seconds)


def statutes_of(name: str) -> str:
    """The statutes of a count's name, by plain rules: titles are carried, sections joined by "and", "," or "&"."""
    cited: list[str] = []
    for title, rest in re.findall(r"(\d+):(\d[^:]*?)(?=\d+:\d|$)", name):
        head = re.match(r"\d+A?(?:\.F)?(?:\(\w+\))*(?:(?:\s*(?:and|&|,)\s*)(?:\d+(?:\(\w+\))*|(?:\(\w+\))+))*", rest)
        section = ""
        for piece in re.split(r"\s*(?:and|&|,)\s*", head[0] if head else ""):
            piece = piece.replace(".F", "").replace("513A", "513(a)")
            section = section if piece.startswith("(") else piece.split("(")[0]
            cited.append(f"{title} U.S.C. § {piece if not piece.startswith('(') else section + piece}")
    return "; ".join(dict.fromkeys(cited))


def outcome_of(one: Expected) -> str:
    """What became of a count, by plain rules."""
    text = one.disposition.lower()
    if one.status == "complaint" and one.is_followed:
        return "withdrawn"
    if "dismissed" in text:
        return "withdrawn" if one.is_followed else "dismissed"
    return "convicted" if text else "pending"


def months_of(text: str) -> float | str | None:
    """The prison term of a disposition text, by plain rules; ``life`` for life, None for none or time served."""
    if re.match("(?i)supervised release revoked", text):
        return None  # the term of a revocation is no sentence for the count
    if re.search("(?i)custody of BOP for life", text):
        return "life"
    if "thirty-six months" in text:
        return 36.0
    found = re.search(r"(?i)(?:BOP|Bureau of Prisons)(?: for| -)? (\d+) ?(mos|months|years)", text)
    return float(found[1]) * (12 if found[2].lower() == "years" else 1) if found else None


def amount_of(text: str, word: str) -> float | None:
    """The fine or restitution, by plain rules."""
    found = re.search(rf"(?i)\$([\d,.]+\d) {word}|{word} - \$([\d,.]+\d)", text)
    return float((found[1] or found[2]).replace(",", "")) if found else None


def read_sentence(charge: Charge) -> tuple[float | str | None, float | None, float | None]:
    """Prison term, fine and restitution that the importer read."""
    sentence = charge.sentence
    if sentence is None:
        return None, None, None
    return (
        "life" if sentence.life else sentence.imprisonment_months_max,
        sentence.fine.value.amount if sentence.fine else None,
        sentence.compensation.value.amount if sentence.compensation else None,
    )


def right(row: Row) -> dict[str, bool]:
    """For each thing compared whether it is as expected."""
    one, charge = row.expected, row.charge
    if charge is None or one.status == "not expected":
        return dict.fromkeys(("found", "counts", "statutes", "outcome", "sentence"), False)
    number = re.search(r"\(([\ds-]+)\)$", one.name)
    bare = one.name[: number.start()] if number and one.status != "complaint" else one.name
    ends = [int(n) for n in re.findall(r"\d+", number[1])] if number and one.status != "complaint" else []
    counted = charge.counts.value if charge.counts else None
    wanted = (months_of(one.disposition), amount_of(one.disposition, "fine"), amount_of(one.disposition, "restitution"))
    return {
        "found": charge.wording is not None and charge.wording.wording in " ".join(one.name.split()),
        "counts": counted == (ends[-1] - ends[0] + 1 if ends else None),
        "statutes": (charge.provision.value if charge.provision else "") == statutes_of(bare),
        "outcome": charge.disposition.value == outcome_of(one),
        "sentence": read_sentence(charge) == (wanted if outcome_of(one) == "convicted" else (None, None, None)),
    }


def main() -> None:
    """Print the shares, and every line that is not as expected."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    result = read_all(parser.parse_args().data)
    scored = [(row, right(row)) for row in result.rows]
    total = len(scored)
    baseline = sum(
        {"pending": "pending", "terminated": "dismissed"}.get(row.expected.status) == outcome_of(row.expected)
        for row in result.rows
    )
    files = len({row.file for row in result.rows})
    print(f"{total} counts and complaints in {files} dockets; refused, as expected: {', '.join(result.refused)}")
    for key in ("found", "counts", "statutes", "outcome", "sentence"):
        print(f"{key:9} {sum(one[key] for _, one in scored)}/{total}")
    print(f"baseline  {baseline}/{total} outcomes right when the clerk's heading is taken for the outcome")
    print(f"{result.seconds:.2f} s for all files, juriscraper's import included")
    for row, one in scored:
        if not all(one.values()):
            wrong = [key for key, is_right in one.items() if not is_right]
            print(f"{row.file}: {row.expected.name!r}: {', '.join(wrong)}")


if __name__ == "__main__":
    main()
