"""All routes of a body's own pages."""

from web.access import Area
from web.partner import (
    consents,
    goals,
    inbox,
    meetings,
    pledges,
    referral,
    referring,
    services,
    sessions,
    yearly,
)

PARTS = (
    inbox,
    referral,
    sessions,
    goals,
    referring,
    services,
    pledges,
    consents,
    meetings,
    yearly,
)
area = Area()
for part in PARTS:
    area.routes.extend(part.area.routes)
