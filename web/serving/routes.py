"""``/linkages`` and ``/gaps``, read from the read model; every number opens its list."""

from web.access import Area
from web.serving import ended, gaps, linkages

area = Area()
for _part in (linkages.area, ended.area, gaps.area):
    area.routes.extend(_part.routes)
