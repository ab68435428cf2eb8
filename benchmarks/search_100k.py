"""Search over 100,000 passages: index build rate, size, and the time of 200 mixed queries with facets and snippets.

    python benchmarks/search_100k.py [--cases 4000] [--passages 25] [--queries 200] [--folder DIR]

The text is made: words of a Zipf-distributed vocabulary, mixed with the sentences of corpus_samples. Baseline: the
same queries as bare tantivy searches of the same index (top ten and count; no facets, snippets or tie-breaks), timed in
the same run, so that the figure shows what our answer costs on top of the engine.
"""

from __future__ import annotations

import argparse
import itertools
import random
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np

from jointcharge.index.base import CaseIndex, SearchQuery, Sort
from jointcharge.index.document import IndexDocument, IndexPassage
from jointcharge.index.query import parse_query
from jointcharge.index.tantivy import TantivyIndex

SAMPLES = Path(__file__).resolve().parents[1] / "corpus_samples" / "cases"
VOCABULARY = 40_000
COUNTRIES = [
    "THA",
    "KHM",
    "USA",
    "GBR",
    "NGA",
    "ARG",
    "MDA",
    "UKR",
    "ROU",
    "PHL",
    "IND",
    "BRA",
    "ZAF",
    "DEU",
    "NLD",
    "FRA",
    "ESP",
    "ITA",
    "MEX",
    "KEN",
]
CODES = {
    "offence_class": [
        "trafficking",
        "fraud",
        "document_forgery",
        "laundering",
        "bribery_active",
        "bribery_passive",
        "kidnapping_deprivation",
    ],
    "disposition": ["convicted", "acquitted", "dismissed", "withdrawn", "pending", "reversed", "unknown"],
    "exploitation": ["Sexual exploitation", "Forced labour or services", "Removal of organs", "Servitude"],
    "sector": ["Agriculture", "Fishing", "Construction", "Domestic work", "Entertainment"],
    "form": ["bribery", "private_bribery", "abuse_of_functions", "obstruction_of_justice"],
    "stage": ["recruitment", "documents", "transport_border", "exploitation", "proceeds", "justice"],
    "actor": ["police", "border_customs", "immigration_consular", "diplomat", "recruitment_agency"],
    "signal": ["fraudulent_documents", "irregular_issue", "official_involved", "unlawful_fees", "laundering"],
    "source": ["sherloc", "htd"],
    "language": ["en", "es", "fr", "pt", "ro"],
    "crime_types": ["Trafficking in persons", "Smuggling of migrants", "Corruption"],
}


def sample_sentences() -> list[str]:
    """Sentences of the sample cases; none where the folder is missing."""
    import yaml

    found: list[str] = []

    def collect(value: object) -> None:
        if isinstance(value, str):
            found.extend(one.strip() + "." for one in value.split(". ") if len(one) > 60)
        elif isinstance(value, dict | list):
            for one in value.values() if isinstance(value, dict) else value:
                collect(one)

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for path in sorted(SAMPLES.glob("*.yml")):
        page = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
        collect(page.get("page", page))
    return found


class Generator:
    """Cases whose words are distributed as in real text."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        numbers = np.random.default_rng(seed)
        letters = "".join
        made = {
            letters(self.random.choices("abcdefghilmnoprstuv", k=self.random.randint(3, 9)))
            for _ in range(VOCABULARY * 2)
        }
        self.words = sorted(made)[:VOCABULARY]
        self.random.shuffle(self.words)
        ranks = np.minimum(numbers.zipf(1.15, 4_000_000), VOCABULARY) - 1
        self.drawn = itertools.cycle(ranks.tolist())
        self.sentences = sample_sentences()

    def sentence(self) -> str:
        """A sentence: a real one now and then, else words as often as the corpus uses them."""
        if self.sentences and self.random.random() < 0.3:
            return self.random.choice(self.sentences)
        return " ".join(self.words[next(self.drawn)] for _ in range(self.random.randint(12, 36))).capitalize() + "."

    def case(self, n: int, passages: int) -> IndexDocument:
        """The ``n``-th case with so many passages."""
        case_id, pick = f"bench:{n:06}", self.random
        year = pick.randint(1998, 2024)
        facets = {
            name: tuple(sorted(pick.sample(values, k=min(len(values), pick.choice((1, 1, 2))))))
            for name, values in CODES.items()
        }
        for name in ("form", "stage", "actor", "signal"):
            if pick.random() < 0.7:
                facets[name] = ()
        facets |= {
            "country": (pick.choice(COUNTRIES),),
            "year": (str(year),),
            "court": (f"Court {int(pick.paretovariate(1)) % 300}",),
        }
        labels = tuple(f"{name}:{one}" for name in ("form", "signal") for one in facets[name])
        texts = {
            "title": (self.sentence()[:50],),
            "charge": ("Trafficking in persons", "Forgery of documents"),
            "provision": (f"Penal Code s. {n % 400}",),
        }
        return IndexDocument(
            case_id=case_id, digest=str(n), title=texts["title"][0], country=facets["country"][0], decision_date=None, decision_year=year,
            texts={**texts, **{name: facets[name] for name in ("court", "crime_types", "exploitation", "sector")}}, facets=facets,
            passages=tuple(
                IndexPassage(passage_id=f"{case_id}@{k}", text=self.sentence(), labels=labels if k == 3 else ())
                for k in range(1, passages + 1)
            ),
        )  # fmt: skip

    def query(self, n: int) -> SearchQuery:
        """The n-th query: frequent and rare words, phrases, nearness, prefixes, fields, ranges, filters, sorts, pages."""
        pick, words = self.random, self.words
        common = [pick.choice(words[:60]) for _ in range(3)]
        middle = [pick.choice(words[60:2000]) for _ in range(3)]
        rare = pick.choice(words[2000:20_000])
        forms = [
            SearchQuery(text=common[0]),
            SearchQuery(text=f"{common[0]} {middle[0]}"),
            SearchQuery(text=f"{middle[0]} OR {middle[1]} OR {rare}"),
            SearchQuery(text=f'"{common[0]} {common[1]}"'),
            SearchQuery(text=f'"{common[0]} {middle[0]}"~5'),
            SearchQuery(text=f'"{common[0]} {common[1]} {middle[0]}"~6'),
            SearchQuery(text=f"{middle[0][:3]}*"),
            SearchQuery(text=f"{common[0]} NOT {middle[0]}", filters={"country": (pick.choice(COUNTRIES),)}),
            SearchQuery(text="police bribe"),
            SearchQuery(text='"police officer" OR passport'),
            SearchQuery(text="form:bribery country:(THA OR KHM)"),
            SearchQuery(text=f"signal:* {middle[1]}"),
            SearchQuery(text="", sort=Sort.NEWEST, filters={"offence_class": ("bribery_active", "bribery_passive")}),
            SearchQuery(text=f"{common[2]} year:[2005 TO 2015]", sort=Sort.OLDEST, page=3),
            SearchQuery(text=f"({common[0]} OR {middle[2]}) AND traffick* NOT form:bribery"),
            SearchQuery(text=f"{common[1]} {common[2]}", page=5),
            SearchQuery(text="*"),
            SearchQuery(text=rare),
            SearchQuery(text=f"provision:{pick.randint(0, 399)}"),
            SearchQuery(text=f"court:{pick.randint(1, 20)} {middle[2]}"),
        ]
        return forms[n % len(forms)]


def percentiles(seconds: list[float]) -> str:
    """p50, p95 and the worst, in milliseconds."""
    cuts = statistics.quantiles(seconds, n=20)
    return f"p50 {cuts[9] * 1e3:6.1f} ms   p95 {cuts[18] * 1e3:6.1f} ms   worst {max(seconds) * 1e3:6.1f} ms"


def fill(index: CaseIndex, generator: Generator, cases: int, passages: int) -> float:
    """Add cases in batches as ``index_corpus`` does; the seconds that it took, making them set aside."""
    busy = 0.0
    for start in range(0, cases, 50):
        documents = [generator.case(n, passages) for n in range(start, min(start + 50, cases))]
        began = time.perf_counter()
        index.replace(documents)
        if (start + 50) % 1000 == 0:
            index.commit()
        busy += time.perf_counter() - began
    began = time.perf_counter()
    index.commit()
    return busy + time.perf_counter() - began


def build(generator: Generator, folder: Path, cases: int, passages: int) -> None:
    """Build the index, and print its rate and size."""
    index = TantivyIndex(folder, create=True)
    busy = fill(index, generator, cases, passages)
    began = time.perf_counter()
    index.close()
    busy += time.perf_counter() - began
    stats = TantivyIndex(folder).stats()
    print(
        f"index build   {stats.cases:,} cases, {stats.passages:,} passages in {busy:.1f} s: {stats.passages / busy:,.0f} passages/s"
    )
    print(f"index size    {stats.size_bytes / 1e6:.1f} MB, {stats.size_bytes / stats.passages:.0f} bytes a passage")


def search(generator: Generator, folder: Path, queries: int) -> None:
    """Time the queries through our index, and as bare searches of the same engine."""
    began = time.perf_counter()
    index = TantivyIndex(folder)
    print(f"index open    {(time.perf_counter() - began) * 1e3:.1f} ms")
    asked = [generator.query(n) for n in range(queries)]
    for query in asked[:20]:
        index.search(query)
    ours, bare, found, slow = [], [], 0, []
    for query in asked:
        began = time.perf_counter()
        page = index.search(query)
        ours.append(time.perf_counter() - began)
        found += page.total
        slow.append((ours[-1], query.text, page.total))
        compiled = index._case_queries.compile(parse_query(query.text))
        searcher = index._cases.searcher()
        began = time.perf_counter()
        searcher.search(compiled, limit=10)
        bare.append(time.perf_counter() - began)
    print(f"{queries} queries   ours, with facets and snippets   {percentiles(ours)}")
    print(f"{queries} queries   bare tantivy, neither            {percentiles(bare)}")
    print(f"cases found per query, mean: {found / queries:.0f}")
    for seconds, text, total in sorted(slow, reverse=True)[:6]:
        print(f"  slowest {seconds * 1e3:6.1f} ms  {total:5} cases  {text}")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=4000)
    parser.add_argument("--passages", type=int, default=25, help="per case")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--folder", type=Path, help="keep the index here")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="jointcharge-search-"))
    try:
        generator = Generator(seed=7)
        build(generator, folder / "index", options.cases, options.passages)
        search(generator, folder / "index", options.queries)
    finally:
        if options.folder is None:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
