"""A whole decision file as the sections of a paper; the page and the PDF show the same."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from care.decide.decision_file import DecisionFile
from care.messages import events as e
from care.model.codes import Role
from care.model.decision_file import DecisionKind, Verdict
from care.model.ids import PersonId, TextId
from care.model.plan import ApprovalStep
from care.model.policy_rules import Subject
from i18n import phrases
from i18n.loader import gettext, language
from i18n.sentences import Known, linkage_bodies, sentence
from i18n.wording import words
from policies.edition import Edition
from policies.explain import explain_policy
from policies.resolve import editions, policy_by_hash
from policies.resolved import ResolvedPolicy
from web.approval_words import Request, why_words
from web.cases.history import text_ids
from web.cases.sight import Sight
from web.decision_files import past
from web.decision_files.words import USED, VERDICTS, kind_words, met
from web.filters import day, moment
from web.papers import Paper, Section


@dataclass(frozen=True)
class Seen:
    """Everything a file tells, with the words for it; ``opened`` are views by who answered."""

    file: DecisionFile
    sight: Sight
    opened: tuple[tuple[PersonId, datetime, str], ...]
    now: datetime

    @property
    def kind(self) -> DecisionKind:
        return self.file.point.kind


def answer_texts(file: DecisionFile) -> set[TextId]:
    """Everything written with the decision itself."""
    return {one for recorded in file.events for one in text_ids(recorded)}


def answerers(file: DecisionFile) -> set[PersonId]:
    """Who answered, and who had asked or answered before in the same request."""
    found = {file.answered.person, file.answered.on_behalf_of}
    for request in (file.before.submission, file.before.closure):
        if request is not None:
            found |= {request.requested_by, *(step.by for step in request.steps)}
    return {one for one in found if one}


def paper_of(seen: Seen) -> Paper:
    state = seen.file.before
    return Paper(
        title=gettext("결정 파일: %(what)s", what=kind_words(seen.kind)),
        about=f"{state.case_number} · {state.policy.district_name} · {moment(seen.file.point.at)}",
        sections=tuple(_sections(seen)),
        made=moment(seen.now),
    )


def _sections(seen: Seen) -> Iterator[Section]:
    yield _decision(seen)
    yield proof(seen)
    yield _recommended(seen)
    yield from _answers(seen)
    yield past.as_it_stood(seen.sight)
    yield from _data(seen)
    yield from _policy(seen)
    if seen.opened:
        yield _openings(seen)


def _data(seen: Seen) -> Iterator[Section]:
    """What a kind of decision looks at, and no more."""
    scored = seen.kind is DecisionKind.SCORE
    sight = replace(seen.sight, state=seen.file.after) if scored else seen.sight
    if seen.kind is DecisionKind.ESCALATION:
        yield past.clocks(seen.sight)
        return
    yield from (one for one in (past.scores(sight), past.terms(sight)) if one)
    yield from past.level_rules(seen.file.before, seen.file.level_tests)
    if seen.kind in (DecisionKind.PLAN, DecisionKind.CLOSURE):
        planned = past.plan(seen.sight)
        if planned is not None:
            yield planned


def known_words(sight: Sight) -> Known:
    return Known(
        people={str(one): name for one, name in sight.names.items()},
        agencies={one: str(body.name) for one, body in sight.bodies.items()},
        linkages=linkage_bodies(sight.state),
        districts={},
    )


def _decision(seen: Seen) -> Section:
    file, known = seen.file, known_words(seen.sight)
    answered = file.answered
    facts = [
        (gettext("결정"), sentence(file.event, known)),
        (gettext("언제"), moment(answered.at)),
        (gettext("누가"), f"{seen.sight.who(answered.person)} ({words(answered.role)})"),
    ]
    if answered.on_behalf_of:
        facts.append((gettext("대결"), seen.sight.who(answered.on_behalf_of)))
    others = [sentence(one.event, known) for one in file.events if one.event is not file.event]
    if others:
        facts.append((gettext("함께 기록된 것"), " / ".join(others)))
    facts.append((gettext("이력 번호"), str(file.point.sequence)))
    return Section(code="decision", title=gettext("결정"), facts=tuple(facts))


def proof(seen: Seen) -> Section:
    """The recomputation, said plainly, with both fingerprints to compare."""
    proved = seen.file.proof
    same = proved.verdict is Verdict.SAME
    said = gettext(VERDICTS[proved.verdict])
    lede = said % {"code": phrases.error_sentence(proved.refusal)} if proved.refusal else said
    rows = tuple((one.place, one.recorded, one.again) for one in proved.deviations)
    return Section(
        code="proof",
        title=gettext("다시 계산"),
        lede=lede,
        facts=(
            (gettext("기록된 결과의 지문"), proved.recorded),
            (gettext("다시 계산한 결과의 지문"), proved.again or "–"),
            (
                gettext("어떻게 계산했는지"),
                gettext(
                    "처음부터 이 결정 직전까지의 기록을 차례로 쌓고, 그때 사례가 따르던 정책으로 "
                    "같은 처리를 한 번 더 했습니다. 사람의 판단은 기록된 그대로 두었습니다."
                ),
            ),
        ),
        head=(gettext("다른 곳"), gettext("기록"), gettext("다시 계산")) if rows else (),
        rows=rows,
        kind="ok" if same else "danger",
    )


def _recommended(seen: Seen) -> Section:
    """What policy and score proposed before anybody answered."""
    return Section(
        code="recommended",
        title=gettext("제안과 답"),
        facts=tuple(_recommendations(seen)),
    )


def _recommendations(seen: Seen) -> Iterator[tuple[str, str]]:
    state, event = seen.file.before, seen.file.event
    if isinstance(event, e.AssessmentSaved):
        yield gettext("제안된 구분"), past.level_words(state, event.score.level)
    elif isinstance(event, e.Classified):
        yield gettext("제안된 구분"), past.level_words(state, event.proposed)
        yield gettext("정한 구분"), past.level_words(state, event.level)
        differs = event.proposed is not None and event.proposed != event.level
        yield gettext("제안과 다른지"), gettext("다름") if differs else gettext("같음")
    elif isinstance(event, e.PlanAnswered | e.ClosureAnswered):
        yield from _line(seen, event)
        yield gettext("답"), words(event.step.answer)
    elif isinstance(event, e.HighDifficultyAnswered):
        yield gettext("답"), gettext("받음") if event.accepted else gettext("돌려보냄")
    elif isinstance(event, e.LadderStepFired):
        yield gettext("기한"), f"{words(event.deadline_kind)} · {moment(event.due)}"
        yield gettext("알림 단계"), words(event.step)
        told = seen.sight.who(event.person) if event.person else words(event.to)
        yield gettext("알린 사람"), told


def _line(seen: Seen, event: e.PlanAnswered | e.ClosureAnswered) -> Iterator[tuple[str, str]]:
    state = seen.file.before
    asked = state.submission if isinstance(event, e.PlanAnswered) else state.closure
    if asked is None:
        return
    request = Request(
        subject=Subject.PLAN if isinstance(event, e.PlanAnswered) else Subject.CLOSURE,
        because=asked.because,
        delegated=asked.delegated,
        reason=getattr(asked, "reason", None),
        tiers=asked.tiers,
    )
    yield (
        gettext("요청한 사람"),
        f"{seen.sight.who(asked.requested_by)} · " + moment(asked.requested_at),
    )
    yield gettext("결재선"), " → ".join(words(role) for role in asked.tiers)
    yield gettext("이 결재선인 까닭"), ". ".join(why_words(state, request)) or "–"


def _answers(seen: Seen) -> Iterator[Section]:
    """What people said, in their own words."""
    state = seen.file.before
    asked = state.submission or state.closure
    steps: tuple[ApprovalStep, ...] = ()
    event = seen.file.event
    if isinstance(event, e.PlanAnswered | e.ClosureAnswered):
        steps = (*(asked.steps if asked else ()), event.step)
    written = [seen.sight.text(one) for one in sorted(answer_texts(seen.file))]
    said = tuple(dict.fromkeys(one for one in written if one))
    rows = tuple(
        (
            str(step.tier + 1),
            f"{seen.sight.who(step.by)} ({words(Role(step.role))})",
            words(step.answer),
            moment(step.at),
        )
        for step in steps
    )
    if rows or said:
        yield Section(
            code="answers",
            title=gettext("누가 무엇이라고 답했는지"),
            head=(gettext("차례"), gettext("답한 사람"), gettext("답"), gettext("언제")),
            rows=rows,
            quotes=said,
        )


def _policy(seen: Seen) -> Iterator[Section]:
    policy = seen.file.before.policy
    resolved = policy_by_hash(policy.district, policy.content_hash)
    edition = _edition(policy.district, policy.content_hash, policy.version)
    facts = [
        (gettext("정책"), f"{policy.district_name} {policy.version}"),
        (gettext("내용 지문"), policy.content_hash),
    ]
    if edition is not None:
        facts.append((gettext("시행일"), day(edition.begins)))
        facts.append((gettext("근거"), ", ".join(edition.legal_basis) or "–"))
        same = edition.content_hash == policy.content_hash
        facts.append((gettext("공고된 판과 같은지"), met(same)))
    rows = tuple(_values(resolved, seen.kind)) if resolved else ()
    yield Section(
        code="policy",
        title=gettext("그때 따르던 정책"),
        lede=""
        if resolved
        else gettext(
            "이 내용 지문과 같은 판이 남아 있지 않습니다. 사례가 지니고 있던 값으로 계산했습니다."
        ),
        facts=tuple(facts),
        head=(gettext("항목"), gettext("값"), gettext("어디서 온 값"), gettext("근거")),
        rows=rows,
    )
    if edition is not None:
        yield Section(
            code="texts",
            title=gettext("정책 원문"),
            texts=tuple(sorted(edition.texts.items(), key=lambda one: not _own(one[0]))),
        )


def _own(file: str) -> bool:
    return file.startswith("districts/")


def _edition(district: str, content_hash: str, number: int) -> Edition | None:
    """The number it was published under, else any that says just the same."""
    found = [one for one in editions(district) if one.content_hash == content_hash]
    return next((one for one in found if one.number == number), found[-1] if found else None)


def _values(policy: ResolvedPolicy, kind: DecisionKind) -> Iterator[tuple[str, ...]]:
    for row in explain_policy(policy, language()):
        if row.key.startswith(USED[kind]):
            law = row.law or row.source
            yield row.label, row.value, f"{row.origin} ({row.file}:{row.line})", law


def _openings(seen: Seen) -> Section:
    by: dict[PersonId, list[datetime]] = {}
    for person, at, _ in seen.opened:
        by.setdefault(person, []).append(at)
    return Section(
        code="seen",
        title=gettext("결정하기 전에 본 기록"),
        lede=gettext("답한 사람과 요청한 사람이 결정 전에 이 사례를 연 접속기록입니다."),
        head=(gettext("누가"), gettext("몇 번"), gettext("처음"), gettext("마지막")),
        rows=tuple(_times(seen.sight, by.items())),
    )


def _times(
    sight: Sight, found: Iterable[tuple[PersonId, list[datetime]]]
) -> Iterator[tuple[str, ...]]:
    for person, times in found:
        yield sight.who(person), str(len(times)), moment(times[0]), moment(times[-1])


def kept_apart(paper: Paper) -> Paper:
    """The paper for the PDF: of the texts only the district's own, the others by their names."""
    sections = []
    for one in paper.sections:
        if one.code == "texts":
            own = tuple(pair for pair in one.texts if _own(pair[0]))
            names = ", ".join(name for name, _ in one.texts if not _own(name))
            lede = gettext("함께 쓰인 원문: %(names)s", names=names)
            sections.append(replace(one, lede=lede, texts=own))
        else:
            sections.append(one)
    return replace(paper, sections=tuple(sections))
