"""All routes of the case area: the list and the page; the forms of acts are in ``web.acts``."""

from web.access import Area
from web.cases import listing, page

area = Area()
for part in (listing.area, page.area):
    area.routes.extend(part.routes)
