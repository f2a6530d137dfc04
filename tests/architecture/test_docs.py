"""The documentation says what the code does: commands, refusals, permissions, words, links."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request

import pytest
import typer
from pydantic import SecretStr

from care.messages.inbound import IncomingAnswer
from care.model.refusal import CODES, REQUIREMENTS
from i18n import loader, phrases
from partners.rest.inbound import read_answer
from policies import authz
from runtime.cli import app
from tests.architecture.repository import ROOT, packages, parsed, sources, tracked

DOCS = ROOT / "docs"
README, README_KO = ROOT / "README.md", ROOT / "README.ko.md"
PAGES = sorted(path for path in tracked() if path.suffix == ".md")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
FILE = re.compile(r"(?:[\w.-]+/)+[\w.*<>-]+\.(?:py|md|yaml|yml|html|po|cedar|cedarschema|json|png)")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _prose(path: Path) -> str:
    return FENCE.sub("", _text(path))


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# Commands --------------------------------------------------------------------------------------


def _commands(group: typer.Typer, prefix: str = "hamkke") -> Iterator[str]:
    for command in group.registered_commands:
        name = command.name or getattr(command.callback, "__name__", "")
        yield f"{prefix} {name}"
    for below in group.registered_groups:
        assert below.typer_instance is not None
        yield from _commands(below.typer_instance, f"{prefix} {below.name}")


def test_every_command_is_told_to_operators_and_no_other() -> None:
    rows = re.findall(r"^\| `(hamkke [^`]+)` \|", _text(DOCS / "operator.md"), re.MULTILINE)
    assert sorted(rows) == sorted(_commands(app))


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_only_commands_that_exist_are_named(page: Path) -> None:
    known = set(_commands(app)) | {"hamkke COMMAND"}
    groups = {name.rsplit(" ", 1)[0] for name in known if name.count(" ") == 2}
    for used in re.findall(r"\bhamkke ([a-zA-Z]+(?: [a-z]+)?)", "\n".join(_codes(page))):
        words = f"hamkke {used}".split()
        named = " ".join(words[:3]) if " ".join(words[:2]) in groups else " ".join(words[:2])
        assert named in known, named


def test_make_targets_that_are_named_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", _text(ROOT / "Makefile"), re.MULTILINE))
    for page in PAGES:
        for used in re.findall(r"`make ([a-z]+)`", _text(page)):
            assert used in targets, f"{_named(page)}: make {used}"


def _codes(page: Path) -> Iterator[str]:
    text = _text(page)
    yield from FENCE.findall(text)
    yield from CODE.findall(FENCE.sub("", text))


# Refusals and permissions ----------------------------------------------------------------------


def _refusal_rows(codes: dict[str, str]) -> list[str]:
    rows = []
    for code in codes:
        with loader.speaking("ko"):
            korean = phrases.error_sentence(code)
        with loader.speaking("en"):
            english = phrases.error_sentence(code)
        rows.append(f"| `{code}` | {korean} | {english} |")
    return rows


@pytest.mark.parametrize("codes", [CODES, REQUIREMENTS], ids=["refusals", "requirements"])
def test_every_refusal_is_listed_with_its_sentences(codes: dict[str, str]) -> None:
    listed = _text(DOCS / "refusals.md").splitlines()
    missing = [row for row in _refusal_rows(codes) if row not in listed]
    assert not missing, "put these rows into docs/refusals.md:\n" + "\n".join(missing)


def test_no_refusal_is_listed_that_no_longer_exists() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", _text(DOCS / "refusals.md"), re.MULTILINE)
    assert sorted(listed) == sorted([*CODES, *REQUIREMENTS])


def test_every_permission_is_listed() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", _text(DOCS / "permissions.md"), re.MULTILINE)
    asked = re.findall(r"^action (\w+) .*appliesTo", authz.load().schema, re.MULTILINE)
    assert sorted(listed) == sorted(asked)


# Words -----------------------------------------------------------------------------------------


def _glossary() -> Iterator[str]:
    """Identifiers of the glossary's last column; the machine's words are no identifiers."""
    table = _text(DOCS / "glossary.md").partition("**Words of the machine**")[0]
    for row in table.splitlines():
        if row.startswith("|"):
            yield from CODE.findall(row.rsplit("|", 2)[1])


def _known_names() -> set[str]:
    found: set[str] = set()
    for path in sources(*packages()):
        for node in ast.walk(parsed(path)):
            found.update(_names(node))
    for path in (ROOT / "policies").rglob("*.yaml"):
        found.update(re.findall(r"[\w]+", _text(path)))
    return found


def _names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
            yield name
        case ast.keyword(arg=str(name)) | ast.Constant(value=str(name)):
            yield name


def test_every_identifier_of_the_glossary_exists() -> None:
    known = _known_names()
    listed = list(_glossary())
    assert len(listed) > 30
    assert not [one for one in listed if not set(re.findall(r"\w+", one)) <= known]


# Links, files and the two languages ------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(_prose(page)):
        if not re.match(r"[a-z]+:", target):
            place = target.partition("#")[0]
            assert (page.parent / place).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_every_file_that_is_named_exists(page: Path) -> None:
    for code in CODE.findall(_prose(page)):
        if FILE.fullmatch(code) and not re.search(r"[*<>]", code):
            there = (ROOT / code, page.parent / code)
            assert any(place.exists() for place in there) or code.startswith("path/"), code


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=_named)
def test_every_page_is_reached_from_another(page: Path) -> None:
    reached = {
        (other.parent / target.partition("#")[0]).resolve()
        for other in PAGES
        if other != page
        for target in LINK.findall(_prose(other))
    }
    assert page.resolve() in reached


def test_both_readmes_have_the_same_shape() -> None:
    english, korean = _text(README), _text(README_KO)
    levels = [
        [len(mark) for mark, _ in HEADING.findall(FENCE.sub("", t))] for t in (english, korean)
    ]
    assert levels[0] == levels[1]
    assert len(FENCE.findall(english)) == len(FENCE.findall(korean))
    assert sorted(CODE.findall(_prose(README))) == sorted(CODE.findall(_prose(README_KO)))
    assert _places(README) == _places(README_KO)


def _places(page: Path) -> list[str]:
    """Links but the one to the other language."""
    return [one for one in LINK.findall(_prose(page)) if not one.startswith("README")]


def test_the_list_of_pages_has_every_page() -> None:
    listed = {(DOCS / link).resolve() for link in LINK.findall(_text(DOCS / "README.md"))}
    folders = {path for path in listed if path.is_dir()} | {path.parent for path in listed}
    pages = {*DOCS.glob("*.md"), *DOCS.glob("how-to/*.md"), *DOCS.glob("*.json")}
    assert pages - listed == {DOCS / "README.md"}
    assert {path.parent for path in DOCS.glob("*/*.md")} <= folders


def test_pictures_are_few_and_small() -> None:
    pictures = sorted((DOCS / "tour").glob("*.png"))
    used = {(ROOT / one).resolve() for one in _places(README) if one.endswith(".png")}
    assert {picture.resolve() for picture in pictures} == used
    assert all(picture.stat().st_size < 150_000 for picture in pictures)


# The example in the partner protocol -----------------------------------------------------------


def test_the_example_of_the_partner_protocol_signs_what_we_accept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = _text(DOCS / "partner-protocol.md")
    [example] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    sent: list[Request] = []

    def keep(request: Request, timeout: float) -> object:
        sent.append(request)
        raise ConnectionError("nobody listens")

    monkeypatch.setattr("urllib.request.urlopen", keep)
    space: dict[str, object] = {}
    exec(example, space)
    assert callable(space["answer"])
    secret = "whsec_" + "ab" * 24
    message = {"type": "referral.answered", "referral": "linkage-abc", "answer": "ACCEPTED"}
    with pytest.raises(ConnectionError, match="nobody"):
        space["answer"]("http://127.0.0.1", "body", secret, "m-1", message)

    [request] = sent
    headers = {name.lower(): value for name, value in request.headers.items()}
    assert isinstance(request.data, bytes)
    read = read_answer(request.data, headers, (SecretStr(secret),))
    assert isinstance(read, IncomingAnswer)
