"""Sharing a zone: even, complete, and as few as possible change their surveyor."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from care.decide.survey_rounds import share
from care.model.campaign import Target, TargetState
from care.model.ids import PersonId, TargetId

PEOPLE = [PersonId(name) for name in ("p-1", "p-2", "p-3", "p-4")]
CREWS = st.lists(st.sampled_from(PEOPLE), min_size=1, unique=True)


@st.composite
def zone(draw: st.DrawFn) -> list[Target]:
    states = st.sampled_from([TargetState.WAITING, TargetState.WAITING, TargetState.SURVEYED])
    return [
        Target(
            target_id=TargetId(f"target-{number:02d}"),
            zone="a",
            surveyor=draw(st.none() | st.sampled_from(PEOPLE)),
            state=draw(states),
        )
        for number in range(draw(st.integers(0, 30)))
    ]


def after(targets: list[Target], moved: dict[TargetId, PersonId]) -> Counter[PersonId | None]:
    waiting = [one for one in targets if one.state.is_open]
    return Counter(moved.get(one.target_id, one.surveyor) for one in waiting)


@given(zone(), CREWS)
def test_everybody_waiting_is_shared_evenly_among_the_crew(
    targets: list[Target], crew: list[PersonId]
) -> None:
    loads = after(targets, share(targets, crew))
    assert set(loads) <= set(crew)
    counts = [loads[who] for who in crew]
    assert max(counts) - min(counts) <= 1


@given(zone(), CREWS)
def test_who_was_surveyed_stays_and_a_second_sharing_moves_nobody(
    targets: list[Target], crew: list[PersonId]
) -> None:
    moved = share(targets, crew)
    done = {one.target_id for one in targets if not one.state.is_open}
    assert not done & moved.keys()
    again = [
        one.model_copy(update={"surveyor": moved.get(one.target_id, one.surveyor)})
        for one in targets
    ]
    assert share(again, crew) == {}


def test_without_a_crew_nobody_is_shared() -> None:
    assert share([Target(target_id=TargetId("t"), zone="a")], []) == {}


def test_a_new_surveyor_takes_from_those_who_have_too_many() -> None:
    targets = [
        Target(target_id=TargetId(f"t-{number}"), zone="a", surveyor=PEOPLE[0])
        for number in range(6)
    ]
    moved = share(targets, PEOPLE[:2])
    assert Counter(moved.values()) == {PEOPLE[1]: 3}
