"""The raw archive: what is written is read back, and no crash loses or doubles a record."""

import datetime as dt
import errno
import gzip
import io
import json
import os
import resource
import signal
import subprocess
import sys
import time

import pytest

from jointcharge.crawler.archive import Archive
from jointcharge.crawler.archive_files import INDEX
from jointcharge.records.errors import ArchiveError, DataFolderError, LockedError, UnknownCaseError
from jointcharge.records.raw import RawDocument, RawKind, sha256_of

URL = "http://127.0.0.1:8099/cld/en/case-law-doc/traffickingpersonscrimetype/nam/2020/case_{}.html?lng=en&tmpl=sherloc"
HEADERS = [("Content-Type", "text/html"), ("ETag", '"v1"'), ("Transfer-Encoding", "chunked")]


def raw(number=1, body=None, kind=RawKind.CASE, **more):
    body = f"<html>case {number}</html>".encode() if body is None else body
    url = more.pop("url", URL.format(number))
    return RawDocument(
        portal="sherloc", url=url, kind=kind, fetched_at=dt.datetime.now(dt.UTC), media_type="text/html",
        sha256=sha256_of(body), body=body, **more,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    archive = Archive(tmp_path / "raw")
    with archive.writing("sherloc"):
        for number in range(1, 6):
            archive.write(raw(number), HEADERS)
    return tmp_path / "raw"


def warcs(folder):
    return sorted(folder.glob("*/*.warc.gz"))


def warcio_check(folder):
    command = [sys.executable, "-m", "warcio.cli", "check", *map(str, warcs(folder))]
    return subprocess.run(command, capture_output=True, text=True)


def test_what_is_written_is_read_back_byte_for_byte(folder):
    archive = Archive(folder)
    entry = archive.find("sherloc:nam/2020/case_3")
    document = archive.read(entry)
    assert document.body == b"<html>case 3</html>"
    assert (document.url, document.kind, document.status) == (URL.format(3), RawKind.CASE, 200)
    assert document.fetched_at == entry.fetched_at
    assert ("ETag", '"v1"') in archive.headers(entry)


def test_warcio_finds_every_digest_right(folder):
    checked = warcio_check(folder)
    assert (checked.returncode, checked.stdout) == (0, "")


def test_a_changed_byte_is_noticed_by_us_and_by_warcio(folder):
    (warc,) = warcs(folder)
    entry = Archive(folder).find("sherloc:nam/2020/case_5")
    data = warc.read_bytes()
    member = gzip.decompress(data[entry.offset :]).replace(b"case 5</html>", b"case X</html>")
    warc.write_bytes(data[: entry.offset] + gzip.compress(member))
    with pytest.raises(ArchiveError, match=r"do not match their digest; restore the file from a backup"):
        Archive(folder).read(entry)
    assert warcio_check(folder).returncode == 1


def test_each_record_is_a_gzip_member_of_its_own(folder):
    (warc,) = warcs(folder)
    data = warc.read_bytes()
    for entry in Archive(folder).entries():
        member = gzip.decompress(data[entry.offset : entry.offset + entry.length])
        assert member.startswith(b"WARC/1.1") and entry.url.encode() in member


def test_all_spellings_of_an_address_are_one_document(folder):
    archive = Archive(folder)
    path = "http://127.0.0.1:8099/cld{}/case-law-doc/traffickingpersonscrimetype/nam/2020/case%5F2.html"
    assert archive.has("sherloc", path.format("")) and archive.has("sherloc", path.format("/en"))
    assert not archive.has("sherloc", path.format("").replace("127.0.0.1:8099", "www.unodc.org"))


def test_the_same_bytes_again_are_a_revisit_and_stay_readable(folder):
    archive = Archive(folder)
    with archive.writing("sherloc"):
        archive.write(raw(2), HEADERS)
    again = Archive(folder)
    assert len(again.entries()) == 5 and len(again.entries(latest=False)) == 6
    latest = again.find("sherloc:nam/2020/case_2")
    assert latest.length < 1000 and latest.fetched_at > again.entries()[0].fetched_at
    assert again.read(latest).body == b"<html>case 2</html>"
    assert b"WARC-Type: revisit" in gzip.decompress(warcs(folder)[1].read_bytes()[latest.offset :])
    assert warcio_check(folder).returncode == 0


def test_not_modified_is_a_revisit_of_the_first_record(folder):
    archive = Archive(folder)
    with archive.writing("sherloc"):
        for _ in range(2):
            earlier = archive.find("sherloc:nam/2020/case_2")
            archive.write_not_modified(earlier, dt.datetime.now(dt.UTC), [("ETag", '"v1"')])
    again = Archive(folder)
    assert again.read(again.find("sherloc:nam/2020/case_2")).body == b"<html>case 2</html>"
    assert warcio_check(folder).returncode == 0


def test_changed_bytes_become_a_second_response_and_the_first_stays(folder):
    archive = Archive(folder)
    with archive.writing("sherloc"):
        archive.write(raw(2, b"<html>changed</html>"), HEADERS)
    both = [e for e in Archive(folder).entries(latest=False) if e.url == URL.format(2)]
    assert [archive.read(e).body for e in both] == [b"<html>case 2</html>", b"<html>changed</html>"]
    assert archive.read(Archive(folder).find(URL.format(2))).body == b"<html>changed</html>"


def test_a_file_is_kept_as_a_resource_under_its_path(tmp_path):
    archive = Archive(tmp_path)
    document = RawDocument(
        portal="htd", url="états unis/table.csv", kind=RawKind.FILE, fetched_at=dt.datetime.now(dt.UTC),
        media_type="text/csv", sha256=sha256_of(b"a,b\n"), body=b"a,b\n",
    )  # fmt: skip
    with archive.writing("htd"):
        archive.write(document)
    (tmp_path / "htd" / INDEX).unlink()
    again = Archive(tmp_path)
    with again.writing("htd"):
        entry = again.find("états unis/table.csv")
    assert again.read(entry) == document
    assert again.headers(entry) == []


@pytest.mark.parametrize("left", [1, 10, 200])
def test_an_unfinished_record_is_cut_off_and_the_rest_stays(folder, left):
    (warc,) = warcs(folder)
    whole = warc.read_bytes()
    last = Archive(folder).entries()[-1]
    warc.write_bytes(whole + whole[last.offset : last.offset + left])
    archive = Archive(folder)
    with archive.writing("sherloc"):
        assert warc.read_bytes() == whole
    assert len(archive.entries()) == 5
    assert warcio_check(folder).returncode == 0


def test_records_that_the_index_misses_are_added_to_it(folder):
    index = folder / "sherloc" / INDEX
    lines = index.read_text().splitlines(keepends=True)
    index.write_text("".join(lines[:3]) + lines[3][:40])
    archive = Archive(folder)
    assert len(archive.entries()) == 3
    with archive.writing("sherloc"):
        assert len(archive.entries()) == 5
    assert index.read_text().splitlines(keepends=True) == lines


def test_a_lost_index_is_rebuilt_from_the_records(folder):
    index = folder / "sherloc" / INDEX
    before = index.read_text()
    index.unlink()
    archive = Archive(folder)
    with archive.writing("sherloc"):
        pass
    assert [json.loads(line) for line in index.read_text().splitlines()] == [
        json.loads(line) for line in before.splitlines()
    ]


def test_a_damaged_tail_is_kept_beside_before_it_is_cut(folder):
    (warc,) = warcs(folder)
    whole = warc.read_bytes()
    warc.write_bytes(whole + b"\0" * 300)
    with Archive(folder).writing("sherloc"):
        assert warc.read_bytes() == whole
    (kept,) = folder.glob("sherloc/*.damaged")
    assert kept.read_bytes() == b"\0" * 300


def test_a_file_cut_from_outside_is_not_written_to(folder):
    (warc,) = warcs(folder)
    os.truncate(warc, warc.stat().st_size - 10)
    told = pytest.raises(ArchiveError, match="was cut from outside; restore it from a backup")
    with told, Archive(folder).writing("sherloc"):
        pass


def test_a_missing_file_is_an_error_that_names_it(folder):
    (warc,) = warcs(folder)
    entry = Archive(folder).entries()[0]
    warc.unlink()
    with pytest.raises(ArchiveError, match=f"cannot read .*{warc.name}.*crawl again"):
        Archive(folder).read(entry)


def test_a_line_that_is_no_entry_is_an_error_that_says_how_to_rebuild(folder):
    (folder / "sherloc" / INDEX).write_text("{}\n")
    with pytest.raises(ArchiveError, match=r"line 1 of .*delete that file and run"):
        Archive(folder)


def test_files_rotate_and_every_record_is_found_again(tmp_path):
    archive = Archive(tmp_path, rotate_at=2000)
    with archive.writing("sherloc"):
        for number in range(12):
            archive.write(raw(number, os.urandom(400)), HEADERS)
    assert len(warcs(tmp_path)) > 2
    again = Archive(tmp_path)
    assert all(again.read(entry) for entry in again.entries())
    assert warcio_check(tmp_path).returncode == 0


def test_entries_are_chosen_by_kind(folder):
    archive = Archive(folder)
    with archive.writing("sherloc"):
        archive.write(raw(kind=RawKind.ATTACHMENT, url="http://127.0.0.1/a.pdf", referrer=URL.format(1)), HEADERS)
    (attachment,) = Archive(folder).entries("sherloc", RawKind.ATTACHMENT)
    assert attachment.referrer == URL.format(1)
    assert len(archive.entries(kind=RawKind.CASE)) == 5
    assert archive.entries("nowhere") == []


def test_an_unknown_name_says_what_names_there_are(folder):
    with pytest.raises(UnknownCaseError, match="is called 'nobody'; give a case id such as"):
        Archive(folder).find("nobody")


def test_a_name_of_two_documents_asks_for_the_address(folder):
    archive = Archive(folder)
    other = URL.format(1).replace("traffickingpersons", "corruption")
    with archive.writing("sherloc"):
        archive.write(raw(1, url=other), HEADERS)
    with pytest.raises(UnknownCaseError, match="is 2 documents"):
        archive.find("sherloc:nam/2020/case_1")
    assert archive.find(other).url == other


def test_writing_without_opening_is_refused(folder):
    with pytest.raises(ArchiveError, match="not open for writing"):
        Archive(folder).write(raw(9), HEADERS)


def test_a_second_writer_is_told_to_wait(folder):
    told = pytest.raises(LockedError, match="another crawl is writing")
    with Archive(folder).writing("sherloc"), told, Archive(folder).writing("sherloc", wait_seconds=0):
        pass


def test_a_full_disk_leaves_the_archive_whole(folder, monkeypatch):
    archive = Archive(folder)
    with archive.writing("sherloc"):
        archive.write(raw(6), HEADERS)
        real = os.fsync

        def full(descriptor):
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(DataFolderError, match="No space left on device; nothing already archived is lost"):
            archive.write(raw(7), HEADERS)
        monkeypatch.setattr(os, "fsync", real)
        archive.write(raw(8), HEADERS)
    assert [entry.url for entry in Archive(folder).entries()][5:] == [URL.format(6), URL.format(8)]
    assert warcio_check(folder).returncode == 0


def test_a_file_that_cannot_grow_takes_the_next_record_whole_or_not_at_all(tmp_path):
    archive = Archive(tmp_path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with archive.writing("sherloc"):
        archive.write(raw(1), HEADERS)
        size = warcs(tmp_path)[0].stat().st_size
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size + 600, before[1]))
            with pytest.raises(DataFolderError, match="nothing already archived is lost"):
                archive.write(raw(2, os.urandom(5000)), HEADERS)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert warcs(tmp_path)[0].stat().st_size == size
        archive.write(raw(3), HEADERS)
    assert [entry.url for entry in Archive(tmp_path).entries()] == [URL.format(1), URL.format(3)]
    assert warcio_check(tmp_path).returncode == 0


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    told = pytest.raises(DataFolderError, match="choose another with --data")
    with told, Archive(tmp_path / "file").writing("sherloc"):
        pass


WRITER = """
import sys; sys.path.insert(0, {tests!r})
from pathlib import Path
from test_archive import HEADERS, raw
from jointcharge.crawler.archive import Archive
archive = Archive(Path({folder!r}))
with archive.writing("sherloc"):
    print(len(archive.entries()), flush=True)
    for number in range(len(archive.entries()), 100000):
        archive.write(raw(number, b"x%d" % number * 9000), HEADERS)
"""


def wait_for_growth(folder):
    """Returns once a dozen more records are on disk."""
    begun, sought = sum(f.stat().st_size for f in folder.rglob("*.gz")), 12 * 200
    while sum(f.stat().st_size for f in folder.rglob("*.gz")) < begun + sought:
        time.sleep(0.02)


def test_a_writer_killed_again_and_again_loses_nothing_and_doubles_nothing(tmp_path):
    code = WRITER.format(tests=os.path.dirname(__file__), folder=str(tmp_path))
    counts = []
    for _ in range(3):
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        counts.append(int(process.stdout.readline()))
        wait_for_growth(tmp_path)
        process.send_signal(signal.SIGKILL)
        process.wait()
    archive = Archive(tmp_path)
    with archive.writing("sherloc"):
        urls = [entry.url for entry in archive.entries(latest=False)]
    assert len(urls) == len(set(urls)) > counts[2] > counts[1] > 0
    assert urls == [URL.format(n) for n in range(len(urls))]
    assert warcio_check(tmp_path).returncode == 0


def test_entries_are_known_from_the_index_without_reading_the_archive(folder):
    index = folder / "sherloc" / INDEX
    line = index.read_text().splitlines()[0]
    index.write_text("".join(line.replace("case_1", f"case_{n}") + "\n" for n in range(1600)))
    for file in warcs(folder):
        file.unlink()
    assert len(Archive(folder).entries()) == 1600


def test_reading_works_while_another_writes(folder):
    archive = Archive(folder)
    with archive.writing("sherloc"):
        archive.write(raw(6), HEADERS)
        other = Archive(folder)
        assert other.read(other.find("sherloc:nam/2020/case_6")).body == b"<html>case 6</html>"


def test_warc_headers_name_time_address_and_digest(folder):
    from warcio.archiveiterator import ArchiveIterator

    records = list(ArchiveIterator(io.BytesIO(warcs(folder)[0].read_bytes())))
    assert records[0].rec_type == "warcinfo"
    header = records[1].rec_headers.get_header
    assert header("WARC-Target-URI") == URL.format(1)
    assert header("WARC-Payload-Digest").startswith("sha256:")
    assert header("WARC-Date").endswith("Z")
