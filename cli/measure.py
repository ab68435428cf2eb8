"""``report`` and ``evaluate``: the measures, and how good the tagger behind them is."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jointcharge.cli import console
from jointcharge.cli.options import open_folder
from jointcharge.cli.reports import put_out, put_report, refuse_to_list, report_command, report_options
from jointcharge.cli.taggers import open_chosen, tagger_options
from jointcharge.records.corpus import Corpus, now

if TYPE_CHECKING:
    from jointcharge.analysis.joint_charges import CaseLists
    from jointcharge.classify.base import Tagger

GROUPINGS = ("country", "year", "period", "court", "exploitation", "sector", "source", "language")
"""Those of `analysis.groupings`, named here so that help loads no pandas; a test holds the two together."""


@report_command.command("disparity")
@click.option(
    "--by",
    type=click.Choice(GROUPINGS),
    help="One table a group besides the whole; a period is five years.",
)
@click.option(
    "--among",
    metavar="CLASS",
    default="trafficking",
    show_default=True,
    help="Ask it of another offence class (illegal_recruitment, fraud, corruption, …): what is charged and convicted beside it.",
)
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
@report_options
def report_disparity(
    by: str | None,
    among: str,
    measure: str | None,
    unit: str,
    group: str | None,
    correction: str,
    fmt: str,
    output: Path | None,
    publish: bool,
    as_of: str,
    data: Path,
) -> None:
    """The funnel from trafficking to joint convictions, the disparity, the charging gap and the control offences.

    Every number has an interval, and names its cases with --cases.
    """
    from jointcharge.analysis import Frames, disparity, report

    if measure is not None:
        refuse_to_list(fmt, publish)
    if among != "trafficking":
        put_alongside(among, by, measure, unit, group, fmt, output, publish, as_of, data)
        return
    with Corpus(open_folder(data).corpus, as_of=as_of) as corpus:
        frames = Frames(corpus)
        if measure is not None:
            put_out(cases_text(frames, measure, unit, by, group, fmt), output)
            return
        made = disparity(frames, by, correction=correction, publish=publish, generated_at=now())
    put_report(report, made, fmt, output)


def put_alongside(
    among: str,
    by: str | None,
    measure: str | None,
    unit: str,
    group: str | None,
    fmt: str,
    output: Path | None,
    publish: bool,
    as_of: str,
    data: Path,
) -> None:
    """The report asked of another class of offence than trafficking, or the cases behind one of its numbers."""
    from jointcharge.analysis import Frames, alongside_report
    from jointcharge.analysis.alongside import alongside, cases_among

    if measure is not None and (by or group):
        raise click.UsageError("--cases lists no groups with --among; leave --by and --group out")
    with Corpus(open_folder(data).corpus, as_of=as_of) as corpus:
        frames = Frames(corpus)
        if measure is not None:
            put_out(lists_text(cases_among(frames, among, measure, unit), fmt), output)
            return
        made = alongside(frames, among, by, publish=publish, generated_at=now())
    put_report(alongside_report, made, fmt, output)


def cases_text(frames: object, measure: str, unit: str, by: str | None, group: str | None, fmt: str) -> str:
    """The cases behind one measure: one a line with where it stands, or as JSON."""
    from jointcharge.analysis import Frames, cases_of

    assert isinstance(frames, Frames)  # noqa: S101
    return lists_text(cases_of(frames, measure, unit=unit, by=by, group=group), fmt)


def lists_text(lists: CaseLists, fmt: str) -> str:
    """Lists of cases: one a line with where it stands, or as JSON."""
    if fmt == "json":
        return str(lists.model_dump_json(indent=2))
    counted = set(lists.numerator)
    lines = [f"yes\t{one}" for one in lists.numerator]
    lines += [f"no\t{one}" for one in lists.denominator if one not in counted]
    lines += [f"missing\t{one}" for one in lists.missing]
    lines += [f"not_observable\t{one}" for one in lists.not_observable]
    return "\n".join(lines)


@click.command("evaluate")
@click.argument("gold", type=click.Path(path_type=Path))
@tagger_options
@click.option(
    "--beside",
    multiple=True,
    metavar="TAGGER",
    help="Another to print beside it: a tagger as above, or tf-idf (needs the extra train); repeatable.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def evaluate_command(gold: Path, spec: str | None, allow_remote: bool, beside: tuple[str, ...], as_json: bool) -> None:
    """Hold a tagger against labelled cases: precision, recall and F1 per label with intervals, beside "always none".

    With --beside, F1, precision and recall of several taggers side by side. tf-idf is logistic regression on TF-IDF, trained
    on the authored text and on the cases of GOLD outside the fold of the case it judges. A tagger that learned from GOLD
    itself is named above its figures, which then say nothing about new cases.

    GOLD is a JSONL file, one labelled case a line (docs/tagging.md tells its form).
    """
    from jointcharge.classify.evaluate import evaluate
    from jointcharge.classify.side_by_side import side_by_side

    found = [evaluate(gold, _judged(name, gold, allow_remote)) for name in (spec, *beside)]
    if as_json:
        console.say(
            found[0].to_json() if not beside else json.dumps([json.loads(one.to_json()) for one in found], indent=2)
        )
        return
    console.say(found[0].to_text())
    if beside:
        console.say("\n" + side_by_side(found))


def _judged(spec: str | None, gold: Path, allow_remote: bool) -> Tagger:
    """The tagger of that name, or the default one; the baseline is trained for the occasion."""
    from jointcharge.records.errors import MissingExtraError

    if spec != "tf-idf":
        return open_chosen(spec, allow_remote)
    if not all(find_spec(library) for library in ("torch", "sklearn")):
        raise MissingExtraError("the baseline tf-idf", "train")
    from jointcharge.classify.learning.pipeline import words_alone

    return words_alone(gold)


from jointcharge.cli import compare, indices, structure  # noqa: E402, F401 (they hang their reports on the group)
