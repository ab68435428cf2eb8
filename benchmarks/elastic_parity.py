"""The same queries to the embedded index and to Elasticsearch: how many answers are equal.

    python benchmarks/elastic_parity.py [--corpus sample|real|both] [--queries 600] [--url URL] [--seed 5]

Two corpora: the fictional samples, and all real texts of ../shared/data (481 SHERLOC summaries, Philippine and
Ecuadorian judgments, US dockets and the HTD table), read by `jointcharge import` and `jointcharge parse`. The queries are
drawn from the texts: rare and frequent words, phrases that stand there, words near each other, prefixes, every
field, ranges, filters, sorts, later pages, and lines that cannot be read. Equal is: the same total, the same facet
counts, the same cases in the same order with the same scores, the same passages shown. "but for rounding" counts
answers that differ only where two scores are closer than one in ten thousand. Without --url a server is started
(tests/elastic_server.py: needs Java and, once, Maven).
"""

from __future__ import annotations

import argparse
import contextlib
import random
import secrets
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from elastic_server import ElasticCluster

from jointcharge.classify.base import open_tagger
from jointcharge.classify.gold import read_gold
from jointcharge.corpus_samples.pages import build_page, load_samples
from jointcharge.index.base import CaseIndex, SearchPage, SearchQuery, Sort
from jointcharge.index.document import IndexDocument, build_document
from jointcharge.index.elastic import ElasticIndex
from jointcharge.index.elastic_address import address_of
from jointcharge.index.fields import FACETS, FIELDS, WORD_FIELDS, FieldKind
from jointcharge.index.run import index_corpus
from jointcharge.index.tantivy import TantivyIndex
from jointcharge.index.tokens import words
from jointcharge.parsing.formats import format_of, to_raw_file
from jointcharge.records.corpus import Corpus
from jointcharge.records.errors import QueryError
from jointcharge.records.raw import RawKind

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
CLOSE = 1e-4
UNREADABLE = ("(a b", "a AND", "year:[2015 TO 2010]", "colour:red", '"open', "a^2", "country:Nowhere", "te*t", "NOT")


class Kept:
    """A `CaseIndex` that only keeps what it is handed, so that both engines get the very same documents."""

    def __init__(self) -> None:
        self.documents: list[IndexDocument] = []

    def digests(self) -> dict[str, str]:
        """None: this index is written whole."""
        return {}

    def delete(self, case_ids: Sequence[str]) -> None:
        """Nothing is ever deleted here."""

    def replace(self, documents: Sequence[IndexDocument]) -> None:
        """Keep the documents as given."""
        self.documents += documents

    def commit(self) -> None:
        """Nothing waits to be written."""


def run(*command: object, needed: bool = True) -> None:
    """One jointcharge command; its answer is not shown, what it refuses is."""
    program = Path(sys.executable).with_name("jointcharge")
    subprocess.run([str(program), *map(str, command)], check=needed, stdout=subprocess.DEVNULL)


def documents_of(folder: Path) -> list[IndexDocument]:
    """What `jointcharge index` would index of a data folder."""
    kept = Kept()
    with Corpus(folder / "corpus.db") as corpus:
        index_corpus(corpus, kept)  # type: ignore[arg-type]  # it is only written to
    return kept.documents


def sample_documents(_: Path) -> list[IndexDocument]:
    """The fictional samples, built into pages, parsed and tagged."""
    tagger, documents = open_tagger("lexicon"), []
    for sample in load_samples():
        raw = to_raw_file("sherloc", f"{sample.slug}.html", build_page(sample)).model_copy(
            update={
                "portal": "sherloc",
                "url": f"https://www.unodc.org/cld/en{sample.uri}?lng=en&tmpl=sherloc",
                "kind": RawKind.CASE,
                "media_type": "text/html",
            }
        )
        found = format_of(raw)
        for case in found.parse(raw).cases if found else ():
            documents.append(build_document(case, tagger.tag(case), sample.filed_under))
    return documents


def real_documents(folder: Path) -> list[IndexDocument]:
    """Every real text that lies in ../shared/data."""
    for name in ("ph_supreme_court", "ec_judgments"):
        run("import", "files", DATA / name, "--data", folder)
    run("import", "htd", DATA / "us_federal_htd.csv", "--data", folder)
    for docket in sorted((DATA / "pacer_dockets").rglob("*.html")):
        run("import", "pacer", docket, "--data", folder, needed=False)  # one of them is no docket page
    run("parse", "--data", folder)
    run("tag", "--tagger", "lexicon", "--data", folder)
    tagger = open_tagger("lexicon")
    summaries = [one.case for one in read_gold(DATA / "sherloc_summaries.jsonl")]
    return documents_of(folder) + [build_document(case, tagger.tag(case), ()) for case in summaries]


class Asker:
    """Draws queries from the texts of a corpus."""

    def __init__(self, documents: Sequence[IndexDocument], seed: int) -> None:
        self.random = random.Random(seed)
        self.documents = documents
        self.passages = [cut for one in documents for passage in one.passages if len(cut := words(passage.text)) > 3]
        counts = Counter(word for cut in self.passages for word in cut)
        ordered = [word for word, _ in counts.most_common()]
        self.frequent, self.middle, self.rare = ordered[:100], ordered[100:2000], ordered[2000:] or ordered
        self.values: dict[str, Counter[str]] = defaultdict(Counter)
        for one in documents:
            for facet, values in one.facets.items():
                self.values[facet].update(values)
        self.kinds: dict[str, Callable[[], SearchQuery]] = {
            "one word": lambda: self.ask(self.word()),
            "words together": lambda: self.ask(f"{self.word()} {self.word()}"),
            "AND OR NOT": lambda: self.ask(f"({self.word()} OR {self.word()}) AND {self.word()} NOT {self.word()}"),
            "phrase": lambda: self.ask(f'"{self.stretch(self.random.randint(2, 4))}"'),
            "near, two words": lambda: self.ask(f'"{self.apart(2)}"~{self.random.randint(0, 12)}'),
            "near, more words": lambda: self.ask(f'"{self.apart(self.random.randint(3, 5))}"~{self.random.randint(0, 30)}'),
            "prefix": lambda: self.ask(f"{self.word()[: self.random.randint(2, 5)]}*"),
            "word field": self.in_field,
            "code field": self.code,
            "range": self.range,
            "any value": lambda: self.ask(f"{self.random.choice(['', 'NOT '])}{self.random.choice(list(FIELDS))}:*"),
            "filters": lambda: self.ask(self.random.choice(["", self.word()]), filters=self.filters()),
            "by date": lambda: self.ask(self.word(), sort=self.random.choice([Sort.OLDEST, Sort.NEWEST])),
            "later page": lambda: self.ask(self.random.choice(self.frequent), page=self.random.randint(2, 6), per_page=7),
            "everything": lambda: self.ask("", sort=self.random.choice(list(Sort)), page=self.random.randint(1, 5)),
            "nothing found": lambda: self.ask(f"{self.word()} AND zzqx{self.random.randint(0, 99)}"),
            "cannot be read": lambda: self.ask(self.random.choice(UNREADABLE)),
        }  # fmt: skip

    def ask(self, text: str, **other: object) -> SearchQuery:
        """A query of ``text`` with two snippets."""
        return SearchQuery.model_validate({"text": text, "snippets": 2, **other})

    def word(self) -> str:
        """A word of the corpus: frequent, in the middle, or rare."""
        return self.random.choice(self.random.choice((self.frequent, self.middle, self.rare)))

    def stretch(self, length: int) -> str:
        """``length`` characters of a passage, words cut where they fall."""
        cut = self.random.choice(self.passages)
        start = self.random.randrange(max(1, len(cut) - length))
        return " ".join(cut[start : start + length])

    def apart(self, count: int) -> str:
        """Some words of one passage, out of their order."""
        cut = self.stretch(20).split()
        return " ".join(self.random.sample(cut, min(count, len(cut))))

    def in_field(self) -> SearchQuery:
        """A phrase of up to three words that stand in one field of one case."""
        one, field = self.random.choice(self.documents), self.random.choice(WORD_FIELDS)
        found = words(" ".join(one.texts.get(field, ())))
        start = self.random.randrange(len(found)) if found else 0
        text = " ".join(found[start : start + self.random.randint(1, 3)]) or self.word()
        return self.ask(f'{field}:"{text}"')

    def code(self) -> SearchQuery:
        """A code or the beginning of one, alone or beside a word."""
        field = self.random.choice([name for name, one in FIELDS.items() if one.kind is FieldKind.CODE and one.facet])
        value = self.random.choice(list(self.values[field]) or ["none"])
        short = value[: self.random.randint(1, 3)] + "*"
        return self.ask(
            f"{field}:{self.random.choice([f'{chr(34)}{value}{chr(34)}', short])} {self.random.choice(['', self.word()])}"
        )

    def range(self) -> SearchQuery:
        """A span of years or days in each spelling that the query language has."""
        first = self.random.randint(1990, 2020)
        last = first + self.random.randint(0, 15)
        forms = (
            f"year:[{first} TO {last}]",
            f"year:{{{first} TO {last + 1}}}",
            f"date:[{first} TO *]",
            f"date:<{last}-06",
            f"year:>={last}",
        )
        return self.ask(self.random.choice(forms))

    def filters(self) -> dict[str, tuple[str, ...]]:
        """Chosen values of one or two facets."""
        facets = self.random.sample([name for name in FACETS if self.values[name]], self.random.randint(1, 2))
        return {name: tuple(self.random.choices(list(self.values[name]), k=self.random.randint(1, 3))) for name in facets}  # fmt: skip


def answer(index: CaseIndex, query: SearchQuery) -> SearchPage | str:
    """The page, or what is said of a query that cannot be read."""
    try:
        return index.search(query)
    except QueryError as error:
        return str(error)


def difference(ours: SearchPage | str, theirs: SearchPage | str) -> str:
    """What differs first; empty where nothing does, ``rounding`` where only the order of nearly equal scores does."""
    if isinstance(ours, str) or isinstance(theirs, str):
        return "" if ours == theirs else "one engine cannot read it"
    if ours.total != theirs.total:
        return f"total {ours.total} and {theirs.total}"
    if ours.facets != theirs.facets:
        return "facets"
    pairs = list(zip(ours.hits, theirs.hits, strict=True))
    if any(abs(a.score - b.score) > CLOSE * max(a.score, b.score, 1.0) for a, b in pairs):
        return "scores"
    if any(a.case_id != b.case_id for a, b in pairs):
        return "rounding"
    return "passages shown" if any(a.snippets != b.snippets for a, b in pairs) else ""


def compare(name: str, documents: list[IndexDocument], url: str, queries: int, seed: int) -> int:
    """Print the table of one corpus; the number of queries that differ."""
    passages = sum(len(one.passages) for one in documents)
    print(f"\n{name}: {len(documents)} cases, {passages} passages")
    asker, counts, different = Asker(documents, seed), defaultdict(Counter), []
    with engines(documents, url) as (embedded, elastic):
        for n in range(queries):
            kind = list(asker.kinds)[n % len(asker.kinds)]
            query = asker.kinds[kind]()
            told = difference(answer(embedded, query), answer(elastic, query))
            counts[kind][told if told in ("", "rounding") else "different"] += 1
            if told not in ("", "rounding"):
                different.append(f"  {told}: {query.text} {query.filters or ''} {query.sort} page {query.page}")
        sizes = [index.stats().size_bytes / max(1, passages) for index in (embedded, elastic)]
    print(f"{'kind of query':18} {'asked':>6} {'equal':>6} {'but for rounding':>17} {'different':>10}")
    for kind, told in [*counts.items(), ("all", sum(counts.values(), Counter()))]:
        print(f"{kind:18} {told.total():6} {told['']:6} {told['rounding']:17} {told['different']:10}")
    print(f"bytes a passage: embedded {sizes[0]:.0f}, Elasticsearch {sizes[1]:.0f}")
    print(*different[:20], sep="\n")
    return len(different)


@contextlib.contextmanager
def engines(documents: list[IndexDocument], url: str) -> Iterator[tuple[TantivyIndex, ElasticIndex]]:
    """Both indexes of the same documents; the one in Elasticsearch is taken away afterwards."""
    with tempfile.TemporaryDirectory(prefix="jointcharge-parity-") as folder:
        embedded = TantivyIndex(Path(folder) / "index", create=True)
        elastic = ElasticIndex(address_of(url, name=f"parity-{secrets.token_hex(3)}"), create=True)
        for index in (embedded, elastic):
            index.add(documents)
            index.commit()
        if elastic.refused:
            raise SystemExit(f"refused: {elastic.refused}")
        try:
            yield embedded, elastic
        finally:
            embedded.close()
            elastic.client.indices.delete(index=elastic.version.index)
            elastic.close()


def main() -> None:
    """Run the benchmark; exit status 1 where an answer differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", choices=["sample", "real", "both"], default="both")
    parser.add_argument("--queries", type=int, default=600, help="per corpus")
    parser.add_argument("--url", help="an Elasticsearch that runs")
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    different = 0
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jointcharge-parity-")))
        url = options.url or stack.enter_context(ElasticCluster()).url
        for name, made in (("sample", sample_documents), ("real", real_documents)):
            if options.corpus in (name, "both"):
                different += compare(name, made(folder / name), url, options.queries, options.seed)
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
