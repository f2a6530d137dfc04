"""Which facts a policy's expressions may speak of, with their types and words.

``care.decide.facts`` works out the same facts of a case; a test holds the two equal.
"""

from dataclasses import dataclass
from enum import StrEnum

from policies.vocabulary import Pair


class FactType(StrEnum):
    YES_NO = "bool"
    NUMBER = "int"
    CODE = "string"
    CODES = "list(string)"


@dataclass(frozen=True)
class FactName:
    name: str
    type: FactType
    words: Pair


def _numbers(**words: Pair) -> tuple[FactName, ...]:
    return tuple(FactName(name, FactType.NUMBER, pair) for name, pair in words.items())


_HOUSEHOLD = (
    *_numbers(
        people=("가구원 수", "people in the household"),
        children=("19세 미만 가구원 수", "people under 19"),
        seniors=("65세 이상 가구원 수", "people of 65 and over"),
    ),
    FactName("redFlags", FactType.CODES, ("위기 신호", "red flags")),
    FactName("urgent", FactType.YES_NO, ("위기 신호가 있음", "a red flag is up")),
)
_CASE = (
    *_HOUSEHOLD,
    FactName("level", FactType.CODE, ("대상자 구분", "level")),
    FactName("exportLevel", FactType.CODE, ("행복이음 구분", "level in 행복이음")),
    FactName("programmes", FactType.CODES, ("사업", "programmes")),
    FactName("office", FactType.CODE, ("읍면동", "local office")),
)
_SCORES = _numbers(
    sum=("점수 합계", "sum of scores"),
    areas=("욕구가 있는 영역 수", "areas with a need"),
    worst=("가장 높은 점수", "highest score"),
    crises=("3점인 항목 수", "sub-domains scored 3"),
    safety=("안전 점수", "safety"),
    health=("건강 점수", "health"),
    mental=("정신건강 점수", "mental health"),
    dailyLiving=("일상생활 점수", "daily living"),
    family=("가족관계 점수", "family"),
    social=("사회적 관계 점수", "social relations"),
    economy=("경제 점수", "economy"),
    education=("교육 점수", "education"),
    employment=("직업 점수", "employment"),
    livingEnv=("생활환경 점수", "living environment"),
    legal=("권익보장 점수", "legal rights"),
    refusals=("거부 횟수", "refusals"),
)
_THRESHOLDS = _numbers(
    safetyHigh=("안전 기준", "threshold: safety"),
    mentalHigh=("정신건강 기준", "threshold: mental health"),
    sumHigh=("합계 기준(고난도)", "threshold: sum (high)"),
    refusalsHigh=("거부 횟수 기준", "threshold: refusals"),
    generalAreas=("영역 수 기준", "threshold: areas"),
    generalSum=("합계 기준(일반)", "threshold: sum (general)"),
)
_PLAN = (
    *_numbers(
        money=("이 계획의 사업비(원)", "case fund of this plan (won)"),
        moneyOfYear=("올해 사업비(원)", "case fund of the year (won)"),
        moneyAll=("이 계획의 모든 금액(원)", "all money of this plan (won)"),
        actions=("서비스 수", "actions"),
        bodies=("의뢰할 서비스 수", "actions asked of bodies"),
        version=("계획 판", "plan version"),
        returns=("보완 요청 횟수", "returns"),
    ),
    FactName("bodyKinds", FactType.CODES, ("기관 종류", "kinds of bodies")),
    FactName("services", FactType.CODES, ("서비스 종류", "kinds of services")),
)
_CLOSURE = (
    FactName("reason", FactType.CODE, ("종결 사유", "closure reason")),
    *_numbers(
        days=("접수 뒤 날수", "days since receipt"),
        unmet=("이루지 못한 서비스 수", "actions not achieved"),
    ),
    FactName("planned", FactType.YES_NO, ("승인된 계획이 있음", "there is an approved plan")),
)
_ROUTING = (
    *_HOUSEHOLD,
    FactName("channel", FactType.CODE, ("발굴 경로", "discovery channel")),
    FactName("office", FactType.CODE, ("처음 접한 읍면동", "office that met the household")),
    FactName("programmes", FactType.CODES, ("사업", "programmes")),
)

ENVIRONMENTS: dict[str, tuple[FactName, ...]] = {
    "level": (*_SCORES, *_THRESHOLDS, *_HOUSEHOLD),
    "approval": (*_CASE, *_PLAN),
    "closure": (*_CASE, *_CLOSURE),
    "delegation": _CASE,
    "routing": _ROUTING,
}
"""``level``: crisis.rules; ``approval`` and ``closure``: lines of plans and closures;
``delegation``: what both have in common; ``routing``: where a new household lands."""


FACT_WORDS: dict[str, Pair] = {
    fact.name: fact.words for facts in ENVIRONMENTS.values() for fact in facts
}
