"""What must fit together in the service loop of a resolved policy."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from care.model.service_codes import ChaseAct, PlacePriority
from policies.document import Saying
from policies.kinds import Stated
from policies.linking_kinds import ChaseValue, PrioritiesValue
from policies.problems import Problem
from policies.rule_coherence import HOURS, at

ONCE = (ChaseAct.TELL_OWNER, ChaseAct.NEXT_BODY)
"""What a ladder does once: the owner knows from then on, and the body is no longer waited for."""


def linking_problems(sayings: dict[str, Saying]) -> Iterator[Problem]:
    for saying in sayings.values():
        for kind, look in _LOOKS:
            if isinstance(saying.value, kind):
                yield from look(saying, saying.value)


def _chase(saying: Saying, value: ChaseValue) -> Iterator[Problem]:
    codes = [step.code for step in value.steps]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield at(saying, "step_twice", f"‘{code}’ 단계가 두 번 나옵니다.",
                 f"The step '{code}' appears twice.")  # fmt: skip
    for one, other in pairwise(value.steps):
        if other.after.n * HOURS[other.after.unit] < one.after.n * HOURS[one.after.unit]:
            yield at(saying, "chase_order",
                     f"‘{other.code}’ 단계가 앞선 ‘{one.code}’보다 빠릅니다.",
                     f"The step '{other.code}' comes before '{one.code}' above it.")  # fmt: skip
    acts = [step.act for step in value.steps]
    for act in ONCE:
        if acts.count(act) > 1:
            yield at(saying, "chase_once", f"‘{act}’는 한 번만 적습니다.",
                     f"'{act}' is stated once.")  # fmt: skip
    if ChaseAct.NEXT_BODY in acts[:-1]:
        yield at(saying, "chase_after_next", "다음 기관에 요청한 뒤에는 재촉할 기관이 없습니다.",
                 "After the next body is asked there is nobody left to chase.")  # fmt: skip


def _priorities(saying: Saying, value: PrioritiesValue) -> Iterator[Problem]:
    """A total order needs a last word, and each word once."""
    if len(set(value.priorities)) != len(value.priorities):
        yield at(saying, "priority_twice", "같은 순서 기준이 두 번 나옵니다.",
                 "A priority appears twice.")  # fmt: skip
    if value.priorities[-1] is not PlacePriority.WAITED:
        yield at(saying, "priority_last", "마지막 기준은 먼저 신청한 차례(WAITED)입니다.",
                 "The last word is who asked first (WAITED).")  # fmt: skip


_Look = Callable[[Saying, Any], Iterator[Problem]]
_LOOKS: tuple[tuple[type[Stated], _Look], ...] = (
    (ChaseValue, _chase),
    (PrioritiesValue, _priorities),
)
