"""The case conference: agenda, signed minutes, and the level it decides."""

from care.messages import commands as c
from care.model.codes import ConferenceKind
from i18n.marks import N_
from web.acts.fields import Act, Field, Kind

CONFERENCE = Act(
    slug="conference",
    title=N_("사례회의"),
    lede=N_("회의록을 서명해 남깁니다. 대상자 구분은 회의가 정하고 팀장이 기록합니다."),
    button=N_("회의록 서명하고 저장하기"),
    command=c.HoldConference,
    fields=(
        Field("conference", N_("어떤 회의입니까"), Kind.RADIO, ConferenceKind, need=True),
        Field(
            "agenda",
            N_("안건"),
            Kind.TEXT,
            hint=N_("선정, 경과 보고, 종결 가운데 무엇을 다루었는지"),
        ),
        Field("minutes", N_("회의 내용과 결정"), Kind.TEXT, need=True),
        Field("bodies", N_("함께한 기관"), Kind.MANY, "agencies"),
        Field("attendees", N_("참석한 사람"), Kind.NUMBER, unit=N_("명")),
        Field(
            "level",
            N_("결정한 대상자 구분"),
            Kind.SELECT,
            "levels",
            hint=N_("구분을 정하지 않는 회의라면 비워 둡니다."),
        ),
        Field(
            "difference",
            N_("제안과 다르게 정한 까닭"),
            Kind.TEXT,
            hint=N_("제안된 구분과 다를 때는 꼭 적습니다."),
        ),
    ),
    group="stage",
    when="may_confer",
    template="acts/conference.html",
)
CONFERRING: tuple[Act, ...] = (CONFERENCE,)
