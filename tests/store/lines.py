"""Lines of the read model as events would have made them, where their events do not matter."""

from datetime import date
from typing import Any

from care.model.codes import LinkageStatus, ServiceType
from store.tables.cases import CaseLine, LedgerLine, LinkageLine
from tests.care.builders import NOW


def case_line(case_id: str, district: str, **said: Any) -> CaseLine:
    values: dict[str, Any] = {
        "case_number": f"JJ-2026-{case_id[-8:]}",
        "office": "",
        "household_id": f"home-{case_id}",
        "revision": 1,
        "stage": "LINKAGE",
        "stage_since": NOW,
        "opened_at": NOW,
        "risk": 1,
        "urgent": False,
        "address_protected": False,
        "policy_version": 1,
        "policy_hash": "x",
        "waiting_code": "x",
        "waiting_role": "x",
        "waiting_since": NOW,
        "public_total": 0,
        "private_total": 0,
        "snapshot": b"",
    }
    return CaseLine(case_id=case_id, district=district, **{**values, **said})


def linkage_line(
    case_id: str,
    district: str,
    linkage_id: str,
    service: ServiceType = ServiceType.OTHER,
    status: LinkageStatus = LinkageStatus.STARTED,
    **said: Any,
) -> LinkageLine:
    values: dict[str, Any] = {
        "agency_id": "body",
        "agency_kind": "WELFARE_CENTRE",
        "channel": "MANUAL",
        "need": "HEALTH_BODY",
        "urgent": False,
        "requested_at": NOW,
        "delivery_failed": False,
        "status_at": NOW,
        "value": 0,
        "chain": linkage_id,
        "chain_since": NOW,
        "attempt": 1,
        "sessions": 0,
    }
    return LinkageLine(
        case_id=case_id,
        linkage_id=linkage_id,
        district=district,
        service=service.value,
        status=status.value,
        **{**values, **said},
    )


def ledger_line(case_id: str, district: str, entry_id: str, on: date, **said: Any) -> LedgerLine:
    values: dict[str, Any] = {
        "sequence": 1,
        "source": "COMPANY",
        "agency_id": "company",
        "need": "ECONOMY_BASIC",
        "amount": 1,
        "in_kind": False,
    }
    return LedgerLine(
        case_id=case_id, entry_id=entry_id, district=district, on=on, **{**values, **said}
    )
