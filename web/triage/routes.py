"""All routes of the triage queue; what is fixed comes before what is named by an id."""

from web.access import Area
from web.triage import deciding, household, listing

area = Area()
for part in (listing.area, deciding.area, household.area):
    area.routes.extend(part.routes)
