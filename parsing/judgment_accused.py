"""Who is charged: the accused of the caption, and those the account of the charge names beside them.

On a petition that fights the Ombudsman over a complaint, whether the petitioner complained or is complained of decides
which side of the caption is charged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jointcharge.parsing.judgment_absences import mark_dead, mark_elsewhere, mark_large
from jointcharge.parsing.judgment_caption import Caption
from jointcharge.parsing.judgment_coaccused import Told, find_in_titles, find_judged, find_told, is_victim
from jointcharge.parsing.judgment_dispositions import Dispositive
from jointcharge.parsing.judgment_mentions import mark_called, mentioned
from jointcharge.parsing.judgment_names import Accused, is_institution, is_same_person, merged, names_of_side
from jointcharge.parsing.judgment_text import IN_CLAUSE, Reading, pattern, sentences

_ACCUSED_SIDES = ("accused", "accused-appellant", "appellant")
_PUBLIC = pattern(r"^(?:hon|honorable|justice|judge|secretary|ombudsman|director|sheriff)\b")


def find_accused(
    reading: Reading, caption: Caption, account: tuple[int, int], portions: Sequence[Dispositive], kind: str
) -> list[Accused]:
    """The accused (the respondents of an administrative case), those of the caption first."""
    if kind == "civil":
        return []
    complains = kind == "certiorari_criminal" and _is_complainant(reading, caption, account)
    people = _of_caption(reading, caption, kind, complains=complains)
    if kind == "certiorari_criminal" and complains:
        people = _charged_respondents(reading, people, account)
    if kind != "administrative":
        people = _with_told(reading, caption, people, account, portions, complains=complains)
    if kind == "criminal_appeal":
        judged = find_judged(reading, portions)
        people = merged(people, [one for one in judged if not is_victim(reading, one, caption.body)])
        mark_large(reading, people, account)
        mark_elsewhere(reading, people, account)
    mark_dead(reading, people, caption.body)
    mark_called(reading, people, account)
    return people


def _with_told(
    reading: Reading,
    caption: Caption,
    people: list[Accused],
    account: tuple[int, int],
    portions: Sequence[Dispositive],
    *,
    complains: bool,
) -> list[Accused]:
    """The accused, and those whom the account tells as charged: where there is an information, by it and by no complaint; where
    the petitioner complains, by no information that leaves out the respondents, which is another matter."""
    others = [
        one
        for side in caption.sides
        for one in names_of_side(reading, side.start, side.end)
        if not any(is_same_person(known, one) for known in people)
    ]
    told = [
        one
        for one in find_told(reading, account, portions)
        if not any(is_same_person(other, one.person) for other in others)
        and not is_victim(reading, one.person, caption.body)
        and (one.complaint or not complains or _tells_of(reading, one, people))
    ]
    titled = list(find_in_titles(reading, account[1], people))
    tried = _HAS_INFORMATION.search(reading.plain, *account) is not None
    named = [one.person for one in told if not (tried and one.complaint)]
    return merged(people, [*sorted(named, key=lambda one: one.start), *titled])


def _tells_of(reading: Reading, told: Told, people: Sequence[Accused]) -> bool:
    """Whether the sentence that tells somebody as charged names one of the accused, or calls them respondents."""
    words = reading.text[told.where.start : told.where.end]
    return bool(mentioned(people, words)) or pattern(r"\brespondents?\b").search(words) is not None


_HAS_INFORMATION = pattern(
    r"(?:criminal|crim\.) cases? nos?\b|informations? (?:was|were) filed|filed [^.;]{0,60}informations?\b"
)


def _of_caption(reading: Reading, caption: Caption, kind: str, *, complains: bool) -> list[Accused]:
    people: list[Accused] = []
    body = kind == "administrative" and _is_petition_of_body(reading, caption)
    for side in caption.side(*_sides_of(caption, kind, complains=complains or body)):
        found = list(names_of_side(reading, side.start, side.end, officers=kind == "administrative"))
        for one in found:
            one.appellant, one.side = side.role != "accused", side.role
            one.respondent = kind == "administrative"
        people = _with_side(people, found if side.plural or side.role == "accused" else _one_person(found))
    return people


def _one_person(found: list[Accused]) -> list[Accused]:
    """Of a side in the singular, "A alias B and C" is one person of three names."""
    if len(found) < 2 or not found[0].aliases:
        return found
    found[0].aliases += [one.name for one in found[1:]]
    return found[:1]


def _with_side(people: list[Accused], found: Sequence[Accused]) -> list[Accused]:
    """Those of the sides before, and those of ``found`` who are none of them; two of one side are never one person. "A y B,
    accused" is before this court where a later side calls "A" an appellant."""
    kept = list(people)
    for one in found:
        same = [known for known in people if is_same_person(known, one)]
        for known in same:
            known.appellant = known.appellant or one.appellant
        kept += [] if same else [one]
    return kept


def _sides_of(caption: Caption, kind: str, *, complains: bool) -> tuple[str, ...]:
    if caption.side(*_ACCUSED_SIDES):
        return _ACCUSED_SIDES
    if complains or (kind == "administrative" and caption.side("complainant")):
        return ("respondent",)
    return ("petitioner", "petitioner-intervenor")


def _is_complainant(reading: Reading, caption: Caption, account: tuple[int, int]) -> bool:
    """Whether the petitioner is who complained, and the respondents who are complained of."""
    petitioners = _petitioners(reading, caption)
    if _is_petition_of_body(reading, caption):
        return True
    text = reading.plain[account[0] : min(account[1], account[0] + 9000)]
    surnames = "|".join(re.escape(p.surname) for p in petitioners if p.surname) or "petitioner"
    charged = len(
        pattern(rf"(?:charg\w+|against|accus\w+|indict\w*|liable)[^.;]{{0,40}}\b(?:{surnames})\b").findall(text)
    )
    against = _times_charged(text, _private_respondents(reading, caption))
    return len(_COMPLAINS.findall(text)) + against > charged + len(_IS_CHARGED.findall(text))


def _private_respondents(reading: Reading, caption: Caption) -> list[Accused]:
    """The respondents who are there as persons: no body, and nobody in an office of the prosecution or a court."""
    named = [n for s in caption.side("respondent") for n in names_of_side(reading, s.start, s.end)]
    return [one for one in named if not one.in_office and not _PUBLIC.search(one.name)]


def _times_charged(text: str, people: Sequence[Accused]) -> int:
    """How often ``text`` has a charge or a complaint stand against one of ``people``, by name."""
    surnames = "|".join(re.escape(p.surname) for p in people if p.surname)
    words = rf"(?:charg(?:ed|ing|es)|against|accus\w+|indict\w*)\b[^.;]{{0,60}}\b(?:{surnames})\b"
    return len(pattern(words).findall(text)) if surnames else 0


def _petitioners(reading: Reading, caption: Caption) -> list[Accused]:
    return [n for s in caption.side("petitioner") for n in names_of_side(reading, s.start, s.end)]


def _is_petition_of_body(reading: Reading, caption: Caption) -> bool:
    """Whether an office or a company petitions: the Ombudsman against the reversal of his own decision."""
    names = " ".join(reading.words(s.start, s.end) for s in caption.side("petitioner"))
    return bool(names) and (not _petitioners(reading, caption) or is_institution(names.split(",")[0]))


_COMPLAINS = pattern(
    r"\bcomplaints?(?:-affidavits?)?(?: \w+){0,2} of (?:herein )?petitioner|\bcomplaint-affidavit\b[^.;]{0,60}\bpetitioner (?:alleg|claim|aver|state|accus|charg)\w+|"
    r"complaints?[^.;]{0,60} (?:filed|lodged|initiated|instituted) by (?:herein )?petitioner|petitioners?(?:,? (?-i:[A-ZÑ])[\w.'-]*){0,6},? (?:(?:an?|the|then|who|as|being|doing)\b[^.;]{3,120}, )?(?:\w+ )?(?:filed|lodged|instituted|charged|initiated)[^.;]{0,60}"
    r"complaint|petitioner'?s'? (?:criminal |affidavit-)?complaint|dismiss(?:ed|ing|al of) (?:his|her|their) (?:\w+ )?complaint|compel the ombudsman to (?:prosecute|file|charge|indict)|(?:charg\w+|against|accus\w+) (?:herein )?(?:private )?respondents?\b|complaint-affidavit of petitioner"
)
_IS_CHARGED = pattern(
    r"(?:charg\w+|against|accus\w+|indict\w*|convict\w+|finding|found) (?:herein |accused )?petitioners?\b|petitioners?[^.;]{0,60} (?:was|were) (?:charged|indicted|accused|found guilty|convicted)|"
    r"petitioner'?s'? (?:motion to quash|arraignment|suspension|conviction)"
)


def _charged_respondents(reading: Reading, people: list[Accused], account: tuple[int, int]) -> list[Accused]:
    """The respondents who are no officials of the Ombudsman or a court: a title, an office or the account tells these."""
    private = [
        p for p in people if not p.in_office and (not _PUBLIC.search(p.name) or _is_complained_of(reading, p, account))
    ]
    complained_of = [p for p in private if len(p.words) > 1 and not _is_investigator(reading, p, account)]
    return complained_of or private or people


def _is_complained_of(reading: Reading, one: Accused, account: tuple[int, int]) -> bool:
    """Whether the account names a titled respondent ("Hon.", "Director") among those complained of, and as no judge or prosecutor."""
    name = re.escape(one.surname)
    judges = rf"\b(?:judge|justice|ombudsman|fiscal|prosecutor) (?:(?-i:[A-Z])[\w.]* ){{0,3}}{name}\b"
    complained = rf"\b(?:(?:complaint(?:-affidavit)?s?|affidavit-complaint|charges?)\b[^.;]{{0,80}}\bagainst|charg(?:ed|ing)|accus(?:ed|ing))\b[^.]{{0,200}}\b{name}\b"
    titled = pattern(r"^(?:judge|justice|ombudsman)\b").search(one.name) or pattern(judges).search(
        reading.plain, *account
    )
    return bool(name) and not titled and pattern(complained).search(reading.plain, *account) is not None


def _is_investigator(reading: Reading, one: Accused, account: tuple[int, int]) -> bool:
    """Whether the account calls somebody an officer who investigated or decided on the complaint."""
    name = re.escape(one.surname)
    post = r"(?:graft investigation(?: and prosecution)? officer|special prosecution officer|deputy ombudsman|assistant ombudsman|\bGI[PO]O)"
    words = rf"{post}(?: I{{1,3}}| for \w+)?,? (?:[A-Z][\w.]* ){{0,4}}{name}\b"
    if name and pattern(words).search(reading.plain, *account):
        return True
    told = (p for p in sentences(reading.plain, *account) if _OF_OMBUDSMAN.search(reading.plain, p.start, p.end))
    return any(mentioned([one], reading.text[piece.start : piece.end]) for piece in told)


_OF_OMBUDSMAN = pattern(
    r"respondents?\b"
    + IN_CLAUSE
    + r"{3,200}\b(?:is|are) (?:\w+ )?(?:officials?|officers?|investigators?|prosecutors?) (?:of|from|with) the (?:office of the )?(?:deputy )?ombudsman"
)
