"""Rows of a list of risk signals, given to the triage queue."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from care.model.codes import DiscoveryChannel
from care.model.discovery import DiscoveryRules, FoundHousehold, FoundOutcome, Placed, Signal
from care.model.ids import DistrictCode, OfficeCode
from store import at_risk_intake
from store.at_risk_intake import Origin
from store.batch_portions import Row
from store.batches import Batch
from store.keyring import Keyring
from store.moments import KOREA

RulesOf = Callable[[DistrictCode], DiscoveryRules | None]


class NoRules(Exception):
    """The district's policy in force says nothing of discovery; a list waits until it does."""


class SignalTaker:
    def __init__(
        self, keyring: Keyring, rules_of: RulesOf, clock: Callable[[], datetime] | None = None
    ) -> None:
        self._keyring = keyring
        self._rules_of = rules_of
        self._clock = clock or (lambda: datetime.now(UTC))

    async def judge(self, session: Any, batch: Batch, rows: Sequence[Row]) -> list[Placed]:
        rules = self._rules(batch)
        told = [_found(said, rules) for _, said in rows]
        found = [one for one in told if one is not None]
        today = self._clock().astimezone(KOREA).date()
        placed = await at_risk_intake.judge(
            session, self._keyring, batch.district, rules, found, today, batch.made_by
        )
        return _whole(told, placed)

    async def take(
        self, session: Any, batch: Batch, rows: Sequence[Row], at: datetime
    ) -> list[Placed]:
        rules = self._rules(batch)
        told = [_found(said, rules) for _, said in rows]
        found = [one for one in told if one is not None]
        standing = tuple(
            number for (number, _), one in zip(rows, told, strict=True) if one is not None
        )
        origin = Origin(by=batch.made_by, batch_id=batch.batch_id, rows=standing)
        placed = await at_risk_intake.place(
            session, self._keyring, batch.district, rules, found, origin, at
        )
        return _whole(told, placed)

    def _rules(self, batch: Batch) -> DiscoveryRules:
        rules = self._rules_of(batch.district)
        if rules is None:
            raise NoRules
        return rules


def _whole(told: Sequence[FoundHousehold | None], placed: Sequence[Placed]) -> list[Placed]:
    """An answer to every row, in their order."""
    answers = iter(placed)
    return [Placed(outcome=FoundOutcome.REJECTED) if one is None else next(answers) for one in told]


def _found(said: dict[str, str], rules: DiscoveryRules) -> FoundHousehold | None:
    """None when the policy has none of the row's signals any more."""
    kinds = [rules.kind(code) for code in said["kinds"].split(",")]
    observed = date.fromisoformat(said["observed_on"])
    signals = tuple(
        Signal(kind=one.code, source=one.source, observed_on=observed)
        for one in kinds
        if one is not None
    )
    if not signals:
        return None
    born = said.get("birth_date")
    return FoundHousehold(
        name=said["name"],
        birth_date=date.fromisoformat(born) if born else None,
        phone=said.get("phone", ""),
        address=said.get("address", ""),
        office=OfficeCode(said["office"]) if "office" in said else None,
        channel=DiscoveryChannel.BATCH,
        signals=signals,
        note=said.get("note", ""),
    )
