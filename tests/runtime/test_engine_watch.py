"""The engine tells apart cases, and rollouts and studies, that fail again and again."""

from care.model.ids import DistrictCode
from runtime.engine_watch import stuck_in, stuck_work_in
from workflows import names

GIMPO = DistrictCode("41570")


def test_a_stuck_rollout_or_study_is_not_counted_as_a_case() -> None:
    cases, work = stuck_in(GIMPO), stuck_work_in(GIMPO)
    assert names.CARE_CASE in cases
    assert names.CARE_CASE not in work
    for other in (names.POLICY_ROLLOUT, names.POLICY_STUDY):
        assert other not in cases
        assert other in work
