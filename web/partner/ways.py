"""Every answer a body can give to a referral: what it asks for, and while the referral is where."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StringConstraints, create_model

from care.model.codes import DeclineReason, ItemOutcome, LinkageStatus, PartnerAnswer
from i18n.marks import N_
from web.forms import Form, Line

NOTE_LIMIT = 2000
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NOTE_LIMIT)]
Sessions = Annotated[int, Field(ge=1, le=100)]


class Part(StrEnum):
    """A field of an answer, named as the command names it."""

    SCHEDULED_ON = "scheduled_on"
    PROPOSED = "proposed"
    DECLINE = "decline"
    OUTCOME = "outcome"
    ON = "on"
    SESSIONS = "sessions"
    NOTE = "note"


LABELS: dict[Part, str] = {
    Part.SCHEDULED_ON: N_("찾아갈 날"),
    Part.PROPOSED: N_("맡을 회원 기관"),
    Part.DECLINE: N_("맡지 못하는 까닭"),
    Part.OUTCOME: N_("결과"),
    Part.ON: N_("한 날"),
    Part.SESSIONS: N_("횟수"),
    Part.NOTE: N_("남길 말"),
}
_KINDS: dict[Part, Any] = {
    Part.SCHEDULED_ON: date,
    Part.PROPOSED: Line,
    Part.DECLINE: DeclineReason,
    Part.OUTCOME: ItemOutcome,
    Part.ON: date,
    Part.SESSIONS: Sessions,
    Part.NOTE: Note,
}


@dataclass(frozen=True)
class Way:
    """One form under a referral. ``needs`` are its parts that cannot be left out."""

    slug: str
    answer: PartnerAnswer
    title: str
    button: str
    parts: tuple[Part, ...]
    needs: frozenset[Part]
    when: frozenset[LinkageStatus]
    main: bool = False
    """Stands open; the others unfold."""

    @property
    def model(self) -> type[Form]:
        fields: dict[str, Any] = {
            part.value: (_KINDS[part], ...) if part in self.needs else (_KINDS[part] | None, None)
            for part in self.parts
        }
        return create_model(f"{self.slug}_answer", __base__=Form, **fields)


S = LinkageStatus
_ASKED = frozenset({S.REQUESTED, S.RECEIVED})
_UNDECIDED = _ASKED | {S.WAITLISTED}
_TAKEN = frozenset({S.ACCEPTED, S.SCHEDULED})
_SERVING = _TAKEN | {S.STARTED}

WAYS: tuple[Way, ...] = (
    Way(
        slug="accept",
        answer=PartnerAnswer.ACCEPTED,
        title=N_("맡기"),
        button=N_("맡겠습니다"),
        parts=(Part.SCHEDULED_ON, Part.PROPOSED, Part.NOTE),
        needs=frozenset(),
        when=_UNDECIDED,
        main=True,
    ),
    Way(
        slug="decline",
        answer=PartnerAnswer.DECLINED,
        title=N_("맡지 못함"),
        button=N_("맡지 못합니다"),
        parts=(Part.DECLINE, Part.NOTE),
        needs=frozenset({Part.DECLINE}),
        when=_UNDECIDED,
        main=True,
    ),
    Way(
        slug="waitlist",
        answer=PartnerAnswer.WAITLISTED,
        title=N_("대기자로 올리기"),
        button=N_("대기자로 올리기"),
        parts=(Part.NOTE,),
        needs=frozenset(),
        when=_ASKED,
    ),
    Way(
        slug="receive",
        answer=PartnerAnswer.RECEIVED,
        title=N_("받았고 살펴보는 중"),
        button=N_("받았다고 알리기"),
        parts=(),
        needs=frozenset(),
        when=frozenset({S.REQUESTED}),
    ),
    Way(
        slug="session",
        answer=PartnerAnswer.PROGRESS,
        title=N_("이용 보고"),
        button=N_("보고하기"),
        parts=(Part.SESSIONS, Part.ON, Part.NOTE),
        needs=frozenset({Part.SESSIONS}),
        when=_SERVING,
        main=True,
    ),
    Way(
        slug="start",
        answer=PartnerAnswer.STARTED,
        title=N_("시작 알리기"),
        button=N_("시작했습니다"),
        parts=(Part.ON, Part.NOTE),
        needs=frozenset(),
        when=_TAKEN,
    ),
    Way(
        slug="schedule",
        answer=PartnerAnswer.SCHEDULED,
        title=N_("날 잡기, 다른 날로 바꾸기"),
        button=N_("이날로 하기"),
        parts=(Part.SCHEDULED_ON, Part.NOTE),
        needs=frozenset({Part.SCHEDULED_ON}),
        when=_TAKEN,
    ),
    Way(
        slug="done",
        answer=PartnerAnswer.DONE,
        title=N_("마치기"),
        button=N_("마쳤습니다"),
        parts=(Part.OUTCOME, Part.ON, Part.NOTE),
        needs=frozenset({Part.OUTCOME}),
        when=_SERVING,
    ),
    Way(
        slug="undelivered",
        answer=PartnerAnswer.NOT_DELIVERED,
        title=N_("드리지 못함"),
        button=N_("드리지 못했습니다"),
        parts=(Part.NOTE,),
        needs=frozenset({Part.NOTE}),
        when=_SERVING,
    ),
)
BY_SLUG = {one.slug: one for one in WAYS}


def ways_for(status: LinkageStatus) -> tuple[Way, ...]:
    return tuple(one for one in WAYS if status in one.when)
