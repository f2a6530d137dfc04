"""A published policy of a district as it is kept: immutable, numbered, with all it builds on."""

from datetime import date, datetime
from enum import StrEnum

from care.model.ids import DistrictCode, DraftId, PersonId
from care.model.policy_rules import Adoption
from care.model.value import Value


class Origin(StrEnum):
    """How an edition (판) came to be."""

    RELEASE = "RELEASE"
    """A file that came with Hamkke or that the operator put in its place."""
    PUBLISHED = "PUBLISHED"
    ROLLBACK = "ROLLBACK"
    """An earlier edition's own text, published again."""
    INHERITED = "INHERITED"
    """The district's text unchanged on top of a newer nation, province or calendar."""


class PublishedEdition(Value):
    """``number`` counts up within the district and is the ``CasePolicy.version`` of its cases."""

    district: DistrictCode
    slug: str
    number: int
    texts: dict[str, str]
    """File to text: the district's own and every one it builds on, so it resolves alone."""
    effective_from: date
    """Seoul's day from which it is in force."""
    adoption: Adoption
    origin: Origin
    content_hash: str
    """Over all values as they were read when it was published."""
    published_at: datetime | None = None
    """None: a file nobody has settled in the database yet."""
    author: PersonId | None = None
    reviewer: PersonId | None = None
    approver: PersonId | None = None
    publisher: PersonId | None = None
    reason: str = ""
    """Said to every district, with nobody's name in it."""
    legal_basis: tuple[str, ...] = ()
    draft_id: DraftId | None = None
    restores: int | None = None
    """ROLLBACK: the number whose text this is again."""
    withdraws: tuple[int, ...] = ()
    """ROLLBACK: numbers that were announced when it was published and never begin."""
