"""Where a case page leads to a new episode: taken up again once over, split while it goes on."""

from collections.abc import Sequence

from care.model.case import CaseState
from care.model.codes import Stage
from care.model.course import Kin
from care.model.loop_codes import Kinship
from i18n.loader import gettext
from web.episodes.splitting import may_leave
from web.visitor import Visit


def episode_links(case: CaseState, after: Sequence[Kin], visit: Visit) -> list[tuple[str, str]]:
    """Addresses with their words, for those who may follow them."""
    below = f"/cases/{case.case_id}"
    if case.stage in (Stage.ENDED, Stage.AFTERCARE):
        known = any(kin.kinship is Kinship.REOPENED for kin in after)
        hears = case.stage is Stage.ENDED or case.policy.life is not None
        offered = hears and not known and visit.may("ReopenCase")
        return [(f"{below}/reopen", gettext("사례 다시 열기"))] if offered else []
    splits = case.policy.life is not None and may_leave(case) and visit.may("SplitCase")
    return [(f"{below}/split", gettext("사례 나누기"))] if splits else []
