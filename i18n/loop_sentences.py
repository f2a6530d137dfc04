"""How an event of the loops fills its sentence; kinds that need nothing are not listed."""

from typing import Any

from i18n import phrases
from i18n.known import Fill, Known
from i18n.loader import gettext
from i18n.wording import words
from i18n.wording.loop_events import LOOP_TURNS


def _turn(name: str) -> str:
    return gettext(LOOP_TURNS[name])


def _how(by_itself: bool) -> str:
    return _turn("by_itself") if by_itself else ""


def _all(codes: Any) -> str:
    return ", ".join(words(one) for one in codes)


def _discharge(event: Any, known: Known) -> dict[str, str]:
    notice = event.notice
    body = known.agency(notice.agency_id) if notice.agency_id else _turn("a_body")
    return {"agency": body, "day": phrases.short_day(notice.discharge_on)}


def _cover_set(event: Any, known: Known) -> dict[str, str]:
    cover = event.cover
    return {"cover": known.person(cover.cover), "until": phrases.short_day(cover.until)}


def _agreed(event: Any, known: Known) -> dict[str, str]:
    task = event.task
    who = known.person(task.person) if task.person else gettext("담당자")
    return {"who": who, "day": phrases.short_day(task.due_on)}


def _where(event: Any, known: Known) -> dict[str, str]:
    offer = event.offer
    if offer.scheme is not None:
        return {"where": words(offer.scheme)}
    return {"where": known.district(offer.to_district)}


def _linked(event: Any, known: Known) -> dict[str, str]:
    return {"kinship": words(event.former.kinship), "episode": str(event.episode)}


LOOP_FILLS: dict[str, Fill] = {
    "HoldEntered": lambda v, k: {"cause": words(v.hold.cause)},
    "HoldReviewed": lambda v, k: {"decision": words(v.review.decision)},
    "HoldWoken": lambda v, k: {"inbound": _turn("inbound") if v.inbound else ""},
    "OnSiteChecked": lambda v, k: {
        "finding": words(v.check.finding),
        "mode": words(v.check.mode),
    },
    "CrisisAided": lambda v, k: {"aid": _all(v.aided.aid)},
    "CrisisPostChecked": lambda v, k: {
        "adequate": _turn("adequate" if v.check.adequate else "inadequate")
    },
    "GroundRecorded": lambda v, k: {"basis": words(v.ground.basis)},
    "PurgeDemanded": lambda v, k: {"ground": words(v.demand.ground)},
    "DischargeNoticed": _discharge,
    "Surveyed": lambda v, k: {"surveyor": words(v.survey.surveyor)},
    "Determined": lambda v, k: {"determination": words(v.determination.determination)},
    "ProgrammeEnded": lambda v, k: {
        "programme": words(v.ended.programme),
        "ending": words(v.ended.ending),
    },
    "CasePaused": lambda v, k: {
        "day": phrases.short_day(v.pause.resume_on),
        "reason": words(v.pause.reason),
    },
    "CaseResumed": lambda v, k: {"how": _how(v.by_itself)},
    "CoverSet": _cover_set,
    "CoverEnded": lambda v, k: {"who": k.person(v.person), "how": _how(v.by_itself)},
    "SafetyFlagsSet": lambda v, k: {"flags": _all(v.safety.flags) or _turn("no_flags")},
    "SupervisionAsked": lambda v, k: {"kind": words(v.supervision)},
    "SupervisionHeld": lambda v, k: {"kind": words(v.session.supervision)},
    "StallAnswered": lambda v, k: {"choice": words(v.answer.choice)},
    "TaskAgreed": _agreed,
    "ComplaintReceived": lambda v, k: {"topic": words(v.complaint.topic)},
    "TransferProposed": _where,
    "TransferAnswered": lambda v, k: {"answer": words(v.answer)},
    "SuccessorBegan": lambda v, k: {"kinship": words(v.successor.kinship)},
    "FormerLinked": _linked,
    "EffectSettled": lambda v, k: {"how": _turn("settled" if v.done else "unsettled")},
    "CaseMerged": lambda v, k: {"until": phrases.short_day(phrases.korean_day(v.merge.undo_until))},
    "OtherMerged": lambda v, k: {"how": _turn("unmerged" if v.merged.undone else "merged")},
    "MemberDied": lambda v, k: {"day": phrases.short_day(v.death.on)},
    "MembersLeft": lambda v, k: {"n": str(len(v.members))},
}
