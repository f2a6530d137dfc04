"""How people tell of a household, and how the district goes out to find some."""

from enum import StrEnum

from care.model.codes import DiscoveryChannel
from care.model.discovery import DiscoveryRules, SignalSource


class Occupation(StrEnum):
    """Fields of work whose people must report (급여법 제13조②), grouped from the listed ones."""

    WELFARE_FACILITY = "WELFARE_FACILITY"
    DISABILITY_SUPPORT = "DISABILITY_SUPPORT"
    MEDICAL = "MEDICAL"
    RESCUE = "RESCUE"
    POLICE = "POLICE"
    MENTAL_HEALTH = "MENTAL_HEALTH"
    CHILDCARE = "CHILDCARE"
    SCHOOL = "SCHOOL"
    TUTORING = "TUTORING"
    VIOLENCE_COUNSEL = "VIOLENCE_COUNSEL"
    FAMILY_CENTRE = "FAMILY_CENTRE"
    LONG_TERM_CARE = "LONG_TERM_CARE"
    PUBLIC_HEALTH = "PUBLIC_HEALTH"
    VILLAGE_HEAD = "VILLAGE_HEAD"
    HOUSING_MANAGEMENT = "HOUSING_MANAGEMENT"
    OTHER_DUTY = "OTHER_DUTY"


class BriefingKind(StrEnum):
    """A way of going out to people."""

    BRIEFING = "BRIEFING"
    CAMPAIGN_DAY = "CAMPAIGN_DAY"
    NEIGHBOUR_GROUP = "NEIGHBOUR_GROUP"
    HOSPITAL_VISIT = "HOSPITAL_VISIT"
    RENTAL_ESTATE = "RENTAL_ESTATE"
    OTHER_OUTING = "OTHER_OUTING"


TOLD_AS: dict[DiscoveryChannel, str] = {
    DiscoveryChannel.REPORT: "NEIGHBOUR_REPORT",
    DiscoveryChannel.DUTY_REPORTER: "DUTY_REPORT",
    DiscoveryChannel.SELF: "SELF_REPORT",
    DiscoveryChannel.PARTNER: "PARTNER_REPORT",
    DiscoveryChannel.HOSPITAL: "HOSPITAL_REPORT",
    DiscoveryChannel.OUTREACH: "LOCAL_CONCERN",
    DiscoveryChannel.DONG_DESK: "LOCAL_CONCERN",
    DiscoveryChannel.SHELTER: "PARTNER_REPORT",
}
"""The kind of signal a telling by this channel is, in the catalogue of the nation."""


def signal_of(channel: DiscoveryChannel, rules: DiscoveryRules) -> tuple[str, SignalSource]:
    """A district without this kind counts a report under the first kind people tell."""
    known = rules.kind(TOLD_AS.get(channel, ""))
    told = known or next((k for k in rules.kinds if k.source is SignalSource.REPORT), None)
    if told is None:
        return "REPORT", SignalSource.REPORT
    return told.code, told.source
