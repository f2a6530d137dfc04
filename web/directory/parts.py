"""All pages of the directory; addresses with a word of their own stand before an entry's."""

from web.access import Area
from web.directory import entering, keeping, routes

area = Area()
for part in (keeping.area, entering.area, routes.area):
    area.routes.extend(part.routes)
