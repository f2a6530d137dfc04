"""Words of what a district learns: the casebook, lesson notes, training and supervision."""

from care.model.learned import (
    LearningKind,
    LearningLevel,
    RecipientKind,
    TellingKind,
    VolumeKind,
)
from i18n.marks import N_

TELLING_KIND: dict[TellingKind, str] = {
    TellingKind.NAME: N_("가구원 이름"),
    TellingKind.GIVEN_NAME: N_("성을 뺀 이름"),
    TellingKind.STAFF: N_("담당자 이름"),
    TellingKind.RESIDENT_NUMBER: N_("주민등록번호"),
    TellingKind.PHONE: N_("전화번호"),
    TellingKind.MAIL: N_("전자우편"),
    TellingKind.ADDRESS: N_("사는 곳 주소"),
    TellingKind.PLACE_NAME: N_("동네 이름"),
    TellingKind.DAY: N_("날짜"),
    TellingKind.AGE: N_("나이"),
    TellingKind.BODY: N_("기관 이름"),
    TellingKind.NUMBER: N_("번호"),
}
VOLUME_KIND: dict[VolumeKind, str] = {
    VolumeKind.CASEBOOK: N_("이야기책"),
    VolumeKind.WHITE_PAPER: N_("자원백서"),
}
RECIPIENT_KIND: dict[RecipientKind, str] = {
    RecipientKind.MINISTRY: N_("중앙부처"),
    RecipientKind.REGION: N_("시·도"),
    RecipientKind.DISTRICT: N_("다른 시·군·구"),
    RecipientKind.LOCAL_OFFICE: N_("읍면동 주민센터"),
    RecipientKind.BODY: N_("민간기관"),
    RecipientKind.OTHER: N_("그 밖의 받는 곳"),
}
LEARNING_KIND: dict[LearningKind, str] = {
    LearningKind.TRAINING: N_("교육"),
    LearningKind.ACADEMY: N_("아카데미"),
    LearningKind.CONSULTING: N_("컨설팅"),
    LearningKind.SUPERVISION: N_("슈퍼비전 모임"),
    LearningKind.WELLBEING: N_("마음 돌봄"),
}
LEARNING_LEVEL: dict[LearningLevel, str] = {
    LearningLevel.BASIC: N_("기초"),
    LearningLevel.INTERMEDIATE: N_("심화"),
    LearningLevel.ADVANCED: N_("전문"),
}
LEARNED_TABLES = (TELLING_KIND, VOLUME_KIND, RECIPIENT_KIND, LEARNING_KIND, LEARNING_LEVEL)
