"""Wrong files are refused where they are wrong, with every fault at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.problems import PolicyError
from policies.reading import MAX_CHARACTERS, read


def faults(text: str) -> list[tuple[str, int, int]]:
    with pytest.raises(PolicyError) as refused:
        read(text, "test.yaml")
    return [(problem.code, problem.line, problem.column) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n\tb: 1\n", [("tab", 2, 1)]),
        ("a: 1\nb: 2\na: 3\n", [("duplicate_key", 3, 1)]),
        ("a: &x [1]\nb: *x\n", [("anchor", 1, 4), ("alias", 2, 4)]),
        ("a: !!python/object:os.system {}\n", [("tag", 1, 4)]),
        ("a: !!python/object/apply:os.system ['true']\n", [("tag", 1, 4)]),
        ("a: 08\n", [("octal", 1, 4)]),
        ("a: 0o17\n", [("octal", 1, 4)]),
        ("a: 0x1F\n", [("octal", 1, 4)]),
        ("a: on\nb: off\nc: yes\n", [("old_boolean", n, 4) for n in (1, 2, 3)]),
        ("a: 2026-02-30\n", [("date", 1, 4)]),
        ("a: 1\n---\na: 2\n", [("syntax", 2, 1)]),
        ("a: [1\n", [("syntax", 2, 1)]),
        ("- 1\n", [("not_mapping", 1, 1)]),
        ("", [("not_mapping", 1, 1)]),
        ("1: 1\n? [a]\n: 2\n", [("key", 2, 3)]),
    ],
)
def test_a_fault_is_named_with_its_line_and_column(
    text: str, expected: list[tuple[str, int, int]]
) -> None:
    assert faults(text) == expected


def test_a_bomb_of_aliases_is_refused_without_being_unfolded() -> None:
    rows = ["a0: &a0 [x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    codes = {code for code, _, _ in faults("\n".join(rows))}
    assert codes == {"anchor", "alias"}


def test_a_deep_nest_and_a_huge_file_are_refused() -> None:
    assert faults("a: " + "[" * 500 + "]" * 500)[0][0] == "too_deep"
    assert faults("#" * (MAX_CHARACTERS + 1))[0][0] == "too_large"


def test_all_faults_are_listed_not_only_the_first() -> None:
    text = "a: 08\nb: on\nb: 1\nc: 2026-13-01\n"
    assert [code for code, _, _ in faults(text)] == [
        "octal", "old_boolean", "duplicate_key", "date",
    ]  # fmt: skip


def test_only_plain_things_come_out() -> None:
    tree = read("a: 3\nb: true\nc: ~\nd: '08'\ne: 2026-01-31\nf: 12:30\ng: 1.5\n", "test.yaml")
    assert {key: type(value).__name__ for key, value in tree.data.items()} == {
        "a": "int", "b": "bool", "c": "NoneType", "d": "str", "e": "date", "f": "str", "g": "str",
    }  # fmt: skip


def test_a_sentence_says_the_place_in_both_languages() -> None:
    with pytest.raises(PolicyError) as refused:
        read("a: 1\na: 2\n", "districts/x.yaml")
    problem = refused.value.problems[0]
    assert problem.sentence() == "districts/x.yaml 2행 1칸: ‘a’ 항목이 두 번 나옵니다."
    assert problem.sentence("en").startswith("districts/x.yaml, line 2, column 1: ")


PIECES = st.lists(
    st.sampled_from(
        ["a: ", "b", "\n", "  ", "- ", "[", "]", "{", "}", ",", "&x ", "*x", "!t ", "|", ">", "?",
         ": ", "'", '"', "#", "08", "on", "---", "...", "%YAML 1.1\n", "<<: ", "\x00", "\u2028"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@given(st.one_of(st.text(max_size=60), PIECES))
def test_whatever_a_file_holds_it_is_read_or_refused_in_words(text: str) -> None:
    try:
        said = isinstance(read(text, "test.yaml").data, dict)
    except PolicyError as refused:
        said = all(problem.ko and problem.en for problem in refused.problems)
    assert said
