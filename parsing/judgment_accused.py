"""Who is charged: the accused of the caption, and those the account of the charge names beside them.

Forms met: "X, together with Y and Z, was charged with", "The undersigned accuses X and Y of", "X and Y were charged"; at
large: "(AT LARGE)" in the caption, "who are both at large", "Y remained at large", "Y eluded arrest", "archived"; dead: "the
death of petitioner X". An accused at large, dead, or before another court was not acquitted here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jointcharge.parsing.judgment_caption import Caption
from jointcharge.parsing.judgment_names import Accused, is_institution, mentioned, merged, names_of_side, split_names
from jointcharge.parsing.judgment_text import Reading, pattern, sentences

_TOGETHER = re.compile(
    r"(?:together\s+with|along\s+with|with\s+(?:his|her|their)\s+co-?accused,?)\s+"
    r"(?P<names>(?:[^.;:]|(?<=\b[A-Za-z])\.|(?<=\bJr)\.|(?<=\bSr)\.){3,400}?),?\s+(?:\(?(?:who\s+)?(?:is|are|was|were|has|have|had|stood|stand)\b|before|of\s+the\s+crime|for\b|in\s+an?\b|guilty)"
)
_NAMES = r"(?P<names>(?<![\w.])[A-ZÑ][^\s:;]*(?:\s+(?:[A-ZÑ][^\s:;]*|y|de|dela|del|la|and|alias|a\.k\.a\.|@|\"[A-Z][^\s:;]*)){1,40}?)"
_CHARGED = re.compile(
    _NAMES
    + r",?\s+(?:was|were|is|are|stand|stands|stood|(?:has|had|have)\s+been)\s+(?:\w+\s+)?(?:charged|indicted|accused|prosecuted|convicted|found\s+guilty)"
)
_ACCUSES = re.compile(
    r"\baccuses?\s+(?P<names>[^:;]{4,300}?)\s+(?:of\s+(?:the\s+)?(?:crime|[A-Z]|illegal|violation|estafa)|with\b|for\b)"
)
_AGAINST = re.compile(
    r"(?:(?:informations?|charges?)\b[^.;:]{0,200}?|Cases?\s+Nos?\.[^;:]{0,160}?)\bagainst\s+"
    + _NAMES
    + r"(?=[,.;:]|\s+(?:for|in|with|before|charging|alleging|which|docketed))"
)
_AT_LARGE = r"\bat[- ]large\b|\bat-large\b|elud(?:ed|es) arrest|\bfugitive\b|not (?:yet )?(?:been )?(?:arrested|apprehended)|archived|has not been (?:arrested|apprehended)|never (?:arrested|apprehended)|went into hiding|evaded arrest|pending (?:their|his|her) (?:apprehension|arrest)"
_PUBLIC = pattern(r"^(?:hon|honorable|justice|judge|secretary|ombudsman|director|sheriff)\b")


_INFORMATION = re.compile(
    r"\baccused,?\s+"
    + _NAMES
    + r",?\s+(?:all\b|both\b|being\b|then\b|a\s+public|public\s+off|conspiring|confederating|while\b)"
)


def find_accused(reading: Reading, caption: Caption, account: tuple[int, int], kind: str) -> list[Accused]:
    """The accused (the respondents of an administrative case), those of the caption first."""
    if kind == "civil":
        return []
    people: list[Accused] = []
    for side in caption.side(*_sides_of(reading, caption, account, kind)):
        found = list(names_of_side(reading, side.start, side.end))
        for one in found:
            one.appellant, one.side = side.role != "accused", side.role
            one.respondent = kind == "administrative"
        people = _with_side(people, found)
    if kind == "certiorari_criminal" and _is_complainant(reading, caption, account):
        people = _charged_respondents(reading, people, account)
    if kind == "certiorari_criminal" and not any(one.side == "respondent" for one in people):
        people = merged(
            people,
            list(_co_accused(reading, (account[0], account[0] + 6000), people, (_AGAINST, _TOGETHER, _INFORMATION))),
        )
    if kind == "criminal_appeal":
        named = [one for one in _co_accused(reading, account, people) if not _is_victim(reading, one, caption.body)]
        people = merged(people, named)
        _mark_large(reading, people, account)
    _mark_dead(reading, people, caption.body)
    return people


def _is_victim(reading: Reading, one: Accused, body: int) -> bool:
    """Whether the text calls a person complainant, or has money paid back to them: no accused."""
    name = re.escape(one.surname)
    words = (
        rf"(?:complainants?|offended part(?:y|ies)|victims?|witness(?:es)?|indemnify|reimburse|refund|defraud(?:ed)?|return to|pay to|recruit(?:ed)?)\b"
        rf"(?:[^.;]|(?<=[A-Z])\.|(?<=Jr)\.){{0,200}}\b{name}\b"
    )
    accused_too = rf"(?:accused|appellant|accuses|charged|indicted)\b[^.;]{{0,60}}\b{name}\b"
    found = len(pattern(words).findall(reading.plain, body))
    return found > 0 and found >= 2 * len(pattern(accused_too).findall(reading.plain, body))


def _with_side(people: list[Accused], found: Sequence[Accused]) -> list[Accused]:
    kept = merged(people, found)
    for one in found:
        for known in kept:
            if known is not one and known.name.lower() == one.name.lower():
                known.appellant = known.appellant or one.appellant
    return kept


def _sides_of(reading: Reading, caption: Caption, account: tuple[int, int], kind: str) -> tuple[str, ...]:
    if caption.side("accused", "accused-appellant", "appellant"):
        return ("accused", "accused-appellant", "appellant")
    if kind == "administrative" and caption.side("complainant"):
        return ("respondent",)
    if kind == "certiorari_criminal" and _is_complainant(reading, caption, account):
        return ("respondent",)
    return ("petitioner", "petitioner-intervenor")


def _is_complainant(reading: Reading, caption: Caption, account: tuple[int, int]) -> bool:
    """Whether the petitioner is who complained, and the respondents who are complained of."""
    petitioners = [n for s in caption.side("petitioner") for n in names_of_side(reading, s.start, s.end)]
    names = " ".join(reading.words(s.start, s.end) for s in caption.side("petitioner"))
    if names and (not petitioners or is_institution(names.split(",")[0])):
        return True
    text = reading.plain[account[0] : min(account[1], account[0] + 9000)]
    surnames = "|".join(re.escape(p.surname) for p in petitioners if p.surname) or "petitioner"
    by_name = len(
        pattern(rf"(?:charg\w+|against|accus\w+|indict\w*|liable)[^.;]{{0,40}}\b(?:{surnames})\b").findall(text)
    )
    complains = len(
        pattern(
            r"complaints?[^.;]{0,60} (?:filed|lodged|initiated|instituted) by (?:herein )?petitioner|petitioners? (?:\w+ )?(?:filed|lodged|instituted|charged|initiated)[^.;]{0,60}"
            r"complaint|petitioner'?s'? (?:criminal |affidavit-)?complaint|(?:charg\w+|against|accus\w+) (?:herein )?(?:private )?respondents?\b|complaint-affidavit of petitioner"
        ).findall(text)
    )
    is_charged = len(
        pattern(
            r"(?:charg\w+|against|accus\w+|indict\w*|convict\w+|finding|found) (?:herein |accused )?petitioners?\b|petitioners?[^.;]{0,60} (?:was|were) (?:charged|indicted|accused|found guilty|convicted)|"
            r"petitioner'?s'? (?:motion to quash|arraignment|suspension|conviction)"
        ).findall(text)
    )
    return complains > is_charged + by_name


def _charged_respondents(reading: Reading, people: list[Accused], account: tuple[int, int]) -> list[Accused]:
    """The respondents who are no officials of the Ombudsman or a court: those the account charges, else all but these."""
    private = [p for p in people if not p.in_office and not _PUBLIC.search(p.name)]
    called = set()
    for found in pattern(r"\bprivate respondents?\b").finditer(reading.plain, *account):
        called |= {people[i].name for i in mentioned(people, reading.text[found.end() : found.end() + 260])}
    if called:
        return [p for p in people if p.name in called]
    text = reading.text[account[0] : account[1]]
    charged = set()
    for piece in sentences(reading.plain, account[0], account[1]):
        if pattern(r"complain|charg|accus|violat|against").search(reading.plain[piece.start : piece.end]):
            charged |= {people[i].name for i in mentioned(people, reading.text[piece.start : piece.end])}
    named = [p for p in private if p.name in charged]
    return named if text and len(named) > len(private) // 2 else private or people


def _co_accused(
    reading: Reading,
    account: tuple[int, int],
    people: Sequence[Accused],
    sources: tuple[re.Pattern[str], ...] = (),
) -> Iterator[Accused]:
    """Further accused that the account names."""
    stop = min(account[1], account[0] + 14000)
    for source in sources or (_TOGETHER, _ACCUSES, _CHARGED, _AGAINST, _INFORMATION):
        for found in source.finditer(reading.plain, account[0], stop):
            lead = reading.plain[max(account[0], found.start() - 160) : found.end() + 80]
            if source is _TOGETHER and not pattern(r"charg|indict|accus|convict|information").search(
                reading.plain[max(account[0], found.start() - 200) : found.end() + 160]
            ):
                continue
            if pattern(r"civil case|complainants?[^.]{0,30}$|SCRA").search(lead):
                continue
            named = [n for n in split_names(reading, *found.span("names"), in_caption=False) if _is_person(n)]
            yield from (n for n in named if len(n.words) > 1 or source is _TOGETHER)


_NO_PERSON = {
    *(
        "mayor",
        "treasurer",
        "engineer",
        "governor",
        "director",
        "officer",
        "auditor",
        "accountant",
        "manager",
        "chief",
        "municipal",
    ),
    *(
        "provincial",
        "public",
        "resolved",
        "petitioners",
        "superintendent",
        "administrator",
        "president",
        "secretary",
        "ombudsman",
    ),
    *(
        "accused",
        "appellant",
        "petitioner",
        "she",
        "he",
        "they",
        "court",
        "on",
        "in",
        "upon",
        "thus",
        "when",
        "after",
        "the",
        "both",
        "information",
    ),
    *(
        "manila",
        "quezon",
        "city",
        "regional",
        "trial",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
    ),
    *(
        "october",
        "november",
        "december",
        "section",
        "article",
        "labor",
        "code",
        "illegal",
        "recruitment",
        "estafa",
        "criminal",
        "case",
        "republic",
    ),
    *(
        "act",
        "accused-appellant",
        "accused-appellants",
        "prosecutor",
        "information,",
        "decision",
        "no",
        "nos",
        "her",
        "his",
        "this",
        "these",
        "that",
        "john",
        "doe",
    ),
    *(
        "undersigned",
        "large",
        "scale",
        "also",
        "there",
        "who",
        "it",
        "we",
        "by",
        "for",
        "only",
        "antecedents",
        "facts",
        "charge",
        "company",
        "agency",
    ),
}


def _is_person(one: Accused) -> bool:
    words = [w.strip(".,\"'()").lower() for w in one.name.split()]
    if re.search(r"[a-zñ]{4,}\.\s", one.name):
        return False
    return len(words) <= 7 and len(one.surname) > 2 and not any(w in _NO_PERSON for w in words)


def _mark_large(reading: Reading, people: Sequence[Accused], account: tuple[int, int]) -> None:
    """Mark those the text says are at large; an appellant is before the court."""
    for piece in sentences(reading.plain, account[0], account[1]):
        text = reading.plain[piece.start : piece.end]
        found = pattern(_AT_LARGE).search(text)
        if not found or pattern(r"\bpeople v|cited|SCRA").search(text):
            continue
        where = (piece.start + found.start(), piece.start + found.end())
        for i in mentioned(people, reading.text[piece.start : piece.end]):
            if not (people[i].appellant and _is_appealing(reading, people[i], account)) and people[i].at_large is None:
                people[i].at_large = where
        if pattern(
            r"co-?accused (?:\w+ ){0,4}(?:remain|are|is|at)|other accused|the others?\b|rest of the accused"
        ).search(text):
            for one in people:
                if not one.in_caption and one.at_large is None and not _is_appealing(reading, one, account):
                    one.at_large = where


def _is_appealing(reading: Reading, one: Accused, account: tuple[int, int]) -> bool:
    """Whether the text calls this accused appellant or petitioner by name, or found guilty."""
    name = re.escape(one.surname)
    if not name:
        return False
    words = (
        rf"(?:accused-)?(?:appellants?|petitioners?) (?:[A-Z][\w.]* ){{0,4}}{name}|{name}(?: y \w+)?,? (?:appeals|appealed)|"
        rf"(?:finding|found|convicting|convicted)[^.;]{{0,80}}{name}[^.;]{{0,60}}guilty|convicting (?:\w+ ){{0,6}}{name}"
    )
    return bool(pattern(words).search(reading.plain, account[0], account[1]))


def _mark_dead(reading: Reading, people: Sequence[Accused], body: int) -> None:
    for found in pattern(r"\bdeath of|\bdied\b|\bdemise\b|\bdeceased (?:petitioner|accused|appellant)").finditer(
        reading.plain, body
    ):
        near = reading.text[max(body, found.start() - 90) : found.end() + 90]
        for i in mentioned(people, near):
            if pattern(r"extinguish|petitioner|appellant|accused").search(near) and pattern(
                r"extinguish|pending (?:this |the )?(?:appeal|petition)|suggestion of death|deceased petitioner|deceased accused"
            ).search(near):
                people[i].died = (found.start(), found.end())
