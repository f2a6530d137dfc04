"""The forms speak English to whoever chose it; only names and what people wrote stay Korean."""

import re

import pytest

from tests.web.acts.conftest import Office
from tests.web.acts.test_planning import to_planning
from web.acts.registry import ACTS

HANGUL = re.compile(r"[가-힣]")
NAMES = re.compile(
    r"윤다온|윤가람|강제외|민들레|서가온|도담결|하늬솔|한들읍|함께|가상|윤○온|[가-힣]{1,3}[시구]\b"
)
READ_ALOUD = re.compile(r'<(p|li) lang="ko">.*?</\1>', re.DOTALL)
"""What is read to a person in Korean whoever reads it, and said to be Korean."""
ENGLISH = "hamkke_look=en.system.comfortable.system.on"


@pytest.fixture(scope="module", autouse=True)
def _case(office: Office) -> None:
    to_planning(office)


@pytest.mark.parametrize("act", [act for act in ACTS if not act.path_ids], ids=lambda a: a.slug)
def test_a_form_in_english_has_no_korean_sentence(office: Office, act: object) -> None:
    path = office.form(act.slug)  # type: ignore[attr-defined]
    cookie = {"Cookie": f"hamkke={office.tokens['coordinator']}; {ENGLISH}"}
    answer = office.client.get(path, headers=cookie, follow_redirects=False)
    assert answer.status_code == 200
    shown = READ_ALOUD.sub("", answer.text.partition('<main class="page"')[2])
    left = {line.strip() for line in shown.splitlines() if HANGUL.search(NAMES.sub("", line))}
    assert not left
