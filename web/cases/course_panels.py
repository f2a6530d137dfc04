"""Panels of the way: whose clock runs, pause, cover, transfer, and the episodes of a lineage."""

from collections.abc import Sequence
from datetime import datetime

from care.model.codes import LinkageStatus, Role
from care.model.course import Kin, Transfer
from care.model.linkage import Linkage
from care.model.loop_codes import Kinship
from care.model.work import Deadline, DeadlineKind
from i18n.loader import gettext
from i18n.wording import words
from web.acts.offers import Offer
from web.cases.panels import Fact, Line, Panel, acts_of, left_words, running
from web.cases.sight import Sight
from web.districts import district_name
from web.filters import short_day

OUTSIDE = frozenset(
    {DeadlineKind.PARTNER_ANSWER, DeadlineKind.LINKAGE_START, DeadlineKind.TRANSFER_ANSWER}
)
TO_ANSWER = frozenset({LinkageStatus.REQUESTED, LinkageStatus.RECEIVED})
TO_START = frozenset({LinkageStatus.ACCEPTED, LinkageStatus.SCHEDULED})
SHOWN = 4
"""Bodies waited for on the page; the linkages below have all."""
BY_ITSELF = frozenset({DeadlineKind.RESUME, DeadlineKind.COVER_END, DeadlineKind.MERGE_FINAL})
LONG_WAITS = frozenset(
    {
        DeadlineKind.CONSENT_RENEWAL,
        DeadlineKind.REASSESSMENT,
        DeadlineKind.SUPERVISION,
        DeadlineKind.SOLUTION_CONFERENCE,
        DeadlineKind.LONG_CASE_CONFIRM,
        DeadlineKind.STALL,
    }
)


def is_theirs(deadline: Deadline) -> bool:
    """Somebody outside has the next move."""
    whom, kind = deadline.whom, deadline.kind
    return whom is Role.PARTNER_WORKER or kind in OUTSIDE


def clocks_panel(sight: Sight, offers: Sequence[Offer]) -> Panel | None:
    """Our clock and theirs, each since when and why; only when there are two to tell apart."""
    theirs, pause = _waits(sight), sight.state.pause
    if pause is None and not theirs:
        return None
    if pause is None:
        return Panel(
            code="clocks", title=gettext("누구를 기다리나"), lines=[_ours(sight), *theirs[:SHOWN]]
        )
    return Panel(
        code="clocks",
        title=gettext("멈춤"),
        aside=gettext("%(day)s까지", day=short_day(pause.resume_on)),
        kind="warning",
        lines=[_ours(sight), *(theirs[:SHOWN] or [_nobody()])],
        note=gettext(
            "법정 기한과 긴급 기한은 멈추지 않습니다. 그날이 되면 저절로 다시 시작합니다."
        ),
        offers=acts_of(offers, "pause/resume"),
    )


def _waits(sight: Sight) -> list[Line]:
    """Whom we wait for. A pause of ours stops nobody else, so states tell it and not clocks."""
    found = [
        _their_line(sight, one, sight.agency(one.agency_id), since, why)
        for one in sight.state.linkages
        for since, why in _next_move(one)
    ]
    transfer = sight.state.transfer
    if transfer is not None and transfer.is_open and transfer.approved_at is not None:
        since = transfer.approved_at
        kind = DeadlineKind.TRANSFER_ANSWER
        found.append(_their_line(sight, transfer, target(transfer), since, kind))
    return found


def _next_move(linkage: Linkage) -> list[tuple[datetime, DeadlineKind]]:
    """Since when the body has the move, and which; nothing while the move is ours."""
    if linkage.status in TO_ANSWER and linkage.delivered_at is not None:
        return [(linkage.delivered_at, DeadlineKind.PARTNER_ANSWER)]
    if linkage.status is LinkageStatus.WAITLISTED:
        return [(linkage.status_at, DeadlineKind.WAITLIST)]
    if linkage.status in TO_START:
        return [(linkage.status_at, DeadlineKind.LINKAGE_START)]
    return []


def _their_line(
    sight: Sight, what: Linkage | Transfer, whom: str, since: datetime, why: DeadlineKind
) -> Line:
    subject = what.linkage_id if isinstance(what, Linkage) else what.transfer_id
    about = [one for one in sight.running if one.subject == subject]
    clock = next((one for one in about if one.kind is why), None)
    over = clock is not None and clock.due <= sight.now
    return Line(
        gettext("상대 시계 · %(whom)s", whom=whom),
        gettext("%(day)s부터 · %(why)s", day=short_day(since), why=words(why)),
        left_words(clock, sight) or gettext("기다리는 중"),
        "danger" if over else "plain",
    )


def _nobody() -> Line:
    return Line(gettext("상대 시계"), gettext("기다리는 기관이 없습니다"), gettext("쉼"))


def _ours(sight: Sight) -> Line:
    pause = sight.state.pause
    if pause is not None:
        return Line(
            gettext("우리 시계"),
            gettext("%(day)s부터 · %(why)s", day=short_day(pause.since), why=words(pause.reason)),
            gettext("멈춤"),
            "warning",
            "moon",
        )
    ours = [
        one
        for one in sight.running
        if not is_theirs(one) and one.kind not in BY_ITSELF | LONG_WAITS
    ]
    first = min(ours, key=lambda one: one.due, default=None)
    if first is None:
        return Line(gettext("우리 시계"), gettext("급한 일이 없습니다"), gettext("쉼"))
    small = gettext("%(day)s부터 · %(why)s", day=short_day(first.since), why=words(first.kind))
    over = first.due <= sight.now
    return Line(
        gettext("우리 시계"), small, left_words(first, sight), "danger" if over else "plain"
    )


def cover_panel(sight: Sight, offers: Sequence[Offer]) -> Panel | None:
    cover = sight.state.cover
    if cover is None:
        return None
    until = gettext("%(day)s까지", day=short_day(cover.until))
    return Panel(
        code="cover",
        title=gettext("대신 맡음"),
        aside=until,
        facts=[
            Fact(gettext("대신 맡은 사람"), sight.who(cover.person)),
            Fact(gettext("담당자"), sight.who(sight.state.owner), gettext("바뀌지 않습니다")),
        ],
        offers=acts_of(offers, "cover/end"),
    )


def transfer_panel(sight: Sight, offers: Sequence[Offer]) -> Panel | None:
    """An offer that is open, or one turned down within the present stage."""
    transfer = sight.state.transfer
    if transfer is None:
        return None
    clock = running(sight, DeadlineKind.TRANSFER_APPROVAL, DeadlineKind.TRANSFER_ANSWER)
    return Panel(
        code="transfer",
        title=gettext("이관"),
        aside=target(transfer),
        kind="warning" if transfer.is_open else "",
        facts=[
            Fact(
                gettext("올린 사람"),
                sight.who(transfer.requested_by),
                short_day(transfer.requested_at),
            ),
            Fact(gettext("상태"), _transfer_state(transfer), left_words(clock, sight)),
            Fact(gettext("보낼 사람"), ", ".join(sight.member(one) for one in transfer.members)),
        ],
        note=gettext("받아들일 때까지 우리가 맡고, 기한도 그대로 갑니다.")
        if transfer.is_open
        else "",
        offers=acts_of(offers, "transfer/decision", "transfer/answer", "transfer/withdraw"),
    )


def target(transfer: Transfer) -> str:
    if transfer.scheme is not None:
        return words(transfer.scheme)
    return district_name(transfer.to_district or "")


def _transfer_state(transfer: Transfer) -> str:
    if transfer.answer is not None:
        return words(transfer.answer)
    if transfer.approved_at is None:
        return gettext("%(role)s의 승인을 기다림", role=words(Role.COORDINATOR))
    return gettext("받을 곳의 답을 기다림")


def kin_panel(sight: Sight, offers: Sequence[Offer]) -> Panel | None:
    """Episodes before and after this one; each is read where it is."""
    former = [_former(sight.before, sight)] if sight.before is not None else []
    lines = [*former, *(_later(one, sight) for one in sight.after)]
    if not lines:
        return None
    return Panel(
        code="kin",
        title=gettext("%(n)s회차", n=sight.state.episode),
        aside=gettext("한 계보의 사례"),
        lines=lines,
        note=gettext("앞선 회차는 읽기만 합니다. 다른 시군구의 것은 이름만 보입니다."),
    )


def _former(kin: Kin, sight: Sight) -> Line:
    return Line(
        text=f"{gettext('앞선 회차')} · {words(kin.kinship)}",
        small=_when_and_where(kin),
        mark=gettext("읽기 전용") if kin.kinship is not Kinship.SPLIT else "",
        href=_address(kin, sight),
    )


def _later(kin: Kin, sight: Sight) -> Line:
    return Line(
        text=f"{gettext('이어진 회차')} · {words(kin.kinship)}",
        small=_when_and_where(kin),
        href=_address(kin, sight),
    )


def _when_and_where(kin: Kin) -> str:
    return f"{short_day(kin.at)} · {district_name(kin.district)}"


def _address(kin: Kin, sight: Sight) -> str:
    """Another district's episode is known by the district's name alone."""
    return f"/cases/{kin.case_id}" if kin.district == sight.state.district else ""
