"""The service loop of a policy in words: whom it chases when, what may go to whom, who is first."""

from collections.abc import Iterable
from typing import Protocol

from care.model.service_codes import ChaseAct, DataGroup, PlacePriority
from care.model.term import Term
from policies.kinds import TermSpec
from policies.linking_kinds import ChaseValue, GroupsValue, PrioritiesValue
from policies.vocabulary import Pair, said

ACTS: dict[ChaseAct, Pair] = {
    ChaseAct.REMIND: ("기관에 다시 알림", "remind the body"),
    ChaseAct.TELL_OWNER: ("담당자에게 알림", "tell the case manager"),
    ChaseAct.NEXT_BODY: ("다음 기관에 요청", "ask the next body"),
}
GROUPS: dict[DataGroup, Pair] = {
    DataGroup.IDENTITY: ("이름과 태어난 해", "name and year of birth"),
    DataGroup.PHONE: ("전화번호", "phone"),
    DataGroup.ADDRESS: ("주소", "address"),
    DataGroup.NEED: ("욕구와 요청 내용", "need"),
    DataGroup.HEALTH: ("건강 정보", "health"),
    DataGroup.HOUSEHOLD: ("가구 구성과 다른 서비스", "household and other services"),
}
PRIORITIES: dict[PlacePriority, Pair] = {
    PlacePriority.HOSPITAL_DISCHARGE: ("퇴원 먼저", "hospital discharge"),
    PlacePriority.URGENT: ("긴급 먼저", "urgent"),
    PlacePriority.LEVEL: ("무거운 구분 먼저", "heavier level"),
    PlacePriority.WAITED: ("먼저 신청한 차례", "who asked first"),
}


class Words(Protocol):
    """What ``policies.wording`` knows: the language and how the district counts days."""

    locale: str

    def listed(self, items: list[str]) -> str: ...
    def length(self, term: Term) -> str: ...
    def resolved(self, spec: TermSpec) -> Term: ...


def chase(words: Words, value: ChaseValue, entry: object) -> str:
    return words.listed(
        [
            f"{words.length(words.resolved(step.after))}: {said(ACTS[step.act], words.locale)}"
            for step in value.steps
        ]
    )


def groups(words: Words, value: GroupsValue, entry: object) -> str:
    return words.listed([said(GROUPS[group], words.locale) for group in value.groups])


def priorities(words: Words, value: PrioritiesValue, entry: object) -> str:
    """In their order, which is what decides."""
    order: Iterable[str] = (said(PRIORITIES[one], words.locale) for one in value.priorities)
    return " → ".join(order)
