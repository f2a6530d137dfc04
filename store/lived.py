"""Cases that have ended already, put in with all they left: many in a handful of statements.

For demonstrations and for cases brought over from elsewhere; what becomes of them is what
``rebuild`` makes of their events, but for work items long done.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from care.decide.figures import counted
from care.decide.snapshot import snapshot as snapshot_of
from care.messages.envelope import Step
from care.messages.events import CaseOpened, Recorded
from care.model.case import CaseState
from care.model.codes import Stage
from care.model.ids import CaseId, PersonId, TextId
from care.model.work import CaseSnapshot
from store import figures
from store.chains import answered
from store.events import event_rows
from store.keyring import Keyring, district_of
from store.read_model import Row, acted, case_row, gap_rows, ledger_rows, linkage_rows
from store.statements import add
from store.tables.cases import CaseLine, GapLine, LedgerLine, LinkageLine
from store.tables.columns import Line
from store.tables.discoveries import DiscoveryLine
from store.tables.figures import CountedLine
from store.tables.timeline import EventLine, StepLine, TextLine
from store.texts import sealed_text


class NotOver(Exception):
    """The case still goes on; only the engine may store it."""


@dataclass(frozen=True)
class Lived:
    """An ended case: how it stands, and its events step by step."""

    state: CaseState
    steps: Sequence[Sequence[Recorded]]
    texts: Mapping[TextId, str]
    author: PersonId

    @property
    def case_id(self) -> CaseId:
        return self.state.case_id

    @property
    def recorded(self) -> list[Recorded]:
        return [one for step in self.steps for one in step]


async def keep(session: AsyncSession, keyring: Keyring, cases: Iterable[Lived]) -> None:
    """Write them; one that is there already stays as it is."""
    rows: dict[type[Line], list[Row]] = {}
    for one in cases:
        if one.state.stage is not Stage.ENDED:
            raise NotOver(one.case_id)
        key = await keyring.case_key(session, one.case_id, district_of(one.case_id))
        for line, found in _lines(one, key).items():
            rows.setdefault(line, []).extend(found)
    for line, found in rows.items():
        await add(session, line, found)


def _lines(one: Lived, key: bytes) -> dict[type[Line], list[Row]]:
    snapshot, recorded = snapshot_of(one.state), one.recorded
    opened = next(each.event for each in recorded if isinstance(each.event, CaseOpened))
    people = [each for each in recorded if (by := acted([each])) is not None and by.is_person]
    first = answered(recorded)
    linkages = [
        row | {"answered_at": first.get(row["linkage_id"])} for row in linkage_rows(snapshot)
    ]
    origin = figures.origin_of(opened)
    found = {"district": district_of(one.case_id), "channel": origin.channel}
    return {
        CaseLine: [case_row(snapshot, key, acted(people))],
        StepLine: [_step_row(one.case_id, step) for step in one.steps],
        EventLine: [row for step in one.steps for row in _events(snapshot, step, key)],
        LinkageLine: linkages,
        GapLine: gap_rows(snapshot),
        LedgerLine: ledger_rows(one.case_id, recorded),
        DiscoveryLine: [{"case_id": one.case_id, **found}],
        CountedLine: figures.rows(one.case_id, origin, counted(recorded)),
        TextLine: [
            sealed_text(key, one.case_id, text_id, words, one.author, recorded[0].at)
            for text_id, words in one.texts.items()
        ],
    }


def _step_row(case_id: CaseId, step: Sequence[Recorded]) -> Row:
    last = step[-1]
    return {
        "case_id": case_id,
        "intent": last.intent,
        "revision": last.sequence,
        "actor": last.actor,
        "at": last.at,
    }


def _events(end: CaseSnapshot, step: Sequence[Recorded], key: bytes) -> list[Row]:
    """Sealed each at its place, exactly as a step of a living case."""
    last = step[-1]
    then = end.model_copy(update={"revision": last.sequence})
    written = Step.model_construct(
        case_id=end.case_id, intent=last.intent, events=tuple(step), snapshot=then
    )
    return event_rows(written, key)
