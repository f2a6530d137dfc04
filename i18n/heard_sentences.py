"""How an event of what a case hears from outside fills its sentence."""

from i18n import phrases
from i18n.known import Fill
from i18n.loader import gettext
from i18n.wording import words
from i18n.wording.heard import HEARD_TURNS


def _turn(name: str) -> str:
    return gettext(HEARD_TURNS[name])


HEARD_FILLS: dict[str, Fill] = {
    "SignalRecorded": lambda v, k: {
        "signal": k.signal(v.signal.signal),
        "source": words(v.signal.source),
        "day": phrases.long_day(v.signal.observed_on),
    },
    "NumberReceived": lambda v, k: {"found": _turn("found" if v.found else "unknown")},
    "NumberNoticeGiven": lambda v, k: {"method": words(v.method)},
    "FeedbackRecorded": lambda v, k: {"form": words(v.feedback.form)},
}
