"""All pages of a change's life; addresses with a word of their own stand before a district's."""

from web.access import Area
from web.policies import comparing, routes

area = Area()
for part in (comparing.area, routes.area):
    area.routes.extend(part.routes)
