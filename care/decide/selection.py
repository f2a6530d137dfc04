"""Whom a survey campaign selects: rank by score, cut at the places, ties by the stated rule.

The same answers give the same list, in whatever order they come (domain JJ-02).
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime

from care.model.campaign import (
    Cut,
    Question,
    Ranked,
    ScoredAnswer,
    Selection,
    SurveyForm,
    TargetState,
    TieRule,
    Why,
)
from care.model.ids import CampaignId, TargetId

Answers = Mapping[str, int]
_NEVER = date.max


class AnswersUnsound(ValueError):
    """An answer to what was not asked, off its scale, or missing; ``code`` is the question's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def sound(answers: Answers, form: SurveyForm) -> None:
    """Every question answered within its scale, and nothing else answered."""
    asked = {one.code: one for one in form.questions}
    for code in answers:
        if code not in asked:
            raise AnswersUnsound(code)
    for code, question in asked.items():
        if not 0 <= answers.get(code, -1) <= question.most:
            raise AnswersUnsound(code)


def score(answers: Answers, form: SurveyForm) -> int:
    """Points by the form the answers were given on."""
    return sum(one.points * answers.get(one.code, 0) for one in form.questions)


def terms(answers: Answers, form: SurveyForm) -> list[tuple[Question, int, int]]:
    """What made the score: question, answer and points, heaviest first."""
    found = [
        (one, answers[one.code], one.points * answers[one.code])
        for one in form.questions
        if answers.get(one.code) and one.points
    ]
    return sorted(found, key=lambda term: (-term[2], term[0].code))


def serious(answers: Answers, form: SurveyForm) -> int:
    return sum(answers.get(one.code, 0) == one.most for one in form.questions)


def lot(campaign: CampaignId, target: TargetId) -> str:
    """The draw. It depends on nothing anybody can choose after the targets are known."""
    return hashlib.sha256(f"{campaign}\x1f{target}".encode()).hexdigest()


def whole_rule(ties: Sequence[TieRule]) -> tuple[TieRule, ...]:
    """Each rule once and the draw at the end, so that no two are ever equal."""
    stated = [one for one in dict.fromkeys(ties) if one is not TieRule.LOT]
    return (*stated, TieRule.LOT)


def select(
    campaign: CampaignId,
    found: Sequence[ScoredAnswer],
    places: int,
    ties: Sequence[TieRule],
    least: int = 0,
) -> Selection:
    keys = _keys(campaign, ties)
    order = sorted(found, key=lambda one: (-one.score, *(key(one) for _, key in keys)))
    good = sum(one.score >= least for one in order)
    taken = min(places, good)
    cut = _cut(order, taken, good, places, keys)
    ranked = tuple(
        Ranked(
            target_id=one.target_id,
            rank=rank,
            score=one.score,
            why=_why(one, rank, taken, least, cut),
            tie_by=cut.tie_by if cut.equal and one.score == cut.last_in else None,
        )
        for rank, one in enumerate(order, 1)
    )
    return Selection(ranked=ranked, cut=cut)


def why_not_surveyed(state: TargetState) -> Why:
    """The outcome of a target without answers."""
    return Why.NOT_SURVEYED if state is TargetState.WAITING else Why(state.value)


Key = tuple[TieRule, Callable[[ScoredAnswer], object]]


def _keys(campaign: CampaignId, ties: Sequence[TieRule]) -> list[Key]:
    reads: dict[TieRule, Callable[[ScoredAnswer], object]] = {
        TieRule.OLDER: lambda one: one.born or _NEVER,
        TieRule.MORE_SERIOUS: lambda one: -one.serious,
        TieRule.SURVEYED_EARLIER: lambda one: _moment(one.surveyed_at),
        TieRule.LOT: lambda one: (lot(campaign, one.target_id), one.target_id),
    }
    return [(rule, reads[rule]) for rule in whole_rule(ties)]


def _moment(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _cut(
    order: Sequence[ScoredAnswer], taken: int, good: int, places: int, keys: Sequence[Key]
) -> Cut:
    last = order[taken - 1] if taken else None
    first = order[taken] if taken < len(order) else None
    through = last is not None and first is not None and last.score == first.score
    equal = [at for at, one in enumerate(order) if through and last and one.score == last.score]
    return Cut(
        places=places,
        surveyed=len(order),
        selected=taken,
        last_in=last.score if last else None,
        first_out=first.score if first else None,
        equal=len(equal),
        equal_in=sum(at < taken for at in equal),
        tie_by=_parted(last, first, keys) if through and last and first else None,
        below_least=len(order) - good,
    )


def _parted(last: ScoredAnswer, first: ScoredAnswer, keys: Sequence[Key]) -> TieRule:
    return next(rule for rule, key in keys if key(last) != key(first))


def _why(one: ScoredAnswer, rank: int, taken: int, least: int, cut: Cut) -> Why:
    at_the_line = bool(cut.equal) and one.score == cut.last_in
    if rank <= taken:
        return Why.TIE_TAKEN if at_the_line else Why.SCORE
    if one.score < least:
        return Why.BELOW_LEAST
    return Why.TIE_LEFT if at_the_line else Why.BELOW_CUT
