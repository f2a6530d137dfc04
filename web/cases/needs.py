"""Needs with their scores and the reasons for the proposed level: every term and what it asks."""

from dataclasses import dataclass

from care.model.codes import NeedArea, SubDomain
from i18n.loader import gettext
from i18n.marks import N_
from web.acts.words import reason_words
from web.cases.sight import Sight

SCORE_WORDS = (N_("없음"), N_("관찰"), N_("심각"), N_("위기"))


@dataclass(frozen=True)
class NeedLine:
    area: NeedArea
    sub: SubDomain
    score: int
    word: str
    before: int | None

    @property
    def change(self) -> str:
        if self.before is None or self.before == self.score:
            return ""
        return gettext("%(before)s점에서 %(after)s점", before=self.before, after=self.score)


@dataclass(frozen=True)
class ReasonLine:
    rule: str
    found: int
    needed: int
    met: bool


def need_lines(sight: Sight) -> list[NeedLine]:
    """Only what was found, the heaviest first; nothing found is said by the page."""
    state = sight.state
    if state.assessment is None:
        return []
    former = state.previous_assessment.scores if state.previous_assessment else {}
    found = [
        NeedLine(sub.area, sub, score, gettext(SCORE_WORDS[score]), former.get(sub))
        for sub, score in state.assessment.scores.items()
        if score or former.get(sub)
    ]
    return sorted(found, key=lambda line: -line.score)


def reason_lines(sight: Sight) -> list[ReasonLine]:
    if sight.state.score is None:
        return []
    return [
        ReasonLine(reason_words(one.rule), one.found, one.needed, one.met)
        for one in sight.state.score.reasons
    ]
