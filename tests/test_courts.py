"""The walker of courts and the importer of files: exactly one court or the generic, and never a guess between two."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from raw_documents import raw_of

from jointcharge.parsing import courts
from jointcharge.parsing.courts import Hints, all_courts, court_named, court_of
from jointcharge.parsing.formats import files, format_of, parse_file
from jointcharge.records.errors import ImportFileError, ParseError
from jointcharge.records.raw import RawDocument

JUDGMENT = """[ G.R. No. 990900, May 05, 2031 ]

PEOPLE OF THE PHILIPPINES, PLAINTIFF-APPELLEE, VS. ROSA LIM, ACCUSED-APPELLANT.

D E C I S I O N

YSIP, J.:

Rosa Lim was charged with estafa.

WHEREFORE, the appeal is GRANTED and Rosa Lim is ACQUITTED of estafa.

SO ORDERED.
"""


@dataclass
class Stub:
    NAME: str
    GENERIC: bool
    words: str
    VERSION: int = 1

    def recognises(self, text: str, hints: Hints) -> bool:
        return self.words in text

    def parse(self, document: object, raw: RawDocument) -> None:
        raise AssertionError("not asked")


@pytest.fixture
def stubs(monkeypatch: pytest.MonkeyPatch) -> None:
    known = (Stub("a", False, "alpha"), Stub("b", False, "beta"), Stub("any", True, ""))
    monkeypatch.setattr(courts, "all_courts", lambda: known)


def test_every_court_module_keeps_the_protocol() -> None:
    found = all_courts()
    assert len({c.NAME for c in found}) == len(found) >= 1
    for court in found:
        assert isinstance(court.VERSION, int) and court.VERSION >= 1
        assert isinstance(court.GENERIC, bool)
        assert court.__name__.endswith(court.NAME)  # type: ignore[attr-defined]


def test_the_court_that_knows_a_text_comes_before_the_generic_reader(stubs: None) -> None:
    found = court_of("alpha", Hints())
    assert found is not None and found.NAME == "a"


def test_the_generic_reader_is_asked_where_no_court_knows_the_text(stubs: None) -> None:
    found = court_of("gamma", Hints())
    assert found is not None and found.NAME == "any"


def test_two_courts_that_claim_a_text_are_never_chosen_between(stubs: None) -> None:
    with pytest.raises(ParseError, match="looks like a judgment of a and b; say which with --court"):
        court_of("alpha beta", Hints(name="x.txt"))


def test_a_stated_court_is_taken_whatever_the_text(stubs: None) -> None:
    found = court_of("alpha", Hints(court="b"))
    assert found is not None and found.NAME == "b"


def test_an_unknown_court_is_answered_with_those_there_are() -> None:
    with pytest.raises(ParseError, match=r"no court is called 'moon': use one of .*phl_supreme_court"):
        court_named("moon")


def test_a_file_is_read_by_the_court_that_knows_it() -> None:
    parsed = files.parse(raw_of(JUDGMENT, "a.txt"))
    assert (parsed.cases[0].case_id, parsed.cases[0].number) == ("files:a.txt", "990900")
    assert parsed.text.startswith("[ G.R. No. 990900")


def test_the_court_travels_in_the_media_type() -> None:
    media_type = files.media_type_for("text/plain", "phl_supreme_court")
    assert files.hints_of(raw_of(b"x", media_type=media_type)).court == "phl_supreme_court"
    assert files.media_type_for("text/plain", None) == "text/plain"
    with pytest.raises(ParseError, match="no court is called 'moon'"):
        files.parse(raw_of(JUDGMENT.encode(), media_type=files.media_type_for("text/plain", "moon")))


def test_a_file_read_again_when_any_court_changes_its_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    before = files.VERSION
    monkeypatch.setattr(files, "all_courts", lambda: (*all_courts(), Stub("new", False, "")))
    assert before + 1 == files.VERSION


def test_imported_files_are_read_by_this_format() -> None:
    assert format_of(raw_of(b"x")) is not None and format_of(raw_of(b"x")).NAME == "files"  # type: ignore[union-attr]


def test_an_empty_file_is_an_error_that_says_so() -> None:
    with pytest.raises(ImportFileError, match="an empty document"):
        parse_file("files", "empty.txt", b"")
