"""Gimpo: agreements with 21 bodies, and 44 that work together, some without one."""

from datetime import date
from typing import Any

from care.model.codes import AgencyKind, PartnerChannel
from care.model.ids import AgencyId, PersonId
from care.model.service_codes import DataGroup
from store import agencies, agreements
from store.agencies import Agency
from store.agreed_groups import agreed_groups
from store.agreements import Agreement, DataClause
from tests.web.acts.conftest import GIMPO
from tests.web.flow import Flow

KINDS = tuple(kind for kind in AgencyKind if kind is not AgencyKind.PUBLIC_AGENCY)
AGREED, ALL = 21, 44
TODAY = date(2026, 2, 2)


async def _settle(flow: Flow) -> None:
    """44 bodies, of which the first 21 agreed on something."""
    cases = flow.cases
    async with cases.database.write() as session:
        for number in range(ALL):
            body = Agency(
                AgencyId(f"gp-{number:02d}"),
                GIMPO,
                f"가상기관 {number:02d}",
                KINDS[number % len(KINDS)],
                PartnerChannel.MANUAL,
            )
            await agencies.save_agency(session, body)
            if number < AGREED:
                await agreements.keep(session, cases.keyring, _agreement(body, flow))


def _agreement(body: Agency, flow: Flow) -> Agreement:
    return Agreement(
        agreement_id=f"mou-{body.agency_id}",
        district=GIMPO,
        agency_id=body.agency_id,
        document=f"복지정책과-{body.agency_id}",
        clause=DataClause.REFERRAL,
        scope="위기가구를 함께 돌봄",
        from_day=date(2026, 1, 1),
        until_day=date(2026, 12, 31),
        kept_by=PersonId("admin"),
        kept_at=flow.clock(),
    )


def _groups(flow: Flow, agency_id: str) -> frozenset[DataGroup]:
    async def ask() -> frozenset[DataGroup]:
        async with flow.cases.database.read() as session:
            body = await agencies.agency(session, AgencyId(agency_id))
            assert body is not None
            return await agreed_groups(session, body, TODAY)

    found: frozenset[DataGroup] = flow._run(ask)
    return found


def _ours(flow: Flow) -> tuple[int, int]:
    """Bodies of this test with an agreement that holds, and all of them."""

    async def ask() -> Any:
        async with flow.cases.database.read() as session:
            lacking = await agreements.without(session, GIMPO, TODAY)
            known = await agencies.agencies(session, GIMPO)
        ours = [one.agency_id for one in known if one.agency_id.startswith("gp-")]
        return len([one for one in ours if one not in lacking]), len(ours)

    agreed, everybody = flow._run(ask)
    return agreed, everybody


def test_gp_02_agreements_with_21_bodies_are_counted_and_a_body_without_one_is_marked(
    desk: Flow,
) -> None:
    desk._run(_settle, desk)
    assert _ours(desk) == (AGREED, ALL)
    page = desk.get("coordinator", "/agencies").text
    rows = page.split('<tr role="row"')
    with_one = next(row for row in rows if "가상기관 20<" in row)
    without = next(row for row in rows if "가상기관 21<" in row)
    assert "협약 없음" not in with_one
    assert "협약 없음" in without


def test_gp_03_of_44_bodies_those_without_an_agreement_work_with_narrower_rights(
    desk: Flow,
) -> None:
    desk._run(_settle, desk)
    agreed, without = _groups(desk, "gp-00"), _groups(desk, "gp-43")
    assert without < agreed
    assert DataGroup.ADDRESS in agreed - without
    assert DataGroup.HEALTH not in agreed | without
