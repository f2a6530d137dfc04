"""Which study a page is about, and which of its findings: the same for every kind of study."""

from collections.abc import Collection
from urllib.parse import urlencode

from care.messages.studies import StudyKind
from care.model.ids import StudyId
from i18n.wording import words
from store import policy_studies
from store.policy_studies import Behind, Study
from web.policies.study_words import zone_word
from web.visitor import Visit
from web.words import Problem


async def study_found(visit: Visit, study: str, kind: StudyKind | None = None) -> Study:
    """A study of the visitor's own district; any other, or one of another kind, is no page."""
    async with visit.read() as session:
        found = await policy_studies.get(session, visit.visitor.district, StudyId(study))
        if found is None or kind not in (None, found.kind):
            raise Problem(404, "NOT_FOUND")
        [known] = await policy_studies.as_known_to(session, visit.scope, [found])
    return known


def behind(visit: Visit, codes: Collection[str]) -> Behind:
    """The number of which the list is asked for."""
    asked = visit.request.query_params
    code = asked.get("code", "")
    if code not in codes:
        raise Problem(404, "NOT_FOUND")
    return Behind(code, asked.get("stage"), asked.get("zone"))


def page_asked(visit: Visit) -> int:
    given = visit.request.query_params.get("page", "1")[:6]
    return int(given) if given.isdecimal() else 1


def narrowed(what: Behind) -> str:
    parts = [words(what.stage)] if what.stage is not None else []
    parts += [zone_word(what.zone)] if what.zone is not None else []
    return " · ".join(parts)


def cases_at(address: str, what: Behind, page: int = 1, kind: str = "cases") -> str:
    """``address`` is the study's; ``kind`` is ``cases`` for the list or ``file`` for a table."""
    said = {"code": what.code, "stage": what.stage, "zone": what.zone, "page": page}
    given = {name: one for name, one in said.items() if one not in (None, 1)}
    return f"{address}/{kind}?{urlencode(given)}"
