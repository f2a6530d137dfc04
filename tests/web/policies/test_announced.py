"""What is published for a day before an edition that is announced says that it ends with it."""

from tests.web.flow import Flow
from tests.web.policies.life import TERMS, act, attach, begin, settled, write
from tests.web.policies.test_life import coming_in_2031

SAYS = "판이 2031"


def on_its_way(flow: Flow, effective_from: str) -> str:
    """Approved, with another value than the edition that is announced."""
    draft = begin(flow)
    assert write(flow, draft, n="14").status_code == 303
    assert attach(flow, draft).status_code == 303
    terms = TERMS | {"effective_from": effective_from}
    assert act(flow, "admin", draft, "submit", **terms).status_code == 303
    return draft


def test_who_publishes_sees_which_later_edition_is_announced_already(flow: Flow) -> None:
    settled(flow)
    number = coming_in_2031(flow)
    draft = on_its_way(flow, "2026-02-01")
    assert f"{number}판이 2031" in flow.get("admin", draft).text, "whoever waits for it sees it too"
    assert act(flow, "privacy", draft, "review").status_code == 303
    assert act(flow, "head", draft, "approve").status_code == 303
    page = flow.get("admin", draft).text
    assert f"{number}판이 2031" in page.split('id="publish-title"')[1].split("</section>")[0]
    assert act(flow, "admin", draft, "publish", reason="조례 개정").status_code == 303
    assert SAYS not in flow.get("admin", draft).text


def test_what_begins_after_the_announced_edition_says_nothing_of_it(flow: Flow) -> None:
    settled(flow)
    coming_in_2031(flow)
    assert SAYS not in flow.get("admin", on_its_way(flow, "2031-03-01")).text


def test_without_anything_announced_nothing_is_said(flow: Flow) -> None:
    settled(flow)
    assert SAYS not in flow.get("admin", on_its_way(flow, "2026-02-01")).text
