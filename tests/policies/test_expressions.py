"""Conditions in CEL: what is refused and where, and that the heart decides as the engine would."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.decide.conditions import explain, holds
from care.model.condition import Condition, Operator, Plain
from policies.expressions import condition, engine, read_expression
from policies.fact_names import ENVIRONMENTS, FactType

NUMBERS = [f.name for f in ENVIRONMENTS["approval"] if f.type is FactType.NUMBER]
YES_NO = [f.name for f in ENVIRONMENTS["approval"] if f.type is FactType.YES_NO]
CODE = [f.name for f in ENVIRONMENTS["approval"] if f.type is FactType.CODE]
CODES = [f.name for f in ENVIRONMENTS["approval"] if f.type is FactType.CODES]

codes = st.sampled_from(["CASE_GENERAL", "CASE_HIGH_DIFFICULTY", "SUICIDE", "CLINIC", ""])
small = st.integers(-5, 40)
texts = st.one_of(st.sampled_from(CODE), codes.map(lambda code: f'"{code}"'))
lists = st.one_of(
    st.sampled_from(CODES),
    st.lists(codes, max_size=3).map(lambda all_: f"[{', '.join(f'{c!r}' for c in all_)}]"),
)
numbers = st.recursive(
    st.one_of(st.sampled_from(NUMBERS), small.map(str), lists.map(lambda of: f"size({of})")),
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "*"]), inner),
    max_leaves=4,
)
comparisons = st.one_of(
    st.sampled_from(["true", "false", *YES_NO]),
    st.builds(
        "({} {} {})".format, numbers, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), numbers
    ),
    st.builds("({} {} {})".format, texts, st.sampled_from(["==", "!="]), texts),
    st.builds("({} in {})".format, texts, lists),
    st.builds("({} in [{}, {}])".format, numbers, numbers, numbers),
)
conditions = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["&&", "||"]), inner),
        inner.map("!({})".format),
        st.builds("({} ? {} : {})".format, inner, inner, inner),
    ),
    max_leaves=5,
).filter(lambda text: len(text) <= 500)
facts = st.fixed_dictionaries(
    {
        **{name: small for name in NUMBERS},
        **{name: st.booleans() for name in YES_NO},
        **{name: codes for name in CODE},
        **{name: st.lists(codes, max_size=3).map(tuple) for name in CODES},
    }
)


@settings(max_examples=300, deadline=None)
@given(conditions, facts)
def test_the_heart_decides_as_the_expression_engine_would(
    text: str, known: dict[str, Plain]
) -> None:
    data = {name: list(each) if isinstance(each, tuple) else each for name, each in known.items()}
    read = read_expression(text, "approval")
    if read.condition is None:
        assert {fault.code for fault in read.faults} == {"EXPRESSION_FORBIDDEN"}
        return
    engine_says = engine("approval").compile(text).eval(data=data).value()
    assert holds(read.condition, known) is engine_says
    carried = Condition.model_validate_json(read.condition.model_dump_json())
    assert holds(carried, known) is engine_says


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    read = read_expression(text, "level")
    assert (read.condition is None) is bool(read.faults)
    assert all(fault.line >= 1 and fault.column >= 1 for fault in read.faults)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("sum.real > 1", 4),
        ('"a".matches("(a+)+$")', 12),
        ("redFlags.exists(flag, flag == 'SUICIDE')", 16),
        ("redFlags.map(x, x).size() > 0", 13),
        ('__import__("os") == 1', 11),
        ("timestamp('2026-01-01T00:00:00Z') == timestamp('2026-01-01T00:00:00Z')", 10),
        ("redFlags[0] == 'A'", 9),
        ("{'a': 1} == {'a': 1}", 1),
        ("sum / 0 == 1", 5),
        ("sum % 2 == 1", 5),
        ("2.5 > 1.0", 1),
        ("dyn(1) == 1", 4),
        ("9223372036854775807 > sum", 1),
        ("channel + 'a' == 'ba'", 9),
        ("urgent < true", 8),
    ],
)
def test_what_reaches_outside_the_facts_is_forbidden(text: str, column: int) -> None:
    environment = "routing" if "channel" in text else "level"
    first = read_expression(text, environment).faults[0]
    assert (first.code, first.line, first.column) == ("EXPRESSION_FORBIDDEN", 1, column)
    assert first.ko
    assert first.en


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ('safety >= "x"', "expression_type", 8),
        ("safety", "expression_type", 1),
        ("safty > 1", "expression_unknown", 1),
        ("money > 1", "expression_unknown", 1),
        ("safety >=", "expression_syntax", 10),
        ("안전 > 1", "expression_syntax", 1),
    ],
)
def test_a_slip_is_told_with_its_place(text: str, code: str, column: int) -> None:
    first = read_expression(text, "level").faults[0]
    assert (first.code, first.column) == (code, column)


@pytest.mark.parametrize(
    "bomb",
    [
        "a" * 501,
        "(" * 240 + "true" + ")" * 240,
        "+".join(["sum"] * 120) + " > 1",
        "size(" * 90 + "redFlags" + ")" * 90,
        "safety in [" + ",".join(["1"] * 200) + "]",
        '"' + "(a+)+" * 80 + '".matches("(a|a)*$")',
    ],
)
def test_a_bomb_is_refused_or_answered_at_once(bomb: str) -> None:
    engine("level")
    before = time.perf_counter()
    read = read_expression(bomb, "level")
    if read.condition is not None:
        holds(read.condition, {"safety": 3})
    assert time.perf_counter() - before < 0.05
    assert read.condition is not None or read.faults[0].code in (
        "EXPRESSION_FORBIDDEN",
        "expression_too_long",
    )


def test_a_yes_is_not_the_number_one() -> None:
    assert not holds(condition("urgent in [1, true] && !urgent", "level"), {"urgent": True})
    assert not holds(condition("sum in [true, 2]", "level"), {"sum": 1})


def test_what_is_not_known_does_not_hold_and_breaks_nothing() -> None:
    asked = condition("safety > 1 || urgent", "level")
    assert not holds(asked, {})
    assert [term.found for term in explain(asked, {})] == [None, None]


def test_every_comparison_is_told_with_what_was_found() -> None:
    asked = condition("safety >= safetyHigh || !urgent && sum + 1 > 8", "level")
    told = explain(asked, {"safety": 1, "safetyHigh": 2, "urgent": True, "sum": 9})
    assert [(term.facts, term.found, term.needed, term.held) for term in told] == [
        (("safety", "safetyHigh"), 1, 2, False),
        (("urgent",), True, True, True),
        (("sum",), 10, 8, True),
    ]
    assert told[0].operator is Operator.AT_LEAST
