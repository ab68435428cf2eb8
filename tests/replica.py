"""A local replica of the SHERLOC portal with its irregularities and its bad days: a real HTTP server.

As a program it serves the fictional samples, or with ``--real`` the 1,590 real titles and paths::

    python tests/replica.py --port 8099 --real ../shared/data --pad 260000 [--faults]

In tests it is a context manager; `Faults` says what goes wrong, `served` what was asked for.
"""

import argparse
import csv
import email.utils
import hashlib
import itertools
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from jointcharge.corpus_samples.pages import build_listing, load_samples
from jointcharge.corpus_samples.sample import SampleCase, build_sample
from jointcharge.corpus_samples.server import Answer, SamplePortal

CHALLENGE = (
    b'<!DOCTYPE html><html><head><title>Just a moment...</title><meta http-equiv="refresh" content="0; url=/robots.txt">'
    b"</head><body>Checking your browser.</body></html>"
)
QUIRKS = [
    ["two_shells"], ["nested_blocks"], ["nested_persons"], ["duplicate_pane_ids"], ["no_active_pane"],
    ["several_active_panes"], ["unlabelled_pane"], ["second_trafficking_badge"], ["empty_paragraphs"],
    ["nbsp"], ["values_over_lines"], ["two_shells", "nested_persons", "nbsp"], [],
]  # fmt: skip


@dataclass
class Faults:
    """What goes wrong. A number n makes every n-th first request of a case page go wrong once; 0 none."""

    too_many: int = 0
    """429 with Retry-After, in seconds and as a date by turns."""
    retry_after: float = 1.0
    server_error: int = 0
    truncated: int = 0
    challenge: int = 0
    slow: int = 0
    slow_seconds: float = 0.3
    off_host: tuple[str, ...] = ()
    """Parts of paths that redirect to another site."""
    within: tuple[str, ...] = ()
    """Parts of paths that redirect once to another address of the portal."""
    always: dict[str, int] = field(default_factory=dict)
    """Parts of paths that are always answered with a status."""
    always_challenge: tuple[str, ...] = ()
    overlap: int = 0
    """In each of the first so many readings of the list, a case is added on top after the first page."""
    down_after: int | None = None
    """Every request behind so many is answered with 503."""


@dataclass(frozen=True)
class Request:
    """One request as logged."""

    path: str
    headers: dict
    at: float
    status: int
    whole: bool
    """Served to its end, and not a challenge."""


class Replica(SamplePortal):
    """The portal with ``faults``; every request is in `log`."""

    def __init__(self, samples, *, faults=None, **more):
        super().__init__(samples, **more)
        self.faults = faults or Faults()
        self.log: list[Request] = []
        self._lock = threading.Lock()
        self._first = itertools.count(1)
        self._begun: set[str] = set()
        self._readings = 0
        self._hidden = self.samples[: self.faults.overlap]
        self._shown = 0

    def answer(self, target, headers):
        answer = self._answer(target, headers)
        with self._lock:
            whole = answer.status in (200, 304) and answer.cut_at is None and answer.body != CHALLENGE
            self.log.append(Request(target.partition("?")[0], headers, time.monotonic(), answer.status, whole))
        return answer

    def _answer(self, target, headers):
        if self.faults.down_after is not None and len(self.log) >= self.faults.down_after:
            return Answer(503, b"down")
        for part, status in self.faults.always.items():
            if part in target:
                return Answer(status, b"no")
        if any(part in target for part in self.faults.off_host):
            return Answer(302, headers={"Location": "http://elsewhere.invalid/login"})
        if any(part in target for part in self.faults.within) and "again=1" not in target:
            return Answer(301, headers={"Location": f"{target}&again=1"})
        if any(part in target for part in self.faults.always_challenge):
            return Answer(body=CHALLENGE)
        answer = super().answer(target, headers)
        if "/case-law-doc/" not in target or answer.status != 200:
            return answer
        return self._with_validators(self._faulty(target.partition("?")[0], answer), headers)

    def _faulty(self, path, answer):
        """The answer to a case page; a first request may go wrong."""
        with self._lock:
            if path in self._begun:
                return answer
            self._begun.add(path)
            number = next(self._first)
        hit = [name for name in ("too_many", "server_error", "truncated", "challenge", "slow")
               if (every := getattr(self.faults, name)) and number % every == every - 1]  # fmt: skip
        if "too_many" in hit:
            return Answer(429, b"slow down", headers={"Retry-After": self._retry_after(number)})
        if "server_error" in hit:
            return Answer(500, b"oops")
        if "truncated" in hit:
            return replace(answer, cut_at=len(answer.body) * 2 // 3)
        if "challenge" in hit:
            return Answer(body=CHALLENGE)
        if "slow" in hit:
            time.sleep(self.faults.slow_seconds)
        return answer

    def _retry_after(self, number):
        if number % 2:
            return str(int(self.faults.retry_after))
        return email.utils.formatdate(time.time() + self.faults.retry_after, usegmt=True)

    def _with_validators(self, answer, headers):
        if answer.status != 200 or answer.cut_at is not None or answer.body == CHALLENGE:
            return answer
        etag = f'"{hashlib.sha256(answer.body).hexdigest()[:20]}"'
        if headers.get("if-none-match") == etag:
            return Answer(304, headers={"ETag": etag})
        return replace(answer, headers={**answer.headers, "ETag": etag})

    def to_search_answer(self, crime_type, start_at):
        """While the first readings go on, a case comes in on top: pages overlap and ``found`` changes."""
        with self._lock:
            if start_at == 0:
                self._readings += 1
            elif self._readings <= self.faults.overlap and self._shown < self._readings:
                self._shown = self._readings
            visible = [s for s in self.samples if s not in self._hidden[self._shown :]]
        body = json.dumps(build_listing(visible, crime_type, start_at)).encode()
        return Answer(body=body, media_type="application/json;charset=UTF-8")

    def served(self):
        """How often each case page was served whole."""
        return Counter(r.path for r in self.log if r.path.endswith(".html") and r.whole)


def made_up(number, title, uri, summary=None, filed_under=("Trafficking in persons",)) -> SampleCase:
    """A case at ``uri`` with invented people and charges, and a quirk by turns."""
    text = summary or [f"Number {number} is an invented account. A recruiter promised work abroad.",
                       "On arrival the passports were taken and the wages kept."]  # fmt: skip
    page = {
        "title": title,
        "country": "Argentina",
        "fact_summary": {"": text, "Español": ["Un relato inventado."]} if number % 5 == 0 else text,
        "decision_date": "2014-05-12",
        "badges": [{"crime_type": "Trafficking in persons",
                    "fields": {"actsInvolved": ["Recruitment/Hiring"], "meansUsed": ["Deception"]}}],
        "legacy_keywords": {"Acts:": ["Recruitment"]},
        "procedural": {"legal_system": "Civil Law", "latest_court_ruling": "Court of 1st Instance"},
        "victims": [{"kind": "Victim", "gender": "Female", "age": 19}, {"kind": "Victim", "gender": "Child"}],
        "defendants": [{"kind": "Defendant", "name": f"A. Nobody{n}", "gender": "Male"} for n in (1, 2)],
        "charges": [
            *({"person": f"A. Nobody{n}", "charges": [{"statute": "Penal Code, Article 145 bis", "verdict": "Guilty",
                                                      "term": "5 years"}]} for n in (1, 2)),
            *([{"person": None, "charges": [{"statute": "Orphan Act", "verdict": "Other"}]}] * (number % 7 == 0)),
        ],
        "court": "Tribunal Oral (invented)",
    }  # fmt: skip
    if number % 60 == 0:
        del page["fact_summary"]
    if number % 25 == 0:
        page["attachments"] = [
            {"text": "Judgment (PDF)", "href": f"/cld/uploads/res/case-law-doc/judgment_{number}.pdf"}
        ]
    content = {"fictional": True, "number": f"ARGx{number}", "uri": uri, "filed_under": filed_under, "page": page}
    return build_sample(f"made-up-{number}", {**content, "quirks": QUIRKS[number % len(QUIRKS)]})


def build_cases(count):
    """``count`` invented cases: some yearless, some non-ASCII or escaped, some under another crime type's path."""
    crimes = ["traffickingpersonscrimetype"] * 7 + ["criminalgroupcrimetype", "migrantsmugglingcrimetype"]
    names = ["case_{}", "caso_n._{}_-_josé", "%D0%B4%D0%B5%D0%BB%D0%BE_{}", "s_v_{}_2020_nahc"]
    return [
        made_up(n, f"Case {n} — G. & others",
                f"/case-law-doc/{crimes[n % 9]}/arg/{'' if n % 11 == 0 else '2014/'}{names[n % 4].format(n)}.html",
                filed_under=("Trafficking in persons", "Corruption") if n % 10 == 0 else ("Trafficking in persons",))
        for n in range(1, count + 1)
    ]  # fmt: skip


def load_real(folder: Path) -> list[SampleCase]:
    """The real titles, numbers and paths of ``folder``, with the real summaries where there are any, and nothing invented.

    The country is the path's; people, charges and dates are not in the data, so these pages have none.
    """
    with (folder / "sherloc_summaries.jsonl").open(encoding="utf-8") as lines:
        summaries = {row["url"].partition("/cld")[2]: row["sentences"] for row in map(json.loads, lines)}
    with (folder / "sherloc_index.csv").open(encoding="utf-8", newline="") as rows:
        return [real_case(n, row, summaries.get(row["uri"])) for n, row in enumerate(csv.DictReader(rows), 1)]


def real_case(n, row, summary) -> SampleCase:
    """What the data says of one real case, as a page of the portal."""
    import pycountry

    code = row["uri"].split("/")[3]
    country = pycountry.countries.get(alpha_3=code.upper())
    page = {
        "title": row["title"],
        "country": country.name if country else "International",
        "badges": [{"crime_type": "Trafficking in persons", "fields": {}}],
        "procedural": {"legal_system": "Not in the data"},
        **({"fact_summary": summary} if summary else {}),
        **({"attachments": [{"text": "Judgment (PDF)", "href": f"/cld/uploads/res/case-law-doc/judgment_{n}.pdf"}]}
           if n % 25 == 0 else {}),
    }  # fmt: skip
    # "fictional" is the samples' own promise; these pages are served from memory and stored nowhere in the project.
    content = {"fictional": True, "number": row["unodc_number"], "uri": row["uri"], "page": page}
    return build_sample(
        f"real-{n}", {**content, "filed_under": ("Trafficking in persons",), "quirks": QUIRKS[n % len(QUIRKS)]}
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--real", type=Path, help="folder with sherloc_index.csv and sherloc_summaries.jsonl")
    parser.add_argument("--pad", type=int, help="bytes of a case page")
    parser.add_argument("--log", type=Path, help="write every request there, one JSON object a line")
    parser.add_argument("--faults", action="store_true", help="answer as on a bad day")
    chosen = parser.parse_args()
    samples = load_real(chosen.real) if chosen.real else load_samples()
    faults = Faults(too_many=97, server_error=89, truncated=83, challenge=79, slow=31, overlap=2)
    replica = Replica(samples, port=chosen.port, pad_to_bytes=chosen.pad, faults=faults if chosen.faults else None)
    print(f"{len(samples)} cases at {replica.base_url}", flush=True)
    try:
        replica.serve_forever()
    except KeyboardInterrupt:
        if chosen.log:
            chosen.log.write_text("".join(json.dumps([r.path, r.status]) + "\n" for r in replica.log), "utf-8")


if __name__ == "__main__":
    main()
