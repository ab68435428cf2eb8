"""``compare``: what was different where corruption was charged."""

from __future__ import annotations

from pathlib import Path

import click

from jointcharge.cli.options import open_folder
from jointcharge.cli.reports import put_out, put_report, refuse_to_list, report_command, report_options
from jointcharge.records.corpus import Corpus, now


@click.command("compare")
@click.option(
    "--cases",
    "factor",
    metavar="FACTOR",
    help="List the cases behind a factor and the passages that say it (undercover, intercepts, …).",
)
@report_options
def compare_command(factor: str | None, fmt: str, output: Path | None, publish: bool, as_of: str, data: Path) -> None:
    """Set joint-charge cases beside cases that describe corruption without charging it, and beside matched cases.

    Factors are read from the text; every count opens at its passages with --cases. Needs the extra "stats".
    """
    from jointcharge.analysis import Frames, compare_report
    from jointcharge.analysis.compare import cases_with, compare

    if factor is not None:
        refuse_to_list(fmt, publish)
    with Corpus(open_folder(data).corpus, as_of=as_of) as corpus:
        frames = Frames(corpus)
        if factor is not None:
            put_out(_cases(cases_with(frames, factor), fmt), output)
            return
        made = compare(frames, publish=publish, generated_at=now())
    put_report(compare_report, made, fmt, output)


report_command.add_command(compare_command)


def _cases(cases: object, fmt: str) -> str:
    """The cases behind one factor: one piece of evidence a line, or as JSON."""
    from pydantic import TypeAdapter

    from jointcharge.analysis.compare import FactorCase
    from jointcharge.analysis.compare_report import cases_to_text

    found = TypeAdapter(tuple[FactorCase, ...]).validate_python(cases)
    if fmt == "json":
        return TypeAdapter(tuple[FactorCase, ...]).dump_json(found, indent=2).decode()
    return cases_to_text(found)
