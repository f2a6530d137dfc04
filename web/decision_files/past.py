"""The case as it stood when it was decided, in sections of a paper."""

from collections.abc import Iterator, Sequence

from care.decide.deadlines import deadlines
from care.model.case import CaseState
from care.model.decision_file import LevelTest, RuleTerm
from i18n.loader import gettext
from i18n.wording import words
from web.acts.words import fact_words
from web.cases import needs, plan_words
from web.cases.sight import Sight
from web.decision_files.words import met, plain_words, sign
from web.districts import level_name, office_name
from web.filters import day, moment, won
from web.papers import Section


def level_words(state: CaseState, level: str | None) -> str:
    return level_name(state.district, level) if level else gettext("아직 없음")


def as_it_stood(sight: Sight) -> Section:
    state = sight.state
    people = [one.member_id for one in state.members if not one.excluded]
    flags = ", ".join(words(one) for one in state.red_flags)
    facts = [
        (gettext("단계"), words(state.stage)),
        (gettext("대상자 구분"), level_words(state, state.level)),
        (gettext("담당"), sight.who(state.owner)),
        (gettext("담당 읍면동"), office_name(state.district, state.office)),
        (gettext("가구원"), ", ".join(sight.member(one) for one in people)),
        (gettext("긴급 표시"), flags or gettext("없음")),
        (gettext("거부한 횟수"), str(state.refusals)),
        (gettext("열려 있던 의뢰"), _open_linkages(sight)),
        (gettext("유효하던 동의"), _consents(sight)),
    ]
    return Section(
        code="data",
        title=gettext("그때의 자료"),
        lede=gettext(
            "이 결정이 기록되기 바로 전의 사례입니다. 그 뒤에 적은 것은 들어 있지 않습니다. "
            "사람과 기관의 이름은 지금 등록된 이름입니다."
        ),
        facts=tuple(facts),
    )


def _open_linkages(sight: Sight) -> str:
    found = [
        f"{words(one.service)} ({sight.agency(one.agency_id)})"
        for one in sight.state.linkages
        if one.status.is_open
    ]
    return ", ".join(found) or gettext("없음")


def _consents(sight: Sight) -> str:
    on = sight.now.date()
    found = [
        f"{words(one.purpose)} ({sight.member(one.member_id)})"
        for one in sight.state.consents
        if one.withdrawn_at is None and one.valid_until >= on
    ]
    return ", ".join(found) or gettext("없음")


def scores(sight: Sight) -> Section | None:
    """Every sub-domain that was scored above nothing."""
    state = sight.state
    if state.assessment is None:
        return None
    lines = needs.need_lines(sight)
    return Section(
        code="needs",
        title=gettext("욕구조사 점수"),
        lede=gettext(
            "조사표 %(form)s, %(n)s번째 조사, %(day)s. 0점인 영역은 싣지 않습니다.",
            form=state.assessment.form,
            n=state.assessment.number,
            day=day(state.assessment.assessed_at),
        ),
        head=(gettext("영역"), gettext("욕구"), gettext("점수")),
        rows=tuple((words(one.area), words(one.sub), f"{one.score} {one.word}") for one in lines),
    )


def terms(sight: Sight) -> Section | None:
    """The computed score: every comparison, also those that did not decide."""
    score = sight.state.score
    if score is None:
        return None
    rows = tuple(
        (one.rule, str(one.found), str(one.needed), met(one.met))
        for one in needs.reason_lines(sight)
    )
    return Section(
        code="score",
        title=gettext("셈한 점수와 제안"),
        facts=(
            (gettext("합계"), gettext("%(n)s점", n=score.sum)),
            (gettext("점수가 있는 영역"), str(score.areas)),
            (gettext("긴급"), plain_words(score.urgent)),
            (gettext("제안된 구분"), level_words(sight.state, score.level)),
        ),
        head=(gettext("기준"), gettext("찾은 값"), gettext("필요한 값"), gettext("판정")),
        rows=rows,
    )


def level_rules(state: CaseState, tests: Sequence[LevelTest]) -> Iterator[Section]:
    """The district's rules as they were tried, each comparison with its value."""
    for number, test in enumerate(tests, start=1):
        level = level_words(state, test.level)
        yield Section(
            code=f"rule-{number}",
            title=gettext("구분 규칙 %(n)s: %(level)s", n=number, level=level),
            facts=((gettext("정책에 적힌 조건"), test.text), (gettext("판정"), met(test.held))),
            head=(gettext("비교한 것"), gettext("찾은 값"), gettext("필요한 값"), gettext("판정")),
            rows=tuple(_term(one) for one in test.terms),
        )


def _term(term: RuleTerm) -> tuple[str, str, str, str]:
    about = ", ".join(fact_words(name) for name in term.facts)
    needed = f"{sign(term.operator)} {plain_words(term.needed)}"
    return about, plain_words(term.found), needed, met(term.held)


def plan(sight: Sight) -> Section | None:
    """The plan that was asked for; else the one in force."""
    state = sight.state
    asked = state.submission.plan if state.submission else state.plan
    if asked is None:
        return None
    rows = [
        (goal.text, action.text, action.about, won(action.money), day(action.due_on))
        for goal in plan_words.goals(asked, sight)
        for action in goal.actions
    ]
    return Section(
        code="plan",
        title=gettext("계획 %(n)s판", n=asked.version),
        facts=((gettext("금액 합계"), won(plan_words.money(asked))),),
        head=(
            gettext("목표"), gettext("서비스"), gettext("맡는 곳"), gettext("금액"),
            gettext("기한"),
        ),
        rows=tuple(rows),
    )  # fmt: skip


def clocks(sight: Sight) -> Section:
    rows = tuple(
        (words(one.kind), words(one.whom), moment(one.since), moment(one.due))
        for one in sorted(deadlines(sight.state), key=lambda one: one.due)
    )
    return Section(
        code="clocks",
        title=gettext("가고 있던 기한"),
        lede="" if rows else gettext("가고 있던 기한이 없었습니다."),
        head=(gettext("기한"), gettext("누구의"), gettext("센 날"), gettext("끝나는 때")),
        rows=rows,
    )
