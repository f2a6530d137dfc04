"""One thing that can be chosen: the value that is sent, and its words."""

from dataclasses import dataclass

from care.model.household import Member
from i18n.wording import words
from web.acts.around import Around


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    note: str = ""


def member_option(member: Member, around: Around) -> Option:
    return Option(member.member_id, around.name(member.member_id), words(member.relation))
