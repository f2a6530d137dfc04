"""What every door to the engine has in common: starting work of a district, and hearing of it."""

from collections.abc import Awaitable

from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from care.model.ids import DistrictCode
from workflows import names

NOT_CONNECTED = "Failed client connect"


def of_district(district: DistrictCode) -> TypedSearchAttributes:
    return TypedSearchAttributes([SearchAttributePair(names.DISTRICT, district)])


def was_never_reached(failed: RuntimeError) -> bool:
    """A client that never reached the engine says so with a bare error of its native part."""
    return str(failed).startswith(NOT_CONNECTED)


async def heard(start: Awaitable[object]) -> bool:
    """Whether the engine took it up, now or before. False: it is away, ask later."""
    try:
        await start
    except WorkflowAlreadyStartedError:
        return True
    except RPCError:
        return False
    except RuntimeError as failed:
        if was_never_reached(failed):
            return False
        raise
    return True
