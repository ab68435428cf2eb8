"""The cache of answers: bounded, shared by processes, sound after a kill, and never in the way of the work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jointcharge.classify.context import Composed
from jointcharge.classify.tag_cache import PassageCache, key_of

WRITER = """
import sys, hashlib
from pathlib import Path
from jointcharge.classify.tag_cache import PassageCache
cache, first, count = PassageCache(Path(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3])
print("ready", flush=True)
for n in range(first, first + count):
    cache.put({hashlib.sha256(f"{n}.{i}".encode()).digest(): f"{n}.{i}".encode() * 50 for i in range(20)})
"""


def key(n: int | str) -> bytes:
    return key_of("v1", Composed(str(n), "", (), ()))


def count(path: Path) -> int:
    cache = PassageCache(path)
    assert cache._db is not None
    return int(cache._db.execute("SELECT count(*) FROM answers").fetchone()[0])


def test_an_answer_is_found_again_by_its_key_alone(tmp_path: Path) -> None:
    PassageCache(tmp_path / "c.db").put({key(1): b"one", key(2): b"two"})
    assert PassageCache(tmp_path / "c.db").get([key(2), key(3), key(2)]) == {key(2): b"two"}


def test_keys_differ_by_version_and_by_where_one_text_ends() -> None:
    texts = [
        Composed("a", "b", (), ()),
        Composed("ab", "", (), ()),
        Composed("", "ab", (), ()),
        Composed("a", "", ("b",), ()),
        Composed("a", "", (), ("b",)),
        Composed("a", "", ("b", "c"), ()),
        Composed("a", "", ("b",), ("c",)),
        Composed("\ud800", "b", (), ()),
        Composed("\ud801", "b", (), ()),
    ]
    assert len({key_of(version, one) for one in texts for version in ("v1", "v2")}) == 2 * len(texts)


def test_thousands_of_keys_are_looked_up(tmp_path: Path) -> None:
    answers = {key(n): str(n).encode() for n in range(2_000)}
    cache = PassageCache(tmp_path / "c.db")
    cache.put(answers)
    assert cache.get(answers) == answers


def test_the_oldest_answers_go_when_it_is_full(tmp_path: Path) -> None:
    cache = PassageCache(tmp_path / "c.db", limit=10)
    for n in range(25):
        cache.put({key(n): b"x"})
    assert sorted(cache.get(key(n) for n in range(25))) == sorted(key(n) for n in range(15, 25))
    assert count(tmp_path / "c.db") == 10


def test_an_answer_once_given_stays(tmp_path: Path) -> None:
    cache = PassageCache(tmp_path / "c.db")
    cache.put({key(1): b"first"})
    cache.put({key(1): b"second"})
    assert cache.get([key(1)]) == {key(1): b"first"}


@pytest.mark.parametrize(
    "body", [b"", b"not a database at all, but text " * 200, b"SQLite format 3\x00" + b"\x00" * 5000]
)
def test_a_damaged_file_is_begun_anew(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "c.db"
    path.write_bytes(body)
    cache = PassageCache(path)
    cache.put({key(1): b"one"})
    assert PassageCache(path).get([key(1)]) == {key(1): b"one"}


def test_a_file_damaged_in_its_middle_stops_nothing(tmp_path: Path) -> None:
    path = tmp_path / "c.db"
    cache = PassageCache(path)
    for n in range(500):
        cache.put({key(n): b"x" * 400})
    cache.close()
    body = bytearray(path.read_bytes())
    body[4096:-4096] = b"\xff" * (len(body) - 8192)
    path.write_bytes(body)
    cache = PassageCache(path)
    assert len(cache.get(key(n) for n in range(500))) < 500
    cache.put({key("new"): b"y"})
    again = PassageCache(path)
    again.put({key("newer"): b"z"})
    assert again.get([key("newer")]) == {key("newer"): b"z"}


def test_where_it_cannot_be_written_the_work_goes_on(tmp_path: Path) -> None:
    cache = PassageCache(tmp_path / "no" / "such" / "folder" / "c.db")
    cache.put({key(1): b"one"})
    assert cache.get([key(1)]) == {}


def test_a_folder_in_its_place_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "c.db").mkdir()
    cache = PassageCache(tmp_path / "c.db")
    cache.put({key(1): b"one"})
    assert cache.get([key(1)]) == {}


def test_a_closed_cache_finds_and_keeps_nothing(tmp_path: Path) -> None:
    cache = PassageCache(tmp_path / "c.db")
    cache.put({key(1): b"one"})
    cache.close()
    cache.put({key(2): b"two"})
    assert cache.get([key(1), key(2)]) == {}
    assert count(tmp_path / "c.db") == 1


def writer(path: Path, first: int, number: int) -> subprocess.Popen[bytes]:
    made = subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(first), str(number)], stdout=subprocess.PIPE)
    assert made.stdout is not None
    assert made.stdout.readline() == b"ready\n"
    return made


def test_two_processes_write_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "c.db"
    for one in [writer(path, 0, 60), writer(path, 30, 60)]:
        assert one.wait(60) == 0
    assert count(path) == 90 * 20


def test_after_a_kill_every_answer_is_whole_and_writing_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "c.db"
    killed = writer(path, 0, 1_000_000)
    deadline = time.monotonic() + 30
    while not count(path) and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait(10)
    cache = PassageCache(path)
    assert cache._db is not None
    assert cache._db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    answers = [row[0] for row in cache._db.execute("SELECT answer FROM answers ORDER BY number")]
    assert len(answers) % 20 == 0
    assert answers == [f"{n // 20}.{n % 20}".encode() * 50 for n in range(len(answers))]
    cache.put({key(1): b"one"})
    assert cache.get([key(1)]) == {key(1): b"one"}
