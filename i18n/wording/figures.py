"""Words of the figures: measures and their definitions, steps of the guide, why corrected."""

from collections.abc import Mapping
from typing import Any

from care.model.figures import CorrectionReason, GuideStep, Measure
from i18n.marks import N_

MEASURE: dict[Measure, str] = {
    Measure.FOUND: N_("발굴 가구"),
    Measure.RECEIVED: N_("접수 가구"),
    Measure.MANAGED: N_("사례관리 가구"),
    Measure.SERVED: N_("서비스를 받은 가구"),
    Measure.SERVICES: N_("제공 서비스"),
    Measure.LINKAGES: N_("서비스 연계 의뢰"),
    Measure.TAKEN: N_("기관이 맡은 의뢰"),
    Measure.DONE: N_("끝까지 제공한 의뢰"),
    Measure.PUBLIC: N_("공공 자원(원)"),
    Measure.PRIVATE: N_("민간 자원(원)"),
    Measure.CLOSED: N_("종결 사례"),
    Measure.REOPENED: N_("다시 시작한 사례"),
    Measure.ANSWERS: N_("기관의 회신"),
    Measure.SUPERVISIONS: N_("슈퍼비전"),
}
DEFINITION: dict[Measure, str] = {
    Measure.FOUND: N_(
        "기간에 사례가 열린 가구. 한 가구는 한 번만 세고, 합쳐진 기록은 세지 않습니다."
    ),
    Measure.RECEIVED: N_("기간에 대상자로 접수된 가구."),
    Measure.MANAGED: N_(
        "기간에 처음으로 사례관리 대상(일반·고난도와 지역의 구분)으로 선정된 가구. "
        "서비스연계, 타 기관 의뢰, 미선정은 세지 않습니다."
    ),
    Measure.SERVED: N_("기간에 서비스가 하나라도 처음 제공된 가구."),
    Measure.SERVICES: N_("기간에 처음 제공되기 시작한 서비스. 의뢰 하나를 한 번만 셉니다."),
    Measure.LINKAGES: N_(
        "기간에 기관에 부탁한 서비스. 거절된 뒤 다른 기관에 다시 부탁하면 또 셉니다."
    ),
    Measure.TAKEN: N_("기간에 기관이 맡겠다고 처음 답했거나 바로 제공한 의뢰."),
    Measure.DONE: N_("기간에 기관이 다 제공했다고 알린 의뢰."),
    Measure.PUBLIC: N_("준 날이 기간 안에 있는 공공 급여·지역 사업·사례관리 사업비, 원."),
    Measure.PRIVATE: N_(
        "준 날이 기간 안에 있는 재단·기업·자원봉사·그 밖의 민간 자원, 물품은 환산, 원."
    ),
    Measure.CLOSED: N_("기간에 종결이 승인된 사례."),
    Measure.REOPENED: N_("기간에 예전 사례에 이어 다시 열린 사례(재개입)."),
    Measure.ANSWERS: N_(
        "기간에 기관이 받거나 거절한다고 처음 답한 의뢰. 접수 확인은 답으로 치지 않습니다."
    ),
    Measure.SUPERVISIONS: N_("기간에 사례에 대해 기록한 슈퍼비전."),
}
GUIDE_STEP: dict[GuideStep, str] = {
    GuideStep.ASSESSED: N_("접수부터 욕구·위기도 조사까지"),
    GuideStep.DECIDED: N_("조사부터 대상자 구분·선정까지"),
    GuideStep.PLANNED: N_("선정부터 서비스 제공계획 동의까지"),
    GuideStep.WHOLE: N_("접수부터 서비스 제공계획 동의까지"),
}
CORRECTION_REASON: dict[CorrectionReason, str] = {
    CorrectionReason.LATE: N_("늦게 적은 기록이 있음"),
    CorrectionReason.WRONG: N_("잘못 적은 기록을 바로잡음"),
    CorrectionReason.MERGED: N_("겹친 기록을 합치거나 나눔"),
    CorrectionReason.OTHER: N_("그 밖의 까닭"),
}
FIGURE_TABLES: tuple[Mapping[Any, str], ...] = (MEASURE, GUIDE_STEP, CORRECTION_REASON)
