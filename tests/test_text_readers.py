"""HTML, DOCX, Akoma Ntoso, JSON and plain text; types told by bytes; and what is refused by name."""

import io
import json
import zipfile

import pytest

from jointcharge.parsing.text.document import DocumentText, RemovedKind, TextStatus
from jointcharge.parsing.text.failures import FailureKind, UnreadableTextError
from jointcharge.parsing.text.read import charset_of, kind_of_label, read_text

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LONG = "The court finds that the accused recruited the complainant with false promises. " * 12


def kinds(document: DocumentText) -> list[tuple[str, str]]:
    return [(block.kind.value, document.text[block.start : block.end]) for block in document.blocks]


def failure(body: bytes, media_type: str | None = None, name: str = "") -> FailureKind:
    with pytest.raises(UnreadableTextError) as caught:
        read_text(body, media_type, name=name)
    assert "; " in str(caught.value)
    return caught.value.kind


def test_html_gives_paragraphs_headings_and_table_rows() -> None:
    page = "<html><body><h1>Decision</h1><p>One\n <b>two</b> three.</p><table><tr><td>Count 1</td><td>Dis<i>missed</i></td></tr></table>after</body></html>"
    found = read_text(page.encode(), "text/html")
    assert kinds(found) == [
        ("heading", "Decision"),
        ("body", "One two three."),
        ("table", "Count 1\tDismissed"),
        ("body", "after"),
    ]
    assert found.pages == ()
    assert found.span_of(0, 8).page is None
    assert found.boxes_of(0, 8) == []


def test_menus_are_kept_aside_and_scripts_are_no_text() -> None:
    page = f"<body><nav>Home | Cases</nav><script>var x=1</script><main><p>{LONG}</p></main><footer>Contact</footer></body>"
    found = read_text(page.encode(), "text/html")
    assert found.text == LONG.strip()
    inner = f"<body><nav>Home | Cases</nav><p>{LONG}</p></body>"
    removed = read_text(inner.encode(), "text/html").removed
    assert [(one.kind, one.text) for one in removed] == [(RemovedKind.NAVIGATION, "Home | Cases")]


def test_the_one_element_that_holds_the_judgment_is_taken() -> None:
    page = "<body><p>Portal</p><div class='single_content'><p>G.R. No. 000001</p></div></body>"
    assert read_text(page.encode(), "text/html").text == "G.R. No. 000001"


def test_a_table_that_only_lays_out_the_page_is_no_table() -> None:
    page = f"<body><table><tr><td><p>{LONG}</p><p>Second.</p></td></tr></table></body>"
    assert read_text(page.encode(), "text/html").text.split("\n")[1] == "Second."


def test_html_footnotes_follow_the_body_by_markup_or_by_their_numbers() -> None:
    marked = "<body><div id='ftn1'><p>1 Exhibit A.</p></div><p>Text.</p></body>"
    numbered = "<body><p>Text.[1] More.[2]</p><hr><p>[1] Exhibit A.</p><p>of the record</p><p>[2] Exhibit B.</p></body>"
    first, second = read_text(marked.encode(), "text/html"), read_text(numbered.encode(), "text/html")
    assert kinds(first) == [("body", "Text."), ("footnote", "1 Exhibit A.")]
    assert [first.text[b.start : b.end] for b in first.footnotes] == ["1 Exhibit A."]
    assert [second.text[b.start : b.end] for b in second.footnotes] == [
        "[1] Exhibit A.",
        "of the record",
        "[2] Exhibit B.",
    ]


def test_numbered_paragraphs_of_the_body_are_no_footnotes() -> None:
    page = "<body><p>[3] The appeal is dismissed.</p><p>[4] So ordered.</p></body>"
    assert read_text(page.encode(), "text/html").footnotes == ()


def test_thousands_of_nested_elements_do_not_bring_the_reader_down() -> None:
    page = "<body>" + "<div>" * 3_000 + "found" + "</div>" * 3_000
    assert read_text(page.encode(), "text/html").text == "found"


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        ("¿Qué pasó?".encode(), "text/plain"),
        ("¿Qué pasó?".encode("cp1252"), "text/plain"),
        ("¿Qué pasó?".encode("utf-16"), "text/plain"),
        ("¿Qué pasó?".encode("utf-16-le"), "text/plain"),
        ("¿Qué pasó?".encode("utf-8-sig"), "text/plain"),
        ("¿Qué pasó?".encode("cp850"), "text/plain; charset=cp850"),
        (b"<meta charset=cp850><p>" + "¿Qué pasó?".encode("cp850"), "text/html"),
    ],
)
def test_encodings_are_told_by_mark_declaration_or_bytes(body: bytes, media_type: str) -> None:
    assert read_text(body, media_type).text == "¿Qué pasó?"


def test_text_wrapped_at_a_fixed_width_becomes_paragraphs_again() -> None:
    wrapped = "\n".join(["The court heard the witness on the second day of the hearing,"] * 12) + "\n\nShort end."
    paragraphs = read_text(wrapped.encode(), "text/plain").text.split("\n")
    assert len(paragraphs) == 2
    assert read_text(b"One.\nTwo.\r\nThree.", "text/plain").text == "One.\nTwo.\nThree."


def test_json_gives_the_judgment_of_one_record_whether_plain_or_markup() -> None:
    plain = json.dumps({"case_number": "1", "formatted_case_content": "SECOND DIVISION\n\nThe accused is guilty."})
    markup = json.dumps([{"plain_text": "", "html": "<div><p>One.</p><p>Two.</p></div>"}])
    assert read_text(plain.encode()).text == "SECOND DIVISION\nThe accused is guilty."
    assert read_text(markup.encode(), "application/json").text == "One.\nTwo."


@pytest.mark.parametrize(
    ("body", "kind"), [(b'{"title": "x"}', "unsupported"), (b'{"text": "x', "broken"), (b"[1, 2]", "unsupported")]
)
def test_json_without_a_judgment_is_refused(body: bytes, kind: str) -> None:
    assert failure(body, "application/json") == kind


AKOMA = """<?xml version="1.0" encoding="UTF-8"?>
<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0" xmlns:uk="https://x"><judgment><meta><x>no</x></meta>
<header><p>R v <b>A</b></p></header><judgmentBody><decision><level><heading>Facts</heading><paragraph><num>12.</num><content>
<p>He was convicted<authorialNote marker="1"><p>On 3 May.</p></authorialNote> of it.</p></content></paragraph></level>
<table><tr><td><p>Count</p></td><td><p>Verdict</p></td></tr></table></decision></judgmentBody></judgment></akomaNtoso>"""


def test_akoma_ntoso_gives_numbered_paragraphs_and_notes_apart() -> None:
    found = read_text(AKOMA.encode(), "application/xml")
    assert kinds(found) == [
        ("body", "R v A"),
        ("heading", "Facts"),
        ("body", "12. He was convicted[1] of it."),
        ("table", "Count\tVerdict"),
        ("footnote", "1 On 3 May."),
    ]


def test_other_xml_is_refused_by_name() -> None:
    assert failure(b"<?xml version='1.0'?><rss><item>x</item></rss>") is FailureKind.UNSUPPORTED
    assert failure(AKOMA.encode()[:-40]) is FailureKind.BROKEN


@pytest.mark.parametrize(
    "body",
    [
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><akomaNtoso>&y;</akomaNtoso>',
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><akomaNtoso>&x;</akomaNtoso>',
        b"<akomaNtoso>" + b"<p>" * 5_000,
    ],
)
def test_entities_and_endless_nesting_are_refused_as_unsafe(body: bytes) -> None:
    assert failure(body) is FailureKind.UNSAFE


def docx(document: str, footnotes: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{document}</w:body></w:document>")
        if footnotes:
            archive.writestr("word/footnotes.xml", f"<w:footnotes {W}>{footnotes}</w:footnotes>")
    return buffer.getvalue()


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_docx_gives_paragraphs_headings_tables_and_footnotes() -> None:
    body = f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>{run("Verdict")}</w:p>'
    body += f'<w:p>{run("Guil")}{run("ty")}<w:r><w:footnoteReference w:id="2"/></w:r><w:del>{run("not")}</w:del>.</w:p>'
    body += (
        f"<w:tbl><w:tr><w:tc><w:p>{run('Count 1')}</w:p></w:tc><w:tc><w:p>{run('5 years')}</w:p></w:tc></w:tr></w:tbl>"
    )
    notes = f'<w:footnote w:type="separator" w:id="0"><w:p>{run("---")}</w:p></w:footnote><w:footnote w:id="2"><w:p>{run("Page 3.")}</w:p></w:footnote>'
    found = read_text(docx(body, notes))
    assert kinds(found) == [
        ("heading", "Verdict"),
        ("body", "Guilty[2]"),
        ("table", "Count 1\t5 years"),
        ("footnote", "[2] Page 3."),
    ]


def test_docx_that_is_broken_or_no_docx_is_named() -> None:
    whole = docx(f"<w:p>{run(LONG)}</w:p>")
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert failure(whole[:-40]) is FailureKind.BROKEN
    assert failure(empty.getvalue()) is FailureKind.NOT_ITS_TYPE
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert failure(locked) is FailureKind.ENCRYPTED
    assert failure(locked[:500]) is FailureKind.UNSUPPORTED


@pytest.mark.parametrize(
    ("body", "media_type", "name", "kind"),
    [
        (b"", None, "x.pdf", "empty"),
        (b" \r\n\t", "text/html", "", "empty"),
        (b"<html><body>Please log in</body></html>", "application/pdf", "", "not_its_type"),
        (b"<html><body>Please log in</body></html>", None, "judgment.docx", "not_its_type"),
        (b"\x89PNG\r\n\x1a\n", None, "", "unsupported"),
        (b"{\\rtf1 x}", None, "", "unsupported"),
        (bytes(range(256)) * 20, "text/plain", "", "not_its_type"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(body: bytes, media_type: str | None, name: str, kind: str) -> None:
    assert failure(body, media_type, name) == kind


def test_the_bytes_outweigh_the_label() -> None:
    assert read_text(AKOMA.encode(), "text/html").media_type == "application/akn+xml"
    assert read_text(b"<html><p>x</p></html>", "application/octet-stream").media_type == "text/html"


def test_labels_are_read_from_media_type_before_name() -> None:
    assert kind_of_label("application/pdf", "x.html") == "pdf"
    assert kind_of_label(None, "https://court.example/a/b.htm?x=1.pdf") == "html"
    assert kind_of_label("application/octet-stream", "unknown") is None
    assert charset_of("text/html; charset=windows-1252") == "windows-1252"
    assert charset_of(None) is None


def test_language_is_guessed_and_unknown_where_too_little_speaks() -> None:
    assert read_text(LONG.encode(), "text/plain").language == "en"
    assert (
        read_text(
            (
                "El tribunal declara que el acusado es culpable de los delitos que se le imputan en la causa. " * 8
            ).encode(),
            "text/plain",
        ).language
        == "es"
    )
    assert read_text(b"12345", "text/plain").language is None


def test_markup_without_a_word_is_empty_and_says_so() -> None:
    found = read_text(b"<html><body><script>x()</script></body></html>", "text/html")
    assert (found.status, found.text, found.blocks) == (TextStatus.EMPTY, "", ())
