"""A case is opened with its household in one form, also when it is sent twice."""

from typing import Any

from store import households
from tests.web.acts.conftest import Office

NEW = {
    "office": "handeul-eup",
    "channel": "SHELTER",
    "address_protected": "yes",
    "note": "쉼터에서 나올 예정",
    "member_0_name": "윤다온",
    "member_0_relation": "CLIENT",
    "member_0_birth_date": "1987-04-02",
    "member_0_phone": "010-0000-0201",
    "member_0_address": "한들읍 비밀길 7",
    "member_1_name": "윤가람",
    "member_1_relation": "CHILD",
    "member_1_birth_date": "2014-03-09",
    "member_2_name": "강제외",
    "member_2_relation": "SPOUSE",
    "member_2_excluded": "yes",
}


def open_case(office: Office, **changes: Any) -> None:
    answer = office.post("hub", "/cases/new", NEW | changes)
    assert answer.status_code == 303, answer.text
    office.case_id = answer.headers["location"].removeprefix("/cases/")


def test_a_new_case_knows_its_household_by_codes_and_the_store_by_name(office: Office) -> None:
    open_case(office)
    case = office.state()
    assert [m.relation for m in case.members] == ["CLIENT", "CHILD", "SPOUSE"]
    assert case.members[1].birth_year == 2014
    assert case.members[2].excluded
    assert case.address_protected

    async def names() -> list[str]:
        async with office.cases.database.read() as session:
            home = await households.household(session, office.cases.keyring, case.household_id)
        return [one.name for one in home.members] if home else []

    assert office.client.portal.call(names) == ["윤다온", "윤가람", "강제외"]  # type: ignore[union-attr]


def test_the_same_form_sent_twice_opens_one_case(office: Office) -> None:
    intent = office.intent("hub", "/cases/new")
    others = {"member_0_name": "백하람", "member_0_phone": "", "member_0_address": ""}
    others |= {"member_1_name": "백가람", "member_2_name": ""}
    first = office.post("hub", "/cases/new", NEW | others, intent)
    second = office.post("hub", "/cases/new", NEW | others, intent)
    assert first.headers["location"] == second.headers["location"]
    office.case_id = first.headers["location"].removeprefix("/cases/")
    assert office.kinds().count("CaseOpened") == 1


def test_a_row_is_added_without_losing_what_was_typed(office: Office) -> None:
    answer = office.post("hub", "/cases/new", NEW | {"rows": "3", "step": "add_member"})
    assert answer.status_code == 200
    assert 'name="member_3_name"' in answer.text
    assert 'value="한들읍 비밀길 7"' in answer.text


def test_a_removed_row_lets_the_next_move_up(office: Office) -> None:
    answer = office.post("hub", "/cases/new", NEW | {"rows": "3", "step": "remove_member_1"})
    assert answer.status_code == 200
    assert "윤가람" not in answer.text
    assert 'name="member_1_name" value="강제외"' in answer.text


def test_a_case_needs_one_client(office: Office) -> None:
    answer = office.post("hub", "/cases/new", NEW | {"member_0_relation": "OTHER"})
    assert answer.status_code == 422
    assert 'href="#member_0_relation"' in answer.text
    assert 'value="윤다온"' in answer.text


def test_a_resident_number_is_refused_and_not_stored(office: Office) -> None:
    answer = office.post("hub", "/cases/new", NEW | {"note": "번호 870402-2000008"})
    assert answer.status_code == 422
    assert 'href="#note"' in answer.text
