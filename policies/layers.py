"""Texts of nation, province and district put on top of each other: what holds in each district."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from care.model.ids import OfficeCode
from care.model.policy import CasePolicy
from policies import parsed
from policies.assemble import Assembly, case_policy, typed
from policies.assemble_discovery import discovery_rules
from policies.catalogue import CATALOGUE
from policies.coherence import coherence_problems
from policies.document import Document, Level, Saying
from policies.forms import AssessmentForm, form_of, form_versions_of
from policies.holiday_table import HolidayTable
from policies.kinds import DayCountValue, OfficesValue, TermValue, TextValue
from policies.problems import PolicyError, Problem
from policies.resolved import ResolvedPolicy, ResolvedValue
from policies.sources import NATIONAL, Texts, in_folder

NOTHING: Texts = {}


@dataclass
class Layers:
    """What texts give: policies that hold, and what is wrong with the rest."""

    policies: dict[str, ResolvedPolicy] = field(default_factory=dict)
    """By slug; a district whose texts are wrong, or build on wrong ones, is not here."""
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class _Read:
    """Every text, parsed as far as it can be."""

    texts: Texts
    documents: dict[str, Document]
    """By the name others extend them with: ``national``, ``provinces/gyeonggi``, ..."""
    tables: dict[str, HolidayTable]


def load(texts: Texts, newer: Texts = NOTHING) -> Layers:
    """Never raises for what a text says; every fault is in ``problems``.

    A required value none of the texts knows yet, because they are of an earlier release, is the
    nation's of ``newer``.
    """
    layers = Layers()
    documents = _documents(texts, layers.problems)
    _fill_in(documents, newer)
    given = _Read(texts, documents, _tables(texts, layers.problems))
    layers.problems.extend(_taken_twice(documents))
    for found in documents.values():
        if found.head.level is Level.DISTRICT:
            policy = _resolve(found, given, layers.problems)
            if policy is not None:
                layers.policies[policy.slug] = policy
    wrong = {problem.file for problem in layers.problems}
    layers.policies = {
        slug: policy
        for slug, policy in layers.policies.items()
        if wrong.isdisjoint(value.file for value in policy.values)
    }
    return layers


def resolve_texts(texts: Texts, slug: str, newer: Texts = NOTHING) -> ResolvedPolicy:
    """The policy of one district out of these texts alone, or ``PolicyError`` with all faults."""
    layers = load(texts, newer)
    if layers.problems:
        raise PolicyError(layers.problems)
    if slug not in layers.policies:
        raise PolicyError([Problem(f"districts/{slug}.yaml", 1, 1, "no_file",
                                   "시·군·구 정책 파일이 없습니다.",
                                   "There is no policy file of the district.")])  # fmt: skip
    return layers.policies[slug]


def _fill_in(documents: dict[str, Document], newer: Texts) -> None:
    nation = documents.get("national")
    if nation is None or NATIONAL not in newer:
        return
    try:
        today = parsed.document(newer[NATIONAL], NATIONAL).sayings
    except PolicyError:
        return
    said = nation.sayings
    added = {key: today[key] for key in today if key in CATALOGUE and key not in said}
    documents["national"] = replace(nation, sayings={**said, **added})


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


def _documents(texts: Texts, problems: list[Problem]) -> dict[str, Document]:
    documents: dict[str, Document] = {}
    for file, text in texts.items():
        if file != NATIONAL and not file.startswith(("provinces/", "districts/")):
            continue
        try:
            documents[file.removesuffix(".yaml")] = parsed.document(text, file)
        except PolicyError as error:
            problems.extend(error.problems)
    return documents


def _tables(texts: Texts, problems: list[Problem]) -> dict[str, HolidayTable]:
    tables: dict[str, HolidayTable] = {}
    for name, text in in_folder(texts, "calendars").items():
        try:
            tables[name] = parsed.table(text, f"calendars/{name}.yaml")
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


def _resolve(document: Document, given: _Read, problems: list[Problem]) -> ResolvedPolicy | None:
    chain = _chain(document, given.documents, problems)
    if chain is None or not _complete(chain, problems):
        return None
    sayings = {key: saying for level in chain for key, saying in level.sayings.items()}
    wrong_tables = {problem.file for problem in problems if problem.file.startswith("calendars/")}
    known = {*given.tables, *(Path(file).stem for file in wrong_tables)}
    found = list(coherence_problems(sayings, known, set(form_versions_of(given.texts))))
    problems.extend(found)
    if found or _named(sayings, "calendar.holidays") not in given.tables:
        return None
    form = _form(given.texts, _named(sayings, "assessment.form"), problems)
    return None if form is None else _policy(chain, sayings, given.tables, form)


def _form(texts: Texts, version: str, problems: list[Problem]) -> AssessmentForm | None:
    try:
        return form_of(texts, version)
    except PolicyError as error:
        problems.extend(error.problems)
        return None


def _named(sayings: dict[str, Saying], key: str) -> str:
    return typed({key: sayings[key].value}, key, TextValue).value


def _complete(chain: list[Document], problems: list[Problem]) -> bool:
    said = {key for level in chain for key in level.sayings}
    missing = [key for key in CATALOGUE if not key.endswith("*") and key not in said]
    problems.extend(
        Problem(chain[0].file, 1, 1, "missing", f"‘{key}’ 값이 없습니다.", f"'{key}' is missing.")
        for key in missing
    )
    return not missing


def _policy(
    chain: list[Document],
    sayings: dict[str, Saying],
    tables: dict[str, HolidayTable],
    form: AssessmentForm,
) -> ResolvedPolicy:
    head = chain[-1].head
    values = {key: saying.value for key, saying in sayings.items()}
    table = tables[_named(sayings, "calendar.holidays")]
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
        case_policy=_with_form(case_policy(head, values, table), form),
        values=tuple(_value(saying, chain, sayings) for saying in sayings.values()),
        offices={OfficeCode(code): word for code, word in offices.items()},
        discovery=discovery_rules(values, Assembly(values, table).term),
    )


def _with_form(policy: CasePolicy, form: AssessmentForm) -> CasePolicy:
    """One hash over everything a case goes by, what its form asks included."""
    whole = f"{policy.content_hash}\n{form.model_dump_json()}"
    return policy.model_copy(update={"content_hash": hashlib.sha256(whole.encode()).hexdigest()})


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
