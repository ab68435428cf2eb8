"""``review`` and ``simulate``: a sample that people check, and how far the intervals made from one can be trusted."""

from __future__ import annotations

from pathlib import Path

import click

from jointcharge.cli import console
from jointcharge.cli.options import data_option, open_folder, wait_option
from jointcharge.cli.reports import put_out
from jointcharge.cli.taggers import tagger_options
from jointcharge.records.corpus import Corpus
from jointcharge.records.samples import (
    ReviewSample,
    SampleAnswer,
    add_answers,
    add_sample,
    read_answers,
    read_samples,
    sample_of,
)

output_option = click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write here instead of standard output."
)
sample_option = click.option("--sample", metavar="SAMPLE", help="Which sample; the latest by default.")


@click.group("review")
def review_command() -> None:
    """Draw cases for people to check, bring their answers back, and tell how far they agree."""


@review_command.command("sample")
@click.option(
    "--n", "size", type=click.IntRange(min=1), default=200, show_default=True, help="How many cases to review."
)
@click.option(
    "--seed", type=int, help="Draw with this seed; by default the cases themselves give it, so that nobody chooses."
)
@output_option
@data_option
@wait_option
def review_sample(size: int, seed: int | None, output: Path | None, data: Path, wait: float) -> None:
    """Draw a sample in strata of the tagger's score and write the sheet to fill in.

    The strata, the seed, the snapshot and each case's probability of being drawn are kept in the corpus.
    """
    from jointcharge.analysis import Frames
    from jointcharge.analysis.sampling import draw
    from jointcharge.analysis.sheets import to_sheet

    folder = open_folder(data)
    with folder.lock("review sample", wait), Corpus(folder.corpus) as corpus:
        frames = Frames(corpus)
        made = draw(frames, size, seed)
        is_new = add_sample(corpus, made)
        sheet = to_sheet(frames, made)
    put_out(sheet.rstrip("\n"), output)
    _tell_sample(made, is_new)
    console.tell(
        "Fill in reviewer and corruption_indicated (yes, no, unsure), from the top; then  jointcharge review import FILE"
    )


def _tell_sample(made: ReviewSample, is_new: bool) -> None:
    again = "" if is_new else " (drawn before; the same sample)"
    console.tell(f"Sample {made.sample} of snapshot {made.snapshot}, seed {made.seed}: {len(made.cases)} cases{again}")
    for one in made.strata:
        share = f"each with probability {one.drawn / one.cases:.4g}" if one.cases else "empty"
        console.tell(
            f"  {one.name} (score {one.score_low:g} to {one.score_high:g}): {one.drawn} of {one.cases:,}, {share}"
        )


@review_command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--reviewer", metavar="NAME", help="Who answered, where the sheet does not say.")
@data_option
@wait_option
def review_import(file: Path, reviewer: str | None, data: Path, wait: float) -> None:
    """Read a filled sheet back, of cases or of passages. A later answer of the same reviewer replaces the earlier.

    What people say of a passage outranks the tagger wherever tags are read.
    """
    from jointcharge.analysis.passage_sheets import is_passage_sheet
    from jointcharge.analysis.sheets import checked, read_sheet

    folder = open_folder(data)
    if is_passage_sheet(file):
        from jointcharge.cli.review_passages import import_passages

        console.say(import_passages(folder, wait, file, reviewer))
        return
    with folder.lock("review import", wait), Corpus(folder.corpus) as corpus:
        answers = checked(file, read_sheet(file, reviewer), list(read_samples(corpus)))
        changed = add_answers(corpus, answers)
        total = len(read_answers(corpus))
    if not answers:
        console.warn(f"{file} holds no answer; write yes, no or unsure in the column corruption_indicated")
    console.say(f"{len(answers)} answers read, {changed} new or changed; {total} answers in all.")
    console.say("Next:  jointcharge report disparity")


@review_command.command("export")
@sample_option
@click.option(
    "--passages", type=click.IntRange(min=1), metavar="N", help="Draw N passages instead, the least sure first of all."
)
@click.option(
    "--seed", type=int, help="With --passages: draw with this seed; by default the passages themselves give it."
)
@click.option(
    "--format", "fmt", type=click.Choice(["csv", "jsonl"]), default="csv", show_default=True, help="With --passages: the sheet's form."
)  # fmt: skip
@tagger_options
@output_option
@data_option
@wait_option
def review_export(
    sample: str | None,
    passages: int | None,
    seed: int | None,
    fmt: str,
    spec: str | None,
    allow_remote: bool,
    output: Path | None,
    data: Path,
    wait: float,
) -> None:
    """Write the sheet of a sample again, with the answers so far; or with --passages draw passages to check.

    Passages are drawn in strata of level and country, the likelier the nearer the tagger is to not knowing. The seed, the
    snapshot and each passage's probability of being drawn are kept in the corpus.
    """
    if passages is not None:
        from jointcharge.cli.review_passages import export_passages

        with console.progress("Reading") as bar:
            drawn, sheet = export_passages(open_folder(data), wait, (spec, allow_remote), (passages, seed, fmt), bar)
        put_out(sheet.rstrip("\n"), output)
        console.tell(drawn)
        return
    from jointcharge.analysis import Frames
    from jointcharge.analysis.sheets import to_sheet

    with Corpus(open_folder(data).corpus) as corpus:
        found = _sample(corpus, sample)
        sheet = to_sheet(Frames(corpus), found, read_answers(corpus, found.sample))
    put_out(sheet.rstrip("\n"), output)


@review_command.command("agreement")
@sample_option
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@data_option
def review_agreement(sample: str | None, as_json: bool, data: Path) -> None:
    """How far the reviewers of a sample agree: Cohen's kappa and Krippendorff's alpha, with intervals."""
    from jointcharge.analysis.agreement import agreement, to_text

    with Corpus(open_folder(data).corpus) as corpus:
        told = agreement(*_answered(corpus, sample))
    console.say(told.model_dump_json(indent=2) if as_json else to_text(told).rstrip("\n"))


def _answered(corpus: Corpus, name: str | None) -> tuple[str, list[SampleAnswer]]:
    """A sample's name and its answers, of cases, or of passages where one of those has the name."""
    from jointcharge.cli.review_passages import answers_about_passages

    about_passages = answers_about_passages(corpus, name)
    if about_passages is not None and name is not None:
        return name, about_passages
    found = _sample(corpus, name)
    return found.sample, read_answers(corpus, found.sample)


def _sample(corpus: Corpus, name: str | None) -> ReviewSample:
    """The sample named; the latest with answers, else the latest, where none is."""
    if name is not None:
        return sample_of(corpus, name)
    samples, answered = list(read_samples(corpus)), {one.sample for one in read_answers(corpus)}
    if not samples:
        from jointcharge.records.errors import ReportError

        raise ReportError("no sample was drawn yet; draw one with  jointcharge review sample --n 200")
    return next((one for one in samples if one.sample in answered), samples[0])


@click.group("simulate")
def simulate_command() -> None:
    """Check the methods themselves, from the package alone."""


@simulate_command.command("coverage")
@click.option("--small", is_flag=True, help="A small table, in seconds.")
@click.option("--cases", type=click.IntRange(min=100), help="Cases in the corpus; 2,000 by default.")
@click.option("--seed", type=click.IntRange(min=0), help="For what is drawn; 1 by default.")
@click.option(
    "--format", "fmt", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True, help="Form of the table."
)  # fmt: skip
@output_option
def simulate_coverage(small: bool, cases: int | None, seed: int | None, fmt: str, output: Path | None) -> None:
    """How often the intervals for a rare share cover it, and how wide they are.

    For shares of 0.5 to 5 %, 100 to 400 reviewed cases and taggers from poor to good: our method, Wilson's interval on
    the raw tags, and prediction-powered inference.
    """
    from dataclasses import replace

    from jointcharge.analysis import coverage

    grid = coverage.SMALL if small else coverage.Grid()
    grid = replace(grid, cases=cases or grid.cases, seed=grid.seed if seed is None else seed)
    with console.progress("Simulating") as bar:
        table = coverage.coverage_table(grid, bar)
    render = {"text": coverage.to_text, "json": coverage.to_json, "csv": coverage.to_csv}[fmt]
    put_out(render(table).rstrip("\n"), output)
