"""What people do in the loops of a case's life, on top of the ordinary acts."""

from datetime import date
from typing import Any

from care.messages import commands as c
from care.messages import discovery_commands as dc
from care.messages import kin_commands as kc
from care.messages import linking_commands as nc
from care.messages import loop_commands as lc
from care.messages.envelope import Envelope, Receipt, system_actor
from care.model import ids
from care.model.codes import (
    AgencyKind,
    ConsentPurpose,
    ContactMode,
    ContactResult,
    DeclineReason,
    LawfulBasis,
    PartnerAnswer,
    PartnerChannel,
    RedFlag,
    Role,
)
from care.model.course import Kin
from care.model.discovery import SignalSource
from care.model.linking import NextBody
from care.model.loop_codes import (
    CrisisAid,
    CrisisFinding,
    HoldDecision,
    Kinship,
    PauseReason,
    TransferAnswer,
)
from care.model.searches import FeedbackForm, NoticeMethod
from care.model.service_codes import (
    ConcernKind,
    GapEnding,
    Milestone,
    SupportKind,
    SupportStrength,
)
from tests.workflows.acts import ACTION, AGENCY, LINKAGE, MEMBER, Desk

ELSEWHERE = ids.DistrictCode("41570")
TRANSFER = ids.TransferId("transfer-1")
TEXT = ids.TextId("text-loop")


async def refuse_at_the_door(desk: Desk) -> Receipt:
    contact = c.RecordContact(mode=ContactMode.VISIT, result=ContactResult.REFUSED)
    return await desk.act(contact, Role.LOCAL_OFFICE)


async def review_the_hold(desk: Desk) -> Receipt:
    review = lc.ReviewHold(decision=HoldDecision.CONTINUE, note=TEXT)
    return await desk.act(review, Role.TEAM_LEAD)


async def call_us(desk: Desk) -> Receipt:
    contact = c.RecordContact(
        mode=ContactMode.PHONE, result=ContactResult.MET, members=(MEMBER,), inbound=True
    )
    return await desk.act(contact, Role.LOCAL_OFFICE)


async def raise_flag(desk: Desk) -> Receipt:
    return await desk.act(c.RaiseRedFlag(flags=(RedFlag.SUICIDE,)), Role.LOCAL_OFFICE)


async def answer_crisis(desk: Desk) -> None:
    on_site = lc.RecordOnSiteCheck(finding=CrisisFinding.AT_RISK)
    await desk.act(on_site, Role.LOCAL_OFFICE)
    await desk.act(lc.RecordCrisisAid(aid=(CrisisAid.SAFETY_PLAN,)), Role.LOCAL_OFFICE)
    await desk.act(c.ClearRedFlags(reason=TEXT), Role.TEAM_LEAD)


async def offer(desk: Desk, transfer_id: ids.TransferId = TRANSFER) -> None:
    await desk.consent(ConsentPurpose.PROVIDE_TO, f"consent-{transfer_id}")
    asked = kc.ProposeTransfer(
        transfer_id=transfer_id, to_district=ELSEWHERE, members=(MEMBER,), note=TEXT
    )
    await desk.act(asked, Role.CASE_MANAGER)
    approved = kc.DecideTransfer(transfer_id=transfer_id, approved=True)
    await desk.act(approved, Role.COORDINATOR)


async def hear_accepted(desk: Desk, transfer_id: ids.TransferId = TRANSFER) -> Receipt:
    """As the new case's own effect tells it."""
    successor = Kin(
        case_id=ids.CaseId(f"{ELSEWHERE}-successor"),
        district=ELSEWHERE,
        kinship=Kinship.TRANSFERRED,
        at=desk.start_moment(),
        members=(MEMBER,),
    )
    command = kc.AnswerTransfer(
        transfer_id=transfer_id, answer=TransferAnswer.ACCEPTED, successor=successor
    )
    envelope = Envelope(
        intent=ids.IntentKey(f"{desk.case_id}.accepted"),
        actor=system_actor(desk.policy.district),
        command=command,
    )
    return await desk.cases.ask(desk.case_id, envelope)


async def pause(desk: Desk, until: date) -> Receipt:
    return await desk.act(
        lc.PauseCase(reason=PauseReason.HOSPITAL, resume_on=until), Role.CASE_MANAGER
    )


def taken_up_from(desk: Desk, former: ids.CaseId) -> c.OpenCase:
    """An opening that names the episode it came from."""
    return desk.opening().model_copy(
        update={
            "former": Kin(
                case_id=former,
                district=desk.policy.district,
                kinship=Kinship.REOPENED,
                at=desk.start_moment(),
                members=(MEMBER,),
            ),
            "lineage": former,
            "episode": 2,
        }
    )


def _body(number: int) -> NextBody:
    return NextBody(
        agency_id=ids.AgencyId(f"agency-next-{number}"),
        agency_kind=AgencyKind.PUBLIC_AGENCY,
        channel=PartnerChannel.REST,
    )


async def ask_with_another(desk: Desk) -> Receipt:
    """The first body, and two to be asked after it."""
    asked = c.RequestLinkage(
        linkage_id=LINKAGE,
        action_id=ACTION,
        agency_id=AGENCY,
        agency_kind=AgencyKind.PUBLIC_AGENCY,
        channel=PartnerChannel.REST,
        members=(MEMBER,),
        basis=LawfulBasis.PUBLIC_MINIMUM,
        then=(_body(1), _body(2)),
    )
    return await desk.act(asked, Role.CASE_MANAGER)


async def speak(desk: Desk, answer: PartnerAnswer, **said: Any) -> Receipt:
    """The body that is asked now says a word."""
    state = await desk.cases.state(desk.case_id)
    last = state.linkages[-1]
    told = c.RecordPartnerAnswer(
        linkage_id=last.linkage_id, agency_id=last.agency_id, answer=answer, **said
    )
    return await desk.relay(told)


async def decline_all(desk: Desk) -> None:
    for _ in range(3):
        await speak(desk, PartnerAnswer.DECLINED, decline=DeclineReason.NO_CAPACITY)
        await desk.settled()


async def settle_the_gap(desk: Desk) -> Receipt:
    settled = nc.SettleGap(gap_id=ids.GapId(LINKAGE), ending=GapEnding.NOT_AVAILABLE, note=TEXT)
    return await desk.act(settled, Role.COORDINATOR)


async def raise_concern(desk: Desk) -> Receipt:
    last = (await desk.cases.state(desk.case_id)).linkages[-1]
    concern = nc.RaiseConcern(
        concern_id=ids.ConcernId("concern-1"),
        linkage_id=last.linkage_id,
        agency_id=last.agency_id,
        concern=ConcernKind.HEALTH_WORSE,
        note=TEXT,
    )
    await desk.relay(concern)
    answer = nc.AnswerConcern(concern_id=ids.ConcernId("concern-1"), note=TEXT)
    return await desk.act(answer, Role.CASE_MANAGER)


async def note_what_it_led_to(desk: Desk) -> None:
    reached = nc.RecordMilestone(
        milestone=Milestone.CRISIS_OVER, member_id=MEMBER, on=desk.today(), note=TEXT
    )
    await desk.act(reached, Role.CASE_MANAGER)
    support = nc.RecordSupport(
        support_id=ids.SupportId("support-1"),
        support=SupportKind.NEIGHBOUR,
        strength=SupportStrength.STRONG,
        label=TEXT,
    )
    await desk.act(support, Role.CASE_MANAGER)


async def seek(desk: Desk, mode: ContactMode) -> Receipt:
    contact = c.RecordContact(mode=mode, result=ContactResult.NO_ANSWER)
    return await desk.act(contact, Role.LOCAL_OFFICE)


async def hear_of_risk(desk: Desk, observed_on: date) -> Receipt:
    """As the queue of households at risk tells it."""
    sign = dc.RecordSignal(
        signal="POWER_CUT",
        source=SignalSource.BLIND_SPOT,
        observed_on=observed_on,
        at_risk_id=ids.AtRiskId("at-risk-1"),
    )
    return await desk.relay(sign)


async def look_at_signs(desk: Desk) -> Receipt:
    return await desk.act(dc.AnswerSignals(note=TEXT), Role.LOCAL_OFFICE)


async def ask_for_number(desk: Desk) -> Receipt:
    return await desk.act(dc.RecordNumberRequest(note=TEXT), Role.LOCAL_OFFICE)


async def receive_number(desk: Desk) -> Receipt:
    return await desk.act(dc.RecordNumberReceived(found=True), Role.LOCAL_OFFICE)


async def tell_of_number(desk: Desk) -> Receipt:
    told = dc.RecordNumberNotice(method=NoticeMethod.LETTER, note=TEXT)
    return await desk.act(told, Role.LOCAL_OFFICE)


async def take_a_letter(desk: Desk) -> Receipt:
    letter = dc.RecordFeedback(
        feedback_id=ids.FeedbackId("feedback-1"),
        member_id=MEMBER,
        form=FeedbackForm.LETTER,
        text=TEXT,
    )
    return await desk.act(letter, Role.LOCAL_OFFICE)
