"""Asks Cedar. The schema goes with every request: without it a failing ``forbid`` is skipped."""

import json
from functools import lru_cache

import cedarpy
import structlog

from policies.authz import PolicySet
from web.rights import Resource, Ruling, Visitor

REMEMBERED = 4096
NO_PERMIT = "no permit"
log = structlog.get_logger()


class Authority:
    """Policies and schema are parsed once: as text they cost a hundred times the decision.

    A ruling depends on nothing but what is asked, so the last few thousand are remembered; whoever
    changes office or role asks another question.
    """

    def __init__(self, policies: PolicySet) -> None:
        self.policies = policies
        self._parsed = cedarpy.PolicySet.from_str(policies.policies)
        self._schema = cedarpy.Schema.from_str(policies.schema)
        self._known = lru_cache(maxsize=REMEMBERED)(self._decide)

    def judge(self, visitor: Visitor, action: str, resource: Resource) -> Ruling:
        request: dict[str, object] = {
            "principal": f"Person::{json.dumps(visitor.person)}",
            "action": f"Action::{json.dumps(action)}",
            "resource": f"{resource.kind}::{json.dumps(resource.id)}",
            "context": {},
        }
        entities = [_person(visitor), _resource(resource)]
        return self.answer(request, entities)

    def answer(self, request: dict[str, object], entities: list[dict[str, object]]) -> Ruling:
        ruling = self._known(json.dumps(request), json.dumps(entities))
        if ruling.failed:
            log.error("authorisation_not_decided", action=request["action"])
        return ruling

    def _decide(self, request: str, entities: str) -> Ruling:
        asked = json.loads(request)
        given = cedarpy.is_authorized(asked, self._parsed, entities, schema=self._schema)
        named = sorted(given.diagnostics.id_annotations_by_reason.values())
        errors = list(given.diagnostics.errors)
        undecided = given.decision == cedarpy.Decision.NoDecision
        allowed = given.decision == cedarpy.Decision.Allow and not errors
        policy = ",".join(str(one) for one in named if one) or NO_PERMIT
        return Ruling(allowed=allowed, policy=policy, failed=bool(errors) or undecided)


def _person(visitor: Visitor) -> dict[str, object]:
    return {
        "uid": {"type": "Person", "id": visitor.person},
        "attrs": {
            "person": visitor.person,
            "district": visitor.district,
            "office": visitor.office,
            "offices": sorted(visitor.offices),
            "agency": visitor.agency or "",
            "leadsJointCentre": visitor.leads_joint_centre,
            "standsIn": [role.value for role in visitor.standing_roles],
            "standsInOffices": sorted(visitor.standing_offices),
        },
        "parents": [{"type": "Role", "id": role.value} for role in visitor.roles],
    }


def _resource(resource: Resource) -> dict[str, object]:
    attrs: dict[str, object] = {"district": resource.district}
    if resource.kind == "Case":
        attrs |= {
            "office": resource.office,
            "owner": resource.owner,
            "coOwner": resource.co_owner,
        }
    if resource.kind == "Referral":
        attrs["agency"] = resource.agency
    return {"uid": {"type": resource.kind, "id": resource.id}, "attrs": attrs, "parents": []}
