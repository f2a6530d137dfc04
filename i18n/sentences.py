"""Reads an event back as one sentence a colleague would say, with names filled in."""

from care.messages import events as e
from care.model.case import CaseState
from i18n import phrases
from i18n.heard_sentences import HEARD_FILLS
from i18n.known import Fill
from i18n.known import Known as Known
from i18n.linking_sentences import LINKING_FILLS
from i18n.loader import gettext
from i18n.loop_sentences import LOOP_FILLS
from i18n.wording import words
from i18n.wording.events import EVENTS, TURNS


def linkage_bodies(state: CaseState) -> dict[str, str]:
    """Linkage id to the id of the body asked, for ``Known.linkages``."""
    return {one.linkage_id: one.agency_id for one in state.linkages}


def sentence(event: e.Event, known: Known | None = None) -> str:
    """One plain sentence; every kind of event has one."""
    fill = FILLS.get(event.kind)
    params = fill(event, known or Known()) if fill else {}
    spoken = gettext(EVENTS[event.kind])
    return spoken % params if "%(" in spoken else spoken


def _turn(name: str) -> str:
    return gettext(TURNS[name])


def _body(linkage: str, known: Known, **more: str) -> dict[str, str]:
    return {"agency": known.of_linkage(linkage), **more}


def _opened(event: e.CaseOpened, known: Known) -> dict[str, str]:
    """Where the household landed is said when that was not simply the office that was told."""
    told, office = event.opening.office, event.lands_at or event.opening.office
    way = "routed" if event.routed_by else "landed"
    if office == told:
        way = "routed_here" if event.routed_by else ""
    places = {
        "told": known.office(told),
        "office": known.office(office),
        "rule": event.routed_by,
    }
    landing = _turn(way) % places if way else ""
    return {"channel": words(event.opening.channel), "landing": landing}


def _plan_answered(event: e.PlanAnswered, known: Known) -> dict[str, str]:
    step = event.step
    return {
        "version": str(event.version),
        "tier": str(step.tier + 1),
        "answer": words(step.answer),
    }


def _plan_approved(event: e.PlanApproved, known: Known) -> dict[str, str]:
    plan = event.plan
    return {
        "version": str(plan.version),
        "goals": str(len(plan.goals)),
        "actions": str(len(plan.actions)),
    }


def _ladder(event: e.LadderStepFired, known: Known) -> dict[str, str]:
    told = known.person(event.person) if event.person else words(event.to)
    return {"deadline": words(event.deadline_kind), "to": told, "step": words(event.step)}


def _policy(event: e.PolicyAdopted, known: Known) -> dict[str, str]:
    """Which clocks moved is said in full on the case's page."""
    moved = len(event.moved)
    before, after = known.office_moves.get(event.policy.version, ("", ""))
    office = _turn("office_moved") % {"before": before, "after": after} if after else ""
    return {
        "since": _turn(f"policy_{event.boundary}"),
        "version": str(event.policy.version),
        "moved": gettext(" 기한 %(n)s개가 옮겨졌습니다.", n=moved) if moved else "",
        "office": office,
    }


def _pledge(event: e.PledgeRecorded, known: Known) -> dict[str, str]:
    pledge = event.pledge
    return {
        "agency": known.agency(pledge.agency_id),
        "amount": phrases.won(pledge.amount),
        "months": str(pledge.months),
    }


def _acknowledged(event: e.EscalationAcknowledged, known: Known) -> dict[str, str]:
    until = phrases.korean_day(event.until)
    kind = event.deadline.partition(":")[0]
    return {"deadline": words(kind), "until": phrases.short_day(until)}


def _assessment(event: e.AssessmentSaved, known: Known) -> dict[str, str]:
    ended = event.assessment.complete
    return {"how": _turn("assessment_complete" if ended else "assessment_saved")}


def _requested(event: e.LinkageRequested, known: Known) -> dict[str, str]:
    linkage = event.linkage
    return {"agency": known.agency(linkage.agency_id), "service": words(linkage.service)}


def _ordered(event: e.EffectOrdered, known: Known) -> dict[str, str]:
    linkage = getattr(event.effect, "linkage_id", None)
    return {"agency": known.of_linkage(linkage) if linkage else gettext("이어지는 곳")}


def _duplicate(event: e.DuplicateServiceNoticed, known: Known) -> dict[str, str]:
    return _body(event.other, known)


FILLS: dict[str, Fill] = {
    "CaseOpened": _opened,
    "StageEntered": lambda v, k: {"stage": words(v.stage)},
    "ContactRecorded": lambda v, k: {
        "mode": words(v.contact.mode),
        "result": words(v.contact.result),
    },
    "IntakeRecorded": lambda v, k: {"outcome": words(v.intake.outcome)},
    "OwnerAssigned": lambda v, k: {"owner": k.person(v.owner)},
    "MemberAdded": lambda v, k: {"relation": words(v.member.relation)},
    "AddressProtectionChanged": lambda v, k: {"onoff": _turn("on" if v.protected else "off")},
    "ConsentRecorded": lambda v, k: {
        "purpose": words(v.consent.purpose),
        "method": words(v.consent.method),
    },
    "AssessmentSaved": _assessment,
    "ConferenceHeld": lambda v, k: {
        "kind": words(v.conference.kind),
        "attendees": str(v.attendees),
    },
    "Classified": lambda v, k: {"level": words(v.level)},
    "HighDifficultyAnswered": lambda v, k: {
        "answer": _turn("accepted" if v.accepted else "returned")
    },
    "PlanSubmitted": lambda v, k: {"version": str(v.submission.plan.version)},
    "PlanSubmissionWithdrawn": lambda v, k: {"version": str(v.version)},
    "PlanAnswered": _plan_answered,
    "PlanApproved": _plan_approved,
    "PlanReturned": lambda v, k: {"version": str(v.version)},
    "PlanRejected": lambda v, k: {"version": str(v.version)},
    "PlanAgreed": lambda v, k: {
        "version": str(v.agreement.version),
        "method": words(v.agreement.method),
    },
    "LinkageRequested": _requested,
    "LinkageDelivered": lambda v, k: _body(v.linkage_id, k),
    "LinkageDeliveryFailed": lambda v, k: _body(v.linkage_id, k, code=v.code),
    "LinkageAnswered": lambda v, k: {
        "agency": k.agency(v.answer.agency_id),
        "answer": words(v.answer.answer),
    },
    "LateAnswerKept": lambda v, k: {
        "agency": k.agency(v.answer.agency_id),
        "answer": words(v.answer.answer),
    },
    "LateAnswerAcknowledged": lambda v, k: _body(v.linkage_id, k),
    "LinkageWithdrawn": lambda v, k: _body(v.linkage_id, k),
    "LinkageRecalled": lambda v, k: _body(v.linkage_id, k),
    "EffectOrdered": _ordered,
    "DuplicateServiceNoticed": _duplicate,
    "PledgeRecorded": _pledge,
    "ResourceRecorded": lambda v, k: {
        "source": words(v.entry.source),
        "amount": phrases.won(v.entry.amount),
    },
    "CheckRecorded": lambda v, k: {"outcome": words(v.check.outcome)},
    "ProgrammeEnrolled": lambda v, k: {"programme": words(v.programme)},
    "IndividualPlanAccepted": lambda v, k: {
        "programme": words(v.programme),
        "version": str(v.version),
    },
    "ClosureProposed": lambda v, k: {"reason": words(v.closure.reason)},
    "ClosureAnswered": lambda v, k: {
        "tier": str(v.step.tier + 1),
        "answer": words(v.step.answer),
    },
    "CaseClosed": lambda v, k: {"reason": words(v.closure.reason)},
    "AftercareRecorded": lambda v, k: {"result": words(v.check.result)},
    "RedFlagRaised": lambda v, k: {"flags": ", ".join(words(one) for one in v.flags)},
    "InformationRequestRecorded": lambda v, k: {
        "answer": _turn("granted" if v.request.granted else "refused")
    },
    "LadderStepFired": _ladder,
    "EscalationAcknowledged": _acknowledged,
    "PolicyAdopted": _policy,
    **LOOP_FILLS,
    **LINKING_FILLS,
    **HEARD_FILLS,
}
"""How an event fills its sentence; kinds that need nothing are not listed."""
