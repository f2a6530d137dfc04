"""Commands that tie a case to others: transfer, new episodes, merging, death, joint signature."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from care.model.course import Kin
from care.model.ids import (
    AgencyId,
    CaseId,
    DistrictCode,
    MemberId,
    TextId,
    TransferId,
)
from care.model.loop_codes import Scheme, TransferAnswer
from care.model.value import Value


class ProposeTransfer(Value):
    """To another district or another programme; exactly one of the two."""

    kind: Literal["ProposeTransfer"] = "ProposeTransfer"
    transfer_id: TransferId
    to_district: DistrictCode | None = None
    scheme: Scheme | None = None
    agency_id: AgencyId | None = None
    members: Annotated[tuple[MemberId, ...], Field(min_length=1)]
    note: TextId


class DecideTransfer(Value):
    """The coordinator lets the offer go out, or not."""

    kind: Literal["DecideTransfer"] = "DecideTransfer"
    transfer_id: TransferId
    approved: bool
    reason: TextId | None = None


class AnswerTransfer(Value):
    """The receiver's word; ``successor`` is the receiver's case when accepted by a district."""

    kind: Literal["AnswerTransfer"] = "AnswerTransfer"
    transfer_id: TransferId
    answer: TransferAnswer
    successor: Kin | None = None
    reason: TextId | None = None


class RecordSuccessor(Value):
    """A new episode of this lineage began (reopened or split off)."""

    kind: Literal["RecordSuccessor"] = "RecordSuccessor"
    successor: Kin


class RecordTold(Value):
    """The shell's word on an effect that is no referral: done, or failed for good."""

    kind: Literal["RecordTold"] = "RecordTold"
    effect_id: str
    done: bool
    code: str = ""


class MergeInto(Value):
    """This record repeats ``into``; thirty days to take it back, then the episode ends."""

    kind: Literal["MergeInto"] = "MergeInto"
    into: CaseId
    reason: TextId


class UndoMerge(Value):
    kind: Literal["UndoMerge"] = "UndoMerge"
    reason: TextId


class RecordMerged(Value):
    """The other side of a merge: what ``other`` held is read beside this case."""

    kind: Literal["RecordMerged"] = "RecordMerged"
    other: CaseId
    undone: bool = False


class RecordDeath(Value):
    kind: Literal["RecordDeath"] = "RecordDeath"
    member_id: MemberId
    on: date
    note: TextId | None = None


class SignClosure(Value):
    """The private-side case manager of a joint case signs the closure as well."""

    kind: Literal["SignClosure"] = "SignClosure"
    note: TextId | None = None
