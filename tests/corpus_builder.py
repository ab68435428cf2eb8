"""A corpus from a terse description, for tests: ``build(path, a_case("A", ("d1", "trafficking", "convicted")))``."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from jointcharge.records.case import (
    Actor,
    Case,
    Charge,
    Keyword,
    Listing,
    Observability,
    Passage,
    Review,
    Span,
    Stated,
    Tag,
    Verdict,
)
from jointcharge.records.corpus import Corpus
from jointcharge.records.offences import OffenceMatch
from jointcharge.records.raw import RawEntry, sha256_of

WHEN = dt.datetime(2026, 8, 1, 12, tzinfo=dt.UTC)
ROLES = {
    "d": "defendant",
    "v": "victim",
    "c": "complainant",
    "r": "respondent",
    "w": "witness",
    "j": "judge",
    "o": "official",
    "m": "migrant",
}
TIP = "Trafficking in persons"
SEES = {"charges": "c", "corruption_charges": "x", "verdicts": "v", "text": "t"}


def stated(value, sha="a" * 64, start=0):
    return Stated(value=value, wording=str(value), span=Span(document=sha, start=start, end=start + len(str(value))))


@dataclass
class Told:
    """A case, its tags (None: no tagger has read it) and the crime types it is listed under."""

    case: Case
    tags: tuple[Tag, ...] | None = ()
    listed: tuple[str, ...] = ()
    reviews: tuple[Review, ...] = field(default=())


def a_charge(case_id, n, actor, classes, *dispositions, **more):
    """``classes`` joined by +; dispositions in the order given, the later ones on appeal; no actor: an orphan."""
    span = Span(document="a" * 64, start=10 * n, end=10 * n + 5)
    return Charge(
        charge_id=f"{case_id}#c{n}",
        actor_id=f"{case_id}#{actor}" if actor else None,
        provision=more.pop("provision", stated(f"s. {n}", start=10 * n)),
        classes=tuple(OffenceMatch(offence_class=c, rule=f"rule.{c}", matched=c) for c in classes.split("+")),
        verdicts=tuple(
            Verdict(instance="appeal" if i else "trial", disposition=d, wording=d, span=span)
            for i, d in enumerate(dispositions)
        ),
        **more,
    )


def a_tag(case_id, text, tagger="lexicon", version="1"):
    """``form:bribery`` or ``form:bribery@2`` (the second passage)."""
    what, _, passage = text.partition("@")
    dimension, label = what.split(":")
    passage_id = f"{case_id}@{passage or 1}"
    return Tag(
        tag_id=f"{passage_id}~{dimension}:{label}", passage_id=passage_id, case_id=case_id, dimension=dimension, label=label,
        status="found" if dimension == "form" else None, score=0.9, tagger=tagger, version=version, span=Span(document="a" * 64, start=0, end=3),
    )  # fmt: skip


def a_case(name, *charges, tags=(), actors=None, sees="cxvt", filed=(TIP,), listed=(), texts=("One sentence.",), reviews=(), country="ROU", year=2014, **more):  # fmt: skip
    """A case ``test:name``. A charge is ``(actor, classes, disposition, …)``; ``tags=None``: never tagged.

    ``actors`` are names such as ``d1`` or ``v1`` (the letter is the role) or Actor records; by default those charged.
    ``sees`` holds c (charges), x (corruption charges), v (verdicts), t (text).
    """
    case_id = f"test:{name}"
    named = (
        actors if actors is not None else tuple(dict.fromkeys(c[0] for c in charges if isinstance(c, tuple) and c[0]))
    )
    built = tuple(
        a if isinstance(a, Actor) else Actor(actor_id=f"{case_id}#{a}", role=ROLES[a[0]], label=stated(f"Name of {a}"))
        for a in named
    )
    case = Case(
        case_id=case_id, source=more.pop("source", "sherloc"), title=stated(more.pop("title", f"Case {name}")),
        country=stated(country) if country else None, decision_year=year,
        decision_date=stated(dt.date(year, 5, 12)) if year else None, url=f"https://portal/{name}", language="en",
        court=stated(more.pop("court", "Court of Trial")), crime_types=filed, actors=built,
        keywords=tuple(Keyword(origin="badge", crime_type=TIP, field="keywords", value=stated(k)) for k in more.pop("keywords", ())),
        charges=tuple(a_charge(case_id, n, *c) if isinstance(c, tuple) else c for n, c in enumerate(charges, 1)),
        passages=tuple(
            Passage(passage_id=f"{case_id}@{n}", span=Span(document="a" * 64, start=0, end=len(t)), section="fact_summary", language="en", text=t)
            for n, t in enumerate(texts, 1)
        ),
        observability=Observability(**{name: letter in sees for name, letter in SEES.items()}),
        fetched_at=WHEN, sha256=sha256_of(name.encode()), **more,
    )  # fmt: skip
    told = None if tags is None else tuple(a_tag(case_id, one) for one in tags)
    return Told(case, told, listed, tuple(a_review(case, *one) for one in reviews))


def a_review(case, text, present, reviewer="A", day=1):
    """``form:bribery@2`` is, or is not, at the second passage."""
    what, _, passage = text.partition("@")
    dimension, label = what.split(":")
    n = int(passage or 1)
    return Review(
        passage_id=f"{case.case_id}@{n}", dimension=dimension, label=label, present=present, reviewer=reviewer,
        reviewed_at=dt.datetime(2026, 8, day, tzinfo=dt.UTC), passage_text=case.passages[n - 1].text,
    )  # fmt: skip


def add(corpus: Corpus, *told: Told) -> None:
    for one in told:
        entry = RawEntry(
            portal="test", url=one.case.url, kind="case", fetched_at=WHEN, media_type="text/html", status=200, sha256=one.case.sha256,
            warc="w.warc.gz", offset=0, length=1,
        )  # fmt: skip
        listings = [
            Listing(
                portal="test",
                crime_type=t,
                case_id=one.case.case_id,
                url=one.case.url,
                number=None,
                title="A case",
                seen_at=WHEN,
            )
            for t in one.listed
        ]
        corpus.add_parsed(entry, "sherloc", "1", "text", [one.case], listings)
        if one.tags is not None:
            corpus.add_tags(one.case.case_id, "lexicon", "1", one.tags)
        corpus.add_reviews(one.reviews)


def build(folder: Path, *told: Told) -> Corpus:
    """The corpus of these cases, open."""
    corpus = Corpus(folder / "corpus.db", create=True)
    corpus.db.execute("PRAGMA synchronous = OFF")
    add(corpus, *told)
    return corpus
