"""제도: applying, and the statutory way of integrated support from discharge to its end."""

from care.messages import commands as c
from care.messages import loop_commands as lc
from care.model.codes import Programme
from care.model.loop_codes import (
    Determination,
    IcsApplicant,
    IcsSurveyor,
    ProgrammeEnding,
)
from i18n.marks import N_
from web.acts.fields import Act, Field, Kind
from web.acts.table.meeting import NOTE

ENROLMENT: tuple[Act, ...] = (
    Act(
        slug="programmes/new",
        title=N_("제도 신청 등록"),
        lede=N_("통합지원처럼 법정 점검이 따르는 제도의 기한을 이 사례에 겁니다."),
        button=N_("제도 신청 등록하기"),
        command=c.EnrolProgramme,
        fields=(
            Field("programme", N_("제도"), Kind.RADIO, Programme, need=True),
            Field("applied_on", N_("신청일"), Kind.DATE, need=True),
            Field(
                "applicant",
                N_("누가 신청했습니까"),
                Kind.SELECT,
                IcsApplicant,
                hint=N_(
                    "통합지원이면 꼭 고릅니다. 본인 아닌 사람이 신청하려면 동의가 있어야 합니다."
                ),
            ),
            Field(
                "discharge_on",
                N_("퇴원(퇴소)하는 날"),
                Kind.DATE,
                hint=N_("병원이나 시설에서 집으로 돌아올 때만 적습니다."),
            ),
        ),
        group="more",
    ),
    Act(
        slug="programmes/plan",
        when="plan",
        title=N_("개인별지원계획으로 받기"),
        lede=N_(
            "승인된 제공계획을 이 제도의 개인별지원계획으로 씁니다. 이날부터 법정 점검을 셉니다."
        ),
        button=N_("개인별지원계획으로 받기"),
        command=c.AcceptIndividualPlan,
        fields=(Field("programme", N_("제도"), Kind.RADIO, "programmes", need=True),),
        group="more",
    ),
    Act(
        slug="programmes/end",
        when="enrolled",
        title=N_("제도 지원 마치기"),
        lede=N_("법이 정한 까닭이 있을 때만 마칩니다. 사례관리는 그대로 이어집니다."),
        button=N_("제도 지원 마치기"),
        command=lc.EndProgramme,
        fields=(
            Field("programme", N_("제도"), Kind.RADIO, "open_programmes", need=True),
            Field("ending", N_("마치는 까닭"), Kind.RADIO, ProgrammeEnding, need=True),
            Field("note", N_("그렇게 본 까닭"), Kind.TEXT, need=True),
        ),
        group="more",
    ),
)

INTEGRATED: tuple[Act, ...] = (
    Act(
        slug="programmes/discharge",
        title=N_("퇴원(퇴소) 알림"),
        lede=N_(
            "병원이나 시설이 동의를 받아 알려 온, 집으로 돌아오는 날입니다(통합지원법 제11조)."
        ),
        button=N_("퇴원 알림 남기기"),
        command=lc.RecordDischargeNotice,
        fields=(
            Field("discharge_on", N_("퇴원(퇴소)하는 날"), Kind.DATE, need=True),
            Field("agency_id", N_("알려 온 곳"), Kind.SELECT, "agencies"),
            NOTE,
        ),
        group="more",
    ),
    Act(
        slug="programmes/survey",
        when="ics_survey",
        title=N_("통합지원 조사"),
        lede=N_("형편과 집, 몸과 마음의 상태, 바라는 것을 살핀 조사입니다(통합지원법 제10조)."),
        button=N_("조사 남기기"),
        command=lc.RecordSurvey,
        fields=(
            Field(
                "surveyor",
                N_("조사한 곳"),
                Kind.RADIO,
                IcsSurveyor,
                need=True,
                start="MUNICIPALITY",
            ),
            NOTE,
        ),
        group="stage",
    ),
    Act(
        slug="programmes/determination",
        when="ics_determination",
        title=N_("종합판정"),
        lede=N_("조사 결과와 당사자의 뜻을 함께 보고 정합니다(통합지원법 제12조)."),
        button=N_("종합판정 남기기"),
        command=lc.RecordDetermination,
        fields=(
            Field("determination", N_("판정"), Kind.RADIO, Determination, need=True, big=True),
            NOTE,
        ),
        group="stage",
    ),
    Act(
        slug="programmes/told",
        when="ics_told",
        title=N_("판정 결과 알림"),
        lede=N_("당사자에게 결과를 알린 일을 남깁니다. 알려야 계획을 세울 수 있습니다."),
        button=N_("결과를 알렸음을 남기기"),
        command=lc.TellDetermination,
        fields=(Field("note", N_("언제 어떻게 알렸는지"), Kind.TEXT),),
        group="stage",
    ),
)

PROGRAMMES: tuple[Act, ...] = (*ENROLMENT, *INTEGRATED)
