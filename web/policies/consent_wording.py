"""``/policies/{district}/texts``: what is read before somebody consents, by purpose and level.

The words are values of the policy like any other, so each edition keeps its own, and the copy
handed to a person says which edition's words they heard (domain guide PA-08).
"""

from fastapi import Response

from i18n.loader import language
from policies.explain import explain_policy
from web.access import Access, Area, Here
from web.consent_texts import consent_texts
from web.filters import local
from web.policies.tabs import name_of, policy_in_force, tabs_of
from web.render import page

area = Area("/policies")
READ = Access("ViewPolicy", record=None)


@area.get("/{district}/texts", access=READ)
async def show(visit: Here, district: str) -> Response:
    policy = policy_in_force(district)
    found = consent_texts(district, local(visit.now).date())
    rows = {row.key: row for row in explain_policy(policy, language())}
    return page(
        visit.request,
        "policies/texts.html",
        block="content",
        policy=policy,
        name=name_of(policy),
        tabs=tabs_of(district),
        found=[(text, rows[text.key]) for text in found.values()],
        may_draft=visit.may("DraftPolicy") and district == visit.visitor.district,
    )
