"""One case, readable on a terminal: who was charged with what, what was decided, and what the text says of corruption."""

from __future__ import annotations

import string
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from jointcharge.analysis.phrases import counted, cut_within, one_line, plain, table
from jointcharge.records.answers import answers_of
from jointcharge.records.case import Actor, Case, Charge, Confidence, Money, Review, Stated, Tag, TagDimension
from jointcharge.records.codebook import label_of, labels_of
from jointcharge.records.levels import corruption_level
from jointcharge.records.offences import CORRUPTION_CLASSES, OffenceClass
from jointcharge.records.withheld import VICTIM_ROLES, WITHHELD_ROLES, Withheld, told_diagnostics

WIDTH = 100
COLUMNS = 6
"""Defendants side by side in the matrix; more of them follow below."""
OFFENCE = 64
"""Characters of an offence in the matrix; the list below it has the whole."""
NOT_CHARGED = "·"
Label = tuple[str, str, str]
"""Passage, dimension, label."""


def to_text(case: Case, tags: Sequence[Tag] = (), reviews: Sequence[Review] = (), *, tagged: bool = True) -> str:
    """The case in plain text, about 100 columns; ``tags`` and ``reviews`` are those of this case.

    ``tagged`` says whether a tagger has read the case at all: where none has, silence means nothing.

    Victims and witnesses stand without their names. Text from the document cannot drive the terminal.
    """
    parts = (
        _head(case),
        _people("Defendants", [a for a in case.actors if a.actor_id in _columns_of(case)], _columns_of(case)),
        _matrix(case),
        _charges(case),
        _people("Victims (names withheld)", [a for a in case.actors if a.role in VICTIM_ROLES], {}),
        _bribes(case),
        _kept_apart(case, tags, reviews, tagged),
        _evidence(case, tags, reviews),
        _elements(tags, reviews),
        _sources(case),
    )
    return plain("\n".join(line for part in parts for line in part)).rstrip() + "\n"


def _said(stated: Stated[str] | None, otherwise: str = "not stated") -> str:
    return one_line(stated.value) if stated else otherwise


def _head(case: Case) -> Iterator[str]:
    date = case.decision_date.value.isoformat() if case.decision_date else str(case.decision_year or "no date stated")
    named = [case.number, *(stated.value for stated in (case.neutral_citation, case.ecli) if stated)]
    cited = [*dict.fromkeys(named), case.country.value if case.country else None, _said(case.court, ""), date]
    yield _said(case.title, "(no title)")
    yield ", ".join(part for part in cited if part)
    rows = [
        ("case", case.case_id),
        ("read from", case.url),
        ("fetched", case.fetched_at.isoformat()),
        ("sha256", case.sha256),
        ("filed under", "; ".join(case.crime_types)),
        ("exploitation", "; ".join(case.exploitation)),
        ("sectors", "; ".join(case.sectors)),
    ]
    yield table([(name, one_line(value)) for name, value in rows if value])
    for one in case.proceedings:
        when = one.decision_date.value.isoformat() if one.decision_date else "no date stated"
        yield f"  proceeding: {_said(one.court, 'court not stated')}, {when}"
    yield ""


def _columns_of(case: Case) -> dict[str, str]:
    """The accused, and anyone else with a charge, each with the letter of its column."""
    charged = {charge.actor_id for charge in case.charges}
    accused = [a for a in case.actors if a.role in ("defendant", "respondent") or a.actor_id in charged]
    return {actor.actor_id: _letter(n) for n, actor in enumerate(accused)}


def _letter(n: int) -> str:
    """A to Z, then A2 to Z2, …"""
    turn, place = divmod(n, 26)
    return string.ascii_uppercase[place] + (str(turn + 1) if turn else "")


def _people(title: str, actors: Iterable[Actor], letters: dict[str, str]) -> Iterator[str]:
    lines = [f"  {letters.get(actor.actor_id, '-')}  {_person(actor)}" for actor in actors]
    if lines:
        yield title
        yield from lines
        yield ""


def _person(actor: Actor) -> str:
    withheld = actor.role in WITHHELD_ROLES
    name = str(actor.role) if withheld or actor.label is None else one_line(actor.label.value, 60)
    facts = [
        f"a group of {actor.group_size.value:,}" if actor.group_size else "",
        str(actor.gender.value) if actor.gender else "",
        "minor" if actor.is_minor and actor.is_minor.value else "",
        f"aged {actor.age.value}" if actor.age else "",
        f"born {actor.birth_year.value}" if actor.birth_year else "",
        "/".join(n.value for n in actor.nationalities),
        "organisation" if actor.is_organisation and actor.is_organisation.value else "",
        *(absence.value.replace("_", " ") for absence in actor.absences),
        "official" if actor.is_official and actor.is_official.value else "",
        one_line(actor.office.value, 40) if actor.office and not withheld else "",
    ]
    return ", ".join([name, *(fact for fact in facts if fact)])


def _offence(charge: Charge) -> str:
    """The offence: the classes, and the provision as printed."""
    classes = ", ".join(match.offence_class.value.replace("_", " ") for match in charge.classes) or "unclassified"
    return f"{classes}: {one_line(charge.provision.value)}" if charge.provision else classes


def _matrix(case: Case) -> Iterator[str]:
    """Charges by defendant; several charges of one offence against one person share a cell."""
    if not case.charges:
        yield "No charges are stated." if case.observability.charges else "Charges are not observable in this source."
        yield ""
        return
    letters = _columns_of(case)
    charged = {c.actor_id if c.actor_id in letters else None for c in case.charges}
    columns: list[str | None] = [a for a in letters if a in charged] + ([None] if None in charged else [])
    yield "Charges and what became of them (what stands after the latest decision known)"
    for start in range(0, len(columns), COLUMNS):
        yield from _block(case, columns[start : start + COLUMNS], letters)
        yield ""


def _block(case: Case, columns: list[str | None], letters: dict[str, str]) -> Iterator[str]:
    cells: dict[str, dict[str | None, list[str]]] = {}
    for charge in case.charges:
        column = charge.actor_id if charge.actor_id in letters else None
        if column in columns:
            cells.setdefault(_offence(charge), {}).setdefault(column, []).append(charge.disposition.value)
    head = ["offence", *(letters[c] if c else "no person named" for c in columns)]
    body = [
        [cut_within(name, OFFENCE), *(_together(row.get(column, ())) for column in columns)]
        for name, row in cells.items()
    ]
    yield table([head, *body])


def _together(dispositions: Sequence[str]) -> str:
    counts = {one: dispositions.count(one) for one in dict.fromkeys(dispositions)}
    return ", ".join(one if n == 1 else f"{one} x{n}" for one, n in counts.items()) or NOT_CHARGED


def _charges(case: Case) -> Iterator[str]:
    """Each charge's wording, verdicts and sentence, where there is more to say than the matrix does."""
    letters = _columns_of(case)
    told = [(charge, list(_details(charge))) for charge in case.charges]
    if told:
        yield "Verdicts and sentences"
        for charge, details in told:
            if details or charge.provision:
                yield _wrapped(f"{letters.get(charge.actor_id or '', 'no person named')}  {_offence(charge)}", 2)
                yield from (_wrapped(line, 5) for line in details)
        yield ""


def _details(charge: Charge) -> Iterator[str]:
    if charge.lowest_confidence is Confidence.LOWER:
        yield "lower confidence: read by rules that know no court's habits, or inferred; check it in the text"
    if charge.wording:
        yield f"charge: {one_line(charge.wording.value)}"
    if charge.counts:
        yield counted(charge.counts.value, "count")
    if charge.plea:
        yield f"plea: {charge.plea.value.value.replace('_', ' ')}"
    for verdict in charge.verdicts:
        yield f"{verdict.instance.value}: {verdict.disposition.value} ({one_line(verdict.wording, 80)})"
    sentence = charge.sentence
    if sentence is None:
        return
    if sentence.imprisonment:
        yield f"imprisonment: {one_line(sentence.imprisonment.value)}"
    for what, money in (("fine", sentence.fine), ("compensation", sentence.compensation)):
        if money:
            yield f"{what}: {_sum(money.value)}"
    if sentence.fine_wages:
        yield f"fine: {sentence.fine_wages.value:g} monthly basic wages"


def _sum(money: Money) -> str:
    return f"{money.amount:,.2f} {money.currency or '(currency not stated)'}"


def _bribes(case: Case) -> Iterator[str]:
    letters = _columns_of(case)
    if case.bribes:
        yield "Bribes of which the text tells the amount (told, not proven)"
        for one in case.bribes:
            sides = ((one.payer, one.payer_id), (one.recipient, one.recipient_id))
            told = [
                f"{role.value} {letters.get(name or '', '')}".rstrip() if role else "not stated" for role, name in sides
            ]
            yield f"  {_sum(one.amount.value)}, from: {told[0]}, to: {told[1]}"
        yield ""


def _wrapped(text: str, indent: int) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2))


def _kept_apart(case: Case, tags: Sequence[Tag], reviews: Sequence[Review], tagged: bool) -> Iterator[str]:
    """Described, charged, decided, and not observable: never mixed."""
    yield "Corruption in this case"
    yield f"  described   {_described(case, _standing(tags, reviews), tagged)}"
    sees = case.observability
    corrupt = [c for c in case.charges if any(m.offence_class in CORRUPTION_CLASSES for m in c.classes)]
    if corrupt:
        yield f"  charged     yes: {'; '.join(dict.fromkeys(_offence(c) for c in corrupt))}"
    else:
        yield f"  charged     {'no' if sees.charges and sees.corruption_charges else 'not observable in this source'}"
    yield f"  decided     {_decided(corrupt, sees.charges and sees.corruption_charges and sees.verdicts)}"
    if any(m.offence_class == OffenceClass.CORRUPTION_AGGRAVATION for c in case.charges for m in c.classes):
        yield "  aggravated  trafficking is charged as aggravated by the offender's office; that is no corruption charge"
    hidden = {
        "charges": sees.charges, "corruption charges": sees.corruption_charges, "verdicts": sees.verdicts, "text": sees.text,
    }  # fmt: skip
    if unseen := [what for what, seen in hidden.items() if not seen]:
        yield f"  not observable in this source: {', '.join(unseen)}"
    yield ""


def _described(case: Case, labels: set[Label], tagged: bool) -> str:
    if not case.observability.text and not labels:
        return "not observable: the source has no text"
    if not tagged and not labels:
        return "not known: no tagger has read this case; run  jointcharge tag"
    level = corruption_level((TagDimension(dimension), name) for _, dimension, name in labels).value.replace("_", " ")
    names = dict.fromkeys(
        n for d, n in sorted({(d, n) for _, d, n in labels}) if d in (TagDimension.FORM, TagDimension.SIGNAL)
    )
    return (
        f"{level} ({', '.join(name.replace('_', ' ') for name in names)})"
        if names
        else f"{level} (no label of the tagger or of a reviewer)"
    )


def _decided(corrupt: Sequence[Charge], observable: bool) -> str:
    if corrupt:
        return _together([charge.disposition.value for charge in corrupt])
    return "nothing to decide: not charged" if observable else "not observable in this source"


def _standing(tags: Sequence[Tag], reviews: Sequence[Review]) -> set[Label]:
    """Passage, dimension and label of all that stands, people's answers over the tagger's."""
    answers = answers_of(list(reviews)).present
    found = {(tag.passage_id, tag.dimension.value, tag.label) for tag in tags}
    given = {key for key, (present, _) in answers.items() if present}
    return (found | given) - {key for key, (present, _) in answers.items() if not present}


def _evidence(case: Case, tags: Sequence[Tag], reviews: Sequence[Review]) -> Iterator[str]:
    """The passages with their labels, in the order of the document; elements of trafficking are left out."""
    standing = _standing(tags, reviews)
    by_tagger = {(t.passage_id, t.dimension.value, t.label): t for t in tags}
    shown = [p for p in case.passages if any(k[0] == p.passage_id and k[1] != TagDimension.ELEMENT for k in standing)]
    if not shown:
        return
    yield "What the text says"
    struck = Withheld(case).struck
    for passage in shown:
        yield textwrap.fill(f'"{one_line(struck(passage.text))}"', WIDTH, initial_indent="  ", subsequent_indent="   ")
        yield f"     {passage.section.replace('_', ' ')}, {passage.passage_id}, characters {passage.span.start} to {passage.span.end}"
        for key in sorted(k for k in standing if k[0] == passage.passage_id and k[1] != TagDimension.ELEMENT):
            yield _wrapped(_label(key, by_tagger.get(key)), 5)
    yield ""


def _elements(tags: Sequence[Tag], reviews: Sequence[Review]) -> Iterator[str]:
    """Act, means and purpose as the text tells them, each with the passage that tells it most."""
    by_tagger = {(t.passage_id, t.dimension.value, t.label): t for t in tags}
    standing = sorted(key for key in _standing(tags, reviews) if key[1] == TagDimension.ELEMENT)
    if not standing:
        return
    yield "What the text says of the trafficking (Palermo Protocol, article 3)"
    for name in labels_of(TagDimension.ELEMENT):
        for key in standing:
            if key[2] == name:
                tag = by_tagger.get(key)
                who = f"{tag.tagger}/{tag.version}, score {tag.score:.2f}" if tag else "by a reviewer"
                yield _wrapped(f"{label_of(TagDimension.ELEMENT, name).definition} ({who}, {key[0]})", 2)
    yield ""


def _label(key: Label, tag: Tag | None) -> str:
    _, dimension, label = key
    definition = label_of(TagDimension(dimension), label).definition
    name = label.replace("_", " ")
    if tag is None:
        return f"{dimension} {name} (by a reviewer): {definition}"
    status = f", {tag.status.value}" if tag.status else ""
    return f"{dimension} {name} ({tag.tagger}/{tag.version}, score {tag.score:.2f}{status}): {definition}"


def _sources(case: Case) -> Iterator[str]:
    links = [*(("source", one) for one in case.sources), *(("attached", one) for one in case.attachments)]
    if links:
        yield "Sources"
        yield from (
            f"  {what}: {one_line(one.text)}{f' <{one_line(one.url)}>' if one.url else ''}" for what, one in links
        )
        yield ""
    if case.diagnostics:
        met = "; ".join(dict.fromkeys(f"{code}: {one_line(said, 60)}" for code, said in told_diagnostics(case)))
        yield _wrapped(f"The parser did not understand: {met}", 0)
