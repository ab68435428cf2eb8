"""The state of a data folder, stage by stage: what it holds, what is stale or failed, and what mends it."""

from __future__ import annotations

import sqlite3
from collections import Counter

from jointcharge.crawler.archive import Archive
from jointcharge.records.corpus import Corpus, Snapshot
from jointcharge.records.folder import DataFolder
from jointcharge.records.raw import RawEntry, Record


class StageStatus(Record):
    """One stage of the pipeline in one data folder."""

    stage: str
    holds: str
    stale: int = 0
    """How many documents or cases wait for this stage."""
    failed: int = 0
    remedy: str | None = None
    """The command that mends it; None where nothing needs mending."""


class FolderStatus(Record):
    """All stages of one data folder, and the snapshots its reports have named."""

    folder: str
    stages: tuple[StageStatus, ...]
    failures: tuple[str, ...]
    """Documents that could not be read, and why; at most ten."""
    snapshots: tuple[Snapshot, ...]

    def to_text(self) -> str:
        """For a terminal: a line a stage, then what to do."""
        lines = [f"Data folder {self.folder}"]
        for one in self.stages:
            state = ", ".join(f"{n} {what}" for n, what in ((one.stale, "stale"), (one.failed, "failed")) if n)
            lines.append(f"  {one.stage:8} {one.holds}{f' ({state})' if state else ''}")
        lines += [f"  failed: {reason}" for reason in self.failures]
        lines += [f"To mend {one.stage}:  {one.remedy}" for one in self.stages if one.remedy]
        if self.snapshots:
            lines.append("Snapshots named by reports (recompute with  report --as-of SNAPSHOT):")
        lines += [f"  {one.snapshot}  {one.made_at:%Y-%m-%d %H:%M}  {one.cases} cases" for one in self.snapshots[-10:]]
        return "\n".join(lines)


def read_status(folder: DataFolder) -> FolderStatus:
    """Look at every stage of ``folder`` without changing anything."""
    entries = Archive(folder.raw).entries() if folder.raw.is_dir() else []
    raw = _raw_status(folder, entries)
    if not folder.corpus.exists():
        parse = StageStatus(
            stage="parse", holds="no corpus yet", stale=len(entries), remedy=_command("parse", folder, entries)
        )
        return FolderStatus(folder=str(folder.path), stages=(raw, parse), failures=(), snapshots=())
    with Corpus(folder.corpus) as corpus:
        return FolderStatus(
            folder=str(folder.path),
            stages=(
                raw,
                _parse_status(folder, corpus, entries),
                _tag_status(folder, corpus),
                _index_status(folder, corpus),
            ),
            failures=tuple(f"{row[0]}: {row[1]}" for row in corpus.failures()[:10]),
            snapshots=tuple(corpus.snapshots()),
        )


def _command(stage: str, folder: DataFolder, waiting: object) -> str | None:
    return f"jointcharge {stage} --data {folder.path}" if waiting else None


def _raw_status(folder: DataFolder, entries: list[RawEntry]) -> StageStatus:
    if not entries:
        return StageStatus(stage="raw", holds="nothing", remedy=f"jointcharge crawl sherloc --data {folder.path}")
    kinds = Counter(f"{one.portal} {one.kind}" for one in entries)
    size = sum(file.stat().st_size for file in folder.raw.rglob("*.warc.gz")) / 1e6
    held = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    return StageStatus(
        stage="raw", holds=f"{held}; {size:.1f} MB; newest of {max(e.fetched_at for e in entries):%Y-%m-%d %H:%M}"
    )


def _parse_status(folder: DataFolder, corpus: Corpus, entries: list[RawEntry]) -> StageStatus:
    from jointcharge.parsing.run import stale_entries

    waiting = len(stale_entries(entries, corpus))
    sql = "SELECT (SELECT count(*) FROM cases), (SELECT count(*) FROM charges), (SELECT count(*) FROM passages)"
    held = "{} cases, {} charges, {} passages".format(*corpus.select(sql).fetchone())
    return StageStatus(
        stage="parse",
        holds=held,
        stale=waiting,
        failed=len(corpus.failures()),
        remedy=_command("parse", folder, waiting),
    )


def _tag_status(folder: DataFolder, corpus: Corpus) -> StageStatus:
    from jointcharge.records.errors import JointchargeError

    standing = corpus.select("SELECT tagger, version, count(*) FROM taggings GROUP BY 1, 2 ORDER BY 3 DESC").fetchall()
    try:
        spec, name, version = _reader(standing[0] if standing else None)
    except JointchargeError as error:
        name = standing[0][0] if standing else "nobody yet; the tagger"
        return StageStatus(stage="tag", holds=f"tags by {name}, which cannot be opened here: {error}")
    waiting = corpus.count_untagged(name, version)
    tags = corpus.select("SELECT count(*) FROM tags").fetchone()[0]
    by = ", ".join(f"{row[0]}/{row[1]}" for row in standing) or "nobody yet"
    remedy = f"jointcharge tag --tagger {spec} --data {folder.path}" if waiting else None
    return StageStatus(stage="tag", holds=f"{tags} tags by {by}", stale=waiting, remedy=remedy)


def _reader(standing: sqlite3.Row | None) -> tuple[str, str, str]:
    """How to choose the tagger whose tags stand, its name, and the version that would read now.

    One that needs a folder or an address cannot be opened by its name, so the version that read last counts as newest.
    """
    from jointcharge.classify.base import default_tagger, open_tagger, spec_of

    spec = default_tagger() if standing is None else spec_of(standing[0])
    if spec is not None:
        tagger = open_tagger(spec)
        return spec, tagger.name, tagger.version
    assert standing is not None  # noqa: S101 - the default tagger has a spec
    return "TAGGER", standing[0], standing[1]


def _index_status(folder: DataFolder, corpus: Corpus) -> StageStatus:
    from jointcharge.cli.engines import Engine, index_standing

    state = index_standing(folder.path, corpus)
    if state.problem:
        remedy = (
            f"jointcharge index {'--status' if Engine().address(folder.path) else '--rebuild'} --data {folder.path}"
        )
        return StageStatus(stage="index", holds=state.problem, failed=1, remedy=remedy)
    waiting = state.missing + state.changed + state.ended
    held = f"{state.cases} cases" if state.exists else "no index yet"
    return StageStatus(stage="index", holds=held, stale=waiting, remedy=_command("index", folder, state.stale))
