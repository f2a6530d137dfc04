"""Which loops a case is in now, for its page: the pressing ones across, the others beside."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from care.model.codes import Stage
from care.model.ids import TextId
from care.model.loop_codes import Kinship
from care.model.work import CaseSnapshot
from i18n.loader import gettext
from store import texts, timeline
from web.acts.offers import Offer, acts_for
from web.cases.course_panels import (
    clocks_panel,
    cover_panel,
    kin_panel,
    transfer_panel,
)
from web.cases.heard_panels import feedback_panel, number_panel, signals_panel
from web.cases.hold_panels import crisis_panel, grounds_panel, hold_panel
from web.cases.linking_panels import (
    concerns_panel,
    gaps_panel,
    milestones_panel,
    services_panel,
    supports_panel,
)
from web.cases.sight import Sight
from web.cases.track_panels import (
    agreed_panel,
    complaints_panel,
    ics_panel,
    long_case_panel,
    referral_panel,
)
from web.districts import district_name
from web.filters import short_day
from web.visitor import Visit

PRESSING = (
    concerns_panel,
    signals_panel,
    hold_panel,
    number_panel,
    gaps_panel,
    clocks_panel,
    ics_panel,
    transfer_panel,
)
BESIDE = (
    cover_panel,
    agreed_panel,
    complaints_panel,
    grounds_panel,
    services_panel,
    milestones_panel,
    supports_panel,
    feedback_panel,
    long_case_panel,
    kin_panel,
)


@dataclass(frozen=True)
class Banner:
    """One line above everything: this record is not the one to work in."""

    words: str
    href: str = ""
    link: str = ""
    offers: Sequence[Offer] = field(default_factory=tuple)


def loops(sight: Sight, offers: Sequence[Offer], returned: str) -> dict[str, Any]:
    referral = referral_panel(sight, returned)
    found = [make(sight, offers) for make in PRESSING]
    return {
        "banner": banner(sight, offers),
        "crisis": crisis_panel(sight, offers),
        "pressing": [one for one in (referral, *found) if one is not None],
        "beside": [one for make in BESIDE if (one := make(sight, offers)) is not None],
    }


def banner(sight: Sight, offers: Sequence[Offer]) -> Banner | None:
    state = sight.state
    if state.merge is not None:
        return Banner(
            gettext(
                "다른 사례에 합친 기록입니다. %(day)s까지 되돌릴 수 있습니다.",
                day=short_day(state.merge.undo_until),
            ),
            f"/cases/{state.merge.into}",
            gettext("합친 사례 보기"),
            [one for one in offers if one.act.slug == "merge/undo"],
        )
    if state.absorbed:
        return Banner(
            gettext("같은 가구의 다른 기록이 이 사례에 합쳐졌습니다."),
            f"/cases/{state.absorbed[-1]}",
            gettext("합쳐진 기록 보기"),
            [],
        )
    return over(sight)


def over(sight: Sight) -> Banner | None:
    """An episode that is over is read; work goes on in the one that followed, if there is one."""
    state = sight.state
    following = next((one for one in sight.after if one.kinship is not Kinship.SPLIT), None)
    if state.stage is not Stage.ENDED and (state.stage is not Stage.AFTERCARE or not following):
        return None
    if following is None:
        return Banner(gettext("끝난 회차라 읽기 전용입니다."))
    if following.district != state.district:
        district = district_name(following.district)
        return Banner(
            gettext("끝난 회차라 읽기 전용입니다. %(district)s에서 이어 갑니다.", district=district)
        )
    return Banner(
        gettext("끝난 회차라 읽기 전용입니다."),
        f"/cases/{following.case_id}",
        gettext("이어진 회차 보기"),
    )


async def returned_reason(visit: Visit, session: Any, sight: Sight) -> str:
    """Why the district sent a high-difficulty referral back; the state keeps no words of it."""
    referral, case_id = sight.state.high_difficulty, sight.state.case_id
    if referral is None or referral.returned_at is None:
        return ""
    keyring = visit.dependencies.keyring
    recorded = await timeline.events(session, keyring, case_id)
    answers = [one.event for one in recorded if one.event.kind == "HighDifficultyAnswered"]
    reason: TextId | None = getattr(answers[-1], "reason", None) if answers else None
    if reason is None:
        return ""
    return (await texts.texts(session, keyring, case_id, [reason])).get(reason, "")


def offered(sight: Sight, visit: Visit, told: CaseSnapshot) -> list[Offer]:
    """Acts of the loops are not offered to a case whose policy does not know them."""
    policy = sight.state.policy
    return acts_for(
        told,
        visit,
        loops=policy.life is not None,
        linking=policy.linking is not None,
        heard=policy.number_notice is not None,
    )
