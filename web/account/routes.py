"""All routes of the account area."""

from web.access import Area
from web.account import login

area = Area()
for part in (login.area,):
    area.routes.extend(part.routes)
