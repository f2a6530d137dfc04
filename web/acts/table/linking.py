"""연계의 고리: asking again, passing on, double sends, concerns, gaps, milestones, supports."""

from care.messages import linking_commands as lc
from care.model.codes import RedFlag
from care.model.service_codes import (
    ConcernKind,
    GapEnding,
    Milestone,
    SupportKind,
    SupportStrength,
)
from i18n.marks import N_
from web.acts.fields import Act, Field, Kind
from web.acts.table.meeting import NOTE

STRENGTH = Field("strength", N_("지금 어떤 사이입니까"), Kind.RADIO, SupportStrength, need=True)

LINKAGES: tuple[Act, ...] = (
    Act(
        slug="linkages/{linkage_id}/remind",
        each="to_remind",
        title=N_("지금 답을 재촉하기"),
        lede=N_(
            "정해진 날을 기다리지 않고 기관에 다시 묻습니다. 사람의 이름은 나가지 않습니다. "
            "망으로 연결되지 않은 기관에는 전화한 뒤 누릅니다."
        ),
        button=N_("재촉하기"),
        command=lc.RemindPartner,
        group="item",
        path_ids=("linkage_id",),
    ),
    Act(
        slug="linkages/{linkage_id}/pass-on",
        each="to_pass_on",
        title=N_("협회의 회원에게 넘기기"),
        lede=N_(
            "협회가 추천한 회원에게 의뢰를 넘깁니다. 그 회원에 대한 당사자의 동의가 있어야 합니다."
        ),
        button=N_("회원에게 넘기기"),
        command=lc.PassOnLinkage,
        fields=(Field("agency_id", N_("맡을 회원"), Kind.RADIO, "pool_members", need=True),),
        group="item",
        path_ids=("linkage_id",),
        template="acts/linkage.html",
    ),
    Act(
        slug="linkages/{linkage_id}/double-send",
        each="maybe_twice",
        title=N_("두 번 갔는지 확인"),
        lede=N_(
            "의뢰를 다시 보냈는데 앞의 것이 닿았는지 기관도 우리도 모릅니다. "
            "기관에 물어 한 건으로 정리한 뒤 남깁니다."
        ),
        button=N_("한 건임을 확인하기"),
        command=lc.AcknowledgeDoubleSend,
        fields=(Field("note", N_("누구에게 무엇을 확인했는지"), Kind.TEXT),),
        group="item",
        path_ids=("linkage_id",),
    ),
    Act(
        slug="linkages/{linkage_id}/destroyed",
        each="to_destroy",
        title=N_("파기 확인 기록"),
        lede=N_("거둔 의뢰로 받은 자료를 기관이 모두 지웠다고 알려 왔을 때 남깁니다."),
        button=N_("파기했음을 남기기"),
        command=lc.ConfirmDestruction,
        group="item",
        path_ids=("linkage_id",),
    ),
    Act(
        slug="linkages/{linkage_id}/concern",
        each="concern_by_hand",
        title=N_("기관이 알려 온 걱정"),
        lede=N_(
            "서비스를 주는 기관이 본 달라진 점을 적습니다. "
            "긴급 신호가 있으면 사례가 바로 긴급이 됩니다."
        ),
        button=N_("걱정 남기기"),
        command=lc.RaiseConcern,
        fields=(
            Field("concern", N_("무엇이 달라졌습니까"), Kind.RADIO, ConcernKind, need=True),
            Field("red_flag", N_("긴급 신호"), Kind.SELECT, RedFlag),
            Field("note", N_("들은 그대로"), Kind.TEXT),
        ),
        group="item",
        path_ids=("linkage_id",),
    ),
)

ANSWERS: tuple[Act, ...] = (
    Act(
        slug="concerns/{concern_id}/answer",
        each="open_concerns",
        urgent=True,
        title=N_("걱정에 답하기"),
        lede=N_("기관이 본 것을 확인하고 어떻게 하기로 했는지 남깁니다."),
        button=N_("답 남기기"),
        command=lc.AnswerConcern,
        fields=(Field("note", N_("확인한 것과 하기로 한 것"), Kind.TEXT, need=True),),
        group="item",
        path_ids=("concern_id",),
        template="acts/concern.html",
    ),
    Act(
        slug="gaps/{gap_id}/settle",
        each="open_gaps",
        title=N_("자원 부족 정리하기"),
        lede=N_(
            "아무도 줄 수 없던 서비스를 어떻게 했는지 남깁니다. "
            "지역에 없는 것은 한 해 계획에 셉니다."
        ),
        button=N_("이렇게 정리하기"),
        command=lc.SettleGap,
        fields=(
            Field("ending", N_("어떻게 되었습니까"), Kind.RADIO, GapEnding, need=True, big=True),
            NOTE,
        ),
        group="item",
        path_ids=("gap_id",),
        template="acts/gap.html",
    ),
)

ON_THE_WAY: tuple[Act, ...] = (
    Act(
        slug="milestones/new",
        title=N_("이룬 것 남기기"),
        lede=N_("자격증, 면접, 취업, 저축처럼 셀 수 있는 걸음을 남깁니다."),
        button=N_("이룬 것 남기기"),
        command=lc.RecordMilestone,
        fields=(
            Field("milestone", N_("무엇을 이루었습니까"), Kind.RADIO, Milestone, need=True),
            Field("on", N_("언제"), Kind.DATE, need=True),
            Field("member_id", N_("누가"), Kind.SELECT, "members"),
            Field("linkage_id", N_("이어진 의뢰"), Kind.SELECT, "linkages"),
            Field("goal_id", N_("어느 목표에서"), Kind.SELECT, "goals"),
            Field("note", N_("무엇으로 확인했는지"), Kind.TEXT),
        ),
    ),
    Act(
        slug="supports/new",
        title=N_("둘레의 사람 남기기"),
        lede=N_("우리가 부탁하지 않아도 가구 곁에 있는 사람과 모임입니다. 관계도에 그려집니다."),
        button=N_("둘레의 사람 남기기"),
        command=lc.RecordSupport,
        fields=(
            Field("support", N_("누구입니까"), Kind.RADIO, SupportKind, need=True),
            STRENGTH,
            Field(
                "label",
                N_("부르는 말"),
                Kind.TEXT,
                need=True,
                hint=N_("이름 대신 ‘옆집 어르신’처럼 적습니다."),
            ),
        ),
    ),
    Act(
        slug="supports/{support_id}/change",
        each="supports",
        title=N_("둘레의 사람 고치기"),
        lede=N_("사이가 달라졌으면 고칩니다. 앞의 것은 이력에 남습니다."),
        button=N_("고친 것 남기기"),
        command=lc.RecordSupport,
        fields=(STRENGTH,),
        group="item",
        path_ids=("support_id",),
        template="acts/support.html",
    ),
    Act(
        slug="supports/{support_id}/end",
        each="supports",
        title=N_("둘레의 사람 빼기"),
        lede=N_("이제 곁에 없는 사람이면 뺍니다. 이력에는 남습니다."),
        button=N_("둘레에서 빼기"),
        command=lc.EndSupport,
        group="item",
        path_ids=("support_id",),
    ),
)

LINKING: tuple[Act, ...] = (*LINKAGES, *ANSWERS, *ON_THE_WAY)
