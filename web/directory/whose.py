"""Whose an entry is: our own people keep all of them, a body's people the body's alone."""

from store.directory import Entering, Found
from web.visitor import Visit
from web.words import Problem


def may_keep(visit: Visit, found: Found) -> bool:
    body = visit.visitor.agency
    own = body is None or body in (found.agency_id, found.entered_for)
    return own and visit.may("EditDirectory")


def must_keep(visit: Visit, found: Found) -> None:
    if not may_keep(visit, found):
        raise Problem(403, "NOT_PERMITTED")


def entering(visit: Visit) -> Entering:
    return Entering(visit.visitor.person, visit.now, visit.visitor.agency)
