"""An offered case: read by the coordinator alone, noted in both districts, taken over once."""

from datetime import timedelta

import pytest

from care.model.codes import Relation
from care.model.ids import CaseId, DistrictCode, MemberId, TransferId
from store import access_records, transfers
from store.transfers import Offer, OfferStatus, Packet, PacketMember
from tests.web.acts.conftest import GIMPO
from tests.web.flow import Flow

SENDER = DistrictCode("11215")
FORMER = CaseId(f"{SENDER}-abcdefghijklmnop")
NAME = "표하람"


@pytest.fixture
def offered(flow: Flow) -> Flow:
    offer = Offer(
        transfer_id=TransferId("transfer-web"),
        from_district=SENDER,
        to_district=GIMPO,
        from_case=FORMER,
        lineage=FORMER,
        episode=2,
        status=OfferStatus.OFFERED,
        offered_at=flow.clock(),
        due=flow.clock() + timedelta(days=5),
        answered_at=None,
        answered_by=None,
        successor=None,
    )
    member = PacketMember(
        member_id=MemberId("m-away"), relation=Relation.CLIENT, name=NAME, birth_year=1979
    )
    packet = Packet(case_number="GJ-2026-0007", contact="온유리", members=(member,))

    async def lay() -> None:
        async with flow.cases.database.of(GIMPO).write() as session:
            await transfers.lay_offer(session, flow.cases.keyring, offer, packet)

    flow._run(lay)
    return flow


def looks(flow: Flow, district: DistrictCode, subject: str) -> list[str]:
    async def ask() -> list[str]:
        async with flow.cases.database.of(district).read() as session:
            found = await access_records.of_subject(session, district, subject)
        return [one.task for one in found]

    told: list[str] = flow._run(ask)
    return told


def test_a_look_is_noted_in_both_districts(offered: Flow) -> None:
    shown = offered.get("coordinator", "/transfers/transfer-web")
    assert NAME in shown.text
    assert looks(offered, GIMPO, "transfer-web") == ["ViewTransfers"]
    assert looks(offered, SENDER, FORMER) == ["ViewTransfers"]


def test_the_inbox_says_that_an_offer_waits_and_the_list_names_nobody(offered: Flow) -> None:
    assert "넘기려는 사례가 1건" in offered.get("coordinator", "/inbox").text
    assert "넘기려는 사례" not in offered.get("manager", "/inbox").text
    assert NAME not in offered.get("coordinator", "/transfers").text


@pytest.mark.parametrize("who", ["hub", "lead", "manager", "head"])
def test_nobody_else_reads_it(offered: Flow, who: str) -> None:
    answer = offered.get(who, "/transfers/transfer-web")
    assert answer.status_code == 403
    assert NAME not in answer.text


def test_taken_over_twice_it_is_one_case_with_ids_of_this_district(offered: Flow) -> None:
    path, page = "/transfers/transfer-web/accept", "/transfers/transfer-web"
    intents = [offered.intent("coordinator", page) for _ in range(2)]
    fields = {"office": "handeul-eup"}
    first, second = (offered.post("coordinator", path, fields, one) for one in intents)
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    offered.case_id = CaseId(first.headers["location"].removeprefix("/cases/"))
    case = offered.state()
    assert case.district == GIMPO
    assert (case.lineage, case.episode) == (FORMER, 2)
    assert case.former is not None
    assert case.former.members == (MemberId("m-away"),)
    assert MemberId("m-away") not in {m.member_id for m in case.members}
    assert offered.kinds().count("CaseOpened") == 1
    assert "AnswerTransferOffer" in looks(offered, SENDER, FORMER)


def test_an_offer_past_its_day_shows_nobody_and_cannot_be_taken(offered: Flow) -> None:
    page = "/transfers/transfer-web"
    intent = offered.intent("coordinator", page)
    offered.clock.forward(days=6)
    assert NAME not in offered.get("coordinator", page).text
    answer = offered.post("coordinator", f"{page}/accept", {"office": "handeul-eup"}, intent)
    assert answer.status_code == 409


def test_an_offer_is_answered_once(offered: Flow) -> None:
    page = "/transfers/transfer-web"
    no, again, yes = (offered.intent("coordinator", page) for _ in range(3))
    reason = {"reason": "이미 이사를 갔습니다"}
    assert offered.post("coordinator", f"{page}/reject", reason, no).status_code == 303
    late = offered.post("coordinator", f"{page}/reject", reason, again)
    taken = offered.post("coordinator", f"{page}/accept", {"office": "handeul-eup"}, yes)
    assert (late.status_code, taken.status_code) == (409, 409)
    assert NAME not in late.text + taken.text + offered.get("coordinator", page).text
    assert looks(offered, SENDER, FORMER).count("AnswerTransferOffer") == 1


def test_what_was_taken_over_is_not_refused_afterwards(offered: Flow) -> None:
    page = "/transfers/transfer-web"
    yes, no = (offered.intent("coordinator", page) for _ in range(2))
    fields = {"office": "handeul-eup"}
    assert offered.post("coordinator", f"{page}/accept", fields, yes).status_code == 303
    late = offered.post("coordinator", f"{page}/reject", {"reason": "마음이 바뀜"}, no)
    assert late.status_code == 409
