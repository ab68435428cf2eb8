"""A star, not a chain: a stage imports `records` and itself; only `cli` and `web` put stages together."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
STAGES = ("crawler", "parsing", "classify", "index", "analysis", "corpus_samples")
ALLOWED = {"records": {"records"}, **{stage: {"records", stage} for stage in STAGES}}
HEAVY = (
    "pandas",
    "numpy",
    "scipy",
    "scrapy",
    "tantivy",
    "xlsxwriter",
    "torch",
    "transformers",
    "elasticsearch",
    "jinja2",
)


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def stages_named(names: set[str]) -> set[str]:
    folders = {p.name for p in ROOT.iterdir() if (p / "__init__.py").exists()}
    return {
        part[1]
        for name in names
        if (part := name.split("."))[0] == "jointcharge" and len(part) > 1 and part[1] in folders
    }


@pytest.mark.parametrize("stage", sorted(ALLOWED))
def test_a_stage_imports_records_and_nothing_of_another_stage(stage: str) -> None:
    for path in (ROOT / stage).rglob("*.py"):
        strangers = stages_named(imports_of(path)) - ALLOWED[stage]
        assert not strangers, f"{path.relative_to(ROOT)} imports {strangers}"


def test_no_stage_reaches_another_by_a_relative_import() -> None:
    for stage in ALLOWED:
        for path in (ROOT / stage).rglob("*.py"):
            depth = len(path.relative_to(ROOT / stage).parts)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                assert not (isinstance(node, ast.ImportFrom) and node.level > depth), f"{path}: line {node.lineno}"


def test_only_the_command_line_prints_exits_or_reads_the_environment() -> None:
    for stage in ALLOWED:
        for path in (ROOT / stage).rglob("*.py"):
            if "__main__" in path.read_text(encoding="utf-8"):
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                called = node.func if isinstance(node, ast.Call) else None
                assert not (isinstance(called, ast.Name) and called.id == "print"), f"{path}: line {node.lineno}"
                text = ast.unparse(called) if called is not None else ""
                assert text not in ("sys.exit", "os.getenv", "os.environ.get"), f"{path}: line {node.lineno}"


def test_importing_every_stage_loads_nothing_heavy() -> None:
    code = "import sys, pkgutil, importlib\n"
    code += "".join(
        f"import jointcharge.{stage}\n" for stage in ("cli.main", "records.corpus", "records.offences", *STAGES)
    )
    code += f"print([n for n in {HEAVY!r} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
