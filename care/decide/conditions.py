"""Evaluates a district's conditions over the facts of a case; total, and bounded by the tree.

What the type check of ``policies.expressions`` let through never lacks a fact nor compares unlike
things; whatever does so all the same does not hold.
"""

from collections.abc import Callable, Iterator, Mapping
from operator import ge, gt, le, lt

from care.model.condition import Call, Condition, Constant, Fact, Node, Operator, Plain
from care.model.value import Value

Facts = Mapping[str, Plain]

_COMPARED: dict[Operator, Callable[[int, int], bool]] = {
    Operator.LESS: lt,
    Operator.AT_MOST: le,
    Operator.MORE: gt,
    Operator.AT_LEAST: ge,
}
_EQUALITY = frozenset({Operator.EQUAL, Operator.UNEQUAL})
_LOGIC = frozenset({Operator.AND, Operator.OR, Operator.NOT, Operator.IF})
_COUNTED: dict[Operator, Callable[[int, int], int]] = {
    Operator.PLUS: int.__add__,
    Operator.MINUS: int.__sub__,
    Operator.TIMES: int.__mul__,
}


class Term(Value):
    """One comparison of a condition with what was found in the case.

    ``facts`` are the names it speaks of, ``found`` and ``needed`` its two sides worked out; a bare
    fact is needed to be true.
    """

    facts: tuple[str, ...]
    operator: Operator
    found: Plain | None
    needed: Plain | None
    held: bool


class _NoValue(Exception):
    """The tree asks for a fact nobody told, or for something that cannot be worked out."""


def holds(condition: Condition, facts: Facts) -> bool:
    try:
        return _value(condition.tree, facts) is True
    except _NoValue:
        return False


def explain(condition: Condition, facts: Facts) -> tuple[Term, ...]:
    """Every comparison in the order it is written, also those that did not decide."""
    return tuple(_terms(condition.tree, facts))


def _terms(node: Node, facts: Facts) -> Iterator[Term]:
    if isinstance(node, Call) and node.operator in _LOGIC:
        for argument in node.arguments:
            yield from _terms(argument, facts)
    elif isinstance(node, Call):
        left, *right = node.arguments
        yield Term(
            facts=tuple(dict.fromkeys(_named(node))),
            operator=node.operator,
            found=_told(left, facts),
            needed=_told(right[0], facts) if right else None,
            held=_told(node, facts) is True,
        )
    elif isinstance(node, Fact):
        held = _told(node, facts)
        yield Term(
            facts=(node.name,), operator=Operator.EQUAL, found=held, needed=True, held=held is True
        )


def _named(node: Node) -> Iterator[str]:
    if isinstance(node, Fact):
        yield node.name
    elif isinstance(node, Call):
        for argument in node.arguments:
            yield from _named(argument)


def _told(node: Node, facts: Facts) -> Plain | None:
    try:
        return _value(node, facts)
    except _NoValue:
        return None


def _value(node: Node, facts: Facts) -> Plain:
    match node:
        case Constant(value=value):
            return value
        case Fact(name=name):
            if name not in facts:
                raise _NoValue
            return facts[name]
        case Call():
            return _called(node, facts)


def _called(node: Call, facts: Facts) -> Plain:
    operator, arguments = node.operator, node.arguments
    match operator:
        case Operator.AND:
            return all(_yes(one, facts) for one in arguments)
        case Operator.OR:
            return any(_yes(one, facts) for one in arguments)
        case Operator.NOT:
            return not _yes(arguments[0], facts)
        case Operator.IF:
            return _value(arguments[1 if _yes(arguments[0], facts) else 2], facts)
    values = tuple(_value(one, facts) for one in arguments)
    return _of_values(operator, values)


def _of_values(operator: Operator, values: tuple[Plain, ...]) -> Plain:
    if operator in _EQUALITY:
        return _same(values[0], values[1]) is (operator is Operator.EQUAL)
    if operator is Operator.IN:
        among = values[1]
        return isinstance(among, tuple) and any(_same(values[0], each) for each in among)
    if operator is Operator.SIZE:
        return _size(values[0])
    numbers = [_number(value) for value in values]
    if operator in _COMPARED:
        return _COMPARED[operator](numbers[0], numbers[1])
    if operator is Operator.MINUS and len(numbers) == 1:
        return -numbers[0]
    return _COUNTED[operator](numbers[0], numbers[1])


def _same(left: Plain, right: Plain) -> bool:
    """A yes is no 1 here, whatever Python thinks."""
    return isinstance(left, bool) is isinstance(right, bool) and left == right


def _size(value: Plain) -> int:
    if isinstance(value, str | tuple):
        return len(value)
    raise _NoValue


def _yes(node: Node, facts: Facts) -> bool:
    value = _value(node, facts)
    if isinstance(value, bool):
        return value
    raise _NoValue


def _number(value: Plain) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise _NoValue
