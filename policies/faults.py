"""Words for what pydantic finds wrong, at the place in the file it stands."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from policies.problems import Problem
from policies.reading import Path, Tree

_WORDS: dict[str, tuple[str, str, str]] = {
    "missing": ("missing", "이 필요합니다.", "is required."),
    "extra_forbidden": ("unknown_key", "은(는) 여기에 쓸 수 없는 항목입니다.",
                        "is not a key here."),
    "int_type": ("type", "은(는) 정수여야 합니다.", "must be a whole number."),
    "bool_type": ("type", "은(는) true 또는 false여야 합니다.", "must be true or false."),
    "string_type": ("type", "은(는) 글자여야 합니다.", "must be text."),
    "tuple_type": ("type", "은(는) 목록([…])이어야 합니다.", "must be a list."),
    "dict_type": ("type", "은(는) 항목과 값의 목록이어야 합니다.", "must be a mapping."),
    "model_type": ("type", "은(는) 항목과 값의 목록이어야 합니다.", "must be a mapping."),
    "date_type": ("type", "은(는) 날짜(2026-01-31)여야 합니다.", "must be a date (2026-01-31)."),
    "date_from_datetime_parsing": (
        "type", "은(는) 날짜(2026-01-31)여야 합니다.", "must be a date (2026-01-31).",
    ),
    "enum": ("choice", "에 쓸 수 있는 값이 아닙니다. 쓸 수 있는 값: {expected}",
             "has a value that is not allowed; allowed: {expected}"),
    "literal_error": ("choice", "에 쓸 수 있는 값이 아닙니다. 쓸 수 있는 값: {expected}",
                      "has a value that is not allowed; allowed: {expected}"),
    "greater_than": ("range", "은(는) {gt}보다 커야 합니다.", "must be more than {gt}."),
    "greater_than_equal": ("range", "은(는) {ge} 이상이어야 합니다.", "must be at least {ge}."),
    "less_than": ("range", "은(는) {lt}보다 작아야 합니다.", "must be less than {lt}."),
    "less_than_equal": ("range", "은(는) {le} 이하여야 합니다.", "must be at most {le}."),
    "string_pattern_mismatch": ("pattern", "은(는) 정해진 꼴이 아닙니다: {pattern}",
                                "does not have the form {pattern}"),
    "too_short": ("empty", "에 적어도 하나를 적어야 합니다.", "needs at least one item."),
    "string_too_long": ("too_long", "은(는) {max_length}자까지 쓸 수 있습니다.",
                        "has at most {max_length} characters."),
    "string_too_short": ("empty", "은(는) 비울 수 없습니다.", "must not be empty."),
}  # fmt: skip

_RULES: dict[str, tuple[str, str]] = {
    "law_unnamed": ("source가 law이면 law에 조문을 적어야 합니다.",
                    "With source law, name the provision in 'law'."),
    "tier_twice": ("같은 사람이 두 번 승인할 수 없습니다.", "A role cannot approve twice."),
    "delegated_to_self": ("자기에게 전결할 수 없습니다.", "A role cannot delegate to itself."),
    "freeze_backwards": ("last는 first보다 앞설 수 없습니다.",
                         "'last' must not be before 'first'."),
    "freeze_too_long": ("승인을 멈추는 기간은 62일을 넘을 수 없습니다.",
                        "A freeze lasts at most 62 days."),
    "example_given": (
        "given에는 scores, deadline, plan, closure, opening 가운데 하나를 적으세요.",
        "'given' has one of scores, deadline, plan, closure and opening.",
    ),
    "example_start": ("deadline에는 start를 함께 적으세요.", "A deadline needs its 'start'."),
    "example_expect": ("expect가 given이 묻는 것에 답하지 않습니다.",
                       "'expect' does not answer what 'given' asks."),
    "group_twice": ("같은 정보를 두 번 적을 수 없습니다.", "A data group appears twice."),
    "snake_key": ("항목 이름은 firstDay처럼 붙여 적으세요.", "Spell keys like firstDay."),
    "before_and_after": ("beforePercent와 after 가운데 하나만 쓰세요.",
                         "Use either beforePercent or after."),
}  # fmt: skip


def problems_of(error: ValidationError, tree: Tree, path: Path) -> list[Problem]:
    """One problem for each fault, in words, at the nearest place the file has."""
    return [_problem({**detail}, tree, path) for detail in error.errors()]


def _problem(detail: Mapping[str, Any], tree: Tree, path: Path) -> Problem:
    full: Path = (*path, *detail["loc"])
    mark = tree.mark(full)
    code, ko, en = _wording(detail, str(full[-1]) if full else tree.file)
    return Problem(tree.file, mark.line, mark.column, code, ko, en)


def _wording(detail: Mapping[str, Any], name: str) -> tuple[str, str, str]:
    context = detail.get("ctx", {})
    if detail["type"] == "value_error":
        code = str(context["error"])
        return code, *_RULES[code]
    code, ko, en = _WORDS.get(
        detail["type"], ("invalid", "의 값이 맞지 않습니다.", f"is not valid: {detail['msg']}")
    )
    context = {**context, "expected": str(context.get("expected", "")).replace(" or ", ", ")}
    return code, f"‘{name}’{ko.format(**context)}", f"'{name}' {en.format(**context)}"
