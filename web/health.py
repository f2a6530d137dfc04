"""Whether the process lives and whether it can serve; for supervisors and load balancers."""

from fastapi import Response
from fastapi.responses import JSONResponse, RedirectResponse

from web.access import Access, Area, Here
from web.navigation import home_of
from web.places import LOGIN

area = Area()


@area.get("/healthz", access=Access.to_all("says only that the process answers"))
async def alive(visit: Here) -> Response:
    return JSONResponse({"status": "ok"})


@area.get("/readyz", access=Access.to_all("says only whether the database answers"))
async def ready(visit: Here) -> Response:
    try:
        async with visit.read() as session:
            await session.connection()
    except Exception:
        return JSONResponse({"status": "database"}, status_code=503)
    return JSONResponse({"status": "ok"})


@area.get("/", access=Access.to_all("leads to the start page"))
async def start(visit: Here) -> Response:
    if visit.guest is None:
        return RedirectResponse(LOGIN, status_code=303)
    return RedirectResponse(home_of(visit), status_code=303)
