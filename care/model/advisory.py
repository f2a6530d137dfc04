"""Who a district takes advice from beside its own lines (domain JJ-10)."""

from enum import StrEnum


class AdvisoryKind(StrEnum):
    TASK_FORCE = "TASK_FORCE"
    """추진단: the city's own task force."""
    ADVISERS = "ADVISERS"
    """컨설팅단: the group of experts."""
    BODY_TALK = "BODY_TALK"
    """A talk with one body."""
