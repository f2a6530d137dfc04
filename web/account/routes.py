"""All routes of the account area."""

from web.access import Area
from web.account import login, settings, substitutes

area = Area()
for part in (login.area, settings.area, substitutes.area):
    area.routes.extend(part.routes)
