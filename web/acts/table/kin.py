"""이관, 합치기, 사망, 공동 서명: where a case touches others or ends."""

from care.messages import kin_commands as kc
from care.model.codes import Role
from care.model.loop_codes import Scheme
from i18n.marks import N_
from web.acts.fields import Act, Field, Kind

TRANSFER: tuple[Act, ...] = (
    Act(
        slug="transfer",
        when="transferable",
        title=N_("이관 올리기"),
        lede=N_(
            "다른 시군구나 다른 사업에 사례를 넘겨 달라고 합니다. 동의한 사람의 것만 갑니다. "
            "받아들일 때까지 지금 담당이 책임집니다."
        ),
        button=N_("이관 올리기"),
        command=kc.ProposeTransfer,
        fields=(
            Field("to_district", N_("이사한 시군구"), Kind.SELECT, "other_districts"),
            Field(
                "scheme",
                N_("또는 넘길 사업"),
                Kind.SELECT,
                Scheme,
                hint=N_("시군구와 사업 가운데 하나만 고릅니다."),
            ),
            Field(
                "agency_id",
                N_("그 사업을 맡은 기관"),
                Kind.SELECT,
                "agencies",
                hint=N_("사업으로 넘길 때만 고릅니다."),
            ),
            Field("members", N_("누구의 정보를 보냅니까"), Kind.MANY, "members", need=True),
            Field("note", N_("넘기는 까닭과 이어 가야 할 것"), Kind.TEXT, need=True),
        ),
        group="more",
    ),
    Act(
        slug="transfer/decision",
        when="transfer_undecided",
        by=frozenset({Role.COORDINATOR}),
        title=N_("이관 승인 여부"),
        lede=N_("승인하면 제안이 나갑니다. 받아들일 때까지 책임은 우리에게 있습니다."),
        button=N_("결정 남기기"),
        command=kc.DecideTransfer,
        fields=(
            Field("approved", N_("이관을 승인합니까"), Kind.YES_NO, need=True, big=True),
            Field("reason", N_("까닭"), Kind.TEXT, hint=N_("승인하지 않으면 꼭 적습니다.")),
        ),
        group="stage",
        template="acts/evidence.html",
    ),
    Act(
        slug="transfer/answer",
        when="transfer_to_scheme",
        title=N_("사업의 답 기록"),
        lede=N_("넘겨받을 사업이 받아들였는지 적습니다. 시군구의 답은 저절로 들어옵니다."),
        button=N_("답 기록하기"),
        command=kc.AnswerTransfer,
        fields=(
            Field("answer", N_("답"), Kind.RADIO, "scheme_answers", need=True, big=True),
            Field("reason", N_("까닭"), Kind.TEXT),
        ),
        group="stage",
    ),
    Act(
        slug="transfer/withdraw",
        when="transfer_open",
        title=N_("이관 거두기"),
        lede=N_("제안을 거두면 받는 쪽은 더 볼 수 없고, 사례는 그대로 이어집니다."),
        button=N_("이관 거두기"),
        command=kc.AnswerTransfer,
        fields=(Field("reason", N_("거두는 까닭"), Kind.TEXT, need=True),),
        group="more",
        template="acts/evidence.html",
    ),
)

EXITS: tuple[Act, ...] = (
    Act(
        slug="merge/undo",
        when="merged",
        title=N_("합치기 되돌리기"),
        lede=N_("이 기록을 다시 따로 이어 갑니다."),
        button=N_("합치기 되돌리기"),
        command=kc.UndoMerge,
        fields=(Field("reason", N_("되돌리는 까닭"), Kind.TEXT, need=True),),
        group="stage",
    ),
    Act(
        slug="death",
        title=N_("돌아가심"),
        lede=N_("가구원이 돌아가신 날을 남깁니다. 당사자이면 종결로 이어집니다."),
        button=N_("돌아가심 남기기"),
        command=kc.RecordDeath,
        fields=(
            Field("member_id", N_("누가 돌아가셨습니까"), Kind.RADIO, "living", need=True),
            Field("on", N_("돌아가신 날"), Kind.DATE, need=True),
            Field("note", N_("기록"), Kind.TEXT),
        ),
        group="more",
    ),
    Act(
        slug="closure/sign",
        when="closure_unsigned",
        mine="co_owner",
        title=N_("종결에 함께 서명하기"),
        lede=N_("함께 맡은 민간 사례관리사가 종결에 동의하면 서명합니다."),
        button=N_("종결에 서명하기"),
        command=kc.SignClosure,
        fields=(Field("note", N_("기록"), Kind.TEXT),),
        group="stage",
        template="acts/evidence.html",
    ),
)

KIN: tuple[Act, ...] = (*TRANSFER, *EXITS)
