"""What the workflow that opens cases for households found is asked, and what it answers."""

from care.model.ids import DistrictCode
from care.model.value import Value


class OpeningsAsked(Value):
    """Which households lies sealed in the store; the engine is told only of the district."""

    district: DistrictCode


class OpeningsProgress(Value):
    """What one round did, and how many of the district still wait."""

    opened: int = 0
    refused: int = 0
    put_off: int = 0
    """Without an answer yet; they are asked again."""
    waiting: int = 0
