"""Which provision each information is brought under.

The provision that a quoted information closes with ("CONTRARY TO Section 4(a) of R.A. No. 9208") comes first, then one beside its
number; where none is, the provision that the final court names in its dispositive portion comes first, then that of the charge, then those of the
judgments below and of the account, each only where its class is the offence's own. A citation in the discussion of the
law counts last. An offence that no provision names keeps none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from jointcharge.parsing.judgment_citations import Citation, find_citations
from jointcharge.parsing.judgment_dispositions import Dispositive
from jointcharge.parsing.judgment_informations import Information
from jointcharge.parsing.judgment_number_groups import NumberGroup, find_number_groups
from jointcharge.parsing.judgment_offences import (
    classes_of_citation,
    classes_of_name,
    find_mentions,
    in_turn,
    offence_of,
)
from jointcharge.parsing.judgment_text import Reading, pattern, sentences
from jointcharge.parsing.wordings import read_vocabulary


def choose_provisions(
    reading: Reading,
    infos: Sequence[Information],
    account: tuple[int, int],
    portions: Sequence[Dispositive],
    end: int,
) -> None:
    """Set each information's citation, where one fits: that beside its number, else that of its offence."""
    plain = reading.plain
    own = [(p.start, p.end) for p in portions if p.by == "court"]
    rest = list(find_citations(plain, account[1], end))
    told = list(find_citations(plain, *account))
    decided = [c for p in own for c in find_citations(plain, *p)]
    beside = _closing(plain, infos, account)
    for position, cited in _beside_numbers(plain, infos, [*own, account]).items():
        beside.setdefault(position, []).extend(cited)
    for position, info in enumerate(infos):
        if info.citation is not None:
            continue
        near = [beside.get(position, []), decided, told]
        own_law = (c for source in near for c in source if c.sections and _is_of_article(info, c))
        info.citation = (
            next(own_law, None)
            or next((c for source in near if (c := _best(info, source)) and c.sections), None)
            or _most_common(info, rest)
            or next((c for source in near if (c := _best(info, source))), None)
            or _defining(info, [*decided, *told, *rest])
        )


def _is_of_article(info: Information, citation: Citation) -> bool:
    """Whether a provision is one of the articles by which the Revised Penal Code has this very offence."""
    known = read_vocabulary("phl_supreme_court")["offences"].get(info.offence, {})
    return bool(known.get("articles")) and offence_of(citation) == info.offence


def _closing(plain: str, infos: Sequence[Information], account: tuple[int, int]) -> dict[int, list[Citation]]:
    """For each information quoted under its own number the provision it ends with."""
    found: dict[int, list[Citation]] = {}
    groups = find_number_groups(plain, *account)
    for group, after in zip(groups, [*(g.start for g in groups), account[1]][1:], strict=True):
        charged = _CHARGED_THERE.search(plain, group.end, min(after, group.end + _QUOTED))
        stop = min(after, charged.end() + _QUOTED) if charged else group.end
        closing = _CONTRARY.search(plain, charged.end(), stop) if charged else None
        if charged is None or closing is None or len(group.values) > 1:
            continue
        if _NEXT_CHARGE.search(plain, charged.end(), closing.start()):
            continue
        cited = list(find_citations(plain, closing.end(), stop))[:1]
        for position, info in enumerate(infos):
            if info.has_number_of(group.values):
                found.setdefault(position, []).extend(cited)
    return found


_CHARGED_THERE = pattern(r"\b(?:did then and there|willfully|wilfully|unlawfully|feloniously|criminally)\b")
_CONTRARY = pattern(
    r"\b(?:contrary to|in violation of|violative of|\( ?violation of) (?!law\b)(?=[^.;]{0,40}?(?:\bsec|\bart|\bpar|§|\br\. ?a\b|\bra\b|republic act|presidential decree|\bp\. ?d\b))"
)
_NEXT_CHARGE = pattern(r"\b(?:charged|charging|indicted|informations?)\b")
_QUOTED = 2400
"""Characters of a quoted information at most."""


def convicted_under(plain: str, start: int, end: int, info: Information) -> Citation | None:
    """The provision of the information's own offence that a conviction in ``plain[start:end]`` names with its sections."""
    cited = _best(info, list(find_citations(plain, start, end)))
    return cited if cited is not None and cited.sections else None


def _beside_numbers(
    plain: str, infos: Sequence[Information], stretches: Sequence[tuple[int, int]]
) -> dict[int, list[Citation]]:
    """For each information the provisions in sentences that name its number alone, or between it and the numbers around."""
    found: dict[int, list[Citation]] = {}
    for start, end in stretches:
        told = list(find_citations(plain, start, end))
        for piece in sentences(plain, start, end):
            groups = find_number_groups(plain, piece.start, piece.end)
            cited = [c for c in told if piece.start <= c.start < piece.end]
            for group, near in _shared_out(plain, groups, cited):
                for position, info in enumerate(infos):
                    if info.has_number_of(group.values):
                        found.setdefault(position, []).append(near)
        groups = [g for g in find_number_groups(plain, start, end) if not g.complaint]
        for value, mention in in_turn(plain, start, end, groups, find_mentions(plain, start, end)):
            for position, info in enumerate(infos):
                if mention.citation and info.has_number_of([value]):
                    found.setdefault(position, []).insert(0, mention.citation)
    return found


def _shared_out(
    plain: str, groups: Sequence[NumberGroup], cited: Sequence[Citation]
) -> Iterator[tuple[NumberGroup, Citation]]:
    """Each citation with the number it belongs to: the next one behind ("violation of … in Criminal Case No. 7"), where
    nothing but "in", "for" or "docketed as" stands between, else the number before it."""
    for citation in cited:
        behind = next((g for g in groups if g.start >= citation.end), None)
        ahead = next((g for g in reversed(groups) if g.end <= citation.start), None)
        told = ahead is not None and _IS_FOR.fullmatch(plain, ahead.end, citation.start)
        joined = not told and behind is not None and _JOINED.fullmatch(plain, citation.end, behind.start)
        chosen = behind if behind is not None and (joined or ahead is None) else ahead
        if chosen is not None:
            yield chosen, citation


_IS_FOR = pattern(
    r"[\s,(]*(?:(?:is|was|are|were) )?(?:for|charging) (?:the )?(?:violations? of |violating |crime of )?(?:the )?"
)
_JOINED = pattern(r"[^.;:]{0,12}(?:\b(?:in|under|docketed|as|for|with|against)\b[^.;:]{0,60})?")


def fits(info: Information, citation: Citation) -> bool:
    """Whether a provision is the offence's own."""
    if offence_of(citation) == info.offence:
        return True
    classes = classes_of_name(info.offence)
    return bool(classes) and bool(citation.sections) and bool(classes & classes_of_citation(citation))


def _best(info: Information, citations: Sequence[Citation]) -> Citation | None:
    """The first citation with sections that fits; else the first of the bare law."""
    fitting = [c for c in citations if fits(info, c) and not _only_defines(c)]
    fitting = [c for c in fitting if offence_of(c) == info.offence] or fitting
    with_sections = [c for c in fitting if c.sections]
    return with_sections[0] if with_sections else (fitting[0] if fitting else None)


def _only_defines(citation: Citation) -> bool:
    """Whether a citation names no offence: Article 13 of the Labor Code says what recruitment is, Article 39 what it costs."""
    defining = read_vocabulary("phl_supreme_court")["defining"].get(citation.law, [])
    return bool(citation.sections) and all(s.split("(")[0] in defining for s in citation.sections)


def _defining(info: Information, citations: Sequence[Citation]) -> Citation | None:
    """Where only such sections are cited, the first that states a penalty, else the first."""
    fitting = [c for c in citations if fits(info, c)]
    return next((c for c in fitting if c.sections and c.sections[0].startswith("39")), fitting[0] if fitting else None)


def _most_common(info: Information, citations: Sequence[Citation]) -> Citation | None:
    fitting = [c for c in citations if fits(info, c) and c.sections and not _only_defines(c)]
    if not fitting:
        return None
    sections = Counter((c.law, c.sections) for c in fitting).most_common(1)[0][0]
    return next(c for c in fitting if (c.law, c.sections) == sections)
