"""The group ``report`` that every report hangs on, and how a report is put out: text to read, bytes to keep."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from jointcharge.cli import console
from jointcharge.cli.options import as_of_option, data_option, format_option, output_option

if TYPE_CHECKING:
    from jointcharge.analysis.report_parts import Report

F = TypeVar("F", bound=Callable[..., Any])


@click.group("report")
def report_command() -> None:
    """Measure how rarely corruption is charged alongside trafficking."""


class Renderer(Protocol):
    """A module of ``analysis`` that renders one kind of report."""

    to_text: Callable[[Any], str]
    to_json: Callable[[Any], str]
    to_csv: Callable[[Any], str]
    to_html: Callable[[Any], str]


def report_options(command: F) -> F:
    """What every report takes: ``--format``, ``--output``, ``--publish``, ``--as-of``, ``--data``."""
    publish = click.option(
        "--publish", is_flag=True, help="Withhold cells under 5, and what would give them away (docs/publishing.md)."
    )
    return format_option(output_option(publish(as_of_option(data_option(command)))))


def put_report(renderer: Any, made: Report, fmt: str, output: Path | None) -> None:
    """A report in the form asked for, to standard output, or whole to a file."""
    forms: Renderer = renderer
    if fmt == "pdf":
        from jointcharge.analysis.printing import print_pdf

        by = made.generated_by
        put_bytes(print_pdf(forms.to_html(made), by.generated_at or by.snapshot_made_at), output)
        return
    render = {"text": forms.to_text, "json": forms.to_json, "csv": forms.to_csv, "html": forms.to_html}[fmt]
    put_out(render(made).rstrip("\n"), output)


def refuse_to_list(fmt: str, publish: bool) -> None:
    """Raise `click.UsageError` where ``--cases`` is asked for in a form that lists no cases, or to be published."""
    if publish:
        raise click.UsageError("--cases lists single cases, which --publish withholds; ask for one of the two")
    if fmt not in ("text", "json"):
        raise click.UsageError(f"--cases gives text or JSON, not {fmt}; leave --format out, or use --format json")


def put_out(text: str, output: Path | None) -> None:
    """To standard output, or whole to a file."""
    if output is None:
        console.say(text)
    else:
        _write(text.removesuffix("\n").encode() + b"\n", output)


def put_bytes(body: bytes, output: Path | None) -> None:
    """A file's bytes: to a file, or to standard output where that is no terminal."""
    if output is not None:
        _write(body, output)
    elif sys.stdout.isatty():
        raise click.UsageError("a PDF cannot be shown on a terminal; name a file with --output FILE")
    else:
        console.write_bytes(body)


def _write(body: bytes, output: Path) -> None:
    scratch = output.with_name(f".{output.name}.part")
    try:
        scratch.write_bytes(body)
        scratch.replace(output)
    finally:
        scratch.unlink(missing_ok=True)
    console.tell(f"Written to {output}")
