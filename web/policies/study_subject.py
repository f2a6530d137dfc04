"""What a study tries out: a draft as it stands, or an edition that waits for its day."""

from i18n.loader import gettext
from policies.resolve import ResolvedPolicy, edition, edition_in_force, upcoming
from web.policies.draft_checks import checked
from web.policies.drafting import draft_of, open_drafts
from web.visitor import Visit
from web.words import Problem


async def offered(visit: Visit) -> list[tuple[str, str]]:
    """Drafts and editions to come, by what a form sends for them and their names."""
    drafts = [(str(one.draft_id), one.title) for one in await open_drafts(visit)]
    coming = upcoming(visit.visitor.district)
    return [*drafts, *((str(one.number), edition_name(one.number)) for one in coming)]


async def policy_of(visit: Visit, about: str) -> ResolvedPolicy | None:
    """None: the draft has faults. ``Problem`` or ``KeyError``: there is no such thing."""
    if about.isdecimal():
        return edition(visit.visitor.district, int(about)).resolved
    draft = await draft_of(visit, about)
    return checked(draft, draft.files).resolved


async def title_of(visit: Visit, about: str) -> str:
    """The draft's title or the edition's number; a draft may have been withdrawn since."""
    if about.isdecimal():
        return edition_name(int(about))
    try:
        return (await draft_of(visit, about)).title
    except Problem:
        return gettext("없어진 초안")


def edition_name(number: int) -> str:
    return gettext("%(n)s판", n=number)


def number_of(visit: Visit, about: str) -> int:
    """A draft would be published under the next number."""
    return int(about) if about.isdecimal() else edition_in_force(visit.visitor.district).number + 1
