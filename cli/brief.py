"""``similar`` and ``brief``: cases for a prosecutor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jointcharge.cli import console
from jointcharge.cli.meaning import meaning_options, open_meaning
from jointcharge.cli.options import as_of_option, data_option, open_folder, output_option
from jointcharge.cli.reports import put_bytes, put_out
from jointcharge.records.corpus import Corpus

if TYPE_CHECKING:
    from jointcharge.analysis.frames import Frames
    from jointcharge.analysis.profile import Meaning, Profile
    from jointcharge.records.case import Case


@click.command("similar")
@click.argument("case", required=False)
@click.option(
    "--text",
    "text",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Compare this text (UTF-8) instead of a case of the corpus.",
)
@click.option("--country", help="With --text: the country it is about, a name or a code.")
@click.option(
    "--limit", type=click.IntRange(1, 100), default=5, show_default=True, help="How many cases of a kind at most."
)
@click.option(
    "--described", is_flag=True, help="After them, as many cases that describe corruption and do not charge it."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the score of each reason.")
@meaning_options
@as_of_option
@data_option
def similar_command(
    case: str | None,
    text: Path | None,
    country: str | None,
    limit: int,
    described: bool,
    as_json: bool,
    meaning: bool,
    model: Path | None,
    as_of: str,
    data: Path,
) -> None:
    """Find comparable trafficking cases in which corruption was charged, each with its reasons in words.

    CASE is an id, a number or part of a title. Cases are compared by facts (country, route, exploitation, stage, actor,
    form, the official's part, defendants), by the words of their text and, if you ask for it, by its meaning as a model
    reads it.
    """
    from jointcharge.analysis import similar
    from jointcharge.analysis.frames import Frames

    if (case is None) is (text is None):
        raise click.UsageError("give either CASE or --text FILE")
    if country is not None and text is None:
        raise click.UsageError("--country belongs to --text FILE; a case of the corpus states its country")
    with Corpus(open_folder(data).corpus, as_of=as_of) as corpus:
        frames, reader = Frames(corpus), open_meaning(meaning, model, data)
        asked = _profile_of_case(frames, case, reader) if case is not None else _profile_of_text(text, country, reader)
        found = similar.similar_cases(frames, asked, limit=limit, described=described, meaning=reader)
    console.say((similar.to_json(found) if as_json else similar.to_text(found)).rstrip("\n"))
    if not as_json:
        console.say(
            f"\nCompared by facts and words{f', and by the meaning as {reader.name} reads it' if reader else ''}."
        )


def _profile_of_case(frames: Frames, name: str, meaning: Meaning | None) -> Profile:
    from jointcharge.analysis.profile import profile_of
    from jointcharge.analysis.similar import labels_of_case

    found = frames.corpus.case(name)
    return profile_of(found, labels_of_case(frames, found.case_id), meaning)


def _profile_of_text(path: Path | None, country: str | None, meaning: Meaning | None) -> Profile:
    """The text as a case that is nothing but a fact summary, labelled by the lexicon."""
    from jointcharge.analysis.profile import profile_of
    from jointcharge.classify.base import open_tagger

    assert path is not None  # noqa: S101 - the command asked for one of the two
    case = _case_of_text(path, country)
    return profile_of(case, {(tag.dimension.value, tag.label) for tag in open_tagger("lexicon").tag(case)}, meaning)


def _case_of_text(path: Path, country: str | None) -> Case:
    from jointcharge.classify.gold import case_of_sentences
    from jointcharge.parsing.passages import find_sentences
    from jointcharge.records.case import Span, Stated
    from jointcharge.records.countries import country_code_of

    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise click.UsageError(f"{path} is not UTF-8 text; save it as UTF-8 and run the command again") from None
    sentences = [part[s:e] for part in text.splitlines() if part.strip() for s, e in find_sentences(part, "en")]
    if not sentences:
        raise click.UsageError(f"{path} holds no words; give a text that tells what happened")
    case = case_of_sentences("text", path.name, path.name, sentences)
    if country is None:
        return case
    try:
        code = country_code_of(country)
    except LookupError:
        raise click.UsageError(
            f"--country {country!r} is no country that is known; give a name or a code such as PHL"
        ) from None
    span = Span(document=case.sha256, start=0, end=0)
    return case.model_copy(update={"country": Stated(value=code, wording=country, span=span)})


@click.command("brief")
@click.argument("case")
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["text", "html", "pdf"]),
    default="text",
    show_default=True,
    help="Form of the page.",
)
@output_option
@meaning_options
@as_of_option
@data_option
def brief_command(
    case: str, fmt: str, output: Path | None, meaning: bool, model: Path | None, as_of: str, data: Path
) -> None:
    """Put one case on one page: facts, charges, the corruption charge used and others, evidence, comparable cases, citation.

    CASE is an id, a number or part of a title. Sentences stand as in the documents; victims and witnesses are not named.
    The provisions are pointers to where to look, and no advice.
    """
    from jointcharge.analysis.brief import build_brief
    from jointcharge.analysis.brief_page import to_html, to_text
    from jointcharge.analysis.frames import Frames

    with Corpus(open_folder(data).corpus, as_of=as_of) as corpus:
        made = build_brief(Frames(corpus), corpus.case(case), open_meaning(meaning, model, data))
        dated = corpus.snapshot().made_at
    if fmt == "pdf":
        from jointcharge.analysis.printing import print_pdf

        put_bytes(print_pdf(to_html(made), dated), output)
    else:
        put_out((to_html(made) if fmt == "html" else to_text(made)).rstrip("\n"), output)
