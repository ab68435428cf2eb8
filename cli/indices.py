"""``indices``: countries beside indices of corruption, slavery and rights."""

from __future__ import annotations

from pathlib import Path

import click

from jointcharge.cli import console
from jointcharge.cli.options import open_folder
from jointcharge.cli.reports import put_report, report_command, report_options
from jointcharge.records.corpus import Corpus, now


@click.command("indices")
@click.option(
    "--indices",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    help="The folder with your index files (docs/indices.md tells their form).",
)
@click.option(
    "--panel",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the country-year panel to this file too (.csv or .parquet).",
)
@click.option(
    "--year",
    type=click.IntRange(1900, 2100),
    help="Show each index for its year nearest to this one, instead of the cases' median year.",
)
@report_options
def indices_command(
    folder: Path,
    panel: Path | None,
    year: int | None,
    fmt: str,
    output: Path | None,
    publish: bool,
    as_of: str,
    data: Path,
) -> None:
    """Set shares by country beside the indices that you bring: CPI, WGI, TIP tier, GSI, ITUC, 3P.

    What one index contains of another is refused or warned of; so are few countries, and ranks that coverage explains.
    """
    from jointcharge.analysis import Frames, country_report
    from jointcharge.analysis import panel as panels
    from jointcharge.analysis.index_files import read_indices
    from jointcharge.analysis.indices import indices_report

    indices = read_indices(folder)
    if panel is not None:
        panels.panel_format(panel)
    with Corpus(open_folder(data).corpus, as_of=as_of) as corpus:
        frames = Frames(corpus)
        made = indices_report(frames, indices, year=year, publish=publish, generated_at=now())
        if panel is not None:
            panels.write_panel(panels.panel(frames, indices, publish=publish), panel)
            console.tell(f"Written to {panel}")
    put_report(country_report, made, fmt, output)


report_command.add_command(indices_command)
