"""What a policy opens up compared with the one before it: allowed, but somebody must confirm it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from policies.catalogue import entry_for
from policies.kinds import (
    KindsValue,
    OptionalNumberValue,
    PurposesValue,
    RolesValue,
    Stated,
    TermSpec,
    TermValue,
    TextValue,
)
from policies.linking_kinds import GroupsValue
from policies.linking_wording import GROUPS
from policies.resolved import ResolvedPolicy
from policies.rule_coherence import HOURS
from policies.rule_kinds import ApprovalCasesValue, ClosureCasesValue, DelegationsValue
from policies.vocabulary import ROLES, code_word, said


@dataclass(frozen=True)
class Widening:
    """``ko`` and ``en`` say who may now see, hold or decide more than before."""

    key: str
    line: int
    file: str
    ko: str
    en: str

    def sentence(self, locale: str = "ko") -> str:
        return self.en if locale == "en" else self.ko


_Pair = tuple[str, str]
_Look = Callable[[Any, Any], Iterator[_Pair]]


def widenings(after: ResolvedPolicy, before: ResolvedPolicy | None) -> Iterator[Widening]:
    """Beside the policy in force, or beside what stands above when there is none."""
    old = {value.key: value.value for value in before.values} if before else {}
    for value in after.values:
        former: Stated | None = old.get(value.key) if before else value.overridden
        entry = entry_for(value.key)
        if entry is None or former is None:
            continue
        for look in _LOOKS.get(entry.key, ()):
            for ko, en in look(former, value.value):
                yield Widening(value.key, value.line, value.file,
                               f"{entry.ko}: {ko}", f"{entry.en}: {en}")  # fmt: skip


def _more_kinds(old: KindsValue, new: KindsValue) -> Iterator[_Pair]:
    for kind in new.kinds:
        if kind not in old.kinds:
            yield (
                f"{code_word(kind, 'ko')}도 종류 동의로 개인정보를 받을 수 있게 됩니다.",
                f"{code_word(kind, 'en')} may receive personal data on consent by kind.",
            )


def _more_groups(old: GroupsValue, new: GroupsValue) -> Iterator[_Pair]:
    for group in new.groups:
        if group not in old.groups:
            yield (
                f"{said(GROUPS[group], 'ko')}도 받을 수 있게 됩니다.",
                f"may receive {said(GROUPS[group], 'en')} as well.",
            )


def _fewer_consents(old: PurposesValue, new: PurposesValue) -> Iterator[_Pair]:
    for purpose in old.purposes:
        if purpose not in new.purposes:
            yield (
                f"{code_word(purpose, 'ko')} 동의를 더는 따로 받지 않습니다.",
                f"consent to {code_word(purpose, 'en')} is no longer asked.",
            )


def _sees_more(old: TextValue, new: TextValue) -> Iterator[_Pair]:
    if new.value != old.value:
        yield (
            f"{code_word(old.value, 'ko')}에서 {code_word(new.value, 'ko')}(으)로 바뀝니다.",
            f"from {code_word(old.value, 'en')} to {code_word(new.value, 'en')}.",
        )


def _fewer_tiers(old: RolesValue, new: RolesValue) -> Iterator[_Pair]:
    for role in old.tiers:
        if role not in new.tiers:
            yield (
                f"{said(ROLES[role], 'ko')}의 승인을 더는 받지 않습니다.",
                f"{said(ROLES[role], 'en')} is no longer asked.",
            )


def _longer(old: TermValue, new: TermValue) -> Iterator[_Pair]:
    if _length(new) > _length(old):
        yield f"{old.n} → {new.n}(으)로 길어집니다.", f"longer, from {old.n} to {new.n}."


def _shorter(old: TermValue, new: TermValue) -> Iterator[_Pair]:
    if _length(new) < _length(old):
        yield f"{old.n} → {new.n}(으)로 짧아집니다.", f"shorter, from {old.n} to {new.n}."


def _length(spec: TermSpec) -> int:
    return spec.n * HOURS[spec.unit]


def _more_money(old: OptionalNumberValue, new: OptionalNumberValue) -> Iterator[_Pair]:
    """No limit at all is the widest."""
    limit = new.value is None or (old.value is not None and new.value > old.value)
    if old.value is not None and limit:
        shown = "-" if new.value is None else f"{new.value:,}"
        yield (
            f"{old.value:,}원 → {shown}원으로 커집니다.",
            f"larger, from {old.value:,} to {shown} won.",
        )


def _new_delegations(old: DelegationsValue, new: DelegationsValue) -> Iterator[_Pair]:
    for each in new.delegations:
        if each not in old.delegations:
            yield (
                f"‘{each.ko}’: {said(ROLES[each.of], 'ko')}을(를) 대신해 "
                f"{said(ROLES[each.to], 'ko')}이(가) 결정합니다.",
                f"'{each.en}': {said(ROLES[each.to], 'en')} decides in place of "
                f"{said(ROLES[each.of], 'en')}.",
            )


def _new_lines(
    old: ApprovalCasesValue | ClosureCasesValue, new: ApprovalCasesValue | ClosureCasesValue
) -> Iterator[_Pair]:
    """A line with a condition may ask fewer people than the common one."""
    for each in new.rules:
        if each not in old.rules:
            tiers = (
                " → ".join(said(ROLES[role], "ko") for role in each.tiers),
                " → ".join(said(ROLES[role], "en") for role in each.tiers),
            )
            yield f"‘{each.ko}’: {tiers[0]}만 승인합니다.", f"'{each.en}': only {tiers[1]} approve."


_LOOKS: dict[str, tuple[_Look, ...]] = {
    "consent.partnerKindsAllowed": (_more_kinds,),
    "consent.sets": (_fewer_consents,),
    "consent.validity": (_longer,),
    "visibility.partner": (_sees_more,),
    "plan.approval": (_fewer_tiers,),
    "plan.approvalHigh": (_fewer_tiers,),
    "closure.reasons.*": (_fewer_tiers,),
    "plan.approvalRules": (_new_lines,),
    "closure.approvalRules": (_new_lines,),
    "approval.delegations": (_new_delegations,),
    "caseFund.review": (_more_money,),
    "caseFund.capPerHouseholdYear": (_more_money,),
    "retention.accessLog": (_shorter,),
    "retention.discovery": (_longer,),
    "retention.campaign": (_longer,),
    "retention.complaint": (_longer,),
    "linkage.recall": (_longer,),
    "linkage.groupsByKind.*": (_more_groups,),
    "linkage.linkValid": (_longer,),
    "privacy.purge": (_longer,),
}
