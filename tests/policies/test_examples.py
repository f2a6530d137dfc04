"""The worked cases policy officers can read and add to."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from care.decide.calendar import due
from care.decide.score import crisis_score
from care.model.codes import RedFlag, SubDomain
from policies.kinds import DayCountValue, TermValue
from policies.reading import read
from policies.resolve import DIRECTORY, resolve

SEOUL = ZoneInfo("Asia/Seoul")


def examples(name: str) -> list[Any]:
    text = (DIRECTORY / "examples" / f"{name}.yaml").read_text(encoding="utf-8")
    found: list[Any] = read(text, f"examples/{name}.yaml").data["examples"]
    return [pytest.param(example, id=example["name"]) for example in found]


def due_date(district: str, key: str, start: date) -> datetime:
    policy = resolve(district)
    spec, count = policy.value(key).value, policy.value("dayCount").value
    assert isinstance(spec, TermValue)
    assert isinstance(count, DayCountValue)
    moment = datetime.combine(start, time(10), tzinfo=SEOUL)
    term = spec.term(count.value, count.first_day)
    return due(moment, term, policy.case_policy.calendar).astimezone(SEOUL)


@pytest.mark.parametrize("example", examples("deadlines"))
def test_a_deadline_falls_where_the_worked_case_says(example: dict[str, Any]) -> None:
    found = due_date(example["district"], example["key"], example["start"])
    assert found.date() == example["due"]
    assert found.hour == 18


@pytest.mark.parametrize("example", examples("levels"))
def test_the_score_proposes_the_level_of_the_worked_case(example: dict[str, Any]) -> None:
    score = crisis_score(
        {SubDomain(sub): value for sub, value in example["scores"].items()},
        tuple(RedFlag(flag) for flag in example.get("redFlags", [])),
        example.get("refusals", 0),
        resolve(example["district"]).case_policy,
    )
    assert (score.level, score.urgent) == (example["level"], example.get("urgent", False))
