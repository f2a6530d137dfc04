"""A case tells another of its own: a new episode the former one, a duplicate the one kept."""

from temporalio import activity

from care.messages.commands import Command
from care.messages.envelope import DeliveryResult, Envelope, FormerToTell, KeptToTell, system_actor
from care.messages.kin_commands import AnswerTransfer, RecordMerged, RecordSuccessor
from care.model.course import Kin
from care.model.ids import CaseId, DistrictCode, IntentKey
from care.model.loop_codes import Kinship, TransferAnswer
from store.database import Database
from store.keyring import district_of
from store.transfers import empty_packet
from workflows.client import Cases, NotFound, Refused
from workflows.effects import TELL_FORMER, TELL_KEPT

OVER = frozenset({"not_open"})
"""The other one has ended: it can learn nothing more, and needs not."""


class Herald:
    def __init__(self, database: Database, cases: Cases) -> None:
        self._database = database
        self._cases = cases

    @activity.defn(name=TELL_FORMER.name)
    async def tell_former(self, asked: FormerToTell) -> DeliveryResult:
        """Safe to repeat: the intent is the effect's own."""
        result = await self._tell(asked)
        if asked.transfer_id is not None and result.delivered:
            async with self._database.of(asked.district).write() as session:
                await empty_packet(session, asked.transfer_id)
        return result

    async def _tell(self, asked: FormerToTell) -> DeliveryResult:
        return await self._say(asked, asked.former.case_id, news_of(asked))

    @activity.defn(name=TELL_KEPT.name)
    async def tell_kept(self, asked: KeptToTell) -> DeliveryResult:
        """Safe to repeat as well. Both records are of one district."""
        news = RecordMerged(other=asked.case_id, undone=asked.undone)
        return await self._say(asked, asked.into, news)

    async def _say(
        self, asked: FormerToTell | KeptToTell, whom: CaseId, news: Command
    ) -> DeliveryResult:
        envelope = Envelope(
            intent=IntentKey(f"{asked.case_id}:{asked.effect_id}"),
            actor=system_actor(DistrictCode(district_of(whom))),
            command=news,
        )
        try:
            await self._cases.ask(whom, envelope)
        except Refused as no:
            over = no.refusal.code in OVER
            return DeliveryResult(delivered=over, code=no.refusal.code)
        except NotFound:
            return DeliveryResult(delivered=True, code="not_open")
        return DeliveryResult(delivered=True)


def news_of(asked: FormerToTell) -> Command:
    """Members are named by the ids they have in the former episode."""
    successor = Kin(
        case_id=asked.case_id,
        district=asked.district,
        kinship=asked.former.kinship,
        at=asked.now,
        members=asked.former.members,
    )
    if asked.former.kinship is Kinship.TRANSFERRED and asked.transfer_id is not None:
        return AnswerTransfer(
            transfer_id=asked.transfer_id,
            answer=TransferAnswer.ACCEPTED,
            successor=successor,
        )
    return RecordSuccessor(successor=successor)
