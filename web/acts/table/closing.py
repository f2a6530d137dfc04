"""Checking on what was agreed, aftercare, and quieting a reminder."""

from care.messages import commands as c
from care.model.codes import AftercareResult, CheckOutcome, ContactMode
from i18n.marks import N_
from web.acts.fields import Act, Field, Kind
from web.acts.table.meeting import NOTE

CLOSING: tuple[Act, ...] = (
    Act(
        slug="check",
        title=N_("점검 기록"),
        lede=N_("계획대로 되고 있는지 확인하고 다음에 무엇을 할지 정합니다."),
        button=N_("점검 기록하기"),
        command=c.RecordCheck,
        fields=(
            Field("mode", N_("방법"), Kind.RADIO, ContactMode, need=True, big=True),
            Field("outcome", N_("점검 결과"), Kind.RADIO, CheckOutcome, need=True),
            Field("next_on", N_("다음 점검일"), Kind.DATE),
            Field("statutory", N_("통합지원법에 따른 점검을 겸함"), Kind.CHECK),
            NOTE,
        ),
        group="stage",
    ),
    Act(
        slug="aftercare",
        title=N_("사후관리 기록"),
        lede=N_("종결한 뒤에도 잘 지내는지 확인합니다."),
        button=N_("사후관리 기록하기"),
        command=c.RecordAftercare,
        fields=(
            Field("result", N_("결과"), Kind.RADIO, AftercareResult, need=True, big=True),
            NOTE,
        ),
        group="stage",
    ),
    Act(
        slug="acknowledge",
        when="escalated",
        title=N_("상향 보고 확인"),
        lede=N_("확인하면 정책이 정한 동안 알림이 조용해집니다. 기한은 그대로 갑니다."),
        button=N_("확인했습니다"),
        command=c.AcknowledgeEscalation,
        fields=(
            Field("deadline", N_("어느 기한입니까"), Kind.RADIO, "deadlines", need=True),
            NOTE,
        ),
        group="more",
    ),
)
