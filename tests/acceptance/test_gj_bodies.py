"""Gwangjin: the crisis-family centre and the housing-welfare centre are bodies like any other."""

from datetime import date

from care.messages import commands as c
from care.model.codes import AgencyKind, PartnerChannel, ServiceType, SubDomain
from care.model.ids import AgencyId, LinkageId, PersonId, PlanItemId
from policies.resolve import resolve
from store import partner_view
from store.agencies import Agency, save_agency
from store.partner_view import Desk, Drawer
from tests.acceptance.at_desk import CLIENT, action, consent, goal, in_service, own
from tests.web.acts.conftest import GIMPO
from tests.web.flow import Flow

CENTRES = {
    "family": ("가상위기가정통합지원센터", ServiceType.COUNSELLING, SubDomain.FAMILY_CARE),
    "homes": ("가상주거복지센터", ServiceType.HOUSING, SubDomain.LIVING_INSIDE),
}


async def _register(flow: Flow) -> None:
    async with flow.cases.database.write() as session:
        for code, (name, _, _) in CENTRES.items():
            kind, channel = AgencyKind.WELFARE_FACILITY, PartnerChannel.PORTAL
            await save_agency(session, Agency(AgencyId(code), GIMPO, name, kind, channel))


def _ask(flow: Flow, code: str) -> None:
    consent(flow, agency=code)
    flow.act(
        "manager",
        c.RequestLinkage(
            linkage_id=LinkageId(f"linkage-{code}"),
            action_id=PlanItemId(f"a-{code}"),
            agency_id=AgencyId(code),
            agency_kind=AgencyKind.WELFARE_FACILITY,
            channel=PartnerChannel.PORTAL,
            members=(own(flow, CLIENT),),
        ),
    )


def _inbox(flow: Flow, code: str) -> list[tuple[str, ServiceType]]:
    async def look() -> list[tuple[str, ServiceType]]:
        policy = resolve(GIMPO).case_policy
        desk = Desk(GIMPO, AgencyId(code), PersonId(f"p-{code}"), policy)
        async with flow.cases.database.read() as session:
            found = await partner_view.referrals(
                session, flow.cases.keyring, desk, Drawer.NEW, date(2026, 2, 2)
            )
        return [(str(one.linkage.linkage_id), one.linkage.service) for one in found.items]

    found: list[tuple[str, ServiceType]] = flow._run(look)
    return found


def test_gj_07_both_centres_have_an_inbox_of_their_own_and_their_kinds_of_service(
    desk: Flow,
) -> None:
    desk._run(_register, desk)
    goals = [goal(f"g-{code}", need) for code, (_, _, need) in CENTRES.items()]
    actions = [
        action(f"a-{code}", f"g-{code}", service) for code, (_, service, _) in CENTRES.items()
    ]
    in_service(desk, 207, goals, actions)
    for code in CENTRES:
        _ask(desk, code)
    for code, (name, service, _) in CENTRES.items():
        assert _inbox(desk, code) == [(f"linkage-{code}", service)]
        assert name in desk.get("coordinator", "/agencies").text
