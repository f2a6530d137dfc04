"""Rows of people in a form: as typed, checked, and as the two halves they are kept in.

Names, dates, phones and addresses go to the household's sealed lines; the case itself gets codes.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import create_model

from care.model.codes import Relation
from care.model.household import Member
from care.model.ids import IntentKey, MemberId
from store.households import MemberDetails
from web.forms import Filled, Form, Line

ROWS = 12
"""As many people as one form takes; more are added on the case."""
NAMES = ("name", "relation", "birth_date", "phone", "address", "excluded")


def row_parts(number: int | None = None) -> dict[str, Any]:
    """Model parts of one person; all optional, since an empty row costs nothing."""
    prefix = "" if number is None else f"member_{number}_"
    kinds: tuple[Any, ...] = (Line, Relation, date, Line, Line, bool)
    parts: dict[str, Any] = {
        f"{prefix}{name}": (kind | None, None) for name, kind in zip(NAMES, kinds, strict=True)
    }
    parts[f"{prefix}excluded"] = (bool, False)
    return parts


def rows_model(name: str, **more: Any) -> type[Form]:
    parts: dict[str, Any] = dict(more)
    for number in range(ROWS):
        parts |= row_parts(number)
    return create_model(name, __base__=Form, **parts)


@dataclass(frozen=True)
class NewMember:
    """One person on the way in."""

    member: Member
    details: MemberDetails


def people_of(filled: Filled[Any], intent: IntentKey, today: date) -> list[NewMember]:
    """The rows with a name, in order; faults go beside their fields."""
    found = [
        made
        for number in range(ROWS)
        if (made := person_of(filled, intent, today, number)) is not None
    ]
    clients = [
        one for one in found if one.member.relation is Relation.CLIENT and not one.member.excluded
    ]
    if not found:
        filled.refuse("member_0_name", "MEMBER_NEEDED")
    elif len(clients) != 1:
        filled.refuse("member_0_relation", "CLIENT_ONE")
    # The first line names the household in lists: it is the client's.
    return sorted(found, key=lambda one: one not in clients)


def person_of(
    filled: Filled[Any], intent: IntentKey, today: date, number: int | None = None
) -> NewMember | None:
    prefix = "" if number is None else f"member_{number}_"
    row = {name: getattr(filled.value, f"{prefix}{name}") for name in NAMES}
    if row["name"] is None:
        if any(row[name] for name in ("birth_date", "phone", "address")):
            filled.refuse(f"{prefix}name", "FIELD_MISSING")
        return None
    if row["relation"] is None:
        filled.refuse(f"{prefix}relation", "CHOICE_INVALID")
        return None
    born: date | None = row["birth_date"]
    if born is not None and born > today:
        filled.refuse(f"{prefix}birth_date", "BIRTH_FUTURE")
    return _made(row, MemberId(f"member-{intent}-{number or 0}"))


def _made(row: dict[str, Any], member_id: MemberId) -> NewMember:
    born: date | None = row["birth_date"]
    member = Member(
        member_id=member_id,
        relation=row["relation"],
        birth_year=born.year if born else None,
        birth_month=born.month if born else None,
        excluded=row["excluded"],
    )
    details = MemberDetails(
        member_id=member_id,
        name=row["name"],
        birth_date=born,
        phone=row["phone"],
        address=row["address"],
    )
    return NewMember(member, details)
