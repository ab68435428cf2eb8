"""The records that ``jointcharge schema`` publishes."""

from __future__ import annotations

from jointcharge.records import case
from jointcharge.records.attachments import Attached
from jointcharge.records.corpus import Snapshot
from jointcharge.records.matching import CaseLink
from jointcharge.records.offences import OffenceMatch
from jointcharge.records.raw import RawEntry, Record

RECORDS: dict[str, type[Record]] = {
    "RawEntry": RawEntry,
    "Case": case.Case,
    "Proceeding": case.Proceeding,
    "Actor": case.Actor,
    "Charge": case.Charge,
    "OffenceMatch": OffenceMatch,
    "Verdict": case.Verdict,
    "Sentence": case.Sentence,
    "Bribe": case.Bribe,
    "Passage": case.Passage,
    "Span": case.Span,
    "Tag": case.Tag,
    "Listing": case.Listing,
    "Review": case.Review,
    "Snapshot": Snapshot,
    "CaseLink": CaseLink,
    "Attached": Attached,
}
"""Name -> type. Bytes stay out: a RawDocument is a RawEntry with its body."""
