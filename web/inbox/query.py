"""The inbox's state as its address says it: tab, filter, page, opened item (ui rule 1)."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from fastapi import Request

from care.model.work import TaskKind
from i18n.loader import gettext
from i18n.marks import N_
from i18n.wording import words
from store.moments import NO_LEADS, Leads
from store.queries import Tab, TaskFilters

PATH = "/inbox"
TABS: tuple[tuple[Tab, str], ...] = (
    (Tab.MINE, N_("내 것")),
    (Tab.TEAM, N_("팀 미배정")),
    (Tab.RETURNED, N_("보완 요청됨")),
    (Tab.SNOOZED, N_("미룬 것")),
    (Tab.DONE, N_("완료")),
)
EMPTY: dict[Tab, tuple[str, str]] = {
    Tab.MINE: (N_("지금 할 일이 없습니다"), N_("팀 미배정에 기다리는 일이 있는지 보아 주세요.")),
    Tab.TEAM: (N_("기다리는 팀 업무가 없습니다"), N_("모두 맡은 사람이 있습니다.")),
    Tab.RETURNED: (N_("보완할 것이 없습니다"), N_("보완 요청을 받으면 여기에 모입니다.")),
    Tab.SNOOZED: (N_("미룬 일이 없습니다"), N_("미룬 일은 날이 되면 저절로 돌아옵니다.")),
    Tab.DONE: (N_("지난 30일에 끝낸 일이 없습니다"), N_("끝낸 일은 여기에서 다시 볼 수 있습니다.")),
}
ALL_QUIET = (N_("지금 할 일이 없습니다"), N_("팀에도 기다리는 일이 없습니다."))
NO_MATCH = (N_("맞는 일이 없습니다"), N_("거르기를 풀어 보세요."))
KINDS = (TaskKind.APPROVE_PLAN, TaskKind.APPROVE_CLOSURE, TaskKind.ANSWER_HIGH_DIFFICULTY)


@dataclass(frozen=True)
class Link:
    label: str
    href: str
    on: bool


@dataclass(frozen=True)
class InboxQuery:
    """Unknown words in the address mean the ordinary list, not an error."""

    tab: Tab = Tab.MINE
    filter: str = ""
    page: int = 1
    item: str = ""

    def filters(self, now: datetime, leads: Leads = NO_LEADS) -> TaskFilters:
        kind = next((one for one in KINDS if one.value == self.filter), None)
        return TaskFilters(
            now=now,
            leads=leads,
            kind=kind,
            overdue=self.filter == "overdue",
            escalated=self.filter == "escalated",
        )

    def address(self, **changed: object) -> str:
        """This list with something changed; the opened item stays only when asked for."""
        values = {"tab": self.tab.value, "filter": self.filter, "page": self.page} | changed
        said = {name: value for name, value in values.items() if value not in ("", 1, None)}
        return f"{PATH}?{urlencode(said)}" if said else PATH

    def filter_links(self, approver: bool) -> list[Link]:
        """Kinds of decisions are offered to those who are asked for some."""
        named = [("", gettext("전체")), ("overdue", gettext("기한 지남"))]
        named += [("escalated", gettext("상향 보고됨"))]
        named += [(kind.value, words(kind)) for kind in KINDS if approver]
        return [
            Link(label, self.address(filter=code, page=1), code == self.filter)
            for code, label in named
        ]


def asked(request: Request) -> InboxQuery:
    given = request.query_params
    tab = next((one for one in Tab if one.value == given.get("tab")), Tab.MINE)
    page = given.get("page", "1")
    return InboxQuery(
        tab=tab,
        filter=given.get("filter", "")[:40],
        page=max(1, int(page)) if page.isdecimal() and len(page) < 6 else 1,
        item=given.get("item", "")[:80],
    )
