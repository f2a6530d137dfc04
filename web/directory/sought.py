"""What people type when they look for a service, beside its official word."""

from care.model.codes import ServiceType
from i18n.loader import speaking
from i18n.wording import words
from store.directory_facts import searched

ALSO: dict[ServiceType, tuple[str, ...]] = {
    ServiceType.LIVELIHOOD_BENEFIT: ("기초수급", "생계비", "수급", "livelihood"),
    ServiceType.EMERGENCY_AID: ("긴급복지", "긴급생계", "긴급지원", "emergency"),
    ServiceType.HOME_VISIT_DOCTOR: (
        "왕진", "방문진료", "방문의료", "재택의료", "주치의", "마을의사", "방문의사",
        "home doctor", "home visit", "house call",
    ),
    ServiceType.MEDICAL: ("병원", "진료", "치료비", "의료비", "간병", "clinic"),
    ServiceType.MENTAL_HEALTH: ("정신", "우울", "자살", "중독", "알코올", "mental"),
    ServiceType.COUNSELLING: ("심리상담", "가족상담", "counselling", "counseling"),
    ServiceType.THERAPY: ("재활", "언어치료", "놀이치료", "therapy"),
    ServiceType.HOUSE_REPAIR: ("수리", "도배", "장판", "단열", "보수", "repair"),
    ServiceType.TEMPORARY_STAY: ("쉼터", "임시거처", "보호시설", "shelter"),
    ServiceType.CLEAN_UP: ("청소", "정리", "방역", "쓰레기", "저장강박", "cleaning"),
    ServiceType.HOUSING: ("주거", "임대주택", "전세", "월세", "이사", "housing"),
    ServiceType.MEALS: ("도시락", "반찬", "급식", "식사", "푸드뱅크", "meals"),
    ServiceType.DAILY_CARE: ("요양", "돌봄", "가사", "간호", "목욕", "care"),
    ServiceType.AFTER_SCHOOL: ("방과후", "지역아동센터", "공부방", "after school"),
    ServiceType.EDUCATION: ("학습", "교육비", "학원", "장학", "tutoring"),
    ServiceType.TRAINING: ("직업훈련", "자격증", "training"),
    ServiceType.EMPLOYMENT: ("일자리", "취업", "자활", "job"),
    ServiceType.LEGAL: ("변호사", "법률", "소송", "후견", "lawyer"),
    ServiceType.DEBT_ADVICE: ("빚", "채무", "파산", "회생", "debt"),
    ServiceType.GOODS: ("생필품", "물품", "가전", "이불", "쌀", "goods"),
    ServiceType.SPONSORSHIP: ("후원", "결연", "장학금", "sponsor"),
    ServiceType.SAFETY: ("안전", "응급안전", "폭력", "학대", "safety"),
}  # fmt: skip


def named(text: str) -> frozenset[ServiceType]:
    """Kinds of service the whole text names, in either language; none when it says more."""
    said = searched(text)
    if not said:
        return frozenset()
    return frozenset(kind for kind in ServiceType if said in _spellings(kind))


def split(text: str) -> tuple[frozenset[ServiceType], str]:
    """Kinds of service among the words, and the words that name none.

    A text that names a kind as a whole stays whole: both it and the kind are looked for.
    """
    whole = named(text)
    if whole:
        return whole, text
    kinds = {word: named(word) for word in text.split()}
    found = frozenset().union(*kinds.values()) if kinds else frozenset()
    return found, " ".join(word for word, kind in kinds.items() if not kind)


def _spellings(kind: ServiceType) -> frozenset[str]:
    said = [*ALSO.get(kind, ())]
    for language in ("ko", "en"):
        with speaking(language):
            said.append(words(kind))
    return frozenset(searched(one) for one in said)
