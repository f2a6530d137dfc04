"""What can be chosen in the forms of the service loop."""

from collections.abc import Callable

from care.model.codes import AgencyKind, PartnerAnswer
from care.model.ids import AgencyId
from care.model.linkage import Linkage
from i18n.wording import words
from web.acts.around import Around
from web.acts.choice import Option

SINCE_LINKING = frozenset(
    {PartnerAnswer.RECEIVED, PartnerAnswer.WAITLISTED, PartnerAnswer.SCHEDULED}
)
"""Words a case of an earlier policy does not know."""


def _partner_answers(around: Around) -> list[Option]:
    known = around.case.policy.linking is not None
    return [
        Option(one.value, words(one)) for one in PartnerAnswer if known or one not in SINCE_LINKING
    ]


def asked_associations(around: Around) -> set[AgencyId]:
    """Associations whose answer the case waits for."""
    return {one.agency_id for one in around.case.linkages if _association(one)}


def _association(linkage: Linkage) -> bool:
    return linkage.status.is_open and linkage.agency_kind is AgencyKind.PROFESSIONAL_ASSOCIATION


def _pool_members(around: Around) -> list[Option]:
    """Members of the associations asked; where no pool is kept, any body that is no association."""
    asked = asked_associations(around)
    pool = [one for one in around.agencies.values() if one.member_of in asked]
    others = [
        one
        for one in around.agencies.values()
        if one.kind is not AgencyKind.PROFESSIONAL_ASSOCIATION
    ]
    return [Option(one.agency_id, one.name, words(one.kind)) for one in pool or others]


LINKING_LISTS: dict[str, Callable[[Around], list[Option]]] = {
    "partner_answers": _partner_answers,
    "pool_members": _pool_members,
}
