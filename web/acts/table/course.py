"""On the way: pause, cover, safety, supervision, long cases, tasks of conferences, complaints."""

from care.messages import loop_commands as lc
from care.model.codes import Role
from care.model.loop_codes import (
    ComplaintTopic,
    PauseReason,
    SafetyFlag,
    StallChoice,
    SupervisionKind,
)
from i18n.marks import N_
from web.acts.fields import Act, Field, Kind

PAUSES: tuple[Act, ...] = (
    Act(
        slug="pause",
        when="running",
        title=N_("잠시 멈추기"),
        lede=N_("우리 기한만 멈춥니다. 법정 기한과 긴급 기한은 그대로 갑니다."),
        button=N_("잠시 멈추기"),
        command=lc.PauseCase,
        fields=(
            Field("reason", N_("멈추는 까닭"), Kind.RADIO, PauseReason, need=True),
            Field(
                "resume_on",
                N_("다시 시작하는 날"),
                Kind.DATE,
                need=True,
                hint=N_("이날이 되면 아무도 누르지 않아도 다시 시작합니다."),
            ),
            Field("note", N_("기록"), Kind.TEXT),
        ),
        group="more",
    ),
    Act(
        slug="pause/resume",
        when="paused",
        title=N_("다시 시작하기"),
        lede=N_("멈춘 만큼 우리 기한을 늦춰 이어 갑니다."),
        button=N_("다시 시작하기"),
        command=lc.ResumeCase,
        fields=(Field("note", N_("기록"), Kind.TEXT),),
        group="stage",
    ),
)

COVER: tuple[Act, ...] = (
    Act(
        slug="cover",
        when="owned",
        title=N_("자리 비울 때 대신 맡기기"),
        lede=N_("정한 날까지 할 일을 대신 받습니다. 담당자는 바뀌지 않습니다."),
        button=N_("대신 맡기기"),
        command=lc.SetCover,
        fields=(
            Field("cover", N_("대신 맡을 사람"), Kind.RADIO, "cover_people", need=True),
            Field("until", N_("언제까지"), Kind.DATE, need=True),
            Field("note", N_("인계 내용"), Kind.TEXT),
        ),
        group="more",
    ),
    Act(
        slug="cover/end",
        when="covered",
        title=N_("대신 맡기 마치기"),
        lede=N_("할 일이 담당자에게 돌아갑니다."),
        button=N_("대신 맡기 마치기"),
        command=lc.EndCover,
        fields=(Field("note", N_("기록"), Kind.TEXT),),
        group="more",
    ),
    Act(
        slug="safety",
        title=N_("방문 안전 표시"),
        lede=N_("하나라도 있으면 두 사람이 함께 갑니다. 모두 비우면 표시를 지웁니다."),
        button=N_("안전 표시 저장하기"),
        command=lc.SetSafetyFlags,
        fields=(
            Field("flags", N_("무엇을 조심합니까"), Kind.MANY, SafetyFlag),
            Field("reason", N_("까닭"), Kind.TEXT, need=True),
        ),
        group="more",
    ),
)

LONG: tuple[Act, ...] = (
    Act(
        slug="supervision/ask",
        title=N_("슈퍼비전 청하기"),
        lede=N_("혼자 풀기 어려울 때, 위험한 일을 겪었을 때 청합니다."),
        button=N_("슈퍼비전 청하기"),
        command=lc.AskSupervision,
        fields=(
            Field(
                "supervision",
                N_("무엇 때문에"),
                Kind.RADIO,
                SupervisionKind,
                need=True,
                start="ASKED",
            ),
            Field("note", N_("함께 이야기하고 싶은 것"), Kind.TEXT),
        ),
        group="more",
    ),
    Act(
        slug="supervision",
        title=N_("슈퍼비전 기록"),
        lede=N_("함께 살핀 것과 조언을 남깁니다. 기다리던 슈퍼비전은 이것으로 끝납니다."),
        button=N_("슈퍼비전 남기기"),
        command=lc.RecordSupervision,
        fields=(
            Field("supervision", N_("무엇 때문에"), Kind.RADIO, SupervisionKind, need=True),
            Field("advice", N_("조언과 하기로 한 것"), Kind.TEXT, need=True),
        ),
        group="more",
        template="acts/evidence.html",
    ),
    Act(
        slug="solution-conference",
        title=N_("솔루션회의 청하기"),
        lede=N_("밖의 전문가와 함께 풀 것을 적습니다. 이름과 주소는 나가지 않습니다."),
        button=N_("솔루션회의 청하기"),
        command=lc.AskSolutionConference,
        fields=(Field("note", N_("무엇을 묻고 싶은지"), Kind.TEXT, need=True),),
        group="more",
    ),
    Act(
        slug="long-case",
        when="long_case",
        by=frozenset({Role.SECTION_HEAD}),
        title=N_("장기 사례 확인"),
        lede=N_("두 해가 넘은 사례를 계속할지 과장이 해마다 확인합니다."),
        button=N_("계속하기로 확인하기"),
        command=lc.ConfirmLongCase,
        fields=(Field("reason", N_("계속하는 까닭"), Kind.TEXT, need=True),),
        group="more",
        template="acts/evidence.html",
    ),
    Act(
        slug="stall",
        when="stalled",
        by=frozenset({Role.COORDINATOR, Role.SECTION_HEAD}),
        title=N_("움직임 없는 사례 정하기"),
        lede=N_("90일 동안 움직임이 없었습니다. 넷 가운데 하나를 골라야 합니다."),
        button=N_("이렇게 하기로 정하기"),
        command=lc.AnswerStall,
        fields=(
            Field("choice", N_("어떻게 합니까"), Kind.RADIO, StallChoice, need=True, big=True),
            Field("reason", N_("까닭"), Kind.TEXT, need=True),
        ),
        group="stage",
        template="acts/evidence.html",
    ),
)

ASKED: tuple[Act, ...] = (
    Act(
        slug="agreed/{task_id}",
        each="agreed",
        title=N_("회의에서 정한 일 마치기"),
        lede=N_("회의에서 하기로 한 일을 마쳤음을 남깁니다."),
        button=N_("마쳤음을 남기기"),
        command=lc.CompleteAgreedTask,
        fields=(Field("note", N_("어떻게 되었는지"), Kind.TEXT),),
        group="item",
        path_ids=("task_id",),
    ),
    Act(
        slug="complaints/new",
        title=N_("불편 신고 받기"),
        lede=N_("당사자가 불편하다고 한 일을 적습니다. 처리할 사람과 기한이 정해집니다."),
        button=N_("불편 신고 남기기"),
        command=lc.ReceiveComplaint,
        fields=(
            Field("topic", N_("무엇이 불편합니까"), Kind.RADIO, ComplaintTopic, need=True),
            Field("linkage_id", N_("이어진 의뢰"), Kind.SELECT, "linkages"),
            Field("note", N_("들은 그대로"), Kind.TEXT, need=True),
        ),
        group="more",
    ),
    Act(
        slug="complaints/{complaint_id}/resolve",
        each="complaints",
        title=N_("불편 신고 처리하기"),
        lede=N_("어떻게 풀었는지, 당사자에게 어떻게 알렸는지 남깁니다."),
        button=N_("처리했음을 남기기"),
        command=lc.ResolveComplaint,
        fields=(Field("note", N_("어떻게 풀었는지"), Kind.TEXT, need=True),),
        group="item",
        path_ids=("complaint_id",),
    ),
)

COURSE: tuple[Act, ...] = (*PAUSES, *COVER, *LONG, *ASKED)
