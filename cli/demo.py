"""``demo``: everything on fictional sample cases, from crawl to report, in a folder of its own."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import click

from jointcharge.cli import console

SEARCHES = ("(brib* OR kickback*) AND police", "form:abuse_of_functions AND stage:transport_border")


@click.command("demo")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the demo's data here instead of in a temporary folder.",
)
def demo_command(data: Path | None) -> None:
    """Run everything on fictional sample cases: a local portal, crawl, parse, tag, index, search, report."""
    began = time.monotonic()
    folder = data if data is not None else Path(tempfile.mkdtemp(prefix="jointcharge-demo-"))
    console.say("Every case, person and court file in this demo is fictional.")
    _gather(folder)
    for stage in ("parse", "tag", "index"):
        _run(stage, "--data", str(folder))
    _run("report", "disparity", "--data", str(folder))
    for query in SEARCHES:
        _run("search", query, "--per-page", "2", "--data", str(folder))
    report = folder / "disparity.html"
    _run("report", "disparity", "--by", "country", "--format", "html", "--output", str(report), "--data", str(folder))
    console.say("")
    console.say(f"Report:  {report}")
    console.say(f"Data:    {folder}   (try  jointcharge status --data {folder})")
    console.say(f"Done in {time.monotonic() - began:.0f} s.")


def _gather(folder: Path) -> None:
    """Serve the samples as the portal would, on this machine, and crawl them."""
    from jointcharge.corpus_samples.sample import load_samples
    from jointcharge.corpus_samples.server import SamplePortal

    with SamplePortal(load_samples()) as portal:
        _run(
            "crawl", "sherloc", "--base-url", portal.base_url, "--delay", "0", "--also", "Corruption",
            "--data", str(folder),
        )  # fmt: skip


def _run(*words: str) -> None:
    """Run one command of ours, shown as a person would type it."""
    from jointcharge.cli.main import cli

    shown = " ".join(f"'{word}'" if " " in word else word for word in words)
    console.say(f"\n$ jointcharge {shown}")
    cli.main(list(words), prog_name="jointcharge", standalone_mode=False)
