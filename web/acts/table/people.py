"""Who: owner, members, address protection, consents, questions from outside."""

from care.messages import commands as c
from care.model.codes import ConsentMethod, ConsentPurpose
from care.model.service_codes import DataGroup
from i18n.marks import N_
from web.acts.fields import Act, Field, Kind

PROTECT = Act(
    slug="address-protection",
    title=N_("주소 보호"),
    lede=N_("보호하는 주소는 따로 잠그고, 이름을 올린 사람만 까닭을 적고 봅니다."),
    button=N_("주소 보호 바꾸기"),
    command=c.ProtectAddress,
    group="more",
    template="acts/protect.html",
)
"""A form of its own: the address moves as well as the case's word about it."""

PEOPLE: tuple[Act, ...] = (
    Act(
        slug="owner",
        title=N_("담당자 지정하기"),
        lede=N_("담당자를 바꿀 때는 인계 내용을 적습니다."),
        button=N_("담당자 지정하기"),
        command=c.AssignOwner,
        fields=(
            Field("owner", N_("담당자"), Kind.RADIO, "case_managers", need=True),
            Field("co_owner", N_("함께 맡는 민간 사례관리사"), Kind.SELECT, "joint_managers"),
            Field("handover", N_("인계 내용"), Kind.TEXT),
        ),
        group="stage",
    ),
    Act(
        slug="consent",
        template="acts/consent.html",
        title=N_("동의 받기"),
        lede=N_(
            "한 사람, 한 목적씩 따로 받습니다. 선택 동의를 거절해도 지원에서 빠지지 않는다고 "
            "먼저 알려 주세요."
        ),
        button=N_("동의 저장하기"),
        command=c.RecordConsent,
        fields=(
            Field("member_id", N_("누가 동의합니까"), Kind.RADIO, "members", need=True, big=True),
            Field(
                "purpose", N_("무엇에 동의합니까"), Kind.RADIO, ConsentPurpose, need=True, big=True
            ),
            Field(
                "agency_id",
                N_("받는 기관"),
                Kind.SELECT,
                "agencies",
                hint=N_(
                    "제3자 제공 동의일 때 고릅니다. 비우면 정책에 열거된 종류의 기관 모두입니다."
                ),
            ),
            Field(
                "groups",
                N_("무엇까지 주어도 됩니까"),
                Kind.MANY,
                DataGroup,
                only="linking",
                hint=N_(
                    "제3자 제공 동의일 때 고른 것만 나갑니다. 비우면 정책이 그 종류의 기관에 "
                    "허락한 것까지입니다. 건강 정보는 민감정보 동의가 따로 있어야 나갑니다."
                ),
            ),
            Field("method", N_("받은 방법"), Kind.RADIO, ConsentMethod, need=True),
            Field(
                "witnessed",
                N_("입회인이 함께 들었음"),
                Kind.CHECK,
                hint=N_("읽어 드리고 받은 동의에는 입회인이 있어야 합니다."),
            ),
            Field(
                "by_guardian",
                N_("대신 동의하는 법정대리인"),
                Kind.SELECT,
                "guardians",
                hint=N_("14세 미만은 법정대리인이 동의합니다."),
            ),
        ),
    ),
    Act(
        slug="consents/{consent_id}/withdraw",
        each="consents",
        title=N_("동의 철회하기"),
        lede=N_("이 동의에만 기대던 의뢰는 곧바로 거두어집니다."),
        button=N_("동의 철회하기"),
        command=c.WithdrawConsent,
        fields=(Field("note", N_("기록"), Kind.TEXT),),
        group="item",
        path_ids=("consent_id",),
    ),
    Act(
        slug="information-request",
        title=N_("밖에서 온 정보 요청"),
        lede=N_("가구에 대해 물어 온 일을, 답했든 거절했든 남깁니다."),
        button=N_("정보 요청 남기기"),
        command=c.RecordInformationRequest,
        fields=(
            Field("member_id", N_("물어 온 사람이 가구와 관계있으면"), Kind.SELECT, "everyone"),
            Field("granted", N_("정보를 주었습니까"), Kind.YES_NO, need=True),
            Field("note", N_("누가, 무엇을, 왜 물었고 어떻게 답했는지"), Kind.TEXT),
        ),
        group="more",
    ),
)
