"""All routes of the inbox area."""

from web.access import Area
from web.inbox import deciding, desk, listing

area = Area()
for part in (listing.area, desk.area, deciding.area):
    area.routes.extend(part.routes)
