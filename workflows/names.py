"""Names the engine stores: once a case has run under one, it never changes."""

from temporalio.common import SearchAttributeKey

CARE_CASE = "CareCase"
POLICY_STUDY = "PolicyStudy"
POLICY_ROLLOUT = "PolicyRollout"
BATCH_IMPORT = "BatchImport"
CASE_OPENINGS = "CaseOpenings"
SIGNAL_MORE = "more"
TASK_QUEUE = "cases"
UPDATE_ACT = "act"
UPDATE_PAUSE = "pause"
UPDATE_RESUME = "resume"
UPDATE_CANCEL = "cancel"
QUERY_STATE = "state"
QUERY_OUTLOOK = "outlook"

DISTRICT = SearchAttributeKey.for_keyword("District")
STAGE = SearchAttributeKey.for_keyword("Stage")
PROGRAMME = SearchAttributeKey.for_keyword_list("Programme")
SEARCH_ATTRIBUTES = (DISTRICT, STAGE, PROGRAMME)
"""For operators only; codes, never anything about a person (they are stored in clear)."""
