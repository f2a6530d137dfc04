"""Every act that an ordinary form can ask, as data. The field names are stable: stories post to them."""

from web.acts.table.closing import CLOSING
from web.acts.table.meeting import MEETING
from web.acts.table.people import PEOPLE
from web.acts.table.support import SUPPORT
from web.acts.fields import Act

ACTS: tuple[Act, ...] = (*MEETING, *PEOPLE, *SUPPORT, *CLOSING)
BY_SLUG: dict[str, Act] = {act.slug: act for act in ACTS}
