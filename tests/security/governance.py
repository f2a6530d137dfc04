"""What a district's policy people work on: a draft with its paper, studies, a rollout, agreements.

Whatever people wrote in free words is a canary here too.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text
from temporalio.testing import ActivityEnvironment

from activities.policy_study import StudyDesk
from care.messages.rollouts import CaseResult, RolloutState
from care.messages.studies import StudyAsked, StudyKind, StudyState
from care.model.advisory import AdvisoryKind
from care.model.codes import Role
from care.model.ids import AgencyId, DistrictCode, DraftId, PersonId, RolloutId, StudyId
from policies.editing import with_value
from policies.edition import resolve_texts
from policies.resolve import edition_in_force, own_texts, unsettled
from runtime.worker import examiners
from store import (
    advisory,
    agreements,
    complaint_desk,
    policy_attachments,
    policy_drafts,
    policy_editions,
    policy_rollouts,
    policy_studies,
    situation_rooms,
)
from store.advisory import AdvisoryMeeting
from store.agreements import Agreement, DataClause
from store.complaint_desk import Complaint
from store.policy_attachments import Attachment
from store.policy_drafts import By, Draft, Terms
from store.policy_rollouts import Rollout
from store.policy_studies import Study
from store.scope import Scope
from store.situation_rooms import SituationRoom
from tests.security.stack import Stack
from workflows.rollouts import rollout_id
from workflows.studies import study_id

People = Callable[[str, Role], PersonId]
CHANGED = "discovery.firstContact"
SHORTER = {
    "n": 1,
    "unit": "bd",
    "from": "discovery",
    "firstDay": "EXCLUDED",
    "rollover": "NEXT",
    "source": "district",
}
STUDIES = "FROM policy_studies WHERE study_id IN (:preview, :whatif)"
AFRESH = (
    "DELETE FROM policy_study_cases WHERE study_id IN (:preview, :whatif)",
    "UPDATE policy_studies SET state = 'QUEUED', total = 0, done = 0, reached = '', tally = '{}',"
    " ended_at = NULL WHERE study_id IN (:preview, :whatif)",
    "DELETE FROM policy_rollout_cases WHERE rollout_id = :rollout",
    "UPDATE policy_rollouts SET total = NULL WHERE rollout_id = :rollout",
)
SAME_TIMES = (
    "UPDATE policy_studies SET changed_at = :changed, ended_at = :ended WHERE study_id = :study"
)


@dataclass(frozen=True)
class Governed:
    """Of one district; ``tag`` is in everything its policy people wrote."""

    district: DistrictCode
    tag: str
    draft: DraftId
    edition: int
    form: str
    preview: StudyId
    whatif: StudyId
    rollout: RolloutId
    codes: dict[str, str]
    """By study: a number that has a list behind it."""

    @property
    def paper(self) -> str:
        return f"paper-{self.draft}"

    def ids(self) -> dict[str, object]:
        return {
            "district": self.district,
            "number": self.edition,
            "version": self.form,
            "draft_id": self.draft,
            "attachment_id": self.paper,
            "rollout": self.rollout,
            "complaint_id": f"complaint-{self.draft}",
            "meeting_id": f"meeting-{self.draft}",
        }

    def study(self, path: str) -> str:
        return self.whatif if "/whatifs/" in path else self.preview

    def asked(self, path: str) -> str:
        """What a list asks for is in its query."""
        listed = path.endswith(("/cases", "/file")) and "{study}" in path
        return f"?code={self.codes.get(self.study(path), 'none')}" if listed else ""


class Governing:
    """Makes all of it, as the pages would, and lets the worker do the rest."""

    def __init__(self, stack: Stack, body: AgencyId, tag: str, people: People) -> None:
        district = DistrictCode(str(body).rpartition("-")[2])
        self.stack, self.district, self.tag, self.people = stack, district, tag, people
        self.body = body
        self.now = datetime.now(UTC)
        self.edition = edition_in_force(district)
        file = f"districts/{self.edition.slug}.yaml"
        own, whole = own_texts(self.edition), dict(self.edition.texts)
        changed = {file: with_value(own[file], CHANGED, SHORTER)}
        self.files, self.tried = own | changed, resolve_texts(whole | changed, self.edition.slug)
        self.mark = secrets.token_hex(6)
        self.draft = DraftId(f"draft-{self.mark}")

    async def all(self) -> Governed:
        await self._written()
        studies = {kind: await self._study(kind) for kind in StudyKind}
        rollout = await self._rollout()
        return Governed(
            district=self.district,
            tag=self.tag,
            draft=self.draft,
            edition=self.edition.number,
            form=self.edition.case_policy.assessment_form,
            preview=studies[StudyKind.PREVIEW],
            whatif=studies[StudyKind.WHATIF],
            rollout=rollout,
            codes={one: await self._code(one) for one in studies.values()},
        )

    async def _written(self) -> None:
        stack, admin = self.stack, self.people(self.district, Role.POLICY_ADMIN)
        by = By(self.district, admin, self.now, f"의견 {self.tag} 살펴 주세요")
        terms, file = Terms(), f"%PDF-1.7 {self.tag}".encode()
        paper = Attachment(
            f"paper-{self.draft}", self.draft, self.district, "통합사례관리 조례", "제1234호",
            date(2025, 12, 1), admin, self.now, kind="application/pdf",
        )  # fmt: skip
        async with stack.database.for_all().write() as session:
            for one in unsettled(self.district):
                await policy_editions.publish(session, one, self.now)
            await policy_drafts.create(session, stack.keyring, self._drafted(admin))
            await policy_attachments.attach(session, stack.keyring, paper, file, 1)
            await policy_drafts.submit(session, stack.keyring, self.draft, by, 2, terms)
            back = replace(by, person=self.people(self.district, Role.PRIVACY_OFFICER))
            await policy_drafts.give_back(session, stack.keyring, self.draft, back, 3)
            await agreements.keep(session, stack.keyring, self._agreement(admin))
            await situation_rooms.open_room(session, stack.keyring, self._room(admin))
            await complaint_desk.receive(session, stack.keyring, self._complaint(admin))
            await advisory.keep(session, stack.keyring, self._meeting(admin))

    def _drafted(self, author: PersonId) -> Draft:
        return Draft(
            draft_id=self.draft,
            district=self.district,
            slug=self.edition.slug,
            title=f"초안 {self.tag} 연락 간격",
            files=self.files,
            base_number=self.edition.number,
            author=author,
            created_at=self.now,
            changed_at=self.now,
        )

    def _agreement(self, by: PersonId) -> Agreement:
        return Agreement(
            agreement_id=f"agreement-{self.mark}",
            district=self.district,
            agency_id=self.body,
            document="제77호",
            clause=DataClause.REFERRAL,
            scope=f"범위 {self.tag} 방문 진료",
            from_day=date(2026, 1, 1),
            until_day=(self.now + timedelta(days=20)).date(),
            kept_by=by,
            kept_at=self.now,
        )

    def _room(self, by: PersonId) -> SituationRoom:
        today = self.now.date()
        return SituationRoom(
            room_id=f"room-{self.mark}",
            district=self.district,
            place=f"자리 {self.tag} 삼층 회의실",
            from_day=today,
            until_day=today + timedelta(days=9),
            opened_by=by,
            opened_at=self.now,
        )

    def _complaint(self, by: PersonId) -> Complaint:
        return Complaint(
            complaint_id=f"complaint-{self.draft}",
            district=self.district,
            who=f"전화 준 사람 {self.tag}",
            what=f"복도 불이 나갔다고 함 {self.tag}",
            received_by=by,
            received_at=self.now,
            due=self.now + timedelta(hours=8),
        )

    def _meeting(self, by: PersonId) -> AdvisoryMeeting:
        return AdvisoryMeeting(
            meeting_id=f"meeting-{self.draft}",
            district=self.district,
            kind=AdvisoryKind.ADVISERS,
            held_on=self.now.date(),
            attendees=7,
            subject=f"사례에 대한 의견 {self.tag}",
            kept_by=by,
            kept_at=self.now,
            brief=f"3인 · 가족과 함께 삶 {self.tag}",
        )

    async def _study(self, kind: StudyKind) -> StudyId:
        made = Study(
            study_id=study_id(self.district, f"{kind.lower()}-{self.mark}"),
            district=self.district,
            kind=kind,
            about=self.draft,
            edition=self.edition.number + 1,
            policy_hash=self.tried.case_policy.content_hash,
            as_of=self.now + timedelta(days=4),
            started_by=self.people(self.district, Role.POLICY_ADMIN),
            started_at=self.now,
        )
        async with self.stack.database.for_all().write() as session:
            await policy_studies.create(session, made, self.tried.case_policy)
        await study(self.stack, self.district, made.study_id)
        return made.study_id

    async def _code(self, study: StudyId) -> str:
        """The number with the most cases behind it."""
        admin = self.people(self.district, Role.POLICY_ADMIN)
        scope = Scope(self.district, None, None, admin, frozenset({Role.POLICY_ADMIN}))
        async with self.stack.database.for_all().read() as session:
            found = await policy_studies.counts(session, scope, study)
        assert found, f"{study} found nothing, so its lists prove nothing"
        return max(found, key=lambda count: count.cases).code

    async def _rollout(self) -> RolloutId:
        made = Rollout(
            rollout_id=rollout_id(self.district, self.edition.number, self.mark),
            district=self.district,
            edition=self.edition.number,
            begins_at=self.now,
            started_by=self.people(self.district, Role.POLICY_ADMIN),
            started_at=self.now,
        )
        async with self.stack.database.for_all().write() as session:
            await policy_rollouts.begin(session, made)
            await policy_rollouts.list_cases(session, made, self.now)
            await policy_rollouts.note(session, made.rollout_id, RolloutState.RUNNING, self.now)
            waiting = await policy_rollouts.next_cases(session, made.rollout_id, 2)
            said = replace(waiting[0], result=CaseResult.REFUSED, code="policy_decision_open")
            await policy_rollouts.settle(session, made.rollout_id, [said])
        return made.rollout_id


async def study(stack: Stack, district: DistrictCode, which: StudyId) -> None:
    """As the worker would."""
    desk = StudyDesk(stack.database, examiners(stack.database, stack.keyring))
    asked = StudyAsked(study_id=which, district=district)
    told = await ActivityEnvironment().run(desk.study_policy, asked)
    assert told.state is StudyState.DONE


async def look_again(stack: Stack, governed: Governed) -> None:
    """The same studies and the same rollout, begun anew with the cases there are now."""
    ids = {"preview": governed.preview, "whatif": governed.whatif, "rollout": governed.rollout}
    async with stack.database.for_all().write() as session:
        kept = (
            await session.execute(text(f"SELECT study_id, changed_at, ended_at {STUDIES}"), ids)
        ).all()
        for statement in AFRESH:
            await session.execute(text(statement), ids)
    for one in (governed.preview, governed.whatif):
        await study(stack, governed.district, one)
    async with stack.database.for_all().write() as session:
        for row in kept:
            told = {"study": row[0], "changed": row[1], "ended": row[2]}
            await session.execute(text(SAME_TIMES), told)
        made = await policy_rollouts.get(session, governed.rollout)
        assert made is not None
        assert made.begun_at is not None
        await policy_rollouts.list_cases(session, made, made.begun_at)
