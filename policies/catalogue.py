"""Every key a policy may hold: its shape, its words, where its clock starts, and the law's bound.

The one list of keys: a key that is not here is refused, and ``hamkke policy explain`` prints its
words. A ``*`` at the end of a key stands for one name (a level, a reason, a kind of body).
"""

from dataclasses import dataclass

from care.model.codes import AgencyKind, ClosureReason, ConsentPurpose
from care.model.policy_rules import Adoption
from care.model.term import Rollover, Unit
from policies.discovery_kinds import SignalsValue
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
    ListValue,
    NumberValue,
    OfficesValue,
    OptionalNumberValue,
    PurposesValue,
    RolesValue,
    Start,
    Stated,
    TermValue,
    TextValue,
)
from policies.linking_kinds import ChaseValue, GroupsValue, PrioritiesValue
from policies.rule_kinds import (
    ApprovalCasesValue,
    ClosureCasesValue,
    ConsentTextValue,
    DelegationsValue,
    FreezesValue,
    LevelCasesValue,
    MovedValue,
    RoutingsValue,
    TemporaryValue,
)


@dataclass(frozen=True)
class Bound:
    """What a statute allows; a unit that is not listed cannot express the bound and is refused."""

    law: str
    most: dict[Unit, int] | None = None
    least: dict[Unit, int] | None = None


@dataclass(frozen=True)
class Entry:
    key: str
    kind: type[Stated]
    ko: str
    en: str
    start: Start | None = None
    bound: Bound | None = None
    names: tuple[str, ...] | None = None
    """For a ``*`` key: what may stand for it; None: any level code."""
    choices: tuple[str, ...] | None = None
    unit: tuple[str, str] = ("", "")
    """Words after a bare number, Korean and English."""

    @property
    def group(self) -> str:
        return self.key.split(".", maxsplit=1)[0]

    @property
    def statutory_rollover(self) -> Rollover | None:
        """A statutory maximum falling on a closed day is due the business day before."""
        return Rollover.PREVIOUS if self.bound and self.bound.most else None


ICS_CHECK = "통합지원법 시행규칙 제10조제1항"
_THREE_MONTHS = Bound(ICS_CHECK, most={Unit.MONTHS: 3, Unit.DAYS: 89})
"""Three months are never fewer than 89 days (31 January to 30 April)."""
_SIX_MONTHS = Bound(ICS_CHECK, most={Unit.MONTHS: 6, Unit.DAYS: 181})
_NOTICE = Bound("사회보장급여법 제11조", most={Unit.DAYS: 30})
_FIVE_YEARS = Bound("사회보장급여법 제34조", most={Unit.MONTHS: 60})
_TWO_YEARS = Bound("개인정보의 안전성 확보조치 기준", least={Unit.MONTHS: 24})
_KINDS = tuple(AgencyKind)
_REASONS = tuple(ClosureReason)
_TIMES, _PEOPLE, _WON = ("번", "times"), ("명", "people"), ("원", "won")
_DAYS, _POINTS = ("일", "days"), ("점", "points")

GROUPS: dict[str, tuple[str, str]] = {
    "adoption": ("진행 중인 사례에 적용", "Taken up by running cases"),
    "calendar": ("달력과 날 세는 법", "Calendar and counting of days"),
    "dayCount": ("달력과 날 세는 법", "Calendar and counting of days"),
    "discovery": ("발굴", "Discovery"),
    "intake": ("초기상담", "Intake"),
    "receipt": ("대상자 접수", "Receipt"),
    "assessment": ("욕구·위기도 조사", "Assessment"),
    "crisis": ("위기도 조사", "Crisis score"),
    "conference": ("사례회의", "Case conference"),
    "levels": ("대상자 구분", "Case levels"),
    "plan": ("서비스 제공계획", "Service plan"),
    "approval": ("승인", "Approval"),
    "caseFund": ("사례관리 사업비", "Case fund"),
    "linkage": ("서비스 연계", "Linkage"),
    "directory": ("자원 목록", "Resource directory"),
    "places": ("자리 배정", "Scarce places"),
    "monitor": ("점검 주기", "Monitoring"),
    "reassess": ("재사정", "Reassessment"),
    "ics": ("통합지원 점검", "Integrated-care checks"),
    "closure": ("종결", "Closure"),
    "aftercare": ("사후관리", "After-care"),
    "emergency": ("긴급 지원", "Emergency aid"),
    "privacy": ("개인정보", "Personal data"),
    "supervision": ("슈퍼비전", "Supervision"),
    "merge": ("중복 사례", "Duplicate cases"),
    "engagement": ("거부 가구와 관계 맺기", "Engagement hold"),
    "longCase": ("장기 사례", "Long cases"),
    "transfer": ("전출입 이관", "Transfer"),
    "highDifficultyReferral": ("고난도 의뢰", "High-difficulty referral"),
    "consent": ("동의", "Consent"),
    "visibility": ("열람 범위", "Visibility"),
    "retention": ("보존과 파기", "Retention"),
    "accessLog": ("접속기록", "Access records"),
    "workload": ("업무량", "Workload"),
    "safety": ("방문 안전", "Visit safety"),
    "escalation": ("단계별 알림", "Escalation"),
    "offices": ("읍면동", "Local offices"),
    "officesMoved": ("읍면동", "Local offices"),
    "zones": ("권역", "Zones"),
    "hubs": ("거점", "Hubs"),
    "caseManagers": ("사례관리 담당", "Case managers"),
    "resource": ("자원", "Resources"),
    "casebook": ("활동사례집", "Casebook"),
    "campaign": ("일제 발굴", "Campaign"),
    "figures": ("통계", "Figures"),
    "situationRoom": ("통합돌봄상황실", "Care situation room"),
    "housing": ("케어안심주택", "Care-safe housing"),
}


def _term(key: str, ko: str, en: str, start: Start, bound: Bound | None = None) -> Entry:
    return Entry(key, TermValue, ko, en, start, bound)


def _choice(key: str, ko: str, en: str, *choices: str) -> Entry:
    return Entry(key, TextValue, ko, en, choices=choices)


_ENTRIES = (
    _choice("adoption.default", "진행 중인 사례가 따르는 때", "When a running case takes it up",
            *Adoption),
    Entry("calendar.tz", TextValue, "시간대", "Time zone", choices=("Asia/Seoul",)),
    Entry("calendar.holidays", TextValue, "공휴일 표", "Table of public holidays"),
    Entry("calendar.closures", DatesValue, "우리 구·시 휴무일", "The district's own closed days"),
    Entry("calendar.temporary", TemporaryValue, "임시공휴일", "Temporary public holidays"),
    Entry("calendar.hours", HoursValue, "업무 시간", "Office hours"),
    Entry("dayCount", DayCountValue, "날 세는 법", "How days are counted"),
    Entry("discovery.cyclesPerYear", NumberValue, "정기 발굴 횟수(연)", "Discovery rounds a year",
          unit=("번", "a year")),
    _term("discovery.firstContact", "첫 연락", "First contact", Start.DISCOVERY),
    _term("discovery.firstContactRedFlag", "첫 연락(위기 신호)", "First contact (red flag)",
          Start.RED_FLAG),
    Entry("discovery.contactAttempts", NumberValue, "연락 시도", "Contact attempts", unit=_TIMES),
    _term("discovery.unreachableNotice", "전화번호 제공 사실 통지",
          "Notice that a phone number was requested", Start.NUMBER_RECEIVED, _NOTICE),
    Entry("discovery.signals", SignalsValue, "위기정보의 종류와 점수",
          "Risk signals and their points"),
    Entry("discovery.freshDays", NumberValue, "위기정보를 새것으로 보는 날",
          "Days a risk signal is fresh", unit=_DAYS),
    Entry("discovery.countedDays", NumberValue, "위기정보를 세는 날",
          "Days a risk signal counts", unit=_DAYS),
    Entry("discovery.overlapPoints", NumberValue, "고독사 위험군과 겹칠 때 더하는 점수",
          "Points when the isolation list names it too", unit=_POINTS),
    Entry("discovery.urgentScore", NumberValue, "먼저 보는 점수", "Score seen first",
          unit=_POINTS),
    Entry("discovery.suppressDays", NumberValue, "거절 뒤 다시 묻지 않는 날",
          "Days without asking again after a refusal", unit=_DAYS),
    _term("discovery.triage", "발굴 가구 분류", "Triage of a household found", Start.RECORD),
    Entry("discovery.publicReport", FlagValue, "누구나 하는 위기가구 신고", "Reports by everybody"),
    _term("intake.toReceipt", "초기상담에서 접수까지", "Contact to receipt", Start.CONTACT),
    Entry("intake.routings", RoutingsValue, "새 사례가 가는 곳", "Where a new case lands"),
    _term("receipt.assignOwner", "담당자 지정", "Owner assigned", Start.RECEIPT),
    _term("assessment.due", "욕구·위기도 조사", "Assessment", Start.RECEIPT),
    Entry("assessment.form", TextValue, "조사표 판", "Assessment form version"),
    Entry("crisis", CrisisValue, "위기도 기준", "Crisis thresholds"),
    Entry("crisis.rules", LevelCasesValue, "구분 제안 규칙", "Rules that propose a level"),
    _term("conference.due", "사례회의", "Case conference", Start.ASSESSMENT),
    _choice("conference.rhythm", "정기 회의", "Regular conference",
            "ON_DEMAND", "WEEKLY", "MONTHLY", "BIMONTHLY", "QUARTERLY"),
    _choice("conference.decidedBy", "선정·종결 결정", "Who selects and closes",
            "INTERNAL_CONFERENCE", "INTEGRATED_CONFERENCE", "ZONE_CONFERENCE"),
    Entry("conference.jointCase", FlagValue, "공동 사례", "Joint cases"),
    Entry("levels", LevelsValue, "대상자 구분", "Case levels"),
    _term("plan.due", "서비스 제공계획(전체)", "Service plan (whole clock)", Start.RECEIPT),
    _term("plan.afterConference", "서비스 제공계획(회의 뒤)", "Service plan (after conference)",
          Start.CONFERENCE),
    Entry("plan.approval", RolesValue, "계획 승인", "Plan approval"),
    Entry("plan.approvalHigh", RolesValue, "계획 승인(고난도·고액)", "Plan approval (high)"),
    Entry("plan.approvalRules", ApprovalCasesValue, "계획 승인선(조건)",
          "Plan approval lines with conditions"),
    Entry("plan.returnLimit", NumberValue, "보완 요청 한도", "Returns before a joint meeting",
          unit=_TIMES),
    _term("approval.sla", "승인 기한", "Approval", Start.APPROVAL_REQUEST),
    _term("approval.reminder", "승인 알림", "Approval reminder", Start.APPROVAL_REQUEST),
    Entry("approval.delegations", DelegationsValue, "전결", "Delegated approval"),
    Entry("approval.freezes", FreezesValue, "승인을 멈추는 기간", "Days without approvals"),
    Entry("caseFund.review", OptionalNumberValue, "상위 승인 금액", "Second approval above",
          unit=_WON),
    Entry("caseFund.capPerHouseholdYear", OptionalNumberValue, "가구당 연 한도",
          "Cap per household and year", unit=_WON),
    _term("linkage.request", "서비스 의뢰", "Services requested", Start.AGREEMENT),
    _term("linkage.partnerAnswer", "기관 회신", "Partner answer", Start.LINKAGE_REQUEST),
    _term("linkage.partnerAnswerUrgent", "기관 회신(긴급)", "Partner answer (urgent)",
          Start.LINKAGE_REQUEST),
    Entry("linkage.partnerAnswerByKind.*", TermValue, "기관 회신", "Partner answer",
          Start.LINKAGE_REQUEST, names=_KINDS),
    _term("linkage.start", "서비스 시작", "Service start", Start.ACCEPTANCE),
    _term("linkage.lateAnswer", "늦은 답 확인", "Late answer looked at", Start.LATE_ANSWER),
    _term("linkage.recall", "받은 자료 파기 요청", "Body told to destroy what it got",
          Start.WITHDRAWAL),
    _term("linkage.pledgeGrace", "후원 미입금 확인", "Missing pledge payment", Start.PLEDGED_DAY),
    Entry("linkage.chase", ChaseValue, "답 없는 기관 재촉", "Chasing a silent body"),
    Entry("linkage.chaseUrgent", ChaseValue, "답 없는 기관 재촉(긴급)",
          "Chasing a silent body (urgent)"),
    _term("linkage.statusEvery", "진행 상황 묻기", "Asking how a service goes", Start.LAST_REVIEW),
    _term("linkage.waitlistReview", "기관 대기 다시 살피기", "Review of a body's waiting list",
          Start.LAST_REVIEW),
    Entry("linkage.gapAfter", NumberValue, "자원 없음으로 보는 거절·무응답",
          "Declines and silences until it is a resource gap", unit=_TIMES),
    _term("linkage.gapAnswer", "없는 자원 메우기", "Resource gap filled", Start.RECORD),
    _term("linkage.concernAnswer", "기관이 알린 변화에 답", "Answer to a body's concern",
          Start.RECORD),
    _term("linkage.doubleSend", "두 번 간 의뢰 확인", "Double sending checked", Start.RECORD),
    _term("linkage.linkValid", "전자우편 링크가 열리는 기간", "Signed link in a letter opens",
          Start.LINKAGE_REQUEST),
    Entry("linkage.groupsByKind.*", GroupsValue, "기관 종류별로 줄 수 있는 정보",
          "What a kind of body may get", names=_KINDS),
    _term("directory.capacityFresh", "자리 정보를 믿는 기간", "Word on room is believed",
          Start.RECORD),
    _term("directory.entryFresh", "자원 정보를 믿는 기간", "Directory entry is believed",
          Start.LAST_REVIEW),
    Entry("places.priority", PrioritiesValue, "자리 배정 순서", "Order on a waiting list"),
    _term("places.offer", "제안한 자리를 비워 두는 기간", "Offered place is held", Start.RECORD),
    Entry("monitor.*", CadenceValue, "점검", "Monitoring"),
    Entry("reassess.*", TermValue, "재사정", "Reassessment", Start.ASSESSMENT),
    _term("ics.firstCheck", "첫 법정 점검", "First statutory check", Start.FIRST_PLAN,
          _THREE_MONTHS),
    _term("ics.nextCheck", "다음 법정 점검", "Next statutory checks", Start.LAST_CHECK,
          _SIX_MONTHS),
    _term("ics.survey", "통합지원 조사", "Survey for integrated support", Start.REQUEST),
    _term("ics.determination", "종합판정", "Care determination", Start.RECORD),
    _term("ics.tell", "판정 결과 안내", "Result told to the person", Start.RECORD),
    _term("ics.plan", "개인별지원계획", "Individual support plan", Start.RECORD),
    Entry("ics.targetPeople", OptionalNumberValue, "올해 목표 인원", "Target for the year",
          unit=_PEOPLE),
    _term("closure.due", "종결 승인", "Closure approval", Start.CLOSURE_REVIEW),
    Entry("closure.approvalRules", ClosureCasesValue, "종결 승인선(조건)",
          "Closure approval lines with conditions"),
    Entry("closure.reasons.*", ClosureValue, "종결 사유", "Closure reason", names=_REASONS),
    Entry("aftercare.checks", NumberValue, "사후관리 횟수", "After-care checks", unit=_TIMES),
    _term("aftercare.within", "사후관리 기간", "After-care window", Start.CLOSURE),
    _term("emergency.onSite", "긴급 현장 확인", "Emergency on-site check", Start.REQUEST),
    _term("emergency.aid", "긴급 지원", "Emergency aid", Start.REQUEST),
    _term("emergency.postCheck", "긴급 지원 사후조사", "Review after emergency aid",
          Start.RECORD),
    _term("emergency.groundReport", "동의 없이 접수한 사실 보고",
          "Head told of a reception without consent", Start.RECORD),
    _term("privacy.purge", "요구에 따른 즉시 파기", "Destruction on demand", Start.REQUEST),
    _term("engagement.cadence", "관계 유지 연락", "Contact during a hold", Start.HOLD),
    _term("engagement.review", "유지 검토(팀장)", "Hold review (team lead)", Start.HOLD),
    _term("engagement.annual", "유지 검토(총괄)", "Hold review (coordinator)", Start.HOLD),
    Entry("engagement.annualBy", RolesValue, "연 검토자", "Who confirms each year"),
    Entry("engagement.neverAutoEnd", FlagValue, "저절로 끝나지 않음", "Never ends by itself"),
    Entry("engagement.remoteMode", FlagValue, "비대면 점검 허용", "Remote contact allowed"),
    _term("longCase.supervision", "장기 사례 슈퍼비전", "Supervision of long cases",
          Start.RECEIPT),
    _term("longCase.solution", "장기 사례 솔루션회의", "Solution conference", Start.RECEIPT),
    _term("longCase.confirm", "장기 사례 확인", "Yearly confirmation", Start.LAST_REVIEW),
    _term("supervision.after", "슈퍼비전(사건·요청 뒤)", "Supervision after an incident or request",
          Start.REQUEST),
    _term("merge.undo", "중복 사례 되돌리기", "Undoing a merge", Start.RECORD),
    Entry("conference.votes", FlagValue, "회의 표결", "Votes in conferences"),
    _term("transfer.accept", "이관 수락", "Transfer accepted", Start.REQUEST),
    _term("transfer.firstContact", "이관 뒤 첫 연락", "First contact after transfer",
          Start.ACCEPTANCE),
    _term("highDifficultyReferral.answer", "고난도 의뢰 회신", "High-difficulty answer",
          Start.REFERRAL),
    Entry("consent.sets", PurposesValue, "동의 종류", "Kinds of consent"),
    _term("consent.validity", "동의 유효 기간", "Consent validity", Start.CONSENT),
    Entry("consent.partnerKindsAllowed", KindsValue, "종류로 동의할 수 있는 기관",
          "Bodies that consent by kind covers"),
    Entry("consent.texts.*", ConsentTextValue, "동의 안내문", "Consent text",
          names=tuple(ConsentPurpose)),
    _choice("visibility.partner", "협력기관 열람 범위", "What a partner sees", "OWN_LINKAGES"),
    _term("retention.case", "사례 보존", "Case retention", Start.CLOSURE, _FIVE_YEARS),
    _term("retention.discovery", "사례가 되지 않은 발굴·신고 보존",
          "Retention of finds without a case", Start.SETTLED, _FIVE_YEARS),
    _term("retention.campaign", "선정되지 않은 조사 대상 보존",
          "Retention of people a survey did not select", Start.SETTLED, _FIVE_YEARS),
    _term("retention.complaint", "해결한 불편 보존", "Retention of complaints resolved",
          Start.SETTLED),
    _term("retention.accessLog", "접속기록 보존", "Access record retention", Start.RECORD,
          _TWO_YEARS),
    _term("accessLog.review", "접속기록 점검", "Access record review", Start.LAST_REVIEW),
    Entry("workload.warn", NumberValue, "담당 사례 경고", "Caseload warning",
          unit=("사례 초과", "cases")),
    Entry("safety.visitPair", NumberValue, "위험 가구 방문 인원", "People at a risky visit",
          unit=_PEOPLE),
    Entry("escalation.standard", LadderValue, "일반 단계", "Standard ladder"),
    Entry("escalation.urgent", LadderValue, "위기 단계", "Urgent ladder"),
    Entry("escalation.statutory", LadderValue, "법정 점검 단계", "Statutory ladder"),
    Entry("escalation.stall", LadderValue, "오래 멈춘 사례 단계", "Long-stall ladder"),
    _term("escalation.acknowledgeFor", "확인 뒤 쉬는 기간", "Quiet after acknowledgement",
          Start.ACKNOWLEDGEMENT),
    Entry("escalation.spreadMinutes", NumberValue, "알림 분산", "Spread of one hour's steps",
          unit=("분", "minutes")),
    Entry("escalation.quiet", HoursValue, "알림 시간", "Hours notices are sent"),
    Entry("offices", OfficesValue, "읍면동", "Local offices"),
    Entry("officesMoved", MovedValue, "없어진 읍면동", "Local offices that are no more"),
    Entry("zones", AreasValue, "권역", "Zones"),
    Entry("hubs", AreasValue, "거점", "Hubs"),
    _choice("caseManagers", "사례관리 담당", "Who manages cases",
            "DONG_AND_GU", "GU", "PUBLIC_PRIVATE_PAIR", "PUBLIC_OR_PRIVATE", "ONE_TO_ONE"),
    Entry("resource.types", ListValue, "특화 자원", "Special resources"),
    _choice("casebook.mode", "활동사례집", "Casebook",
            "OFF", "LESSON_NOTES", "YEARLY", "STORYBOOK"),
    Entry("casebook.stories", NumberValue, "실을 사례", "Stories a year", unit=("편", "stories")),
    Entry("campaign.log", FlagValue, "현장 홍보 기록", "Outreach briefings log"),
    Entry("campaign.discovery", FlagValue, "일제 발굴", "Discovery campaign"),
    Entry("campaign.select", OptionalNumberValue, "선정 인원", "People to select", unit=_PEOPLE),
    Entry("campaign.perDay", OptionalNumberValue, "하루 조사 인원", "People to survey a day",
          unit=_PEOPLE),
    Entry("situationRoom.enabled", FlagValue, "상황실 운영", "Situation room"),
    _term("situationRoom.window", "집중 확인 기간", "Watch after service start",
          Start.SERVICE_START),
    _term("situationRoom.complaint", "불편 처리", "Complaint answered", Start.REQUEST),
    _term("situationRoom.partnerAnswer", "기관 회신(상황실)", "Partner answer (situation room)",
          Start.LINKAGE_REQUEST),
    Entry("figures.smallCell", NumberValue, "외부에 보이지 않는 작은 수",
          "Small numbers not told to outsiders", unit=_PEOPLE),
    Entry("housing.capacity", OptionalNumberValue, "케어안심주택", "Care-safe homes",
          unit=("호", "homes")),
    Entry("housing.firstMonthVisit", FlagValue, "입주 첫 달 매주 방문",
          "Weekly visits in the first month"),
)  # fmt: skip

CATALOGUE: dict[str, Entry] = {entry.key: entry for entry in _ENTRIES}


def entry_for(key: str) -> Entry | None:
    """The entry of a concrete key: ``monitor.CASE_GENERAL`` is described by ``monitor.*``."""
    if key.endswith("*"):
        return None
    return CATALOGUE.get(key) or CATALOGUE.get(f"{key.rpartition('.')[0]}.*")


def is_group(key: str) -> bool:
    """Whether longer keys begin with this one."""
    return any(known.startswith(f"{key}.") for known in CATALOGUE)
