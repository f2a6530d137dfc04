"""Draws the form of an act, fresh or with what was sent and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Response

from care.messages.commands import RecordConsent
from care.model.refusal import Refusal
from i18n import phrases
from i18n.loader import gettext
from web.acts.around import Around
from web.acts.fields import Act
from web.acts.options import options_of
from web.acts.shown import shown
from web.acts.words import fault_words, missing_words, reason_words, subject_words
from web.consent_texts import ConsentText, consent_texts
from web.filters import local
from web.forms import Filled
from web.render import page
from web.visitor import Visit

FORM = "form"
"""The block of every form's template that htmx swaps."""
_NAMED = ("member", "guardian", "linkage", "item", "by")
"""Parameters of refusals that are ids of things with a name."""


@dataclass(frozen=True)
class Told:
    """A refusal in words."""

    code: str
    sentence: str
    missing: tuple[str, ...] = ()


def told(refusal: Refusal, around: Around, titles: Mapping[Any, str] | None = None) -> Told:
    """``titles`` names items that stand in the form only, such as rows of a new plan."""
    params = {
        name: subject_words(value, around) if name in _NAMED else value
        for name, value in refusal.params.items()
    }
    return Told(
        code=refusal.code,
        sentence=phrases.error_sentence(refusal.code, params),
        missing=tuple(missing_words(one, around, titles) for one in refusal.missing),
    )


def form_page(
    visit: Visit,
    act: Act,
    around: Around,
    filled: Filled[Any],
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    **values: Any,
) -> Response:
    """The act's template with its options, labels and faults."""
    refused = refusal.code if refusal else visit.request.query_params.get("after", "")
    return page(
        visit.request,
        act.template,
        block=FORM,
        status=status,
        act=act,
        action=visit.request.url.path,
        around=around,
        case=around.case,
        filled=filled,
        fields=shown(act, around.case, filled, refused),
        options={asked.name: options_of(asked, around) for asked in act.fields},
        labels=_labels(act) | values.pop("labels", {}),
        refusal=told(refusal, around, values.pop("titles", None)) if refusal else None,
        fault_words=fault_words,
        reason_words=reason_words,
        valid_until=around.consent_until,
        consent_texts=_read_out(visit, act, around),
        **values,
    )


def _read_out(visit: Visit, act: Act, around: Around) -> dict[str, ConsentText]:
    """What is read before somebody consents; nothing on any other form."""
    if act.command is not RecordConsent:
        return {}
    return consent_texts(around.case.district, local(visit.now).date())


def _labels(act: Act) -> dict[str, str]:
    return {asked.name: gettext(asked.label) for asked in act.fields}
