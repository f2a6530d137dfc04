"""Accounts of the demonstration: everybody has one, every body of it too."""

from care.model.codes import Role
from policies.resolve import districts
from runtime.accounts import demo_accounts, demo_logins
from runtime.demo_cases import BODIES


def test_every_role_and_every_body_has_somebody_in_every_district() -> None:
    accounts = list(demo_accounts())
    for district in districts():
        own = [one for one in accounts if one.district == district]
        assert {one.role for one in own} == set(Role) - {Role.SYSTEM}
        at_bodies = {str(one.agency).rsplit("-", 1)[1]: one.body for one in own if one.agency}
        assert set(at_bodies) <= set(BODIES)
        assert all(BODIES[label].name == name for label, name in at_bodies.items())
    assert len({one.login for one in accounts}) == len(accounts)
    assert len({one.person for one in accounts}) == len(accounts)


def test_only_who_works_at_a_body_belongs_to_one() -> None:
    for one in demo_accounts():
        assert (one.agency is not None) is (one.role is Role.PARTNER_WORKER)


def test_the_login_page_names_the_body_of_a_worker() -> None:
    shown = dict(demo_logins())
    assert shown["gp-welfare"].startswith("가상소담복지관 · ")
    assert shown["gp-manager"].startswith("김포시 · ")
