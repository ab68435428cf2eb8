"""Elasticsearch: the same answers as the embedded index, rebuilt without a pause, keys that are shown to nobody."""

import json
import secrets
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
from corpus_builder import a_case, build
from search_table import CASES, FILED, ROWS, TAGS

import jointcharge.index.elastic as elastic
import jointcharge.index.elastic_walk as walk
from jointcharge.cli.main import cli
from jointcharge.index.base import SearchQuery, Sort
from jointcharge.index.document import IndexDocument, IndexPassage, build_document
from jointcharge.index.elastic import ElasticIndex
from jointcharge.index.elastic_address import (
    SETTING,
    ElasticAccess,
    address_of,
    keep_address,
    read_address,
    read_key_file,
    refuse_open_transport,
)
from jointcharge.index.elastic_client import open_client
from jointcharge.index.elastic_errors import kind_and_reason, refusal
from jointcharge.index.elastic_schema import document_id, index_version, mappings, source_of
from jointcharge.index.elastic_versions import find_version, next_alias
from jointcharge.index.fields import FACETS, WORD_FIELDS
from jointcharge.index.tantivy import TantivyIndex
from jointcharge.records.errors import SearchIndexError

DOCUMENTS = [
    build_document(case, [t for t in TAGS if t.case_id == case.case_id], FILED.get(case.case_id, ())) for case in CASES
]


@pytest.fixture
def address(elastic_url):
    return address_of(elastic_url, name=f"test-{secrets.token_hex(4)}")


@pytest.fixture
def index(address):
    index = ElasticIndex(address, create=True)
    yield index
    index.close()


def small(n, text="words", **facets):
    case_id = f"x:{n:04}"
    return IndexDocument(
        case_id=case_id, digest=f"d{n}", title=f"Case {n}", country=None, decision_date=None, decision_year=None,
        texts={}, facets={name: tuple(values) for name, values in facets.items()},
        passages=(IndexPassage(passage_id=f"{case_id}@1", text=text),),
    )  # fmt: skip


def found(index, text="", **other):
    return [hit.case_id for hit in index.search(SearchQuery(text=text, **{"per_page": 100, **other})).hits]


# ---- the same answers ----


@pytest.fixture(scope="module")
def both(elastic_url, tmp_path_factory):
    engines = (
        TantivyIndex(tmp_path_factory.mktemp("both") / "index", create=True),
        ElasticIndex(address_of(elastic_url, name=f"test-{secrets.token_hex(4)}"), create=True),
    )
    for engine in engines:
        engine.add(DOCUMENTS)
        engine.commit()
    yield engines
    for engine in engines:
        engine.close()


@pytest.mark.parametrize("sort", Sort)
def test_both_engines_give_equal_pages_scores_facets_and_snippets(both, sort):
    for query in sorted({row.query for row in ROWS}):
        asked = SearchQuery(text=query, per_page=50, sort=sort, snippets=4)
        ours, theirs = (engine.search(asked) for engine in both)
        assert (ours.total, ours.facets) == (theirs.total, theirs.facets), query
        ranked = [[(hit.case_id, hit.title, hit.snippets) for hit in page.hits] for page in (ours, theirs)]
        assert ranked[0] == ranked[1], query
        for one, other in zip(ours.hits, theirs.hits, strict=True):
            assert one.score == pytest.approx(other.score, rel=1e-3, abs=1e-3), query


def test_a_field_that_few_cases_have_ranks_alike(both):
    """Lucene counts the cases that have a field, tantivy all: a placeholder makes the two numbers one."""
    for query in ("person:vask", "number:00042", "keyword:recruitment", 'person:"delphine marrow"'):
        ours, theirs = (engine.search(SearchQuery(text=query)).hits[0].score for engine in both)
        assert ours == pytest.approx(theirs, rel=1e-4)
        assert ours > 0.5


# ---- documents ----


def test_every_field_is_named_and_an_unknown_one_is_refused(index):
    told = mappings()
    assert told["dynamic"] == told["properties"]["passages"]["dynamic"] == "strict"
    assert {*WORD_FIELDS, *(f"facet_{name}" for name in FACETS)} < set(told["properties"])
    with pytest.raises(Exception, match="strict_dynamic_mapping_exception"):
        index.client.index(index=index.version.index, id="x", document={"surprise": 1})


def test_only_what_a_hit_shows_is_kept_as_source(index):
    index.add(DOCUMENTS[:1])
    index.commit()
    (hit,) = index.client.search(index=index.address.name)["hits"]["hits"]
    assert set(hit["_source"]) == {"case_id", "shown"}


def test_a_long_id_is_the_same_case_every_time(index):
    long = small(1).model_copy(update={"case_id": "files:" + "é" * 600})
    assert document_id(long.case_id) == document_id(long.case_id) != document_id(long.case_id + "x")
    assert len(document_id(long.case_id)) <= 512
    assert document_id("x:1") == "x:1"
    for _ in range(2):
        index.replace([long])
        index.commit()
    assert found(index) == [long.case_id]
    assert index.digests() == {long.case_id: "d1"}
    index.delete([long.case_id])
    index.commit()
    assert found(index) == []


def test_a_case_of_many_and_long_passages_is_taken(index):
    passages = tuple(IndexPassage(passage_id=f"x:1@{n}", text=f"word{n} " + "long " * 30) for n in range(12_000))
    huge = IndexPassage(passage_id="x:1@last", text="enormous " * 20_000)
    index.add([small(1).model_copy(update={"passages": (*passages, huge)})])
    index.commit()
    assert index.refused == []
    (hit,) = index.search(SearchQuery(text="word11999 OR enormous")).hits
    assert {one.passage_id for one in hit.snippets} == {"x:1@11999", "x:1@last"}


def test_a_refused_case_is_named_with_its_reason_and_the_others_are_taken(index):
    bad = small(2).model_copy(update={"decision_year": 10**12})
    index.add([small(1), bad, small(3)])
    index.commit()
    assert found(index) == ["x:0001", "x:0003"]
    ((case, reason),) = [(one.case_id, one.reason) for one in index.refused]
    assert case == "x:0002"
    assert "year_number" in reason
    assert "out of range" in reason


def test_the_last_change_to_a_case_counts_whatever_the_order_of_requests(index):
    index.add([small(n, "first") for n in range(30)])
    index.delete([f"x:{n:04}" for n in range(0, 30, 2)])
    index.add([small(0, "second"), small(1, "second")])
    index.commit()
    assert found(index, "second") == ["x:0000", "x:0001"]
    assert len(found(index)) == 16


# ---- answers of any length ----


def test_answers_longer_than_one_request_can_look_hold_every_case_once(index, monkeypatch):
    monkeypatch.setattr(walk, "_BATCH", 7)
    monkeypatch.setattr(elastic, "_WINDOW", 20)
    index.add([small(n, "word " * (1 + n % 3)) for n in range(50)])
    index.commit()
    expected = [f"x:{n:04}" for n in range(50)]
    assert list(index.iter_case_ids(SearchQuery(text="word"))) == expected
    assert index.digests() == {case_id: f"d{n}" for n, case_id in enumerate(expected)}
    whole = found(index, "word")
    pages = [found(index, "word", page=page, per_page=8) for page in range(1, 9)]
    assert [one for page in pages for one in page] == whole
    assert sorted(whole) == expected
    assert found(index, page=7, per_page=8) == expected[48:]


def test_an_export_goes_on_where_its_view_was_lost(index, monkeypatch):
    monkeypatch.setattr(walk, "_BATCH", 10)
    index.add([small(n) for n in range(40)])
    index.commit()
    given = index.iter_case_ids(SearchQuery())
    first = [next(given) for _ in range(15)]
    real, lost = index.client.search, []

    def lose_the_view(**asked):
        if not lost:
            lost.append(asked["pit"]["id"])
            index.client.close_point_in_time(id=asked["pit"]["id"])
        return real(**asked)

    monkeypatch.setattr(index.client, "search", lose_the_view)
    assert [*first, *given] == [f"x:{n:04}" for n in range(40)]
    assert lost


# ---- versions ----


def test_a_rebuild_takes_the_place_of_what_is_served_at_once_and_can_be_gone_on_with(address, index):
    index.add([small(1, "old")])
    index.finish("one")
    beside = ElasticIndex(address, create=True, rebuild=True)
    beside.add([small(1, "new"), small(2, "new")])
    beside.commit()
    beside.close()
    reader = ElasticIndex(address)
    assert found(reader) == ["x:0001"], "searches go on with the old index"
    again = ElasticIndex(address, create=True, rebuild=True)
    assert set(again.digests()) == {"x:0001", "x:0002"}, "what was built is still there"
    old = index.version.index
    again.finish("two")
    assert found(reader, "new") == ["x:0001", "x:0002"], "an open reader sees the new index"
    assert again.version.revision == "two" or find_version(index.client, address, address.name).revision == "two"
    assert find_version(index.client, address, next_alias(address)) is None
    assert not index.client.indices.exists(index=old)


def test_the_revision_is_forgotten_while_the_index_changes(address, index):
    index.add([small(1)])
    index.finish("first")
    assert find_version(index.client, address, address.name).revision == "first"
    writer = ElasticIndex(address, create=True)
    writer.add([small(2)])
    writer.commit()
    assert find_version(index.client, address, address.name).revision == ""


def test_an_index_of_another_version_says_to_rebuild(address, index):
    index.client.indices.put_mapping(index=index.version.index, meta={"jointcharge": {"version": "schema 0"}})
    with pytest.raises(SearchIndexError, match=r"another version \(schema 0, now schema .*index --rebuild --to http"):
        ElasticIndex(address)
    rebuilt = ElasticIndex(address, create=True, rebuild=True)
    rebuilt.finish("r")
    assert ElasticIndex(address).version.version == index_version()


def test_a_missing_index_says_how_to_build_it(address):
    with pytest.raises(
        SearchIndexError, match=r"no search index test-.* at http.*; build it with  jointcharge index --to"
    ):
        ElasticIndex(address)


def test_an_index_under_the_name_of_the_alias_is_left_alone(address):
    client = open_client(address)
    client.indices.create(index=address.name)
    with pytest.raises(SearchIndexError, match=r"an index itself is called .*choose another name with --name"):
        ElasticIndex(address, create=True)


def test_writes_never_make_an_index_by_the_way(address, index):
    index.client.indices.delete(index=index.version.index)
    index.add([small(1)])
    with pytest.raises(SearchIndexError, match="jointcharge index"):
        index.commit()
    assert not index.client.indices.exists(index=address.name)


# ---- the command line ----


@pytest.fixture
def folder(tmp_path):
    build(tmp_path, a_case("k1", ("d1", "trafficking", "convicted")), a_case("k2")).close()
    return tmp_path


def run(*words, fails=False):
    done = CliRunner().invoke(cli, [str(word) for word in words])
    if done.exception is not None and not fails:
        raise done.exception
    return done


def test_index_to_search_from_and_status(address, folder):
    there = ("--name", address.name, "--data", folder)
    said = run("index", "--to", address.urls[0], *there).output
    assert "2 cases added" in said
    assert f"--from {address.urls[0]}" in said
    assert "2 unchanged" in run("index", "--to", address.urls[0], *there).output
    assert len(run("search", "--ids", "--from", address.urls[0], *there).output.split()) == 2
    status = run("index", "--status", "--to", address.urls[0], *there).output
    assert "Elasticsearch 8" in status
    assert "health    green (well), 1 nodes" in status
    assert "2 cases, as the corpus is now" in status


def test_a_kept_address_serves_later_commands_and_can_be_left(address, folder):
    run("index", "--to", address.urls[0], "--name", address.name, "--keep", "--data", folder)
    assert read_address(folder) == address
    assert "2 cases" in run("search", "--data", folder).output
    assert "2 cases added" in run("index", "--rebuild", "--data", folder).output
    assert address.name in run("index", "--status", "--data", folder).output
    run("index", "--to", "embedded", "--keep", "--data", folder)
    assert read_address(folder) is None
    assert "2 cases" in run("search", "--data", folder).output


def test_a_search_elsewhere_needs_no_data_folder(address, folder, tmp_path):
    run("index", "--to", address.urls[0], "--name", address.name, "--data", folder)
    said = run("search", "--from", address.urls[0], "--name", address.name, "--data", tmp_path / "none").output
    assert said.startswith("2 cases")


def test_status_of_a_server_without_our_index(address, folder):
    said = run("index", "--status", "--to", address.urls[0], "--name", address.name, "--data", folder).output
    assert "no index yet, 2 cases missing" in said


# ---- addresses and keys ----


@pytest.mark.parametrize(
    ("given", "urls"),
    [
        ("https://search.example.org", ("https://search.example.org:443",)),
        ("http://localhost:9200/", ("http://localhost:9200",)),
        ("https://a:9200, https://b:9200", ("https://a:9200", "https://b:9200")),
        ("https://host:9243/es/", ("https://host:9243/es",)),
        ("http://[::1]:9200", ("http://[::1]:9200",)),
    ],
)
def test_addresses_as_people_write_them(given, urls):
    assert address_of(given).urls == urls


@pytest.mark.parametrize(
    "wrong", ["localhost:9200", "ftp://host", "", "https://", "https://host:port", "https://h?x=1"]
)
def test_what_is_no_address_is_told_with_one_that_is(wrong):
    with pytest.raises(SearchIndexError, match="write it so: https://localhost:9200"):
        address_of(wrong)


@pytest.mark.parametrize("name", ["Upper", "with space", "", "-x", "a*", "../x"])
def test_names_that_no_index_can_have(name):
    with pytest.raises(SearchIndexError, match="cannot name an index"):
        address_of("https://h", name=name)


SECRET = "sesame-open"


def test_an_address_with_a_password_is_refused_without_repeating_it():
    with pytest.raises(SearchIndexError, match="JOINTCHARGE_ELASTIC_PASSWORD") as told:
        address_of(f"https://me:{SECRET}@host:9200")
    assert SECRET not in str(told.value)
    assert told.value.__cause__ is None


def test_keys_are_not_shown_and_not_kept(tmp_path):
    access = ElasticAccess(api_key=SECRET, user="u", password=SECRET)
    assert SECRET not in f"{access!r} {access}"
    address = address_of("https://host:9200")
    keep_address(tmp_path, address)
    assert read_address(tmp_path) == address
    assert set(json.loads((tmp_path / SETTING).read_text())) == {"urls", "name", "ca_file", "verify", "plain_http"}


@pytest.mark.parametrize("url", ["http://search.example.org:9200", "http://10.0.0.7:9200"])
def test_a_key_does_not_leave_the_machine_unencrypted_unless_asked(url):
    key = ElasticAccess(api_key=SECRET)
    with pytest.raises(SearchIndexError, match=r"use https://, or --plain-http") as told:
        refuse_open_transport(address_of(url), key)
    assert SECRET not in str(told.value)
    refuse_open_transport(address_of(url, plain_http=True), key)
    refuse_open_transport(address_of(url), ElasticAccess())
    refuse_open_transport(address_of(url.replace("http:", "https:")), key)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9200", "http://localhost:9200", "http://[::1]:9200"])
def test_a_key_may_travel_within_the_machine(url):
    refuse_open_transport(address_of(url), ElasticAccess(api_key=SECRET))


def test_key_files_hold_the_key_or_the_answer_that_made_it(tmp_path):
    plain, answer, empty = (tmp_path / name for name in ("plain", "answer", "empty"))
    plain.write_text(f"{SECRET}\n")
    answer.write_text(json.dumps({"id": "i", "api_key": "a", "encoded": SECRET}))
    empty.write_text("\n")
    assert read_key_file(plain) == read_key_file(answer) == SECRET
    with pytest.raises(SearchIndexError, match="no API key in"):
        read_key_file(empty)
    answer.write_text(json.dumps({"api_key": SECRET}))
    with pytest.raises(SearchIndexError, match="no API key in") as told:
        read_key_file(answer)
    assert SECRET not in str(told.value)
    with pytest.raises(SearchIndexError, match="cannot read the key file"):
        read_key_file(tmp_path / "none")


def test_a_key_with_foreign_characters_is_refused_before_it_is_sent():
    with pytest.raises(SearchIndexError, match="the API key has characters that no key has") as told:
        open_client(address_of("http://127.0.0.1:1"), ElasticAccess(api_key=f"{SECRET}\nX-Other: 1"))
    assert SECRET not in str(told.value)


def test_a_missing_ca_file_is_told():
    with pytest.raises(SearchIndexError, match="no CA file at"):
        address_of("https://h", ca_file=Path("/nowhere/ca.pem"))


def test_a_setting_that_cannot_be_read_is_told(tmp_path):
    (tmp_path / SETTING).write_text('{"url": "x"}')
    with pytest.raises(SearchIndexError, match=r"cannot read .*; remove it"):
        read_address(tmp_path)


# ---- what the server says no to ----


@pytest.mark.parametrize(
    ("status", "kind", "reason", "words"),
    [
        (401, "security_exception", "unable to authenticate", "does not accept the key"),
        (403, "security_exception", "action [indices:data/write] is unauthorized", "give the key the privileges"),
        (403, "cluster_block_exception", "index [x] blocked by: [FORBIDDEN/5/index read-only (api)];", "is read-only"),
        (403, "cluster_block_exception", "blocked by: [FORBIDDEN/8/index write (api)];", "closed to writing"),
        (429, "cluster_block_exception", "[TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has"
         " read-only-allow-delete block]", "disk is nearly full"),
        (406, "", "", "use version 8 or 9"),
        (404, "index_not_found_exception", "no such index", "build it with"),
        (503, "", "", "wait until it is well"),
        (500, "null_pointer_exception", "oops", "answered 500 (null_pointer_exception: oops)"),
    ],
)  # fmt: skip
def test_a_refusal_is_one_line_that_says_what_to_do(status, kind, reason, words):
    told = str(refusal(address_of("https://host:9200"), status, kind, reason))
    assert words in told
    assert "https://host:9200" in told
    assert "\n" not in told


def test_reasons_never_quote_the_text_of_a_case():
    error = {"type": "document_parsing_exception", "reason": "failed to parse. Preview of field's value: 'Her name'"}
    assert kind_and_reason({"error": error}) == ("document_parsing_exception", "failed to parse.")


def test_documents_hold_the_words_once_and_the_text_as_copied_words():
    source = source_of(DOCUMENTS[0])
    assert "text" not in source
    assert source["passages"][1]["text"].startswith("he paid bribe to two police officer")
    assert source["keyword"] == ["recruitment"]
    assert source_of(small(1, text="…"))["text"] == ["∅"]
