"""What can be chosen in a field: a vocabulary in words, or a list that depends on the case."""

from collections.abc import Callable, Iterable
from enum import StrEnum

from care.decide.consents import ADULT_FROM, surely_aged
from care.decide.context import linked_needs
from care.model.codes import (
    LINKAGE_ONLY,
    NOT_SELECTED,
    REFERRED_OUT,
    ContactResult,
    Role,
    SubDomain,
)
from care.model.ids import AgencyId, TextId
from i18n import phrases
from i18n.loader import gettext
from i18n.wording import words
from web.acts.around import Around
from web.acts.asked import closure_asked
from web.acts.choice import Option as Option
from web.acts.choice import member_option as member_option
from web.acts.fields import Field
from web.acts.linking_options import LINKING_LISTS
from web.acts.loop_options import LOOP_LISTS


def options_of(asked: Field, around: Around) -> list[Option]:
    """In the order of the vocabulary or of the case."""
    if asked.options is None:
        return []
    if isinstance(asked.options, str):
        return _LISTS[asked.options](around)
    return vocabulary(asked.options)


def vocabulary(codes: Iterable[StrEnum]) -> list[Option]:
    return [Option(code.value, words(code)) for code in codes]


def _contact_results(around: Around) -> list[Option]:
    """What a worker presses at the door, the most frequent first."""
    pressed = {
        ContactResult.NO_ANSWER: gettext("부재"),
        ContactResult.REFUSED: gettext("거절"),
        ContactResult.MET: gettext("대화함"),
    }
    return [Option(result.value, label) for result, label in pressed.items()]


def _members(around: Around) -> list[Option]:
    return [member_option(one, around) for one in around.case.members if not one.excluded]


def _everyone(around: Around) -> list[Option]:
    return [member_option(one, around) for one in around.case.members]


def _guardians(around: Around) -> list[Option]:
    return [
        member_option(one, around)
        for one in around.case.members
        if not one.excluded and surely_aged(one, ADULT_FROM, around.today)
    ]


def _agencies(around: Around) -> list[Option]:
    return [
        Option(one.agency_id, one.name, agency_note(one.agency_id, around))
        for one in around.agencies.values()
    ]


def agency_note(agency_id: AgencyId, around: Around) -> str:
    """The kind of the body, and a warning where no agreement stands behind a referral."""
    kind = words(around.agencies[agency_id].kind)
    return gettext("%(kind)s · 협약 없음", kind=kind) if agency_id in around.unagreed else kind


def _case_managers(around: Around) -> list[Option]:
    return [Option(person, name) for person, name in around.case_managers.items()]


def _joint_managers(around: Around) -> list[Option]:
    """Only districts that share cases with private bodies name a second case manager."""
    return _case_managers(around) if around.case.policy.joint_case else []


def _actions(around: Around) -> list[Option]:
    """Services of the approved plan that nobody has been asked for, or whose body said no."""
    taken = {one.action_id for one in around.case.linkages if one.status.is_open}
    plan = around.case.plan
    return [
        Option(
            action.item_id,
            around.text(action.text) or words(action.service),
            f"{words(action.service)} · {phrases.short_day(action.due_on)}",
        )
        for action in (plan.actions if plan else ())
        if action.item_id not in taken
    ]


def linkage_label(linkage_id: str, around: Around) -> str:
    linkage = around.case.linkage(linkage_id)
    if linkage is None:
        return linkage_id
    return f"{around.agency_name(linkage.agency_id)} · {words(linkage.service)}"


def _linkages(around: Around) -> list[Option]:
    return [
        Option(one.linkage_id, linkage_label(one.linkage_id, around), words(one.status))
        for one in around.case.linkages
    ]


def _ended_linkages(around: Around) -> list[Option]:
    ended = {one.linkage_id for one in around.case.linkages if not one.status.is_open}
    return [option for option in _linkages(around) if option.value in ended]


def _pledges(around: Around) -> list[Option]:
    return [
        Option(
            one.pledge_id,
            f"{around.agency_name(one.agency_id)} · {phrases.won(one.amount)}",
            gettext("%(months)s개월 중 %(paid)s개월", months=one.months, paid=len(one.paid)),
        )
        for one in around.case.pledges
    ]


def _deadlines(around: Around) -> list[Option]:
    return [
        Option(one.key, words(one.kind), phrases.short_day(one.due.date()))
        for one in around.deadlines
    ]


def _levels(around: Around) -> list[Option]:
    """The district's own levels and the three ways out that every district has."""
    own = [rule.code for rule in sorted(around.case.policy.levels, key=lambda rule: -rule.rank)]
    codes = dict.fromkeys([*own, LINKAGE_ONLY, REFERRED_OUT, NOT_SELECTED])
    return [Option(code, words(code)) for code in codes]


def _closure_reasons(around: Around) -> list[Option]:
    """Only reasons the district's policy knows, with who has to agree and which rule says so."""
    found = [
        (rule, closure_asked(around, rule, Role.CASE_MANAGER))
        for rule in around.case.policy.closure_rules
    ]
    return [
        Option(rule.reason.value, words(rule.reason), " · ".join((asked.chain, *asked.why)))
        for rule, asked in found
    ]


def _goals(around: Around) -> list[Option]:
    plan = around.case.plan
    return [Option(g.item_id, around.text(TextId(g.text))) for g in (plan.goals if plan else ())]


def _need(need: SubDomain) -> Option:
    return Option(need.value, words(need), words(need.area))


def _linked_needs(around: Around) -> list[Option]:
    """Money and goods go to needs that were found, or that the plan has a goal for."""
    linked = linked_needs(around.case)
    return [_need(need) for need in SubDomain if need in linked]


def _programmes(around: Around) -> list[Option]:
    """Programmes applied for whose own plan has not been accepted yet."""
    waiting = (one for one in around.case.enrolments if one.plan_accepted_on is None)
    return [
        Option(one.programme.value, words(one.programme), phrases.short_day(one.applied_on))
        for one in waiting
    ]


_LISTS: dict[str, Callable[[Around], list[Option]]] = {
    "contact_results": _contact_results,
    "members": _members,
    "everyone": _everyone,
    "guardians": _guardians,
    "agencies": _agencies,
    "case_managers": _case_managers,
    "joint_managers": _joint_managers,
    "actions": _actions,
    "linkages": _linkages,
    "ended_linkages": _ended_linkages,
    "pledges": _pledges,
    "deadlines": _deadlines,
    "levels": _levels,
    "closure_reasons": _closure_reasons,
    "goals": _goals,
    "programmes": _programmes,
    "linked_needs": _linked_needs,
    **LOOP_LISTS,
    **LINKING_LISTS,
}
