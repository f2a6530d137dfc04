"""Tables of closed days: data with a publication date, never a library asked at run time."""

from datetime import date

from pydantic import Field, StrictBool, StrictStr, ValidationError

from policies.faults import problems_of
from policies.kinds import Shape
from policies.problems import PolicyError
from policies.reading import read

SATURDAY = 5


class ClosedDay(Shape):
    day: date
    name: StrictStr
    verify: StrictBool = False


class HolidayTable(Shape):
    calendar: StrictStr
    published: date
    source: StrictStr
    closed: tuple[ClosedDay, ...] = Field(min_length=1)

    def weekdays(self) -> tuple[date, ...]:
        """Closed days that are not weekends: those are closed anyway, and a case carries these."""
        return tuple(sorted({row.day for row in self.closed if row.day.weekday() < SATURDAY}))


def parse_table(text: str, file: str) -> HolidayTable:
    tree = read(text, file)
    try:
        return HolidayTable.model_validate(tree.data)
    except ValidationError as error:
        raise PolicyError(problems_of(error, tree, ())) from None
