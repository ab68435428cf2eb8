"""Links between cases, kept in the corpus: found by the matcher, decided by people, undone at any time.

A person's word outranks the matcher's and outlives its runs. Linked cases form groups; a group never holds two cases
that a person has set apart, even where a third case would join them.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jointcharge.records.corpus import Corpus
from jointcharge.records.errors import UnknownCaseError
from jointcharge.records.identifiers import Identifier, find_identifiers
from jointcharge.records.matching import MATCHER, CaseLink, LinkState, Marks, find_links

USER = "user"
_CASES = """
SELECT case_id, source, title, number, neutral_citation, ecli, country, court, decision_date, decision_year, sha256, document_id,
  (SELECT group_concat(coalesce(s.value ->> 'text', '') || ' ' || coalesce(s.value ->> 'url', ''), char(10))
   FROM json_each(record, '$.sources') s) AS sources
FROM cases"""
_PROCEEDINGS = "SELECT case_id, court, decision_date, description FROM proceedings"
_ATTACHED = """
SELECT c.case_id, a.sha256, a.record ->> '$.number' AS number, a.record ->> '$.title.value' AS title,
  a.record ->> '$.neutral_citation.value' AS neutral_citation, a.record ->> '$.ecli.value' AS ecli,
  a.record ->> '$.court.value' AS court, a.record ->> '$.decision_date.value' AS decision_date
FROM attachments a JOIN cases c ON c.case_id IN (
  SELECT o.case_id FROM cases o WHERE o.url = a.referrer UNION
  SELECT o.case_id FROM attached_url_rows u JOIN cases o USING (case_row) WHERE u.url = a.url)"""


@dataclass
class LinkSummary:
    """What one run of the matcher did."""

    linked: int = 0
    """Pairs held to be one matter, those that people have linked among them."""
    suggested: int = 0
    apart: int = 0
    groups: int = 0
    new: int = 0
    ended: int = 0

    def to_text(self) -> str:
        """The summary in a line or two."""
        lines = [
            f"{self.linked} pairs of cases linked in {self.groups} groups ({self.new} new, {self.ended} ended),"
            f" {self.suggested} suggested, {self.apart} set apart."
        ]
        if self.suggested:
            lines.append(
                "Look at the suggestions with  jointcharge link --list  and decide with --join A B or --undo A B."
            )
        return "\n".join(lines)


def link_cases(corpus: Corpus) -> LinkSummary:
    """Run the matcher over every case that stands; what it no longer finds ends, what people decided stays."""
    found = {(one.case_a, one.case_b): one for one in find_links(read_marks(corpus))}
    standing = {(one.case_a, one.case_b): one for one in _rows(corpus, "link_rows WHERE until IS NULL")}
    decided = {pair for pair, one in standing.items() if one.made_by == USER}
    new = [one for pair, one in found.items() if pair not in decided and standing.get(pair) != one]
    ended = [pair for pair in standing if pair not in decided and pair not in found]
    if new or ended:
        with corpus.change(MATCHER) as revision:
            for pair in ended:
                _end(corpus, pair, revision)
            for one in new:
                _put(corpus, one, revision)
    states = [one.state for one in read_links(corpus)]
    return LinkSummary(
        linked=states.count(LinkState.LINKED),
        suggested=states.count(LinkState.SUGGESTED),
        apart=states.count(LinkState.APART),
        groups=len(linked_groups(corpus)),
        new=len(new),
        ended=len(ended),
    )


def decide(corpus: Corpus, one: str, other: str, state: LinkState) -> CaseLink:
    """Record a person's word about two cases, named as `Corpus.case` takes them; it outranks the matcher's from now on.

    Raises `UnknownCaseError` for a case that is not there, or for twice the same.
    """
    a, b = sorted(corpus.case(name).case_id for name in (one, other))
    if a == b:
        raise UnknownCaseError(f"{one!r} and {other!r} are the same case {a}; name two cases")
    before = next((link for link in read_links(corpus) if (link.case_a, link.case_b) == (a, b)), None)
    word = "these are one matter" if state is LinkState.LINKED else "these are two matters"
    reasons = (f"a person says that {word}", *(() if before is None else _found_reasons(before)))
    link = CaseLink(case_a=a, case_b=b, state=state, score=1.0, reasons=reasons, made_by=USER)
    with corpus.change(f"link {state}") as revision:
        _put(corpus, link, revision)
    return link


def _found_reasons(before: CaseLink) -> tuple[str, ...]:
    return before.reasons if before.made_by != USER else before.reasons[1:]


def _end(corpus: Corpus, pair: tuple[str, str], revision: int) -> None:
    corpus.db.execute(
        "UPDATE link_rows SET until = ? WHERE case_a = ? AND case_b = ? AND until IS NULL", (revision, *pair)
    )


def _put(corpus: Corpus, one: CaseLink, revision: int) -> None:
    _end(corpus, (one.case_a, one.case_b), revision)
    corpus.db.execute(
        "INSERT INTO link_rows (case_a, case_b, state, score, reasons, made_by, since) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (one.case_a, one.case_b, one.state, one.score, json.dumps(one.reasons), one.made_by, revision),
    )


def read_links(corpus: Corpus, case_id: str | None = None) -> list[CaseLink]:
    """What is held of every pair of standing cases, or of the pairs of one case; the surest first."""
    links = _rows(corpus, "links")
    return [one for one in links if case_id is None or case_id in (one.case_a, one.case_b)]


def _rows(corpus: Corpus, table: str) -> list[CaseLink]:
    found = corpus.select(f"SELECT * FROM {table} ORDER BY score DESC, case_a, case_b").fetchall()  # noqa: S608
    return [_link_of(row) for row in found]


def _link_of(row: sqlite3.Row) -> CaseLink:
    names = ("case_a", "case_b", "state", "score", "made_by")
    return CaseLink(reasons=tuple(json.loads(row["reasons"])), **{name: row[name] for name in names})


def linked_groups(corpus: Corpus) -> tuple[tuple[str, ...], ...]:
    """The groups of cases that are one matter, each ordered by id; cases that stand alone are in none."""
    links = read_links(corpus)
    return grouped(links)


def count_matters(found: Iterable[str], groups: Iterable[tuple[str, ...]]) -> int:
    """How many matters the cases ``found`` are, those of one group counted once."""
    group_of = {case_id: n for n, group in enumerate(groups) for case_id in group}
    return len({group_of.get(case_id, case_id) for case_id in found})


def grouped(links: list[CaseLink]) -> tuple[tuple[str, ...], ...]:
    """Groups out of links, the surest first; a link that would join two cases set apart joins nothing."""
    apart: dict[str, set[str]] = defaultdict(set)
    for one in links:
        if one.state is LinkState.APART:
            apart[one.case_a].add(one.case_b)
            apart[one.case_b].add(one.case_a)
    groups: dict[str, set[str]] = {}
    for one in sorted(links, key=lambda link: (-link.score, link.case_a, link.case_b)):
        if one.state is LinkState.LINKED:
            ours, theirs = (groups.get(name, {name}) for name in (one.case_a, one.case_b))
            if ours is not theirs and not any(apart[name] & theirs for name in ours):
                together = ours | theirs
                groups.update(dict.fromkeys(together, together))
    return tuple(sorted({tuple(sorted(group)) for group in groups.values()}))


def read_marks(corpus: Corpus) -> list[Marks]:
    """What every standing case is known by."""
    proceedings, attached = _by_case(corpus, _PROCEEDINGS), _by_case(corpus, _ATTACHED)
    cases = corpus.select(_CASES).fetchall()
    told_by = Counter(row["document_id"] for row in cases)
    return [
        _marks_of(row, proceedings[row["case_id"]], attached[row["case_id"]], alone=told_by[row["document_id"]] == 1)
        for row in cases
    ]


def _by_case(corpus: Corpus, sql: str) -> dict[str, list[sqlite3.Row]]:
    found: dict[str, list[sqlite3.Row]] = defaultdict(list)
    for row in corpus.select(sql):
        found[row["case_id"]].append(row)
    return found


def _marks_of(row: sqlite3.Row, proceedings: list[sqlite3.Row], attached: list[sqlite3.Row], *, alone: bool) -> Marks:
    """``alone`` says whether the case's file tells of no other case: a table of many is no mark of one."""
    country, instances = row["country"], [row, *proceedings, *attached]
    titled = [row, *attached]
    told = [one[name] for name in ("number", "neutral_citation", "ecli", "title") for one in titled]
    told += [p["description"] for p in proceedings]
    own_file = [row["sha256"]] if alone else []
    return Marks(
        case_id=row["case_id"],
        source=row["source"],
        title=row["title"] or "",
        country=country,
        courts=frozenset(one["court"] for one in instances if one["court"]),
        dates=frozenset(one["decision_date"] for one in instances if one["decision_date"]),
        year=row["decision_year"],
        own=frozenset(_numbers(told, country)) | _whole_number(row["number"], country),
        cited=frozenset(_numbers([row["sources"]], country)),
        files=frozenset(own_file + [one["sha256"] for one in attached]),
    )


def _numbers(texts: list[str | None], country: str | None) -> Iterator[Identifier]:
    for text in texts:
        if text:
            yield from find_identifiers(text, country)


def _whole_number(number: str | None, country: str | None) -> frozenset[Identifier]:
    """A number that stands alone in its field (``22/2018``) is read as if "No." stood before it."""
    if not number or find_identifiers(number, country):
        return frozenset()
    return frozenset(find_identifiers(f"No. {number}", country))
