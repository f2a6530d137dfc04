"""Handing a case over: the sender stays liable until somebody else said yes."""

from datetime import timedelta
from typing import Any

import pytest

from care.decide.deadlines import deadlines
from care.decide.outlook import waiting
from care.decide.step import Stepped, tick
from care.decide.tasks import tasks
from care.messages import commands as c
from care.messages import events as e
from care.messages import kin_commands as kc
from care.messages import loop_events as le
from care.model import codes as k
from care.model.case import CaseState, OfferTransfer, SendReferral, TellFormer
from care.model.course import Kin, LawfulGround
from care.model.ids import AgencyId, CaseId, DistrictCode, GroundId, TransferId
from care.model.loop_codes import Kinship, Scheme, TransferAnswer
from care.model.work import DeadlineKind, TaskKind
from tests.care import builders as b
from tests.care.builders import a_case, at, done, events_of, refused

R, K, A = k.Role, DeadlineKind, TransferAnswer
THERE = DistrictCode("11140")
OFFER = TransferId("t-1")
NEW_CASE = Kin(
    case_id=CaseId("11140-ABCDEFGHJKMNPQRS"),
    district=THERE,
    kinship=Kinship.TRANSFERRED,
    at=at("2026-03-12"),
)


def an_offer(**changes: Any) -> kc.ProposeTransfer:
    values = {"transfer_id": OFFER, "to_district": THERE, "members": (b.CLIENT,), "note": b.TEXT}
    return kc.ProposeTransfer(**{**values, **changes})


def the_word(approved: bool = True) -> kc.DecideTransfer:
    return kc.DecideTransfer(transfer_id=OFFER, approved=approved, reason=b.TEXT)


def an_answer(answer: TransferAnswer, **changes: Any) -> kc.AnswerTransfer:
    return kc.AnswerTransfer(**{"transfer_id": OFFER, "answer": answer, **changes})


def consenting(stage: k.Stage = k.Stage.LINKAGE) -> CaseState:
    return done(a_case(stage), b.a_consent(purpose=k.ConsentPurpose.PROVIDE_TO))


def proposed() -> CaseState:
    return done(consenting(), an_offer(), on="2026-03-09")


def offered() -> CaseState:
    return done(proposed(), the_word(), R.COORDINATOR, "2026-03-10")


def kinds(state: CaseState) -> set[DeadlineKind]:
    return {clock.kind for clock in deadlines(state)}


def test_the_offer_goes_out_with_the_coordinators_word_only() -> None:
    state = proposed()
    assert state.effects == ()
    assert waiting(state).code == "TRANSFER_APPROVAL"
    assert TaskKind.APPROVE_TRANSFER in {task.kind for task in tasks(state)}
    assert refused(state, the_word(), R.TEAM_LEAD).code == "role_not_allowed"
    state = done(state, the_word(), R.COORDINATOR, "2026-03-10")
    (effect,) = state.effects
    assert isinstance(effect, OfferTransfer)
    assert effect.withdraw is None
    assert K.TRANSFER_ANSWER in kinds(state)


def test_until_it_is_taken_the_sender_stays_owner_and_every_clock_goes_on() -> None:
    before = kinds(consenting())
    state = offered()
    assert before <= kinds(state)
    assert state.owner == b.MANAGER
    assert state.stage is k.Stage.LINKAGE


def test_an_accepted_case_ends_here_and_asks_nobody_for_anything() -> None:
    state = done(offered(), an_answer(A.ACCEPTED, successor=NEW_CASE), R.SYSTEM, "2026-03-12")
    assert state.stage is k.Stage.ENDED
    assert state.kin == (NEW_CASE,)
    assert deadlines(state) == ()
    events = events_of(offered(), an_answer(A.ACCEPTED, successor=NEW_CASE), R.SYSTEM)
    assert events[-1] == e.CaseEnded(why="TRANSFERRED")


def test_what_bodies_do_stays_as_history_and_what_was_never_sent_is_called_off() -> None:
    state = done(offered(), b.a_request(), on="2026-03-11")
    sent = c.RecordDelivery(
        linkage_id=state.linkages[0].linkage_id,
        effect_id=state.effects[-1].effect_id,
        delivered=True,
    )
    state = done(state, sent, R.SYSTEM)
    second = b.a_request(k.SubDomain.ECONOMY_BASIC, despite_duplicate=b.TEXT)
    both = done(state, second, on="2026-03-11")
    ended = done(both, an_answer(A.ACCEPTED, successor=NEW_CASE), R.SYSTEM, "2026-03-12")
    assert [linkage.status for linkage in ended.linkages] == [
        k.LinkageStatus.REQUESTED,
        k.LinkageStatus.WITHDRAWN,
    ]
    assert not any(isinstance(effect, SendReferral) for effect in ended.effects)
    word = b.a_word(k.PartnerAnswer.ACCEPTED)
    (late,) = events_of(ended, word, R.SYSTEM, "2026-03-13")
    assert isinstance(late, e.LateAnswerKept)


@pytest.mark.parametrize("answer", [A.REJECTED, A.WITHDRAWN])
def test_any_other_answer_lets_the_case_go_on(answer: TransferAnswer) -> None:
    role = R.SYSTEM if answer is A.REJECTED else R.CASE_MANAGER
    state = done(offered(), an_answer(answer, reason=b.TEXT), role, "2026-03-12")
    assert state.stage is k.Stage.LINKAGE
    assert state.transfer is not None
    assert state.transfer.answer is answer
    assert K.TRANSFER_ANSWER not in kinds(state)
    withdrawals = [x for x in state.effects if isinstance(x, OfferTransfer)]
    assert [x.withdraw for x in withdrawals] == ([A.WITHDRAWN] if answer is A.WITHDRAWN else [])
    again = an_offer(transfer_id=TransferId("t-2"))
    assert done(state, again, on="2026-03-13").transfer is not None


def test_an_offer_nobody_answers_expires_by_itself_and_is_taken_back() -> None:
    state = offered()
    due = next(d for d in deadlines(state) if d.kind is K.TRANSFER_ANSWER).due
    assert due.date().isoformat() == "2026-03-17"
    before = tick(state, due - timedelta(minutes=1))
    assert before is None or before.state.transfer == state.transfer
    expired = tick(state, due)
    assert isinstance(expired, Stepped)
    assert expired.state.transfer is not None
    assert expired.state.transfer.answer is A.EXPIRED
    assert [getattr(x, "withdraw", None) for x in expired.state.effects] == [A.EXPIRED]
    assert tick(expired.state, due) is None
    assert expired.state.stage is k.Stage.LINKAGE


def test_a_household_taken_in_while_the_offer_ran_out_has_one_owner_only() -> None:
    due = next(d for d in deadlines(offered()) if d.kind is K.TRANSFER_ANSWER).due
    expired = tick(offered(), due)
    assert expired is not None
    late = done(expired.state, an_answer(A.ACCEPTED, successor=NEW_CASE), R.SYSTEM, due)
    assert late.stage is k.Stage.ENDED
    no = an_answer(A.REJECTED)
    assert refused(expired.state, no, R.SYSTEM, due).code == "no_longer_pending"


def test_a_districts_answer_comes_from_the_district() -> None:
    state = offered()
    accepted = an_answer(A.ACCEPTED, successor=NEW_CASE)
    assert refused(state, accepted, R.COORDINATOR).code == "bad_actor"
    assert refused(state, an_answer(A.WITHDRAWN), R.SYSTEM).code == "bad_actor"
    assert refused(state, an_answer(A.WITHDRAWN)).code == "reason_required"
    assert refused(state, an_answer(A.EXPIRED), R.SYSTEM).params == {"field": "answer"}
    assert refused(state, an_answer(A.ACCEPTED), R.SYSTEM).params == {"field": "successor"}
    waiting_still = refused(proposed(), accepted, R.SYSTEM)
    assert waiting_still.code == "no_longer_pending"


def test_a_programmes_answer_is_written_down_by_the_staff() -> None:
    offer = an_offer(to_district=None, scheme=Scheme.DREAM_START)
    state = done(consenting(), offer, on="2026-03-09")
    state = done(state, the_word(), R.COORDINATOR, "2026-03-10")
    assert state.effects == ()
    assert refused(state, an_answer(A.ACCEPTED), R.SYSTEM).code == "bad_actor"
    assert refused(state, an_answer(A.REJECTED)).code == "reason_required"
    events = events_of(state, an_answer(A.ACCEPTED))
    assert events[-1] == e.CaseEnded(why=k.ClosureReason.TRANSFERRED_PROGRAM)


def test_nobodys_data_goes_without_consent_or_ground() -> None:
    both = an_offer(members=(b.CLIENT, b.MOTHER))
    answer = refused(consenting(), both)
    assert answer.code == "consent_missing"
    assert [missing.subject for missing in answer.missing] == [b.MOTHER]
    ground = LawfulGround(
        ground_id=GroundId("g-1"),
        basis=k.LawfulBasis.INCAPACITY,
        member_id=b.MOTHER,
        since=b.NOW,
    )
    grounded = consenting().model_copy(update={"grounds": (ground,)})
    assert done(grounded, both).transfer is not None
    over = ground.model_copy(update={"ended_at": b.NOW})
    assert refused(consenting().model_copy(update={"grounds": (over,)}), both).code


def test_a_private_programme_needs_a_consent_that_names_it() -> None:
    centre = AgencyId("a-mind")
    offer = an_offer(to_district=None, scheme=Scheme.MENTAL_HEALTH, agency_id=centre)
    missing = refused(consenting(), offer).missing
    assert {each.code for each in missing} == {"consent_provide_to", "consent_sensitive"}
    state = consenting()
    for purpose in (k.ConsentPurpose.PROVIDE_TO, k.ConsentPurpose.SENSITIVE):
        state = done(state, b.a_consent(purpose=purpose, agency=centre))
    assert done(state, offer).transfer is not None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"scheme": Scheme.DREAM_START}, "invalid_value"),
        ({"to_district": None}, "invalid_value"),
        ({"to_district": b.DISTRICT}, "invalid_value"),
        ({"members": (b.FORMER,)}, "unknown_subject"),
    ],
)
def test_an_offer_goes_to_one_place_and_is_about_the_household(
    changes: dict[str, Any], code: str
) -> None:
    assert refused(consenting(), an_offer(**changes)).code == code


def test_there_is_one_offer_at_a_time() -> None:
    other = an_offer(transfer_id=TransferId("t-2"))
    assert refused(proposed(), other).code == "duplicate_subject"


def test_who_proposed_it_does_not_approve_it() -> None:
    state = done(consenting(), an_offer(), R.COORDINATOR)
    assert refused(state, the_word(), R.COORDINATOR).code == "requester_cannot_approve"


def test_turned_down_in_the_house_nothing_goes_out() -> None:
    bare = kc.DecideTransfer(transfer_id=OFFER, approved=False)
    assert refused(proposed(), bare, R.COORDINATOR).code == "reason_required"
    state = done(proposed(), the_word(approved=False), R.COORDINATOR, "2026-03-10")
    assert state.transfer is not None
    assert state.transfer.answer is A.WITHDRAWN
    assert state.effects == ()
    again = refused(state, the_word(), R.COORDINATOR)
    assert (again.code, again.params["answer"]) == ("already_decided", "REJECT")


def test_an_offer_that_cannot_be_laid_goes_back_to_the_coordinator() -> None:
    state = offered()
    (effect,) = state.effects
    failed = kc.RecordTold(effect_id=effect.effect_id, done=False, code="district_unknown")
    state = done(state, failed, R.SYSTEM, "2026-03-11")
    assert state.effects == ()
    assert waiting(state).code == "TRANSFER_APPROVAL"
    approval = next(d for d in deadlines(state) if d.kind is K.TRANSFER_APPROVAL)
    assert approval.since == at("2026-03-11")
    state = done(state, the_word(), R.COORDINATOR, "2026-03-12")
    assert [x.effect_id for x in state.effects] != [effect.effect_id]
    assert events_of(state, failed, R.SYSTEM) == ()


def test_a_case_on_offer_is_not_closed_meanwhile() -> None:
    state = offered()
    reason = k.ClosureReason.MOVED_OUT
    missing = refused(state, b.a_closure(state, reason=reason)).missing
    assert "transfer_pending" in {each.code for each in missing}


def test_the_receivers_case_knows_where_it_came_from_and_meets_them_in_a_week() -> None:
    former = Kin(
        case_id=b.CASE, district=THERE, kinship=Kinship.TRANSFERRED, at=b.NOW, members=(b.CLIENT,)
    )
    opening = b.an_opening(former=former, lineage=CaseId("first"), episode=3, transfer_id=OFFER)
    state = done(b.a_blank(), opening, R.LOCAL_OFFICE)
    assert (state.stage, state.lineage, state.episode) == (k.Stage.INTAKE, "first", 3)
    assert state.former == former
    (effect,) = state.effects
    assert isinstance(effect, TellFormer)
    assert (effect.former, effect.transfer_id) == (former, OFFER)
    newcomer = next(d for d in deadlines(state) if d.kind is K.TRANSFER_CONTACT)
    assert newcomer.due.date().isoformat() == "2026-03-12"
    assert newcomer.whom is R.LOCAL_OFFICE
    assert K.TRANSFER_CONTACT not in kinds(done(state, b.met(), R.LOCAL_OFFICE))
    told = kc.RecordTold(effect_id=effect.effect_id, done=True)
    assert done(state, told, R.SYSTEM).effects == ()


def test_the_answer_is_told_in_the_order_it_happened() -> None:
    events = events_of(offered(), an_answer(A.WITHDRAWN, reason=b.TEXT))
    assert [type(event) for event in events] == [le.TransferAnswered, e.EffectOrdered]


def test_a_case_under_an_older_policy_knows_no_transfer() -> None:
    state = a_case(k.Stage.LINKAGE, b.before_life())
    assert refused(state, an_offer()).code == "wrong_stage"
