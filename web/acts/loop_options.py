"""What can be chosen in the forms of the loops: lists that depend on the case and the district."""

from collections.abc import Callable

from care.decide.context import linked_needs
from care.decide.crisis import FROM_AFAR
from care.decide.grounds import RECORDED
from care.model.codes import ContactMode, LawfulBasis, Programme, SubDomain
from care.model.loop_codes import TransferAnswer
from i18n import phrases
from i18n.wording import words
from web.acts.around import Around
from web.acts.choice import Option, member_option


def _companions(around: Around) -> list[Option]:
    """Whoever of the case managers and of the local office can come along."""
    return [Option(person, name) for person, name in around.companions.items()]


def _cover_people(around: Around) -> list[Option]:
    """Case managers but the owner, who is away."""
    owner = around.case.owner
    return [Option(one, name) for one, name in around.case_managers.items() if one != owner]


def _needs(around: Around) -> list[Option]:
    """Found needs first; before the assessment any."""
    found = linked_needs(around.case)
    ordered = sorted(SubDomain, key=lambda need: need not in found)
    return [Option(need.value, words(need), words(need.area)) for need in ordered]


def _open_programmes(around: Around) -> list[Option]:
    return [
        Option(one.programme.value, words(one.programme), phrases.short_day(one.applied_on))
        for one in around.case.enrolments
        if one.ended_at is None and one.programme is not Programme.ICM
    ]


def _other_districts(around: Around) -> list[Option]:
    return [
        Option(code, name)
        for code, name in around.districts.items()
        if code != around.case.district
    ]


def _scheme_answers(around: Around) -> list[Option]:
    return [
        Option(one.value, words(one)) for one in (TransferAnswer.ACCEPTED, TransferAnswer.REJECTED)
    ]


def _living(around: Around) -> list[Option]:
    """The household but those who have died."""
    return [
        member_option(one, around)
        for one in around.case.members
        if not one.excluded and one.member_id not in around.case.deceased
    ]


def _on_site_modes(around: Around) -> list[Option]:
    """Somebody has to go there; a call is no on-site check."""
    return [Option(one.value, words(one)) for one in ContactMode if one not in FROM_AFAR]


def _grounds(around: Around) -> list[Option]:
    """Bases that stand only where a ground is recorded."""
    return [Option(one.value, words(one)) for one in LawfulBasis if one in RECORDED]


def _signals(around: Around) -> list[Option]:
    """Kinds of risk signals of the district's policy of today."""
    return [Option(code, word) for code, word in around.signals.items()]


LOOP_LISTS: dict[str, Callable[[Around], list[Option]]] = {
    "companions": _companions,
    "cover_people": _cover_people,
    "needs": _needs,
    "open_programmes": _open_programmes,
    "other_districts": _other_districts,
    "scheme_answers": _scheme_answers,
    "living": _living,
    "on_site_modes": _on_site_modes,
    "grounds": _grounds,
    "signals": _signals,
}
