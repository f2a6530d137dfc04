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
    """``work`` or, below the line and not on the phone, ``few``."""
    has: Callable[[str], int] | None = None
    """Only where the policy of the district counts with any."""


ON_THE_PHONE = 5
"""So many places of the work stand in the bar of a phone; the others under 더 보기."""
PLACES: tuple[Place, ...] = (
    Place("/partner", N_("받은 의뢰"), "inbox", "ViewPartnerDesk"),
    Place("/partner/sessions", N_("이용 보고"), "today", "ReportSessions"),
    Place("/partner/households", N_("가구 의뢰하기"), "plus", "ReferHousehold"),
    Place("/partner/goals", N_("맡은 목표"), "doc", "ViewPartnerDesk", "few"),
    Place("/partner/services", N_("여력 알리기"), "group", "TellCapacity", "few"),
    Place("/partner/pledges", N_("후원"), "doc", "ViewPartnerDesk", "few"),
    Place("/partner/consents", N_("동의와 파기"), "lock", "ViewPartnerDesk", "few"),
    Place("/partner/meetings", N_("회의"), "group", "ViewPartnerDesk", "few"),
    Place("/partner/year", N_("한 해 실적"), "history", "ViewPartnerDesk", "few"),
    Place("/inbox", N_("내 업무"), "inbox", "ViewInbox"),
    Place("/cases", N_("사례"), "case", "ListCases"),
    Place("/survey", N_("내 조사"), "phone", "SurveyTargets", "work", surveys_of),
    Place("/triage/reports", N_("받은 신고"), "phone", "ViewReports", "few"),
    Place("/outreach", N_("현장 활동"), "group", "RecordBriefing", "few", log_of),
    Place("/triage", N_("발굴·분류"), "search", "ViewTriage"),
    Place("/coming", N_("다가오는 일"), "today", "ViewComing"),
    Place("/stalled", N_("멈춘 사례"), "wait", "ViewStalled"),
    Place("/linkages", N_("진행 중인 의뢰"), "send", "ViewLinkages", "few"),
    Place("/gaps", N_("부족한 자원"), "over", "ViewGaps", "few"),
    Place("/workers", N_("업무량"), "group", "ViewWorkload", "few"),
    Place("/transfers", N_("전입 이관"), "case", "ViewTransfers", "few"),
    Place("/housing", N_("케어안심주택"), "case", "ViewHousing", "few", homes_of),
    Place("/resources", N_("자원"), "doc", "ViewLedger", "few"),
    Place("/figures", N_("통계"), "doc", "ViewFigures", "few"),
    Place("/casebook", N_("활동사례집"), "policy", "ViewCasebook", "few", books_of),
    Place("/lessons", N_("배운 것"), "doc", "ViewLessons", "few", lessons_of),
    Place("/records", N_("교육·슈퍼비전"), "group", "ViewLearning", "few"),
    Place("/operations", N_("운영"), "history", "ViewOperations", "few"),
    Place("/policies/desk", N_("정책 업무"), "inbox", "ViewPolicyDesk", "few"),
    Place("/conferences", N_("회의"), "group", "ViewConferences"),
    Place("/notices", N_("비대면 공지"), "phone", "ViewNotices", "few"),
    Place("/safeguarding", N_("안전 알림"), "lock", "ViewSafeguarding", "few"),
    Place("/purges", N_("파기 요구"), "lock", "ViewAccessRecords", "few"),
    Place("/situation-room", N_("상황실"), "group", "ViewSituationRoom", "few", rooms_of),
    Place("/campaigns", N_("전수조사"), "group", "ViewCampaigns", "few", surveys_of),
    Place("/imports", N_("명단 가져오기"), "plus", "ViewImports", "few"),
    Place("/directory", N_("자원 찾기"), "search", "ViewDirectory"),
    Place("/agencies", N_("협력기관"), "send", "ViewAgencies", "few"),
    Place("/agreements", N_("업무협약"), "doc", "ViewAgreements", "few"),
    Place("/partner-access", N_("기관 접속"), "lock", "ViewPartnerAccess", "few"),
    Place("/policies", N_("정책"), "policy", "ViewPolicy", "few"),
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
