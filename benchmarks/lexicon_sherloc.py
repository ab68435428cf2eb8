"""The lexicon on the 481 real labelled summaries: ``.venv/bin/python benchmarks/lexicon_sherloc.py``.

The rules were written with the sentences of one half in view (cases whose number's SHA-256 starts with an
even hexadecimal digit), so only the held-out half tells what to expect of new cases. Both halves and the
whole are printed, each beside "always none"; docs/tagging.md says how often the held-out half was looked at.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections.abc import Callable
from pathlib import Path

from jointcharge.classify.base import open_tagger
from jointcharge.classify.evaluate import evaluate
from jointcharge.classify.gold import read_gold

GOLD = Path(__file__).resolve().parents[2] / "shared" / "data" / "sherloc_summaries.jsonl"


def in_tuning_half(number: str) -> bool:
    """Whether the case belongs to the half the rules were tuned on; drawn before the first rule was written."""
    return int(hashlib.sha256(number.encode()).hexdigest()[0], 16) % 2 == 0


HALVES: dict[str, Callable[[str], bool]] = {
    "tuning": in_tuning_half,
    "held-out": lambda number: not in_tuning_half(number),
    "all": lambda number: True,
}


def speed(gold: Path) -> str:
    """Passages tagged per second on one core, the best of three runs over all cases."""
    tagger, cases = open_tagger("lexicon"), [case.case for case in read_gold(gold)]
    passages, best = sum(len(case.passages) for case in cases), float("inf")
    for _ in range(3):
        start = time.perf_counter()
        for case in cases:
            tagger.tag(case)
        best = min(best, time.perf_counter() - start)
    return f"{passages / best:,.0f} passages/s on one core ({passages} passages)"


def main() -> None:
    """Print the tables asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--half", choices=[*HALVES, "each"], default="each")
    parser.add_argument("--json", action="store_true", help="the evaluations as JSON instead of tables")
    options = parser.parse_args()
    for name in HALVES if options.half == "each" else [options.half]:
        evaluation = evaluate(options.gold, open_tagger("lexicon"), HALVES[name])
        print(evaluation.to_json() if options.json else f"== {name} ==\n{evaluation.to_text()}\n")
    if not options.json:
        print(speed(options.gold))


if __name__ == "__main__":
    main()
