"""``compare``: what was different where corruption was charged."""

from __future__ import annotations

from pathlib import Path

import click

from jointcharge.cli.measure import put_out
from jointcharge.cli.options import as_of_option, data_option, format_option, open_folder, output_option
from jointcharge.records.corpus import Corpus, now


@click.command("compare")
@format_option
@output_option
@click.option(
    "--cases",
    "factor",
    metavar="FACTOR",
    help="List the cases behind a factor and the passages that say it (undercover, intercepts, …).",
)
@as_of_option
@data_option
def compare_command(fmt: str, output: Path | None, factor: str | None, as_of: str, data: Path) -> None:
    """Set joint-charge cases beside cases that describe corruption without charging it, and beside matched cases.

    Factors are read from the text; every count opens at its passages with --cases. Needs the extra "stats".
    """
    from jointcharge.analysis import Frames, compare_report
    from jointcharge.analysis.compare import cases_with, compare

    with Corpus(open_folder(data).corpus, as_of=as_of) as corpus:
        frames = Frames(corpus)
        if factor is not None:
            put_out(_cases(cases_with(frames, factor), fmt), output)
            return
        made = compare(frames, generated_at=now())
    render = {
        "text": compare_report.to_text,
        "json": compare_report.to_json,
        "csv": compare_report.to_csv,
        "html": compare_report.to_html,
    }[fmt]
    put_out(render(made).rstrip("\n"), output)


def _cases(cases: object, fmt: str) -> str:
    """The cases behind one factor: one piece of evidence a line, or as JSON."""
    from pydantic import TypeAdapter

    from jointcharge.analysis.compare import FactorCase
    from jointcharge.analysis.compare_report import cases_to_text

    found = TypeAdapter(tuple[FactorCase, ...]).validate_python(cases)
    if fmt == "json":
        return TypeAdapter(tuple[FactorCase, ...]).dump_json(found, indent=2).decode()
    return cases_to_text(found)
