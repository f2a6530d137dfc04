"""The conference of a request, who may run it, and everything its page shows of it."""

from dataclasses import dataclass, field
from typing import Any

from care.model.codes import Role
from care.model.ids import AgencyId, CaseId, ConferenceId, OfficeCode, PersonId
from i18n.loader import gettext
from i18n.wording import words
from store import agencies, agendas, conferences, people
from store.agendas import AgendaItem, Progress
from store.conferences import Conference, Invitation, InvitationAnswer, InvitedKind
from web.districts import policy_of
from web.visitor import Resource, Visit
from web.words import Problem

STAFF = frozenset(
    {
        Role.LOCAL_OFFICE,
        Role.TEAM_LEAD,
        Role.CASE_MANAGER,
        Role.COORDINATOR,
        Role.SECTION_HEAD,
    }
)
"""Colleagues who work with cases: whom one invites and gives tasks to."""


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class Guest:
    """Somebody invited, with a name."""

    invitation: Invitation
    name: str

    @property
    def value(self) -> str:
        return f"{self.invitation.kind.value}:{self.invitation.invited}"


@dataclass(frozen=True)
class Reading:
    """A conference as one visitor sees it."""

    conference: Conference
    items: list[AgendaItem]
    progress: Progress
    guests: list[Guest]
    names: dict[PersonId, str] = field(default_factory=dict)
    runs: bool = False

    @property
    def unseen(self) -> int:
        """Items whose cases the visitor has no part in."""
        return self.progress.total - len(self.items)

    @property
    def present(self) -> list[Guest]:
        return [one for one in self.guests if one.invitation.answer is InvitationAnswer.COMING]

    @property
    def bodies(self) -> tuple[AgencyId, ...]:
        """Bodies that said they come."""
        coming = (one.invitation for one in self.present)
        return tuple(AgencyId(one.invited) for one in coming if one.kind is InvitedKind.AGENCY)

    def who(self, person: PersonId | None) -> str:
        return self.names.get(person, "") if person else ""

    def item(self, case_id: CaseId) -> AgendaItem:
        found = next((one for one in self.items if one.case_id == case_id), None)
        if found is None:
            raise Problem(404, "NOT_FOUND")
        return found


def own_district(visit: Visit) -> Resource:
    district = visit.visitor.district
    return Resource(kind="District", id=district, district=district)


def may_run_any(visit: Visit) -> bool:
    return visit.may_to("RunConference", own_district(visit))


def may_run(visit: Visit, conference: Conference) -> bool:
    """A lead of one office runs what is about it, not what is about the whole district."""
    if not may_run_any(visit):
        return False
    offices = visit.scope.offices
    if offices is None or conference.called_by == visit.visitor.person:
        return True
    about = offices_of(conference.district, conference.area)
    return about is not None and about <= offices


def must_run(visit: Visit, conference: Conference) -> None:
    if not may_run(visit, conference):
        raise Problem(403, "NOT_PERMITTED")
    if not conference.is_open:
        raise Problem(409, "CONFERENCE_OVER")


async def the_conference(visit: Visit, session: Any) -> Conference:
    """Of the path; 404 when missing or no concern of the visitor."""
    of_path = ConferenceId(str(visit.request.path_params["conference_id"]))
    keyring = visit.dependencies.keyring
    found = await conferences.conference(session, keyring, visit.scope, of_path)
    if found is None:
        raise Problem(404, "NOT_FOUND")
    return found


async def read_conference(visit: Visit, session: Any) -> Reading:
    conference = await the_conference(visit, session)
    keyring = visit.dependencies.keyring
    items = await agendas.agenda(session, keyring, visit.scope, conference)
    invited = await conferences.invitations(session, conference)
    staff = {PersonId(one.invited) for one in invited if one.kind is InvitedKind.PERSON}
    ids = {conference.called_by, *staff, *(one.owner for one in items)}
    names = await people.display_names(session, keyring, ids)
    bodies = {
        one.agency_id: one.name for one in await agencies.agencies(session, visit.visitor.district)
    }
    found = await agendas.progress(session, visit.scope, (conference,))
    return Reading(
        conference=conference,
        items=items,
        progress=found.get(conference.conference_id, Progress(done=0, total=0)),
        guests=[Guest(one, _guest_name(one, bodies, names)) for one in invited],
        names=names,
        runs=may_run(visit, conference),
    )


def _guest_name(one: Invitation, bodies: dict[AgencyId, str], names: dict[PersonId, str]) -> str:
    if one.kind is InvitedKind.AGENCY:
        return bodies.get(AgencyId(one.invited), "") or gettext("목록에 없는 기관")
    return names.get(PersonId(one.invited), "") or gettext("옛 담당")


def offices_of(district: str, area: str) -> frozenset[OfficeCode] | None:
    """The local offices of a zone, or the one office; None for the whole district."""
    if not area:
        return None
    policy = policy_of(district)
    if policy is None:
        return frozenset({OfficeCode(area)})
    known = policy.case_policy
    return (
        known.zone_offices(area) if area in known.zones else known.with_former((OfficeCode(area),))
    )


async def bodies_to_ask(visit: Visit, session: Any) -> list[Choice]:
    found = await agencies.agencies(session, visit.visitor.district)
    return [Choice(one.agency_id, one.name, words(one.kind)) for one in found]


async def staff_to_ask(visit: Visit, session: Any) -> list[Choice]:
    """Everybody who works with cases in the district, by name."""
    found = await people.people(session, visit.visitor.district)
    working = [one for one in found if one.roles & STAFF]
    keyring = visit.dependencies.keyring
    names = await people.display_names(session, keyring, [one.person_id for one in working])
    made = [
        Choice(
            one.person_id,
            names.get(one.person_id, ""),
            ", ".join(words(role) for role in Role if role in one.roles),
        )
        for one in working
    ]
    return sorted(made, key=lambda one: one.label)
