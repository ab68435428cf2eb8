"""``report trend``, ``report composition`` and ``report grid``: what lies beneath the shares of ``report disparity``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from jointcharge.cli.options import open_folder
from jointcharge.cli.reports import put_report, report_command, report_options
from jointcharge.records.corpus import Corpus, now

F = TypeVar("F", bound=Callable[..., Any])


def _seed_option(command: F) -> F:
    return click.option("--seed", type=int, default=1, show_default=True, help="For what is drawn.")(command)


@report_command.command("trend")
@click.option(
    "--period", "years", type=click.IntRange(1, 100), default=1, show_default=True, help="Years that count as one."
)
@_seed_option
@report_options
def report_trend(years: int, seed: int, fmt: str, output: Path | None, publish: bool, as_of: str, data: Path) -> None:
    """The shares by year or period, with intervals, and whether they rise or fall."""
    from jointcharge.analysis import Frames, trend, trend_report

    with Corpus(open_folder(data).corpus, as_of=as_of) as corpus:
        made = trend.trend(Frames(corpus), years, seed=seed, publish=publish, generated_at=now())
    put_report(trend_report, made, fmt, output)


@report_command.command("composition")
@click.option(
    "--reference",
    metavar="NAME|FILE",
    default="cases",
    show_default=True,
    help='Weights of the countries: "cases" (as collected), "equal", or a CSV with country,weight.',
)
@_seed_option
@report_options
def report_composition(
    reference: str, seed: int, fmt: str, output: Path | None, publish: bool, as_of: str, data: Path
) -> None:
    """How far the mix of countries makes the shares: standardised, without each country, drawing whole countries."""
    from jointcharge.analysis import Frames, composition_report
    from jointcharge.analysis.composition import REFERENCES, composition, read_reference

    weights = reference if reference in REFERENCES else read_reference(Path(reference))
    with Corpus(open_folder(data).corpus, as_of=as_of) as corpus:
        made = composition(
            Frames(corpus), reference=weights, seed=seed, source=reference, publish=publish, generated_at=now()
        )
    put_report(composition_report, made, fmt, output)


@report_command.command("grid")
@report_options
def report_grid(fmt: str, output: Path | None, publish: bool, as_of: str, data: Path) -> None:
    """In which stage of the chain and through which actor corruption is described, and how often it is charged."""
    from jointcharge.analysis import Frames, grid, grid_report

    with Corpus(open_folder(data).corpus, as_of=as_of) as corpus:
        made = grid.grid(Frames(corpus), publish=publish, generated_at=now())
    put_report(grid_report, made, fmt, output)
