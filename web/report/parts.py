"""All routes of reports, openings and outreach, as one area."""

from web.access import Area
from web.report import briefings, intake, opened, public, register

area = Area()
for part in (public.area, intake.area, register.area, opened.area, briefings.area):
    area.routes.extend(part.routes)
