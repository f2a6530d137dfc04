"""What one request opens: who asks, for what, under which policy, and what was shown."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from fastapi import Request

from care.model.ids import CaseId
from store.database import Database
from store.moments import Leads
from store.queries import Scope
from web.dependencies import Dependencies
from web.rights import Resource, Ruling, StandIn, Visitor, scope_of
from web.words import Problem

NO_TIME = timedelta(0)
__all__ = ["Resource", "Ruling", "StandIn", "Visit", "Visitor", "scope_of"]


@dataclass
class Visit:
    """One guarded request: who, what, under which policy, and what was shown."""

    request: Request
    dependencies: Dependencies
    at: datetime
    """The wall's moment: sessions, access records and what waits to be sent go by it."""
    leads: Leads = field(default_factory=dict)
    """Clocks of cases that were moved; empty but in demonstrations and rehearsals."""
    guest: Visitor | None = None
    """None on public pages without a session."""
    resource: Resource | None = None
    ruling: Ruling | None = None
    open_session: Any = None
    unseen_for: timedelta = timedelta(0)
    """Since the session was last pushed on."""
    subjects: list[str] = field(default_factory=list)
    request_id: str = field(default_factory=lambda: token_hex(8))

    @property
    def now(self) -> datetime:
        """What the page goes by: on a page about one case, that case's own clock."""
        return self.at + self.lead

    @property
    def lead(self) -> timedelta:
        """How far the clock of the case this page is about was moved ahead."""
        case = self.resource.subject if self.resource else ""
        return self.leads.get(CaseId(case), NO_TIME) if case else NO_TIME

    def days_ahead(self, case_id: CaseId | None = None) -> int:
        """Whole days by which a case's clock is ahead, of this page's case when none is named."""
        lead = self.lead if case_id is None else self.leads.get(case_id, NO_TIME)
        return round(lead / timedelta(days=1))

    def now_of(self, case_id: CaseId) -> datetime:
        return self.at + self.leads.get(case_id, NO_TIME)

    @property
    def visitor(self) -> Visitor:
        if self.guest is None:
            raise Problem(401, "LOGIN_REQUIRED")
        return self.guest

    @property
    def scope(self) -> Scope:
        return scope_of(self.visitor)

    @property
    def session(self) -> Any:
        """The transaction of the view (GET routes); acts open their own: ``read``, ``write``."""
        if self.open_session is None:
            raise RuntimeError("no transaction is open on this route: use visit.read()")
        return self.open_session

    @property
    def case_id(self) -> CaseId:
        if self.resource is None or self.resource.kind != "Case":
            raise Problem(404, "NOT_FOUND")
        return CaseId(self.resource.id)

    def saw(self, subjects: Sequence[str]) -> None:
        """Cases whose people a list or search shows: one access record each."""
        self.subjects.extend(subjects)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Any]:
        async with self._shown().read() as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Any]:
        async with self._shown().write() as session:
            yield session

    @property
    def door(self) -> Database:
        """The database before it is known whose lines may be seen."""
        return self.dependencies.database.at_the_door()

    def _shown(self) -> Database:
        """Below every query of ours the database itself shows one district alone (SR-09)."""
        if self.guest is None:
            return self.door
        return self.dependencies.database.of(self.guest.district)

    def may(self, action: str) -> bool:
        """Whether the visitor may do ``action`` to what this page is about; for hiding buttons."""
        resource = self.resource
        return resource is not None and self.may_to(action, resource)

    def may_to(self, action: str, resource: Resource) -> bool:
        return self.dependencies.authority.judge(self.visitor, action, resource).allowed
