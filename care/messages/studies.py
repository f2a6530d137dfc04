"""What the workflow of a study of a policy asks for, and how far the study has come."""

from enum import StrEnum

from care.model.ids import DistrictCode, StudyId
from care.model.value import Value


class StudyKind(StrEnum):
    """On which cases a policy is tried out before it is published."""

    PREVIEW = "PREVIEW"
    """모의 적용: today's open cases as they stand."""
    WHATIF = "WHATIF"
    """가정 재현: recorded cases, finished and open, lived through again."""


class StudyState(StrEnum):
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    STOPPED = "STOPPED"
    """By a person; what was found until then stays."""
    FAILED = "FAILED"

    @property
    def is_over(self) -> bool:
        return self in (StudyState.DONE, StudyState.STOPPED, StudyState.FAILED)


class StudyAsked(Value):
    """The study itself, with its policy, lies in the store."""

    study_id: StudyId
    district: DistrictCode


class StudyProgress(Value):
    state: StudyState
    done: int
    total: int
