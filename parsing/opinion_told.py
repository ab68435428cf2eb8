"""What the prose of a criminal judgment tells beside the charges: accused who are not before the court, victims, bribes."""

from __future__ import annotations

from collections.abc import Sequence

from jointcharge.parsing.absences import find_absences
from jointcharge.parsing.bribes import Accused, find_bribes
from jointcharge.parsing.opinion_case import CaseDraft
from jointcharge.parsing.opinion_findings import Person, named_in
from jointcharge.parsing.victims import find_victims


def add_what_is_told(draft: CaseDraft, people: Sequence[Person], ids: Sequence[str], start: int) -> None:
    """Add to an English case what its text from ``start`` tells of the accused, the victims and bribes."""
    reading, end = draft.reading, len(draft.reading.plain)
    for n, absences in find_absences(reading, people, start, end).items():
        draft.mark_absent(ids[n], absences)
    names = [name for one in people for name in (one.name, one.surname)]
    draft.actors += find_victims(reading, start, end, draft.case_id, names)
    accused = Accused(ids, lambda words: named_in(people, words))
    draft.bribes += find_bribes(reading, start, end, accused, draft.country)
