"""The shape every value of the heart has: frozen, closed, and cheap to carry."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A value that never changes; a change is a new value made with ``model_copy``."""

    model_config = ConfigDict(frozen=True, extra="forbid")
