"""Bodies of the demonstration that are reached by letter and over FHIR."""

from datetime import date, datetime
from secrets import token_hex

from care.model.codes import AgencyKind, PartnerChannel
from care.model.ids import AgencyId, DistrictCode, PersonId
from runtime.parts import Parts
from store import agencies, partner_access
from store.agencies import Agency, Direction
from web import passwords

DEMO_PIN = "204816"
"""Of the bodies reached by letter; in the demonstration alone."""
BY_LETTER = "volunteers"
"""The label of the body that is reached by letter."""
BY = PersonId("system")
SINCE = date(2018, 1, 1)


async def make_channels(
    parts: Parts, district: DistrictCode, prefix: str, sandbox: str, at: datetime
) -> None:
    """One body by letter with a PIN, one with a FHIR server of its own; the first time only."""
    await _by_letter(parts, district, AgencyId(f"demo-{prefix}-{BY_LETTER}"), at)
    await _over_fhir(parts, district, AgencyId(f"demo-{prefix}-visiting"), sandbox, at)


async def _by_letter(
    parts: Parts, district: DistrictCode, agency_id: AgencyId, at: datetime
) -> None:
    body = Agency(
        agency_id=agency_id,
        district=district,
        name="가상이웃봉사단",
        kind=AgencyKind.VOLUNTEER,
        channel=PartnerChannel.MAIL,
        agreement_from=SINCE,
        mail=f"{agency_id}@hamkke.example",
    )
    async with parts.database.for_all().read() as session:
        known = await partner_access.pin_of(session, agency_id)
    hashed = None if known is not None else await passwords.hashed(DEMO_PIN)
    async with parts.database.for_all().write() as session:
        await agencies.save_agency(session, body)
        if hashed is not None:
            await partner_access.set_pin(session, body, hashed, BY, at)


async def _over_fhir(
    parts: Parts, district: DistrictCode, agency_id: AgencyId, sandbox: str, at: datetime
) -> None:
    body = Agency(
        agency_id=agency_id,
        district=district,
        name="가상방문의료센터",
        kind=AgencyKind.CLINIC,
        channel=PartnerChannel.FHIR,
        agreement_from=SINCE,
        endpoint=f"{sandbox}/{agency_id}/fhir",
    )
    async with parts.database.for_all().write() as session:
        await agencies.save_agency(session, body)
        kept = await agencies.secrets(session, parts.keyring, agency_id)
        if kept.sending is None:
            for direction in Direction:
                secret = f"whsec_{token_hex(24)}"
                await agencies.add_secret(session, parts.keyring, agency_id, direction, secret, at)
