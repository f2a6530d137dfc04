"""Both languages at once for the picture of the stages: its causes and what runs beside them."""

from typing import NamedTuple


class Said(NamedTuple):
    ko: str
    en: str


class Region(NamedTuple):
    """Something that runs beside the stages: its steps, then the ways it may come out."""

    name: Said
    steps: tuple[Said, ...]
    ends: tuple[Said, ...] = ()


CAUSES = {
    "RecordContact": Said("만남·연락", "Contact"),
    "OpenCase": Said("이어지는 사례로 시작", "Begun as a new episode"),
    "AssignOwner": Said("담당자 지정", "Owner assigned"),
    "ReceiveCase": Said("접수", "Case received"),
    "RecordAssessment": Said("조사 완료", "Assessment complete"),
    "HoldConference": Said("사례회의 결정", "Conference decides"),
    "AnswerHighDifficulty": Said("고난도 의뢰 수락", "High-difficulty referral accepted"),
    "RecordPartnerAnswer": Said("서비스 시작", "Service started"),
    "RecordPlanAgreement": Said("당사자 동의", "Client agrees"),
    "ProposeClosure": Said("종결 올리기", "Closure proposed"),
    "DecideClosure": Said("종결 결재", "Closure decided"),
    "RecordAftercare": Said("사후관리 마침", "Aftercare done"),
    "RecordIntake": Said("초기상담 결과", "Intake outcome"),
    "HoldEngagement": Said("관계 유지로", "Put in hold"),
    "WithdrawConsent": Said("동의 철회", "Consent withdrawn"),
    "AnswerStall": Said("멈춘 사례: 관계 유지", "Stalled case put in hold"),
    "WakeHold": Said("관계 유지 끝", "Hold ends"),
    "AnswerTransfer": Said("이관 수락", "Transfer accepted"),
    "MERGE_FINAL": Said("합치기 확정", "Merge becomes final"),
    "RecordSuccessor": Said("재개입", "Reopened as a new episode"),
    "RecordDeath": Said("당사자 사망", "Client died"),
}
"""By the cause a way is declared with (``care.decide.transitions``), the usual one first."""

REGIONS = (
    Region(
        Said("위기 개입 (모든 단계 곁에서)", "Crisis lane (beside every stage)"),
        (
            Said("위험 신호", "Red flag"),
            Said("현장확인", "On-site check"),
            Said("긴급 지원", "Aid at once"),
            Said("해제와 사후 적정성 확인", "Flags cleared, adequacy reviewed"),
        ),
    ),
    Region(
        Said("멈춤 (법정 기한은 계속)", "Pause (statutory clocks go on)"),
        (
            Said("다시 시작할 날을 정해 멈춤", "Paused until a day agreed"),
            Said("그날 스스로, 또는 먼저 다시 시작", "Resumed by itself on the day, or before"),
            Said("멈춘 만큼 기한이 늦춰짐", "Clocks end as much later"),
        ),
    ),
    Region(
        Said("이관 (수락 전까지 보낸 곳이 책임)", "Transfer (sender liable until accepted)"),
        (
            Said("제안", "Proposed"),
            Said("희망복지지원단 팀장 승인", "Approved by the coordinator"),
        ),
        (
            Said("수락: 여기서 끝남", "Accepted: the episode ends here"),
            Said("거절·철회·만료: 그대로 계속", "Rejected, withdrawn, expired: it goes on"),
        ),
    ),
    Region(
        Said("합치기 (되돌릴 수 있는 동안)", "Merge (while it can be undone)"),
        (Said("다른 사례와 같은 기록", "Repeats another record"),),
        (
            Said("되돌림: 그대로 계속", "Undone: it goes on"),
            Said("기한이 지나면 끝남", "Ends when the time to undo is over"),
        ),
    ),
)
