"""Identifiers. All are random or derived from random ones; none is made from a person's data."""

from typing import NewType

CaseId = NewType("CaseId", str)
"""Workflow id and primary key: ``"{district}-{16 base32 characters}"``."""
CaseNumber = NewType("CaseNumber", str)
"""The number people say aloud, unique in its district: ``"GP-2026-0412"``."""
DistrictCode = NewType("DistrictCode", str)
"""Five-digit administrative code, the tenant key."""
OfficeCode = NewType("OfficeCode", str)
"""Local office (읍면동) code within a district, e.g. ``"handeul-eup"``; a code, never free text."""
HouseholdId = NewType("HouseholdId", str)
MemberId = NewType("MemberId", str)
PersonId = NewType("PersonId", str)
"""A person who works with cases (staff or partner worker); never a client."""
AgencyId = NewType("AgencyId", str)
ConsentId = NewType("ConsentId", str)
LinkageId = NewType("LinkageId", str)
PledgeId = NewType("PledgeId", str)
PlanItemId = NewType("PlanItemId", str)
"""A goal or an action within a plan; kept over versions so that a difference can be drawn."""
TextId = NewType("TextId", str)
"""A sealed free text in the store, ``"{intent}.{field}"``; texts never travel in messages."""
IntentKey = NewType("IntentKey", str)
"""Chosen before the first attempt of an act and the same over all its repeats."""
EffectId = NewType("EffectId", str)
"""An outside effect; the partner's idempotency key."""
LevelCode = NewType("LevelCode", str)
"""A case level of the district's policy, e.g. ``CASE_GENERAL`` or Gimpo's ``CASE_INTENSIVE``."""
TransferId = NewType("TransferId", str)
"""An offer of a case to another district or programme; names its packet there."""
GroundId = NewType("GroundId", str)
"""A recorded lawful ground other than consent."""
DemandId = NewType("DemandId", str)
ComplaintId = NewType("ComplaintId", str)
TaskId = NewType("TaskId", str)
"""Something a conference agreed on."""
ConferenceId = NewType("ConferenceId", str)
"""A meeting of a district with several cases on its agenda."""
RolloutId = NewType("RolloutId", str)
"""A district's rolling adoption of one edition of its policy."""
DraftId = NewType("DraftId", str)
"""A change to a district's policy on its way to publication."""
StudyId = NewType("StudyId", str)
"""A preview on today's cases or a what-if on recorded ones."""
ConcernId = NewType("ConcernId", str)
GapId = NewType("GapId", str)
"""A need nobody could serve; of the first linkage of its chain."""
SupportId = NewType("SupportId", str)
SignalId = NewType("SignalId", str)
AtRiskId = NewType("AtRiskId", str)
"""A household at risk before it has a case."""
BatchId = NewType("BatchId", str)
"""One imported list."""
OpeningId = NewType("OpeningId", str)
"""A case that is to be opened for a household found; asked twice it opens one."""
CampaignId = NewType("CampaignId", str)
FeedbackId = NewType("FeedbackId", str)
"""The household's own words about the help it got."""
TargetId = NewType("TargetId", str)
"""Somebody a campaign is to survey."""
