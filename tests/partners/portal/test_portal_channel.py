"""A body that works in our pages has whatever is asked of it at once."""

from datetime import date

from care.model.ids import AgencyId, EffectId, LinkageId
from partners.channel import Channel, Endpoint, Known, Reminder
from partners.portal.channel import PortalChannel

HERE = Endpoint(agency_id=AgencyId("a-centre"), url="", secrets=())
LINKAGE = LinkageId("linkage-1")


async def test_nothing_has_to_leave_for_a_body_that_reads_here() -> None:
    channel: Channel = PortalChannel()
    reminder = Reminder(
        effect_id=EffectId("linkage-1:remind"),
        linkage_id=LINKAGE,
        agency_id=HERE.agency_id,
        status=False,
        answer_by=date(2026, 4, 1),
    )
    taken_back = await channel.withdraw(LINKAGE, EffectId("linkage-1:withdraw"), HERE)
    assert taken_back.delivered
    assert (await channel.remind(reminder, HERE)).delivered
    assert await channel.find(LINKAGE, HERE) is Known.THERE
