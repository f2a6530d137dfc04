"""All routes of new episodes."""

from web.access import Area
from web.episodes import reopening, splitting

area = Area()
for part in (reopening.area, splitting.area):
    area.routes.extend(part.routes)
