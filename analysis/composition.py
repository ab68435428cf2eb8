"""What the mix of countries does to a pooled share: direct standardisation, leaving each country out, resampling countries.

The standardised share is the sum of each country's share by its weight in a stated reference. Its limits meld the
confidence distributions behind the exact limits of the countries, a whole case added in each: never too narrow, and
wide where many countries have few cases. M. P. Fay, M. A. Proschan and E. Brittain, Biometrics 71 (2015) 146-156;
for standardised rates M. P. Fay and E. J. Feuer, Statistics in Medicine 16 (1997) 791-801.

The bootstrap draws whole countries: A. C. Davison and D. V. Hinkley, "Bootstrap Methods
and their Application" (1997), section 3.8. A. C. Cameron, J. B. Gelbach and D. L. Miller, Review of Economics and
Statistics 90 (2008) 414-427, on why few clusters make it too narrow.
"""

from __future__ import annotations

import csv
import datetime as dt
import math
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from jointcharge.analysis.composition_publish import counts_of, publishable
from jointcharge.analysis.counts import Measure, answers_by, measure_of
from jointcharge.analysis.estimate import LEVEL
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.groupings import NOT_STATED, group_by
from jointcharge.analysis.measures import Question
from jointcharge.analysis.methods import of_composition
from jointcharge.analysis.provenance import GeneratedBy, made_by
from jointcharge.analysis.publish import NOTE
from jointcharge.analysis.states import YES, Codes
from jointcharge.analysis.trend import HEADLINE, asked_of
from jointcharge.records.errors import ReportError
from jointcharge.records.raw import Record

Floats = NDArray[np.float64]
CASES, EQUAL = "cases", "equal"
REFERENCES = {CASES: "the trafficking cases collected, by country", EQUAL: "every country alike"}
"""References that need no file: name -> words."""
DRAWS = 4000
FEW_COUNTRIES = 20
"""Below so many, resampling countries gives limits that are too narrow."""


class CountryPart(Record):
    """One country's part in a pooled share."""

    country: str
    counts: Measure
    weight: float | None = Field(ge=0, le=1)
    """In the reference, before countries of which nothing is known are left out; None where the country is withheld."""
    share_without: float | None
    """The pooled share of all other countries; None where no other is known."""
    shift: float | None
    """By how much leaving the country out moves the pooled share."""


class Limits(Record):
    """A share with its 95 % limits."""

    share: float = Field(ge=0, le=1)
    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)


class Composition(Record):
    """One measure taken apart by country."""

    name: str
    pooled: Measure
    """Over the cases whose country is stated."""
    unstated: int = Field(ge=0)
    """Cases left out, for they state no country."""
    standardised: Limits | None
    covered: float = Field(ge=0, le=1)
    """How much of the reference's weight lies on countries of which something is known."""
    bootstrap: Limits | None
    parts: tuple[CountryPart, ...]
    """The countries of which something is known, the one that moves the share most first."""
    notes: tuple[str, ...]
    """Why a figure is not given, or how far it holds."""


class CompositionReport(Record):
    """The measures taken apart by country, against one reference."""

    snapshot: str
    generated_by: GeneratedBy
    reference: str
    """In words."""
    seed: int
    caveats: tuple[str, ...]
    measures: tuple[Composition, ...]


def read_reference(path: Path) -> dict[str, float]:
    """Weights by country from a CSV with the columns ``country`` (as in the exports) and ``weight``. Raises `ReportError`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError) as wrong:
        raise ReportError(
            f"{path} can not be read as a reference ({wrong}); bring a CSV with country,weight"
        ) from wrong
    weights: dict[str, float] = {}
    for number, row in enumerate(rows, 2):
        country, weight = (row.get("country") or "").strip().upper(), _weight(row.get("weight"))
        if not country or weight is None or country in weights:
            raise ReportError(
                f"{path} line {number} is no weight of one country ({dict(row)}); give each country once with a number of 0 or more, under the heads country,weight"
            )
        weights[country] = weight
    return weights


def _weight(text: str | None) -> float | None:
    try:
        weight = float(text or "")
    except ValueError:
        return None
    return weight if math.isfinite(weight) and weight >= 0 else None


def standardised(k: Codes, n: Codes, weights: Floats, *, seed: int = 1, draws: int = DRAWS) -> Limits:
    """The share under ``weights`` (any scale) of strata with ``k`` of ``n``, every ``n`` above 0, and its 95 % limits."""
    part = weights / weights.sum()
    generator = np.random.default_rng(seed)
    low = np.where(k == 0, 0.0, generator.beta(np.maximum(k, 1), n - k + 1, (draws, len(k))))
    high = np.where(k == n, 1.0, generator.beta(k + 1, np.maximum(n - k, 1), (draws, len(k))))
    tail = (1 - LEVEL) / 2
    share = float(part @ (k / n))
    below, above = float(np.quantile(low @ part, tail)), float(np.quantile(high @ part, 1 - tail))
    return Limits(share=min(share, 1.0), low=max(0.0, min(below, share)), high=min(1.0, max(above, share)))


def shares_without(k: Codes, n: Codes) -> Floats:
    """The pooled share without each stratum in turn; ``n`` of the others must be above 0."""
    without: Floats = (k.sum() - k) / (n.sum() - n)
    return without


def cluster_bootstrap(k: Codes, n: Codes, *, seed: int = 1, draws: int = DRAWS) -> Limits:
    """The pooled share and the percentile limits of drawing as many strata with replacement, whole."""
    times = np.random.default_rng(seed).multinomial(len(k), np.full(len(k), 1 / len(k)), size=draws)
    low, high = np.quantile((times @ k) / (times @ n), ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return Limits(share=float(k.sum() / n.sum()), low=float(low), high=float(high))


def composition(
    frames: Frames,
    names: Sequence[str] = HEADLINE,
    reference: str | Mapping[str, float] = CASES,
    *,
    seed: int = 1,
    source: str = "the weights given",
    publish: bool = False,
    generated_at: dt.datetime | None = None,
) -> CompositionReport:
    """The measures ``names`` of cases taken apart by country.

    ``reference`` is one of `REFERENCES` or weights by country, which ``source`` names in words. With ``publish``
    small cells are withheld, and what would give them away. Raises `ReportError`
    for a measure or a reference that is not there, or weights that are all 0.
    """
    grouping = group_by(frames, "country")
    weights = _weights(frames, reference)
    asked = asked_of(frames, names)
    words = REFERENCES[reference] if isinstance(reference, str) else source
    options = (
        "" if reference == CASES else f" --reference {reference if isinstance(reference, str) else shlex.quote(source)}"
    )
    options += f" --seed {seed}" if seed != 1 else ""
    found = [_composition(one, grouping.labels, answers_by(one, grouping), weights, seed) for one in asked]
    if publish:
        found = [publishable(one) for one in found]
    methods = of_composition(
        frames,
        [m for one in found for m in counts_of(one)],
        words,
        DRAWS,
        seed,
        len({p.country for one in found for p in one.parts}),
    )
    return CompositionReport(
        snapshot=frames.snapshot.snapshot,
        generated_by=made_by(
            frames, f"report composition{options}", at=generated_at, published=publish, methods=methods
        ),
        reference=words,
        seed=seed,
        caveats=(*_notes(len(frames.raw_cases)), *([NOTE] if publish else [])),
        measures=tuple(found),
    )


def _weights(frames: Frames, reference: str | Mapping[str, float]) -> dict[str, float]:
    """The reference's weights, summing to 1; empty where a corpus gives none."""
    if isinstance(reference, str):
        if reference not in REFERENCES:
            raise ReportError(
                f"there is no reference {reference!r}; use {' or '.join(REFERENCES)}, or a CSV with country,weight"
            )
        countries = frames.raw_cases["country"][frames.facts.trafficking == YES].dropna().value_counts()
        found = {str(one): 1.0 if reference == EQUAL else float(n) for one, n in countries.items()}
    else:
        found = dict(reference)
    total = sum(found.values())
    if not isinstance(reference, str) and not (total > 0 and min(found.values()) >= 0 and math.isfinite(total)):
        raise ReportError(
            "the reference gives no country a weight above 0, or one a weight below 0; give each country a number, under the heads country,weight"
        )
    return {one: weight / total for one, weight in found.items()}


def _composition(
    question: Question, labels: Sequence[str], counts: Codes, weights: Mapping[str, float], seed: int
) -> Composition:
    stated = np.array([label != NOT_STATED for label in labels], dtype=bool)
    table = counts[stated].reshape(-1, 4)
    pooled = measure_of(question.name, None, table.sum(axis=0))
    known = table[:, 2] + table[:, 3] > 0
    names = [label for label in labels if label != NOT_STATED]
    k, n = table[known, 3], table[known, 2] + table[known, 3]
    countries = [name for name, is_known in zip(names, known, strict=True) if is_known]
    part = np.array([weights.get(one, 0.0) for one in countries])
    has_weight = part > 0
    made = standardised(k[has_weight], n[has_weight], part[has_weight], seed=seed) if has_weight.any() else None
    drawn = cluster_bootstrap(k, n, seed=seed) if len(k) > 1 and 0 < k.sum() < n.sum() else None
    covered = min(1.0, float(part.sum()))
    outside = int(n[~has_weight].sum())
    return Composition(
        name=question.name,
        pooled=pooled,
        unstated=int(counts[~stated].sum()),
        standardised=made,
        covered=covered,
        bootstrap=drawn,
        parts=tuple(_parts(question.name, countries, table[known], part)),
        notes=tuple(_remarks(pooled, len(k), covered, outside, drawn)),
    )


def _parts(name: str, countries: Sequence[str], table: Codes, weights: Floats) -> list[CountryPart]:
    k, n = table[:, 3], table[:, 2] + table[:, 3]
    without = shares_without(k, n).tolist() if len(countries) > 1 else [None] * len(countries)
    pooled = k.sum() / n.sum() if len(countries) else 0.0
    parts = [
        CountryPart(
            country=country,
            counts=measure_of(name, country, row),
            weight=min(1.0, weight),
            share_without=share,
            shift=None if share is None else share - float(pooled),
        )
        for country, row, weight, share in zip(countries, table.tolist(), weights.tolist(), without, strict=True)
    ]
    return sorted(parts, key=lambda one: (-abs(one.shift or 0.0), -one.counts.known[1], one.country))


def _remarks(pooled: Measure, countries: int, covered: float, outside: int, drawn: Limits | None) -> Iterator[str]:
    """What is not given, and why; what holds only so far."""
    if not countries:
        yield "Nothing is known of any case whose country is stated, so there is no share to take apart."
        return
    if not covered:
        yield "No country of the reference is known here, so no share can be standardised to it."
    elif covered < 0.9995:
        yield f"Only {100 * covered:.1f}% of the reference's weight lies on countries of which something is known; the share is that of these."
    if outside:
        yield f"{outside:,} of {pooled.denominator:,} cases are of countries without a weight in the reference and are not in the standardised share."
    if countries == 1:
        yield "One country alone is known: none can be left out, and countries can not be resampled."
    elif drawn is None:
        yield f"It is so in {'no' if not pooled.numerator else 'every'} case, so drawing countries would always give the same share; read the pooled interval."
    else:
        yield from _of_the_draws(pooled, countries, drawn)


def _of_the_draws(pooled: Measure, countries: int, drawn: Limits) -> Iterator[str]:
    if countries < FEW_COUNTRIES:
        yield f"With {countries} countries, fewer than {FEW_COUNTRIES}, the limits from drawing countries are likely too narrow."
    width = (pooled.ci_high or 0.0) - (pooled.ci_low or 0.0)
    if drawn.high - drawn.low < width:
        yield "The limits from drawing countries are narrower here than those that treat cases as independent; read the wider ones."


def _notes(cases: int) -> Iterator[str]:
    if not cases:
        yield "The corpus holds no case. Begin with  jointcharge crawl  or  jointcharge import."
    yield (
        "Standardising changes the mix of countries and nothing else: what a portal collects within a country, the years "
        "and the kinds of case stay as they are."
    )
    yield "What a source can not show or does not state is in no country's denominator; cases without a country are left out."
