"""All pages of a change's life; addresses with a word of their own stand before a district's."""

from web.access import Area
from web.policies import (
    calendar,
    comparing,
    consent_wording,
    desk,
    drafts,
    editor,
    history,
    levels,
    lifecycle,
    lines,
    places,
    previews,
    rollouts,
    routes,
    survey_forms,
    whatifs,
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
    whatifs.area,
    calendar.area,
    survey_forms.area,
    consent_wording.area,
    levels.area,
    lines.area,
    places.area,
    routes.area,
):
    area.routes.extend(part.routes)
