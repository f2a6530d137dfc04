"""Every act that an ordinary form can ask, as data; its field names are stable for stories."""

from web.acts.fields import Act
from web.acts.table.closing import CLOSING
from web.acts.table.conferring import CONFERRING
from web.acts.table.course import COURSE
from web.acts.table.crisis import CRISIS
from web.acts.table.engagement import ENGAGEMENT
from web.acts.table.heard import HEARD
from web.acts.table.kin import KIN
from web.acts.table.linking import LINKING
from web.acts.table.meeting import MEETING
from web.acts.table.people import PEOPLE
from web.acts.table.programmes import PROGRAMMES
from web.acts.table.support import SUPPORT

ACTS: tuple[Act, ...] = (
    *MEETING,
    *CRISIS,
    *ENGAGEMENT,
    *PEOPLE,
    *CONFERRING,
    *SUPPORT,
    *LINKING,
    *PROGRAMMES,
    *CLOSING,
    *COURSE,
    *KIN,
    *HEARD,
)
BY_SLUG: dict[str, Act] = {act.slug: act for act in ACTS}
