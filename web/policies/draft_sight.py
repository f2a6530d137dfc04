"""One draft as its pages show it: what it changes, what is wrong, who did what and who is next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from care.model.ids import PersonId
from i18n.loader import gettext, language
from i18n.marks import N_
from policies.checks import Findings
from policies.edition import Edition
from policies.problems import Problem as Fault
from policies.resolve import ResolvedPolicy, editions, upcoming
from store import people, policy_attachments, policy_drafts
from store.policy_attachments import Attachment
from store.policy_draft_lines import AUTHORING
from store.policy_drafts import Draft, DraftState, Step
from web.filters import local
from web.policies.adoption_words import adoption_word
from web.policies.changes import ChangeGroup, changes_between, count_of
from web.policies.draft_checks import checked
from web.policies.draft_faults import DID
from web.policies.drafting import own_file, replaced_by
from web.policies.orphans import Orphan, orphans, presence
from web.policies.tabs import name_of
from web.visitor import Visit

STATES: dict[DraftState, tuple[str, str]] = {
    DraftState.DRAFT: (N_("초안"), "plain"),
    DraftState.IN_REVIEW: (N_("법률 검토 중"), "info"),
    DraftState.REVIEWED: (N_("승인 기다림"), "info"),
    DraftState.APPROVED: (N_("공고 기다림"), "ok"),
    DraftState.PUBLISHED: (N_("공고함"), "ok"),
    DraftState.WITHDRAWN: (N_("거둠"), "plain"),
}
STATIONS: tuple[tuple[DraftState, str], ...] = (
    (DraftState.DRAFT, N_("초안")),
    (DraftState.IN_REVIEW, N_("법률 검토")),
    (DraftState.REVIEWED, N_("승인")),
    (DraftState.APPROVED, N_("공고")),
    (DraftState.PUBLISHED, N_("시행")),
)


WAITING: dict[DraftState, str] = {
    DraftState.DRAFT: N_("정책 담당이 고치고 있습니다."),
    DraftState.IN_REVIEW: N_("이 초안을 쓰지 않은 사람이 법률 검토를 할 차례입니다."),
    DraftState.REVIEWED: N_("과장이 승인할 차례입니다."),
    DraftState.APPROVED: N_("정책 담당이나 과장이 공고할 차례입니다."),
}


@dataclass(frozen=True)
class Station:
    name: str
    here: bool


@dataclass(frozen=True)
class Tab:
    path: str
    name: str
    count: int | None = None


@dataclass(frozen=True)
class ProblemLine:
    file: str
    line: int
    column: int
    says: str
    foreign: bool
    """It stands in a file that is not the district's main one."""


@dataclass(frozen=True)
class StepLine:
    what: str
    who: str
    words: str
    at: datetime


@dataclass(frozen=True)
class May:
    """What this visitor can do with the draft as it is; the store decides it again."""

    edit: bool = False
    submit: bool = False
    review: bool = False
    approve: bool = False
    publish: bool = False
    give_back: bool = False
    withdraw: bool = False


@dataclass
class DraftSight:
    draft: Draft
    name: str
    author: str
    state: str
    state_kind: str
    stations: list[Station]
    may: May
    findings: Findings
    problems: list[ProblemLine]
    readable: ResolvedPolicy | None
    """The policy the draft would make; None while its text cannot be read."""
    now: ResolvedPolicy
    """What would hold without it on the day it begins."""
    changes: list[ChangeGroup]
    next_number: int
    today: date
    history: list[StepLine] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    orphans: list[Orphan] = field(default_factory=list)
    """Offices it drops although somebody counts on them."""

    @property
    def change_count(self) -> int:
        return count_of(self.changes)

    @property
    def now_name(self) -> str:
        return gettext("%(n)s판", n=self.now.case_policy.version)

    @property
    def address(self) -> str:
        return f"/policies/drafts/{self.draft.draft_id}"

    @property
    def tabs(self) -> list[Tab]:
        return [
            Tab(self.address, gettext("한눈에")),
            Tab(f"{self.address}/values", gettext("값 고치기"), self.change_count),
            Tab(f"{self.address}/text", gettext("전체 글"), len(self.problems)),
            Tab(f"{self.address}/approvals", gettext("결재선")),
            Tab(f"{self.address}/levels", gettext("대상자 구분")),
            Tab(f"{self.address}/zones", gettext("거점·권역"), len(self.orphans) or None),
        ]

    @property
    def under_way(self) -> bool:
        return self.draft.state not in (DraftState.PUBLISHED, DraftState.WITHDRAWN)

    @property
    def stale(self) -> bool:
        """Something was published since the draft was begun."""
        return self.under_way and self.draft.base_number != self.now.case_policy.version

    @property
    def adoption(self) -> str:
        return adoption_word(self.draft.adoption) if self.draft.adoption else ""

    @property
    def begins(self) -> date | None:
        """Never before today: what was approved late holds from the day it is published."""
        wanted = self.draft.effective_from
        return max(wanted, self.today) if wanted else None

    @property
    def begins_late(self) -> bool:
        return self.begins != self.draft.effective_from

    @property
    def later(self) -> list[Edition]:
        """Announced already for a day after its own; none of them contains this draft."""
        if not self.under_way or self.begins is None:
            return []
        return list(upcoming(self.draft.district, self.begins))

    @property
    def waiting(self) -> str:
        """Whose turn it is, for whoever can do nothing now."""
        if self.may.submit or self.may.review or self.may.approve or self.may.publish:
            return ""
        return gettext(WAITING[self.draft.state]) if self.draft.state in WAITING else ""

    @property
    def missing(self) -> list[str]:
        """What stands in the way of legal review."""
        return [one.words for one in self.orphans] + [
            gettext(words)
            for words, holds in (
                (N_("글에 고칠 곳이 있습니다."), bool(self.problems)),
                (N_("달라지는 값이 없습니다."), not self.changes and not self.problems),
                (N_("근거 문서를 붙이지 않았습니다."), not self.attachments),
            )
            if holds
        ]

    @property
    def examples(self) -> int:
        """Worked examples that hold."""
        return sum(one.held for one in self.findings.examples)

    @property
    def widenings(self) -> list[str]:
        return [one.en if language() == "en" else one.ko for one in self.findings.widenings]


async def sight_of(
    visit: Visit, draft: Draft, files: Mapping[str, str] | None = None
) -> DraftSight:
    """``files``: as they would be, to look at what was typed and not kept."""
    shown = draft.files if files is None else files
    findings = checked(draft, shown)
    now = replaced_by(draft).resolved
    async with visit.read() as session:
        keyring = visit.dependencies.keyring
        steps = await policy_drafts.history(session, keyring, draft.district, draft.draft_id)
        papers = await policy_attachments.attachments(session, draft.district, draft.draft_id)
        there = await presence(session, draft.district)
        ids = {draft.author, *(step.person for step in steps)}
        names = await people.display_names(session, keyring, ids)
    state, kind = STATES[draft.state]
    return DraftSight(
        draft=draft,
        name=name_of(now),
        author=_name(names, draft.author),
        state=gettext(state),
        state_kind=kind,
        stations=[Station(gettext(name), code is draft.state) for code, name in STATIONS],
        may=_may(visit, draft, steps),
        findings=findings,
        problems=[_line(one, own_file(draft)) for one in findings.problems],
        readable=findings.resolved,
        now=now,
        changes=changes_between(now, findings.resolved) if findings.resolved else [],
        today=local(visit.now).date(),
        next_number=editions(draft.district)[-1].number + 1,
        history=[_step(step, names) for step in steps],
        attachments=papers,
        orphans=orphans(there, now, findings.resolved) if findings.resolved else [],
    )


def _may(visit: Visit, draft: Draft, steps: list[Step]) -> May:
    state, on_the_way = draft.state, draft.state in policy_drafts.ON_THE_WAY
    wrote = {step.person for step in steps if step.kind in AUTHORING}
    other = visit.visitor.person not in wrote
    admin = visit.may("DraftPolicy")
    reviews = state is DraftState.IN_REVIEW and visit.may("ReviewPolicy") and other
    approves = state is DraftState.REVIEWED and visit.may("ApprovePolicy") and other
    publishes = state is DraftState.APPROVED and visit.may("PublishPolicy")
    return May(
        edit=admin and on_the_way,
        submit=admin and state is DraftState.DRAFT,
        review=reviews,
        approve=approves,
        publish=publishes,
        give_back=reviews or approves or publishes,
        withdraw=admin and on_the_way,
    )


def _line(fault: Fault, main: str) -> ProblemLine:
    words = fault.en if language() == "en" else fault.ko
    return ProblemLine(fault.file, fault.line, fault.column, words, fault.file != main)


def _step(step: Step, names: dict[PersonId, str]) -> StepLine:
    return StepLine(gettext(DID[step.kind]), _name(names, step.person), step.note, step.at)


def _name(names: dict[PersonId, str], person: PersonId) -> str:
    return names.get(person, gettext("옛 담당"))
