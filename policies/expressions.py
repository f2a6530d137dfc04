"""CEL expressions of a policy: parsed and type-checked when a file is read, with line and column.

The engine only parses and checks. What decides is the tree the heart evaluates by itself
(``care.decide.conditions``), so no case ever waits for, or depends on, an expression engine.
Allowed are comparisons, ``&& || !``, ``in``, ``size``, ``+ - *`` and ``? :`` over the facts of an
environment; attributes, macros, regular expressions and every other function are refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from care.model.condition import Call, Condition, Constant, Fact, Node, Operator
from policies.cel_tree import kind, parsed
from policies.fact_names import ENVIRONMENTS, FactType

MAX_CHARACTERS = 500
MAX_NUMBER = 1_000_000_000_000
MAX_DEPTH = 24
_ERROR = re.compile(r"ERROR: <input>:(\d+):(\d+): (.*)")
_OPERATORS = {
    "_&&_": Operator.AND,
    "_||_": Operator.OR,
    "!_": Operator.NOT,
    "_==_": Operator.EQUAL,
    "_!=_": Operator.UNEQUAL,
    "_<_": Operator.LESS,
    "_<=_": Operator.AT_MOST,
    "_>_": Operator.MORE,
    "_>=_": Operator.AT_LEAST,
    "@in": Operator.IN,
    "_+_": Operator.PLUS,
    "_-_": Operator.MINUS,
    "-_": Operator.MINUS,
    "_*_": Operator.TIMES,
    "_?_:_": Operator.IF,
    "size": Operator.SIZE,
}
_ON_NUMBERS = frozenset(
    {
        Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST,
        Operator.PLUS, Operator.MINUS, Operator.TIMES,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What is wrong with an expression; ``line`` and ``column`` count within it, from one."""

    line: int
    column: int
    code: str
    ko: str
    en: str


@dataclass(frozen=True)
class Read:
    """The condition, or why there is none."""

    condition: Condition | None
    faults: tuple[Fault, ...] = ()


@lru_cache(maxsize=4096)
def read_expression(text: str, environment: str) -> Read:
    """Never raises for what the text says."""
    faults = tuple(_too_big(text))
    if faults:
        return Read(None, faults)
    tree, faults = _parsed(text, environment)
    if faults:
        return Read(None, faults)
    root, places = tree
    lowering = _Lowering(text, places, environment)
    node = lowering.node(root, 1)
    faults = tuple(lowering.faults) or _type_faults(text, environment) or tuple(lowering.unfit)
    if faults or node is None:
        return Read(None, faults)
    return Read(Condition(text=text, tree=node))


def condition(text: str, environment: str) -> Condition:
    """The condition of an expression known to be right; ``ValueError`` otherwise."""
    found = read_expression(text, environment)
    if found.condition is None:
        raise ValueError("; ".join(fault.en for fault in found.faults))
    return found.condition


@cache
def engine(environment: str) -> Any:
    """The CEL environment with the facts as flat typed variables and nothing else."""
    from cel_expr_python import cel  # type: ignore[import-untyped]

    types = {
        FactType.YES_NO: cel.Type.BOOL,
        FactType.NUMBER: cel.Type.INT,
        FactType.CODE: cel.Type.STRING,
        FactType.CODES: cel.Type.List(cel.Type.STRING),
    }
    return cel.NewEnv(variables={f.name: types[f.type] for f in ENVIRONMENTS[environment]})


def _too_big(text: str) -> Iterator[Fault]:
    if len(text) > MAX_CHARACTERS:
        yield Fault(1, 1, "expression_too_long",
                    f"조건식은 {MAX_CHARACTERS}자까지 쓸 수 있습니다.",
                    f"An expression has at most {MAX_CHARACTERS} characters.")  # fmt: skip


def _parsed(text: str, environment: str) -> tuple[Any, tuple[Fault, ...]]:
    try:
        serialized = engine(environment).compile(text, disable_check=True).serialize()
    except RuntimeError as error:
        return None, _engine_faults(str(error), "expression_syntax")
    return parsed(serialized), ()


def _type_faults(text: str, environment: str) -> tuple[Fault, ...]:
    try:
        result = engine(environment).compile(text).return_type().name()
    except RuntimeError as error:
        return _engine_faults(str(error), "expression_type")
    if result == "BOOL":
        return ()
    return (Fault(1, 1, "expression_type", "조건식의 답은 예 또는 아니요여야 합니다.",
                  f"An expression must say yes or no, not {result}."),)  # fmt: skip


_TOO_DEEP = Fault(1, 1, "EXPRESSION_FORBIDDEN", "조건식이 너무 깊이 겹쳐 있습니다.",
                  "The expression is nested too deeply.")  # fmt: skip
_SAID = {
    "expression_syntax": "조건식 문법에 맞지 않습니다",
    "expression_type": "조건식의 형이 맞지 않습니다",
}


def _engine_faults(message: str, code: str) -> tuple[Fault, ...]:
    """One fault for each of the engine's words; a text nested too deeply has no place."""
    found = [
        # The engine says "no place" by the largest number.
        _engine_fault(1 if line > MAX_CHARACTERS else line, max(column, 1), said, code)
        for line, column, said in _said(message)
    ]
    return tuple(dict.fromkeys(found))[:5] or (_TOO_DEEP,)


def _said(message: str) -> Iterator[tuple[int, int, str]]:
    for line, column, said in _ERROR.findall(message):
        yield int(line), int(column), said


def _engine_fault(line: int, column: int, said: str, code: str) -> Fault:
    unknown = re.match(r"undeclared reference to '([^']*)'", said)
    if unknown:
        return Fault(line, column, "expression_unknown",
                     f"‘{unknown[1]}’은(는) 이 조건식에서 쓸 수 있는 사실이 아닙니다.",
                     f"'{unknown[1]}' is not a fact this expression may speak of.")  # fmt: skip
    if "recursion depth" in said:
        return _TOO_DEEP
    plain = said.removesuffix(" [INVALID_ARGUMENT]").partition(" expecting {")[0]
    return Fault(line, column, code, f"{_SAID[code]}: {plain}", f"{plain}.")


class _Lowering:
    """The engine's tree to the heart's, with a fault for everything a policy must not use."""

    def __init__(self, text: str, places: dict[int, int], environment: str) -> None:
        self.text = text
        self.places = places
        self.types = {fact.name: fact.type for fact in ENVIRONMENTS[environment]}
        self.faults: list[Fault] = []
        self.unfit: list[Fault] = []
        """What CEL's types allow and a policy's do not; said when nothing else is wrong."""

    def node(self, node: Any, depth: int) -> Node | None:
        if depth > MAX_DEPTH:
            return self._forbidden(node, "깊이 겹친 식", "deep nesting")
        match kind(node):
            case "const_expr":
                return self._constant(node)
            case "ident_expr":
                return Fact(name=node.ident_expr.name)
            case "call_expr":
                return self._call(node, depth)
            case "list_expr":
                return self._codes(node)
            case "select_expr":
                return self._forbidden(node, f"속성(.{node.select_expr.field})", "attributes")
            case "comprehension_expr":
                return self._forbidden(node, "매크로(exists, all, map 등)", "macros")
        return self._forbidden(node, "이 식", "this construct")

    def _constant(self, node: Any) -> Node | None:
        match kind(node.const_expr):
            case "bool_value":
                return Constant(value=node.const_expr.bool_value)
            case "string_value":
                return Constant(value=node.const_expr.string_value)
            case "int64_value" if abs(node.const_expr.int64_value) <= MAX_NUMBER:
                return Constant(value=node.const_expr.int64_value)
        return self._forbidden(node, "정수, 글자, 참·거짓이 아닌 값",
                               "values other than whole numbers, text, true and false")  # fmt: skip

    def _codes(self, node: Any) -> Node | None:
        parts = [self.node(part, MAX_DEPTH) for part in node.list_expr.elements]
        if any(part is None for part in parts):
            return None
        values = [part.value for part in parts if isinstance(part, Constant)]
        if len(values) == len(parts) and all(isinstance(value, str) for value in values):
            return Constant(value=tuple(str(value) for value in values))
        return self._forbidden(node, "코드가 아닌 것의 목록", "lists of anything but codes")

    def _call(self, node: Any, depth: int) -> Node | None:
        call = node.call_expr
        operator = _OPERATORS.get(call.function)
        of = [call.target] if call.HasField("target") else []
        if operator is None or (of and operator is not Operator.SIZE):
            name = call.function.strip("_@")
            return self._forbidden(node, f"‘{name}’", f"'{name}'")
        if operator is Operator.IN and kind(call.args[1]) == "list_expr":
            return self._among(call, depth)
        arguments = [self.node(each, depth + 1) for each in (*of, *call.args)]
        found = tuple(each for each in arguments if each is not None)
        if len(found) < len(arguments):
            return None
        if operator in _ON_NUMBERS and any(self._is_text(each) for each in found):
            self.unfit.append(
                self._fault(
                    node,
                    "글자나 예·아니요의 크기 비교와 셈",
                    "ordering or arithmetic of anything but numbers",
                )
            )
        return Call(operator=operator, arguments=found)

    def _among(self, call: Any, depth: int) -> Node | None:
        """``x in [1, y]`` is ``x == 1 || x == y``; codes alone stay a list."""
        item = self.node(call.args[0], depth + 1)
        elements = [self.node(each, depth + 1) for each in call.args[1].list_expr.elements]
        if item is None or any(each is None for each in elements):
            return None
        known = [each for each in elements if each is not None]
        if all(isinstance(each, Constant) and isinstance(each.value, str) for each in known):
            codes = tuple(str(each.value) for each in known if isinstance(each, Constant))
            return Call(operator=Operator.IN, arguments=(item, Constant(value=codes)))
        return Call(
            operator=Operator.OR,
            arguments=tuple(Call(operator=Operator.EQUAL, arguments=(item, e)) for e in known),
        )

    def _is_text(self, node: Node) -> bool:
        if isinstance(node, Call):
            return node.operator is Operator.IF and any(map(self._is_text, node.arguments[1:]))
        if isinstance(node, Fact):
            return self.types.get(node.name, FactType.NUMBER) is not FactType.NUMBER
        return isinstance(node.value, bool) or not isinstance(node.value, int)

    def _forbidden(self, node: Any, ko: str, en: str) -> Node | None:
        self.faults.append(self._fault(node, ko, en))
        return None

    def _fault(self, node: Any, ko: str, en: str) -> Fault:
        offset = self.places.get(node.id, 0)
        before = self.text[:offset]
        return Fault(before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1,
                     "EXPRESSION_FORBIDDEN", f"조건식에 {ko}은(는) 쓸 수 없습니다.",
                     f"An expression must not use {en}.")  # fmt: skip
