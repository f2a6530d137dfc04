"""All pages of a change's life; addresses with a word of their own stand before a district's."""

from web.access import Area
from web.policies import (
    calendar,
    comparing,
    desk,
    drafts,
    editor,
    history,
    lifecycle,
    lines,
    places,
    previews,
    rollouts,
    routes,
)

area = Area()
for part in (
    desk.area,
    comparing.area,
    drafts.area,
    editor.area,
    lifecycle.area,
    history.area,
    rollouts.area,
    previews.area,
    calendar.area,
    lines.area,
    places.area,
    routes.area,
):
    area.routes.extend(part.routes)
