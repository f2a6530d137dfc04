"""Help: high-difficulty referral, plan agreement, linkages, resources."""

from care.messages import commands as c
from care.model.codes import (
    ConsentMethod,
    DeclineReason,
    ItemOutcome,
    LawfulBasis,
    ResourceSource,
)
from i18n.marks import N_
from web.acts.fields import Act, Field, Kind

WON = N_("원")

LINKAGE_ACTS: tuple[Act, ...] = (
    Act(
        slug="linkages/new",
        template="acts/linkage.html",
        when="plan",
        title=N_("의뢰 보내기"),
        lede=N_(
            "승인된 계획의 서비스 하나를 기관 하나에 부탁합니다. 동의가 없으면 나가지 않습니다."
        ),
        button=N_("의뢰 보내기"),
        command=c.RequestLinkage,
        fields=(
            Field("action_id", N_("계획의 서비스"), Kind.RADIO, "actions", need=True),
            Field("agency_id", N_("받는 기관"), Kind.SELECT, "agencies", need=True),
            Field("members", N_("누구를 위해"), Kind.MANY, "members", need=True),
            Field(
                "basis",
                N_("동의 대신 쓰는 법적 근거"),
                Kind.SELECT,
                LawfulBasis,
                hint=N_("비우면 각 사람의 제3자 제공 동의를 확인합니다."),
            ),
            Field("urgent", N_("긴급: 짧은 답변 기한을 씁니다"), Kind.CHECK),
            Field(
                "then_1",
                N_("안 되면 다음에 물을 곳"),
                Kind.SELECT,
                "agencies",
                only="linking",
                hint=N_(
                    "거절하거나 답이 없으면 저절로 다음 기관에 묻습니다. "
                    "그 기관에 대한 동의가 없으면 사람에게 알립니다."
                ),
            ),
            Field(
                "then_2",
                N_("그 다음"),
                Kind.SELECT,
                "agencies",
                only="linking",
                folded=True,
            ),
            Field(
                "then_3",
                N_("그 다음"),
                Kind.SELECT,
                "agencies",
                only="linking",
                folded=True,
            ),
            Field(
                "wanted_on",
                N_("바라는 날"),
                Kind.DATE,
                only="linking",
                hint=N_("기관이 다른 날을 정할 수 있습니다."),
                folded=True,
            ),
            Field(
                "answer_days",
                N_("기관의 법정 처리 기간"),
                Kind.NUMBER,
                unit=N_("일"),
                hint=N_("급여 결정처럼 기관에 따로 정해진 기간이 있을 때만 적습니다."),
                folded=True,
            ),
            Field("replaces", N_("대신하는 의뢰"), Kind.SELECT, "ended_linkages"),
            Field(
                "despite_duplicate",
                N_("같은 서비스가 또 필요한 까닭"),
                Kind.TEXT,
                after="duplicate_service",
            ),
        ),
        group="stage",
    ),
    Act(
        slug="linkages/{linkage_id}/answer",
        each="linkages_by_hand",
        title=N_("기관의 답 기록"),
        lede=N_("전화나 공문으로 받은 답을 적습니다. 망으로 연결된 기관의 답은 저절로 들어옵니다."),
        button=N_("기관의 답 기록하기"),
        command=c.RecordPartnerAnswer,
        fields=(
            Field("answer", N_("답"), Kind.RADIO, "partner_answers", need=True, big=True),
            Field("decline", N_("거절한 까닭"), Kind.SELECT, DeclineReason),
            Field("scheduled_on", N_("시작 예정일"), Kind.DATE),
            Field("outcome", N_("결과"), Kind.SELECT, ItemOutcome, hint=N_("끝났을 때 고릅니다.")),
            Field(
                "sessions",
                N_("지난번 뒤로 몇 번"),
                Kind.NUMBER,
                unit=N_("번"),
                hint=N_("경과일 때만 적습니다."),
                only="linking",
                folded=True,
            ),
            Field("on", N_("그 일이 있은 날"), Kind.DATE, only="linking", folded=True),
            Field(
                "proposed",
                N_("협회가 추천한 회원"),
                Kind.SELECT,
                "pool_members",
                hint=N_("전문직 협회가 맡겠다고 했을 때만 고릅니다."),
                only="linking",
                folded=True,
            ),
            Field("note", N_("기록"), Kind.TEXT),
        ),
        group="item",
        path_ids=("linkage_id",),
    ),
    Act(
        slug="linkages/{linkage_id}/delivery",
        each="undelivered_by_hand",
        title=N_("의뢰 전달 기록"),
        lede=N_("망으로 연결되지 않은 기관에 전화나 공문으로 전했는지 적습니다."),
        button=N_("전달 기록하기"),
        command=c.RecordDelivery,
        fields=(Field("delivered", N_("기관에 전달했습니까"), Kind.YES_NO, need=True, big=True),),
        group="item",
        path_ids=("linkage_id",),
    ),
    Act(
        slug="linkages/{linkage_id}/withdraw",
        each="open_linkages",
        title=N_("의뢰 거두기"),
        lede=N_("기관에 멈추고 받은 자료를 지우라고 알립니다."),
        button=N_("의뢰 거두기"),
        command=c.WithdrawLinkage,
        fields=(Field("reason", N_("거두는 까닭"), Kind.TEXT, need=True),),
        group="item",
        path_ids=("linkage_id",),
    ),
    Act(
        slug="linkages/{linkage_id}/late-answer",
        each="late_answers",
        title=N_("늦은 답 확인"),
        lede=N_(
            "이미 정해진 답과 다르거나 늦게 온 답이라 아무것도 바꾸지 않았습니다. 기록에서 "
            "내용을 보고, 필요하면 의뢰를 거두거나 다시 부탁한 뒤 확인을 남깁니다."
        ),
        button=N_("늦은 답 확인하기"),
        command=c.AcknowledgeLateAnswer,
        fields=(Field("note", N_("어떻게 하기로 했는지"), Kind.TEXT),),
        group="item",
        path_ids=("linkage_id",),
    ),
    Act(
        slug="linkages/{linkage_id}/recall",
        each="to_recall",
        title=N_("파기 요청 기록"),
        lede=N_(
            "의뢰를 거두었지만 망으로 알릴 수 없는 기관입니다. "
            "전화나 공문으로 멈추고 받은 자료를 지워 달라고 한 뒤 적습니다."
        ),
        button=N_("파기 요청 기록하기"),
        command=c.RecordRecall,
        fields=(Field("note", N_("누구에게 어떻게 알렸는지"), Kind.TEXT),),
        group="item",
        path_ids=("linkage_id",),
    ),
)

RESOURCE_ACTS: tuple[Act, ...] = (
    Act(
        slug="pledges/new",
        title=N_("후원 약정"),
        lede=N_("약정한 달에 들어오지 않으면 할 일로 알려 줍니다."),
        button=N_("후원 약정 저장하기"),
        command=c.RecordPledge,
        fields=(
            Field("agency_id", N_("약정한 곳"), Kind.SELECT, "agencies", need=True),
            Field("source", N_("재원"), Kind.SELECT, ResourceSource, need=True),
            Field("need", N_("어느 욕구를 위해"), Kind.SELECT, "linked_needs", need=True),
            Field("amount", N_("한 달 금액"), Kind.NUMBER, need=True, unit=WON),
            Field("first_month", N_("첫 달"), Kind.MONTH, need=True),
            Field("months", N_("몇 달"), Kind.NUMBER, need=True, unit=N_("개월")),
            Field("day", N_("매월 며칠"), Kind.NUMBER, unit=N_("일")),
        ),
        group="more",
    ),
    Act(
        slug="resources/new",
        title=N_("자원 기록"),
        lede=N_("돈과 물품을 욕구에 이어 적습니다. 약정한 달을 채우면 그 달을 고릅니다."),
        button=N_("자원 기록하기"),
        command=c.RecordResource,
        fields=(
            Field("source", N_("재원"), Kind.SELECT, ResourceSource, need=True),
            Field("agency_id", N_("준 곳"), Kind.SELECT, "agencies"),
            Field("need", N_("어느 욕구를 위해"), Kind.SELECT, "linked_needs", need=True),
            Field("amount", N_("금액"), Kind.NUMBER, need=True, unit=WON),
            Field("in_kind", N_("물품(환산 금액)"), Kind.CHECK),
            Field("on", N_("받은 날"), Kind.DATE, need=True),
            Field("linkage_id", N_("이어진 의뢰"), Kind.SELECT, "linkages"),
            Field("pledge_id", N_("채우는 약정"), Kind.SELECT, "pledges"),
            Field("month", N_("채우는 달"), Kind.MONTH),
        ),
    ),
)

SUPPORT: tuple[Act, ...] = (
    Act(
        slug="high-difficulty",
        title=N_("고난도 의뢰"),
        lede=N_(
            "시군구 희망복지지원단에 맡아 달라고 합니다. 수락할 때까지 지금 담당이 책임집니다."
        ),
        button=N_("고난도 의뢰하기"),
        command=c.ReferHighDifficulty,
        fields=(Field("reason", N_("까닭"), Kind.TEXT, need=True),),
        group="more",
    ),
    Act(
        slug="plan/withdraw",
        when="submitted",
        title=N_("승인 요청 거두기"),
        lede=N_("아직 결정되지 않은 계획을 거두고 다시 고칩니다."),
        button=N_("승인 요청 거두기"),
        command=c.WithdrawPlan,
        fields=(),
        group="item",
    ),
    Act(
        slug="plan/agreement",
        when="plan",
        title=N_("당사자의 계획 동의"),
        lede=N_("승인된 계획을 쉬운 말로 설명하고 당사자가 동의했음을 남깁니다."),
        button=N_("계획 동의 저장하기"),
        command=c.RecordPlanAgreement,
        fields=(
            Field("member_id", N_("누가 동의합니까"), Kind.RADIO, "members", need=True, big=True),
            Field("method", N_("받은 방법"), Kind.RADIO, ConsentMethod, need=True),
            Field("witnessed", N_("입회인이 함께 들었음"), Kind.CHECK),
        ),
        group="stage",
    ),
    *LINKAGE_ACTS,
    *RESOURCE_ACTS,
)
