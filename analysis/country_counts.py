"""The measures of the disparity report by country and by country and year, and where each country's cases come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from jointcharge.analysis.counts import Measure, count_answers, measure_of
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.measures import CASE, questions
from jointcharge.analysis.states import YES, Codes
from jointcharge.records.countries import read_countries

SHARES = ("corruption_indicated", "corruption_charged", "charging_gap", "disparity")
"""The shares that are ranked and laid beside the indices."""


@dataclass(frozen=True)
class CountryCounts:
    """One country's cases: the measures by name, and where the trafficking cases come from."""

    country: str
    measures: Mapping[str, Measure]
    sources: Mapping[str, int] = field(default_factory=dict)

    @property
    def cases(self) -> int:
        """How many trafficking cases there are."""
        return self.measures["trafficking_cases"].known[0]


def name_of(country: str) -> str:
    """The first name of a country in the vocabulary; the code itself for one that has no name there."""
    return str(read_countries()["countries"].get(country, [country])[0])


def group_words(by: str | None, group: str) -> str:
    """A group as it is read: a country by its name and the code that ``--group`` takes, any other as it is called."""
    if by != "country" or (name := name_of(group)) == group:
        return group
    return f"{name} ({group})"


def groups_to_read(by: str | None, groups: Sequence[str]) -> list[tuple[str, str]]:
    """The groups, each with its words; countries by their names, those that do not say at the end."""
    told = [(group, group_words(by, group)) for group in groups]
    return sorted(told, key=lambda one: (one[0].startswith("("), one[1])) if by == "country" else told


def _text_column(frames: Frames, name: str) -> list[Any]:
    column = frames.raw_cases[name]
    return list(column.astype(object).where(column.notna(), None))


def _cells(keys: Sequence[Any]) -> tuple[list[Any], Codes]:
    """The distinct keys in order, and for each case the place of its own; -1 where it has none."""
    places = {key: n for n, key in enumerate(sorted({key for key in keys if key is not None}))}
    return list(places), np.array([places.get(key, -1) for key in keys], dtype=np.int64)


def _measures(frames: Frames, groups: Codes, names: Sequence[str]) -> list[dict[str, Measure]]:
    """Every measure of cases, for each of the groups."""
    found: list[dict[str, Measure]] = [{} for _ in names]
    for question in questions(frames.facts):
        if question.unit != CASE:
            continue
        rows = np.flatnonzero(groups >= 0)
        counts = count_answers(question, rows, groups[rows], len(names))
        for place, name, row in zip(found, names, counts.tolist(), strict=True):
            place[question.name] = measure_of(question.name, name, row)
    return found


def count_countries(frames: Frames) -> tuple[CountryCounts, ...]:
    """The countries with at least one trafficking case, by code."""
    countries, groups = _cells(_text_column(frames, "country"))
    trafficking = frames.facts.trafficking == YES
    sources: list[Counter[str]] = [Counter() for _ in countries]
    for place, source in zip(
        groups[trafficking], np.array(_text_column(frames, "source"), dtype=object)[trafficking], strict=True
    ):
        if place >= 0:
            sources[place][source] += 1
    counted = zip(countries, _measures(frames, groups, countries), sources, strict=True)
    return tuple(CountryCounts(c, m, dict(sorted(s.items()))) for c, m, s in counted if m["trafficking_cases"].known[0])


def count_country_years(frames: Frames) -> dict[tuple[str, int], dict[str, Measure]]:
    """The measures of every country and year that has a case; a case without one of the two is in none."""
    keys = [
        (country, int(year)) if country is not None and year is not None else None
        for country, year in zip(_text_column(frames, "country"), _text_column(frames, "decision_year"), strict=True)
    ]
    held, groups = _cells(keys)
    return dict(zip(held, _measures(frames, groups, [country for country, _ in held]), strict=True))


def count_all(frames: Frames) -> dict[str, Measure]:
    """The measures over all cases, those without a country too."""
    return _measures(frames, np.zeros(len(frames.raw_cases), dtype=np.int64), [""])[0]


def without_country(frames: Frames) -> int:
    """How many trafficking cases state no country."""
    stateless = frames.raw_cases["country"].isna().to_numpy(dtype=bool)
    return int((stateless & (frames.facts.trafficking == YES)).sum())


def middle_year(frames: Frames) -> int | None:
    """The median year of decision of the trafficking cases that state a country; None where none states a year."""
    kept = frames.raw_cases[(frames.facts.trafficking == YES) & frames.raw_cases["country"].notna()]
    years = sorted(kept["decision_year"].dropna().astype(int))
    return years[(len(years) - 1) // 2] if years else None
