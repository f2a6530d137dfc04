"""The queue's state as its address says it: what it is narrowed to and which page (ui rule 1)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from fastapi import Request

from care.decide.calendar import due
from care.model.codes import DiscoveryChannel
from care.model.discovery import AtRiskStatus, DiscoveryRules, SignalSource
from care.model.policy import Calendar
from i18n.wording import words
from store.at_risk_queue import QueueFilters

PATH = "/triage"
LONGEST_WAIT = 120
TABS = (
    AtRiskStatus.WAITING,
    AtRiskStatus.SNOOZED,
    AtRiskStatus.OPENING,
    AtRiskStatus.ACCEPTED,
    AtRiskStatus.ATTACHED,
    AtRiskStatus.DECLINED,
    AtRiskStatus.MERGED,
)


@dataclass(frozen=True)
class TriageQuery:
    """Unknown words in the address mean the ordinary list, not an error."""

    status: AtRiskStatus = AtRiskStatus.WAITING
    office: str = ""
    channel: str = ""
    kind: str = ""
    source: str = ""
    only: str = ""
    """``urgent`` or ``late``."""
    batch: str = ""
    page: int = 1

    def filters(self, who: str, late: datetime) -> QueueFilters:
        return QueueFilters(
            status=self.status,
            office=self.office,
            channel=next((one for one in DiscoveryChannel if one.value == self.channel), None),
            kind=self.kind,
            source=next((one for one in SignalSource if one.value == self.source), None),
            urgent=self.only == "urgent",
            since=late if self.only == "late" else None,
            batch=self.batch,
            who=who,
        )

    def address(self, **changed: object) -> str:
        values = {
            "status": "" if self.status is AtRiskStatus.WAITING else self.status.value,
            "office": self.office,
            "channel": self.channel,
            "kind": self.kind,
            "list": self.source,
            "only": self.only,
            "batch": self.batch,
            "page": self.page,
        } | changed
        said = {name: value for name, value in values.items() if value not in ("", 1, None)}
        return f"{PATH}?{urlencode(said)}" if said else PATH

    @property
    def narrowed(self) -> bool:
        return self != replace(TriageQuery(), status=self.status, page=self.page)


def asked(request: Request) -> TriageQuery:
    given = request.query_params
    status = next((one for one in TABS if one.value == given.get("status")), TABS[0])
    number = given.get("page", "1")
    return TriageQuery(
        status=status,
        office=given.get("office", "")[:64],
        channel=given.get("channel", "")[:64],
        kind=given.get("kind", "")[:64],
        source=given.get("list", "")[:64],
        only=given.get("only", "")[:10],
        batch=given.get("batch", "")[:80],
        page=max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1,
    )


def late_since(rules: DiscoveryRules, now: datetime, calendar: Calendar) -> datetime:
    """Whoever was told of at this moment or before should have been decided on by now."""
    moment = now
    for _ in range(LONGEST_WAIT):
        if due(moment, rules.triage, calendar) <= now:
            return moment
        moment -= timedelta(days=1)
    return moment


def tab_words(status: AtRiskStatus) -> str:
    return words(status)
