"""Which provision each information is brought under.

The provision that the final court names in its dispositive portion comes first, then that of the charge, then those of the
judgments below and of the account, each only where its class is the offence's own. A citation in the discussion of the
law counts last. An offence that no provision names keeps none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from jointcharge.parsing.judgment_citations import Citation, find_citations
from jointcharge.parsing.judgment_dispositions import Dispositive
from jointcharge.parsing.judgment_informations import Information
from jointcharge.parsing.judgment_offences import classes_of_citation, classes_of_name, offence_of
from jointcharge.parsing.judgment_text import Reading
from jointcharge.parsing.wordings import read_vocabulary


def choose_provisions(
    reading: Reading,
    infos: Sequence[Information],
    account: tuple[int, int],
    portions: Sequence[Dispositive],
    end: int,
) -> None:
    """Set each information's citation, where one fits."""
    own = [c for p in portions if p.by == "court" for c in find_citations(reading.plain, p.start, p.end)]
    told = list(find_citations(reading.plain, *account))
    rest = list(find_citations(reading.plain, account[1], end))
    for info in infos:
        info.citation = (
            _best(info, own) or _best(info, told) or _most_common(info, rest) or _defining(info, [*told, *rest])
        )


def fits(info: Information, citation: Citation) -> bool:
    """Whether a provision is the offence's own."""
    if offence_of(citation) == info.offence:
        return True
    classes = classes_of_name(info.offence)
    return bool(classes) and bool(citation.sections) and bool(classes & classes_of_citation(citation))


def _best(info: Information, citations: Sequence[Citation]) -> Citation | None:
    """The first citation with sections that fits; else the first of the bare law."""
    fitting = [c for c in citations if fits(info, c) and not _only_defines(c)]
    with_sections = [c for c in fitting if c.sections]
    return with_sections[0] if with_sections else (fitting[0] if fitting else None)


def _only_defines(citation: Citation) -> bool:
    """Whether a citation names no penal section: Article 13 of the Labor Code says what recruitment is."""
    defining = read_vocabulary("phl_supreme_court")["defining"].get(citation.law, [])
    return bool(citation.sections) and all(s.split("(")[0] in defining for s in citation.sections)


def _defining(info: Information, citations: Sequence[Citation]) -> Citation | None:
    return next((c for c in citations if fits(info, c)), None)


def _most_common(info: Information, citations: Sequence[Citation]) -> Citation | None:
    fitting = [c for c in citations if fits(info, c) and c.sections and not _only_defines(c)]
    if not fitting:
        return None
    sections = Counter((c.law, c.sections) for c in fitting).most_common(1)[0][0]
    return next(c for c in fitting if (c.law, c.sections) == sections)
