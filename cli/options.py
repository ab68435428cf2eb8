"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from jointcharge.records.folder import DataFolder

F = TypeVar("F", bound=Callable[..., Any])


def data_option(command: F) -> F:
    """``--data DIR``: the data folder, ``./jointcharge-data`` unless ``JOINTCHARGE_DATA`` names another."""
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="JOINTCHARGE_DATA",
        default=Path("jointcharge-data"),
        show_default="./jointcharge-data, or JOINTCHARGE_DATA",
        help="The data folder.",
    )(command)


def wait_option(command: F) -> F:
    """``--wait SECONDS``: how long to wait for another command that writes to the same data folder."""
    return click.option(
        "--wait",
        type=click.FloatRange(min=0),
        default=0.0,
        metavar="SECONDS",
        help="Wait this long for another command that is writing to the data folder.",
    )(command)


def open_folder(data: Path, *, create: bool = False) -> DataFolder:
    """The data folder at ``data``."""
    return DataFolder(data, create=create)


def as_of_option(command: F) -> F:
    """``--as-of SNAPSHOT``: read the corpus as it stood when a report named that snapshot."""
    return click.option(
        "--as-of",
        metavar="SNAPSHOT",
        default="now",
        show_default=True,
        help="Read the corpus as it stood at this snapshot.",
    )(command)


def format_option(command: F) -> F:
    """``--format text|json|csv|html|pdf``: the form of a report."""
    choice = click.Choice(["text", "json", "csv", "html", "pdf"])
    return click.option("--format", "fmt", type=choice, default="text", show_default=True, help="Form of the report.")(
        command
    )


def output_option(command: F) -> F:
    """``--output FILE``: where an answer goes instead of standard output."""
    return click.option(
        "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write here instead of standard output."
    )(command)
