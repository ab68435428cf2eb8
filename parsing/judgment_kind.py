"""What kind of case a decision is: a guess from its caption and its opening.

Forms met: an appeal, or a petition that reviews a conviction; a petition on a criminal case that is not decided yet; an administrative
case, also one that the Ombudsman decided ("found GUILTY of GRAVE MISCONDUCT … DISMISSAL FROM THE SERVICE"); a civil one. A petition
against an order before judgment is no appeal because its opening tells that somebody was convicted or acquitted meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jointcharge.parsing.judgment_caption import Caption
from jointcharge.parsing.judgment_dispositions import Dispositive
from jointcharge.parsing.judgment_text import Reading, pattern, sentences

_OPENING = 2500
_SERVICE = (
    r"\b(?:grave|gross|simple|serious) misconduct\b|\bneglect of duty\b|\bconduct (?:grossly )?prejudicial\b|\bconduct unbecoming\b|\bdishonesty\b|"
    r"\b(?:dismiss(?:al|ed|ing)|suspen(?:sion|ded)|separated) (?:\w+ )?from (?:the )?(?:government )?service\b|\badministratively (?:liable|charged)|\badministrative (?:liability|offen[sc]e|complaint|charge|case)"
)
"""What a public servant is found guilty of, and sentenced to, in an administrative case."""
_CRIME = (
    r"\bbeyond reasonable doubt\b|\bcriminal cases?\b|\binformations?\b|\bimprisonment\b|\bprobable cause\b|\barraign|\bCR(?:IM)?\b-|"
    r"\b(?:OMB-[A-Z]+-C|OMB-[A-Z]+-CRIM|OMB-\d)-|\bconvict|\bsuspension pendente lite\b"
)
_TOLD_CONVICTED = pattern(
    r"convict(?:ing|ed|ion)\b|(?:finding|found|holding|held|declar\w+|adjudg\w+|pronounc\w+)[^.;]{0,160}(?:guilty|convict)|affirm\w*[^.;]{0,200}convict|guilty beyond reasonable doubt|acquitting petitioner"
)
_BY_THE_WAY = pattern(
    r"\b(?:since|already|meanwhile|in the meantime|in the interim) (?:been )?(?:decided|resolved|promulgated|rendered|convict|acquit)|\b(?:has|have|had) since\b|\bmeanwhile\b|\bin the (?:meantime|interim)\b|"
    r"\b(?:pending|during the pendency of) (?:this|the|these|the instant|the present) petitions?\b|\b(?:another|a separate|a different|an earlier) (?:criminal )?case\b|\bother cases?\b|"
    r"\b(?:if|upon|before|until|in case of|after|without) (?:\w+ ){0,3}convict|\b(?:his|her|their) co-?accused\b[^.;]{0,60}\b(?:convict|acquit|guilty)|\bpreviously convicted\b|\bno conviction\b"
)
"""A conviction or an acquittal that is not what the petition is about."""
_BEFORE_JUDGMENT = pattern(
    r"\b(?:den(?:y|ied|ying|ial of)|grant(?:ed|ing)?|resolv\w+)\b[^.;]{0,80}\b(?:motions? (?:to quash|for reinvestigation|to dismiss|for a bill of particulars|to suspend|for inhibition|for leave)|demurrer|reinvestigation|bail|preliminary investigation)\b|"
    r"\bprobable cause\b|\bsuspen(?:ding|sion)\b[^.;]{0,40}\bpendente lite\b|\badmi(?:t|tt)\w*[^.;]{0,30}\bamended informations?\b|\bwarrants? of arrest\b|\bhold departure\b|\bset\w* the case for (?:arraignment|trial)\b"
)
"""What an order before judgment is about."""
_REVIEWS = pattern(r"\b(?:petitions?|appeals?|assail\w*|review\w*|revers\w*|set aside|challeng\w*|seeks?|questions?)\b")


_OMBUDSMAN = pattern(r"\bombudsman\b")
_SPECIAL_PROCEEDING = pattern(r"CA-G\. ?R\. SP")
"""The Court of Appeals reviews the Ombudsman in cases of discipline alone (Fabian v. Desierto, G.R. No. 129742, 1998)."""
OF_SERVICE = pattern(
    r"\b(?:grave|simple|gross|serious) (?:misconduct|dishonesty|neglect|negligence|insubordination)\b|\bconduct prejudicial\b|\badministratively\b|\bdismiss\w* from the service\b"
)
"""A guilt that is of discipline and of no crime."""


def kind_of(reading: Reading, caption: Caption, portions: Sequence[Dispositive]) -> str:
    """``criminal_appeal``, ``certiorari_criminal``, ``administrative`` or ``civil``."""
    first = caption.numbers[0].value if caption.numbers else ""
    if caption.side("complainant") or re.match(r"[A-Z]+-\d|[A-Z]{2,}", first):
        return "administrative"
    if caption.side("accused-appellant", "accused", "appellant"):
        return "criminal_appeal"
    opening = reading.plain[caption.body : caption.body + _OPENING]
    parties = reading.plain[caption.start : caption.body]
    criminal = bool(pattern(r"people of the philippines|sandiganbayan|ombudsman|special prosecutor").search(parties))
    if pattern(r"administratively liable|administrative order no").search(opening) and not pattern(
        r"ombudsman|criminal cases? no"
    ).search(opening):
        return "administrative"
    if _OMBUDSMAN.search(parties) and _SPECIAL_PROCEEDING.search(opening):
        return "administrative"
    if not criminal and pattern(r"civil service commission|\bCSC\b").search(parties + opening):
        return "administrative"
    if _is_of_service(reading, caption, portions, opening, parties):
        return "administrative"
    below = any(p.by in ("trial", "sandiganbayan") and _convicts(reading, p) for p in portions)
    own = any(p.by == "court" and _reviews_guilt(reading, p) for p in portions)
    tried = own and pattern(r"people of the philippines").search(parties) is not None
    if criminal and (below or tried or _reviews_conviction(reading, caption)):
        return "criminal_appeal"
    if pattern(
        r"administrative (?:order|case|liab|complaint|charge|proceeding)|administratively liable|preventive suspension"
    ).search(opening) and not pattern(r"criminal cases?|information|violation of").search(opening):
        return "administrative"
    return "certiorari_criminal" if criminal or pattern(r"OMB-|ombudsman").search(opening) else "civil"


def _is_of_service(
    reading: Reading, caption: Caption, portions: Sequence[Dispositive], opening: str, parties: str
) -> bool:
    """Whether the case is one of discipline, and nothing of a criminal one is told in its opening or decided below."""
    if pattern(_CRIME).search(opening) or pattern(r"people of the philippines|sandiganbayan").search(parties):
        return False
    below = [p for p in portions if p.by != "court"]
    tried = any(pattern(_CRIME).search(reading.plain, p.start, p.end) for p in below)
    return not tried and pattern(_SERVICE).search(opening) is not None


def _reviews_conviction(reading: Reading, caption: Caption) -> bool:
    """Whether the opening tells of a conviction that is under review, and of none by the way."""
    start, end = caption.body, min(caption.body + _OPENING, len(reading.plain))
    pieces = list(sentences(reading.plain, start, end))
    before_judgment = any(
        _BEFORE_JUDGMENT.search(reading.plain, *p) and _REVIEWS.search(reading.plain, *p) for p in pieces
    )
    told = [
        p
        for p in pieces
        if _TOLD_CONVICTED.search(reading.plain, *p)
        and not _BY_THE_WAY.search(reading.plain, *p)
        and not OF_SERVICE.search(reading.plain, *p)
    ]
    return any(not before_judgment or _REVIEWS.search(reading.plain, *p) for p in told)


def _reviews_guilt(reading: Reading, portion: Dispositive) -> bool:
    """Whether the court's own portion speaks of a conviction that it affirms, or acquits."""
    words = r"\b(?:found|finding|convicting|conviction of) [^.;]{0,80}\bguilty\b|\bconvicting (?:the )?(?:petitioners?|accused)\b|\bconvictions? of (?:the )?petitioners?\b|\b(?:is|are) (?:hereby |accordingly )?acquitted\b"
    return pattern(words).search(reading.plain, portion.start, portion.end) is not None


def _convicts(reading: Reading, portion: Dispositive) -> bool:
    return bool(pattern(r"\bguilty\b|\bconvict").search(reading.plain, portion.start, portion.end))
