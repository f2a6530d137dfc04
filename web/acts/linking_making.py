"""What people do not type in the forms of the service loop."""

from typing import Any

from care.model.ids import AgencyId, LinkageId, SupportId
from care.model.linkage import Linkage
from web.acts.around import Around
from web.acts.under_way import Making, new_id

NEXT = 3
"""Bodies one may name to be asked next; more are a list nobody reads."""


def next_bodies(making: Making) -> None:
    """``then_1`` to ``then_3``, in that order; a body named twice or asked already is a fault."""
    chosen = [making.values.pop(f"then_{n}", None) for n in range(1, NEXT + 1)]
    known, found = making.around.agencies, []
    taken = {making.values.get("agency_id")}
    for n, agency_id in enumerate(chosen, 1):
        if not agency_id:
            continue
        agency = known.get(AgencyId(str(agency_id)))
        if agency is None:
            making.refuse(f"then_{n}", "CHOICE_INVALID")
        elif agency_id in taken:
            making.refuse(f"then_{n}", "BODY_TWICE")
        else:
            taken.add(agency_id)
            found.append(body(agency.agency_id, making.around))
    making.values["then"] = tuple(found)


def body(agency_id: AgencyId, around: Around) -> dict[str, Any]:
    """The three things a referral says of a body."""
    agency = around.agencies[agency_id]
    return {"agency_id": agency_id, "agency_kind": agency.kind, "channel": agency.channel}


def pass_on(making: Making) -> None:
    making.values["new_linkage_id"] = new_id("linkage", making.intent)
    agency_id = AgencyId(str(making.values.get("agency_id", "")))
    if agency_id not in making.around.agencies:
        making.refuse("agency_id", "CHOICE_INVALID")
        return
    making.values |= body(agency_id, making.around)


def asked_body(making: Making) -> None:
    linkage = _linkage(making)
    if linkage is not None:
        making.values["agency_id"] = linkage.agency_id


def concern(making: Making) -> None:
    asked_body(making)
    making.values["concern_id"] = new_id("concern", making.intent)


def support(making: Making) -> None:
    """New; or with the kind and words it already has, where only the strength is asked."""
    known = SupportId(str(making.values.get("support_id", "")))
    if not known:
        making.values["support_id"] = new_id("support", making.intent)
        return
    found = next((one for one in making.around.case.supports if one.support_id == known), None)
    if found is None:
        making.refuse("", "NOT_FOUND")
        return
    making.values |= {"support": found.support, "label": found.label}


def _linkage(making: Making) -> Linkage | None:
    found = making.around.case.linkage(LinkageId(str(making.values.get("linkage_id", ""))))
    if found is None:
        making.refuse("", "NOT_FOUND")
    return found
