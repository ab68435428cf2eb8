"""The package list, the disk and the links for type checkers say the same."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SETUPTOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
NOT_PACKAGES = {"tests", "benchmarks", "docs"}


def packages_on_disk() -> set[str]:
    found = {"jointcharge"}
    for init in ROOT.glob("*/**/__init__.py"):
        folder = init.parent.relative_to(ROOT)
        if folder.parts[0] not in NOT_PACKAGES and not any(
            part.startswith((".", "build", "dist")) for part in folder.parts
        ):
            found.add("jointcharge." + ".".join(folder.parts))
    return found


def test_every_package_on_disk_is_listed() -> None:
    assert set(SETUPTOOLS["packages"]) == packages_on_disk()


def test_every_package_is_mapped_to_its_folder() -> None:
    for package in SETUPTOOLS["packages"]:
        folder = SETUPTOOLS["package-dir"][package]
        assert (ROOT / folder / "__init__.py").is_file(), f"{package} -> {folder}"
        expected = (
            ".typing/jointcharge"
            if package == "jointcharge"
            else package.removeprefix("jointcharge.").replace(".", "/")
        )
        assert folder == expected


def test_every_top_folder_has_its_link_for_type_checkers() -> None:
    links = {p.name: p for p in (ROOT / ".typing" / "jointcharge").iterdir() if p.is_symlink()}
    assert set(links) == {p.split(".")[1] for p in SETUPTOOLS["packages"] if p != "jointcharge"}
    for name, link in links.items():
        assert not link.readlink().is_absolute()
        assert link.resolve() == ROOT / name


def test_every_data_file_of_a_package_is_shipped() -> None:
    for package, patterns in SETUPTOOLS["package-data"].items():
        folder = ROOT / SETUPTOOLS["package-dir"][package]
        shipped = {path for pattern in patterns for path in folder.glob(pattern)}
        assert shipped, f"{package}: {patterns} match nothing"
        inner = {ROOT / SETUPTOOLS["package-dir"][p] for p in SETUPTOOLS["packages"]} - {folder}
        for path in folder.rglob("*"):
            if path.suffix in {".yml", ".sql", ".j2", ".css", ".svg"} and not any(
                i in path.parents for i in inner if folder in i.parents
            ):
                assert path in shipped, f"{path} is not in package-data"


def test_the_version_is_stated_once_in_each_place_and_equal() -> None:
    import jointcharge

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == jointcharge.__version__
    assert f"## [{project['version']}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8") or "## [Unreleased]" in (
        ROOT / "CHANGELOG.md"
    ).read_text(encoding="utf-8")
