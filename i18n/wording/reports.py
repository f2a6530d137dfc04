"""Words of reports by people and of going out to find some."""

from care.model.reports import BriefingKind, Occupation
from i18n.marks import N_

OCCUPATION: dict[Occupation, str] = {
    Occupation.WELFARE_FACILITY: N_("사회복지시설 종사자"),
    Occupation.DISABILITY_SUPPORT: N_("장애인 활동지원 종사자"),
    Occupation.MEDICAL: N_("의료인·의료기사"),
    Occupation.RESCUE: N_("응급구조사·구급대원"),
    Occupation.POLICE: N_("경찰"),
    Occupation.MENTAL_HEALTH: N_("정신건강·자살예방센터 종사자"),
    Occupation.CHILDCARE: N_("어린이집 교직원"),
    Occupation.SCHOOL: N_("유치원·학교 교직원"),
    Occupation.TUTORING: N_("학원·교습소 종사자"),
    Occupation.VIOLENCE_COUNSEL: N_("가정폭력·성폭력 상담·보호시설 종사자"),
    Occupation.FAMILY_CENTRE: N_("가족센터 종사자"),
    Occupation.LONG_TERM_CARE: N_("장기요양기관 종사자"),
    Occupation.PUBLIC_HEALTH: N_("보건소 방문간호 담당"),
    Occupation.VILLAGE_HEAD: N_("이장·통장"),
    Occupation.HOUSING_MANAGEMENT: N_("공동주택 관리주체"),
    Occupation.OTHER_DUTY: N_("그 밖의 신고의무자"),
}
BRIEFING_KIND: dict[BriefingKind, str] = {
    BriefingKind.BRIEFING: N_("현장 설명회"),
    BriefingKind.CAMPAIGN_DAY: N_("거리 홍보"),
    BriefingKind.NEIGHBOUR_GROUP: N_("이웃 돌봄단 활동"),
    BriefingKind.HOSPITAL_VISIT: N_("협력병원 방문"),
    BriefingKind.RENTAL_ESTATE: N_("임대단지 방문"),
    BriefingKind.OTHER_OUTING: N_("그 밖의 현장 활동"),
}
REPORT_TABLES = (OCCUPATION, BRIEFING_KIND)
