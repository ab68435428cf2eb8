"""Files attached to SHERLOC's pages: read in worker processes, joined to their case, a judgment beside the portal's charges."""

from __future__ import annotations

import datetime as dt
import io
from types import SimpleNamespace

import pytest

from jointcharge.analysis import Frames, disparity
from jointcharge.classify.base import open_tagger
from jointcharge.classify.run import tag_corpus
from jointcharge.corpus_samples.pages import build_page
from jointcharge.corpus_samples.sample import load_samples
from jointcharge.index.base import SearchQuery
from jointcharge.index.run import index_corpus
from jointcharge.index.tantivy import TantivyIndex
from jointcharge.parsing import courts, documents
from jointcharge.parsing.formats import format_of, sherloc_attachment
from jointcharge.parsing.run import parse_documents, stale_entries
from jointcharge.parsing.text.failures import UnreadableTextError
from jointcharge.parsing.text.read import read_text
from jointcharge.records.attachments import SECTION
from jointcharge.records.case import Case, Charge, Observability, Passage, Span, Stated
from jointcharge.records.corpus import Corpus
from jointcharge.records.errors import ArchiveError, ParseError
from jointcharge.records.links import link_cases, linked_groups, read_marks
from jointcharge.records.raw import RawDocument, RawEntry, RawKind, sha256_of

pytest.importorskip("pypdfium2", reason="attached PDF files need the extra pdf")
reportlab_canvas = pytest.importorskip("reportlab.pdfgen.canvas", reason="the tests write PDF files with reportlab")

NOW = dt.datetime(2026, 8, 1, tzinfo=dt.UTC)
SAMPLE = next(sample for sample in load_samples() if sample.page.attachments)
OTHER = next(sample for sample in load_samples() if not sample.page.attachments)
PAGE = f"https://www.unodc.org/cld/en{SAMPLE.uri}?lng=en&tmpl=sherloc"
FILE = f"https://www.unodc.org{SAMPLE.page.attachments[0].href}"
BRIBE = "The border officer took a bribe of 500 euros to let the van pass."
FIRST = ["IN THE HIGH COURT OF NOWHERE", "Case No. 4711/2019", "The court heard three witnesses in this matter.", BRIBE]
SECOND = ["The accused was convicted of bribery.", "He was sentenced to two years."]


def pdf(*pages: list[str]) -> bytes:
    """One PDF page for each list of lines; a page without lines holds a picture's worth of nothing."""
    held = io.BytesIO()
    canvas = reportlab_canvas.Canvas(held, invariant=1)
    for lines in pages:
        for n, line in enumerate(lines):
            canvas.drawString(72, 760 - 40 * n, line)
        if not lines:
            canvas.rect(72, 72, 400, 600, fill=1)
        canvas.showPage()
    canvas.save()
    return held.getvalue()


class Archive:
    """Raw documents in memory, as the archive hands them out."""

    def __init__(self) -> None:
        self.documents: dict[str, RawDocument] = {}

    def put(self, url, body, kind=RawKind.CASE, referrer=None, media_type="text/html"):
        self.documents[url] = RawDocument(
            portal="sherloc", url=url, kind=kind, fetched_at=NOW, media_type=media_type, sha256=sha256_of(body), body=body, referrer=referrer
        )  # fmt: skip

    def attach(self, body, url=FILE, referrer=PAGE):
        self.put(url, body, RawKind.ATTACHMENT, referrer, "application/pdf")

    def entries(self):
        return [
            RawEntry(**raw.model_dump(exclude={"body"}), warc="one.warc.gz", offset=0, length=1)
            for raw in self.documents.values()
        ]

    def read(self, entry):
        if entry.url not in self.documents:
            raise ArchiveError(f"{entry.url} is gone; crawl again")
        return self.documents[entry.url]


@pytest.fixture
def archive():
    filled = Archive()
    filled.put(PAGE, build_page(SAMPLE))
    return filled


@pytest.fixture
def corpus(tmp_path):
    with Corpus(tmp_path / "corpus.db", create=True) as opened:
        yield opened


@pytest.fixture
def workers():
    """Asked for by the tests that read in worker processes, which take a second to start."""


@pytest.fixture(autouse=True)
def _in_this_process(request, monkeypatch):
    """Read the text in this process, unless the test asks for workers."""

    def read_texts(items):
        for item in items:
            try:
                yield item.key, read_text(item.source, item.media_type, name=item.name)
            except UnreadableTextError as error:
                yield item.key, error.failure

    if "workers" not in request.fixturenames:
        monkeypatch.setattr(documents, "read_texts", read_texts)


def parse(archive, corpus):
    return parse_documents(archive.entries(), archive.read, corpus)


def attached_passages(corpus):
    return [p for case in corpus.cases() for p in case.passages if p.section == SECTION]


# ---- joined to the case ----


def test_the_sentences_of_an_attached_file_become_passages_of_its_case(archive, corpus, workers):
    archive.attach(pdf(FIRST, SECOND))
    summary = parse(archive, corpus)
    assert (summary.parsed, summary.failed, summary.attached["text"]) == (2, 0, 1)
    (case,) = corpus.cases()
    passages = attached_passages(corpus)
    assert BRIBE in [p.text for p in passages]
    assert {p.span.page for p in passages} == {1, 2}
    assert len({p.passage_id for p in case.passages}) == len(case.passages)
    text = corpus.text_of_document(passages[0].span.document)
    assert all(text[p.span.start : p.span.end] == p.text for p in passages)


def test_rows_of_the_passages_name_the_file_they_stand_in(archive, corpus):
    archive.attach(pdf(FIRST))
    parse(archive, corpus)
    sha256 = archive.documents[FILE].sha256
    rows = corpus.select("SELECT document, page, text FROM passages WHERE section = ?", (SECTION,)).fetchall()
    assert rows
    assert {(row["document"], row["page"]) for row in rows} == {(sha256, 1)}
    own = corpus.select("SELECT DISTINCT document FROM passages WHERE section <> ?", (SECTION,)).fetchall()
    assert [row[0] for row in own] == [archive.documents[PAGE].sha256]


def test_the_order_in_which_page_and_file_are_read_does_not_matter(archive, corpus, tmp_path):
    archive.attach(pdf(FIRST))
    parse(archive, corpus)
    with Corpus(tmp_path / "other.db", create=True) as other:
        page = [entry for entry in archive.entries() if entry.kind is RawKind.CASE]
        parse_documents(page, archive.read, other)
        assert attached_passages(other) == []
        parse_documents(archive.entries(), archive.read, other)
        assert list(other.cases()) == list(corpus.cases())


def test_a_run_over_unchanged_files_reads_nothing(archive, corpus):
    archive.attach(pdf(FIRST))
    parse(archive, corpus)
    again = parse(archive, corpus)
    assert (again.parsed, again.skipped) == (0, 2)
    assert stale_entries(archive.entries(), corpus) == []


def test_a_page_that_is_read_again_keeps_the_sentences_of_its_files(archive, corpus):
    archive.attach(pdf(FIRST))
    parse(archive, corpus)
    before = attached_passages(corpus)
    archive.put(PAGE, build_page(SAMPLE).replace(SAMPLE.page.title.encode(), b"Another title"))
    parse(archive, corpus)
    assert next(corpus.cases()).title.value == "Another title"
    assert attached_passages(corpus) == before


def test_a_file_that_changed_replaces_its_sentences_alone(archive, corpus):
    archive.attach(pdf(FIRST))
    parse(archive, corpus)
    archive.attach(pdf(SECOND))
    parse(archive, corpus)
    assert [p.text for p in attached_passages(corpus)] == SECOND
    own = [p for p in next(corpus.cases()).passages if p.section != SECTION]
    assert own


def test_a_snapshot_is_read_again_without_the_file_that_came_later(archive, corpus):
    parse(archive, corpus)
    before = corpus.snapshot()
    archive.attach(pdf(FIRST))
    parse(archive, corpus)
    assert corpus.snapshot().snapshot != before.snapshot
    with Corpus(corpus.path, as_of=before.snapshot) as then:
        assert attached_passages(then) == []
        assert list(then.attached(next(then.cases()))) == []
        assert then.snapshot().snapshot == before.snapshot


def test_a_file_fetched_from_one_page_joins_every_case_that_lists_it(archive, corpus):
    again = f"https://www.unodc.org/cld/en{OTHER.uri}?lng=en&tmpl=sherloc"
    shared = OTHER.model_copy(update={"page": OTHER.page.model_copy(update={"attachments": SAMPLE.page.attachments})})
    archive.put(again, build_page(shared))
    archive.attach(pdf(FIRST))
    parse(archive, corpus)
    assert all(any(p.text == BRIBE for p in case.passages) for case in corpus.cases())
    assert len(list(corpus.cases())) == 2


def test_a_file_of_no_known_page_is_read_and_joins_nothing(archive, corpus):
    archive.attach(pdf(FIRST), url="https://www.unodc.org/cld/uploads/else.pdf", referrer="https://www.unodc.org/else")
    summary = parse(archive, corpus)
    assert summary.attached["text"] == 1
    assert attached_passages(corpus) == []


def test_what_only_the_file_describes_is_tagged_in_the_case(archive, corpus):
    parse(archive, corpus)
    tagger = open_tagger("lexicon")
    tag_corpus(corpus, tagger)
    before = {(tag.dimension, tag.label) for tag in corpus.tags()}
    archive.attach(pdf(FIRST))
    parse(archive, corpus)
    tag_corpus(corpus, tagger)
    found = [tag for tag in corpus.tags() if tag.span.document == archive.documents[FILE].sha256]
    assert ("form", "bribery") in {(tag.dimension, tag.label) for tag in found}
    assert before <= {(tag.dimension, tag.label) for tag in corpus.tags()}


def test_exports_name_the_file_that_a_passage_stands_in(archive, corpus):
    archive.attach(pdf(FIRST))
    parse(archive, corpus)
    frame = Frames(corpus).passages
    found = frame[frame["text"] == BRIBE].iloc[0]
    assert (found["document"], found["page"]) == (archive.documents[FILE].sha256, 1)
    assert found["case_id"] == next(corpus.cases()).case_id


def test_a_case_is_found_by_the_words_of_its_file(archive, corpus, tmp_path):
    archive.attach(pdf(FIRST))
    parse(archive, corpus)
    index = TantivyIndex(tmp_path / "index", create=True)
    index_corpus(corpus, index)
    found = index.search(SearchQuery(text='"three witnesses"'))
    assert [hit.case_id for hit in found.hits] == [next(corpus.cases()).case_id]
    index.close()


# ---- files that cannot be read ----


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"%PDF-1.4 and then nothing", "fetch it again"),
        (b"<html><body>Not found</body></html>", "not a PDF"),
        (b" ", "empty"),
    ],
    ids=["broken", "an error page", "empty"],
)
def test_a_file_that_cannot_be_read_is_a_recorded_failure_and_the_case_stands(archive, corpus, body, reason, workers):
    archive.attach(body)
    summary = parse(archive, corpus)
    assert (summary.parsed, summary.failed) == (1, 1)
    ((url, error),) = corpus.failures()
    assert url == FILE
    assert reason in error
    assert len(list(corpus.cases())) == 1


def test_a_file_that_broke_keeps_what_it_said_before(archive, corpus):
    archive.attach(pdf(FIRST))
    parse(archive, corpus)
    archive.attach(b"%PDF-1.4 and then nothing")
    assert parse(archive, corpus).failed == 1
    assert BRIBE in [p.text for p in attached_passages(corpus)]


def test_a_file_of_pictures_is_counted_as_such(archive, corpus):
    archive.attach(pdf([]))
    summary = parse(archive, corpus)
    (one,) = corpus.attached(next(corpus.cases()))
    assert one.state in ("image_only", "empty")
    assert one.sentences == ()
    assert one.state.replace("_", " ") in summary.to_text()


def test_a_file_that_left_the_archive_is_a_failure(archive, corpus):
    archive.attach(pdf(FIRST))
    entries = archive.entries()
    del archive.documents[FILE]
    summary = parse_documents(entries, archive.read, corpus)
    assert (summary.parsed, summary.failed) == (1, 1)
    assert "crawl again" in corpus.failures()[0][1]


def test_without_the_extra_the_files_wait_unread(archive, corpus, monkeypatch):
    archive.attach(pdf(FIRST))
    monkeypatch.setattr(sherloc_attachment, "find_spec", lambda name: None)
    summary = parse(archive, corpus)
    assert (summary.unread, summary.failed, summary.parsed) == (1, 0, 1)
    monkeypatch.undo()
    assert parse(archive, corpus).attached["text"] == 1


def test_only_attached_files_of_the_portal_are_read_here(archive):
    archive.attach(pdf(FIRST))
    kinds = {entry.kind: format_of(entry).NAME for entry in archive.entries()}
    assert kinds == {RawKind.CASE: "sherloc", RawKind.ATTACHMENT: "sherloc_attachment"}


# ---- judgments ----


def nowhere_court(version=1, fails=False, charges=False):
    """A court module for the tests: reads judgments of a High Court of Nowhere, all of them one conviction."""

    def parse_judgment(document, raw):
        if fails:
            raise ParseError("no operative part")
        start = document.text.index("Case No. 4711/2019")
        span = document.span_of(start, start + len("Case No. 4711/2019"))
        number = Stated(value="Case No. 4711/2019", wording="Case No. 4711/2019", span=span)
        charge = Charge(charge_id="nowhere:4711#c1", actor_id=None, wording=number)
        return Case(
            case_id="nowhere:4711", source="nowhere", charges=(charge,) if charges else (), number="4711/2019", title=number, country=None, url=raw.url, fetched_at=raw.fetched_at,
            sha256=raw.sha256, observability=Observability(charges=True, corruption_charges=True, verdicts=True, text=True),
            passages=(Passage(passage_id="nowhere:4711@1", span=span, section="judgment", language="en", text="x"),),
        )  # fmt: skip

    recognises = lambda text, hints: "HIGH COURT OF NOWHERE" in text  # noqa: E731
    return SimpleNamespace(NAME="nowhere", VERSION=version, GENERIC=False, recognises=recognises, parse=parse_judgment)


@pytest.fixture
def court(monkeypatch):
    """The courts there are, and the one of the tests before them."""

    def use(**how):
        for module in (courts, documents):
            monkeypatch.setattr(module, "all_courts", lambda: (nowhere_court(**how),))

    use()
    return use


def test_a_judgment_among_the_files_keeps_its_own_view_beside_the_portals_charges(archive, corpus, court):
    parse(archive, corpus)
    charges = next(corpus.cases()).charges
    archive.attach(pdf(FIRST))
    summary = parse(archive, corpus)
    assert summary.attached["judgment"] == 1
    assert "1 read as judgments" in summary.to_text()
    (case,) = corpus.cases()
    (one,) = corpus.attached(case)
    assert (one.court, one.judgment.number) == ("nowhere", "4711/2019")
    assert one.judgment.title.span.page == 1
    assert one.judgment.passages == ()
    assert case.charges == charges


def test_a_report_says_how_many_cases_have_charges_in_an_attached_judgment_that_it_does_not_count(
    archive, corpus, court
):
    def told():
        return [caveat for caveat in disparity(Frames(corpus)).caveats if "attached" in caveat]

    archive.attach(pdf(FIRST))
    parse(archive, corpus)
    assert told() == []
    before = disparity(Frames(corpus)).measures
    court(charges=True, version=2)
    parse(archive, corpus)
    (caveat,) = told()
    assert caveat.startswith("In a judgment attached to 1 case charges were read")
    assert "for the 0 whose page states no charge" in caveat
    assert disparity(Frames(corpus)).measures == before


def test_a_court_that_changed_its_rules_reads_the_files_again(archive, corpus, court):
    archive.attach(pdf(FIRST))
    parse(archive, corpus)
    court(version=2)
    assert [entry.url for entry in stale_entries(archive.entries(), corpus)] == [FILE]


def test_a_judgment_that_its_court_cannot_read_is_noted_and_its_text_kept(archive, corpus, court):
    court(fails=True)
    archive.attach(pdf(FIRST))
    summary = parse(archive, corpus)
    (one,) = corpus.attached(next(corpus.cases()))
    assert one.judgment is None
    assert summary.wordings["judgment_not_read"]["no operative part"] == 1
    assert BRIBE in [p.text for p in attached_passages(corpus)]


def test_a_text_that_no_court_knows_is_noted(archive, corpus, court):
    archive.attach(pdf(["Ministry of Something", "A press release about nothing."]))
    parse(archive, corpus)
    (one,) = corpus.attached(next(corpus.cases()))
    assert (one.court, one.judgment, "no_court_knows_it" in one.notes) == (None, None, True)


def test_the_number_of_an_attached_judgment_is_a_mark_of_its_case(archive, corpus, court):
    archive.attach(pdf(FIRST))
    parse(archive, corpus)
    (marks,) = read_marks(corpus)
    assert "4711 2019" in {number.value for number in marks.own}
    assert archive.documents[FILE].sha256 in marks.files


def test_an_attached_judgment_that_was_also_imported_links_the_two_cases(archive, corpus):
    archive.attach(pdf(FIRST))
    parse(archive, corpus)
    sha256 = archive.documents[FILE].sha256
    span = Span(document=sha256, start=0, end=1)
    imported = Case(
        case_id="files:a", source="files", title=Stated(value="x", wording="x", span=span), country=None, url="a.pdf", fetched_at=NOW,
        sha256=sha256, observability=Observability(charges=False, corruption_charges=False, verdicts=False, text=True),
    )  # fmt: skip
    entry = RawEntry(
        portal="files", url="a.pdf", kind=RawKind.FILE, fetched_at=NOW, media_type="application/pdf", status=200, sha256=sha256, warc="w",
        offset=0, length=1,
    )  # fmt: skip
    corpus.add_parsed(entry, "files", "1", "text", [imported])
    assert link_cases(corpus).linked == 1
    (group,) = linked_groups(corpus)
    assert group == tuple(sorted(case.case_id for case in corpus.cases()))


def test_reading_in_this_process_gives_the_same(archive):
    archive.attach(pdf(FIRST))
    parsed = sherloc_attachment.parse(archive.documents[FILE])
    assert [s.text for s in parsed.attached.sentences][-1] == BRIBE
    assert parsed.cases == ()
