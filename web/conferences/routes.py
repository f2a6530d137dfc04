"""All routes of the conferences; ``/new`` stands before the addresses of one conference."""

from web.access import Area
from web.conferences import calling, listing, meeting, minutes, papers

area = Area()
for part in (listing.area, calling.area, meeting.area, minutes.area, papers.area):
    area.routes.extend(part.routes)
