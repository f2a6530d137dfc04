"""관계 유지: a household that wants no help now, and how we keep coming."""

from care.messages import loop_commands as lc
from care.model.loop_codes import HoldDecision
from i18n.marks import N_
from web.acts.fields import Act, Field, Kind

ENGAGEMENT: tuple[Act, ...] = (
    Act(
        slug="hold",
        when="not_held",
        title=N_("관계 유지로 돌리기"),
        lede=N_(
            "지금은 도움을 원하지 않는 가구입니다. 사례는 닫히지 않고, 정해진 주기로 계속 "
            "찾아갑니다. 민간 기관에는 아무것도 보내지 않습니다."
        ),
        button=N_("관계 유지로 돌리기"),
        command=lc.HoldEngagement,
        fields=(Field("note", N_("그렇게 보는 까닭"), Kind.TEXT, need=True),),
        group="more",
    ),
    Act(
        slug="hold/wake",
        when="held",
        title=N_("다시 돕기 시작하기"),
        lede=N_("가구가 도움을 받기로 했습니다. 멈추었던 단계에서 이어 갑니다."),
        button=N_("다시 돕기 시작하기"),
        command=lc.WakeHold,
        fields=(Field("note", N_("어떻게 마음이 바뀌었는지"), Kind.TEXT, need=True),),
        group="stage",
    ),
    Act(
        slug="hold/review",
        when="held",
        title=N_("관계 유지 검토"),
        lede=N_(
            "여섯 달마다 팀장이, 해마다 정책이 정한 사람이 봅니다. 저절로 닫히는 일은 없습니다."
        ),
        button=N_("검토 결과 남기기"),
        command=lc.ReviewHold,
        fields=(
            Field("decision", N_("어떻게 합니까"), Kind.RADIO, HoldDecision, need=True, big=True),
            Field("note", N_("그렇게 정한 까닭"), Kind.TEXT, need=True),
        ),
        group="stage",
        template="acts/evidence.html",
    ),
)
