"""All routes of a body's own pages."""

from web.access import Area
from web.partner import inbox, referral

area = Area()
for part in (inbox.area, referral.area):
    area.routes.extend(part.routes)
