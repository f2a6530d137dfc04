"""All routes of the case area: list, page, destruction on demand; other acts: ``web.acts``."""

from web.access import Area
from web.cases import listing, page, purging

area = Area()
for part in (listing.area, page.area, purging.area):
    area.routes.extend(part.routes)
