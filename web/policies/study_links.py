"""From a draft or a waiting edition to trying it out on cases."""

from dataclasses import dataclass

from i18n.loader import gettext
from web.visitor import Visit


@dataclass(frozen=True)
class StudyLink:
    path: str
    name: str


def study_links(visit: Visit, about: str) -> list[StudyLink]:
    """``about``: a draft's id, or the number of an edition; nothing for who may not study."""
    if not visit.may("StudyPolicy"):
        return []
    return [
        StudyLink(f"/policies/previews?about={about}", gettext("오늘 사례로 미리 보기")),
        StudyLink(f"/policies/whatifs?about={about}", gettext("지난 기록으로 다시 살아 보기")),
    ]
