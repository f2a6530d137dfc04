"""The day people mean: Korea's, nine hours ahead of UTC all year."""

from datetime import datetime, time, timedelta, timezone

KOREA = timezone(timedelta(hours=9))


def end_of_day(now: datetime) -> datetime:
    """Midnight after ``now`` in Korea."""
    tomorrow = now.astimezone(KOREA).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), KOREA)
