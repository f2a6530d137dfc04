"""``hamkke policy preview``: today's open cases under a policy file nobody has published yet.

Reads the store and keeps in it only the folded states of cases, which every preview shares.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from runtime.policy_commands import District, Language, known, policy_settings
from runtime.policy_whatif import (
    INTERRUPTED,
    changed_policy,
    progress_bar,
    text_of,
    until_interrupted,
)
from runtime.settings import Settings
from runtime.temporal import run_async

if TYPE_CHECKING:
    from care.model.policy import CasePolicy
    from runtime.parts import Parts
    from store.policy_studies import Portion, Study


@dataclass
class Shown:
    """What a preview found, so far or in all."""

    district: str
    edition: int
    policy_hash: str
    as_of: str
    total: int = 0
    done: int = 0
    stopped: bool = False
    seconds: float = 0.0
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    """Cases by effect and stage."""
    tally: dict[str, int] = field(default_factory=dict)
    findings: list[dict[str, object]] = field(default_factory=list)


def policy_preview(
    district: District,
    file: Annotated[Path, typer.Argument(help="The district's changed policy file.")],
    as_json: Annotated[bool, typer.Option("--json", help="All of it, for other programs.")] = False,
    lang: Language = "ko",
) -> None:
    """Say what FILE would change for the cases open today; no case is touched."""
    from i18n.loader import known as language
    from i18n.loader import speaking
    from policies.problems import PolicyError

    settings, code = policy_settings(), known(district)
    try:
        shown = run_async(_shown(settings, code, file))
    except PolicyError as wrong:
        for problem in wrong.problems:
            place = f"{problem.file}:{problem.line}:{problem.column}"
            sys.stderr.write(f"{place} {problem.ko}\n  {problem.en}\n")
        sys.exit(1)
    if as_json:
        sys.stdout.write(json.dumps(asdict(shown), ensure_ascii=False, indent=1) + "\n")
    else:
        with speaking(language(lang) or "ko"):
            _print(shown)
    sys.exit(INTERRUPTED if shown.stopped else 0)


async def _shown(settings: Settings, district: str, file: Path) -> Shown:
    from runtime.parts import Parts

    parts = Parts.of(settings)
    try:
        with progress_bar() as progress:
            bar = progress.add_task(district, total=None)

            def tell(shown: Shown) -> None:
                progress.update(bar, completed=shown.done, total=shown.total)

            return await look_through(
                parts, district, changed_policy(district, text_of(file)), tell
            )
    finally:
        await parts.database.dispose()


async def look_through(
    parts: "Parts", district: str, policy: "CasePolicy", tell: Callable[[Shown], object]
) -> Shown:
    """Portion by portion; an interrupt ends it behind the portion that is being looked at."""
    from activities.policy_study import examine
    from care.messages.studies import StudyKind
    from runtime.worker import examiners

    study = _study(district, policy)
    examiner = examiners(parts.database, parts.keyring)[StudyKind.PREVIEW]
    shown = Shown(district, policy.version, policy.content_hash, study.as_of.isoformat())
    shown.total = await examiner.total(study)
    tell(shown)
    stop, started = until_interrupted(), perf_counter()
    async for portion in examine(examiner, study, policy):
        _add(shown, portion)
        tell(shown)
        shown.stopped = stop.is_set() and not portion.last
        if shown.stopped:
            break
    shown.seconds = round(perf_counter() - started, 3)
    return shown


def _study(district: str, policy: "CasePolicy") -> "Study":
    from care.messages.studies import StudyKind
    from care.model.ids import DistrictCode, PersonId, StudyId
    from store.policy_studies import Study

    now = datetime.now(UTC)
    return Study(
        study_id=StudyId("command-line"),
        district=DistrictCode(district),
        kind=StudyKind.PREVIEW,
        about="",
        edition=policy.version,
        policy_hash=policy.content_hash,
        as_of=now,
        started_by=PersonId("operator"),
        started_at=now,
    )


def _add(shown: Shown, portion: "Portion") -> None:
    counts = defaultdict(Counter, {code: Counter(of) for code, of in shown.counts.items()})
    for code, stage, _ in {(one.code, one.stage, one.case_id) for one in portion.findings}:
        counts[code][stage] += 1
    tally = Counter(shown.tally)
    tally.update(portion.tally)
    shown.done += portion.cases
    shown.counts = {code: dict(of) for code, of in counts.items()}
    shown.tally = dict(sorted(tally.items()))
    shown.findings += [asdict(one) for one in portion.findings]


def _print(shown: Shown) -> None:
    from care.decide.policy_effect import Effect
    from care.model.codes import Stage
    from i18n.loader import gettext
    from i18n.wording import words
    from web.policies.study_words import effect_word

    console = Console()
    if shown.stopped:
        sentence = gettext("그만두기 전까지 살펴본 사례만 아래에 있습니다.")
        console.print(f"[yellow]{sentence}[/yellow]")
    stages = [stage for stage in Stage if any(stage in of for of in shown.counts.values())]
    table = Table(title=gettext("오늘 사례로 미리 보기"))
    table.add_column(gettext("달라지는 것"))
    for heading in (gettext("모두"), *(words(stage) for stage in stages)):
        table.add_column(heading, justify="right")
    for effect in Effect:
        of = shown.counts.get(effect, {})
        if of:
            cells = (str(of.get(stage, 0) or "") for stage in stages)
            table.add_row(effect_word(effect), str(sum(of.values())), *cells)
    console.print(table)
    console.print(
        gettext(
            "사례 %(total)s건 가운데 %(done)s건을 %(seconds)s초에 살펴보았습니다.",
            total=shown.total,
            done=shown.done,
            seconds=shown.seconds,
        )
    )
