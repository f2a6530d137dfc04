"""The case area: list, page, assessments, destruction on demand; other acts: ``web.acts``."""

from web.access import Area
from web.cases import assessments, ecomap, listing, page, purging

area = Area()
for part in (listing.area, page.area, assessments.area, purging.area, ecomap.area):
    area.routes.extend(part.routes)
