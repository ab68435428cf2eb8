"""``parse`` and ``tag``: each does only what is new."""

from __future__ import annotations

from pathlib import Path

import click

from jointcharge.cli import console
from jointcharge.cli.options import data_option, open_folder, wait_option
from jointcharge.cli.taggers import open_chosen, tagger_options
from jointcharge.records.corpus import Corpus


@click.command("parse")
@click.option("--diagnostics", is_flag=True, help="List every wording that was not understood.")
@data_option
@wait_option
def parse_command(diagnostics: bool, data: Path, wait: float) -> None:
    """Read charges, people and verdicts out of the raw archive into the corpus.

    Pages that did not change, and whose rules did not change, are not read again.
    """
    from jointcharge.crawler.archive import Archive
    from jointcharge.parsing.run import parse_documents
    from jointcharge.records.links import link_cases

    folder = open_folder(data)
    with folder.lock("parse", wait), Corpus(folder.corpus, create=True) as corpus, console.progress("Parsing") as bar:
        archive = Archive(folder.raw)
        summary = parse_documents(archive.entries(), archive.read, corpus, bar)
        corpus.end_documents(archive.superseded())
        wordings = corpus.diagnostics() if diagnostics else []
        links = link_cases(corpus) if summary.parsed else None
    console.say(summary.to_text())
    if links is not None and (links.linked or links.suggested):
        console.say(links.to_text())
    for one in wordings:
        console.say("\t".join(one))
    console.say(f"Next:  jointcharge tag --data {data}")


@click.command("tag")
@tagger_options
@data_option
@wait_option
def tag_command(spec: str | None, allow_remote: bool, data: Path, wait: float) -> None:
    """Mark the passages that describe corruption, by the codebook's forms, stages, actors and signals.

    Cases that this version of the tagger has read are not read again. Stopped at any moment, it goes on where it was.
    """
    from jointcharge.classify.run import tag_corpus
    from jointcharge.classify.tag_cache import FILE

    folder = open_folder(data)
    reader = open_chosen(spec, allow_remote, folder.path / FILE)
    with folder.lock("tag", wait), Corpus(folder.corpus) as corpus, console.progress("Tagging") as bar:
        summary = tag_corpus(corpus, reader, bar)
    console.say(summary.to_text())
    console.say(f"Next:  jointcharge index --data {data}")
