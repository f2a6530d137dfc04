"""The main menu: what this visitor may open, in the order of the work."""

from collections.abc import Callable
from dataclasses import dataclass

from i18n.marks import N_
from web.districts import books_of, homes_of, lessons_of, log_of, rooms_of, surveys_of
from web.visitor import Resource, Visit


@dataclass(frozen=True)
class Place:
    path: str
    name: str
    icon: str
    action: str
    part: str = "work"
    """``work``, or a group below the line that is not on the phone."""
    has: Callable[[str], int] | None = None
    """Only where the policy of the district counts with any."""


HOMES = ("/partner", "/inbox", "/operations", "/policies/desk")
"""Where one begins: the first of these that one may open."""
GROUPS = {
    "own": "",
    "found": N_("발굴"),
    "services": N_("서비스와 자원"),
    "team": N_("팀"),
    "told": N_("통계와 배움"),
    "rules": N_("정책과 운영"),
}
ON_THE_PHONE = 5
"""So many places of the work stand in the bar of a phone; the others under 더 보기."""
PLACES: tuple[Place, ...] = (
    Place("/partner", N_("받은 의뢰"), "inbox", "ViewPartnerDesk"),
    Place("/partner/sessions", N_("이용 보고"), "today", "ReportSessions"),
    Place("/partner/households", N_("가구 의뢰하기"), "plus", "ReferHousehold"),
    Place("/partner/goals", N_("맡은 목표"), "doc", "ViewPartnerDesk", "own"),
    Place("/partner/services", N_("여력 알리기"), "group", "TellCapacity", "own"),
    Place("/partner/pledges", N_("후원"), "doc", "ViewPartnerDesk", "own"),
    Place("/partner/consents", N_("동의와 파기"), "lock", "ViewPartnerDesk", "own"),
    Place("/partner/meetings", N_("회의"), "group", "ViewPartnerDesk", "own"),
    Place("/partner/year", N_("한 해 실적"), "history", "ViewPartnerDesk", "own"),
    Place("/inbox", N_("내 업무"), "inbox", "ViewInbox"),
    Place("/cases", N_("사례"), "case", "ListCases"),
    Place("/survey", N_("내 조사"), "phone", "SurveyTargets", "work", surveys_of),
    Place("/triage", N_("발굴·분류"), "search", "ViewTriage"),
    Place("/coming", N_("다가오는 일"), "today", "ViewComing"),
    Place("/stalled", N_("멈춘 사례"), "wait", "ViewStalled"),
    Place("/conferences", N_("회의"), "group", "ViewConferences"),
    Place("/directory", N_("자원 찾기"), "search", "ViewDirectory"),
    Place("/triage/reports", N_("받은 신고"), "phone", "ViewReports", "found"),
    Place("/outreach", N_("현장 활동"), "group", "RecordBriefing", "found", log_of),
    Place("/imports", N_("명단 가져오기"), "plus", "ViewImports", "found"),
    Place("/campaigns", N_("전수조사"), "group", "ViewCampaigns", "found", surveys_of),
    Place("/linkages", N_("진행 중인 의뢰"), "send", "ViewLinkages", "services"),
    Place("/gaps", N_("부족한 자원"), "over", "ViewGaps", "services"),
    Place("/resources", N_("자원"), "doc", "ViewLedger", "services"),
    Place("/housing", N_("케어안심주택"), "case", "ViewHousing", "services", homes_of),
    Place("/agencies", N_("협력기관"), "send", "ViewAgencies", "services"),
    Place("/agreements", N_("업무협약"), "doc", "ViewAgreements", "services"),
    Place("/partner-access", N_("기관 접속"), "lock", "ViewPartnerAccess", "services"),
    Place("/workers", N_("업무량"), "group", "ViewWorkload", "team"),
    Place("/transfers", N_("전입 이관"), "case", "ViewTransfers", "team"),
    Place("/situation-room", N_("상황실"), "group", "ViewSituationRoom", "team", rooms_of),
    Place("/safeguarding", N_("안전 알림"), "lock", "ViewSafeguarding", "team"),
    Place("/notices", N_("비대면 공지"), "phone", "ViewNotices", "team"),
    Place("/records", N_("교육·슈퍼비전"), "group", "ViewLearning", "team"),
    Place("/figures", N_("통계"), "doc", "ViewFigures", "told"),
    Place("/casebook", N_("활동사례집"), "policy", "ViewCasebook", "told", books_of),
    Place("/lessons", N_("배운 것"), "doc", "ViewLessons", "told", lessons_of),
    Place("/policies/desk", N_("정책 업무"), "inbox", "ViewPolicyDesk", "rules"),
    Place("/policies", N_("정책"), "policy", "ViewPolicy", "rules"),
    Place("/operations", N_("운영"), "history", "ViewOperations", "rules"),
    Place("/purges", N_("파기 요구"), "lock", "ViewAccessRecords", "rules"),
)


def places_for(visit: Visit | None) -> tuple[Place, ...]:
    if visit is None or visit.guest is None:
        return ()
    district = visit.visitor.district
    own = Resource(kind="District", id=district, district=district)
    return tuple(
        one
        for one in PLACES
        if visit.may_to(one.action, own) and (one.has is None or one.has(district))
    )


def home_of(visit: Visit | None) -> str:
    known = {one.path for one in places_for(visit)}
    return next((path for path in HOMES if path in known), "/account")
