"""``status`` and ``schema``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from jointcharge.cli import console
from jointcharge.cli.options import data_option, open_folder


@click.command("schema")
@click.argument("record", required=False)
def schema_command(record: str | None) -> None:
    """Print the JSON Schema of the records: of all, or of the one named (Case, Tag, …)."""
    from pydantic.json_schema import models_json_schema

    from jointcharge.records.errors import ExportError
    from jointcharge.records.schema import RECORDS

    if record is not None and record not in RECORDS:
        raise ExportError(f"no record {record!r}; there are {', '.join(RECORDS)}")
    if record is not None:
        console.say(json.dumps(RECORDS[record].model_json_schema(), indent=2))
        return
    _, schema = models_json_schema([(model, "validation") for model in RECORDS.values()], title="jointcharge records")
    console.say(json.dumps(schema, indent=2))


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@data_option
def status_command(as_json: bool, data: Path) -> None:
    """Tell what the data folder holds, stage by stage, what is stale or failed, and the command that mends it."""
    from jointcharge.cli.stages import read_status

    status = read_status(open_folder(data))
    console.say(json.dumps(status.model_dump(mode="json"), indent=2) if as_json else status.to_text())
