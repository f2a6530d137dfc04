"""One plain sentence per event of the loops; ``i18n.loop_sentences`` fills the places."""

from i18n.marks import N_

LOOP_EVENTS: dict[str, str] = {
    "HoldEntered": N_("관계 유지로 들어갔습니다. 까닭: %(cause)s. 계속 찾아갑니다."),
    "HoldReviewed": N_("관계 유지를 살폈습니다. 결정: %(decision)s"),
    "HoldWoken": N_("도움을 받기로 하여 관계 유지를 마쳤습니다.%(inbound)s"),
    "CrisisOpened": N_(
        "긴급 개입을 시작했습니다. 24시간 안에 현장을 확인하고 72시간 안에 돕습니다."
    ),
    "OnSiteChecked": N_("현장을 확인했습니다: %(finding)s (%(mode)s)"),
    "CrisisAided": N_("긴급 지원을 했습니다: %(aid)s"),
    "CrisisPostChecked": N_("긴급 지원이 알맞았는지 살폈습니다: %(adequate)s"),
    "GroundRecorded": N_("동의가 아닌 법적 근거를 기록했습니다: %(basis)s"),
    "GroundReported": N_("동의 없이 개입한 일을 기관장에게 보고했습니다."),
    "GroundEnded": N_("동의가 아닌 법적 근거를 끝냈습니다."),
    "PurgeDemanded": N_("당사자가 자료 파기를 요구했습니다: %(ground)s"),
    "Purged": N_("요구받은 자료를 파기했습니다."),
    "DischargeNoticed": N_("%(agency)s에서 퇴원(퇴소) 알림을 받았습니다. 나오는 날: %(day)s"),
    "Surveyed": N_("통합지원 조사를 마쳤습니다. 조사한 곳: %(surveyor)s"),
    "Determined": N_("종합판정을 했습니다: %(determination)s"),
    "DeterminationTold": N_("종합판정 결과를 당사자에게 알렸습니다."),
    "ProgrammeEnded": N_("%(programme)s 지원을 마쳤습니다. 까닭: %(ending)s"),
    "CasePaused": N_("%(day)s까지 우리 기한을 멈춥니다. 까닭: %(reason)s"),
    "CaseResumed": N_("멈춤을 마치고 다시 시작했습니다.%(how)s"),
    "CoverSet": N_("%(until)s까지 %(cover)s 님이 대신 맡습니다. 담당자는 그대로입니다."),
    "CoverEnded": N_("%(who)s 님이 대신 맡는 일을 마쳤습니다.%(how)s"),
    "SafetyFlagsSet": N_("방문 안전 표시를 정했습니다: %(flags)s"),
    "SupervisionAsked": N_("슈퍼비전을 청했습니다: %(kind)s"),
    "SupervisionHeld": N_("슈퍼비전을 했습니다: %(kind)s"),
    "SolutionConferenceAsked": N_("솔루션회의를 청했습니다."),
    "LongCaseConfirmed": N_("장기 사례를 계속하기로 확인했습니다."),
    "StallAnswered": N_("움직임이 없던 사례를 어떻게 할지 정했습니다: %(choice)s"),
    "TaskAgreed": N_("회의에서 할 일을 정했습니다. %(who)s, %(day)s까지"),
    "AgreedTaskDone": N_("회의에서 정한 일을 마쳤습니다."),
    "ComplaintReceived": N_("불편 신고를 받았습니다: %(topic)s"),
    "ComplaintResolved": N_("불편 신고를 처리했습니다."),
    "TransferProposed": N_("%(where)s(으)로 이관을 올렸습니다."),
    "TransferApproved": N_("이관 제안을 보냈습니다. 받아들일 때까지 우리가 책임집니다."),
    "TransferAnswered": N_("이관의 답: %(answer)s"),
    "SuccessorBegan": N_("이 사례에서 이어진 새 회차가 열렸습니다: %(kinship)s"),
    "FormerLinked": N_("앞선 회차와 이었습니다: %(kinship)s (%(episode)s회차)"),
    "EffectSettled": N_("다른 곳에 알리는 일이 %(how)s."),
    "CaseMerged": N_("중복된 기록이라 다른 사례에 합쳤습니다. %(until)s까지 되돌릴 수 있습니다."),
    "MergeUndone": N_("합친 것을 되돌렸습니다."),
    "OtherMerged": N_("중복된 다른 기록을 %(how)s."),
    "MemberDied": N_("가구원이 돌아가셨습니다. 날짜: %(day)s"),
    "MembersLeft": N_("가구원 %(n)s명이 따로 사례를 열고 나갔습니다."),
    "ClosureSigned": N_("함께 맡은 민간 사례관리사가 종결에 서명했습니다."),
    "DuplicateServiceNoticed": N_(
        "%(agency)s에서 같은 서비스를 이미 받고 있지만 까닭을 적고 부탁했습니다."
    ),
}

LOOP_TURNS: dict[str, str] = {
    "inbound": N_(" 당사자가 먼저 연락했습니다."),
    "by_itself": N_(" 정한 날이 되어 저절로 되었습니다."),
    "adequate": N_("알맞음"),
    "inadequate": N_("알맞지 않음"),
    "settled": N_("끝났습니다"),
    "unsettled": N_("되지 않았습니다"),
    "merged": N_("여기에 합쳤습니다"),
    "unmerged": N_("다시 떼었습니다"),
    "no_flags": N_("없음"),
    "a_body": N_("병원·시설"),
}
"""The end of a sentence that can go two ways; the first two begin with a blank."""
