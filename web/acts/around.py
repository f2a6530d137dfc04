"""What a form shows beside its questions: the case, the names of its people, bodies and colleagues.

The case is folded from its stored events, so that a form can be read while the engine is away.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from care.decide.calendar import closing, due, local_date
from care.decide.deadlines import deadlines
from care.model.case import CaseState
from care.model.codes import Relation, Role
from care.model.ids import AgencyId, CaseId, PersonId, PlanItemId, TextId
from care.model.plan import CarePlan, Goal, PlanAction
from care.model.work import Deadline
from policies.resolve import districts
from store import agencies, agreements, danger, households, people, texts
from store.agencies import Agency
from store.households import MemberDetails
from store.notices import remote_notice_on
from store.people import Person
from web.directory.proposals import Proposal
from web.districts import district_name, signal_words
from web.filters import masked
from web.known_cases import known_cases
from web.visitor import Visit
from web.words import Problem


@dataclass(frozen=True)
class Around:
    """The case and its surroundings as they are when the form is shown or posted."""

    case: CaseState
    members: Mapping[str, MemberDetails]
    names: Mapping[str, str]
    agencies: Mapping[AgencyId, Agency]
    """Those that can be asked: never one from which the household is hidden (SR-18)."""
    case_managers: Mapping[PersonId, str]
    colleagues: Mapping[PersonId, str]
    today: date
    companions: Mapping[PersonId, str] = field(default_factory=dict)
    """Who can come along on a visit: case managers and people of the local office."""
    texts: Mapping[TextId, str] = field(default_factory=dict)
    remote_notice: bool = False
    """A notice of the district lets contact from afar count as a visit today."""
    bodies: Mapping[AgencyId, Agency] = field(default_factory=dict)
    """All of the district, for their names."""
    unagreed: frozenset[AgencyId] = frozenset()
    """Bodies that need an agreement and have none that holds today (GP-02)."""
    proposals: Mapping[PlanItemId, Proposal] = field(default_factory=dict)
    """Who could be asked for a service; only where a form asks a body."""

    def name(self, member_id: str | None) -> str:
        return self.names.get(member_id or "", "")

    def text(self, text_id: TextId | None) -> str:
        return self.texts.get(text_id, "") if text_id else ""

    def agency_name(self, agency_id: AgencyId | None) -> str:
        agency = self.bodies.get(agency_id) if agency_id else None
        return agency.name if agency else str(agency_id or "")

    @property
    def signals(self) -> Mapping[str, str]:
        """Kinds of risk signals of the district's policy in force, with their words."""
        return signal_words(self.case.district)

    @property
    def districts(self) -> Mapping[str, str]:
        """Districts a case can move to, with their names."""
        return {code: district_name(code) for code in districts()}

    @property
    def deadlines(self) -> tuple[Deadline, ...]:
        return deadlines(self.case)

    @property
    def consent_until(self) -> date:
        """Until when a consent given today is valid."""
        policy = self.case.policy
        begun = closing(self.today, policy.calendar)
        return local_date(due(begun, policy.consent_validity, policy.calendar), policy.calendar)

    @property
    def title(self) -> str:
        """``윤○온``: the client's name, masked, as lists show the household."""
        found = next((m for m in self.case.members if m.relation is Relation.CLIENT), None)
        return masked(self.name(found.member_id)) if found else ""

    def owner_name(self) -> str:
        return self.colleagues.get(self.case.owner, "") if self.case.owner else ""


async def state_of(session: Any, visit: Visit, case_id: CaseId) -> CaseState:
    state = await known_cases(visit).state(session, case_id)
    if state is None:
        raise Problem(404, "NOT_FOUND")
    return state


async def look_around(session: Any, visit: Visit) -> Around:
    keyring, district = visit.dependencies.keyring, visit.visitor.district
    case = await state_of(session, visit, visit.case_id)
    calendar = case.policy.calendar
    home = await households.household(session, keyring, case.household_id)
    members = home.members if home else ()
    bodies = {one.agency_id: one for one in await agencies.agencies(session, district)}
    nobody, nowhere = await danger.hidden_from(session, case.household_id)
    everyone = await people.people(session, district)
    known = [one for one in everyone if one.person_id not in nobody]
    staff = [one for one in known if _works_cases(one, case)]
    managers = [one for one in staff if Role.CASE_MANAGER in one.roles]
    ids = [*(one.person_id for one in staff), case.owner, case.co_owner]
    names = await people.display_names(session, keyring, ids)
    return Around(
        case=case,
        members={one.member_id: one for one in members},
        names={one.member_id: one.name for one in members},
        agencies={each: body for each, body in bodies.items() if each not in nowhere},
        case_managers={one.person_id: names.get(one.person_id, "") for one in managers},
        colleagues=names,
        today=local_date(visit.now, calendar),
        companions={
            one.person_id: names.get(one.person_id, "")
            for one in staff
            if one.person_id != visit.visitor.person
        },
        texts=await texts.texts(session, keyring, case.case_id, _texts(case)),
        remote_notice=await remote_notice_on(session, district, local_date(visit.now, calendar)),
        bodies=bodies,
        unagreed=await agreements.without(session, district, local_date(visit.now, calendar)),
    )


def _works_cases(person: Person, case: CaseState) -> bool:
    """Case managers, and who works at the case's own local office."""
    return Role.CASE_MANAGER in person.roles or person.office == case.office


def items_of(plan: CarePlan) -> tuple[Goal | PlanAction, ...]:
    return (*plan.goals, *plan.actions)


def _texts(case: CaseState) -> list[TextId]:
    """Words of the plans: what the forms speak of by name."""
    plans = [case.plan]
    plans += [one.plan for one in (case.submission, case.last_returned) if one]
    found = [item.text for plan in plans if plan for item in items_of(plan)]
    returned = case.last_returned.steps if case.last_returned else ()
    for step in returned:
        found += [point.text for point in step.points]
        found += [step.reason] if step.reason else []
    found += [one.note for one in case.concerns if one.note]
    return found + [one.label for one in case.supports]
