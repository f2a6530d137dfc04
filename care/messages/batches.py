"""What the workflow of an imported list asks for, and how far the list has come."""

from care.model.discovery import BatchState
from care.model.ids import BatchId, DistrictCode
from care.model.value import Value

SAME_AS = "same_as"
"""Key in what a row says: an earlier row of its file names the same person."""
SAME_ROW = "same_row"
"""The same: an earlier row says the very same."""


class BatchAsked(Value):
    """The list itself, sealed, lies in the store."""

    batch_id: BatchId
    district: DistrictCode


class BatchProgress(Value):
    """``done`` of ``total`` rows in the present pass; ``rows_held``: its sealed rows wait on."""

    state: BatchState
    done: int
    total: int
    rows_held: bool
