"""What the web and the command line need to know of each kind of list besides its columns."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from care.model.campaign import Campaign, CampaignState
from care.model.discovery import BatchKind, DiscoveryRules
from care.model.ids import DistrictCode
from policies.resolve import resolve
from store import campaigns
from store.keyring import Keyring
from web.imports.columns import ANSWER, Extra, How, Setting

Own = Callable[[Any, Keyring, DistrictCode, str], Awaitable[tuple[Extra, ...] | None]]
"""Session, keys, district and what the list is about, to the columns of its own.

None: there is nothing such a list could be brought for.
"""


def rules_of(district: str) -> DiscoveryRules | None:
    """None where the policy in force says nothing of discovery, or there is no such district."""
    try:
        return resolve(district).discovery
    except KeyError:
        return None


async def signal_kinds(
    session: Any, keyring: Keyring, district: DistrictCode, about: str
) -> tuple[Extra, ...] | None:
    rules = rules_of(district)
    if rules is None:
        return None
    return tuple(Extra(one.code, one.ko, How.FLAG, names=(one.en, one.code)) for one in rules.kinds)


async def campaign_targets(
    session: Any, keyring: Keyring, district: DistrictCode, about: str
) -> tuple[Extra, ...] | None:
    """Only for a campaign that is still surveyed."""
    return None if await _surveyed(session, district, about) is None else ()


async def survey_answers(
    session: Any, keyring: Keyring, district: DistrictCode, about: str
) -> tuple[Extra, ...] | None:
    """One column a question of what the campaign asks now."""
    campaign = await _surveyed(session, district, about)
    if campaign is None:
        return None
    form = await campaigns.current_form(session, campaign.campaign_id)
    return tuple(
        Extra(
            f"{ANSWER}{one.code}",
            one.ko,
            How.FLAG if one.most == 1 else How.NUMBER,
            names=(one.en, one.code),
            most=one.most,
        )
        for one in form.questions
    )


async def _surveyed(session: Any, district: DistrictCode, about: str) -> Campaign | None:
    found = await campaigns.campaign(session, district, about)
    return found if found and found.state is CampaignState.SURVEYING else None


OWN: dict[BatchKind, Own] = {
    BatchKind.SIGNALS: signal_kinds,
    BatchKind.CAMPAIGN_TARGETS: campaign_targets,
    BatchKind.SURVEY_ANSWERS: survey_answers,
}


async def setting_for(
    session: Any,
    keyring: Keyring,
    district: DistrictCode,
    kind: BatchKind,
    about: str,
    today: date,
) -> Setting | None:
    """None when no list of this kind can be brought."""
    own = OWN.get(kind)
    extras = None if own is None else await own(session, keyring, district, about)
    if extras is None:
        return None
    offices = {str(code): name for code, name in resolve(district).offices.items()}
    return Setting(today=today, offices=offices, extras=extras)
