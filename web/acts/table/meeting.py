"""Meeting the household: contacts, intake, receipt, notes, red flags."""

from care.messages import commands as c
from care.model.codes import (
    CommunicationNeed,
    ContactMode,
    IntakeOutcome,
    LawfulBasis,
    RedFlag,
    TeachBack,
)
from care.model.loop_codes import TimeBand
from i18n.marks import N_
from web.acts.fields import Act, Field, Kind

NOTE = Field(
    "note",
    N_("기록"),
    Kind.TEXT,
    hint=N_("주민등록번호와 카드번호는 적지 마세요."),
)

MEETING: tuple[Act, ...] = (
    Act(
        slug="contact",
        title=N_("접촉 기록"),
        lede=N_("결과만 누르면 기록됩니다. 나머지는 나중에 채워도 됩니다."),
        button=N_("접촉 기록하기"),
        command=c.RecordContact,
        fields=(
            Field("result", N_("결과"), Kind.RADIO, "contact_results", need=True, big=True),
            Field("mode", N_("방법"), Kind.RADIO, ContactMode, need=True, start="VISIT"),
            Field("members", N_("만난 사람"), Kind.MANY, "members"),
            Field("next_on", N_("다음 접촉일"), Kind.DATE),
            Field(
                "accepts_help",
                N_("이제 도움을 받겠다고 함"),
                Kind.CHECK,
                hint=N_("누르면 관계 유지를 마치고 멈추었던 단계로 돌아갑니다."),
                only="held",
            ),
            Field("companion", N_("함께 간 사람"), Kind.SELECT, "companions", only="pair"),
            NOTE,
            Field(
                "inbound",
                N_("당사자가 먼저 연락함"),
                Kind.CHECK,
                folded=True,
            ),
            Field(
                "band",
                N_("찾아간 때"),
                Kind.SELECT,
                TimeBand,
                hint=N_("비우면 지금 시각으로 적습니다."),
                folded=True,
            ),
            Field(
                "teach_back",
                N_("설명을 당사자의 말로 되말하기"),
                Kind.SELECT,
                TeachBack,
                hint=N_("약 먹는 법처럼 이해를 확인해야 하는 설명을 했을 때만 고릅니다."),
                folded=True,
            ),
            Field("incident", N_("폭언·폭행 등 위험한 일이 있었음"), Kind.CHECK, folded=True),
        ),
    ),
    Act(
        slug="intake",
        title=N_("초기상담 기록"),
        lede=N_("사례관리로 접수할지, 정보만 안내할지 정합니다."),
        button=N_("초기상담 기록하기"),
        command=c.RecordIntake,
        fields=(
            Field("outcome", N_("결과"), Kind.RADIO, IntakeOutcome, need=True, big=True),
            Field("communication", N_("의사소통에 필요한 도움"), Kind.MANY, CommunicationNeed),
            Field("red_flags", N_("긴급 신호"), Kind.MANY, RedFlag),
            NOTE,
        ),
    ),
    Act(
        slug="receive",
        title=N_("접수하기"),
        lede=N_(
            "접수하면 계획 수립 기한이 시작됩니다. "
            "당사자의 수집·이용 동의나 법적 근거가 있어야 합니다."
        ),
        button=N_("접수하기"),
        command=c.ReceiveCase,
        fields=(
            Field(
                "basis",
                N_("동의 대신 쓰는 법적 근거"),
                Kind.SELECT,
                LawfulBasis,
                hint=N_("당사자 동의를 받았으면 비워 둡니다."),
            ),
        ),
        group="stage",
    ),
    Act(
        slug="red-flag",
        urgent=True,
        title=N_("긴급 신호 올리기"),
        lede=N_("올리는 즉시 담당자와 팀장에게 알립니다. 밤에도 알립니다."),
        button=N_("긴급 신호 올리기"),
        command=c.RaiseRedFlag,
        fields=(Field("flags", N_("긴급 신호"), Kind.MANY, RedFlag, need=True, big=True), NOTE),
    ),
    Act(
        slug="red-flag/clear",
        when="urgent",
        title=N_("긴급 신호 내리기"),
        lede=N_("위험이 사라진 까닭을 남깁니다."),
        button=N_("긴급 신호 내리기"),
        command=c.ClearRedFlags,
        fields=(Field("reason", N_("내리는 까닭"), Kind.TEXT, need=True),),
        group="more",
    ),
    Act(
        slug="note",
        title=N_("메모 남기기"),
        lede=N_("단계를 바꾸지 않는 기록입니다. 이력에 남습니다."),
        button=N_("메모 남기기"),
        command=c.AddNote,
        fields=(Field("note", N_("메모"), Kind.TEXT, need=True),),
    ),
)
