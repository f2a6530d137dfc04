"""The directory's reasons and facts in sentences; every point of a candidate can be read."""

from collections.abc import Mapping

from care.model.directory import ServiceStatus
from care.model.ranking import Exclusion, Factor, Ground, Reason
from i18n import phrases
from i18n.loader import gettext
from i18n.marks import N_

FACTORS: dict[Factor, str] = {
    Factor.SERVICE: N_("서비스"),
    Factor.NEED: N_("욕구"),
    Factor.AGE: N_("나이"),
    Factor.ROOM: N_("자리"),
    Factor.WAIT: N_("기다림"),
    Factor.AREA: N_("지역"),
    Factor.ACCEPTS: N_("받아 준 비율"),
    Factor.ANSWERS: N_("답하는 데 걸린 날"),
    Factor.AGREEMENT: N_("협약"),
    Factor.COST: N_("비용"),
    Factor.HOME_VISIT: N_("집으로 옴"),
    Factor.ASSURED: N_("내용 확인"),
}
GROUNDS: dict[Ground, str] = {
    Ground.SERVES: N_("이 서비스를 합니다"),
    Ground.SERVICE_UNNAMED: N_("서비스 종류는 적혀 있지 않고 욕구만 맞습니다"),
    Ground.NEED_NAMED: N_("이 욕구를 다룬다고 적혀 있습니다"),
    Ground.NEED_UNNAMED: N_("이 욕구는 적혀 있지 않습니다"),
    Ground.AGES_FIT: N_("나이가 맞습니다"),
    Ground.AGES_UNSURE: N_("%(people)s명 중 %(fit)s명은 나이가 맞고 나머지는 물어봐야 합니다"),
    Ground.ROOM: N_("자리가 있습니다"),
    Ground.ROOM_AFTER_ASSESSMENT: N_("먼저 살펴보고 정합니다"),
    Ground.ROOM_UNKNOWN: N_("자리가 있는지 알려 온 적이 없습니다"),
    Ground.ROOM_STALE: N_("자리 소식이 오래되어 믿기 어렵습니다"),
    Ground.WAITLIST: N_("대기자 명단이 있습니다"),
    Ground.FULL: N_("자리가 없습니다"),
    Ground.WAITS: N_("보통 %(days)s일 기다립니다"),
    Ground.WAIT_UNKNOWN: N_("얼마나 기다리는지 모릅니다"),
    Ground.OWN_OFFICE: N_("이 읍면동을 맡습니다"),
    Ground.WHOLE_DISTRICT: N_("시·군·구 전체를 맡습니다"),
    Ground.SAME_ZONE: N_("같은 권역의 다른 읍면동을 맡습니다"),
    Ground.ACCEPTED: N_("지난 한 해 %(asked)s건 중 %(accepted)s건을 받았습니다"),
    Ground.NEVER_ASKED: N_("지난 한 해 답을 받은 의뢰가 없습니다"),
    Ground.ANSWERED_IN: N_("보통 %(days)s일 만에 답했습니다"),
    Ground.ANSWER_UNKNOWN: N_("답이 얼마나 걸리는지 모릅니다"),
    Ground.AGREED: N_("협약이 유효합니다"),
    Ground.AGREEMENT_NOT_NEEDED: N_("법에 따라 함께 일하는 기관입니다"),
    Ground.NO_AGREEMENT: N_("유효한 협약이 없습니다"),
    Ground.FREE: N_("무료입니다"),
    Ground.COSTS: N_("본인이 %(won)s을 냅니다"),
    Ground.COST_UNKNOWN: N_("비용이 적혀 있지 않습니다"),
    Ground.COMES_HOME: N_("집으로 찾아옵니다"),
    Ground.AT_ITS_PLACE: N_("기관으로 가야 합니다"),
    Ground.ASSURED: N_("내용을 %(days)s일 전에 확인했습니다"),
    Ground.ASSURED_LONG_AGO: N_("내용을 확인한 지 %(days)s일이 지났습니다"),
    Ground.NEVER_ASSURED: N_("내용을 확인한 적이 없습니다"),
}
EXCLUSIONS: dict[Exclusion, str] = {
    Exclusion.OTHER_SERVICE: N_("다른 서비스를 합니다"),
    Exclusion.NO_BODY: N_("의뢰를 보낼 수 있게 등록된 기관이 아닙니다"),
    Exclusion.PAUSED: N_("의뢰를 잠시 멈춘 기관입니다"),
    Exclusion.AGREEMENT_ENDED: N_("협약이 끝나 자료가 나가지 않습니다"),
    Exclusion.OUT_OF_AREA: N_("이 지역을 맡지 않습니다"),
    Exclusion.OUT_OF_AGE: N_("나이가 맞지 않습니다"),
    Exclusion.TOO_DEAR: N_("비용이 정한 금액보다 많습니다"),
    Exclusion.ASKED_ALREADY: N_("이미 물었거나 거절한 기관입니다"),
}
STATUSES: dict[ServiceStatus, str] = {
    ServiceStatus.ACTIVE: N_("하고 있음"),
    ServiceStatus.TEMPORARILY_CLOSED: N_("잠시 쉼"),
    ServiceStatus.INACTIVE: N_("하지 않음"),
    ServiceStatus.DEFUNCT: N_("없어짐"),
}


def reason_words(reason: Reason) -> str:
    """A sentence with the numbers it rests on."""
    if reason.ground is Ground.AGES_UNSURE and not reason.numbers.get("people"):
        return gettext("나이 조건이 맞는지 물어봐야 합니다")
    if reason.ground is Ground.ASSURED and not reason.numbers["days"]:
        return gettext("내용을 오늘 확인했습니다")
    numbers: Mapping[str, object] = reason.numbers
    if reason.ground is Ground.COSTS:
        numbers = {"won": phrases.won(reason.numbers["won"])}
    said = [gettext(GROUNDS[reason.ground], **numbers)]
    if reason.factor is Factor.ROOM and "free" in numbers:
        said.append(gettext("남은 자리 %(n)s", n=numbers["free"]))
    if reason.factor is Factor.ROOM and "days" in numbers:
        said.append(gettext("%(when)s 소식", when=ago(reason.numbers["days"])))
    return " · ".join(said)


def ago(days: int) -> str:
    return gettext("%(n)s일 전", n=days) if days > 0 else gettext("오늘")


def exclusion_words(one: Exclusion) -> str:
    return gettext(EXCLUSIONS[one])


def ages_words(minimum: int | None, maximum: int | None) -> str:
    if minimum is not None and maximum is not None:
        return gettext("%(from)s–%(until)s세", **{"from": minimum, "until": maximum})
    if minimum is not None:
        return gettext("%(n)s세부터", n=minimum)
    if maximum is not None:
        return gettext("%(n)s세까지", n=maximum)
    return gettext("나이 제한 없음")


def cost_words(won: int | None, words: str = "") -> str:
    if won is None:
        return words or gettext("비용 모름")
    said = gettext("무료") if won == 0 else phrases.won(won)
    return f"{said} · {words}" if words and words != said else said
