"""Routes of this part."""

from web.access import Area
from web.protection import dangers, location, safeguarding

area = Area()
for _part in (location.area, dangers.area, safeguarding.area):
    area.routes.extend(_part.routes)
