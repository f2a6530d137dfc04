"""The case page offers what makes sense now, to whoever may do it."""

import re
from pathlib import Path

import pytest

from care.decide.snapshot import snapshot
from store import people
from tests.web.acts.conftest import GIMPO, Office
from tests.web.acts.test_assessing import to_assessment
from web.acts.offers import acts_for
from web.acts.registry import ACTS
from web.rights import Resource, Visitor
from web.visitor import Visit

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module", autouse=True)
def _case(office: Office) -> None:
    to_assessment(office)


def offered(office: Office, who: str) -> set[str]:
    async def visitor() -> Visitor:
        async with office.cases.database.read() as session:
            found = await people.by_login(session, who)
        assert found is not None
        person = found.person
        return Visitor(
            person=person.person_id,
            name=who,
            roles=tuple(person.roles),
            district=GIMPO,
            office=person.office or "",  # type: ignore[arg-type]
            agency=None,
            token="t",
            signed_in_at=office.clock(),
        )

    case = office.state()
    app = office.client.app
    visit = Visit(
        request=None,  # type: ignore[arg-type]
        dependencies=app.state.dependencies,  # type: ignore[attr-defined]
        at=office.clock(),
        guest=office.client.portal.call(visitor),  # type: ignore[union-attr]
        resource=Resource(
            kind="Case",
            id=case.case_id,
            district=GIMPO,
            office=case.office,
            owner=case.owner or "",
        ),
    )
    return {offer.act.slug for offer in acts_for(snapshot(case), visit)}


def test_the_owner_in_assessment_is_offered_the_form_and_no_later_step(office: Office) -> None:
    found = offered(office, "manager")
    assert {"contact", "assessment", "consent", "note"} <= found
    assert not {"linkages/new", "aftercare", "receive", "plan"} & found


def test_only_a_lead_is_offered_to_assign_an_owner(office: Office) -> None:
    assert "owner" in offered(office, "coordinator")
    assert "owner" not in offered(office, "hub")


def test_every_form_and_field_is_documented() -> None:
    told = (ROOT / "docs" / "forms.md").read_text(encoding="utf-8")
    paths = set(re.findall(r"^\| `([^`]+)`", told, re.MULTILINE))
    assert {act.slug for act in ACTS} <= paths
    for act in ACTS:
        row = next(line for line in told.splitlines() if line.startswith(f"| `{act.slug}`"))
        for asked in act.fields:
            assert f"`{asked.name}`" in row, f"{act.slug}: {asked.name}"
