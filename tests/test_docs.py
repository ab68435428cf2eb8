"""Every command has help and a place in the documentation, and the documentation names no command that is not there."""

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from jointcharge.cli.main import COMMANDS, cli

ROOT = Path(__file__).resolve().parents[1]
DOCS = "\n".join(
    path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
)
COMMAND_PAGE = ROOT / "docs" / "commands.md"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_its_line_in_the_overview(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.help
    result = CliRunner().invoke(command, ["--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_place_in_the_documentation(name: str) -> None:
    assert re.search(rf"^## .*`jointcharge {name}\b", COMMAND_PAGE.read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented_with_its_command(name: str) -> None:
    page = COMMAND_PAGE.read_text(encoding="utf-8")
    section = re.search(rf"^## .*`jointcharge {name}\b.*?(?=^## |\Z)", page, re.M | re.S)
    assert section is not None
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    commands = list(command.commands.values()) if isinstance(command, click.Group) else [command]
    for one in commands:
        for parameter in one.params:
            if isinstance(parameter, click.Option) and parameter.name not in ("data", "wait", "help"):
                assert parameter.opts[0] in section.group(0), f"{name}: {parameter.opts[0]} is not in docs/commands.md"


def test_the_documentation_names_only_commands_that_exist() -> None:
    named = set(re.findall(r"`jointcharge ([a-z]+)", DOCS))
    assert named <= set(COMMANDS), named - set(COMMANDS)


def test_every_link_in_the_documentation_leads_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_decision_is_numbered_once() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers))


def test_every_benchmark_is_named_in_the_documentation() -> None:
    for script in (ROOT / "benchmarks").glob("*.py"):
        assert f"benchmarks/{script.name}" in DOCS, f"{script.name} prints a figure that no page quotes"
