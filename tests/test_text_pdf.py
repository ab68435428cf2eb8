"""PDF: text, furniture, footnotes, tables, hyphens, boxes, and files that are broken in every usual way."""

import io
import stat
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from jointcharge.parsing.text.document import BlockKind, DocumentText, RemovedKind, TextStatus
from jointcharge.parsing.text.failures import FailureKind, UnreadableTextError
from jointcharge.parsing.text.furniture import _pattern, is_page_number, is_stamp, read_furniture
from jointcharge.parsing.text.pdf import read_pdf
from jointcharge.parsing.text.pdf_lines import is_letterspaced, repair_letters

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
COURT_PDFS = DATA / "us_court_pdfs"
needs_data = pytest.mark.skipif(not COURT_PDFS.is_dir(), reason="the shared court PDFs are not here")


class Sheet:
    """Writes fictional court PDFs; y counts from the top."""

    def __init__(self, **options: object) -> None:
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=A4, invariant=1, **options)

    def write(self, x: float, y: float, text: str, size: float = 11) -> "Sheet":
        self.canvas.setFont("Times-Roman", size)
        self.canvas.drawString(x, A4[1] - y, text)
        return self

    def lines(self, x: float, y: float, texts: list[str], step: float = 15, size: float = 11) -> "Sheet":
        for number, text in enumerate(texts):
            self.write(x, y + step * number, text, size)
        return self

    def picture(self) -> "Sheet":
        from PIL import Image

        self.canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, A4[0], A4[1])
        return self

    def page(self) -> "Sheet":
        self.canvas.showPage()
        return self

    @property
    def body(self) -> bytes:
        self.canvas.save()
        return self.buffer.getvalue()


FULL = "The accused met the complainant at the station and took her passport away from her, as she told"
PARAGRAPH = [
    FULL,
    "the court in the third hearing of the case, when she was heard as a witness by the prosecutor in",
    "the presence of both.",
]


def judgment(pages: int = 4) -> Sheet:
    sheet = Sheet()
    for page in range(1, pages + 1):
        sheet.write(72, 40, f"PEOPLE v. D1 AND D2, No. 12-{100 + page}")
        sheet.lines(72, 180 + page, PARAGRAPH)
        sheet.lines(72, 240, [f"{chr(64 + page)} second paragraph begins here."])
        sheet.lines(72, 690, [f"{page} Exhibit {'ABCD'[page % 4]} of the record.", "It was read out."], size=8, step=11)
        sheet.write(295, 800, str(page)).page()
    return sheet


@pytest.fixture(scope="module")
def document() -> DocumentText:
    return read_pdf(judgment().body)


def test_wrapped_lines_become_one_paragraph(document: DocumentText) -> None:
    assert " ".join(PARAGRAPH) in document.text.split("\n")
    assert "A second paragraph begins here." in document.text.split("\n")


def test_running_heads_and_page_numbers_are_kept_aside_with_their_place(document: DocumentText) -> None:
    assert "PEOPLE v." not in document.text
    heads = [one for one in document.removed if one.kind is RemovedKind.RUNNING_HEAD]
    numbers = [one for one in document.removed if one.kind is RemovedKind.PAGE_NUMBER]
    assert [one.page for one in heads] == [one.page for one in numbers] == [1, 2, 3, 4]
    assert [one.text for one in numbers] == ["1", "2", "3", "4"]
    assert heads[0].box is not None
    assert heads[0].box.top < 45 < numbers[0].box.top


def test_footnotes_follow_the_body_one_block_each(document: DocumentText) -> None:
    notes = [document.text[b.start : b.end] for b in document.footnotes]
    assert notes == [f"{n} Exhibit {'ABCD'[n % 4]} of the record. It was read out." for n in (1, 2, 3, 4)] or notes == [
        f"{n} Exhibit {'ABCD'[n % 4]} of the record.\nIt was read out." for n in (1, 2, 3, 4)
    ]
    assert document.body_end == document.footnotes[0].start
    assert "Exhibit" not in document.text[: document.body_end]
    assert [document.page_of(b.start) for b in document.footnotes] == [1, 2, 3, 4]


def test_lines_blocks_and_pages_cover_the_text_without_overlap(document: DocumentText) -> None:
    for one, following in pairwise(document.lines):
        assert one.start < one.end <= following.start <= one.end + 1
    for block, following in pairwise(document.blocks):
        assert block.end < following.start
    assert document.lines[-1].end == document.blocks[-1].end == len(document.text)
    assert [page.number for page in document.pages] == [1, 2, 3, 4]
    assert document.text[document.pages[1].start :].startswith(FULL[:20])


def test_a_span_knows_its_page_and_its_box(document: DocumentText) -> None:
    start = document.text.index("C second paragraph")
    span = document.span_of(start, start + 8)
    assert (span.page, span.document) == (3, document.sha256)
    (place,) = document.boxes_of(start, start + 8)
    assert place.page == 3
    assert place.box.x0 == pytest.approx(72, abs=1)
    assert place.box.top < 240 < place.box.bottom
    assert 90 < place.box.x1 < 130
    line = document.line_at(start)
    assert line is not None
    assert document.text[line.start : line.end] == "C second paragraph begins here."


def test_a_hit_over_a_line_end_has_two_boxes(document: DocumentText) -> None:
    start = document.text.index("told the court")
    boxes = document.boxes_of(start, start + len("told the court"))
    assert len(boxes) == 2
    assert boxes[0].box.x0 > 400
    assert boxes[1].box.x0 == pytest.approx(72, abs=1)


def test_a_span_outside_the_text_is_refused(document: DocumentText) -> None:
    with pytest.raises(ValueError, match="lies outside a text"):
        document.span_of(0, len(document.text) + 1)


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        ("O R D E R", True),
        ("D E C I S I O N", True),
        ("A B C D", False),
        ("J R", False),
        ("I N RE", False),
        ("o r d e r", False),
    ],
)
def test_a_word_printed_with_spaces_is_one_word_and_a_row_of_letters_is_none(words: str, is_one: bool) -> None:
    assert is_letterspaced(words.split()) is is_one


def test_a_spaced_heading_is_read_as_its_word() -> None:
    body = Sheet().write(250, 100, "O R D E R").lines(72, 140, PARAGRAPH).page().body
    assert read_pdf(body).text.startswith("ORDER\n")


def test_pleading_line_numbers_alone_and_in_front_of_the_text_are_removed() -> None:
    alone = (
        Sheet()
        .lines(50, 80, [str(n) for n in range(1, 26)], step=24)
        .lines(90, 80, [f"Statement {n} of it." for n in range(25)], step=24)
    )
    in_front = Sheet().lines(50, 80, [f"{n}   Statement {n} of it." for n in range(1, 26)], step=24)
    for sheet in (alone, in_front):
        found = read_pdf(sheet.page().body)
        assert [one.text for one in found.removed] == [str(n) for n in range(1, 26)]
        assert {one.kind for one in found.removed} == {RemovedKind.LINE_NUMBER}
        assert all(line.startswith("Statement") for line in found.text.split("\n"))


def test_numbered_paragraphs_are_not_line_numbers() -> None:
    found = read_pdf(Sheet().lines(72, 90, [f"{n}. The court finds fact {n}." for n in range(1, 8)]).page().body)
    assert found.text.startswith("1. The court finds")
    assert found.removed == ()


def test_filing_stamps_and_the_clerks_stamp_are_removed() -> None:
    sheet = (
        Sheet()
        .write(90, 20, "Case 9:99-cr-00123-XYZ Document 26 Filed 01/29/2009 Page 1 of 1")
        .lines(72, 200, PARAGRAPH)
    )
    sheet.lines(430, 60, ["Fictional Court of Appeals", "FILED", "March 16, 2022", "A. Clerk"], step=12, size=9)
    found = read_pdf(sheet.page().body)
    assert found.text == " ".join(PARAGRAPH)
    assert {one.kind for one in found.removed} == {RemovedKind.STAMP}
    assert len(found.removed) == 5


@pytest.mark.parametrize("group", ["stamps", "clerk_stamps", "page_numbers"])
def test_every_wording_of_the_furniture_matches_its_examples_and_not_the_others(group: str) -> None:
    for entry in read_furniture()[group]:
        assert entry["examples"] and entry["not"], entry["name"]
        for example in entry["examples"]:
            assert _pattern(group).fullmatch(example), example
        for other in entry["not"]:
            assert not _pattern(group).fullmatch(other), other


def test_furniture_is_known_by_whole_lines() -> None:
    assert is_stamp("Appeal: 99-9999 Doc: 17 Filed: 10/31/2017 Pg: 1 of 1")
    assert not is_stamp("The appeal was filed on page 1 of 1.")
    assert is_page_number("- 12 -")
    assert not is_page_number("12 months")


def test_hyphens_at_line_ends_go_unless_the_document_writes_the_word_with_one() -> None:
    texts = [
        "He gave false evidence, and the well-known agency kept its prero-",
        "gative. The agency was well-",
        "known in the city. The record of 2012-",
        "2013 was lost, and it named Anglo-",
        "American traders.",
    ]
    found = read_pdf(Sheet().lines(72, 90, texts).page().body).text.replace("\n", " ")
    assert "prerogative" in found
    assert "agency was well-known" in found
    assert "2012-2013" in found
    assert "Anglo-American" in found


def test_cells_of_a_ruled_table_are_parted_by_tabs() -> None:
    sheet = Sheet().lines(72, 60, ["The accused is guilty of these offenses:"])
    rows = [
        ("Title & Section", "Nature of Offense", "Count"),
        ("18:1591", "Trafficking by force and fraud", "1"),
        ("18:201", "Bribery", "2"),
    ]
    for number, row in enumerate(rows):
        for x, cell in zip((80, 210, 430), row, strict=True):
            sheet.write(x, 116 + 25 * number, cell)
    sheet.canvas.grid([72, 200, 420, 520], [A4[1] - y for y in (100, 125, 150, 175)])
    found = read_pdf(sheet.page().body)
    assert "18:1591\tTrafficking by force and fraud\t1" in found.text.split("\n")
    table = next(block for block in found.blocks if block.kind is BlockKind.TABLE)
    assert found.text[table.start : table.end].count("\n") == 2
    assert found.boxes_of(table.start, table.end)


def test_a_page_that_pdfplumber_cannot_make_out_does_not_fail_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    import pdfplumber

    class Broken:
        def __init__(self, *_: object, **__: object) -> None: ...

        @property
        def pages(self) -> list[object]:
            raise TypeError("'NoneType' object is not iterable")  # as of a page whose MediaBox is damaged

        def close(self) -> None:
            list(self.pages)

    sheet = Sheet().lines(72, 60, ["The accused is guilty of these offenses:"])
    for y, *row in (
        (116, "Section", "Nature", "Count"),
        (141, "18:1591", "Trafficking by", "1"),
        (191, "18:201", "Bribery", "2"),
    ):
        for x, cell in zip((80, 210, 430), row, strict=True):
            sheet.write(x, y, cell)
    sheet.write(210, 155, "force and fraud")
    sheet.canvas.grid([72, 200, 420, 520], [A4[1] - y for y in (100, 125, 175, 200)])
    body = sheet.page().body
    monkeypatch.setattr(pdfplumber, "open", Broken)
    assert "table_unread:1:TypeError" in read_pdf(body).notes


def test_a_ruled_cell_of_two_lines_stays_one_cell() -> None:
    sheet = Sheet().lines(72, 60, ["The accused is guilty of these offenses:"])
    for y, *row in (
        (116, "Title & Section", "Nature of Offense", "Count"),
        (141, "18:1591", "Trafficking of a child by", "1"),
        (191, "18:201", "Bribery", "2"),
    ):
        for x, cell in zip((80, 210, 430), row, strict=True):
            sheet.write(x, y, cell)
    sheet.write(210, 155, "force and fraud")
    sheet.canvas.grid([72, 200, 420, 520], [A4[1] - y for y in (100, 125, 175, 200)])
    found = read_pdf(sheet.page().body)
    assert found.text.split("\n")[1:] == [
        "Title & Section\tNature of Offense\tCount",
        "18:1591\tTrafficking of a child by force and fraud\t1",
        "18:201\tBribery\t2",
    ]


def test_two_columns_drawn_row_by_row_are_read_column_by_column() -> None:
    sheet = Sheet()
    for n in range(14):
        sheet.write(310, 700 - 15 * n, f"right column line {14 - n}")
        sheet.write(72, 700 - 15 * n, f"left column line {14 - n}")
    text = read_pdf(sheet.page().body).text
    assert text.index("left column line 14") < text.index("right column line 1")
    assert text.index("left column line 1") < text.index("left column line 9")


def test_a_scan_is_image_only_and_counted_never_silently_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    sheet = (
        Sheet()
        .picture()
        .write(90, 20, "Case 9:99-cr-00123-XYZ Document 26 Filed 01/29/2009 Page 1 of 2")
        .page()
        .lines(72, 90, PARAGRAPH)
        .page()
    )
    scan = read_pdf(Sheet().picture().page().body)
    mixed = read_pdf(sheet.body)
    assert (scan.status, scan.image_pages, scan.text) == (TextStatus.IMAGE_ONLY, 1, "")
    assert (mixed.status, mixed.image_pages) == (TextStatus.MIXED, 1)
    assert "ocr_not_installed" in scan.notes


def test_a_page_with_nothing_on_it_is_empty_and_no_scan() -> None:
    assert read_pdf(Sheet().page().body).status is TextStatus.EMPTY


@pytest.mark.parametrize("program", ["ocrmypdf", "tesseract"])
def test_ocr_is_used_where_it_is_found_at_run_time(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "answer.pdf").write_bytes(Sheet().lines(72, 90, PARAGRAPH).page().body)
    target = "sys.argv[-1]" if program == "ocrmypdf" else "sys.argv[2] + '.pdf'"
    script = tmp_path / program
    script.write_text(
        f"#!{sys.executable}\nimport shutil, sys\nshutil.copy({str(tmp_path / 'answer.pdf')!r}, {target})\n"
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = read_pdf(Sheet().picture().page().body)
    assert (found.status, found.text) == (TextStatus.TEXT, " ".join(PARAGRAPH))
    assert "ocr" in found.notes


def test_ocr_that_fails_leaves_the_document_image_only_with_a_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "ocrmypdf"
    script.write_text(f"#!{sys.executable}\nraise SystemExit(3)\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = read_pdf(Sheet().picture().page().body)
    assert found.status is TextStatus.IMAGE_ONLY
    assert "ocr_failed" in found.notes


def kind_of_failure(body: bytes) -> FailureKind:
    with pytest.raises(UnreadableTextError) as caught:
        read_pdf(body)
    return caught.value.kind


def test_an_encrypted_file_says_so_and_what_to_do() -> None:
    body = Sheet(encrypt=StandardEncryption("user", "owner")).lines(72, 90, PARAGRAPH).page().body
    with pytest.raises(UnreadableTextError, match="password; save a copy without password") as caught:
        read_pdf(body)
    assert caught.value.kind is FailureKind.ENCRYPTED


def test_a_file_that_only_forbids_printing_is_read() -> None:
    body = Sheet(encrypt=StandardEncryption("", "owner", canPrint=0)).lines(72, 90, PARAGRAPH).page().body
    assert read_pdf(body).text == " ".join(PARAGRAPH)


def test_truncated_and_foreign_files_are_named_failures() -> None:
    whole = judgment().body
    assert kind_of_failure(whole[:300]) is FailureKind.BROKEN
    assert kind_of_failure(b"<html><body>Not found</body></html>") is FailureKind.NOT_ITS_TYPE


def test_a_file_cut_near_its_end_is_still_read() -> None:
    whole = judgment().body
    assert read_pdf(whole[:-5]).text.count(FULL) == 4


def test_bytes_in_front_of_the_header_do_not_matter() -> None:
    assert read_pdf(b"%%EOF\r\n" + judgment().body).text.count(FULL) == 4


def test_a_thousand_pages_are_read() -> None:
    sheet = Sheet()
    for number in range(1000):
        sheet.write(72, 300, f"Finding {number} of the court.").page()
    found = read_pdf(sheet.body)
    assert len(found.pages) == 1000
    assert found.page_of(found.text.index("Finding 999")) == 1000


def test_a_turned_page_has_its_boxes_as_shown() -> None:
    sheet = Sheet()
    sheet.canvas.setPageRotation(90)
    found = read_pdf(
        sheet.lines(72, 400, PARAGRAPH[2:]).page().body
    )  # its box is 842 wide and 595 high before it is turned
    (place,) = found.boxes_of(0, 5)
    assert found.text == PARAGRAPH[2]
    assert (found.pages[0].width, found.pages[0].height) == pytest.approx(A4, abs=1)
    assert place.box.x0 == pytest.approx(A4[1] - 400, abs=4)
    assert place.box.top == pytest.approx(72, abs=2)


def test_letters_read_by_the_wrong_table_are_set_right_and_right_ones_stay() -> None:
    assert repair_letters("notificaciÛn en el CANT”N, n˙mero “uno”") == "notificación en el CANTÓN, número “uno”"
    assert repair_letters("así fue") == "así fue"


@needs_data
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("ca1_00117684624.pdf", "text"),
        ("image-pdf.pdf", "image_only"),
        ("ca4_17.pdf", "image_only"),
        ("missouri.pdf", "text"),
    ],
)
def test_real_court_files_come_out_as_what_they_are(name: str, status: str) -> None:
    assert read_pdf((COURT_PDFS / name).read_bytes()).status == status


@needs_data
def test_stamps_and_line_numbers_of_a_real_order_are_not_in_its_text() -> None:
    found = read_pdf((COURT_PDFS / "gov.uscourts.cacd.652774.40.0.pdf").read_bytes())
    kinds = [one.kind for one in found.removed]
    assert kinds.count(RemovedKind.LINE_NUMBER) == 4 * 28
    assert kinds.count(RemovedKind.STAMP) == 4
    assert "Page ID" not in found.text
