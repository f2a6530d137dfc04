"""What comes from outside: late signs of risk, a phone number of a carrier, the client's words."""

from care.messages import discovery_commands as dc
from care.model.discovery import SignalSource
from care.model.searches import FeedbackForm, NoticeMethod
from i18n.marks import N_
from web.acts.fields import Act, Field, Kind

NOTE = Field("note", N_("기록"), Kind.TEXT)

SIGNALS: tuple[Act, ...] = (
    Act(
        slug="signals/new",
        title=N_("새 위기정보 더하기"),
        lede=N_("진행 중인 가구에 새로 알려진 위기정보를 남깁니다. 담당자가 살피게 됩니다."),
        button=N_("위기정보 남기기"),
        command=dc.RecordSignal,
        fields=(
            Field("signal", N_("무엇을 알게 되었습니까"), Kind.SELECT, "signals", need=True),
            Field("source", N_("어디에서 왔습니까"), Kind.RADIO, SignalSource, need=True),
            Field("observed_on", N_("언제의 일입니까"), Kind.DATE, need=True),
        ),
        group="more",
    ),
    Act(
        slug="signals/look",
        when="signals",
        title=N_("새로 온 위기정보 살피기"),
        lede=N_("이미 안 위기정보를 보고 무엇을 했는지, 무엇이 따라야 하는지 남깁니다."),
        button=N_("살핀 내용 남기기"),
        command=dc.AnswerSignals,
        fields=(Field("note", N_("무엇을 보았고 무엇을 합니까"), Kind.TEXT, need=True),),
        group="stage",
    ),
)

NUMBER: tuple[Act, ...] = (
    Act(
        slug="number/request",
        when="number_wanted",
        title=N_("통신사에 전화번호 요청하기"),
        lede=N_(
            "시간대를 달리한 연락과 방문이 모두 헛되었을 때, 또는 위급할 때 씁니다"
            "(사회보장급여법 제11조)."
        ),
        button=N_("전화번호 요청 남기기"),
        command=dc.RecordNumberRequest,
        fields=(Field("note", N_("요청한 기록"), Kind.TEXT),),
        group="more",
    ),
    Act(
        slug="number/notice",
        when="number_received",
        title=N_("전화번호를 받은 사실 당사자에게 알리기"),
        lede=N_(
            "당사자에게 전화번호를 받은 사실을 알린 방법과 날을 남깁니다(사회보장급여법 제11조)."
        ),
        button=N_("알린 사실 남기기"),
        command=dc.RecordNumberNotice,
        fields=(
            Field("method", N_("어떻게 알렸습니까"), Kind.RADIO, NoticeMethod, need=True),
            NOTE,
        ),
        group="stage",
    ),
)

VOICE: tuple[Act, ...] = (
    Act(
        slug="feedback/new",
        title=N_("당사자의 소감 받기"),
        lede=N_(
            "편지나 말씀을 그대로 남깁니다. 사례집에 실으려면 사례 공개 동의를 따로 받아야 합니다."
        ),
        button=N_("소감 남기기"),
        command=dc.RecordFeedback,
        fields=(
            Field("member_id", N_("누구의 말씀입니까"), Kind.RADIO, "members", need=True),
            Field("form", N_("어떻게 받았습니까"), Kind.RADIO, FeedbackForm, need=True),
            Field("text", N_("들은 그대로, 또는 편지의 글"), Kind.TEXT, need=True),
        ),
        group="more",
    ),
)

HEARD: tuple[Act, ...] = (*SIGNALS, *NUMBER, *VOICE)
