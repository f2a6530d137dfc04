"""The published document is the one the code makes, and says what the web really answers."""

import json
from pathlib import Path

from partners.rest.openapi import REFUSALS, document, printed
from web.webhooks.routes import STATUS, area

PUBLISHED = Path(__file__).parents[2] / "docs" / "partner-protocol.openapi.json"


def test_the_published_document_is_the_one_of_this_code() -> None:
    told = "run: hamkke partner openapi > docs/partner-protocol.openapi.json"
    assert PUBLISHED.read_text(encoding="utf-8") == printed(), told


def test_every_refusal_of_the_webhook_is_in_it_with_its_status() -> None:
    documented = {code: status for status, (_, codes) in REFUSALS.items() for code in codes}
    assert documented == dict(STATUS)


def test_it_names_the_route_the_web_has() -> None:
    [path] = document()["webhooks"]
    assert [route.path.replace("{agency_id}", "{agency}") for route in area.routes] == [path]


def test_every_reference_in_it_leads_somewhere() -> None:
    text = json.dumps(document())
    known = {f"#/components/schemas/{name}" for name in document()["components"]["schemas"]}
    pointed = {part.split('"')[0] for part in text.split('"$ref": "')[1:]}
    assert pointed
    assert pointed <= known
