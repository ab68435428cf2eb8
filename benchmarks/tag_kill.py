"""Kill ``jointcharge tag`` at random moments and run it again: is the corpus the one of an uninterrupted run?

    python benchmarks/tag_kill.py [--tagger model] [--cases 120] [--kills 20] [--seed 1]

Builds a corpus of fictional cases from the authored text, tags it once undisturbed, then again and again: started,
killed with SIGKILL after a random time (once its first case is stored, so that start-up is not all that is hit), run to its
end, compared by a checksum over every tag, every tagging and the cases they belong to. Every third kill hits the same
run twice. Prints each kill, how much was done by then, and the checksums.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from jointcharge.classify.authored import read_authored
from jointcharge.classify.gold import case_of_sentences
from jointcharge.records.corpus import Corpus
from jointcharge.records.raw import RawEntry

CHECKED = (
    "SELECT c.case_id, t.tagger, t.version FROM taggings t JOIN cases c USING (case_row) ORDER BY c.case_id",
    "SELECT tag_id, passage_id, case_id, dimension, label, status, score, tagger, version, document, page, span_start, span_end"
    " FROM tags ORDER BY case_id, position",
    "SELECT tagging_row, case_row, since, until FROM tagging_rows ORDER BY tagging_row",
    "SELECT revision, what FROM revisions ORDER BY revision",
)
"""All that tagging writes but the time of day: even the order of the rows and the numbers of the revisions."""
RUN = "from jointcharge.cli.main import main; main()"
PATIENCE = 600
"""Seconds that a run may take to store its first case."""


def checksum(corpus: Path) -> str:
    """A digest of everything that tagging writes; ``damaged`` where the database is."""
    digest = hashlib.sha256()
    with sqlite3.connect(corpus) as db:
        if db.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            return "damaged"
        for sql in CHECKED:
            for row in db.execute(sql):
                digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()[:16]


def tagged(corpus: Path) -> int:
    """How many cases have been read."""
    with sqlite3.connect(corpus, timeout=30) as db:
        return int(db.execute("SELECT count(*) FROM taggings").fetchone()[0])


def authored(count: int) -> list[tuple[str, list[str]]]:
    """Titles and sentences of so many fictional cases; where the authored text has fewer, some come again."""
    documents = [(one.title or one.document, [s.text for s in one.sentences]) for one in read_authored()]
    return [documents[n % len(documents)] for n in range(count)]


def build(folder: Path, documents: Sequence[tuple[str, list[str]]]) -> None:
    """A data folder of these cases, parsed and not tagged."""
    with Corpus(folder / "corpus.db", create=True) as corpus:
        for n, (title, sentences) in enumerate(documents):
            case = case_of_sentences(f"authored:{n:05}", title, f"https://example.org/{n}", sentences)
            entry = RawEntry(
                portal="authored", url=case.url, kind="case", fetched_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), media_type="text/plain",
                status=200, sha256=case.sha256, warc="w", offset=0, length=1,
            )  # fmt: skip
            corpus.add_parsed(entry, "authored", "1", " ".join(sentences), (case,))


def start(folder: Path, tagger: str) -> subprocess.Popen[bytes]:
    """Begin ``jointcharge tag`` in a process of its own."""
    command = [sys.executable, "-c", RUN, "tag", "--tagger", tagger, "--data", str(folder)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finish(folder: Path, tagger: str) -> None:
    """Run ``jointcharge tag`` to its end; stops this benchmark where it fails."""
    process = start(folder, tagger)
    _, told = process.communicate()
    if process.returncode:
        raise SystemExit(f"the run ended with {process.returncode}: {told.decode()}")


def kill_at(folder: Path, tagger: str, after: int, seconds: float) -> int:
    """Start, wait until ``after`` more cases are stored and then so many seconds, kill; how many are stored."""
    corpus = folder / "corpus.db"
    wanted = tagged(corpus) + after
    process = start(folder, tagger)
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and tagged(corpus) < wanted and time.monotonic() < deadline:
        time.sleep(0.002)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return tagged(corpus)


def main() -> None:
    """Kill the run again and again, let it finish, and print whether the result is that of an undisturbed run."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--tagger", default="model")
    options.add_argument("--cases", type=int, default=120)
    options.add_argument("--kills", type=int, default=20)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    rng = random.Random(given.seed)
    with tempfile.TemporaryDirectory(prefix="jointcharge-tag-kill-") as scratch:
        untouched, whole = Path(scratch) / "untouched", Path(scratch) / "whole"
        untouched.mkdir()
        build(untouched, authored(given.cases))
        shutil.copytree(untouched, whole)
        began = time.monotonic()
        finish(whole, given.tagger)
        expected, took = checksum(whole / "corpus.db"), time.monotonic() - began
        print(f"uninterrupted: {given.cases} cases by {given.tagger} in {took:.1f} s, checksum {expected}", flush=True)
        equal = 0
        for number in range(1, given.kills + 1):
            folder = Path(scratch) / "killed"
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(untouched, folder)
            hits = [
                kill_at(folder, given.tagger, rng.randrange(2), rng.uniform(0, took / 2))
                for _ in range(1 + (number % 3 == 0))
            ]
            finish(folder, given.tagger)
            found = checksum(folder / "corpus.db")
            equal += found == expected
            state = " and ".join(f"{hit} of {given.cases}" for hit in hits)
            print(
                f"kill {number}: {state} cases stored; after the next run {found} {'equal' if found == expected else 'DIFFERENT'}",
                flush=True,
            )
        print(f"{equal} of {given.kills} equal")
        raise SystemExit(equal != given.kills)


if __name__ == "__main__":
    main()
