"""A value written into a draft by a form of its own: only if it makes nothing new wrong."""

from collections.abc import Mapping
from typing import Any

from i18n.loader import gettext
from policies import editing
from policies.kinds import Source
from policies.problems import PolicyError
from policies.resolved import ResolvedPolicy
from web.policies.draft_checks import checked, says
from web.policies.draft_sight import DraftSight
from web.policies.drafting import Said, edit_draft, with_values
from web.visitor import Visit

WHY = ("source", "law", "note", "verify")


def own(policy: ResolvedPolicy, key: str, **said: Any) -> dict[str, Any]:
    """The value as the district's own, changed in what is named; why it is so stays if it was."""
    row = policy.value(key)
    before = editing.as_written(row.value)
    if row.inherited:
        before = {name: one for name, one in before.items() if name not in WHY}
    source = Source.DISTRICT if row.inherited else row.source
    return {**before, **said, "source": source.value}


async def write(
    visit: Visit, sight: DraftSight, values: Mapping[str, Said | None], revision: int
) -> list[str]:
    """Nothing is kept when it makes something wrong that was right; then says what."""
    change = with_values(sight.draft, values)
    try:
        files = change(sight.draft.files)
    except PolicyError as error:
        return [says(one) for one in error.problems]
    except ValueError:
        return [gettext("이 값은 여기에서 고칠 수 없습니다. 전체 글에서 고쳐 주세요.")]
    before = {(one.code, one.ko) for one in sight.findings.problems}
    after = checked(sight.draft, files).problems
    faults = [says(one) for one in after if (one.code, one.ko) not in before]
    if not faults:
        await edit_draft(visit, sight.draft.draft_id, change, revision=revision)
    return faults
