"""Editions (판): a district's policy with every text it builds on, so that it resolves alone."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from care.model.edition import Origin, PublishedEdition
from care.model.policy import CasePolicy
from care.model.policy_rules import Adoption, ProcessRules
from policies.layers import resolve_texts
from policies.parts import own_parts, parts_of
from policies.problems import PolicyError, Problem
from policies.resolved import ResolvedPolicy
from policies.sources import DIRECTORY, NATIONAL, Texts, read_files, read_texts

__all__ = [
    "DIRECTORY", "Edition", "Origin", "PublishedEdition", "Texts", "edition_of_file", "own_parts",
    "parts_of", "read_texts", "resolve_texts", "standing", "today",
]  # fmt: skip

SEOUL = ZoneInfo("Asia/Seoul")


class Edition(PublishedEdition):
    """A kept edition that can be asked what it says."""

    @classmethod
    def of(cls, kept: PublishedEdition) -> "Edition":
        return cls.model_construct(**{name: getattr(kept, name) for name in cls.model_fields})

    @cached_property
    def resolved(self) -> ResolvedPolicy:
        """``PolicyError`` when this release cannot read it (then the last good one stays).

        What an edition of an earlier release could not know yet, this release's nation says.
        """
        nation = read_files(DIRECTORY)[0].get(NATIONAL)
        newer = {} if nation is None else {NATIONAL: nation}
        found = resolve_texts(self.texts, self.slug, newer)
        if found.district != self.district:
            raise PolicyError([_foreign(self)])
        return _as_published(found, self)

    @property
    def case_policy(self) -> CasePolicy:
        return self.resolved.case_policy

    @property
    def begins(self) -> date:
        """The first day it is in force: never before it was published."""
        if self.published_at is None:
            return self.effective_from
        return max(self.effective_from, _published_on(self))

    @property
    def order(self) -> tuple[bool, date, int]:
        """Of those that have begun the last one holds; a file not settled yet is newer than all."""
        return self.published_at is None, self.begins, self.number


def standing(known: Iterable[Edition]) -> tuple[Edition, ...]:
    """Without those a rollback withdrew before their day; what has begun stays what it was."""
    every = tuple(known)
    gone = {
        number
        for each in every
        for number in each.withdraws
        if _begin_of(every, number) > _published_on(each)
    }
    return tuple(each for each in every if each.number not in gone)


def _begin_of(known: tuple[Edition, ...], number: int) -> date:
    return next((each.begins for each in known if each.number == number), date.min)


def _published_on(edition: Edition) -> date:
    at = edition.published_at
    return date.max if at is None else at.astimezone(SEOUL).date()


def today() -> date:
    """A policy begins at midnight in Seoul."""
    return datetime.now(SEOUL).date()


def edition_of_file(policy: ResolvedPolicy, texts: Texts) -> Edition:
    """What a district's file says, as the edition its head numbers."""
    rules = policy.case_policy.rules
    edition = Edition(
        district=policy.district,
        slug=policy.slug,
        number=policy.case_policy.version,
        texts=parts_of(texts, policy.slug),
        effective_from=policy.effective_from,
        adoption=Adoption.NEXT_STAGE if rules is None else rules.adoption,
        origin=Origin.RELEASE,
        content_hash=policy.case_policy.content_hash,
        legal_basis=policy.legal_basis,
    )
    edition.__dict__["resolved"] = _as_published(policy, edition)
    return edition


def _foreign(edition: PublishedEdition) -> Problem:
    return Problem(f"districts/{edition.slug}.yaml", 1, 1, "identity",
                   f"다른 시·군·구의 정책입니다(이곳은 {edition.district}).",
                   f"A policy of another district (this one is {edition.district}).")  # fmt: skip


def _as_published(policy: ResolvedPolicy, edition: PublishedEdition) -> ResolvedPolicy:
    """The number, day and adoption of the publication count, not those in the drafted text."""
    case_policy = policy.case_policy
    rules = case_policy.rules
    return replace(
        policy,
        effective_from=edition.effective_from,
        legal_basis=edition.legal_basis or policy.legal_basis,
        case_policy=case_policy.model_copy(
            update={"version": edition.number, "rules": rules and _numbered(rules, edition)}
        ),
    )


def _numbered(rules: ProcessRules, edition: PublishedEdition) -> ProcessRules:
    return rules.model_copy(update={"edition": edition.number, "adoption": edition.adoption})
