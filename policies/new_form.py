"""A new version of an assessment form: what it adds to the one it extends, as its own file.

A version only ever adds, so no area can be dropped and earlier answers stay readable
(domain guide JJ-03, PA-05).
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from care.model.codes import NeedArea, SubDomain
from policies.forms import AssessmentForm

UNPLAIN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


@dataclass(frozen=True)
class NewItem:
    """An item added to a scored sub-domain."""

    sub_domain: SubDomain
    code: str
    ko: str
    en: str


@dataclass(frozen=True)
class NewSection:
    """Items beside an area, not scored by themselves."""

    area: NeedArea
    code: str
    ko: str
    en: str
    items: tuple[tuple[str, str, str], ...]
    """Code, Korean and English words of each."""


@dataclass(frozen=True)
class NewForm:
    version: str
    extends: str
    ko: str
    en: str
    items: tuple[NewItem, ...] = ()
    sections: tuple[NewSection, ...] = ()


def form_text(new: NewForm) -> str:
    """The file ``forms/<version>.yaml``; ``policies.forms`` reads it back."""
    return "\n".join([*_head(new), *_added(new.items), *_sections(new.sections)]) + "\n"


def taken_codes(form: AssessmentForm) -> frozenset[str]:
    """Item and section codes a new version may not use again for something else."""
    scored = (item.code for area in form.areas for sub in area.sub_domains for item in sub.items)
    beside = (item.code for section in form.sections for item in section.items)
    return frozenset({*scored, *beside, *(section.code for section in form.sections)})


def _head(new: NewForm) -> Iterator[str]:
    yield "form:"
    yield f"  version: {_quoted(new.version)}"
    yield f"  extends: {_quoted(new.extends)}"
    yield f"  ko: {_quoted(new.ko)}"
    yield f"  en: {_quoted(new.en)}"
    yield "  source: district"


def _added(items: Sequence[NewItem]) -> Iterator[str]:
    if items:
        yield from ("", "add:")
    for sub in dict.fromkeys(item.sub_domain for item in items):
        yield f"  {sub.value}:"
        for item in items:
            if item.sub_domain is sub:
                yield f"    - {_item(item.code, item.ko, item.en)}"


def _sections(sections: Sequence[NewSection]) -> Iterator[str]:
    if sections:
        yield from ("", "sections:")
    for section in sections:
        yield f"  - code: {_quoted(section.code)}"
        yield f"    ko: {_quoted(section.ko)}"
        yield f"    en: {_quoted(section.en)}"
        yield f"    area: {section.area.value}"
        yield "    items:"
        for code, ko, en in section.items:
            yield f"      - {_item(code, ko, en)}"


def _item(code: str, ko: str, en: str) -> str:
    return f"{{code: {_quoted(code)}, ko: {_quoted(ko)}, en: {_quoted(en)}}}"


def _quoted(text: str) -> str:
    """A JSON string is a YAML string too, but for breaks and controls that YAML wants escaped."""
    return UNPLAIN.sub(lambda one: f"\\u{ord(one[0]):04x}", json.dumps(text, ensure_ascii=False))
