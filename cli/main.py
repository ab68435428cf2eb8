"""The command ``jointcharge``: one sub-command per stage, each imported only when it is called."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from jointcharge import __version__
from jointcharge.cli import console

COMMANDS = {
    "crawl": ("gather", "Fetch a portal's cases into the raw archive."),
    "import": ("gather", "Bring a file of your own into the raw archive."),
    "raw": ("gather", "Look into the raw archive."),
    "parse": ("process", "Read charges, people and verdicts out of the raw archive."),
    "link": ("link", "Link the cases that appear in several portals, so that they count once."),
    "tag": ("process", "Mark the passages that describe corruption."),
    "index": ("indexing", "Build the search index from the corpus."),
    "search": ("find", "Find cases by words, fields and facets."),
    "case": ("find", "Show one case: charges, verdicts, evidence."),
    "explain": ("explain", "Show why a tagger marks what it marks in one case."),
    "export": ("find", "Write cases, actors, charges, passages or tags as a table."),
    "report": ("measure", "Measure how rarely corruption is charged alongside trafficking."),
    "review": ("review", "Draw cases for people to check, and bring their answers back."),
    "simulate": ("review", "Check the methods themselves: how often the intervals cover."),
    "compare": ("compare", "Set the cases that charge corruption beside those that only describe it."),
    "indices": ("indices", "Set shares by country beside indices that you bring."),
    "similar": ("brief", "Find comparable cases in which corruption was charged."),
    "brief": ("brief", "Put one case on one page for a prosecutor."),
    "provisions": ("provisions", "List a country's provisions on trafficking and corruption."),
    "train": ("learn", "Train a tagger on the authored text and labelled cases of your own."),
    "evaluate": ("measure", "Hold a tagger against labelled cases."),
    "status": ("state", "Tell what the data folder holds and what is stale."),
    "schema": ("state", "Print the JSON Schema of the records."),
    "demo": ("demo", "Run everything on fictional sample cases, in a temporary folder."),
}
"""Name -> module of ``jointcharge.cli`` and the line that ``--help`` shows, so that help imports nothing."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the pipeline."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"jointcharge.cli.{COMMANDS[cmd_name][0]}")
        command = getattr(module, f"{cmd_name}_command")
        assert isinstance(command, click.Command)  # noqa: S101
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, short) for name, (_, short) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="jointcharge")
def cli() -> None:
    """Measure how rarely corruption is charged alongside human trafficking, from public court records.

    The pipeline is  crawl (or import), parse, tag, index;  then  search, case, report, export.  Each stage does
    only what is new.  `jointcharge demo` shows all of it on fictional cases.
    """


def main() -> None:
    """Entry point of the command line."""

    def command() -> None:
        try:
            cli.main(prog_name="jointcharge", standalone_mode=False)
        except click.exceptions.Exit as leave:
            raise SystemExit(leave.exit_code) from leave
        except click.Abort as abort:
            raise KeyboardInterrupt from abort
        except click.ClickException as wrong:
            wrong.show()
            raise SystemExit(wrong.exit_code) from wrong

    sys.exit(console.run(command))
