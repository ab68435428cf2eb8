"""``report`` and ``evaluate``: the measures, and how good the tagger behind them is."""

from __future__ import annotations

from pathlib import Path

import click

from jointcharge.cli import console
from jointcharge.cli.options import as_of_option, data_option, format_option, open_folder, output_option
from jointcharge.records.corpus import Corpus, now


@click.group("report")
def report_command() -> None:
    """Measure how rarely corruption is charged alongside trafficking."""


@report_command.command("disparity")
@click.option(
    "--by",
    type=click.Choice(["country", "year", "court", "exploitation", "source"]),
    help="One table a group besides the whole.",
)
@format_option
@output_option
@click.option(
    "--cases",
    "measure",
    metavar="MEASURE",
    help="List the cases behind a measure instead (joint_convicted, charging_gap, …).",
)
@click.option(
    "--unit",
    type=click.Choice(["case", "defendant"]),
    default="case",
    show_default=True,
    help="With --cases: which count.",
)
@click.option("--group", help="With --cases and --by: which group.")
@click.option(
    "--correction",
    type=click.Choice(["stratified-melded", "prediction-powered"]),
    default="stratified-melded",
    show_default=True,
    help="How the share described is corrected, where a sample was reviewed.",
)
@as_of_option
@data_option
def report_disparity(
    by: str | None,
    fmt: str,
    output: Path | None,
    measure: str | None,
    unit: str,
    group: str | None,
    correction: str,
    as_of: str,
    data: Path,
) -> None:
    """The funnel from trafficking to joint convictions, the disparity, the charging gap and the control offences.

    Every number has an interval, and names its cases with --cases.
    """
    from jointcharge.analysis import Frames, disparity, report

    with Corpus(open_folder(data).corpus, as_of=as_of) as corpus:
        frames = Frames(corpus)
        if measure is not None:
            put_out(cases_text(frames, measure, unit, by, group, fmt), output)
            return
        made = disparity(frames, by, correction=correction, generated_at=now())
    render = {"text": report.to_text, "json": report.to_json, "csv": report.to_csv, "html": report.to_html}[fmt]
    put_out(render(made).rstrip("\n"), output)


def cases_text(frames: object, measure: str, unit: str, by: str | None, group: str | None, fmt: str) -> str:
    """The cases behind one measure: one a line with where it stands, or as JSON."""
    from jointcharge.analysis import Frames, cases_of

    assert isinstance(frames, Frames)  # noqa: S101
    lists = cases_of(frames, measure, unit=unit, by=by, group=group)
    if fmt == "json":
        return str(lists.model_dump_json(indent=2))
    counted = set(lists.numerator)
    lines = [f"yes\t{one}" for one in lists.numerator]
    lines += [f"no\t{one}" for one in lists.denominator if one not in counted]
    lines += [f"missing\t{one}" for one in lists.missing]
    lines += [f"not_observable\t{one}" for one in lists.not_observable]
    return "\n".join(lines)


def put_out(text: str, output: Path | None) -> None:
    """To standard output, or whole to a file."""
    if output is None:
        console.say(text)
        return
    scratch = output.with_name(f".{output.name}.part")
    try:
        scratch.write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8")
        scratch.replace(output)
    finally:
        scratch.unlink(missing_ok=True)
    console.tell(f"Written to {output}")


@click.command("evaluate")
@click.argument("gold", type=click.Path(path_type=Path))
@click.option("--tagger", default="lexicon", show_default=True, help="Which tagger to hold against the labels.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def evaluate_command(gold: Path, tagger: str, as_json: bool) -> None:
    """Hold a tagger against labelled cases: precision, recall and F1 per label with intervals, beside "always none".

    GOLD is a JSONL file, one labelled case a line (docs/tagging.md tells its form).
    """
    from jointcharge.classify.base import open_tagger
    from jointcharge.classify.evaluate import evaluate

    found = evaluate(gold, open_tagger(tagger))
    console.say(found.to_json() if as_json else found.to_text())


from jointcharge.cli import structure  # noqa: E402, F401 (it hangs its reports on the group, which must be there first)
