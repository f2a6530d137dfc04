"""긴급 개입: on site, aid, adequacy; grounds other than consent; destruction on demand."""

from care.messages import commands as c
from care.messages import loop_commands as lc
from care.model.codes import LawfulBasis, ServiceType
from care.model.loop_codes import CrisisAid, CrisisFinding, PurgeGround
from i18n.marks import N_
from web.acts.fields import Act, Field, Kind
from web.acts.table.meeting import NOTE

LANE: tuple[Act, ...] = (
    Act(
        slug="crisis/on-site",
        when="crisis_open",
        urgent=True,
        title=N_("긴급 현장확인"),
        lede=N_("신호가 올라온 뒤 24시간 안에 눈으로 확인하고 본 것을 남깁니다."),
        button=N_("현장확인 남기기"),
        command=lc.RecordOnSiteCheck,
        fields=(
            Field(
                "finding", N_("무엇을 보았습니까"), Kind.RADIO, CrisisFinding, need=True, big=True
            ),
            Field("mode", N_("방법"), Kind.RADIO, "on_site_modes", need=True, start="VISIT"),
            Field("companion", N_("함께 간 사람"), Kind.SELECT, "companions"),
            NOTE,
        ),
        group="stage",
    ),
    Act(
        slug="crisis/aid",
        when="crisis_open",
        urgent=True,
        title=N_("긴급 지원"),
        lede=N_(
            "72시간 안에 한 일을 남깁니다. 서류보다 도움이 먼저여도 됩니다(긴급복지지원법 제8조③)."
        ),
        button=N_("긴급 지원 남기기"),
        command=lc.RecordCrisisAid,
        fields=(
            Field("aid", N_("무엇을 했습니까"), Kind.MANY, CrisisAid, need=True, big=True),
            NOTE,
        ),
        group="stage",
    ),
    Act(
        slug="crisis/post-check",
        when="crisis_settled",
        title=N_("긴급 지원 사후조사"),
        lede=N_("한 지원이 알맞았는지 살핍니다(긴급복지지원법 제13조·제14조)."),
        button=N_("사후조사 남기기"),
        command=lc.RecordPostCheck,
        fields=(
            Field("adequate", N_("지원이 알맞았습니까"), Kind.YES_NO, need=True, big=True),
            NOTE,
        ),
        group="stage",
    ),
    Act(
        slug="help/new",
        urgent=True,
        title=N_("계획 전에 바로 돕기"),
        lede=N_("계획을 기다릴 수 없는 도움을 먼저 부탁합니다. 동의나 법적 근거는 있어야 합니다."),
        button=N_("바로 도움 부탁하기"),
        command=c.RequestImmediateHelp,
        fields=(
            Field("agency_id", N_("받는 기관"), Kind.SELECT, "agencies", need=True),
            Field("service", N_("어떤 서비스"), Kind.SELECT, ServiceType, need=True),
            Field("need", N_("어느 욕구를 위해"), Kind.SELECT, "needs", need=True),
            Field("members", N_("누구를 위해"), Kind.MANY, "members", need=True),
            Field("reason", N_("기다릴 수 없는 까닭"), Kind.TEXT, need=True),
            Field(
                "basis",
                N_("동의 대신 쓰는 법적 근거"),
                Kind.SELECT,
                LawfulBasis,
                hint=N_("비우면 각 사람의 제3자 제공 동의를 확인합니다."),
            ),
            Field("urgent", N_("긴급: 짧은 답변 기한을 씁니다"), Kind.CHECK),
        ),
        group="more",
    ),
)

GROUNDS: tuple[Act, ...] = (
    Act(
        slug="grounds/new",
        title=N_("동의가 아닌 법적 근거"),
        lede=N_(
            "법령상 의무, 급박한 위험, 스스로 정할 수 없는 사람처럼 동의 없이 도와야 할 때 "
            "남깁니다. 동의로 세지 않고, 끝나면 따로 끝냅니다."
        ),
        button=N_("법적 근거 남기기"),
        command=lc.RecordLawfulGround,
        fields=(
            Field("basis", N_("어떤 근거입니까"), Kind.RADIO, "grounds", need=True),
            Field("member_id", N_("누구에 대한 근거입니까"), Kind.RADIO, "members", need=True),
            Field(
                "agency_id",
                N_("알려야 하는 기관"),
                Kind.SELECT,
                "agencies",
                hint=N_("비우면 사람을 맡아 돕기 위한 근거입니다."),
            ),
            Field("until", N_("언제까지"), Kind.DATE, hint=N_("정해진 끝이 없으면 비워 둡니다.")),
            Field("reason", N_("그렇게 본 까닭"), Kind.TEXT, need=True),
        ),
        group="more",
    ),
    Act(
        slug="grounds/{ground_id}/report",
        each="grounds_to_report",
        title=N_("기관장 보고 남기기"),
        lede=N_("동의 없이 맡은 사람을 기관장에게 지체 없이 알린 일을 남깁니다(급여법 제5조③)."),
        button=N_("보고했음을 남기기"),
        command=lc.ReportGround,
        fields=(Field("note", N_("언제 누구에게 알렸는지"), Kind.TEXT),),
        group="item",
        path_ids=("ground_id",),
    ),
    Act(
        slug="grounds/{ground_id}/end",
        each="open_grounds",
        title=N_("법적 근거 끝내기"),
        lede=N_("이 근거에만 기대던 정보 제공은 더 할 수 없습니다."),
        button=N_("법적 근거 끝내기"),
        command=lc.EndLawfulGround,
        fields=(Field("reason", N_("끝내는 까닭"), Kind.TEXT, need=True),),
        group="item",
        path_ids=("ground_id",),
    ),
    Act(
        slug="purges/new",
        title=N_("당사자의 파기 요구"),
        lede=N_(
            "법이 정한 때에 당사자가 자료를 지워 달라고 하면 곧바로 남깁니다. 지우는 일은 "
            "개인정보 보호 담당자가 합니다."
        ),
        button=N_("파기 요구 남기기"),
        command=lc.DemandPurge,
        fields=(
            Field("member_id", N_("누구의 자료입니까"), Kind.RADIO, "members", need=True),
            Field("ground", N_("어느 법에 따른 요구입니까"), Kind.RADIO, PurgeGround, need=True),
            Field("note", N_("무엇을 지워 달라고 했는지"), Kind.TEXT),
        ),
        group="more",
    ),
)

CRISIS: tuple[Act, ...] = (*LANE, *GROUNDS)
