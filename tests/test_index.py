"""Search: one table of queries on every engine, an index that follows its corpus, and survives being killed."""

import datetime as dt
import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

sys.path.insert(0, str(Path(__file__).parent))
from search_table import CASES, FILED, ROWS, SHA, TAGS, make_case

from jointcharge.index.base import CaseIndex, SearchPage, SearchQuery
from jointcharge.index.document import IndexDocument, IndexPassage, build_document
from jointcharge.index.elastic import ElasticIndex
from jointcharge.index.elastic_address import address_of
from jointcharge.index.fields import DEFAULT_FIELDS, FACETS, FIELDS, PASSAGE_LABELS
from jointcharge.index.run import IndexState, index_corpus, index_state, remove_index
from jointcharge.index.tantivy import TantivyIndex
from jointcharge.records.case import Listing, Review, Tag, TagDimension
from jointcharge.records.corpus import Corpus, now
from jointcharge.records.errors import DataFolderError, LockedError, QueryError, SearchIndexError
from jointcharge.records.raw import RawEntry

ENGINES = {
    "tantivy": lambda folder, _: TantivyIndex(folder / "index", create=True),
    "elastic": lambda folder, request: ElasticIndex(
        address_of(request.getfixturevalue("elastic_url"), name=f"test-{secrets.token_hex(4)}"), create=True
    ),
}
"""Every engine, by how an empty one is made; the table runs on each."""


def documents():
    return [
        build_document(case, [t for t in TAGS if t.case_id == case.case_id], FILED.get(case.case_id, ()))
        for case in CASES
    ]


@pytest.fixture(scope="module", params=ENGINES)
def engine(request, tmp_path_factory):
    index: CaseIndex = ENGINES[request.param](tmp_path_factory.mktemp(request.param), request)
    index.add(documents()[:7])
    index.commit()
    index.add(documents()[7:])
    index.commit()
    yield index
    index.close()


def ask(index, text="", **other) -> SearchPage:
    return index.search(SearchQuery(text=text, **{"per_page": 50, **other}))


def ids(page):
    return [hit.case_id.removeprefix("t:") for hit in page.hits]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.query} {row.ask or ''}".strip() or "everything")
def test_table_of_queries(engine, row):
    page = ask(engine, row.query, **row.ask)
    found = ids(page)
    assert (found if row.ordered else sorted(found)) == list(row.expected)
    assert page.total == (len(row.expected) if row.total is None else row.total)
    for name, counts in row.facets.items():
        assert {one.value: one.count for one in page.facets[name]} == counts


def test_the_table_asks_every_field_and_facet():
    asked = " ".join(row.query for row in ROWS)
    assert [name for name in FIELDS if f"{name}:" not in asked] == []
    assert len(ROWS) >= 60


@pytest.mark.parametrize(
    "wrong", ["(bribe", "bribe AND", "year:[2015 TO 2010]", "colour:red", "country:Nowhere", "brib^2"]
)
def test_what_cannot_be_read_is_refused_by_every_engine_alike(engine, wrong):
    with pytest.raises(QueryError, match="cannot read the query at character"):
        ask(engine, wrong)
    with pytest.raises(QueryError, match="cannot read the query at character"):
        engine.iter_case_ids(SearchQuery(text=wrong))


def test_parentheses_may_stand_as_deep_as_the_language_allows(engine):
    text = '"bribe police"~7'
    for _ in range(12):
        text = f"({text} AND country:* OR nowhere)"
    assert ids(ask(engine, f"{text} AND form:bribery", filters={"source": ("sherloc",)})) == ["c01", "c02"]


def test_every_case_id_found_is_given_by_the_iterator_whatever_the_page(engine):
    query = SearchQuery(text="form:*", per_page=1, page=2)
    assert list(engine.iter_case_ids(query)) == ["t:c01", "t:c02", "t:c04", "t:c09"]
    assert len(list(engine.iter_case_ids(SearchQuery()))) == len(CASES)
    assert list(engine.iter_case_ids(SearchQuery(text="nowhere"))) == []
    filtered = SearchQuery(text="", filters={"country": ("THA",)})
    assert list(engine.iter_case_ids(filtered)) == ["t:c01", "t:c10"]


def test_answer_has_the_public_shape(engine):
    page = json.loads(ask(engine, "bribe lorry").model_dump_json())
    assert list(page) == ["query", "total", "facets", "hits"]
    assert list(page["facets"]) == list(FACETS)
    assert page["facets"]["country"] == [{"value": "THA", "count": 1}]
    (hit,) = page["hits"]
    assert list(hit) == ["case_id", "title", "country", "decision_date", "score", "snippets"]
    assert (hit["title"], hit["country"], hit["decision_date"]) == ("People v. Orrin Vask", "THA", "2012-03-05")
    assert hit["score"] > 0
    first = hit["snippets"][0]
    assert list(first) == ["passage_id", "text", "highlights"]
    assert {s["passage_id"]: [s["text"][a:b] for a, b in s["highlights"]] for s in hit["snippets"]} == {
        "t:c01@2": ["bribes"],
        "t:c01@3": ["lorry"],
    }


def test_facets_are_listed_from_the_most_frequent_and_can_be_left_out(engine):
    page = ask(engine, facets=("country",), facet_size=3)
    assert list(page.facets) == ["country"]
    assert [(one.value, one.count) for one in page.facets["country"]] == [("MDA", 2), ("THA", 2), ("ARG", 1)]
    assert ask(engine, facets=()).facets == {}


def snippets(engine, query, case, **other):
    (hit,) = (hit for hit in ask(engine, query, **other).hits if hit.case_id == f"t:{case}")
    return [one.passage_id.partition("@")[2] for one in hit.snippets]


def test_snippets_are_the_best_passages_and_no_more_than_asked(engine):
    assert snippets(engine, "bribe police border", "c01", snippets=1) == ["2"]
    assert snippets(engine, "bribe OR women", "c01", snippets=5) in (["1", "2"], ["2", "1"])
    assert snippets(engine, "bribe", "c01", snippets=0) == []


def test_a_phrase_shows_the_passage_where_it_stands_whole(engine):
    assert snippets(engine, '"removal of organs"', "c03")[0] == "2"


def test_nearness_over_two_passages_shows_both(engine):
    assert sorted(snippets(engine, '"border officers lorry"~9', "c01")) == ["2", "3"]


def test_a_label_shows_the_passage_that_carries_it(engine):
    assert snippets(engine, "form:bribery", "c04") == ["3"]
    assert snippets(engine, "signal:unlaw*", "c07") == ["2"]


def test_a_filter_alone_shows_the_beginning(engine):
    (hit,) = ask(engine, "country:KHM").hits
    assert [one.passage_id for one in hit.snippets] == ["t:c02@1"]
    assert hit.snippets[0].highlights == ()
    assert hit.score == 0


def test_words_under_not_are_not_shown_as_reasons(engine):
    assert snippets(engine, "lorry -debt", "c01") == ["3"]


def test_filters_and_codes_do_not_change_scores(engine):
    plain = {hit.case_id: hit.score for hit in ask(engine, "bribe").hits}
    coded = {
        hit.case_id: hit.score
        for hit in ask(engine, "bribe year:[2000 TO 2020] form:bribery", filters={"source": ("sherloc",)}).hits
    }
    assert plain == coded
    assert min(plain.values()) > 0


def test_victims_are_neither_found_nor_shown():
    document = next(one for one in documents() if one.case_id == "t:c01")
    assert document.texts["person"] == ("Orrin Vask",)
    assert "Lunamara" not in document.model_dump_json()


def test_a_victims_name_that_the_text_tells_is_struck_wherever_it_stands():
    told = ("Orrin Vask sold Lunamara Ell.", "Ell ran away; the money stayed.")
    case = make_case("r3", "State v Vask (Lunamara Ell)", "THA", 2010, told, people=[("victim", "Lunamara Ell"), ("defendant", "Orrin Vask")])  # fmt: skip
    document = build_document(case, (), ())
    assert [one.text for one in document.passages] == [
        "Orrin Vask sold (name withheld).",
        "(name withheld) ran away; the money stayed.",
    ]
    assert document.title == "State v Vask ((name withheld))"
    assert not {"Lunamara", "Ell"} & set(document.model_dump_json().replace('"', " ").split())


def test_only_roles_of_the_accusing_and_accused_side_are_named():
    roles = ("defendant", "respondent", "judge", "prosecutor", "official", "intermediary")
    hidden = ("victim", "complainant", "plaintiff", "migrant", "witness", "other")
    case = make_case("r1", "T", "THA", 2010, ["x"], people=[(role, f"Name {role}") for role in (*roles, *hidden)])
    assert build_document(case, (), ()).texts["person"] == tuple(f"Name {role}" for role in roles)


def test_document_takes_filing_from_page_and_search_each_once():
    case = make_case("r2", None, None, None, ["x"], crime_types=("A", "B"))
    document = build_document(case, (), ("B", "C"))
    assert document.facets["crime_types"] == ("A", "B", "C")
    assert document.texts["crime_types"] == ("A", "B", "C")
    assert "country" not in document.facets
    assert (document.title, document.country, document.decision_date) == (None, None, None)


@pytest.mark.parametrize("dimension", TagDimension)
def test_labels_of_every_dimension_are_indexed_with_the_passage_that_carries_them(dimension):
    tag = TAGS[0].model_copy(update={"dimension": dimension, "label": "LABEL"})
    document = build_document(CASES[0], [tag], ())
    assert document.facets[dimension] == ("LABEL",)
    assert [one.passage_id for one in document.passages if f"{dimension}:LABEL" in one.labels] == [tag.passage_id]


@pytest.mark.parametrize("facets", [{"filters": {"colour": ("red",)}}, {"facets": ("colour",)}])
def test_unknown_facet_is_named_with_those_there_are(engine, facets):
    with pytest.raises(QueryError, match=r"no facet 'colour'; use one of: country, year"):
        ask(engine, "", **facets)


@pytest.mark.parametrize("wrong", [{"page": 0}, {"per_page": 0}, {"sort": "size"}, {"snippets": -1}])
def test_impossible_pages_are_refused(wrong):
    with pytest.raises(ValidationError):
        SearchQuery(**wrong)


def test_fields_are_consistent():
    assert set(PASSAGE_LABELS) < set(FACETS) < set(FIELDS)
    assert all(FIELDS[name].kind == "words" for name in DEFAULT_FIELDS)


def test_any_line_of_text_is_answered_or_explained(engine):
    pieces = [
        "police",
        "AND",
        "OR",
        "NOT",
        "(",
        ")",
        '"',
        '"a b c"~3',
        "~",
        "*",
        "brib*",
        "title:",
        "year:",
        "date:",
        "country:",
        "[",
        "]",
        "}",
    ]
    pieces += [
        "2010",
        "-",
        "+",
        ":",
        "人身",
        "t:c1*",
        "^",
        "\\",
        "/",
        "x_y*",
        ".*",
        "a.b*",
        "|",
        ">=",
        "[2010 TO *]",
        "country:T.*",
        "form:[a*",
        "é*",
    ]
    chance, answered = random.Random(11), 0
    for _ in range(1500):
        query = "".join(chance.choice(pieces) + chance.choice(("", " ")) for _ in range(chance.randint(1, 7)))
        try:
            ask(engine, query, facets=(), snippets=1)
            answered += 1
        except QueryError as error:
            assert str(error).startswith("cannot read the query at character ")
    assert answered > 50


# ---- order among equals, at a size where it matters ----


def small(n, text, prefix="x:", **other):
    values = {
        "title": None,
        "country": None,
        "decision_date": None,
        "decision_year": None,
        "texts": {},
        "facets": {},
        **other,
    }
    case_id = f"{prefix}{n:04}"
    return IndexDocument(case_id=case_id, passages=(IndexPassage(passage_id=f"{case_id}@1", text=text),), **values)


@pytest.fixture(params=ENGINES)
def empty(request, tmp_path):
    index = ENGINES[request.param](tmp_path, request)
    yield index
    index.close()


@pytest.mark.parametrize("query", ["same", "sa*", "country:*", "", "same OR often", '"same words"~4', "same NOT often"])
def test_pages_hold_every_case_once_in_a_stable_order(empty, query):
    numbers = list(range(400))
    random.Random(3).shuffle(numbers)
    for start in range(0, 400, 80):
        part = numbers[start : start + 80]
        empty.add([ranked(n) for n in part])
        empty.commit()
    pages = [ask(empty, query, page=page, per_page=37, facets=(), snippets=0) for page in range(1, 13)]
    hits = [(-hit.score, hit.case_id) for page in pages for hit in page.hits]
    assert hits == sorted(hits)
    assert len({case_id for _, case_id in hits}) == len(hits) == pages[0].total > 300


def ranked(n):
    """Ids that differ early, late, or past the sixteen bytes that are compared as numbers."""
    prefix = ("x:", "sherloc:tha/2012/", "sherloc:th/", "sherloc:thaï/2012/")[n % 4]
    return small(
        n, "same words " + "often " * (n % 7 == 0), prefix, facets={"country": ("THA",)}, decision_year=2000 + n % 3
    )


@pytest.mark.parametrize("sort", ["date", "-date"])
def test_pages_by_date_hold_every_case_once_and_equals_by_id(empty, sort):
    empty.add([ranked(n) for n in range(200)])
    empty.commit()
    pages = [ask(empty, sort=sort, page=page, per_page=23, facets=(), snippets=0) for page in range(1, 10)]
    sign = -1 if sort == "-date" else 1
    expected = sorted((sign * (2000 + n % 3), ranked(n).case_id) for n in range(200))
    assert [hit.case_id for page in pages for hit in page.hits] == [case_id for _, case_id in expected]


def test_an_empty_index_answers(empty):
    empty.commit()
    page = ask(empty, "anything")
    assert (page.total, page.hits) == (0, ())
    assert ask(empty).total == 0
    assert list(empty.iter_case_ids(SearchQuery())) == []
    assert empty.digests() == {}


def test_replacing_and_deleting_leave_no_trace(empty):
    empty.add([small(1, "first text"), small(2, "second")])
    empty.commit()
    empty.replace([small(1, "other words")])
    empty.delete(["x:0002", "x:9999"])
    assert ask(empty, "second").total == 1, "changes are seen after the commit"
    empty.commit()
    assert [ask(empty, word).total for word in ("first", "second", "other")] == [0, 0, 1]
    stats = empty.stats()
    assert (stats.cases, stats.passages) == (1, 1)
    assert stats.size_bytes > 0


def test_what_was_not_committed_is_lost_on_close(tmp_path):
    index = TantivyIndex(tmp_path / "index", create=True)
    index.add([small(1, "kept")])
    index.commit()
    index.add([small(2, "lost")])
    index.close()
    again = TantivyIndex(tmp_path / "index")
    assert [ask(again, word).total for word in ("kept", "lost")] == [1, 0]


# ---- following a corpus ----


def entry(case, n=0):
    return RawEntry(
        portal="sherloc", url=case.url, kind="case", fetched_at=now(), media_type="text/html", status=200,
        sha256=f"{n:064x}" if n else SHA, warc="w", offset=0, length=1,
    )  # fmt: skip


@pytest.fixture
def corpus(tmp_path):
    with Corpus(tmp_path / "corpus.db", create=True) as corpus:
        for case in CASES:
            corpus.add_parsed(entry(case), "sherloc", "1", "", [case])
        for case in CASES:
            corpus.add_tags(case.case_id, "lexicon", "1", [tag for tag in TAGS if tag.case_id == case.case_id])
        yield corpus


@pytest.fixture
def index(tmp_path):
    index = TantivyIndex(tmp_path / "index", create=True)
    yield index
    index.close()


def test_an_index_built_from_the_corpus_answers_like_the_table(corpus, index):
    summary = index_corpus(corpus, index)
    assert (summary.added, summary.replaced, summary.removed, summary.unchanged) == (12, 0, 0, 0)
    assert summary.passages == sum(len(case.passages) for case in CASES)
    for query in ("form:bribery", "brib*", '"border bribe police"~6'):
        (row,) = (row for row in ROWS if row.query == query and not row.ask)
        assert sorted(ids(ask(index, query))) == list(row.expected)


def test_a_second_run_does_nothing(corpus, index):
    index_corpus(corpus, index)
    summary = index_corpus(corpus, index)
    assert (summary.added, summary.replaced, summary.removed, summary.unchanged) == (0, 0, 0, 12)


def test_progress_counts_cases(corpus, index):
    seen = []
    index_corpus(corpus, index, lambda done, total: seen.append((done, total)))
    assert seen == [(0, 12), (12, 12)]


def test_only_what_changed_is_indexed_again(corpus, index):
    index_corpus(corpus, index)
    changed = CASES[0].model_copy(update={"title": None})
    corpus.add_parsed(entry(CASES[0], 7), "sherloc", "1", "", [changed])
    summary = index_corpus(corpus, index)
    assert (summary.added, summary.replaced, summary.unchanged) == (0, 1, 11)
    assert ask(index, "title:vask").total == 0


def test_new_tags_and_filings_reach_the_index(corpus, index):
    index_corpus(corpus, index)
    tag = Tag(**{**TAGS[0].model_dump(), "case_id": "t:c11", "passage_id": "t:c11@1", "label": "embezzlement"})
    corpus.add_tags("t:c11", "lexicon", "2", [tag])
    listing = Listing(
        portal="sherloc", crime_type="Corruption", case_id="t:c12", url="u", number=None, title="T", seen_at=now()
    )
    page = entry(CASES[0]).model_copy(update={"url": "https://portal/list", "kind": "listing"})
    corpus.add_parsed(page, "sherloc", "1", "", [], [listing])
    summary = index_corpus(corpus, index)
    assert (summary.replaced, summary.unchanged) == (2, 10)
    assert ids(ask(index, "form:embezzlement")) == ["c11"]
    assert ids(ask(index, "crime_types:corruption")) == ["c12"]


def review(passage, label, *, present, reviewer="r"):
    text = next(p.text for case in CASES for p in case.passages if p.passage_id == passage)
    return Review(
        passage_id=passage,
        dimension="form",
        label=label,
        present=present,
        reviewer=reviewer,
        reviewed_at=now(),
        passage_text=text,
    )


def test_a_review_outranks_the_tagger(corpus, index):
    index_corpus(corpus, index)
    corpus.add_reviews(
        [review("t:c01@2", "bribery", present=False), review("t:c03@2", "abuse_of_functions", present=True)]
    )
    assert index_corpus(corpus, index).replaced == 2
    assert ids(ask(index, "form:bribery")) == ["c02", "c04"]
    (hit,) = ask(index, "form:abuse_of_functions").hits
    assert [one.passage_id for one in hit.snippets] == ["t:c03@2"]


def test_several_reviewers_decide_by_majority_and_where_they_are_even_the_tagger_stands(corpus, index):
    answers = (("t:c01@2", (False, False, True)), ("t:c02@1", (True, False)), ("t:c03@2", (True, True, False)))
    corpus.add_reviews(
        [
            review(passage, "bribery", present=one, reviewer=f"r{n}")
            for passage, given in answers
            for n, one in enumerate(given)
        ]
    )
    index_corpus(corpus, index)
    assert ids(ask(index, "form:bribery")) == ["c02", "c03", "c04"]


def test_cases_that_ended_leave_the_index(corpus, index):
    index_corpus(corpus, index)
    corpus.add_parsed(entry(CASES[3], 9), "sherloc", "1", "", [])
    summary = index_corpus(corpus, index)
    assert (summary.removed, summary.unchanged) == (1, 11)
    assert ask(index, "sobornos").total == 0


def test_state_tells_what_there_is_to_do(corpus, index, tmp_path):
    folder = tmp_path / "index"
    assert index_state(corpus, tmp_path / "none") == IndexState(exists=False, missing=12)
    assert index_state(corpus, folder).missing == 12
    index_corpus(corpus, index)
    assert index_state(corpus, folder) == IndexState(exists=True, cases=12)
    assert not index_state(corpus, folder).stale
    corpus.add_parsed(entry(CASES[3], 9), "sherloc", "1", "", [])
    corpus.add_tags("t:c11", "lexicon", "2", [TAGS[0].model_copy(update={"case_id": "t:c11", "passage_id": "t:c11@1"})])
    state = index_state(corpus, folder)
    assert (state.changed, state.ended, state.missing, state.stale) == (1, 1, 0, True)


def test_state_reports_a_broken_index_instead_of_failing(corpus, index, tmp_path):
    index_corpus(corpus, index)
    (tmp_path / "index" / "version.json").write_text("?")
    state = index_state(corpus, tmp_path / "index")
    assert state.stale
    assert "jointcharge index --rebuild" in state.problem


# ---- trouble ----


def test_missing_index_says_how_to_build_it(tmp_path):
    with pytest.raises(SearchIndexError, match=r"no search index at .*index; build it with  jointcharge index$"):
        TantivyIndex(tmp_path / "index")


def test_index_of_another_version_says_to_rebuild(tmp_path):
    TantivyIndex(tmp_path / "index", create=True).close()
    (tmp_path / "index" / "version.json").write_text('{"version": "schema 0"}')
    with pytest.raises(
        SearchIndexError, match=r"another version \(schema 0, now schema .*jointcharge index --rebuild$"
    ):
        TantivyIndex(tmp_path / "index", create=True)


def damaged_files(folder):
    return [
        path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size and "lock" not in path.name
    ]


@pytest.mark.parametrize("how", ["cut", "garbled", "gone"])
def test_any_damaged_file_gives_the_remedy_or_no_harm(tmp_path, how):
    folder = tmp_path / "index"
    index = TantivyIndex(folder, create=True)
    index.add(documents())
    index.commit()
    index.close()
    told = 0
    for n, path in enumerate(damaged_files(folder)):
        copy = tmp_path / str(n)  # a fresh one each time: an index that is open has its files mapped
        shutil.copytree(folder, copy)
        damage(copy / path.relative_to(folder), how)
        try:
            for query in ("bribe", '"police officer"', "brib*", "form:*", "year:2014"):
                ask(TantivyIndex(copy), query)
        except SearchIndexError as error:
            assert "jointcharge index" in str(error)
            assert "\n" not in str(error)
            told += 1
    assert told >= 5
    assert ask(TantivyIndex(folder), "bribe").total == 2


def damage(path, how):
    whole = path.read_bytes()
    path.unlink()
    if how != "gone":
        path.write_bytes(whole[: len(whole) // 2] if how == "cut" else bytes(len(whole)))


def test_rebuilding_begins_with_an_empty_folder(tmp_path):
    folder = tmp_path / "index"
    TantivyIndex(folder, create=True).close()
    remove_index(folder)
    remove_index(folder)
    assert not folder.exists()


def test_a_second_writer_is_told_to_wait(tmp_path):
    first, second = (TantivyIndex(tmp_path / "index", create=True) for _ in range(2))
    first.add([small(1, "x")])
    with pytest.raises(LockedError, match="another command is writing"):
        second.add([small(2, "y")])
    first.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_told(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(DataFolderError, match="make the folder writable"):
        TantivyIndex(tmp_path / "index", create=True)


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "index").write_text("a file")
    with pytest.raises(DataFolderError, match="make the folder writable or choose another with --data"):
        TantivyIndex(tmp_path / "index", create=True)


KILLED = """
import os, signal, sys
from pathlib import Path
import jointcharge.index.run as run
from jointcharge.index.tantivy import TantivyIndex
from jointcharge.records.corpus import Corpus

run._CASES_AT_ONCE, run._CASES_PER_COMMIT = 5, 10
folder, after = Path(sys.argv[1]), int(sys.argv[2])

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def commit_passages_and_die(index):
    index._open_writers()[0].commit()
    die()

if after == 0:
    TantivyIndex.commit = commit_passages_and_die
with Corpus(folder / "corpus.db") as corpus:
    index = TantivyIndex(folder / "index", create=True)
    run.index_corpus(corpus, index, lambda done, total: die() if after and done >= after else None)
"""


def test_a_run_killed_at_any_moment_leaves_a_usable_index_and_the_next_goes_on(tmp_path):
    with Corpus(tmp_path / "corpus.db", create=True) as corpus:
        for n in range(60):
            case = make_case(
                f"k{n:03}", f"Case {n}", "THA", dt.date(2010, 1, 1), ["The same words.", f"And number{n}."]
            )
            corpus.add_parsed(entry(case), "sherloc", "1", "", [case])
        held = []
        for after in (5, 15, 0, 25, 10):
            command = [sys.executable, "-c", KILLED, str(tmp_path), str(after)]
            assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
            index = TantivyIndex(tmp_path / "index")
            page = ask(index, "same", per_page=300, snippets=1)
            assert page.total == len(index.digests())
            assert all(len(hit.snippets) == 1 for hit in page.hits), "a case that is found has its passages"
            held.append(page.total)
        assert held == [0, 10, 10, 30, 40]
        index = TantivyIndex(tmp_path / "index")
        assert index_corpus(corpus, index).added == 20
        assert (index.stats().cases, index.stats().passages) == (60, 120)
        assert not index_state(corpus, tmp_path / "index").stale
        assert ids(ask(index, "number17")) == ["k017"]
        index.close()
