"""Code systems of the exchange, and our codes with their Korean and English display.

Korean codes have no SNOMED here, so they travel under systems of our own; what the guide has codes
for (why a body has no room) travels under the guide's.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from care.model.codes import DeclineReason, ItemOutcome, LinkageStatus, NeedArea, ServiceType
from care.model.service_codes import Capacity

OWN = "https://hamkke.example.kr/fhir"
REFERRAL = f"{OWN}/referral"
"""System of the identifier both resources carry: our id of the referral."""
SERVICE = f"{OWN}/CodeSystem/service"
NEED = f"{OWN}/CodeSystem/need"
DECLINE = f"{OWN}/CodeSystem/decline-reason"
OUTCOME = f"{OWN}/CodeSystem/outcome"
STATUS = f"{OWN}/CodeSystem/linkage-status"
OUTPUT = f"{OWN}/CodeSystem/task-output"
SESSIONS = "sessions"

GUIDE = "http://hl7.org/fhir/us/sdoh-clinicalcare"
TEMPORARY = f"{GUIDE}/CodeSystem/SDOHCC-CodeSystemTemporaryCodes"
REQUEST_PROFILE = f"{GUIDE}/StructureDefinition/SDOHCC-ServiceRequest"
TASK_PROFILE = f"{GUIDE}/StructureDefinition/SDOHCC-TaskForReferralManagement"
TASK_CODE = "http://hl7.org/fhir/CodeSystem/task-code"
TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
RESULTING_ACTIVITY = "resulting-activity"

Display = tuple[str, str]
"""Korean and English."""

SERVICES: Mapping[ServiceType, Display] = {
    ServiceType.LIVELIHOOD_BENEFIT: ("기초생활보장 급여", "Livelihood benefit"),
    ServiceType.EMERGENCY_AID: ("긴급복지 지원", "Emergency aid"),
    ServiceType.HOME_VISIT_DOCTOR: ("방문진료", "Home visit by a doctor"),
    ServiceType.MEDICAL: ("의료 지원", "Medical care"),
    ServiceType.MENTAL_HEALTH: ("정신건강 지원", "Mental health care"),
    ServiceType.COUNSELLING: ("상담", "Counselling"),
    ServiceType.THERAPY: ("심리·재활 치료", "Therapy"),
    ServiceType.HOUSE_REPAIR: ("집수리", "House repair"),
    ServiceType.TEMPORARY_STAY: ("임시 거처", "Temporary stay"),
    ServiceType.CLEAN_UP: ("청소·정리", "Clean-up"),
    ServiceType.HOUSING: ("주거 지원", "Housing"),
    ServiceType.MEALS: ("식사 지원", "Meals"),
    ServiceType.DAILY_CARE: ("일상 돌봄", "Daily care"),
    ServiceType.AFTER_SCHOOL: ("방과후 돌봄", "After-school care"),
    ServiceType.EDUCATION: ("교육 지원", "Education support"),
    ServiceType.TRAINING: ("직업 훈련", "Training"),
    ServiceType.EMPLOYMENT: ("취업 지원", "Employment support"),
    ServiceType.LEGAL: ("법률 지원", "Legal aid"),
    ServiceType.DEBT_ADVICE: ("채무 상담", "Debt advice"),
    ServiceType.GOODS: ("물품 지원", "Goods"),
    ServiceType.SPONSORSHIP: ("후원 연결", "Sponsorship"),
    ServiceType.SAFETY: ("안전 확보", "Safety measures"),
    ServiceType.OTHER: ("그 밖의 서비스", "Other service"),
}
NEEDS: Mapping[NeedArea, Display] = {
    NeedArea.SAFETY: ("안전", "Safety"),
    NeedArea.HEALTH: ("건강", "Health"),
    NeedArea.DAILY_LIVING: ("일상생활유지", "Daily living"),
    NeedArea.FAMILY: ("가족관계", "Family"),
    NeedArea.SOCIAL: ("사회적관계", "Social relations"),
    NeedArea.ECONOMY: ("경제", "Economy"),
    NeedArea.EDUCATION: ("교육", "Education"),
    NeedArea.EMPLOYMENT: ("고용", "Employment"),
    NeedArea.LIVING_ENV: ("생활환경", "Living environment"),
    NeedArea.LEGAL: ("법률 및 권익보장", "Law and rights"),
}
DECLINES: Mapping[DeclineReason, Display] = {
    DeclineReason.NO_CAPACITY: ("자리·인력 부족", "No capacity"),
    DeclineReason.NEEDS_ASSESSMENT: ("먼저 살펴봐야 함", "needs an assessment first"),
    DeclineReason.NOT_ELIGIBLE: ("대상 아님", "Not eligible"),
    DeclineReason.OUT_OF_AREA: ("관할 지역 아님", "Out of area"),
    DeclineReason.CLIENT_DECLINED: ("당사자가 원하지 않음", "Client declined"),
    DeclineReason.OTHER: ("그 밖의 사유", "Other reason"),
}
OUTCOMES: Mapping[ItemOutcome, Display] = {
    ItemOutcome.ACHIEVED: ("이룸", "Achieved"),
    ItemOutcome.PARTLY: ("일부 이룸", "Partly achieved"),
    ItemOutcome.NOT_ACHIEVED: ("이루지 못함", "Not achieved"),
    ItemOutcome.NOT_DELIVERED: ("제공되지 않음", "Not delivered"),
    ItemOutcome.NO_LONGER_NEEDED: ("필요 없어짐", "No longer needed"),
}
STATUSES: Mapping[LinkageStatus, Display] = {
    LinkageStatus.REQUESTED: ("답 기다림", "Waiting for an answer"),
    LinkageStatus.RECEIVED: ("의뢰 도착", "received"),
    LinkageStatus.WAITLISTED: ("기관에서 대기", "on the body's waiting list"),
    LinkageStatus.ACCEPTED: ("수락", "Accepted"),
    LinkageStatus.SCHEDULED: ("날짜 정함", "date set"),
    LinkageStatus.STARTED: ("제공 중", "Running"),
    LinkageStatus.DONE: ("완료", "Done"),
    LinkageStatus.NOT_DELIVERED: ("제공되지 않음", "Not delivered"),
    LinkageStatus.PASSED_ON: ("회원 기관에 넘김", "passed on to a member"),
    LinkageStatus.DECLINED: ("거절", "Declined"),
    LinkageStatus.WITHDRAWN: ("철회", "Withdrawn"),
}
CAPACITIES: Mapping[Capacity, str] = {
    Capacity.HAS_ROOM: "capacity",
    Capacity.FULL: "no-capacity",
    Capacity.WAITLIST: "waitlist",
    Capacity.NEEDS_ASSESSMENT: "additional-assessment-required",
}
"""The guide's codes of a body's word on its room."""
DECLINED_FOR_ROOM: Mapping[DeclineReason, Capacity] = {
    DeclineReason.NO_CAPACITY: Capacity.FULL,
    DeclineReason.NEEDS_ASSESSMENT: Capacity.NEEDS_ASSESSMENT,
}
TABLES: Mapping[str, Mapping[Any, Display]] = {
    SERVICE: SERVICES,
    NEED: NEEDS,
    DECLINE: DECLINES,
    OUTCOME: OUTCOMES,
    STATUS: STATUSES,
}


def coding(system: str, code: StrEnum) -> dict[str, Any]:
    """Korean is the display; English stands beside it as the translation."""
    korean, english = TABLES[system][code]
    translation = {
        "url": TRANSLATION,
        "extension": [
            {"url": "lang", "valueCode": "en"},
            {"url": "content", "valueString": english},
        ],
    }
    return {
        "system": system,
        "code": code.value,
        "display": korean,
        "_display": {"extension": [translation]},
    }


def concept(system: str, code: StrEnum) -> dict[str, Any]:
    return {"coding": [coding(system, code)], "text": TABLES[system][code][0]}


def room(capacity: Capacity) -> dict[str, Any]:
    """A body's word on its room, as the guide codes it."""
    return {"system": TEMPORARY, "code": CAPACITIES[capacity]}


def code_of(concept: Any, system: str) -> str:
    """The code of this system in a CodeableConcept; empty where it has none."""
    codings = concept.get("coding", []) if isinstance(concept, dict) else []
    return next((str(one.get("code", "")) for one in codings if one.get("system") == system), "")


def code_systems() -> list[dict[str, Any]]:
    """Ours as FHIR resources, for a body that loads them."""
    return [
        {
            "resourceType": "CodeSystem",
            "id": system.rpartition("/")[2],
            "url": system,
            "name": "Hamkke" + system.rpartition("/")[2].title().replace("-", ""),
            "status": "active",
            "content": "complete",
            "concept": [
                {
                    "code": code.value,
                    "display": korean,
                    "designation": [{"language": "en", "value": english}],
                }
                for code, (korean, english) in table.items()
            ],
        }
        for system, table in TABLES.items()
    ]
