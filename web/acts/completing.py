"""What a command needs beyond the answers: new ids from the intent, and what the case knows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from care.model.case import CaseState
from care.model.codes import AgencyKind, PartnerChannel
from care.model.ids import AgencyId, LinkageId
from i18n.marks import N_
from web.acts.reading import BAD_VALUE, Reading


@dataclass(frozen=True)
class KnownAgency:
    """What a referral needs of a body in the district's directory."""

    name: str
    kind: AgencyKind
    channel: PartnerChannel


@dataclass(frozen=True)
class Surroundings:
    """The case and the directory as they are when the form is posted."""

    case: CaseState
    agencies: Mapping[AgencyId, KnownAgency]


Completion = Callable[[Reading, Surroundings], None]

NO_PLAN = N_("승인된 계획이 아직 없습니다.")
UNKNOWN_AGENCY = N_("기관 목록에 없는 곳입니다.")


def complete(command: str, reading: Reading, around: Surroundings) -> None:
    """Adds what people do not type; an unknown id becomes an error beside its field."""
    completion = _COMPLETIONS.get(command)
    if completion is not None:
        completion(reading, around)


def _new_id(name: str) -> Completion:
    def give(reading: Reading, around: Surroundings) -> None:
        reading.values[name] = f"{name.removesuffix('_id')}-{reading.intent}"

    return give


def _agreement(reading: Reading, around: Surroundings) -> None:
    if around.case.plan is None:
        reading.errors[""] = NO_PLAN
        return
    reading.values["version"] = around.case.plan.version


def _linkage(reading: Reading, around: Surroundings) -> None:
    reading.values["linkage_id"] = f"linkage-{reading.intent}"
    days = reading.values.pop("answer_days", None)
    if days is not None:
        reading.values["answer_term"] = own_clock(str(days), reading)
    agency = around.agencies.get(AgencyId(str(reading.values.get("agency_id", ""))))
    if agency is None:
        reading.errors.setdefault("agency_id", UNKNOWN_AGENCY)
        return
    reading.values["agency_kind"] = agency.kind
    reading.values["channel"] = agency.channel


def own_clock(days: str, reading: Reading) -> dict[str, Any] | None:
    if not days.isdigit() or not 0 < int(days) <= 365:
        reading.errors["answer_days"] = BAD_VALUE
        return None
    return {"n": int(days), "unit": "d"}


def _partner_answer(reading: Reading, around: Surroundings) -> None:
    linkage = around.case.linkage(LinkageId(str(reading.values.get("linkage_id", ""))))
    if linkage is None:
        reading.errors[""] = BAD_VALUE
        return
    reading.values["agency_id"] = linkage.agency_id


_COMPLETIONS: dict[str, Completion] = {
    "RecordConsent": _new_id("consent_id"),
    "RecordPledge": _new_id("pledge_id"),
    "RecordResource": _new_id("entry_id"),
    "RecordPlanAgreement": _agreement,
    "AcceptIndividualPlan": _agreement,
    "RequestLinkage": _linkage,
    "RecordPartnerAnswer": _partner_answer,
}
