"""Rollouts and studies under way, as an operator sees them: what they are, never as cases."""

from dataclasses import dataclass
from datetime import datetime

from i18n.loader import gettext
from i18n.marks import N_
from store.policy_work import PolicyWork, Standing, WorkKind
from web.engine import EngineHealth
from web.filters import moment
from web.visitor import Visit

KINDS: dict[WorkKind, str] = {
    WorkKind.ROLLOUT: N_("%(n)s판 단계 적용"),
    WorkKind.PREVIEW: N_("%(n)s판 모의 적용"),
    WorkKind.WHATIF: N_("%(n)s판 가정 재현"),
}
STANDINGS: dict[Standing, tuple[str, str, str]] = {
    Standing.WAITING: (N_("시행일을 기다림"), "info", "wait"),
    Standing.RUNNING: (N_("나아가는 중"), "info", "wait"),
    Standing.PAUSED: (N_("잠시 멈춤"), "warning", "today"),
    Standing.STUCK: (N_("나아가지 않음"), "danger", "over"),
}
PLACES = {
    WorkKind.ROLLOUT: ("ViewPolicyDesk", "/policies/rollouts"),
    WorkKind.PREVIEW: ("StudyPolicy", "/policies/previews"),
    WorkKind.WHATIF: ("StudyPolicy", "/policies/whatifs"),
}
"""Who may open it, and where."""


@dataclass(frozen=True)
class WorkLine:
    name: str
    link: str
    detail: str
    state: str
    kind: str
    sign: str
    problems: str
    """The engine's own codes when its code fails again and again."""


def work_lines(
    visit: Visit, found: list[PolicyWork], engine: EngineHealth | None
) -> list[WorkLine]:
    failing = {one.work_id: ", ".join(one.problems) for one in engine.stuck_work} if engine else {}
    return [_line(visit, one, failing.get(one.work_id, "")) for one in found]


def _line(visit: Visit, work: PolicyWork, problems: str) -> WorkLine:
    action, place = PLACES[work.kind]
    state, kind, sign = STANDINGS[Standing.STUCK if problems else work.standing]
    return WorkLine(
        name=gettext(KINDS[work.kind], n=work.edition),
        link=f"{place}/{work.work_id}" if visit.may(action) else "",
        detail=f"{_far(work)} · {_since(work.standing, work.moved_at)}",
        state=gettext(state),
        kind=kind,
        sign=sign,
        problems=problems,
    )


def _far(work: PolicyWork) -> str:
    if work.total is None:
        return gettext("아직 세지 않음")
    return gettext("사례 %(total)s건 가운데 %(done)s건", total=work.total, done=work.done)


def _since(standing: Standing, at: datetime) -> str:
    if standing is Standing.WAITING:
        return gettext("%(at)s에 시작", at=moment(at))
    return gettext("마지막으로 나아간 때 %(at)s", at=moment(at))
