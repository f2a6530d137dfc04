"""Care-safe homes of a district that has them: units, waiting list, offers."""
