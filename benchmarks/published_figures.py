"""The published country figures, from the index files: ``.venv/bin/python benchmarks/published_figures.py``.

Beside each figure stands what a second way gives (pandas, straight on the raw files), and what
neighbouring years would have given, so that a reader sees which rows and years the published number needs.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from jointcharge.analysis.index_files import read_indices
from jointcharge.analysis.indices_words import published_words
from jointcharge.analysis.phrases import table
from jointcharge.analysis.published_figures import OUTLIERS, published_figures

INDICES = Path(__file__).resolve().parents[2] / "shared" / "data" / "indices"


def second_way(folder: Path, cpi_year: int, ituc_year: int) -> dict[str, float]:
    """The same figures straight from the files by pandas, by ISO code as written there."""
    import pandas as pd

    read = {
        name: pd.read_csv(folder / f"{name}.csv", dtype={"value": str})
        for name in ("cpi", "gsi_2016", "tip_tier", "ituc_gri_ten_worst")
    }
    cpi = read["cpi"][read["cpi"].year == cpi_year].assign(cpi=lambda f: f.value.astype(float))[["iso3", "cpi"]]
    slavery = read["gsi_2016"].assign(gsi=lambda f: f.value.astype(float)).merge(cpi, on="iso3")
    tiers = read["tip_tier"][read["tip_tier"].year == 2017].merge(cpi, on="iso3").groupby("value").cpi.mean()
    worst = read["ituc_gri_ten_worst"]
    return {
        **{f"cpi_of_tier_{tier.lower()}": float(tiers[tier]) for tier in ("1", "2", "2W", "3")},
        "cpi_gsi": float(slavery.cpi.corr(slavery.gsi)),
        "cpi_gsi_without_two": float((kept := slavery[~slavery.iso3.isin(list(OUTLIERS))]).cpi.corr(kept.gsi)),
        "cpi_of_ituc_worst": float(worst[worst.year == ituc_year].merge(cpi, on="iso3").cpi.mean()),
    }  # fmt: skip


def main() -> None:
    """Print the figures, the second way, and the neighbouring years."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--indices", type=Path, default=INDICES)
    folder = parser.parse_args().indices
    second = second_way(folder, 2017, 2018)
    rows = [
        (one.title, str(one.n), *published_words(one), f"{second[one.name]:.4f}")
        for one in published_figures(read_indices(folder))
    ]
    print(table([("figure", "countries", "here", "published", "", "by pandas"), *rows], right=(1, 2, 3, 5)))
    print("\nWith other years:")
    for year in (2015, 2016, 2018):
        other = second_way(folder, year, 2018)
        print(f"  CPI {year}: r = {other['cpi_gsi']:.4f}, without the two {other['cpi_gsi_without_two']:.4f}")
    for year in (2015, 2017, 2020, 2021):
        print(f"  ITUC's ten worst of {year}: mean CPI 2017 {second_way(folder, 2017, year)['cpi_of_ituc_worst']:.1f}")


if __name__ == "__main__":
    main()
