"""What outsiders may read of a case: bands, counts and scores, and a question that names nobody.

Nothing here is text of the case but the question, and that is held against everything known of
the household before it is kept and again before it is shown (domain CO-09, JJ-10).
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from care.decide.context import household, scores
from care.model.case import CaseState
from care.model.codes import LinkageStatus, NeedArea, Relation
from care.model.household import Member
from i18n.loader import gettext
from i18n.marks import N_
from i18n.wording import words
from store.households import MemberDetails
from web.acts.around import Around
from web.cases.needs import SCORE_WORDS
from web.districts import office_name

LARGE = 6
"""From this size on the number of people alone could tell whose household it is."""
OLDEST = 90
CHILD_BANDS: tuple[tuple[int, str], ...] = (
    (6, N_("취학 전")),
    (12, N_("초등학생 나이")),
    (18, N_("청소년")),
)
SPANS: tuple[tuple[int, str], ...] = (
    (6, N_("6개월이 안 됨")),
    (12, N_("6개월에서 1년")),
    (24, N_("1년에서 2년")),
)
_PHONE = re.compile(r"0\d{1,2}[\s.\-]?\d{3,4}[\s.\-]?\d{4}")
_DATE = re.compile(r"\d{2,4}\s*[.\-/년]\s*\d{1,2}\s*[.\-/월]|\d{1,2}\s*월\s*\d{1,2}\s*일")
_STREET = re.compile(r"[가-힣]+(?:로|길)\s*\d+|\d+\s*동\s*\d+\s*호")
"""A protected address is not opened for this, so its shape has to do."""
_LONG_NUMBER = re.compile(r"\d{6,}")
_PLACE_ENDINGS = ("읍", "면", "동", "리", "로", "길", "가", "시", "군", "구")


@dataclass(frozen=True)
class Identifiers:
    """Everything that would tell whose case it is."""

    names: frozenset[str]
    places: frozenset[str]
    numbers: frozenset[str]


def identifiers(
    state: CaseState, members: Iterable[MemberDetails], colleagues: Iterable[str]
) -> Identifiers:
    people = tuple(members)
    full = {one.name for one in people} | set(colleagues)
    given = {name[1:] for name in full if len(name) > 2}
    office = office_name(state.district, state.office)
    addresses = [one.address for one in people if one.address]
    phones = {_digits(one.phone) for one in people if one.phone}
    return Identifiers(
        names=frozenset(name for name in full | given if len(name) > 1),
        places=frozenset(
            piece for said in (office, *addresses) for piece in _pieces(said) if len(piece) > 1
        ),
        numbers=frozenset({state.case_number, state.case_id, *phones} - {""}),
    )


def identifiers_of(around: Around) -> Identifiers:
    return identifiers(around.case, around.members.values(), around.colleagues.values())


def telling(text: str, known: Identifiers) -> list[str]:
    """Which kinds of identifiers stand in a text; never the identifiers themselves."""
    tight = "".join(text.split())
    digits = _digits(text)
    placed = any(place in tight for place in known.places)
    numbered = any(one in tight or (one.isdecimal() and one in digits) for one in known.numbers)
    found = (
        (N_("이름"), any(name in tight for name in known.names)),
        (N_("주소나 읍면동"), placed or bool(_STREET.search(text))),
        (N_("번호"), numbered or bool(_PHONE.search(text) or _LONG_NUMBER.search(text))),
        (N_("날짜"), bool(_DATE.search(text))),
    )
    return [gettext(kind) for kind, stands in found if stands]


def _pieces(said: str) -> set[str]:
    """The parts of an address, and a place without its ending: 한들읍 and 한들."""
    parts = {re.sub(r"[\d\-,()]+", "", part) for part in said.split()}
    bare = {part[:-1] for part in parts if part.endswith(_PLACE_ENDINGS) and len(part) > 2}
    return parts | bare


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


@dataclass(frozen=True)
class NeedBand:
    area: str
    score: int
    word: str


@dataclass(frozen=True)
class Brief:
    """One case as a panel of outsiders reads it."""

    number: int
    purpose: str
    size: str
    kind: str
    people: list[str]
    level: str
    proposed: str
    needs: list[NeedBand]
    tried: list[str]
    question: str
    withheld: bool
    """The question told whose case it is by now, so it is not shown."""


def brief(state: CaseState, now: datetime, *, number: int, purpose: str, question: str) -> Brief:
    """``question`` is empty where it may not be shown."""
    score = state.score
    differs = score is not None and state.level is not None and score.level != state.level
    proposed = score.level if score is not None and (differs or state.level is None) else None
    return Brief(
        number=number,
        purpose=purpose,
        size=_size(state),
        kind=_kind(state),
        people=_people(state, now),
        level=words(state.level) if state.level else gettext("아직 정하지 않음"),
        proposed=words(proposed) if proposed else "",
        needs=_needs(state),
        tried=_tried(state, now),
        question=question,
        withheld=False,
    )


def _size(state: CaseState) -> str:
    size = len(household(state))
    if size >= LARGE:
        return gettext("%(n)s인 이상", n=LARGE)
    return gettext("%(n)s인", n=size)


def _kind(state: CaseState) -> str:
    """By who lives together, not by what they are called in any register."""
    found = Counter(member.relation for member in household(state))
    if found.total() <= 1:
        return gettext("혼자 삶")
    if found[Relation.CHILD]:
        pair = found[Relation.SPOUSE]
        return gettext("부부와 자녀") if pair else gettext("한 사람이 자녀를 키움")
    return gettext("가족과 함께 삶")


def _people(state: CaseState, now: datetime) -> list[str]:
    found = [(member.relation, _band(member, now.date())) for member in household(state)]
    return [f"{words(relation)} · {band}" for relation, band in found]


def _band(member: Member, today: date) -> str:
    """Children by their time of life, adults by ten years."""
    if member.birth_year is None:
        return gettext("나이 모름")
    age = today.year - member.birth_year
    for last, name in CHILD_BANDS:
        if age <= last:
            return gettext(name)
    if age >= OLDEST:
        return gettext("%(n)s세 이상", n=OLDEST)
    return gettext("%(n)s대", n=max(age // 10 * 10, 10))


def _needs(state: CaseState) -> list[NeedBand]:
    """The highest score of each area in which something was found, the heaviest first."""
    highest: dict[NeedArea, int] = {}
    for sub, score in scores(state).items():
        highest[sub.area] = max(score, highest.get(sub.area, 0))
    found = [
        NeedBand(words(area), score, gettext(SCORE_WORDS[score]))
        for area, score in highest.items()
        if score
    ]
    return sorted(found, key=lambda one: -one.score)


def _tried(state: CaseState, now: datetime) -> list[str]:
    """What was done so far, in numbers."""
    made = [gettext("함께한 기간: %(span)s", span=_span(state, now))]
    made.append(gettext("접촉 %(n)s번", n=state.contacts.total))
    if state.refusals:
        made.append(gettext("거절 %(n)s번", n=state.refusals))
    if state.plan is not None:
        made.append(gettext("승인된 계획 %(n)s판", n=state.plan.version))
    if state.plan_returns:
        made.append(gettext("보완 요청 %(n)s번", n=state.plan_returns))
    services: Any = Counter(one.service for one in state.linkages)
    done = Counter(one.service for one in state.linkages if one.status is LinkageStatus.DONE)
    made += [
        gettext(
            "%(what)s: 의뢰 %(n)s건, 마침 %(done)s건",
            what=words(service),
            n=count,
            done=done[service],
        )
        for service, count in services.items()
    ]
    return made


def _span(state: CaseState, now: datetime) -> str:
    since = state.received_at or state.opened_at or now
    months = (now.year - since.year) * 12 + now.month - since.month
    for below, name in SPANS:
        if months < below:
            return gettext(name)
    return gettext("2년이 넘음")
