"""Who surveys whom: the targets of a zone shared evenly among its surveyors (domain JJ-01)."""

from collections.abc import Mapping, Sequence

from care.model.campaign import Target
from care.model.ids import PersonId, TargetId


def share(targets: Sequence[Target], surveyors: Sequence[PersonId]) -> dict[TargetId, PersonId]:
    """New assignments, none more than one above another; whoever has a target keeps it if fair.

    Targets that are no longer open stay with who asked them and count as nobody's load.
    """
    if not surveyors:
        return {}
    crew = tuple(dict.fromkeys(surveyors))
    waiting = sorted((one for one in targets if one.state.is_open), key=lambda one: one.target_id)
    load = _fair(crew, waiting)
    moved = []
    for one in waiting:
        if one.surveyor in load and load[one.surveyor] > 0:
            load[one.surveyor] -= 1
        else:
            moved.append(one.target_id)
    free = [who for who in crew for _ in range(load[who])]
    return dict(zip(moved, free, strict=True))


def _fair(crew: Sequence[PersonId], waiting: Sequence[Target]) -> dict[PersonId | None, int]:
    """How many each gets; the odd ones go to who has the most already, so that few move."""
    has = _counted(waiting)
    each, odd = divmod(len(waiting), len(crew))
    first = sorted(crew, key=lambda who: (-has.get(who, 0), crew.index(who)))
    return {who: each + (at < odd) for at, who in enumerate(first)}


def _counted(waiting: Sequence[Target]) -> Mapping[PersonId | None, int]:
    found: dict[PersonId | None, int] = {}
    for one in waiting:
        found[one.surveyor] = found.get(one.surveyor, 0) + 1
    return found
