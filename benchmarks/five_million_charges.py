"""The disparity report on 5,000,000 charges in 500,000 simulated cases: ``.venv/bin/python benchmarks/five_million_charges.py``.

Makes a corpus database (about 1.6 GB, in a temporary folder unless ``--keep DIR``), then in a process of its own reads it, computes the
report and counts the joint convictions, beside pandas' ``groupby`` over the same charges. Prints seconds and peak memory.

The simulated charges: ten a case, three defendants, 30 % trafficking, 1 % corruption, 70 % convicted; one case in ten is tagged.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

CHARGES, DEFENDANTS, CHUNK = 10, 3, 20_000
COUNTRIES = ("ROU", "KEN", "USA", "PHL", "BRA", "THA", "NLD", "UKR")
CLASSES = (
    "trafficking",
    "bribery_passive",
    "abuse_of_functions",
    "fraud",
    "document_forgery",
    "laundering",
    "organised_crime",
    "other",
)
CLASS_SHARES = (0.30, 0.007, 0.003, 0.08, 0.05, 0.04, 0.06, 0.46)
DISPOSITIONS = ("convicted", "acquitted", "dismissed", "pending", "unknown")
DISPOSITION_SHARES = (0.70, 0.10, 0.10, 0.05, 0.05)
RECORD = '{"crime_types":["Trafficking in persons"],"exploitation":["Sexual exploitation"],"sectors":[],"keywords":[],"diagnostics":[]}'


def simulate(path: Path, cases: int, seed: int) -> None:
    """Write a corpus of ``cases`` cases with ten charges each."""
    import numpy as np

    from jointcharge.records.corpus import Corpus

    draw = np.random.default_rng(seed)
    with Corpus(path, create=True) as corpus:
        corpus.db.execute("PRAGMA synchronous = OFF")
        with corpus.change("simulate") as revision:
            _document(corpus.db, revision)
            for first in range(0, cases, CHUNK):
                _chunk(corpus.db, range(first, min(first + CHUNK, cases)), draw, revision)
        corpus.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _document(db: Any, revision: int) -> None:
    when = "2026-08-01T12:00:00+00:00"
    db.execute(
        'INSERT INTO documents (document_id, portal, url, kind, fetched_at, media_type, sha256, warc, "offset", length, parser,'
        " parser_version, text, since) VALUES (1, 'simulated', 'u', 'case', ?, 'text/html', 'a', 'w', 0, 1, 'p', '1', '', ?)",
        (when, revision),
    )


def _chunk(db: Any, rows: range, draw: Any, revision: int) -> None:
    years, countries = draw.integers(2005, 2025, len(rows)).tolist(), draw.choice(COUNTRIES, len(rows)).tolist()
    db.executemany(
        "INSERT INTO case_rows (case_row, document_id, case_id, source, title, country, decision_year, url, sees_charges,"
        " sees_corruption_charges, sees_verdicts, sees_text, fetched_at, sha256, record, record_sha256, parser, parser_version, since)"
        " VALUES (?, 1, ?, 'simulated', 'A case', ?, ?, 'u', 1, 1, 1, 1, '2026-08-01T12:00:00+00:00', 'a', ?, ?, 'p', '1', ?)",
        [
            (n + 1, f"simulated:{n:07}", c, y, RECORD, f"{n:x}", revision)
            for n, c, y in zip(rows, countries, years, strict=True)
        ],
    )
    db.executemany(
        "INSERT INTO actor_rows (case_row, position, actor_id, role, nationalities) VALUES (?, ?, ?, 'defendant', '')",
        [(n + 1, d, f"simulated:{n:07}#d{d}") for n in rows for d in range(1, DEFENDANTS + 1)],
    )
    _charges(db, rows, draw)
    tagged = [n for n in rows if n % 10 == 0]
    db.executemany("INSERT INTO tagging_rows (tagging_row, case_row, tagger, version, since) VALUES (?, ?, 'lexicon', '1', ?)", [(n + 1, n + 1, revision) for n in tagged])  # fmt: skip
    db.executemany(
        "INSERT INTO tag_rows (tagging_row, position, tag_id, passage_id, dimension, label, score, span_start, span_end, document)"
        " VALUES (?, 1, ?, ?, 'form', 'bribery', 0.9, 0, 3, 'a')",
        [(n + 1, f"t{n}", f"simulated:{n:07}@1") for n in tagged if n % 50 == 0],
    )


def _charges(db: Any, rows: range, draw: Any) -> None:
    size = len(rows) * CHARGES
    classes = draw.choice(CLASSES, size, p=CLASS_SHARES).tolist()
    decided = draw.choice(DISPOSITIONS, size, p=DISPOSITION_SHARES).tolist()
    whose = draw.integers(1, DEFENDANTS + 1, size).tolist()
    numbers = [(n, k, n * CHARGES + k + 1) for n in rows for k in range(CHARGES)]
    db.executemany(
        "INSERT INTO charge_rows (charge_row, case_row, charge_id, actor_id, disposition, disposition_trial) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (row, n + 1, f"simulated:{n:07}#c{k + 1}", f"simulated:{n:07}#d{who}", d, d)
            for (n, k, row), who, d in zip(numbers, whose, decided, strict=True)
        ],
    )
    db.executemany("INSERT INTO charge_class_rows (charge_row, offence_class, rule) VALUES (?, ?, 'r')", [(row, c) for (_, _, row), c in zip(numbers, classes, strict=True)])  # fmt: skip


def timed(what: Callable[[], Any], *, best_of: int = 1) -> tuple[float, Any]:
    """Seconds of the fastest of ``best_of`` runs, and the answer."""
    best, answer = float("inf"), None
    for _ in range(best_of):
        start = time.perf_counter()
        answer = what()
        best = min(best, time.perf_counter() - start)
    return best, answer


def peak() -> float:
    """The most memory this process has held, in MB; of this program alone, where ``ru_maxrss`` keeps the parent's too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def measure(path: Path) -> dict[str, float]:
    """Seconds and MB of loading, of the report by country, and of the joint count in numpy and in pandas."""
    from jointcharge.analysis.frames import Frames
    from jointcharge.analysis.joint_charges import disparity
    from jointcharge.records.corpus import Corpus

    bare = peak()
    with Corpus(path, as_of="now") as corpus:
        frames = Frames(corpus)
        load, _ = timed(lambda: (frames.facts, frames.raw_cases, frames.snapshot))
        report, made = timed(lambda: disparity(frames, "country"))
        high = peak()
        found = {
            "cases": len(frames.raw_cases),
            "charges": len(frames.facts.charges.case),
            "load": load,
            "report": report,
        }
        return {**found, "bare": bare, "peak": high, **_joint(frames, made.measure("joint_convicted").numerator)}


def _joint(frames: Any, told: int | None) -> dict[str, float]:
    """The joint count: of the codes; by pandas over a frame as exported, ids and names as text; by pandas over the same codes."""
    import numpy as np
    import pandas as pd

    from jointcharge.analysis.facts import TRAFFICKING
    from jointcharge.analysis.reading import CLASSES, bits_of
    from jointcharge.analysis.states import any_of
    from jointcharge.records.case import Disposition
    from jointcharge.records.offences import CORRUPTION_CLASSES

    charges, size = frames.facts.charges, len(frames.raw_cases)
    corrupt = [str(one) for one in CORRUPTION_CLASSES]

    def ours() -> int:
        stands = charges.that_are(Disposition.CONVICTED)
        both = [any_of(charges.case, stands & charges.of(of), size) for of in (TRAFFICKING, CORRUPTION_CLASSES)]
        return int((both[0] & both[1]).sum())

    def by_groups(case: Any, trafficking: Any, corruption: Any) -> int:
        both = pd.DataFrame({"t": trafficking, "c": corruption}).groupby(case).any()
        return int((both["t"] & both["c"]).sum())

    codes = pd.DataFrame({"case": charges.case, "bits": charges.bits, "disposition": charges.disposition})

    def over_codes() -> int:
        kept = codes[codes["disposition"] == list(Disposition).index(Disposition.CONVICTED)]
        return by_groups(
            kept["case"], kept["bits"] & bits_of(TRAFFICKING) != 0, kept["bits"] & bits_of(CORRUPTION_CLASSES) != 0
        )

    text = pd.DataFrame(
        {
            "case_id": frames.raw_cases["case_id"].to_numpy()[charges.case],
            "class": np.array([str(one) for one in CLASSES], dtype=object)[np.log2(charges.bits).astype(np.int64)],
            "disposition": np.array([str(one) for one in Disposition], dtype=object)[charges.disposition],
        }
    )

    def over_text() -> int:
        kept = text[text["disposition"] == "convicted"]
        return by_groups(kept["case_id"], kept["class"] == "trafficking", kept["class"].isin(corrupt))

    (fast, joint), (coded, one), (slow, other) = (
        timed(f, best_of=n) for f, n in ((ours, 5), (over_codes, 5), (over_text, 3))
    )
    assert joint == one == other == told, (joint, one, other, told)
    return {"joint": joint, "ours": fast, "codes": coded, "text": slow}


def lines(found: dict[str, float]) -> Iterator[str]:
    """What is printed."""
    yield f"{found['charges']:,.0f} charges in {found['cases']:,.0f} cases, {found['joint']:,.0f} joint convictions"
    yield f"load               {found['load']:8.2f} s"
    yield f"disparity report   {found['report']:8.2f} s, by country, after load (target under 5 s at 5,000,000)"
    yield f"peak memory        {found['peak']:8.0f} MB, of which {found['bare']:.0f} MB before anything was read"
    yield f"joint count        {found['ours'] * 1000:8.1f} ms"
    yield f"  pandas groupby   {found['text'] * 1000:8.1f} ms over the charges as exported: {found['text'] / found['ours']:.1f} times (target 10)"
    yield f"  pandas groupby   {found['codes'] * 1000:8.1f} ms over the same integer codes: {found['codes'] / found['ours']:.1f} times"


def main() -> None:
    """Simulate, then measure in a fresh process."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=500_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="make the corpus here, or use the one that is there")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(measure(asked.measure)))
        return
    with tempfile.TemporaryDirectory(prefix="jointcharge-") as spare:
        folder = asked.keep or Path(spare)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "corpus.db"
        if not path.exists():
            seconds, _ = timed(lambda: simulate(path, asked.cases, asked.seed))
            print(f"simulated in {seconds:.0f} s, {path.stat().st_size / 1e6:,.0f} MB")
        done = subprocess.run(
            [sys.executable, __file__, "--measure", str(path)], check=True, capture_output=True, text=True
        )
        print("\n".join(lines(json.loads(done.stdout))))


if __name__ == "__main__":
    main()
