"""Authorisation policies (Cedar): who may do what; read once, refused as a whole when unsound."""

import json
import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

import cedarpy

from care.messages.commands import Command


class UnsoundPolicies(Exception):
    """The policy set or its schema does not hold; the message lists every fault."""


@dataclass(frozen=True)
class PolicySet:
    policies: str
    schema: str
    ids: frozenset[str]
    actions: frozenset[str]
    version: str
    """First twelve digits of the SHA-256 over policies and schema; kept in access records."""


def load() -> PolicySet:
    """The shipped policies, checked: each has a unique ``@id`` and all fit the schema."""
    folder = files("policies.authz")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".cedar"))
    policies = "\n".join((folder / name).read_text(encoding="utf-8") for name in names)
    schema = (folder / "schema.cedarschema").read_text(encoding="utf-8")
    return check(policies, schema)


@cache
def check(policies: str, schema: str) -> PolicySet:
    """Raises ``UnsoundPolicies``; the same texts are looked through once."""
    faults = list(_faults(policies, schema))
    if faults:
        raise UnsoundPolicies("; ".join(faults))
    return PolicySet(
        policies=policies,
        schema=schema,
        ids=frozenset(_ids(policies)),
        actions=_actions(schema),
        version=sha256(f"{policies}\0{schema}".encode()).hexdigest()[:12],
    )


def _faults(policies: str, schema: str) -> list[str]:
    result = cedarpy.validate_policies(policies, schema)
    if not result.validation_passed:
        return [str(error) for error in result.errors]
    ids = _ids(policies)
    faults = [f"{one} is used twice" for one in sorted(set(ids)) if ids.count(one) > 1]
    parsed = json.loads(cedarpy.policies_to_json_str(policies))
    if len(parsed.get("staticPolicies", {})) != len(ids):
        faults.append("a policy without @id")
    missing = command_kinds() - _actions(schema)
    faults.extend(f"no action for command {kind}" for kind in sorted(missing))
    return faults


def _ids(policies: str) -> list[str]:
    parsed = json.loads(cedarpy.policies_to_json_str(policies))
    found = (one.get("annotations", {}).get("id") for one in parsed["staticPolicies"].values())
    return [str(one) for one in found if one]


def _actions(schema: str) -> frozenset[str]:
    return frozenset(re.findall(r"^action (\w+)", schema, re.MULTILINE))


def command_kinds() -> frozenset[str]:
    """The commands of the heart by name; each is an action of its own."""
    union = Command.__origin__  # type: ignore[attr-defined]
    return frozenset(kind.__name__ for kind in union.__args__)
