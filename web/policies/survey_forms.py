"""``/policies/{district}/forms``: assessment forms by version, what each asks, and a new one.

A new version extends one that is there: it adds items and sections and drops no area. It is a file
of a draft like everything else; cases take it up as the edition's adoption says, and what was
answered before stays readable on the version it was answered on (domain guide PA-05, JJ-03).
"""

from typing import Annotated, Any

from fastapi import Response
from pydantic import StringConstraints, create_model

from care.model.codes import NeedArea, SubDomain
from care.model.ids import DraftId
from i18n.loader import gettext, language
from i18n.marks import N_
from i18n.wording.need import NEED_AREA, SUB_DOMAIN
from policies.form_differences import ItemChange, form_differences
from policies.forms import AssessmentForm, form, form_versions_of
from policies.new_form import NewForm, NewItem, NewSection, form_text, taken_codes
from policies.resolve import editions, own_texts
from web import forms
from web.access import Access, Area, Here
from web.decisions import moved
from web.forms import Filled, Form
from web.policies.drafting import begin_draft, draft_of, edit_draft, newest, with_values
from web.policies.own_values import own
from web.policies.tabs import name_of, policy_in_force, tabs_of
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area("/policies")
READ = Access("ViewPolicy", record=None)
ADD = Access("DraftPolicy", record="act")
ROWS = 6
"""Items one form adds at once; more are written into the draft's text."""
CHANGES: dict[ItemChange, str] = {
    ItemChange.ADDED: N_("새로 물음"),
    ItemChange.REWORDED: N_("말이 바뀜"),
    ItemChange.GONE: N_("묻지 않음"),
}
Version = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[a-z0-9-]{3,60}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
ItemCode = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]
ItemWords = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Choice = Annotated[str, StringConstraints(max_length=60)]


class NewVersion(Form):
    version: Version
    extends: Choice
    ko: Words
    en: Words
    section_ko: ItemWords = ""
    section_en: ItemWords = ""
    section_code: ItemCode = ""
    section_area: Choice = ""


def _rows_model() -> type[NewVersion]:
    fields: dict[str, Any] = {}
    for row in range(ROWS):
        fields |= {
            f"item_{row}_where": (Choice, ""),
            f"item_{row}_code": (ItemCode, ""),
            f"item_{row}_ko": (ItemWords, ""),
            f"item_{row}_en": (ItemWords, ""),
        }
    return create_model("NewVersionRows", __base__=NewVersion, **fields)


MODEL = _rows_model()
SECTION = "section"
"""Where an item of the new section is asked; every other place is a sub-domain."""


@area.get("/{district}/forms", access=READ)
async def listed(visit: Here, district: str) -> Response:
    return _list(visit, district, forms.blank(extends=policy_form(district)))


@area.get("/{district}/forms/{version}", access=READ)
async def show(visit: Here, district: str, version: str) -> Response:
    policy = policy_in_force(district)
    shown = _known(district, version)
    against = visit.request.query_params.get("against", "")
    other = _known(district, against) if against else None
    return page(
        visit.request,
        "policies/form.html",
        block="content",
        policy=policy,
        name=name_of(policy),
        tabs=tabs_of(district),
        version=shown,
        other=other,
        differences=form_differences(other, shown) if other else (),
        changes=CHANGES,
        versions=[one for one in versions_of(district) if one != version],
        locale=language(),
    )


@area.post("/{district}/forms", access=ADD)
async def add(visit: Here, district: str) -> Response:
    filled = await forms.read(visit, MODEL)
    if district != visit.visitor.district:
        raise Problem(404, "NOT_FOUND")
    new = _judged(district, filled)
    if new is None or filled.intent is None:
        return _list(visit, district, filled, 422)
    draft_id = DraftId(f"draft-{filled.intent}")
    files = {**own_texts(newest(district)), f"forms/{new.version}.yaml": form_text(new)}
    await begin_draft(visit, gettext("조사표 %(name)s", name=new.ko), draft_id, files)
    draft = await draft_of(visit, draft_id)
    named = own(newest(district).resolved, "assessment.form", value=new.version)
    await edit_draft(visit, draft_id, with_values(draft, {"assessment.form": named}))
    return moved(visit.request, f"/policies/drafts/{draft_id}")


def policy_form(district: str) -> str:
    return policy_in_force(district).case_policy.assessment_form


def versions_of(district: str) -> tuple[str, ...]:
    """What came with Hamkke and what the district's editions brought."""
    found = {name for one in editions(district) for name in form_versions_of(one.texts)}
    return tuple(sorted(found))


def _known(district: str, version: str) -> AssessmentForm:
    if version not in versions_of(district):
        raise Problem(404, "NOT_FOUND")
    return form(version)


def _judged(district: str, filled: Filled[Any]) -> NewForm | None:
    """None when something cannot be; the faults then stand beside their fields."""
    if filled.data is None:
        return None
    given = filled.value
    if given.extends not in versions_of(district):
        filled.refuse("extends", "CHOICE_INVALID")
        return None
    if given.version in versions_of(district):
        filled.refuse("version", "FORM_VERSION_TAKEN")
    taken = set(taken_codes(form(given.extends)))
    items, beside = _items(filled, taken)
    sections = _section(filled, beside, taken)
    if not items and not sections and not filled.errors:
        filled.refuse("item_0_ko", "FORM_ADDS_NOTHING")
    if filled.errors:
        return None
    return NewForm(given.version, given.extends, given.ko, given.en, items, sections)


def _items(
    filled: Filled[Any], taken: set[str]
) -> tuple[tuple[NewItem, ...], tuple[tuple[str, str, str], ...]]:
    """Those of sub-domains, and those of the new section."""
    scored: list[NewItem] = []
    beside: list[tuple[str, str, str]] = []
    for row in range(ROWS):
        where, code, ko, en = (filled.text(f"item_{row}_{name}").strip()
                               for name in ("where", "code", "ko", "en"))  # fmt: skip
        if not (code or ko or en):
            continue
        _judge_item(filled, row, taken)
        taken.add(code)
        if where == SECTION:
            beside.append((code, ko, en))
        elif where in set(SubDomain):
            scored.append(NewItem(SubDomain(where), code, ko, en))
        else:
            filled.refuse(f"item_{row}_where", "CHOICE_MISSING")
    return tuple(scored), tuple(beside)


def _judge_item(filled: Filled[Any], row: int, taken: set[str]) -> None:
    for name in ("ko", "en"):
        if not filled.text(f"item_{row}_{name}").strip():
            filled.refuse(f"item_{row}_{name}", "FIELD_MISSING")
    _judge_code(filled, f"item_{row}_code", taken)


def _judge_code(filled: Filled[Any], name: str, taken: set[str]) -> None:
    code = filled.text(name).strip()
    if not (code[:1].isalpha() and code.replace("_", "").isalnum() and code == code.lower()
            and code.isascii() and len(code) > 1):  # fmt: skip
        filled.refuse(name, "FORM_CODE")
    elif code in taken:
        filled.refuse(name, "FORM_CODE_TAKEN")


def _section(
    filled: Filled[Any], items: tuple[tuple[str, str, str], ...], taken: set[str]
) -> tuple[NewSection, ...]:
    names = ("section_ko", "section_en", "section_code", "section_area")
    told = {name: filled.text(name).strip() for name in names}
    if not any(told.values()) and not items:
        return ()
    for name in names:
        if not told[name]:
            filled.refuse(name, "FIELD_MISSING")
    if told["section_code"]:
        _judge_code(filled, "section_code", taken)
    if told["section_area"] and told["section_area"] not in set(NeedArea):
        filled.refuse("section_area", "CHOICE_INVALID")
    if not items:
        filled.refuse("section_ko", "FORM_SECTION_EMPTY")
    if filled.errors:
        return ()
    area_of = NeedArea(told["section_area"])
    ko, en = told["section_ko"], told["section_en"]
    return (NewSection(area_of, told["section_code"], ko, en, items),)


def _list(visit: Visit, district: str, filled: Filled[Any], status: int = 200) -> Response:
    policy = policy_in_force(district)
    versions = versions_of(district)
    return page(
        visit.request,
        "policies/forms.html",
        block="content",
        status=status,
        policy=policy,
        name=name_of(policy),
        tabs=tabs_of(district),
        form=filled,
        shown=[form(version) for version in versions],
        current=policy_form(district),
        locale=language(),
        rows=range(ROWS),
        bases=[(version, form(version).word(language())) for version in versions],
        asked_at=[(SECTION, gettext("새 묶음(점수 없음)")), *_places()],
        need_areas=[(one.value, gettext(NEED_AREA[one])) for one in NeedArea],
        may_draft=visit.may("DraftPolicy") and district == visit.visitor.district,
    )


def _places() -> list[tuple[str, str]]:
    return [
        (one.value, f"{gettext(NEED_AREA[one.area])} · {gettext(SUB_DOMAIN[one])}")
        for one in SubDomain
    ]
