"""Who hears that a case was opened for a household found, or could not be."""

from activities.open_cases import Told

OPENINGS_TOLD: tuple[Told, ...] = ()
