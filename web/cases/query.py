"""The case list's state as its address says it; every filter is a link or a plain form field."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Request

from care.model.codes import Stage
from care.model.ids import LevelCode, OfficeCode, PersonId
from i18n.loader import gettext
from i18n.marks import N_
from store.moments import NO_LEADS, Leads
from store.queries import CaseFilters
from store.queries import CaseOrder as Order
from web.narrowing import address_of

PATH = "/cases"
QUICK: tuple[tuple[str, str], ...] = (
    ("", N_("모두")),
    ("mine", N_("내 사례")),
    ("unassigned", N_("담당 없음")),
    ("overdue", N_("기한 지남")),
    ("today", N_("오늘까지")),
    ("urgent", N_("긴급")),
    ("idle", N_("30일 넘게 움직임 없음")),
    ("ended", N_("끝난 사례도")),
)
IDLE = timedelta(days=30)
ORDERS: tuple[tuple[Order, str], ...] = (
    (Order.OPENED, N_("새로 열린 순")),
    (Order.DUE, N_("기한이 가까운 순")),
    (Order.IDLE, N_("오래 멈춘 순")),
)


@dataclass(frozen=True)
class QuickLink:
    label: str
    href: str
    on: bool


@dataclass(frozen=True)
class CaseQuery:
    """Unknown words in the address are left out, not errors."""

    quick: str = ""
    q: str = ""
    stage: Stage | None = None
    office: str = ""
    level: str = ""
    order: Order = Order.OPENED
    page: int = 1

    def filters(self, now: datetime, me: PersonId, leads: Leads = NO_LEADS) -> CaseFilters:
        return CaseFilters(
            now=now,
            leads=leads,
            stage=self.stage,
            office=OfficeCode(self.office) if self.office else None,
            owner=me if self.quick == "mine" else None,
            unassigned=self.quick == "unassigned",
            level=LevelCode(self.level) if self.level else None,
            overdue=self.quick == "overdue",
            due_today=self.quick == "today",
            urgent=self.quick == "urgent",
            idle_since=now - IDLE if self.quick == "idle" else None,
            ended=self.quick == "ended",
            q=self.q,
            order=self.order,
        )

    def address(self, **changed: object) -> str:
        values: dict[str, object] = {
            "quick": self.quick,
            "q": self.q,
            "stage": self.stage.value if self.stage else "",
            "office": self.office,
            "level": self.level,
            "order": "" if self.order is Order.OPENED else self.order.value,
            "page": self.page,
        }
        return address_of(PATH, values | changed)

    def quick_links(self) -> list[QuickLink]:
        return [
            QuickLink(gettext(label), self.address(quick=code, page=1), code == self.quick)
            for code, label in QUICK
        ]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.quick or self.q or self.stage or self.office or self.level)


def asked(request: Request) -> CaseQuery:
    given = request.query_params
    page = given.get("page", "1")
    return CaseQuery(
        quick=next((code for code, _ in QUICK if code == given.get("quick")), ""),
        q=given.get("q", "").strip()[:100],
        stage=next((one for one in Stage if one.value == given.get("stage")), None),
        office=given.get("office", "")[:60],
        level=given.get("level", "")[:60],
        order=next((one for one, _ in ORDERS if one.value == given.get("order")), Order.OPENED),
        page=max(1, int(page)) if page.isdecimal() and len(page) < 6 else 1,
    )
