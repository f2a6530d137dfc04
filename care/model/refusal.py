"""A refusal: the domain says no, with a code people and programs can act on."""

from pydantic import Field

from care.model.value import Value


class Missing(Value):
    """One unmet requirement of leaving a stage; ``subject`` is an id or code, never a name."""

    code: str
    subject: str = ""


class Refusal(Value):
    """Nothing changed. ``code`` is one of ``care.model.refusal.CODES``, worded by ``i18n``."""

    code: str
    missing: tuple[Missing, ...] = ()
    params: dict[str, str] = Field(default_factory=dict)
    """Ids, codes, dates and numbers the sentence needs; never personal text."""


CODES: dict[str, str] = {
    "already_open": "The case was opened before.",
    "not_open": "The case was never opened, or has ended.",
    "wrong_stage": "The act does not belong to the stage the case is in.",
    "requirements_missing": "The stage cannot be left; ``missing`` lists why.",
    "role_not_allowed": "The actor's role may not do this to this case.",
    "requester_cannot_approve": "Who asked cannot answer.",
    "not_your_tier": "Another tier answers first, or this tier has been answered.",
    "already_decided": "Somebody answered first; params name who and when.",
    "stale_version": "The plan or text was changed since it was opened.",
    "reason_required": "A return, rejection or decline needs a reason, what has ended an outcome.",
    "unknown_subject": "The member, consent, linkage, item or pledge does not exist in this case.",
    "consent_missing": "No consent or lawful basis covers the sharing; ``missing`` names members.",
    "guardian_required": "A member under 14 needs a legal guardian's consent.",
    "witness_required": "Read-aloud consent needs a witness.",
    "linkage_closed": "The linkage has ended.",
    "unknown_level": "The district's policy has no such level.",
    "closure_not_allowed": "The reason is not in the district's policy.",
    "nothing_pending": "Nothing of that kind waits for an answer.",
    "over_cap": "The case fund cap of the household would be exceeded.",
    "invalid_value": "A number or date is out of range; params name the field.",
    "duplicate_subject": "A member, consent, linkage or pledge with this id exists.",
    "no_longer_pending": "The request was withdrawn or changed.",
    "bad_actor": "The message does not come from the body the linkage was asked of.",
    "in_hold": "The household is in engagement hold: nothing private is shared, no plan is made.",
    "merged": "The record was merged into another; only undoing that is possible.",
    "duplicate_service": "A member has this service already; params name the other linkage.",
    "votes_not_used": "The policy of the district has no votes in conferences.",
    "approval_frozen": "The district makes no such decision until the day of the params.",
    "policy_not_now": "The edition is for another moment; its ``adoption`` says which.",
    "policy_level_gone": "The newer policy has no such level as the case has.",
    "policy_decision_open": "A request waits for its answer under the policy it was made under.",
    "policy_assessment_open": "An assessment was begun on a form the newer policy does not use.",
    "policy_transfer_open": "The case is offered to somebody else under the present policy.",
    "crisis_open": "The crisis lane is open: on-site check and aid come first.",
}

REQUIREMENTS: dict[str, str] = {
    "contact_met": "Nobody of the household has been met.",
    "contact_attempts": "Fewer contacts in vain than policy asks for (subject).",
    "contact_bands": "The tries fall into fewer parts of the day or week than asked for (subject).",
    "contact_visit": "No visit was tried since somebody was last met.",
    "hold_review": "The engagement hold was never reviewed.",
    "lawful_ground": "No ground other than consent is recorded for the member or basis (subject).",
    "intake_outcome": "No intake interview leads to receipt.",
    "consent_collect_use": "The client (subject) has no valid consent to collection and use.",
    "owner": "Nobody is responsible.",
    "member_not_assessed": "The form is not complete for the member (subject).",
    "need_not_scored": "The sub-domain (subject) has no score.",
    "conference": "No conference was held.",
    "level": "The household is not classified.",
    "goal": "The plan has no goal.",
    "action": "The plan has no action.",
    "item_repeated": "Two items of the plan have the same id (subject).",
    "goal_before_unknown": "The goal (subject) waits for one the plan does not have.",
    "need_without_goal": "A serious need (subject) has no goal and is not parked.",
    "action_without_goal": "The action (subject) serves no goal of the plan.",
    "action_members": "The action (subject) is for nobody, or for somebody not of the household.",
    "due_date_past": "The action (subject) is due before today.",
    "money_without_source": "The action (subject) costs money of no source.",
    "agency_without_kind": "The action (subject) names a body without its kind.",
    "conference_after_returns": "Returned as often as policy allows: a meeting comes first.",
    "plan_approved": "There is no approved plan.",
    "plan_agreed": "The client has not agreed to the approved plan.",
    "service_started": "No service has started.",
    "need_not_linked": "The need (subject) is neither scored nor planned.",
    "linkage_open": "The linkage (subject) has not ended.",
    "linkage_to_recall": "The body (subject) was not told to destroy what it got.",
    "purge_pending": "Data a person wants destroyed at once (subject) are still kept.",
    "plan_pending": "A plan still waits for its answer.",
    "referral_pending": "A high-difficulty referral still waits for its answer.",
    "transfer_pending": "An offer of the case to somebody else still waits for its answer.",
    "action_outcome": "The action (subject) has no outcome.",
    "consent_provide_to": "The member (subject) has not consented to this body.",
    "consent_sensitive": "The member (subject) has not consented apart to health data going there.",
    "basis_does_not_fit": "The basis (subject) does not carry a sharing with this body.",
    "member_excluded": "The member (subject) is not of the household.",
    "address_protected": "The address is protected from the member (subject).",
    "consent_to_apply": "Somebody else applies and the client (subject) has not consented before.",
    "ics_survey": "Nobody has surveyed for integrated support yet.",
    "ics_determination": "The survey has no determination yet.",
    "ics_eligible": "The determination does not lead to an individual plan.",
    "programme_running": "The programme (subject) still owes checks or an answer: end it first.",
    "closure_signature": "The private-side case manager (subject) has not signed the closure.",
}
"""Codes of ``Missing``."""
