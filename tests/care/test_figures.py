"""Facts of a case: the same in portions as at once, and what anybody would count by hand."""

from collections import Counter
from datetime import timedelta
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.decide.figures import counted, counts, day_of
from care.messages import events as e
from care.messages import loop_events as le
from care.messages.events import Recorded
from care.model import codes as k
from care.model.course import Kin, Merge
from care.model.figures import COUNTED_FROM, Fact, FactKind, GuideStep, Measure
from care.model.ids import AgencyId, CaseId, DistrictCode, LevelCode
from care.model.loop_codes import Kinship
from tests.care import builders as b
from tests.care.lives import Life, life

K = FactKind
NUMBERS = (2, 7, 9, 13, 17, 22, 25, 44)
"""Lives that are never met, refused, in danger, overruled, sent back, and plain ones."""


@cache
def one_life(number: int) -> Life:
    return life(number, b.a_policy())


def told(event: e.Event, sequence: int = 99) -> Recorded:
    return one_life(2).recorded[0].model_copy(update={"event": event, "sequence": sequence})


@settings(max_examples=60, deadline=None)
@given(
    number=st.sampled_from(NUMBERS),
    cuts=st.lists(st.floats(0, 1), max_size=6),
)
def test_portions_give_the_same_facts_as_everything_at_once(number: int, cuts: list[float]) -> None:
    recorded = one_life(number).recorded
    ends = sorted({round(cut * len(recorded)) for cut in cuts} | {0, len(recorded)})
    known: list[Fact] = []
    for start, end in pairwise(ends):
        known.extend(counted(recorded[start:end], known))
    assert known == list(counted(recorded))


@pytest.mark.parametrize("number", NUMBERS)
def test_events_counted_twice_or_in_another_order_add_nothing(number: int) -> None:
    recorded = one_life(number).recorded
    once = counted(recorded)
    assert counted(recorded, once) == ()
    assert counted(reversed(recorded)) == once
    names = [(one.kind, one.key) for one in once]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("number", NUMBERS)
def test_totals_equal_a_plain_recount_of_the_events(number: int) -> None:
    recorded = one_life(number).recorded
    found = Counter(one.kind for one in counted(recorded))
    kinds = Counter(one.event.kind for one in recorded)
    answers = [one.event.answer for one in recorded if isinstance(one.event, e.LinkageAnswered)]
    given_by = {a.linkage_id for a in answers if a.answer in ("STARTED", "PROGRESS", "DONE")}
    entries = [one.event.entry for one in recorded if isinstance(one.event, e.ResourceRecorded)]
    assert found[K.OPENED] == kinds["CaseOpened"] == 1
    assert found[K.RECEIVED] == kinds["CaseReceived"]
    assert found[K.LINKED] == kinds["LinkageRequested"]
    assert found[K.SERVED] == len(given_by)
    assert found[K.CLOSED] == kinds["CaseClosed"]
    assert found[K.OWNED] == kinds["OwnerAssigned"]
    assert found[K.PRIVATE] + found[K.PUBLIC] == len(entries)
    assert found[K.ENTERED] == kinds["StageEntered"] + 1
    won = sum(one.amount for one in counted(recorded) if one.kind in (K.PRIVATE, K.PUBLIC))
    assert won == sum(one.amount for one in entries)


def test_days_in_stages_add_up_to_the_life_of_the_case() -> None:
    recorded = one_life(22).recorded
    facts = counted(recorded)
    stays = [one.amount for one in facts if one.kind is K.STAY]
    assert not [one for one in recorded if isinstance(one.event, e.CaseEnded)] or (
        sum(stays) == (day_of(recorded[-1].at) - day_of(recorded[0].at)).days
    )
    steps = {one.code: one.amount for one in facts if one.kind is K.STEP}
    parts = (GuideStep.ASSESSED, GuideStep.DECIDED, GuideStep.PLANNED)
    assert steps[GuideStep.WHOLE] == sum(steps[one] for one in parts)


def test_a_day_is_koreas_day() -> None:
    opened = one_life(2).recorded[0]
    late = opened.model_copy(update={"at": opened.at.replace(hour=15, minute=30)})
    [fact] = [one for one in counted([late]) if one.kind is K.OPENED]
    assert fact.on == opened.at.date() + timedelta(days=1)


@pytest.mark.parametrize(
    ("level", "managed"),
    [
        (k.CASE_GENERAL, 1),
        (LevelCode("CASE_INTENSIVE"), 1),
        (k.LINKAGE_ONLY, 0),
        (k.NOT_SELECTED, 0),
    ],
)
def test_only_levels_of_case_management_count_as_managed(level: LevelCode, managed: int) -> None:
    event = e.Classified(level=level, previous=None, proposed=None, difference=None)
    again = e.Classified(level=k.CASE_GENERAL, previous=level, proposed=None, difference=None)
    facts = counted([told(event, 50), told(again, 51)])
    assert [one.code for one in facts if one.kind is K.CLASSIFIED] == [level]
    managed_as = [one.code for one in facts if one.kind is K.MANAGED]
    assert managed_as == ([level] if managed else [k.CASE_GENERAL])


def test_a_household_that_comes_back_counts_as_begun_again() -> None:
    former = Kin(
        case_id=CaseId("11215-before"),
        district=DistrictCode("11215"),
        kinship=Kinship.REOPENED,
        at=b.NOW,
    )
    for kinship, count in ((Kinship.REOPENED, 1), (Kinship.TRANSFERRED, 0), (Kinship.SPLIT, 0)):
        opening = b.an_opening(former=former.model_copy(update={"kinship": kinship}))
        opened = e.CaseOpened(opening=opening, policy_version=1, policy_hash="x")
        kinds = Counter(one.kind for one in counted([told(opened, 1)]))
        assert (kinds[K.OPENED], kinds[K.RETURNED]) == (1, count)


def test_an_answer_is_timed_from_the_asking_to_the_first_word_that_decides() -> None:
    recorded = one_life(22).recorded
    asked = next(one for one in recorded if isinstance(one.event, e.LinkageRequested))
    linkage = asked.event.linkage.linkage_id  # type: ignore[union-attr]
    words = [
        (k.PartnerAnswer.RECEIVED, 1),
        (k.PartnerAnswer.ACCEPTED, 50),
        (k.PartnerAnswer.STARTED, 60),
    ]
    answers = [
        asked.model_copy(
            update={
                "sequence": 100 + number,
                "at": asked.at + timedelta(hours=hours),
                "event": e.LinkageAnswered(
                    answer=b.a_word(word, linkage_id=linkage, agency_id=AgencyId("x"))
                ),
            }
        )
        for number, (word, hours) in enumerate(words)
    ]
    facts = {one.kind: one for one in counted([asked, *answers])}
    assert (facts[K.ANSWERED].code, facts[K.ANSWERED].amount) == ("ACCEPTED", 50 * 60)
    assert facts[K.TAKEN].on == day_of(asked.at + timedelta(hours=50))
    assert facts[K.SERVED].on == day_of(asked.at + timedelta(hours=60))
    assert K.DONE not in facts


def test_a_merge_and_its_undoing_cancel_each_other() -> None:
    merge = Merge(into=CaseId("11215-other"), at=b.NOW, by=b.MANAGER, undo_until=b.NOW)
    merged = told(le.CaseMerged(merge=merge, reason=b.TEXT), 50)
    undone = told(le.MergeUndone(), 51)
    facts = [one for one in counted([merged, undone]) if one.kind is K.MERGED]
    assert sum(one.amount for one in facts) == 0
    assert len(facts) == 2


def test_every_measure_is_one_kind_of_fact_and_notes_count_for_nothing() -> None:
    assert set(COUNTED_FROM) == set(Measure)
    assert {one.kind for one in Measure} <= set(FactKind)
    assert not counts([told(e.NoteAdded(note=b.TEXT))])
    assert counted([told(e.NoteAdded(note=b.TEXT))]) == ()
