"""Who looks like somebody, in words: what agrees, and the open case in reach with its worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from care.decide.alike import Alike, AlikeReason, Likeness
from care.model.ids import CaseId
from i18n.loader import gettext
from i18n.marks import N_
from store import people, queries
from web.districts import office_name
from web.visitor import Visit

REASONS: dict[AlikeReason, str] = {
    AlikeReason.NAME: N_("이름 같음"),
    AlikeReason.NAME_VARIANT: N_("이름을 다르게 적음"),
    AlikeReason.BIRTH: N_("생년월일 같음"),
    AlikeReason.BIRTH_NEAR: N_("생년월일 비슷함"),
    AlikeReason.PHONE: N_("전화 같음"),
    AlikeReason.ADDRESS: N_("주소 같음"),
    AlikeReason.BUILDING: N_("같은 건물"),
    AlikeReason.BIRTH_DIFFERS: N_("생년월일 다름"),
}
LIKENESS: dict[Likeness, str] = {
    Likeness.CERTAIN: N_("같은 가구"),
    Likeness.LIKELY: N_("같은 가구일 수 있음"),
    Likeness.NO: N_("다른 가구"),
}


@dataclass(frozen=True)
class CaseWords:
    """An open case in reach, and whose it is."""

    case_id: CaseId
    number: str
    client: str
    office: str
    owner: str


async def cases_in_reach(
    visit: Visit, session: Any, ids: Sequence[CaseId]
) -> dict[CaseId, CaseWords]:
    """What lies outside the visitor's scope is not there."""
    keyring = visit.dependencies.keyring
    found = {}
    for case_id in dict.fromkeys(ids):
        row = await queries.case_row(session, keyring, visit.scope, case_id)
        if row is not None:
            found[case_id] = row
    owners = {row.owner for row in found.values() if row.owner}
    names = await people.display_names(session, keyring, owners)
    return {
        case_id: CaseWords(
            case_id=case_id,
            number=row.case_number,
            client=row.client,
            office=office_name(visit.visitor.district, row.office),
            owner=names.get(row.owner, "") if row.owner else "",
        )
        for case_id, row in found.items()
    }


def alike_words(alike: Alike) -> str:
    return ", ".join(gettext(REASONS[one]) for one in alike.reasons)


def likeness_words(alike: Alike) -> str:
    return gettext(LIKENESS[alike.likeness])
