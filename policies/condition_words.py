"""A condition in the words of people: 사업비(원) ≥ 2,000,000 또는 위기 신호가 있음."""

from care.model.condition import Call, Constant, Fact, Node, Operator, Plain
from policies.expressions import read_expression
from policies.fact_names import FACT_WORDS
from policies.vocabulary import Pair, code_word, said

_BETWEEN: dict[Operator, Pair] = {
    Operator.AND: (" 그리고 ", " and "),
    Operator.OR: (" 또는 ", " or "),
    Operator.EQUAL: (" = ", " = "),
    Operator.UNEQUAL: (" ≠ ", " ≠ "),
    Operator.LESS: (" < ", " < "),
    Operator.AT_MOST: (" ≤ ", " ≤ "),
    Operator.MORE: (" > ", " > "),
    Operator.AT_LEAST: (" ≥ ", " ≥ "),
    Operator.IN: (" ∈ ", " ∈ "),
    Operator.PLUS: (" + ", " + "),
    Operator.MINUS: (" − ", " − "),
    Operator.TIMES: (" × ", " × "),
}
_YES_NO: dict[bool, Pair] = {True: ("언제나", "always"), False: ("언제도 아님", "never")}


def condition_words(text: str, environment: str, locale: str) -> str:
    """What cannot be read is shown as it is written."""
    found = read_expression(text, environment).condition
    return text if found is None else _words(found.tree, locale, outermost=True)


def _words(node: Node, locale: str, *, outermost: bool = False) -> str:
    match node:
        case Constant(value=value):
            return _value(value, locale)
        case Fact(name=name):
            return said(FACT_WORDS.get(name, (name, name)), locale)
        case Call(operator=Operator.NOT):
            inner = _words(node.arguments[0], locale)
            return said((f"{inner} 아님", f"not {inner}"), locale)
        case Call(operator=Operator.SIZE):
            inner = _words(node.arguments[0], locale)
            return said((f"{inner} 개수", f"number of {inner}"), locale)
        case Call(operator=Operator.IF):
            first, then, other = (_words(each, locale) for each in node.arguments)
            return said(
                (f"({first}(이)면 {then}, 아니면 {other})", f"(if {first}, {then}, else {other})"),
                locale,
            )
        case Call(operator=Operator.MINUS) if len(node.arguments) == 1:
            return f"−{_words(node.arguments[0], locale)}"
    between = said(_BETWEEN[node.operator], locale)
    joined = between.join(
        _words(each, locale, outermost=_flat(node.operator, each)) for each in node.arguments
    )
    return joined if outermost else f"({joined})"


def _flat(operator: Operator, inner: Node) -> bool:
    """Whether the inner part needs no brackets: a comparison within a chain, a chain in a chain."""
    if not isinstance(inner, Call):
        return True
    chains = (Operator.AND, Operator.OR)
    return operator in chains and (inner.operator not in chains or inner.operator is operator)


def _value(value: Plain, locale: str) -> str:
    if isinstance(value, bool):
        return said(_YES_NO[value], locale)
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, str):
        return code_word(value, locale)
    return f"[{', '.join(code_word(code, locale) for code in value)}]"
