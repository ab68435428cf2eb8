"""The parsing run on a real corpus: only what is new, whatever breaks, and a summary that tells it all."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from urllib.parse import quote

import pytest

from jointcharge.corpus_samples.pages import build_listing, build_page, load_samples
from jointcharge.parsing import run
from jointcharge.parsing.formats import parse_file, sherloc
from jointcharge.parsing.run import ParseSummary, parse_documents, parser_version, stale_entries
from jointcharge.records.corpus import Corpus
from jointcharge.records.errors import ArchiveError, ImportFileError
from jointcharge.records.links import link_cases, linked_groups
from jointcharge.records.raw import RawDocument, RawEntry, RawKind, sha256_of

SAMPLES = load_samples()[:6]
NOW = dt.datetime(2026, 8, 1, tzinfo=dt.UTC)


class Archive:
    """Raw documents in memory, as the archive hands them out."""

    def __init__(self) -> None:
        self.documents: dict[str, RawDocument] = {}
        self.reads = 0

    def put(self, url, body, kind=RawKind.CASE, portal="sherloc"):
        self.documents[url] = RawDocument(
            portal=portal, url=url, kind=kind, fetched_at=NOW, media_type="text/html", sha256=sha256_of(body), body=body
        )

    def entries(self):
        return [
            RawEntry(**raw.model_dump(exclude={"body"}), warc="one.warc.gz", offset=0, length=1)
            for raw in self.documents.values()
        ]

    def read(self, entry):
        self.reads += 1
        return self.documents[entry.url]


def url_of(sample):
    return f"https://www.unodc.org/cld/en{sample.uri}?lng=en&tmpl=sherloc"


@pytest.fixture
def archive():
    filled = Archive()
    for sample in SAMPLES:
        filled.put(url_of(sample), build_page(sample))
    return filled


@pytest.fixture
def corpus(tmp_path):
    with Corpus(tmp_path / "corpus.db", create=True) as opened:
        yield opened


def parse(archive, corpus, **more):
    return parse_documents(archive.entries(), archive.read, corpus, **more)


def test_every_page_becomes_a_case(archive, corpus):
    summary = parse(archive, corpus)
    assert (summary.parsed, summary.skipped, summary.failed, summary.cases) == (6, 0, 0, 6)
    assert {c.number for c in corpus.cases()} == {s.number for s in SAMPLES}


def test_the_corpus_keeps_the_text_that_the_spans_point_into(archive, corpus):
    parse(archive, corpus)
    for case in corpus.cases():
        text = corpus.text_of(case.case_id)
        assert all(text[p.span.start : p.span.end] == p.text for p in case.passages)
        assert text[case.title.span.start : case.title.span.end] == case.title.wording


def test_a_second_run_reads_nothing(archive, corpus):
    parse(archive, corpus)
    archive.reads = 0
    summary = parse(archive, corpus)
    assert (summary.parsed, summary.skipped, archive.reads) == (0, 6, 0)
    assert stale_entries(archive.entries(), corpus) == []


def test_only_a_changed_page_is_read_again(archive, corpus):
    parse(archive, corpus)
    url = url_of(SAMPLES[0])
    archive.put(url, archive.documents[url].body.replace(b'class="title">', b'class="title">Corrected '))
    assert [e.url for e in stale_entries(archive.entries(), corpus)] == [url]
    summary = parse(archive, corpus)
    assert (summary.parsed, summary.skipped) == (1, 5)
    assert corpus.case(SAMPLES[0].number).title.value.startswith("Corrected ")


def test_new_rules_read_every_page_again(archive, corpus, monkeypatch):
    parse(archive, corpus)
    monkeypatch.setattr(sherloc, "VERSION", sherloc.VERSION + 1)
    assert parse(archive, corpus).parsed == 6
    monkeypatch.setattr(run, "rules_version", lambda: "other offence rules")
    assert parse(archive, corpus).parsed == 6
    assert parse(archive, corpus).skipped == 6


def test_the_version_names_the_formats_and_the_offences_rules():
    assert parser_version(sherloc) == f"{sherloc.VERSION}+{run.rules_version()}"


def test_a_broken_page_is_recorded_and_the_run_goes_on(archive, corpus):
    archive.put("https://www.unodc.org/cld/en/case-law-doc/x/arg/2014/broken.html", b"<html>no</html>")
    summary = parse(archive, corpus)
    assert (summary.parsed, summary.failed) == (6, 1)
    assert "not a SHERLOC case page" in summary.errors[0]
    assert len(corpus.failures()) == 1
    assert parse(archive, corpus).skipped == 7


def test_an_address_that_is_no_case_fails_with_its_reason(archive, corpus):
    archive.put("https://www.unodc.org/elsewhere", build_page(SAMPLES[0]))
    assert "not the address of a SHERLOC case page" in parse(archive, corpus).errors[0]


def test_bytes_that_cannot_be_read_are_a_failure_and_not_the_end(archive, corpus):
    def read(entry):
        if entry.url == url_of(SAMPLES[1]):
            raise ArchiveError("the archive is damaged; run  jointcharge status")
        return archive.read(entry)

    summary = parse_documents(archive.entries(), read, corpus)
    assert (summary.parsed, summary.failed) == (5, 1)
    assert summary.errors == ["the archive is damaged; run  jointcharge status"]


def test_a_fault_of_the_parser_is_told_as_ours_in_one_line(archive, corpus, monkeypatch):
    def broken(raw):
        raise KeyError("several\nlines")

    monkeypatch.setattr(sherloc, "parse", broken)
    summary = parse(archive, corpus)
    assert summary.failed == 6
    assert all("the parser failed (KeyError" in e and "\n" not in e for e in summary.errors)


def test_a_failed_page_keeps_what_was_known_of_its_case(archive, corpus):
    parse(archive, corpus)
    archive.put(url_of(SAMPLES[0]), b"<html>challenge</html>")
    assert parse(archive, corpus).failed == 1
    assert corpus.case(SAMPLES[0].number).number == SAMPLES[0].number


def test_search_answers_say_what_a_case_is_filed_under(archive, corpus):
    criteria = json.dumps(
        {"filters": [{"fieldName": "en#__el.caseLaw.crimeTypes_s", "value": "Trafficking in persons"}]}
    )
    url = f"https://www.unodc.org/cld/en/v3/sherloc/cldb/data.json?lng=en&criteria={quote(criteria)}"
    archive.put(url, json.dumps(build_listing(SAMPLES, "Trafficking in persons", 0)).encode(), RawKind.LISTING)
    summary = parse(archive, corpus)
    filed = corpus.crime_types()
    assert summary.listings == sum("Trafficking in persons" in s.filed_under for s in SAMPLES)
    assert set(filed) == {c.case_id for c in corpus.cases()}


def test_documents_that_no_format_reads_are_left_alone(archive, corpus):
    archive.put("https://www.unodc.org/cld/uploads/a.pdf", b"%PDF", RawKind.ATTACHMENT, portal="nowhere")
    summary = parse(archive, corpus)
    assert (summary.unread, summary.failed) == (1, 0)
    assert "1 documents that no format reads" in summary.to_text()


def test_progress_is_told_after_every_document(archive, corpus):
    told = []
    parse(archive, corpus, on_progress=lambda done, total: told.append((done, total)))
    assert told == [(n, 6) for n in range(1, 7)]


def test_the_summary_counts_what_was_not_understood_with_its_wordings(archive, corpus):
    url = url_of(SAMPLES[0])
    archive.put(url, archive.documents[url].body.replace(b">Guilty<", b">Probably<"))
    summary = parse(archive, corpus)
    assert summary.diagnostics["unknown_verdict"] >= 1
    assert "Probably" in summary.wordings["unknown_verdict"]
    assert "unknown_verdict" in summary.to_text()
    assert "'Probably'" in summary.to_text(every=True)


def test_the_summary_shows_fill_rates(archive, corpus):
    summary = parse(archive, corpus)
    assert summary.fill_rates()["charges"] == pytest.approx(summary.sections["charges"] / 6)
    assert "fact_summary 100%" in summary.to_text()


def test_a_summary_of_nothing_is_one_line():
    assert ParseSummary().to_text().count("\n") == 0
    assert ParseSummary().fill_rates() == {}


def test_a_second_run_over_unchanged_entries_reads_none_of_them(corpus, archive):
    body = build_page(SAMPLES[0])
    for number in range(1590):
        archive.put(url_of(SAMPLES[0]).replace(".html", f"_{number}.html"), body)
    entries = archive.entries()
    version = parser_version(sherloc)
    for entry in entries:
        corpus.add_parsed(entry, "sherloc", version, "text")

    def read(entry):
        raise AssertionError(f"{entry.url} was read again")

    assert parse_documents(entries, read, corpus).skipped == 1596


def test_a_file_of_an_unknown_kind_is_refused_with_the_kinds_there_are():
    with pytest.raises(ImportFileError, match=r"no kind of file is called 'pdf': use one of files, htd, pacer, ussc"):
        parse_file("pdf", "table.csv", b"a,b")


def test_a_file_that_is_none_of_its_kind_is_refused():
    with pytest.raises(ImportFileError) as caught:
        parse_file("htd", "table.csv", b"\x00\x01")
    assert "\n" not in str(caught.value)


def test_a_case_that_takes_the_place_of_one_read_elsewhere_is_told(corpus, archive):
    archive.put(url_of(SAMPLES[0]).replace("/case-law-doc/", "/case-law-doc/again"), build_page(SAMPLES[0]))
    summary = parse_documents(archive.entries(), archive.read, corpus)
    assert summary.cases == len(SAMPLES) + 1 and len(summary.taken_over) == 1
    assert len(list(corpus.cases())) == len(SAMPLES)
    assert summary.taken_over[0] in summary.to_text()


def two_prints(archive):
    """One decision in two prints that differ in their bytes, and the first once more under a third name."""
    text = (
        Path(__file__).parents[1] / "corpus_samples/judgments/phl_supreme_court/recruitment_and_estafa.txt"
    ).read_bytes()
    for name, body in {"a.txt": text, "b.txt": text + b"\nSource: another print.\n", "c.txt": text}.items():
        archive.put(name, body, kind=RawKind.FILE, portal="files")
    return [one for one in archive.entries() if one.portal == "files"]


@pytest.mark.parametrize("order", [1, -1])
def test_two_prints_of_one_decision_are_both_kept_and_are_one_matter(corpus, archive, order):
    entries = two_prints(archive)
    summary = parse_documents(entries[::order], archive.read, corpus)
    assert (summary.taken_over, summary.duplicates, summary.cases) == ([], 1, 2)
    assert "Files byte for byte the same as another, stored once: 1." in summary.to_text()
    told = [case.case_id for case in corpus.cases()]
    assert len(told) == 2 and "files:b.txt" in told  # the very same bytes are stored once
    link_cases(corpus)
    assert linked_groups(corpus) == (tuple(sorted(told)),)
    before = corpus.snapshot().snapshot
    corpus.db.execute("UPDATE documents SET parser_version = 'older'")
    parse_documents(entries, archive.read, corpus)
    assert corpus.snapshot().snapshot == before


def test_a_report_says_how_many_cases_were_read_out_of_prose(corpus, archive):
    from jointcharge.analysis import Frames, disparity

    assert not any("prose" in caveat for caveat in disparity(Frames(corpus)).caveats)
    decision = Path(__file__).parents[1] / "corpus_samples/judgments/phl_supreme_court/recruitment_and_estafa.txt"
    archive.put("one.txt", decision.read_bytes(), kind=RawKind.FILE, portal="files")
    parse_documents(archive.entries(), archive.read, corpus)
    (told,) = [caveat for caveat in disparity(Frames(corpus)).caveats if "prose" in caveat]
    assert told.startswith("The charges and verdicts of 1 case were read by rules out of the prose of judgments")


def test_pages_of_different_cases_take_no_place(corpus, archive):
    assert parse_documents(archive.entries(), archive.read, corpus).taken_over == []
