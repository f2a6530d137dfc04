"""What a district's file may never change: whose it is, and how its cases are numbered."""

from collections.abc import Iterator

from policies.problems import Problem
from policies.reading import read
from policies.resolved import ResolvedPolicy
from policies.sources import Texts


def identity_problems(
    texts: Texts, before: ResolvedPolicy, after: ResolvedPolicy
) -> Iterator[Problem]:
    """A policy of another district would be pinned to this one's cases."""
    old, new = before.case_policy, after.case_policy
    if new.district != old.district:
        yield _fault(texts, after.slug, "code", old.district)
    if new.number_prefix != old.number_prefix:
        yield _fault(texts, after.slug, "numberPrefix", old.number_prefix)


def _fault(texts: Texts, slug: str, name: str, kept: str) -> Problem:
    file = f"districts/{slug}.yaml"
    mark = read(texts[file], file).mark(("policy", name))
    return Problem(file, mark.line, mark.column, "identity",
                   f"‘{name}’은(는) 바꿀 수 없습니다. ‘{kept}’(으)로 두세요.",
                   f"'{name}' cannot change; leave it '{kept}'.")  # fmt: skip
