"""Assessment forms by version: what is asked, in which words, and how the scores are said.

A district's form extends a national one: it may add items and sections, never drop an area
(domain guide, need areas), so that statistics and referrals of all districts line up.
"""

from functools import cache, lru_cache
from pathlib import Path

from pydantic import Field, StrictBool, StrictInt, StrictStr, ValidationError

from care.model.codes import NeedArea, SubDomain
from care.model.value import Value
from policies.faults import problems_of
from policies.kinds import Shape, Source
from policies.problems import PolicyError, Problem
from policies.reading import Path as Place
from policies.reading import Tree, read
from policies.sources import Texts, in_folder

FORMS = Path(__file__).parent / "forms"
CODE = r"^[a-z][a-z0-9_]{1,39}$"


class Words(Value):
    ko: StrictStr = Field(min_length=1)
    en: StrictStr = Field(min_length=1)

    def word(self, locale: str) -> str:
        return self.en if locale == "en" else self.ko


class ScoreWord(Words):
    value: StrictInt = Field(ge=0, le=3)


class FormItem(Words):
    code: StrictStr = Field(pattern=CODE)


class FormSubDomain(Words):
    code: SubDomain
    items: tuple[FormItem, ...]


class FormArea(Words):
    code: NeedArea
    sub_domains: tuple[FormSubDomain, ...]


class FormSection(Words):
    """An add-on of a district: items shown beside an area, not scored by themselves."""

    code: StrictStr = Field(pattern=CODE)
    area: NeedArea
    items: tuple[FormItem, ...] = Field(min_length=1)


class AssessmentForm(Words):
    version: StrictStr
    scores: tuple[ScoreWord, ...]
    areas: tuple[FormArea, ...]
    sections: tuple[FormSection, ...] = ()
    verify: StrictBool = False
    """The official wording must still be confirmed."""

    def sections_of(self, area: NeedArea) -> tuple[FormSection, ...]:
        return tuple(section for section in self.sections if section.area is area)

    def item_codes(self, sub_domain: SubDomain) -> frozenset[str]:
        subs = (sub for area in self.areas for sub in area.sub_domains)
        return frozenset(item.code for sub in subs if sub.code is sub_domain for item in sub.items)


class _WordsText(Shape):
    ko: StrictStr = Field(min_length=1)
    en: StrictStr = Field(min_length=1)


class _Head(_WordsText):
    version: StrictStr = Field(pattern=r"^[a-z0-9-]{3,60}$")
    source: Source
    extends: StrictStr | None = None
    verify: StrictBool = False


class _SubDomainText(_WordsText):
    items: tuple[FormItem, ...] = Field(min_length=1)


class _AreaText(_WordsText):
    sub_domains: dict[SubDomain, _SubDomainText]


class _FormText(Shape):
    """A file of ``policies/forms``: a whole form, or what it adds to the one it extends."""

    form: _Head
    scores: tuple[ScoreWord, ...] = ()
    areas: dict[NeedArea, _AreaText] = Field(default_factory=dict)
    add: dict[SubDomain, tuple[FormItem, ...]] = Field(default_factory=dict)
    sections: tuple[FormSection, ...] = ()


_published: dict[str, str] = {}
"""Forms of editions (``forms/<version>.yaml`` to text), which outlive the files of a release."""


def form_versions(directory: Path = FORMS) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in directory.glob("*.yaml")))


def form_versions_of(texts: Texts) -> tuple[str, ...]:
    """Versions an edition may name: those among its texts, and those that came with Hamkke."""
    return tuple(sorted({*in_folder(texts, "forms"), *form_versions()}))


def take_forms(texts: Texts) -> None:
    """Forms of a published edition are found by their version from now on, for old answers too."""
    new = {file: text for file, text in texts.items() if file.startswith("forms/")}
    if any(_published.get(file) != text for file, text in new.items()):
        _published.update(new)
        form.cache_clear()


@cache
def form(version: str) -> AssessmentForm:
    """``KeyError`` for a version that is not there; ``PolicyError`` for a wrong file."""
    return form_of(_published, version)


def form_of(texts: Texts, version: str, above: tuple[str, ...] = ()) -> AssessmentForm:
    """A form out of these texts; what they do not hold is looked for in what came with Hamkke.

    ``above`` are the forms that extend this one.
    """
    text, tree = _form_text(texts, version)
    faults = _faults(text, tree, version)
    parent = text.form.extends
    if parent is not None and (
        parent in (*above, version) or parent not in form_versions_of(texts)
    ):
        faults.append(_fault(tree, ("form", "extends"), "extends",
                             f"‘{parent}’ 조사표가 없거나 잘못되어 이어받을 수 없습니다.",
                             f"The form '{parent}' is missing or wrong."))  # fmt: skip
    if faults:
        raise PolicyError(faults)
    if parent is None:
        return _whole(text)
    return _extended(form_of(texts, parent, (*above, version)), text)


def extended_by(texts: Texts, version: str) -> str | None:
    """The form this one extends; None when it stands alone or cannot be read."""
    try:
        return _form_text(texts, version)[0].form.extends
    except (KeyError, PolicyError):
        return None


def load_form(directory: Path, version: str) -> AssessmentForm:
    texts = {
        f"forms/{path.name}": path.read_text(encoding="utf-8") for path in directory.glob("*.yaml")
    }
    if f"forms/{version}.yaml" not in texts:
        raise KeyError(version)
    return form_of(texts, version)


def _shipped(version: str) -> str:
    if version not in form_versions():
        raise KeyError(version)
    return (FORMS / f"{version}.yaml").read_text(encoding="utf-8")


def _form_text(texts: Texts, version: str) -> tuple[_FormText, Tree]:
    file = f"forms/{version}.yaml"
    return _read_text(texts[file] if file in texts else _shipped(version), file)


@lru_cache(64)
def _read_text(written: str, file: str) -> tuple[_FormText, Tree]:
    tree = read(written, file)
    try:
        return _FormText.model_validate(tree.data), tree
    except ValidationError as error:
        raise PolicyError(problems_of(error, tree, ())) from None


def _faults(text: _FormText, tree: Tree, version: str) -> list[Problem]:
    faults: list[Problem] = []
    if text.form.version != version:
        faults.append(_fault(tree, ("form", "version"), "version",
                             "‘version’은 파일 이름과 같아야 합니다.",
                             "'version' must equal the name of the file."))  # fmt: skip
    if text.form.extends is None:
        faults += _incomplete(text, tree)
    elif text.areas or text.scores:
        faults.append(_fault(tree, ("form", "extends"), "extends",
                             "이어받는 조사표는 add와 sections만 쓸 수 있습니다.",
                             "An extending form has 'add' and 'sections'."))  # fmt: skip
    return faults


def _incomplete(text: _FormText, tree: Tree) -> list[Problem]:
    """A whole form asks all areas and sub-domains, each sub-domain under its own area."""
    missing: list[tuple[Place, str]] = []
    for sub in SubDomain:
        area = text.areas.get(sub.area)
        if area is None or sub not in area.sub_domains:
            missing.append((("areas", sub.area.value, "subDomains"), sub.value))
    if [score.value for score in text.scores] != [0, 1, 2, 3]:
        missing.append((("scores",), "scores"))
    return [
        _fault(tree, place, "missing", f"‘{name}’이(가) 빠졌습니다.", f"'{name}' is missing.")
        for place, name in missing
    ]


def _fault(tree: Tree, path: Place, code: str, ko: str, en: str) -> Problem:
    mark = tree.mark(path)
    return Problem(tree.file, mark.line, mark.column, code, ko, en)


def _whole(text: _FormText) -> AssessmentForm:
    areas = tuple(_area(code, text.areas[code]) for code in NeedArea)
    return AssessmentForm(
        version=text.form.version, ko=text.form.ko, en=text.form.en, scores=text.scores,
        areas=areas, sections=text.sections, verify=text.form.verify,
    )  # fmt: skip


def _area(code: NeedArea, text: _AreaText) -> FormArea:
    subs = tuple(
        FormSubDomain(code=sub, ko=words.ko, en=words.en, items=words.items)
        for sub, words in text.sub_domains.items()
    )
    return FormArea(code=code, ko=text.ko, en=text.en, sub_domains=subs)


def _extended(parent: AssessmentForm, text: _FormText) -> AssessmentForm:
    areas = tuple(
        area.model_copy(
            update={"sub_domains": tuple(_added(sub, text.add) for sub in area.sub_domains)}
        )
        for area in parent.areas
    )
    return parent.model_copy(
        update={
            "version": text.form.version, "ko": text.form.ko, "en": text.form.en, "areas": areas,
            "sections": (*parent.sections, *text.sections),
        }
    )  # fmt: skip


def _added(sub: FormSubDomain, add: dict[SubDomain, tuple[FormItem, ...]]) -> FormSubDomain:
    return sub.model_copy(update={"items": (*sub.items, *add.get(sub.code, ()))})
