"""Planted effects: does `jointcharge compare` find them as often as its power statement says, and little else?

Each study draws cases whose factors have a known odds ratio and sends them through the report's own tests
(``analysis/compare_tests.py``). Four factors carry an effect, the smallest odds ratio that the report states for its
share and these numbers; the others carry none. A second setting lets long texts mention more and gives the
joint-charge cases longer texts: nothing is planted there but the length.

    python benchmarks/compare_power.py [--studies 300] [--joint 60] [--other 80]
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from jointcharge.analysis.compare_tests import Groups, test_factors
from jointcharge.analysis.factor_answers import FactorTable
from jointcharge.analysis.factors import factors
from jointcharge.analysis.odds import ALPHA, shifted, smallest_odds_ratio, smallest_pair_odds_ratio

SHARES = (0.5, 0.3, 0.2, 0.1)
"""Shares of the other group; they go round among the factors."""
PLANTED = 4
SOME = tuple(f for f in factors() if not f.only_described and not f.matched_on)


def draw(rng, n1, n0, ratios, longer=1.0):
    """One study: the answers of ``n1`` joint-charge cases and ``n0`` others, and the length of their texts.

    ``longer``: how many times longer the joint-charge texts are; where above 1, mentions follow the length.
    """
    joint = np.arange(n1 + n0) < n1
    words = np.exp(rng.normal(np.where(joint, np.log(250 * longer), np.log(250)), 0.5))
    answers = {}
    for n, factor in enumerate(SOME):
        share = SHARES[n % len(SHARES)]
        odds = share / (1 - share) * np.where(joint, ratios[n], 1.0)
        if longer > 1:
            odds = odds * words / 250
        answers[factor.id] = (rng.random(n1 + n0) < odds / (1 + odds)).astype(np.int8)
    return FactorTable(np.arange(n1 + n0), answers, {f.id: {} for f in SOME}, words.astype(np.int64), 0)


def run(rng, studies, n1, n0, ratios, paired=False, longer=1.0):
    """What the studies found: a row per study and factor."""
    groups = Groups(np.arange(n1), np.arange(n1, n1 + n0), paired, SOME)
    found = []
    for _ in range(studies):
        for n, one in enumerate(test_factors(groups, draw(rng, n1, n0, ratios, longer)).factors):
            low, high = one.odds.ci_low, one.odds.ci_high
            holds = not one.odds.testable or ((low or 0) <= ratios[n] and (high is None or ratios[n] <= high))
            held = None
            if one.firth is not None:
                held = (one.firth.ci_low or 0) <= ratios[n] and (
                    one.firth.ci_high is None or ratios[n] <= one.firth.ci_high
                )
            firth_p = one.firth.p_value if one.firth else 1.0
            found.append(
                (n, one.odds.p_value, one.p_adjusted or 1.0, firth_p, one.firth_p_adjusted or 1.0, holds, held)
            )
    return found


def discoveries(found, columns, null, per_study):
    """The mean share of false ones among the discoveries of a study, those with every one of the p-values under the level."""
    rates = []
    for start in range(0, len(found), per_study):
        hits = [row for row in found[start : start + per_study] if all(row[column] <= ALPHA for column in columns)]
        rates.append(sum(row[0] in null for row in hits) / max(1, len(hits)))
    return float(np.mean(rates))


def show(name, found, planted, stated):
    """Power factor by factor, then what is found where there is nothing."""
    null = set(range(len(SOME))) - set(planted)
    print(f"\n{name}")
    for n in planted:
        rows = [row for row in found if row[0] == n]
        power = np.mean([row[1] <= ALPHA for row in rows])
        firth = np.mean([row[3] <= ALPHA for row in rows])
        print(
            f"  share {SHARES[n % 4]:.0%}, odds ratio {stated[n]:5.2f}: Fisher finds {power:.1%}, Firth {firth:.1%} (stated: 80% or just above)"
        )
    quiet = [row for row in found if row[0] in null]
    print(
        f"  nothing planted, p <= 0.05:   Fisher {np.mean([r[1] <= ALPHA for r in quiet]):.1%}, Firth {np.mean([r[3] <= ALPHA for r in quiet]):.1%}"
    )
    fisher, firth, both = (discoveries(found, columns, null, len(SOME)) for columns in ((2,), (4,), (2, 4)))
    print(
        f"  false among discoveries:      Fisher {fisher:.1%}, Firth {firth:.1%}; both, as a finding needs: {both:.1%} (at most 5%)"
    )
    print(
        f"  intervals hold the truth:     exact {np.mean([r[5] for r in found]):.1%}, Firth's profile {np.mean([r[6] for r in found if r[6] is not None]):.1%}"
    )


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=300)
    parser.add_argument("--joint", type=int, default=60)
    parser.add_argument("--other", type=int, default=80)
    asked = parser.parse_args()
    rng, began = np.random.default_rng(20260801), time.monotonic()
    ratios = np.ones(len(SOME))
    ratios[:PLANTED] = [smallest_odds_ratio(asked.joint, asked.other, share) for share in SHARES]
    print(
        f"{asked.studies} studies of {len(SOME)} factors, {PLANTED} of them planted; {asked.joint} joint-charge cases, {asked.other} others"
    )
    assert shifted(SHARES[0], ratios[0]) > SHARES[0]
    show("Two groups", run(rng, asked.studies, asked.joint, asked.other, ratios), range(PLANTED), ratios)
    ones = np.ones(len(SOME))
    show(
        f"Two groups, nothing planted at all ({4 * asked.studies} studies)",
        run(rng, 4 * asked.studies, asked.joint, asked.other, ones),
        (),
        ones,
    )
    show(
        "Nothing planted; joint-charge texts twice as long, and long texts mention more",
        run(rng, asked.studies, asked.joint, asked.other, ones, longer=2.0),
        (),
        ones,
    )
    pairs = np.ones(len(SOME))
    pairs[:PLANTED] = [smallest_pair_odds_ratio(asked.joint, share) for share in SHARES]
    show(
        f"{asked.joint} pairs",
        run(rng, asked.studies, asked.joint, asked.joint, pairs, paired=True),
        range(PLANTED),
        pairs,
    )
    print(f"\n{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
