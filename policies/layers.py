"""Files of nation, province and district put on top of each other: what holds in each district."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from care.model.ids import OfficeCode
from policies.assemble import case_policy, typed
from policies.catalogue import CATALOGUE
from policies.coherence import coherence_problems
from policies.document import Document, Level, Saying, parse
from policies.holiday_table import HolidayTable, parse_table
from policies.kinds import DayCountValue, OfficesValue, TermValue, TextValue
from policies.problems import PolicyError, Problem
from policies.resolved import ResolvedPolicy, ResolvedValue


@dataclass
class Layers:
    """What the files of a directory give: policies that hold, and what is wrong with the rest."""

    policies: dict[str, ResolvedPolicy] = field(default_factory=dict)
    """By slug; a district whose files are wrong, or build on wrong ones, is not here."""
    problems: list[Problem] = field(default_factory=list)


def load(directory: Path) -> Layers:
    """Never raises for what a file says; every fault is in ``problems``."""
    layers = Layers()
    documents = _documents(directory, layers.problems)
    tables = _tables(directory, layers.problems)
    layers.problems.extend(_taken_twice(documents))
    for document in documents.values():
        if document.head.level is Level.DISTRICT:
            policy = _resolve(document, documents, tables, layers.problems)
            if policy is not None:
                layers.policies[policy.slug] = policy
    wrong = {problem.file for problem in layers.problems}
    layers.policies = {
        slug: policy
        for slug, policy in layers.policies.items()
        if wrong.isdisjoint(value.file for value in policy.values)
    }
    return layers


def policy_files(directory: Path) -> list[Path]:
    folders = ("provinces", "districts", "calendars")
    below = (path for folder in folders for path in sorted((directory / folder).glob("*.yaml")))
    return [directory / "national.yaml", *below]


def _taken_twice(documents: dict[str, Document]) -> Iterator[Problem]:
    """Codes and number prefixes name one district each."""
    seen: set[str] = set()
    for document in documents.values():
        for name in filter(None, (document.head.code, document.head.number_prefix)):
            if name in seen:
                yield Problem(document.file, 1, 1, "taken_twice",
                              f"‘{name}’은(는) 다른 시·군·구가 쓰고 있습니다.",
                              f"'{name}' belongs to another district.")  # fmt: skip
            seen.add(name)


def _text(directory: Path, path: Path, problems: list[Problem]) -> tuple[str, str | None]:
    file = path.relative_to(directory).as_posix()
    try:
        return file, path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        problems.append(Problem(file, 1, 1, "unreadable", "파일을 읽을 수 없습니다(UTF-8).",
                                "The file cannot be read as UTF-8."))  # fmt: skip
        return file, None


def _documents(directory: Path, problems: list[Problem]) -> dict[str, Document]:
    """By the name others extend them with: ``national``, ``provinces/gyeonggi``, ..."""
    documents: dict[str, Document] = {}
    for path in policy_files(directory):
        if path.parent.name == "calendars":
            continue
        file, text = _text(directory, path, problems)
        try:
            if text is not None:
                documents[file.removesuffix(".yaml")] = parse(text, file)
        except PolicyError as error:
            problems.extend(error.problems)
    return documents


def _tables(directory: Path, problems: list[Problem]) -> dict[str, HolidayTable]:
    tables: dict[str, HolidayTable] = {}
    for path in sorted((directory / "calendars").glob("*.yaml")):
        file, text = _text(directory, path, problems)
        try:
            if text is not None:
                tables[path.stem] = parse_table(text, file)
        except PolicyError as error:
            problems.extend(error.problems)
    return tables


def _chain(
    document: Document, documents: dict[str, Document], problems: list[Problem]
) -> list[Document] | None:
    """From the nation down to the district; None when a policy above is missing or wrong."""
    chain = [document]
    while (above := chain[0].head.extends) is not None:
        parent = documents.get(above)
        if parent is None and any(problem.file == f"{above}.yaml" for problem in problems):
            # Said once where it is wrong; it need not echo through all who build on it.
            return None
        if parent is None or parent in chain:
            problems.append(Problem(chain[0].file, 1, 1, "extends",
                                    f"‘{above}’ 정책이 없거나 잘못되어 이어받을 수 없습니다.",
                                    f"The policy '{above}' is missing or wrong."))  # fmt: skip
            return None
        chain.insert(0, parent)
    return chain


def _resolve(
    document: Document,
    documents: dict[str, Document],
    tables: dict[str, HolidayTable],
    problems: list[Problem],
) -> ResolvedPolicy | None:
    chain = _chain(document, documents, problems)
    if chain is None or not _complete(chain, problems):
        return None
    sayings = {key: saying for level in chain for key, saying in level.sayings.items()}
    wrong_tables = {problem.file for problem in problems if problem.file.startswith("calendars/")}
    known = {*tables, *(Path(file).stem for file in wrong_tables)}
    found = list(coherence_problems(sayings, known))
    problems.extend(found)
    if found or _table_name(sayings) not in tables:
        return None
    return _policy(chain, sayings, tables)


def _table_name(sayings: dict[str, Saying]) -> str:
    named = {"calendar.holidays": sayings["calendar.holidays"].value}
    return typed(named, "calendar.holidays", TextValue).value


def _complete(chain: list[Document], problems: list[Problem]) -> bool:
    said = {key for level in chain for key in level.sayings}
    missing = [key for key in CATALOGUE if not key.endswith("*") and key not in said]
    problems.extend(
        Problem(chain[0].file, 1, 1, "missing", f"‘{key}’ 값이 없습니다.", f"'{key}' is missing.")
        for key in missing
    )
    return not missing


def _policy(
    chain: list[Document], sayings: dict[str, Saying], tables: dict[str, HolidayTable]
) -> ResolvedPolicy:
    head = chain[-1].head
    values = {key: saying.value for key, saying in sayings.items()}
    table = tables[_table_name(sayings)]
    offices = typed(values, "offices", OfficesValue).offices
    return ResolvedPolicy(
        slug=chain[-1].slug,
        name=head.name,
        name_en=head.name_en,
        chain=tuple(document.slug for document in chain),
        origin_names={each.slug: (each.head.name, each.head.name_en) for each in chain},
        effective_from=head.effective_from,
        legal_basis=head.legal_basis,
        holidays_published=table.published,
        case_policy=case_policy(head, values, table),
        values=tuple(_value(saying, chain, sayings) for saying in sayings.values()),
        offices={OfficeCode(code): word for code, word in offices.items()},
    )


def _value(saying: Saying, chain: list[Document], sayings: dict[str, Saying]) -> ResolvedValue:
    sayers = [document for document in chain if saying.key in document.sayings]
    day_count = sayings["dayCount"].value
    turned = (
        isinstance(saying.value, TermValue)
        and isinstance(day_count, DayCountValue)
        and saying.value.turns(day_count.value)
    )
    return ResolvedValue(
        key=saying.key,
        value=saying.value,
        file=saying.file,
        line=saying.line,
        origin=sayers[-1].slug,
        source=saying.value.source,
        law=saying.value.law,
        inherited=sayers[-1] is not chain[-1],
        overridden=sayers[-2].sayings[saying.key].value if len(sayers) > 1 else None,
        turned_by="dayCount" if turned else None,
    )
