"""Everything that is wrong with a policy at once, its worked examples run, and what it opens up.

``check`` never raises: whatever the texts say, it lists. A text with a fault is looked at as far as
it can be read, so that one wrong line does not hide what is wrong further down.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from policies import parsed
from policies.coherence import coherence_problems
from policies.document import Document, Level, Saying, parse_what_is_right
from policies.forms import form_of, form_versions_of
from policies.holiday_table import HolidayTable
from policies.identity import identity_problems
from policies.kinds import TextValue
from policies.layers import load, resolve_texts
from policies.problems import PolicyError, Problem
from policies.resolved import ResolvedPolicy
from policies.sources import Texts, in_folder
from policies.widening import Widening, widenings
from policies.worked import Worked, work

HEIGHT = 3
"""Nation, province, district."""

ECHOES: dict[str, tuple[str, ...]] = {
    "offices": ("office_unknown", "office_unplaced", "office_still_there"),
    "levels": ("level_unknown", "level_unreachable", "export_as", "no_clock"),
    "monitor": ("no_clock",),
    "reassess": ("no_clock",),
}
"""What a wrong value seems to make wrong elsewhere: said again only once it is mended."""


@dataclass(frozen=True)
class Findings:
    """A policy may be published when there are no problems and every widening is confirmed."""

    problems: tuple[Problem, ...]
    """Sorted by file and place; examples that fail are among them."""
    examples: tuple[Worked, ...]
    widenings: tuple[Widening, ...]
    resolved: ResolvedPolicy | None
    """The policy as it would be in force; None while it cannot be put together."""

    @property
    def sound(self) -> bool:
        return not self.problems


@dataclass
class _Look:
    chain: list[Document]
    """From the nation down, as far as it can be read."""
    problems: list[Problem]


def check(texts: Texts, slug: str, *, before: ResolvedPolicy | None = None) -> Findings:
    """``texts`` are the district's own and all it builds on; ``before`` is what is in force now."""
    look = _look(texts, slug)
    tables = _tables(texts, look.problems)
    problems = [*look.problems, *_forms(texts), *_fit(texts, look.chain, tables)]
    table = _table(look.chain, tables)
    found: list[Worked] = []
    resolved: ResolvedPolicy | None = None
    if not problems and table is not None:
        resolved = _resolved(texts, slug, problems)
        if before and resolved:
            problems.extend(identity_problems(texts, before, resolved))
        found = list(work(look.chain, table))
        problems += [worked.problem for worked in found if not worked.held]
    return Findings(
        problems=PolicyError(problems).problems,
        examples=tuple(found),
        widenings=tuple(widenings(resolved, before)) if resolved else (),
        resolved=resolved,
    )


def check_all(texts: Texts) -> tuple[Problem, ...]:
    """Everything wrong with all districts of a directory, failed examples included."""
    found = [problem for slug in in_folder(texts, "districts")
             for problem in check(texts, slug).problems]  # fmt: skip
    return PolicyError([*load(texts).problems, *found]).problems


def _resolved(texts: Texts, slug: str, problems: list[Problem]) -> ResolvedPolicy | None:
    try:
        return resolve_texts(_of_district(texts, slug), slug)
    except PolicyError as error:
        problems.extend(error.problems)
        return None


def _of_district(texts: Texts, slug: str) -> Texts:
    """Without other districts: what is wrong there is not wrong here."""
    own = f"districts/{slug}.yaml"
    return {
        file: text
        for file, text in texts.items()
        if file == own or not file.startswith("districts/")
    }


def _look(texts: Texts, slug: str) -> _Look:
    look = _Look([], [])
    file: str | None = f"districts/{slug}.yaml"
    for _ in range(HEIGHT):
        if file is None:
            break
        document, problems = _read(texts, file)
        look.problems.extend(problems)
        if document is None:
            break
        look.chain.insert(0, document)
        above = document.head.extends
        file = None if above is None else f"{above}.yaml"
    if look.chain and look.chain[-1].head.level is not Level.DISTRICT:
        look.problems.append(_fault(look.chain[-1].file, "level",
                                    "시·군·구 정책의 level은 DISTRICT입니다.",
                                    "The level of a district's policy is DISTRICT."))  # fmt: skip
    return look


def _read(texts: Texts, file: str) -> tuple[Document | None, list[Problem]]:
    if file not in texts:
        return None, [_fault(file, "extends", "이어받을 정책 파일이 없습니다.",
                             "The policy file to build on is missing.")]  # fmt: skip
    document, problems = _right(texts[file], file)
    return document, list(problems)


@lru_cache(128)
def _right(text: str, file: str) -> tuple[Document | None, tuple[Problem, ...]]:
    document, problems = parse_what_is_right(text, file)
    return document, tuple(problems)


def _tables(texts: Texts, problems: list[Problem]) -> dict[str, HolidayTable]:
    tables: dict[str, HolidayTable] = {}
    for name, text in in_folder(texts, "calendars").items():
        try:
            tables[name] = parsed.table(text, f"calendars/{name}.yaml")
        except PolicyError as error:
            problems.extend(error.problems)
    return tables


def _forms(texts: Texts) -> Iterator[Problem]:
    for version in in_folder(texts, "forms"):
        try:
            form_of(texts, version)
        except PolicyError as error:
            yield from error.problems


def _fit(texts: Texts, chain: list[Document], tables: dict[str, HolidayTable]) -> Iterator[Problem]:
    """Only when the nation could be read: below it everything is an override."""
    if not chain or chain[0].head.level is not Level.NATION:
        return
    sayings = _sayings(chain)
    known = {*tables, *in_folder(texts, "calendars")}
    hidden = {code for document in chain for key in document.broken for code in _echoes(key)}
    try:
        for problem in coherence_problems(sayings, known, set(form_versions_of(texts))):
            if problem.code not in hidden:
                yield problem
    except KeyError as missing:
        key = str(missing.args[0])
        yield _fault(chain[0].file, "missing", f"‘{key}’ 값이 없습니다.", f"'{key}' is missing.")


def _echoes(key: str) -> tuple[str, ...]:
    return next((codes for start, codes in ECHOES.items() if key.startswith(start)), ())


def _sayings(chain: list[Document]) -> dict[str, Saying]:
    return {key: saying for document in chain for key, saying in document.sayings.items()}


def _table(chain: list[Document], tables: dict[str, HolidayTable]) -> HolidayTable | None:
    named = _sayings(chain).get("calendar.holidays")
    if named is None or not isinstance(named.value, TextValue):
        return None
    return tables.get(named.value.value)


def _fault(file: str, code: str, ko: str, en: str) -> Problem:
    return Problem(file, 1, 1, code, ko, en)
