"""Where each thing an inbox item asks for is done."""

from care.model.work import TaskKind

ACT_OF: dict[TaskKind, str] = {
    TaskKind.MAKE_FIRST_CONTACT: "contact",
    TaskKind.DO_INTAKE: "intake",
    TaskKind.RECEIVE_CASE: "receive",
    TaskKind.ASSIGN_OWNER: "owner",
    TaskKind.DO_ASSESSMENT: "assessment",
    TaskKind.HOLD_CONFERENCE: "conference",
    TaskKind.MAKE_PLAN: "plan",
    TaskKind.REVISE_PLAN: "plan",
    TaskKind.APPROVE_PLAN: "plan/decision",
    TaskKind.GET_PLAN_AGREEMENT: "plan/agreement",
    TaskKind.REQUEST_LINKAGES: "linkages/new",
    TaskKind.SEND_MANUAL_REFERRAL: "linkages/{subject}/delivery",
    TaskKind.CHASE_PARTNER: "linkages/{subject}/answer",
    TaskKind.FIND_SUBSTITUTE: "linkages/new?replaces={subject}",
    TaskKind.FIX_DELIVERY: "linkages/{subject}/delivery",
    TaskKind.LOOK_AT_LATE_ANSWER: "linkages/{subject}/late-answer",
    TaskKind.RECALL_REFERRAL: "linkages/{subject}/recall",
    TaskKind.CONFIRM_START: "linkages/{subject}/answer",
    TaskKind.CONTACT_HOUSEHOLD: "contact",
    TaskKind.VISIT_HOUSEHOLD: "contact?mode=VISIT",
    TaskKind.DO_CHECK: "check",
    TaskKind.REASSESS: "assessment",
    TaskKind.ANSWER_HIGH_DIFFICULTY: "high-difficulty/answer",
    TaskKind.APPROVE_CLOSURE: "closure/decision",
    TaskKind.PROPOSE_CLOSURE: "closure",
    TaskKind.DO_AFTERCARE: "aftercare",
    TaskKind.DO_ICS_CHECK: "check?statutory=yes",
    TaskKind.SECURE_PLEDGE: "resources/new",
    TaskKind.RENEW_CONSENT: "consent",
    TaskKind.ANSWER_RED_FLAG: "contact",
}
"""Where each thing asked for is done."""


def act_address(case_id: str, kind: TaskKind, subject: str) -> str:
    return f"/cases/{case_id}/{ACT_OF[kind].format(subject=subject)}"
