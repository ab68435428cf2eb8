"""Records to rows of the corpus, and back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

from jointcharge.records.case import Actor, Bribe, Case, Charge, Listing, Proceeding, Review, Span, Stated, Tag
from jointcharge.records.raw import RawEntry, sha256_of

INSERT_DOCUMENT = (
    'INSERT INTO documents (portal, url, kind, fetched_at, media_type, sha256, warc, "offset", length,'
    " parser, parser_version, text, error, since, duplicate_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
INSERT_LISTING = (
    "INSERT INTO listing_rows (document_id, portal, crime_type, case_id, url, number, title, seen_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
INSERT_TAG = "INSERT INTO tag_rows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_REVIEW = (
    "INSERT INTO reviews (passage_id, dimension, label, present, reviewer, reviewed_at, passage_text, since)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
SNAPSHOT_QUERIES = (
    "SELECT case_id, record_sha256 FROM cases ORDER BY case_id",
    "SELECT c.case_id, t.tagger, t.version FROM taggings t JOIN cases c USING (case_row) ORDER BY c.case_id",
    "SELECT DISTINCT case_id, crime_type FROM listings ORDER BY case_id, crime_type",
    "SELECT passage_id, dimension, label, reviewer, present FROM current_reviews ORDER BY passage_id, dimension, label, reviewer",
    "SELECT case_a, case_b, state, score FROM links WHERE state <> 'suggested' ORDER BY case_a, case_b",
    "SELECT sample, case_id, reviewer, answer FROM sample_answers ORDER BY sample, case_id, reviewer",
)
"""What a snapshot is the digest of."""


def _value(stated: Stated[Any] | None) -> Any:
    return None if stated is None else stated.value


def document_row(
    entry: RawEntry, parser: str, version: str, text: str, error: str | None, revision: int
) -> tuple[Any, ...]:
    """A document as the columns of `INSERT_DOCUMENT` but the last, ``duplicate_of``."""
    return (
        entry.portal, entry.url, entry.kind, entry.fetched_at.isoformat(), entry.media_type, entry.sha256,
        entry.warc, entry.offset, entry.length, parser, version, text, error, revision,
    )  # fmt: skip


def listing_row(document_id: int, one: Listing) -> tuple[Any, ...]:
    """A listing as the columns of `INSERT_LISTING`."""
    return (
        document_id,
        one.portal,
        one.crime_type,
        one.case_id,
        one.url,
        one.number,
        one.title,
        one.seen_at.isoformat(),
    )


def insert_case(db: sqlite3.Connection, document_id: int, case: Case, record: str, revision: int) -> None:
    """Add a case and everything in it; the document's parser and version go with it."""
    sees = case.observability
    date = _value(case.decision_date)
    values = (
        document_id, case.case_id, case.source, case.number, _value(case.title), _value(case.country), _value(case.court),
        date.isoformat() if date else None, case.decision_year, case.url, case.language,
        sees.charges, sees.corruption_charges, sees.verdicts, sees.text,
        case.fetched_at.isoformat(), case.sha256, record, revision,
        sha256_of(record.encode()), _value(case.neutral_citation), _value(case.ecli), document_id,
    )  # fmt: skip
    added = db.execute(
        "INSERT INTO case_rows (document_id, case_id, source, number, title, country, court, decision_date, decision_year,"
        " url, language, sees_charges, sees_corruption_charges, sees_verdicts, sees_text, fetched_at, sha256, record, since, record_sha256, neutral_citation, ecli, parser, parser_version)"
        " SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, parser, parser_version"
        " FROM documents WHERE document_id = ?",
        values,
    )
    row = added.lastrowid
    assert row is not None  # noqa: S101
    _insert(db, "proceeding_rows", (_proceeding(row, n, one) for n, one in enumerate(case.proceedings)))
    _insert(db, "actor_rows", (_actor(row, n, one) for n, one in enumerate(case.actors)))
    for charge in case.charges:
        _insert_charge(db, row, charge)
    _insert(db, "bribe_rows", (_bribe(row, n, one) for n, one in enumerate(case.bribes)))
    db.executemany(
        "INSERT INTO passage_rows (case_row, passage_id, section, language, page, span_start, span_end, text, document)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, nullif(?, ?))",
        [
            (
                row,
                p.passage_id,
                p.section,
                p.language,
                p.span.page,
                p.span.start,
                p.span.end,
                p.text,
                p.span.document,
                case.sha256,
            )
            for p in case.passages
        ],
    )
    urls = dict.fromkeys(link.url for link in case.attachments if link.url)
    db.executemany("INSERT INTO attached_url_rows VALUES (?, ?)", [(row, url) for url in urls])


def _insert(db: sqlite3.Connection, table: str, values: Iterable[tuple[Any, ...]]) -> None:
    for one in values:
        db.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(one))})", one)  # noqa: S608


def _proceeding(case_row: int, position: int, one: Proceeding) -> tuple[Any, ...]:
    date = _value(one.decision_date)
    return (
        case_row,
        position,
        _value(one.court),
        _value(one.instance),
        date.isoformat() if date else None,
        _value(one.description),
    )


def _actor(case_row: int, position: int, one: Actor) -> tuple[Any, ...]:
    return (
        case_row, position, one.actor_id, one.role, _value(one.label), _value(one.group_size), _value(one.gender),
        ";".join(n.value for n in one.nationalities), _value(one.age), _value(one.birth_year), _value(one.is_official),
        _value(one.office), _value(one.is_organisation), _value(one.is_minor), ";".join(a.value for a in one.absences),
    )  # fmt: skip


def _bribe(case_row: int, position: int, one: Bribe) -> tuple[Any, ...]:
    money, span = one.amount.value, one.amount.span
    return (
        case_row, position, money.amount, money.currency, one.payer, one.payer_id, one.recipient, one.recipient_id,
        span.page, span.start, span.end,
    )  # fmt: skip


def _charge_span(charge: Charge) -> Span | None:
    for one in (charge.provision, charge.wording):
        if one is not None:
            return one.span
    return charge.verdicts[0].span if charge.verdicts else None


def _insert_charge(db: sqlite3.Connection, case_row: int, charge: Charge) -> None:
    sentence, span = charge.sentence, _charge_span(charge)
    fine = _value(sentence.fine) if sentence else None
    compensation = _value(sentence.compensation) if sentence else None
    term = (None,) * 4 if sentence is None else (
        sentence.imprisonment_months_min, sentence.imprisonment_months_max, sentence.life, sentence.suspended_months,
    )  # fmt: skip
    added = db.execute(
        "INSERT INTO charge_rows (case_row, charge_id, actor_id, counts, provision, wording, disposition, disposition_trial, plea,"
        " imprisonment_months_min, imprisonment_months_max, life, suspended_months, fine_amount, fine_currency,"
        " compensation_amount, compensation_currency, page, span_start, span_end, fine_wages, confidence)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            case_row, charge.charge_id, charge.actor_id, _value(charge.counts), _value(charge.provision), _value(charge.wording),
            charge.disposition, charge.disposition_trial, _value(charge.plea), *term,
            fine.amount if fine else None, fine.currency if fine else None,
            compensation.amount if compensation else None, compensation.currency if compensation else None,
            span.page if span else None, span.start if span else None, span.end if span else None,
            _value(sentence.fine_wages) if sentence else None, charge.lowest_confidence,
        ),
    )  # fmt: skip
    row = added.lastrowid
    classes = {match.offence_class: match.rule for match in reversed(charge.classes)}
    _insert(db, "charge_class_rows", ((row, name, rule) for name, rule in classes.items()))
    _insert(
        db,
        "verdict_rows",
        ((row, n, v.instance, v.disposition, v.wording) for n, v in enumerate(charge.verdicts)),
    )


def tag_row(tagging_row: int | None, position: int, tag: Tag) -> tuple[Any, ...]:
    """A tag as the columns of `INSERT_TAG`."""
    return (
        tagging_row, position, tag.tag_id, tag.passage_id, tag.dimension, tag.label, tag.status, tag.score,
        tag.span.page, tag.span.start, tag.span.end, tag.span.document,
    )  # fmt: skip


def tag_of(row: sqlite3.Row) -> Tag:
    """A row of the view ``tags`` as a Tag."""
    return Tag(
        tag_id=row["tag_id"],
        passage_id=row["passage_id"],
        case_id=row["case_id"],
        dimension=row["dimension"],
        label=row["label"],
        status=row["status"],
        score=row["score"],
        tagger=row["tagger"],
        version=row["version"],
        span=Span(document=row["document"], page=row["page"], start=row["span_start"], end=row["span_end"]),
    )


def review_row(one: Review, revision: int) -> tuple[Any, ...]:
    """A review as the columns of `INSERT_REVIEW`."""
    return (
        one.passage_id, one.dimension, one.label, one.present, one.reviewer, one.reviewed_at.isoformat(), one.passage_text, revision,
    )  # fmt: skip


def review_of(row: sqlite3.Row) -> Review:
    """A row of the view ``current_reviews`` as a Review."""
    names = ("passage_id", "dimension", "label", "present", "reviewer", "reviewed_at", "passage_text")
    return Review(**{name: row[name] for name in names})
