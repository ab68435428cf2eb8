"""Serves sample cases on this machine as the portal does: search answers, case pages, attachments, robots.txt."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from jointcharge.corpus_samples.pages import build_listing, build_page
from jointcharge.corpus_samples.sample import SampleCase

SEARCH_PATH = "/cld/en/v3/sherloc/cldb/data.json"


@dataclass(frozen=True)
class Answer:
    """One HTTP answer. ``cut_at`` breaks the connection after so many bytes of the body."""

    status: int = 200
    body: bytes = b""
    media_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    cut_at: int | None = None


NOT_FOUND = Answer(404, b"<!DOCTYPE html><html><body><h1>Not found</h1></body></html>\n")


class SamplePortal:
    """A portal over ``samples``; use it as a context manager, at ``base_url`` while it runs.

    ``port`` 0 takes a free one. ``pad_to_bytes`` is the size of every case page.
    """

    robots = b"User-agent: *\nAllow: /\n"

    def __init__(self, samples: Sequence[SampleCase], *, port: int = 0, pad_to_bytes: int | None = None) -> None:
        self.samples = list(samples)
        self.pad_to_bytes = pad_to_bytes
        self._by_uri = {unquote(sample.uri): sample for sample in self.samples}
        self._attachments = {
            link.href: link.text for sample in self.samples for link in sample.page.attachments if link.href
        }
        self._server = _Server(("127.0.0.1", port), partial(_Handler, self))
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def base_url(self) -> str:
        """The address it answers at, without a path."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def serve_forever(self) -> None:
        """Answers until the process is interrupted."""
        self._server.serve_forever()

    def answer(self, target: str, headers: dict[str, str]) -> Answer:
        """The answer to ``GET target``; ``headers`` have lower-case names."""
        parts = urlsplit(target)
        path = unquote(parts.path)
        if path == "/robots.txt":
            return Answer(body=self.robots, media_type="text/plain")
        if path == SEARCH_PATH:
            return self.answer_search(parts.query)
        if path in self._attachments:
            return Answer(body=build_pdf(self._attachments[path]), media_type="application/pdf")
        uri = path.removeprefix("/cld/en").removeprefix("/cld")
        if uri in self._by_uri:
            return self.answer_case(self._by_uri[uri])
        return NOT_FOUND

    def answer_case(self, sample: SampleCase) -> Answer:
        """The page of ``sample``."""
        return Answer(body=build_page(sample, pad_to_bytes=self.pad_to_bytes))

    def answer_search(self, query: str) -> Answer:
        """A page of search results; 400 for criteria that cannot be read."""
        try:
            criteria = json.loads(parse_qs(query)["criteria"][0])
            crime_type = criteria["filters"][0]["value"]
            start_at = int(criteria["startAt"])
        except (KeyError, IndexError, ValueError):
            return Answer(400, b"{}", "application/json")
        return self.to_search_answer(crime_type, start_at)

    def to_search_answer(self, crime_type: str, start_at: int) -> Answer:
        """Ten results of the filter ``crime_type`` as JSON."""
        listing = build_listing(self.samples, crime_type, start_at)
        return Answer(body=json.dumps(listing).encode(), media_type="application/json;charset=UTF-8")


def build_pdf(text: str) -> bytes:
    """A one-page PDF that says ``text`` and that it is fictional."""
    printable = text.encode("latin-1", "replace").decode("latin-1")
    line = f"{printable} (fictional)".replace("\\", "/").replace("(", "[").replace(")", "]")
    content = f"BT /F1 12 Tf 72 720 Td ({line}) Tj ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is none of the portal's troubles; anything else is told."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def __init__(self, portal: SamplePortal, *args: object) -> None:
        self._portal = portal
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Sends the portal's answer."""
        answer = self._portal.answer(self.path, {name.lower(): value for name, value in self.headers.items()})
        try:
            self._send(answer)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        if answer.status != 304:
            self.send_header("Content-Type", answer.media_type)
            self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body[: answer.cut_at])
        self.wfile.flush()
        if answer.cut_at is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: whoever wants a log counts in ``answer``."""
