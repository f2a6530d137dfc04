"""From a sound form to a command: texts apart, ids from the intent, the untyped added."""

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from care.messages.commands import Command
from care.model.codes import Programme
from care.model.ids import AgencyId
from care.model.loop_codes import TransferAnswer
from web.acts import linking_making as linking
from web.acts.fields import Act, Kind
from web.acts.under_way import Completion as Completion
from web.acts.under_way import Making as Making
from web.acts.under_way import new_id as new_id

Made = TypeVar("Made", bound=BaseModel)


def command_of(act: Act, making: Making, path_ids: Mapping[str, str]) -> Command | None:
    """The act's command, or None with the faults beside their fields."""
    _take(act, making)
    making.values |= path_ids
    completion = _COMPLETIONS.get(act.action)
    if completion is not None:
        completion(making)
    made: Command | None = built(act.command, making)  # type: ignore[assignment]
    return made


def _take(act: Act, making: Making) -> None:
    if making.filled.data is None:
        return
    answers = making.filled.data
    for asked in act.fields:
        value = getattr(answers, asked.name)
        if asked.kind is Kind.TEXT:
            value = making.text(asked.name, value or "")
        if value is not None:
            making.values[asked.name] = value


def built(kind: type[Made], making: Making) -> Made | None:
    """The command itself checks what the form could not."""
    if not making.sound:
        return None
    try:
        return kind.model_validate(making.values)
    except ValidationError as failure:
        for fault in failure.errors(include_input=False, include_url=False):
            making.refuse(str(fault["loc"][0]) if fault["loc"] else "", "FIELD_INVALID")
        return None


def _new_id(name: str) -> Completion:
    def give(making: Making) -> None:
        making.values[name] = new_id(name.removesuffix("_id"), making.intent)

    return give


def _version(making: Making) -> None:
    plan = making.around.case.plan
    if plan is None:
        making.refuse("", "NO_APPROVED_PLAN")
        return
    making.values["version"] = plan.version


def _linkage(making: Making) -> None:
    days = making.values.pop("answer_days", None)
    if days:
        making.values["answer_term"] = {"n": days, "unit": "d"}
    _help(making)
    linking.next_bodies(making)


def _help(making: Making) -> None:
    """Help that cannot wait is asked of one body; there is no time to line others up."""
    making.values["linkage_id"] = new_id("linkage", making.intent)
    agency_id = AgencyId(str(making.values.get("agency_id", "")))
    if agency_id not in making.around.agencies:
        making.refuse("agency_id", "CHOICE_INVALID")
        return
    making.values |= linking.body(agency_id, making.around)


def _conference(making: Making) -> None:
    """Agenda and minutes are one record, signed together."""
    agenda = making.values.pop("agenda", None)
    minutes = making.values.get("minutes")
    if agenda and minutes:
        subject = making.texts.pop(agenda)
        making.texts[minutes] = f"{subject}\n\n{making.texts[minutes]}"


def _transfer(making: Making) -> None:
    """To a district or to a programme, never to both."""
    making.values["transfer_id"] = new_id("transfer", making.intent)
    if bool(making.values.get("to_district")) == bool(making.values.get("scheme")):
        making.refuse("to_district", "TRANSFER_ONE")


def _open_transfer(making: Making) -> None:
    """The offer that stands; a form without an answer takes it back."""
    transfer = making.around.case.transfer
    if transfer is None:
        making.refuse("", "NOT_FOUND")
        return
    making.values["transfer_id"] = transfer.transfer_id
    if "approved" not in making.values:
        making.values.setdefault("answer", TransferAnswer.WITHDRAWN)


def _applied(making: Making) -> None:
    """Who applied is part of an application for integrated support (규칙 제7조)."""
    ics = making.values.get("programme") is Programme.ICS
    if ics and making.around.case.policy.life and not making.values.get("applicant"):
        making.refuse("applicant", "CHOICE_MISSING")


def _remote(making: Making) -> None:
    """Nobody has to know by heart that a notice is in force."""
    making.values["remote_notice"] = making.around.remote_notice


_COMPLETIONS: dict[str, Completion] = {
    "HoldConference": _conference,
    "RecordContact": _remote,
    "RecordConsent": _new_id("consent_id"),
    "RecordPledge": _new_id("pledge_id"),
    "RecordResource": _new_id("entry_id"),
    "RecordPlanAgreement": _version,
    "AcceptIndividualPlan": _version,
    "RequestLinkage": _linkage,
    "RequestImmediateHelp": _help,
    "RecordLawfulGround": _new_id("ground_id"),
    "DemandPurge": _new_id("demand_id"),
    "ReceiveComplaint": _new_id("complaint_id"),
    "RecordFeedback": _new_id("feedback_id"),
    "ProposeTransfer": _transfer,
    "DecideTransfer": _open_transfer,
    "AnswerTransfer": _open_transfer,
    "EnrolProgramme": _applied,
    "RecordPartnerAnswer": linking.asked_body,
    "ConfirmDestruction": linking.asked_body,
    "PassOnLinkage": linking.pass_on,
    "RaiseConcern": linking.concern,
    "RecordSupport": linking.support,
}
