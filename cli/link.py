"""``link``: cases of several portals that are one matter."""

from __future__ import annotations

import json
from pathlib import Path

import click

from jointcharge.cli import console
from jointcharge.cli.options import data_option, open_folder, wait_option
from jointcharge.records.corpus import Corpus


@click.command("link")
@click.option(
    "--list", "show", is_flag=True, help="List the pairs that are linked, suggested or set apart, with the reasons."
)
@click.option(
    "--undo", nargs=2, metavar="A B", help="Say that cases A and B are two matters; no later run links them again."
)
@click.option(
    "--join", nargs=2, metavar="A B", help="Say that cases A and B are one matter, such as a suggestion that is right."
)
@click.option("--json", "as_json", is_flag=True, help="With --list: as JSON.")
@data_option
@wait_option
def link_command(
    show: bool, undo: tuple[str, str] | None, join: tuple[str, str] | None, as_json: bool, data: Path, wait: float
) -> None:
    """Link the cases that appear in several portals, so that measures count them once.

    Links rest on the numbers that courts give their cases; names and dates alone only suggest. Run it after parse.
    """
    from jointcharge.records.links import decide, link_cases, read_links
    from jointcharge.records.matching import LinkState

    if sum(map(bool, (show, undo, join))) > 1 or (as_json and not show):
        raise click.UsageError("give one of --list, --undo A B, --join A B; --json goes with --list")
    folder = open_folder(data)
    if show:
        with Corpus(folder.corpus) as corpus:
            links = read_links(corpus)
        console.say(
            json.dumps([one.model_dump(mode="json") for one in links], indent=2)
            if as_json
            else "\n".join(
                f"{one.state}\t{one.score:.2f}\t{one.case_a}\t{one.case_b}\t{'; '.join(one.reasons)}" for one in links
            )
            or "No case is linked to another; run  jointcharge link  to look for those that appear in several portals."
        )
        return
    with folder.lock("link", wait), Corpus(folder.corpus) as corpus:
        if undo or join:
            a, b = undo or join or ("", "")
            made = decide(corpus, a, b, LinkState.APART if undo else LinkState.LINKED)
            console.say(
                f"{made.case_a} and {made.case_b} are {'set apart' if undo else 'linked'}; the measures follow at once."
            )
            return
        console.say(link_cases(corpus).to_text())
