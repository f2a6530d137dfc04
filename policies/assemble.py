"""Resolved values to the ``CasePolicy`` a case carries; every field comes from a file."""

import hashlib
import json
from typing import Any, cast

from care.model.codes import AgencyKind, ClosureReason
from care.model.ids import DistrictCode, LevelCode, OfficeCode
from care.model.policy import (
    ApprovalRule,
    Cadence,
    Calendar,
    CasePolicy,
    ClosureRule,
    CrisisRule,
    Ladder,
    LadderStep,
    LevelRule,
    LifeRules,
)
from care.model.term import Term
from policies.assemble_discovery import GATE
from policies.assemble_linking import linking_rules
from policies.assemble_rules import process_rules
from policies.document import Head
from policies.holiday_table import SATURDAY, HolidayTable
from policies.kinds import (
    AreasValue,
    CadenceValue,
    ClosureValue,
    CrisisValue,
    DatesValue,
    DayCountValue,
    FlagValue,
    HoursValue,
    KindsValue,
    LadderValue,
    LevelsValue,
    NumberValue,
    OptionalNumberValue,
    RolesValue,
    TermSpec,
    TermValue,
    TextValue,
)
from policies.rule_kinds import TemporaryValue
from policies.typed_values import Kind, Values, typed

__all__ = ["Values", "case_policy", "typed"]


TERMS: dict[str, str] = {
    "first_contact": "discovery.firstContact",
    "first_contact_red_flag": "discovery.firstContactRedFlag",
    "intake_to_receipt": "intake.toReceipt",
    "assign_owner": "receipt.assignOwner",
    "assessment_due": "assessment.due",
    "conference_due": "conference.due",
    "plan_due": "plan.due",
    "plan_after_conference": "plan.afterConference",
    "approval_sla": "approval.sla",
    "linkage_request": "linkage.request",
    "partner_answer": "linkage.partnerAnswer",
    "partner_answer_urgent": "linkage.partnerAnswerUrgent",
    "linkage_start": "linkage.start",
    "late_answer": "linkage.lateAnswer",
    "recall": "linkage.recall",
    "closure_due": "closure.due",
    "aftercare_within": "aftercare.within",
    "high_difficulty_answer": "highDifficultyReferral.answer",
    "ics_first_check": "ics.firstCheck",
    "ics_next_check": "ics.nextCheck",
    "pledge_grace": "linkage.pledgeGrace",
    "consent_validity": "consent.validity",
    "acknowledge_for": "escalation.acknowledgeFor",
}
"""Field of ``CasePolicy`` and the key it is read from."""

LIFE_TERMS: dict[str, str] = {
    "engagement_cadence": "engagement.cadence",
    "engagement_review": "engagement.review",
    "engagement_annual": "engagement.annual",
    "crisis_on_site": "emergency.onSite",
    "crisis_aid": "emergency.aid",
    "crisis_post_check": "emergency.postCheck",
    "ground_report": "emergency.groundReport",
    "purge": "privacy.purge",
    "ics_survey": "ics.survey",
    "ics_determination": "ics.determination",
    "ics_tell": "ics.tell",
    "ics_plan": "ics.plan",
    "long_supervision": "longCase.supervision",
    "long_solution": "longCase.solution",
    "long_confirm": "longCase.confirm",
    "supervision_after": "supervision.after",
    "transfer_accept": "transfer.accept",
    "transfer_first_contact": "transfer.firstContact",
    "merge_undo": "merge.undo",
    "complaint": "situationRoom.complaint",
}
"""Field of ``LifeRules`` and the key it is read from."""

NUMBERS: dict[str, str] = {
    "contact_attempts": "discovery.contactAttempts",
    "aftercare_checks": "aftercare.checks",
    "escalation_spread_minutes": "escalation.spreadMinutes",
    "workload_warn": "workload.warn",
}
LADDERS = ("standard", "urgent", "statutory", "stall")


class Assembly:
    """Typed access to one district's merged values."""

    def __init__(self, values: Values, table: HolidayTable) -> None:
        self.values = values
        self.table = table
        self.day_count = self.get("dayCount", DayCountValue)

    def get(self, key: str, kind: type[Kind]) -> Kind:
        return typed(self.values, key, kind)

    def under(self, prefix: str, kind: type[Kind]) -> dict[str, Kind]:
        """``monitor`` gives every ``monitor.<name>`` by its name."""
        start = f"{prefix}."
        names = [key.removeprefix(start) for key in self.values if key.startswith(start)]
        return {name: self.get(f"{prefix}.{name}", kind) for name in names}

    def term(self, spec: TermSpec) -> Term:
        return spec.term(self.day_count.value, self.day_count.first_day)

    def cadence(self, value: CadenceValue) -> Cadence:
        return Cadence(contact=self.term(value.contact), visit=self.term(value.visit))


def case_policy(head: Head, values: Values, table: HolidayTable) -> CasePolicy:
    assembly = Assembly(values, table)
    fields: dict[str, Any] = {
        **_terms(assembly),
        **_numbers(assembly),
        **_decisions(assembly),
        **_escalation(assembly),
        **_places(assembly),
        "life": _life(assembly),
        "rules": process_rules(head.version, values),
        "linking": linking_rules(values, assembly.term),
        "number_notice": _number_notice(assembly),
    }
    calendar = _calendar(assembly)
    return CasePolicy(
        district=DistrictCode(cast(str, head.code)),
        district_name=head.name,
        number_prefix=cast(str, head.number_prefix),
        version=head.version,
        content_hash=_content_hash(head, values, calendar),
        calendar=calendar,
        **fields,
    )


def _terms(assembly: Assembly) -> dict[str, Any]:
    by_kind = assembly.under("linkage.partnerAnswerByKind", TermValue)
    return {
        **{field: assembly.term(assembly.get(key, TermValue)) for field, key in TERMS.items()},
        "partner_answer_by_kind": {
            AgencyKind(kind): assembly.term(term) for kind, term in by_kind.items()
        },
        "monitoring": {
            LevelCode(level): assembly.cadence(cadence)
            for level, cadence in assembly.under("monitor", CadenceValue).items()
        },
        "reassessment": {
            LevelCode(level): assembly.term(term)
            for level, term in assembly.under("reassess", TermValue).items()
        },
    }


def _life(assembly: Assembly) -> LifeRules:
    """The yearly word is the first named tier's."""
    terms = {
        field: assembly.term(assembly.get(key, TermValue)) for field, key in LIFE_TERMS.items()
    }
    return LifeRules(
        **terms,
        engagement_annual_by=assembly.get("engagement.annualBy", RolesValue).tiers[0],
        visit_pair=assembly.get("safety.visitPair", NumberValue).value,
    )


def _number_notice(assembly: Assembly) -> Term | None:
    """None for an edition of a release before numbers were asked for."""
    if GATE not in assembly.values:
        return None
    return assembly.term(assembly.get("discovery.unreachableNotice", TermValue))


def _numbers(assembly: Assembly) -> dict[str, Any]:
    numbers = {field: assembly.get(key, NumberValue).value for field, key in NUMBERS.items()}
    cap = assembly.get("caseFund.capPerHouseholdYear", OptionalNumberValue).value
    return {**numbers, "case_fund_cap": cap}


def _decisions(assembly: Assembly) -> dict[str, Any]:
    reasons = assembly.under("closure.reasons", ClosureValue)
    return {
        "plan_approval": ApprovalRule(
            tiers=assembly.get("plan.approval", RolesValue).tiers,
            tiers_high=assembly.get("plan.approvalHigh", RolesValue).tiers,
            money_review=assembly.get("caseFund.review", OptionalNumberValue).value,
            return_limit=assembly.get("plan.returnLimit", NumberValue).value,
        ),
        "closure_rules": tuple(
            ClosureRule(reason=ClosureReason(reason), tiers=rule.tiers, aftercare=rule.aftercare)
            for reason, rule in reasons.items()
        ),
        "levels": _levels(assembly.get("levels", LevelsValue)),
        "crisis": _crisis(assembly.get("crisis", CrisisValue)),
        "consent_partner_kinds": assembly.get("consent.partnerKindsAllowed", KindsValue).kinds,
        "assessment_form": assembly.get("assessment.form", TextValue).value,
        "conference_votes": assembly.get("conference.votes", FlagValue).value,
        "joint_case": assembly.get("conference.jointCase", FlagValue).value,
    }


def _levels(value: LevelsValue) -> tuple[LevelRule, ...]:
    return tuple(
        LevelRule(
            code=LevelCode(level.code),
            export_as=LevelCode(level.export_as or level.code),
            rank=level.rank,
            case_managed=level.case_managed,
        )
        for level in value.levels
    )


def _crisis(value: CrisisValue) -> CrisisRule:
    return CrisisRule(**{name: getattr(value, name) for name in CrisisRule.model_fields})


def _escalation(assembly: Assembly) -> dict[str, Any]:
    quiet = assembly.get("escalation.quiet", HoursValue)
    return {
        "ladders": {
            name: _ladder(assembly, assembly.get(f"escalation.{name}", LadderValue))
            for name in LADDERS
        },
        "quiet_from": quiet.closes,
        "quiet_until": quiet.opens,
    }


def _ladder(assembly: Assembly, value: LadderValue) -> Ladder:
    steps = tuple(
        LadderStep(
            code=step.code,
            to=step.to,
            before_percent=step.before_percent,
            after=assembly.term(step.after) if step.after else None,
        )
        for step in value.steps
    )
    return Ladder(steps=steps, immediate=value.immediate)


def _places(assembly: Assembly) -> dict[str, Any]:
    return {
        name: {
            area: tuple(OfficeCode(office) for office in offices)
            for area, offices in assembly.get(name, AreasValue).areas.items()
        }
        for name in ("hubs", "zones")
    }


def _calendar(assembly: Assembly) -> Calendar:
    hours = assembly.get("calendar.hours", HoursValue)
    temporary = assembly.get("calendar.temporary", TemporaryValue).days
    own = (*assembly.get("calendar.closures", DatesValue).dates, *(each.day for each in temporary))
    closed = {*assembly.table.weekdays(), *(day for day in own if day.weekday() < SATURDAY)}
    return Calendar(
        tz=assembly.get("calendar.tz", TextValue).value,
        closed=tuple(sorted(closed)),
        opens=hours.opens,
        closes=hours.closes,
    )


def _content_hash(head: Head, values: Values, calendar: Calendar) -> str:
    """Over what the policy says, not over why: a corrected note or source changes no decision."""
    said = {
        key: value.model_dump(mode="json", exclude={"source", "law", "note", "verify"})
        for key, value in values.items()
    }
    whole = [head.code, head.name, head.number_prefix, said, calendar.model_dump(mode="json")]
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
