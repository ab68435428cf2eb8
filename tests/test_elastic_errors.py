"""Everything that can be wrong with an Elasticsearch: one line each, that says what to do and never shows a key."""

import json
import os
import ssl
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from secrets import token_hex

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from elastic_server import PASSWORD, READER, USER, make_certificates
from search_table import CASES, SHA

from jointcharge.cli.main import main
from jointcharge.index import elastic_client, elastic_versions, elastic_writer
from jointcharge.index.document import build_document
from jointcharge.index.elastic import ElasticIndex
from jointcharge.index.elastic_address import ElasticAccess, address_of
from jointcharge.index.elastic_client import open_client
from jointcharge.index.elastic_writer import write_changes
from jointcharge.records.corpus import Corpus, now
from jointcharge.records.errors import SearchIndexError
from jointcharge.records.raw import RawEntry

SECRET = "sesame-10b573c71eeafdb5"
AGAIN = "then run the same command again: it goes on where it stopped"


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """A data folder with the cases of the table of queries."""
    folder = tmp_path_factory.mktemp("elastic-errors")
    with Corpus(folder / "corpus.db", create=True) as corpus:
        for case in CASES:
            entry = RawEntry(
                portal="sherloc", url=case.url, kind="case", fetched_at=now(), media_type="text/html", status=200,
                sha256=SHA, warc="w", offset=0, length=1,
            )  # fmt: skip
            corpus.add_parsed(entry, "sherloc", "1", "", [case])
    return folder


@pytest.fixture
def jointcharge(monkeypatch, capsys, data):
    """Runs a command with what it is given in the environment, and returns its exit status and what it said."""
    for name in [name for name in os.environ if name.startswith("JOINTCHARGE_ELASTIC")]:
        monkeypatch.delenv(name)

    def run(*words: object, **environment: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["jointcharge", *map(str, words), "--data", str(data)])
        with monkeypatch.context() as setting, pytest.raises(SystemExit) as left:
            for name, value in environment.items():
                setting.setenv(f"JOINTCHARGE_ELASTIC_{name}", value)
            main()
        said = capsys.readouterr()
        return left.value.code, said.out + said.err

    return run


@pytest.fixture
def told(jointcharge):
    """Runs a command that must fail, and returns the one line that it said."""

    def run(*words: object, **environment: str) -> str:
        code, said = jointcharge(*words, **environment)
        assert code == 1
        assert SECRET not in said
        assert PASSWORD not in said
        (line,) = said.splitlines()
        assert line.startswith("Error: ")
        return line

    return run


# ---- the address ----


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("localhost:9200", "'localhost:9200' is not the address of an Elasticsearch; write it so: https://localhost:9200"),
        (f"https://me:{SECRET}@host:9200", "the address of host holds a user or password; take it out and put it in the environment"),
        ("http://127.0.0.1:9", "cannot reach Elasticsearch at http://127.0.0.1:9 (Connection refused); check the address and port"),
        ("https://no-such-host.invalid", "cannot reach Elasticsearch at https://no-such-host.invalid:443"),
    ],
)  # fmt: skip
def test_a_wrong_address_is_told_with_what_to_do(told, address, words):
    for command in (("index", "--to", address), ("search", "police", "--from", address)):
        assert words in told(*command)


# ---- what answers is not what was expected ----


Answer = tuple[int, object, bool]
"""Status, body, and whether it calls itself Elasticsearch."""


@contextmanager
def stub(answer, host="127.0.0.1", certificate: Path | None = None) -> Iterator[str]:
    """The address of a server that answers a request for ``path`` with ``answer(path, body)``."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, body, product = answer(self.path, sent)
            text = body if isinstance(body, str) else json.dumps(body)
            self.send_response(status)
            self.send_header("Content-Type", "text/html" if isinstance(body, str) else "application/json")
            self.send_header("Content-Length", str(len(text)))
            if product:
                self.send_header("X-Elastic-Product", "Elasticsearch")
            self.end_headers()
            self.wfile.write(text.encode())

        do_POST = do_PUT = do_GET

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer((host, 0), Handler)
    server.daemon_threads, server.handle_error = True, lambda *_: None  # clients that give up are no news
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate / "node.pem", certificate / "node.key")
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"{'https' if certificate else 'http'}://{host}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def welcome(number: str) -> dict:
    return {"name": "n", "cluster_name": "c", "version": {"number": number}, "tagline": "You Know, for Search"}


def media_type(reason: str) -> dict:
    cause = {"type": "media_type_header_exception", "reason": reason}
    return {"error": {"root_cause": [cause], **cause}, "status": 400}


NOT_OURS = "is not an Elasticsearch of version 8 or 9; check the address and port"
PAGE = "<!DOCTYPE html><html><body><h1>It works!</h1></body></html>"


@pytest.mark.parametrize(
    ("answered", "words"),
    [
        ((200, welcome("7.17.9"), True), "is version 7.17.9; use version 8 or 9"),
        ((200, welcome("10.0.1"), True), "is version 10.0.1; use version 8 or 9"),
        ((200, welcome("7.9.3"), False), NOT_OURS),
        ((406, {"error": "Content-Type header [compatible-with=8] is not supported", "status": 406}, False), "does not speak this version's language; use version 8 or 9"),
        ((400, media_type("Invalid media-type value on headers [Accept]"), True), "does not speak this version's language; use version 8 or 9"),
        ((200, PAGE, False), NOT_OURS),
        ((404, PAGE, False), NOT_OURS),
        ((301, PAGE, False), NOT_OURS),
        ((403, PAGE, False), NOT_OURS),
        ((500, PAGE, False), NOT_OURS),
        ((502, PAGE, False), "cannot answer now (502)"),
    ],
    ids=lambda value: str(value[0]) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_another_version_or_another_server_is_named(told, answered, words):
    with stub(lambda *_: answered) as url:
        line = told("search", "police", "--from", url, API_KEY=SECRET)
    assert url in line
    assert words in line
    assert "<" not in line, "a page is not an error message"


def busy(path: str, _: bytes) -> Answer:
    """An Elasticsearch that has no room for any request."""
    cause = {"type": "es_rejected_execution_exception", "reason": "rejected execution, queue capacity 1000"}
    refusal = {"error": {"root_cause": [cause], **cause}, "status": 429}
    return (200, welcome("8.19.21"), True) if path == "/" else (429, refusal, True)


def test_a_server_without_room_says_to_wait(told):
    with stub(busy) as url:
        for command in (("search", "police", "--from", url), ("index", "--to", url)):
            line = told(*command)
            assert f"Elasticsearch at {url} cannot answer now (rejected execution, queue capacity 1000); see " in line
            assert line.endswith(AGAIN)


def test_a_server_that_never_answers_is_told_after_the_last_try(told, monkeypatch):
    asked = []

    def silent(path: str, _: bytes) -> Answer:
        asked.append(path)
        if path != "/":
            time.sleep(2)
        return 200, welcome("8.19.21"), True

    monkeypatch.setattr(elastic_client, "_SECONDS", 0.5)
    with stub(silent) as url:
        line = told("search", "police", "--from", url)
    assert f"Elasticsearch at {url} did not answer in time; see whether it is overloaded, {AGAIN}" in line
    assert len(asked) > 2, "it was asked again"


def test_a_connection_that_breaks_off_is_told(told):
    def broken(*_: object) -> Answer:
        raise ConnectionError

    with stub(broken) as url:
        assert f"{url} broke the connection off; if it speaks TLS write https://" in told("index", "--to", url)


# ---- TLS, keys and passwords, on a real server ----


def test_a_key_user_or_password_that_is_not_accepted_is_told_and_not_shown(told, elastic_secure):
    wrong = (
        {},
        {"USER": USER},
        {"USER": USER, "PASSWORD": SECRET},
        {"USER": SECRET, "PASSWORD": PASSWORD},
        {"API_KEY": "aWQtb2Yta2V5OnNlc2FtZQ=="},
        {"API_KEY": SECRET},
    )
    for environment in wrong:
        for command in (("index", "--to", elastic_secure.url), ("search", "police", "--from", elastic_secure.url)):
            line = told(*command, "--ca-file", elastic_secure.ca_file, **environment)
            assert (
                f"{elastic_secure.url} does not accept the key, or user and password; check JOINTCHARGE_ELASTIC_API_KEY"
                in line
            )
            assert all(value not in line for name, value in environment.items() if name == "API_KEY")


def test_a_certificate_that_nobody_known_signed_is_not_trusted(told, elastic_secure, tmp_path):
    make_certificates(tmp_path)
    access = {"USER": USER, "PASSWORD": PASSWORD}
    for options in ((), ("--ca-file", tmp_path / "ca.pem")):
        line = told("index", "--to", elastic_secure.url, *options, **access)
        assert f"the certificate at {elastic_secure.url} is not trusted; give the authority that signed it" in line


def test_a_ca_file_that_is_none_is_told(told, tmp_path):
    page = tmp_path / "page.pem"
    page.write_text(PAGE)
    line = told("index", "--to", "https://127.0.0.1:9", "--ca-file", page)
    assert f"{page} is no certificate" in line
    assert line.endswith("with --ca-file FILE")


def test_a_certificate_for_another_name_is_told(told, tmp_path):
    make_certificates(tmp_path)
    with stub(lambda *_: (200, welcome("8.19.21"), True), host="127.0.0.2", certificate=tmp_path) as url:
        line = told("search", "police", "--from", url, "--ca-file", tmp_path / "ca.pem")
    assert f"the certificate at {url} is for another name; use the name it was made for" in line


def test_http_and_https_mistaken_for_each_other_are_told(told, elastic_url, elastic_secure):
    plain, secure = elastic_url.replace("http:", "https:"), elastic_secure.url.replace("https:", "http:")
    assert f"{plain} does not speak TLS; write the address with http://" in told("index", "--to", plain)
    assert f"{secure} broke the connection off; if it speaks TLS write https://" in told("index", "--to", secure)


def test_a_key_that_may_only_read_is_told_which_privileges_are_missing(told, elastic_secure):
    name = f"closed-{token_hex(4)}"
    line = told(
        "index",
        "--to",
        elastic_secure.url,
        "--ca-file",
        elastic_secure.ca_file,
        "--name",
        name,
        USER=READER,
        PASSWORD=PASSWORD,
    )
    assert "does not let this key do it" in line
    assert line.endswith(f"view_index_metadata on the indices '{name}*'")


# ---- an index that takes no changes, on a real server ----


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ("index.blocks.write", "the index is closed to writing; let it be written to (index.blocks.write: null)"),
        ("index.blocks.read_only", "the index is read-only; let it be written to (index.blocks.read_only: null)"),
        ("index.blocks.read_only_allow_delete", "its disk is nearly full; free space there or add a node"),
    ],
)
def test_an_index_closed_to_writing_says_how_to_open_it_and_then_goes_on(jointcharge, told, elastic_url, block, words):
    name = f"blocked-{token_hex(4)}"
    with empty(elastic_url, name) as index:
        index.client.indices.put_settings(index=index.version.index, settings={block: True})
        line = told("index", "--to", elastic_url, "--name", name)
        assert f"refused to write {name}: {words}, {AGAIN}" in line
        index.client.indices.put_settings(index=index.version.index, settings={block: None})
        assert jointcharge("index", "--to", elastic_url, "--name", name)[0] == 0
        assert index.stats().cases == len(CASES)


def test_a_full_disk_stops_the_run_and_space_lets_it_go_on(jointcharge, told, elastic_secure, monkeypatch):
    name, access = f"flooded-{token_hex(4)}", {"USER": USER, "PASSWORD": PASSWORD}
    command = ("index", "--to", elastic_secure.url, "--name", name, "--ca-file", elastic_secure.ca_file)
    with empty(elastic_secure.url, name, ElasticAccess(user=USER, password=PASSWORD), elastic_secure.ca_file) as index:
        with full_disk(index):
            line = told(*command, **access)
            assert f"refused to write {name}: its disk is nearly full; free space there or add a node, {AGAIN}" in line
            monkeypatch.setattr(elastic_versions, "_PLACED_WITHIN", "1s")
            assert (
                f"Elasticsearch at {elastic_secure.url} found no place for a new index in 1s: its disks are nearly full"
                in told(*command, "--name", f"{name}-2", **access)
            )
        assert jointcharge(*command, **access)[0] == 0
        assert index.stats().cases == len(CASES)


@contextmanager
def empty(
    url: str, name: str, access: ElasticAccess | None = None, ca_file: Path | None = None
) -> Iterator[ElasticIndex]:
    index = ElasticIndex(address_of(url, name=name, ca_file=ca_file), access, create=True)
    try:
        yield index
    finally:
        index.client.indices.delete(index=list(index.client.indices.get(index=f"{name}-*")))
        index.close()


@contextmanager
def full_disk(index: ElasticIndex) -> Iterator[None]:
    """Let the server find too little space, by asking that more stays free than any disk has; then make room."""
    marks = {"low": "900002gb", "high": "900001gb", "flood_stage": "900000gb"}
    watch = {f"cluster.routing.allocation.disk.watermark.{name}": size for name, size in marks.items()}
    watch["cluster.routing.allocation.disk.threshold_enabled"] = True
    try:
        index.client.cluster.put_settings(persistent=watch)
        wait_until(lambda: is_flooded(index))
        yield
    finally:
        index.client.cluster.put_settings(persistent=dict.fromkeys(watch))
        index.client.indices.put_settings(  # as the server itself does within half a minute
            index=index.version.index, settings={"index.blocks.read_only_allow_delete": None}
        )


def is_flooded(index: ElasticIndex) -> bool:
    settings = index.client.indices.get_settings(index=index.version.index, flat_settings=True)
    return "index.blocks.read_only_allow_delete" in settings[index.version.index]["settings"]


def wait_until(holds, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "the server did not change its mind"
        time.sleep(0.1)


# ---- cases that are not taken at once ----


class Bulk:
    """An Elasticsearch too busy for the first requests at all, and for every other case the first times it sees it."""

    def __init__(self, times: int = 0, requests: int = 0) -> None:
        self.times, self.requests, self.seen, self.taken = times, requests, {}, []

    def __call__(self, path: str, sent: bytes) -> Answer:
        if path == "/":
            return 200, welcome("8.19.21"), True
        self.requests -= 1
        if self.requests >= 0:
            return busy(path, sent)
        lines = [json.loads(line) for line in sent.splitlines()]
        items = [self.item(line["index"]["_id"]) for line in lines if "index" in line]
        return 200, {"errors": any("error" in item["index"] for item in items), "items": items}, True

    def item(self, name: str) -> dict:
        self.seen[name] = seen = self.seen.get(name, 0) + 1
        if int(name[-1]) % 2 and seen <= self.times:
            error = {"type": "es_rejected_execution_exception", "reason": "rejected execution"}
            return {"index": {"_id": name, "status": 429, "error": error}}
        self.taken.append(name)
        return {"index": {"_id": name, "status": 201}}


@pytest.mark.parametrize("server", [Bulk(times=2), Bulk(requests=6)], ids=["cases", "requests"])
def test_what_the_server_was_too_busy_for_is_sent_again_and_taken_once(server):
    documents = {case.case_id: build_document(case, (), ()) for case in CASES}
    with stub(server) as url:
        address = address_of(url)
        assert write_changes(open_client(address), address, "alias", documents) == ()
    assert sorted(server.taken) == sorted(documents)


def test_a_server_that_stays_busy_ends_the_run_with_what_to_do(monkeypatch):
    monkeypatch.setattr(elastic_writer, "_TRIES", 1)
    documents = {case.case_id: build_document(case, (), ()) for case in CASES}
    with stub(Bulk(times=100)) as url:
        address = address_of(url)
        with pytest.raises(
            SearchIndexError, match=r"cannot answer now \(rejected execution\); .* goes on where it stopped$"
        ):
            write_changes(open_client(address), address, "alias", documents)
