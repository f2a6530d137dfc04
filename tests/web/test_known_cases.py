"""Pages fold a case once and then only what is new; a replaced step is never shown on."""

from sqlalchemy import delete

from care.messages import commands as c
from care.model.codes import ContactMode, ContactResult
from store.tables.timeline import EventLine, StepLine
from tests.web.flow import Flow, open_case
from web.known_cases import KnownCases


def call() -> c.RecordContact:
    return c.RecordContact(mode=ContactMode.PHONE, result=ContactResult.NO_ANSWER)


def test_only_new_events_are_folded_and_the_state_is_the_cases_own(flow: Flow) -> None:
    open_case(flow)
    known = KnownCases(flow.cases.keyring)

    async def read() -> object:
        async with flow.cases.database.read() as session:
            return await known.state(session, flow.case_id)

    assert flow._run(read) == flow.state()
    flow.act("hub", call())
    assert flow._run(read) == flow.state()
    assert flow._run(read) == flow.state(), "nothing new changes nothing"


def test_a_step_the_engine_never_kept_is_forgotten_when_another_takes_its_place(
    flow: Flow,
) -> None:
    open_case(flow)
    known = KnownCases(flow.cases.keyring)
    opened = flow.state()

    async def read() -> object:
        async with flow.cases.database.read() as session:
            return await known.state(session, flow.case_id)

    flow.act("hub", call())
    lost = flow._run(read)

    async def undone() -> None:
        async with flow.cases.database.write() as session:
            for line in (EventLine, StepLine):
                late = line.revision > opened.revision
                await session.execute(delete(line).where(line.case_id == flow.case_id, late))

    flow._run(undone)
    met = c.RecordContact(mode=ContactMode.VISIT, result=ContactResult.REFUSED)
    flow.act("hub", met)
    assert flow._run(read) == flow.state() != lost
