"""What is right and wrong with a draft's files, remembered while the text stays the same."""

from collections.abc import Mapping
from functools import lru_cache

from i18n.loader import gettext, language
from policies import checks
from policies.checks import Findings
from policies.problems import Problem
from policies.resolve import edition, working_texts
from store.policy_drafts import Draft
from web.policies.drafting import replaced_by

REMEMBERED = 64
Files = Mapping[str, str]


def checked(draft: Draft, files: Files) -> Findings:
    """Everything wrong at once, beside what it replaces; never raises for what is written."""
    before = replaced_by(draft)
    return _checked(draft.district, draft.slug, _frozen(files), before.content_hash, before.number)


def says(fault: Problem) -> str:
    """With its place, in the reader's language."""
    words = fault.en if language() == "en" else fault.ko
    return gettext(
        "%(line)s행 %(column)s칸: %(words)s", line=fault.line, column=fault.column, words=words
    )


def _frozen(files: Files) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(files.items()))


@lru_cache(maxsize=REMEMBERED)
def _checked(
    district: str, slug: str, files: tuple[tuple[str, str], ...], content: str, before: int
) -> Findings:
    """``content`` and ``before``: the hash and number of what it is looked at beside."""
    texts = working_texts(district, dict(files))
    return checks.check(texts, slug, before=edition(district, before).resolved)
