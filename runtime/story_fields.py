"""From a step of a story to the address of a form and what is typed into it."""

from collections.abc import Callable
from typing import Any

from care.model.codes import SubDomain
from runtime.story_cast import Cast
from runtime.story_file import Household, Step, Story

Typed = dict[str, Any]
SPECIAL_PATHS = {
    "decide-plan": "plan/decision",
    "decide-closure": "closure/decision",
    "answer-high-difficulty": "high-difficulty/answer",
}
_MEMBERS = frozenset({"member_id", "members", "by_guardian", "client"})
_BODIES = frozenset({"agency_id", "bodies", "proposed", "then_1", "then_2", "then_3"})
_WORKERS = frozenset({"owner", "co_owner", "cover", "companion"})


def path_of(act: str, cast: Cast) -> str:
    """Below the case, or of the site; ``@label`` in it is the id of a thing made earlier."""
    parts = SPECIAL_PATHS.get(act, act).split("/")
    return "/".join(cast.thing(part) if part.startswith("@") else part for part in parts)


def typed(step: Step, story: Story, cast: Cast) -> Typed:
    make = _SPECIAL.get(step.act or "", _ordinary)
    return make(step.fields, story, cast)


def home_of(story: Story, label: str) -> Household:
    """The story's own household, or another one it names."""
    if label:
        return story.others[label]
    return Household(
        channel=story.channel,
        office=story.office,
        people=story.household,
        address=story.address,
        address_protected=story.address_protected,
    )


def opening_fields(home: Household, more: Typed) -> Typed:
    """The form that opens a case, filled with the household; ``more`` is what the step adds."""
    given: Typed = {
        "office": home.office,
        "channel": home.channel,
        "address_protected": home.address_protected,
        "rows": len(home.people),
        **more,
    }
    for number, person in enumerate(home.people.values()):
        row = {
            "name": person.name,
            "relation": person.relation,
            "birth_date": person.born,
            "phone": person.phone,
            "address": "" if person.excluded else home.address,
            "excluded": person.excluded,
        }
        given |= {f"member_{number}_{name}": value for name, value in row.items()}
    return given


def _ordinary(fields: Typed, story: Story, cast: Cast) -> Typed:
    return {name: _value(name, value, cast) for name, value in fields.items()}


def _value(name: str, value: Any, cast: Cast) -> Any:
    if isinstance(value, list):
        return [_value(name, one, cast) for one in value]
    if isinstance(value, str) and value.startswith("@"):
        return cast.thing(value)
    if name in _MEMBERS:
        return cast.member(value)
    if name in _BODIES:
        return cast.body(value)
    if name in _WORKERS:
        return cast.worker(value).person
    # Yes-no questions and ticks are told apart by the form: a tick left out is not sent.
    return "true" if value is True else "false" if value is False else value


def _assessment(fields: Typed, story: Story, cast: Cast) -> Typed:
    """Sub-domains not named were looked at and score nothing."""
    scores = fields["scores"]
    labels = fields.get("members") or [k for k, who in story.household.items() if not who.excluded]
    present = [cast.member(label) for label in labels]
    given: Typed = {f"score_{sub}": scores.get(sub, 0) for sub in SubDomain}
    return given | {"members": present, "step": "complete"}


def _plan(fields: Typed, story: Story, cast: Cast) -> Typed:
    given: Typed = {"step": "submit", "parked": fields.get("parked", [])}
    for number, goal in enumerate(fields["goals"]):
        given |= {f"goal_{number}_{name}": value for name, value in goal.items()}
    for number, action in enumerate(fields["actions"]):
        row = {name: value for name, value in action.items() if name not in ("agency", "due")}
        row |= {"due_on": action["due"], "members": [cast.member(m) for m in action["members"]]}
        row["agency_id"] = cast.body(action["agency"]) if "agency" in action else ""
        given |= {f"action_{number}_{name}": value for name, value in row.items()}
    return given


def _decide_plan(fields: Typed, story: Story, cast: Cast) -> Typed:
    points: dict[str, str] = fields.get("points", {})
    given = {name: value for name, value in fields.items() if name != "points"}
    return given | {"point_item": list(points), "point_text": list(points.values())}


def _takeover(fields: Typed, story: Story, cast: Cast) -> Typed:
    owner = {"owner": cast.worker(fields["owner"]).person} if "owner" in fields else {}
    reason = {"reason": fields["reason"]} if "reason" in fields else {}
    return {"answer": "yes" if fields["accepted"] else "no", **owner, **reason}


def _many_linkages(fields: Typed, story: Story, cast: Cast) -> Typed:
    """``send`` names for each action of the plan the body that is asked; others are unticked."""
    send: dict[str, str] = fields["send"]
    plans = [step.fields["actions"] for step in story.steps if step.act == "plan"]
    unticked: Typed = {f"send_{action['id']}": False for plan in plans for action in plan}
    rest = {name: value for name, value in fields.items() if name != "send"}
    ticked = {f"send_{item}": "yes" for item in send}
    asked = {f"agency_{item}": cast.body(body) for item, body in send.items()}
    return unticked | rest | ticked | asked


def _closure(fields: Typed, story: Story, cast: Cast) -> Typed:
    outcomes = {f"outcome_{item}": outcome for item, outcome in fields["results"].items()}
    return {name: value for name, value in fields.items() if name != "results"} | outcomes


_SPECIAL: dict[str, Callable[[Typed, Story, Cast], Typed]] = {
    "assessment": _assessment,
    "plan": _plan,
    "decide-plan": _decide_plan,
    "answer-high-difficulty": _takeover,
    "closure": _closure,
    "linkages": _many_linkages,
}
