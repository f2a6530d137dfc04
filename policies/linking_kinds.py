"""The shapes of what a policy says of the service loop: chasing, data groups, scarce places."""

from pydantic import Field, StrictStr, model_validator

from care.model.service_codes import ChaseAct, DataGroup, PlacePriority
from policies.kinds import Shape, Stated, TermSpec
from policies.rule_kinds import RuleCode


class ChaseStepSpec(Shape):
    """``after`` counts from the request, for a body that has the usual time to answer."""

    code: StrictStr = Field(pattern=RuleCode)
    act: ChaseAct
    after: TermSpec


class ChaseValue(Stated):
    steps: tuple[ChaseStepSpec, ...] = Field(min_length=1, max_length=8)


class GroupsValue(Stated):
    """The most a body of one kind may get of a person, whatever was consented to."""

    groups: tuple[DataGroup, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _groups_differ(self) -> "GroupsValue":
        if len(set(self.groups)) != len(self.groups):
            raise ValueError("group_twice")
        return self


class PrioritiesValue(Stated):
    """What moves a household forward on a waiting list, first word first."""

    priorities: tuple[PlacePriority, ...] = Field(min_length=1)
