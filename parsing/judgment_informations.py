"""The informations of a case: one for each number, or one for each offence with its counts where numbers are not told.

The account of the charges and the judgments below is read, and the court's own dispositive portion; not the discussion of
the law, whose precedents name other people's cases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from jointcharge.parsing.judgment_citations import Citation
from jointcharge.parsing.judgment_clauses import finer_items
from jointcharge.parsing.judgment_dismissed import find_dismissed
from jointcharge.parsing.judgment_dispositions import Dispositive, items_of
from jointcharge.parsing.judgment_number_groups import NumberGroup, find_number_groups, is_same_number
from jointcharge.parsing.judgment_numbers import (
    ACQUITTED,
    JUDGED,
    NOT_THIS,
    at_issue,
    canonical,
    judged_in_prose,
    own_numbers,
    without_misprints,
)
from jointcharge.parsing.judgment_offences import Mention, counts_after, counts_before, find_mentions, offence_votes
from jointcharge.parsing.judgment_penalties import find_penalty
from jointcharge.parsing.judgment_text import Reading, pattern, sentences
from jointcharge.records.case import Instance


@dataclass(slots=True)
class Information:
    """One charge as it was brought: an information, or a complaint that became none yet."""

    offence: str
    start: int
    end: int
    number: str | None = None
    counts: int = 1
    counts_at: tuple[int, int] | None = None
    complaint: bool = False
    citation: Citation | None = None
    accused: set[int] | None = None
    """Which of the accused it names; None for all."""
    disposed: bool = False
    """Whether a judgment names its number."""
    diagnostics: list[str] = field(default_factory=list)

    def has_number_of(self, values: Collection[str]) -> bool:
        """Whether one of ``values`` is this information's number, however it is written there."""
        return self.number is not None and any(is_same_number(self.number, value) for value in values)


CHARGING = (
    r"\bcharg(?:ed|ing|es?)\b|\bindict(?:ed|ing)\b|\baccus(?:es|ed of|ing)\b|\binformations?\b|\bprosecuted\b|\bconvict(?:ed|ing|ion)\b|\bguilty\b|"
    r"\b(?:others?|rest|remaining|latter|first|second|one|two|three|four|five|six|seven|eight|nine|ten) (?:\w+ )?(?:was|were) for\b|"
    r"\bacquitt(?:ed|ing|al)\b|\bcomplaints?\b|\bviolat(?:ed|ing|ion|ions)\b|\btried\b|\bliable\b|\bprobable cause\b|\bprima facie\b"
)


def find_informations(
    reading: Reading,
    account: tuple[int, int],
    portions: Sequence[Dispositive],
    *,
    criminal: bool,
    complains: bool = False,
) -> list[Information]:
    """The informations (or complaints) that the decision is about, in the order of their first mention; where the petitioner
    ``complains`` of the respondents, those of the complaint that the court decides on."""
    plain = reading.plain
    if criminal:
        portions = [p for p in portions if p.by != "ombudsman"]
    stretches = _stretches(plain, account, portions, criminal=criminal)
    quoted = [(p.start, p.end) for p in portions if p.by != "court"]
    votes = offence_votes(plain, [*stretches, *quoted, *quoted])
    groups = own_numbers(plain, stretches, quoted)
    told = _told_offences(plain, stretches) or _named_anywhere(plain, account)
    if not criminal:
        groups = at_issue(groups, account, portions)
    formal = {} if criminal else _told_offences(plain, stretches, _FORMAL)
    ended = _ended(plain, account, portions, told) if criminal else set()
    infos = _numbered(plain, groups, votes, formal or told, portions, all_of_them=not criminal, ended=ended)
    if not criminal:
        told = _told_at_first(told, account, portions)
    left_out = infos if complains and _is_about_complaint(plain, account, portions) else []
    infos = [] if left_out else infos  # a court's number told by the way is another matter
    infos = infos or (_complaints(groups or own_numbers(plain, stretches, quoted), told) if not criminal else [])
    for info in infos if left_out else ():
        info.diagnostics.append("number_of_a_court_left_out")
    if criminal and infos:
        own = [(p.start, p.end) for p in portions if p.instance is not Instance.TRIAL]
        missing = [o for o, ms in told.items() if o not in {i.offence for i in infos} and not _is_within_all(ms, own)]
        infos += [_unnumbered(o, told[o]) for o in missing if _is_tried(plain, o, portions)]
    elif not infos:
        infos = [_unnumbered(o, ms) for o, ms in told.items()]
    if not criminal:
        infos = [i for i in infos if i.complaint or i.number or i.offence in told] or infos
    _count(plain, infos, told, account)
    return infos


def _is_about_complaint(plain: str, account: tuple[int, int], portions: Sequence[Dispositive]) -> bool:
    """Whether the opening and the court's own portion name the number of a complaint, and neither a court's."""
    own = [(p.start, p.end) for p in portions if p.by == "court"]
    named = [find_number_groups(plain, *where) for where in ((account[0], account[0] + _OPENING), *own[-1:])]
    return len(named) > 1 and all(found and all(g.complaint for g in found) for found in named)


_OPENING = 1200


def _ended(
    plain: str, account: tuple[int, int], portions: Sequence[Dispositive], told: dict[str, list[Mention]]
) -> set[str]:
    """The numbers that the account tells as dismissed or judged: convictions only where no portion has a number, or where they are
    no more than the counts that it states (more are misprints of those of the portions)."""
    ended = {v for group, _ in find_dismissed(plain, *account) for v in group.values}
    ended |= judged_in_prose(plain, account, ACQUITTED)
    decided = {v for p in portions for g in find_number_groups(plain, p.start, p.end) for v in g.values}
    judged = judged_in_prose(plain, account, JUDGED)
    stated = sum(_stated_counts(plain, mentions) for mentions in told.values())
    return (
        ended | judged if not decided or len(set(canonical([*decided, *judged, *ended]).values())) <= stated else ended
    )


def _stretches(
    plain: str, account: tuple[int, int], portions: Sequence[Dispositive], *, criminal: bool
) -> list[tuple[int, int]]:
    """Where charges are told: the account and the court's own portions; in a criminal appeal not what a prosecutor resolved."""
    own = [(p.start, p.end) for p in portions if p.by == "court"]
    resolved = pattern(r"WHEREFORE,[^.]{0,200}(?:probable cause|probably guilty|informations? be filed)").search(
        plain, *account
    )
    if not criminal or resolved is None:
        return [account, *own]
    stop = pattern(r"so (?:resolved|ordered)|charged|sandiganbayan").search(plain, resolved.end() + 400, account[1])
    return [(account[0], resolved.start()), (stop.start() if stop else account[1], account[1]), *own]


_FORMAL = (
    r"\binformations?\b|\bindict\w*|\bprosecuted\b|\barraign|\bprobable cause\b|\bconvict|\bguilty\b|"
    r"\bcriminal cases? nos?\b|\bsandiganbayan\b"
)
"""Words of what a court has, beside which an earlier complaint's offences do not count."""


def _told_offences(plain: str, stretches: Sequence[tuple[int, int]], words: str = CHARGING) -> dict[str, list[Mention]]:
    """The offences named in sentences that charge, convict or acquit; those of the account and the portions."""
    found: dict[str, list[Mention]] = {}
    for start, end in stretches:
        for piece in sentences(plain, start, end):
            text = plain[piece.start : piece.end]
            if not pattern(words).search(text) or NOT_THIS.search(text):
                continue
            for mention in find_mentions(plain, piece.start, piece.end):
                if _is_charged(plain, piece.start, mention):
                    found.setdefault(mention.offence, []).append(mention)
    return found


_CHARGE_LEAD = pattern(
    r"(?:charg|indict|accus|informations? for|guilty|convict|acquit|violat|counts?|crimes? of|offenses? of|offence of|complaints? for|tried for|tried[^.]{0,80} for|"
    r"liable for|charges? of|cases? (?:of|for|involving)|for the crime|probable cause|prima facie case|with|\bfor|penalized|and|in the)[^.;]{0,160}$"
)


def _is_charged(plain: str, start: int, mention: Mention) -> bool:
    lead = plain[max(start, mention.start - 220) : mention.start]
    if mention.citation is not None and not pattern(
        r"violat|charg|guilty|convict|acquit|under|crime|offen[sc]e|liable|\bof\b|in relation"
    ).search(lead):
        return False
    return bool(_CHARGE_LEAD.search(lead)) or mention.start - start < 40


def _told_at_first(
    told: dict[str, list[Mention]], account: tuple[int, int], portions: Sequence[Dispositive]
) -> dict[str, list[Mention]]:
    """The offences that the opening or the court's own portion names, where they name any: a case before the Ombudsman
    lists in its middle what was considered and never charged."""
    own = [(p.start, p.end) for p in portions if p.by == "court"]
    first = {
        o: ms
        for o, ms in told.items()
        if any(m.start < account[0] + 2600 or any(a <= m.start < b for a, b in own) for m in ms)
    }
    return first or told


def _named_anywhere(plain: str, account: tuple[int, int]) -> dict[str, list[Mention]]:
    found: dict[str, list[Mention]] = {}
    for mention in find_mentions(plain, *account):
        found.setdefault(mention.offence, []).append(mention)
    return found


def _numbered(
    plain: str,
    groups: Sequence[NumberGroup],
    votes: dict[str, Counter[str]],
    told: dict[str, list[Mention]],
    portions: Sequence[Dispositive],
    *,
    all_of_them: bool,
    ended: Collection[str],
) -> list[Information]:
    """One information for each number of a criminal case; a number without an offence takes the one that lacks most.

    An appeal is about those that a judgment disposes of and those that were dismissed before it (``ended``), a petition before
    trial about ``all_of_them``.
    """
    groups = without_misprints(groups)
    longest = canonical([v for g in groups if not g.complaint for v in g.values])
    disposed = {longest[v] for g in groups if not g.complaint for v in g.values if _is_within(g, portions)}
    first: dict[str, NumberGroup] = {}
    for group in groups:
        for value in () if group.complaint else group.values:
            first.setdefault(longest[value], group)
    votes = _merged(votes, longest)
    told_beside = {v: counted.most_common(1)[0] for v, counted in votes.items()}
    used = Counter(told_beside[v][0] for v in disposed if v in told_beside and told_beside[v][1] > _WEAK)
    unvoted = len(disposed) - used.total()
    taken = Counter({offence: number + unvoted for offence, number in used.items()})
    kept = {
        v: g
        for v, g in first.items()
        if all_of_them or v in disposed or v in ended or _is_wanted(plain, v, votes, taken, told)
    }
    infos = []
    for value, group in kept.items():
        counted = votes.get(value, Counter())
        offence = counted.most_common(1)[0][0] if counted and counted.most_common(1)[0][1] > _WEAK else ""
        if counted or told:
            infos.append(Information(offence, group.start, group.end, value, disposed=value in disposed))
    _fill(plain, infos, told, votes)
    return [i for i in infos if i.offence]


def _is_within_all(mentions: Sequence[Mention], stretches: Sequence[tuple[int, int]]) -> bool:
    """Whether an offence is named by appellate portions only, which may convict of another than the one charged."""
    return all(any(a <= m.start < b for a, b in stretches) for m in mentions)


_WEAK = 1
"""The weight of the next offence named after a number, at any distance: it decides only between offences that lack counts."""


def _is_within(group: NumberGroup, portions: Sequence[Dispositive]) -> bool:
    return any(p.start <= group.start < p.end for p in portions)


def _merged(votes: dict[str, Counter[str]], longest: dict[str, str]) -> dict[str, Counter[str]]:
    merged: dict[str, Counter[str]] = {}
    for value, counted in votes.items():
        merged.setdefault(longest.get(value, value), Counter()).update(counted)
    return merged


def _is_wanted(
    plain: str, value: str, votes: dict[str, Counter[str]], used: Counter[str], told: dict[str, list[Mention]]
) -> bool:
    """Whether a number that no portion disposes of is an information all the same, and no misprint of another: whether an
    offence beside it (any, where none is) lacks counts."""
    if value not in votes and not used:
        return any(_stated_counts(plain, mentions) > len(votes) for mentions in told.values())
    if value not in votes:
        return any(
            used[offence] < _stated_counts(plain, mentions) for offence, mentions in told.items() if used[offence]
        )
    offence = votes[value].most_common(1)[0][0]
    return not used or used[offence] < _stated_counts(plain, told.get(offence, ()))


def infer_from_penalties(
    reading: Reading, account: tuple[int, int], portions: Sequence[Dispositive], infos: Sequence[Information]
) -> None:
    """Large-scale illegal recruitment carries life under the Labor Code, estafa an indeterminate term: where both are tried,
    the term imposed under a number tells which it is; inferred ones without a term are estafa once somebody has the life term."""
    both = {"estafa", "illegal_recruitment"}
    if not both & {i.offence for i in infos} or not any(i.diagnostics for i in infos):
        return
    for_life: set[int] = set()
    told = Dispositive(Instance.TRIAL, *account)
    for portion in (*portions, told):
        for item in finer_items(reading.plain, items_of(reading.plain, portion)):
            values = {v for g in find_number_groups(reading.plain, *item) for v in g.values}
            term = find_penalty(reading.plain, *item).term if len(values) == 1 else None
            for position, info in enumerate(infos):
                if term is not None and info.offence in both and info.has_number_of(values):
                    info.offence = (
                        "illegal_recruitment" if term.life else "estafa" if info.diagnostics else info.offence
                    )
                    for_life |= {position} if term.life else set()
    for position, info in enumerate(infos):
        if for_life and position not in for_life and info.diagnostics and info.offence == "illegal_recruitment":
            info.offence = "estafa"


def _fill(plain: str, infos: list[Information], told: dict[str, list[Mention]], votes: dict[str, Counter[str]]) -> None:
    """Give numbers without an offence beside them one whose stated counts are not used up; of several the one told near."""
    for info in (i for i in infos if not i.offence):
        used = Counter(i.offence for i in infos)
        near = votes.get(info.number or "", Counter())
        open_ = {o: _stated_counts(plain, told.get(o, ())) - used[o] for o in {**told, **near}}
        named = [o for o in open_ if o in used or o in near or len(open_) == 1] or list(open_)
        if named:
            info.offence = max(named, key=lambda o: (open_[o] > 0, near[o], open_[o], used[o]))
            info.diagnostics.append("offence_of_information_inferred")


def _stated_counts(plain: str, mentions: Sequence[Mention]) -> int:
    found = [c[0] for m in mentions if (c := counts_before(plain, m) or counts_after(plain, m, m.end + 40))]
    return max(found, default=1)


def _complaints(groups: Sequence[NumberGroup], told: dict[str, list[Mention]]) -> list[Information]:
    numbers = [g for g in groups if g.complaint]
    if not numbers:
        return []
    number = Counter(g.values[0] for g in numbers).most_common(1)[0][0]
    return [
        Information(offence, mentions[0].start, mentions[0].end, number, complaint=True)
        for offence, mentions in told.items()
    ]


def _unnumbered(offence: str, mentions: Sequence[Mention]) -> Information:
    return Information(offence, mentions[0].start, mentions[0].end)


def _is_tried(plain: str, offence: str, portions: Sequence[Dispositive]) -> bool:
    """Whether a judgment below or the court's own decides on the offence, or an information's head names it."""
    for portion in portions:
        for piece in sentences(plain, portion.start, portion.end):
            if pattern(r"guilty|convict|acquit|sentenc").search(plain[piece.start : piece.end]) and any(
                m.offence == offence and m.citation is None and _is_decided(plain, piece.start, m)
                for m in find_mentions(plain, piece.start, piece.end)
            ):
                return True
    return False


def _is_decided(plain: str, start: int, mention: Mention) -> bool:
    """Whether the words before an offence decide on it: "guilty of the crime of", "acquitted of", "and"."""
    lead = plain[max(start, mention.start - 90) : mention.start]
    return bool(pattern(r"(?:guilty|convict|acquit|counts? of|crimes? of|offenses? of|charges? of)").search(lead))


def _count(plain: str, infos: list[Information], told: dict[str, list[Mention]], account: tuple[int, int]) -> None:
    """The counts of informations without numbers, as the account states them."""
    for info in infos:
        if info.number is not None and not info.complaint:
            continue
        for mention in told.get(info.offence, []):
            found = counts_before(plain, mention) or counts_after(plain, mention, mention.end + 40)
            if found and account[0] <= mention.start:
                info.counts, info.counts_at = found[0], (found[1], found[2])
                break
