"""``/policies/desk``: whatever about the district's policy waits for somebody, in one place."""

from dataclasses import dataclass
from datetime import date

from fastapi import Response

from care.messages.studies import StudyKind
from i18n.loader import gettext, language
from i18n.marks import N_
from policies.explain import explain_policy
from policies.problems import Problem as Fault
from policies.resolve import ResolvedPolicy, problems, upcoming
from store import agreements, people, policy_drafts, policy_rollouts, policy_studies
from store.policy_drafts import Draft, DraftState
from web.access import Access, Area, Here
from web.filters import day, local, moment
from web.policies.adoption_words import adoption_word
from web.policies.draft_checks import says
from web.policies.draft_sight import STATES
from web.policies.tabs import name_of, policy_in_force
from web.render import page
from web.visitor import Visit

area = Area("/policies")
STUDIES: dict[StudyKind, str] = {
    StudyKind.PREVIEW: N_("오늘 사례로 미리 보기"),
    StudyKind.WHATIF: N_("지난 기록으로 다시 살아 보기"),
}


@dataclass(frozen=True)
class Item:
    title: str
    path: str = ""
    says: str = ""
    status: str = ""
    kind: str = ""
    sign: str = ""


@dataclass(frozen=True)
class Part:
    """``empty``: said when nothing is in it; without it the part is left out then."""

    place: str
    title: str
    items: list[Item]
    empty: str = ""


@area.get("/desk", access=Access("ViewPolicyDesk", record="list"))
async def desk(visit: Here) -> Response:
    district = visit.visitor.district
    policy = policy_in_force(district)
    drafts = await _drafts(visit)
    own = [one for one, item in drafts if _is_mine(visit, one)]
    return page(
        visit.request,
        "policies/desk.html",
        block="content",
        name=name_of(policy),
        district=district,
        number=policy.case_policy.version,
        may_draft=visit.may("DraftPolicy"),
        parts=[
            Part(
                "mine",
                gettext("내가 할 일"),
                [item for one, item in drafts if one in own],
                gettext("지금 기다리는 일이 없습니다"),
            ),
            Part(
                "others",
                gettext("다른 사람이 할 일"),
                [item for one, item in drafts if one not in own],
            ),
            Part("coming", gettext("시행을 기다리는 판"), _coming(policy)),
            Part("running", gettext("돌고 있는 일"), await _running(visit)),
            Part("agreements", gettext("끝나 가는 협약"), await _agreements(visit)),
            Part("faults", gettext("고칠 파일"), [_fault(one) for one in problems()]),
            Part("verify", gettext("확인할 값"), _to_verify(policy)),
        ],
    )


def _is_mine(visit: Visit, draft: Draft) -> bool:
    """Whether this visitor is one of those it waits for; who wrote it hands it to another."""
    own = draft.author == visit.visitor.person
    turns = {
        DraftState.DRAFT: visit.may("DraftPolicy"),
        DraftState.IN_REVIEW: visit.may("ReviewPolicy") and not own,
        DraftState.REVIEWED: visit.may("ApprovePolicy") and not own,
        DraftState.APPROVED: visit.may("PublishPolicy"),
    }
    return turns.get(draft.state, False)


async def _drafts(visit: Visit) -> list[tuple[Draft, Item]]:
    async with visit.read() as session:
        keyring = visit.dependencies.keyring
        found = await policy_drafts.list_of(session, keyring, visit.visitor.district)
        names = await people.display_names(session, keyring, [one.author for one in found])
    return [(one, _draft(one, names.get(one.author, gettext("옛 담당")))) for one in found]


def _draft(one: Draft, author: str) -> Item:
    state, kind = STATES[one.state]
    said = [gettext("%(who)s 씀", who=author), gettext("%(at)s에 고침", at=moment(one.changed_at))]
    if one.effective_from:
        said.append(gettext("%(day)s부터 시행하려 함", day=day(one.effective_from)))
    path = f"/policies/drafts/{one.draft_id}"
    return Item(one.title, path, " · ".join(said), gettext(state), kind)


def _coming(policy: ResolvedPolicy) -> list[Item]:
    return [
        Item(
            gettext("%(n)s판", n=one.number),
            f"/policies/{policy.district}/upcoming",
            gettext("진행 중인 사례: %(when)s", when=adoption_word(one.adoption)),
            _from(one.effective_from),
            "warning",
            "today",
        )
        for one in upcoming(policy.district)
    ]


def _from(begins: date) -> str:
    return gettext("%(day)s부터", day=day(begins))


async def _running(visit: Visit) -> list[Item]:
    district = visit.visitor.district
    async with visit.read() as session:
        every = await policy_studies.list_of(session, district)
        studies = await policy_studies.as_known_to(session, visit.scope, every)
        rollouts = await policy_rollouts.unfinished(session, district)
    found = [
        Item(
            gettext(STUDIES[one.kind]),
            f"/policies/studies/{one.study_id}",
            gettext("사례 %(total)s건 가운데 %(done)s건", total=one.total, done=one.done),
            gettext("도는 중"),
            "info",
            "wait",
        )
        for one in studies
        if not one.state.is_over
    ]
    return found + [
        Item(
            gettext("%(n)s판을 진행 중인 사례에 적용", n=one.edition),
            f"/policies/rollouts/{one.rollout_id}",
            gettext("%(at)s부터", at=moment(one.begins_at)),
            gettext("적용 중"),
            "info",
            "wait",
        )
        for one in rollouts
    ]


async def _agreements(visit: Visit) -> list[Item]:
    """Of bodies that can soon not be asked; not every role that comes here may see them."""
    if not visit.may("ViewAgreements"):
        return []
    async with visit.read() as session:
        keyring = visit.dependencies.keyring
        known = await agreements.of_district(session, keyring, visit.visitor.district)
    found = agreements.expiring(known, local(visit.now).date())
    return [
        Item(
            one.document,
            "/agreements",
            status=gettext("%(day)s까지", day=day(one.until_day)),
            kind="danger" if left < 0 else "warning",
            sign="over" if left < 0 else "today",
        )
        for one, left in found
    ]


def _fault(one: Fault) -> Item:
    return Item(one.file, "", says(one), gettext("마지막으로 맞던 판이 시행 중"), "warning", "over")


def _to_verify(policy: ResolvedPolicy) -> list[Item]:
    rows = [row for row in explain_policy(policy, language()) if row.verify]
    own = [row for row in rows if not row.inherited]
    if not rows:
        return []
    path = f"/policies/{policy.district}?show=verify"
    said = gettext("이 가운데 우리 시·군·구가 정한 값 %(n)s개", n=len(own))
    return [Item(gettext("지금 법령이나 지침으로 확인할 값 %(n)s개", n=len(rows)), path, said)]
